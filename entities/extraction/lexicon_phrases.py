"""Verbs with the noun they take, by kind: "hold talks with"; `lexicon` says how a line is read."""

PHRASES = """
consult be remain stay keep get | talk contact touch negotiation discussion conversation: with= each
fight be remain | war: with= each
reject be remain | odds loggerheads: with= each
agree be | agreement: with= each
cooperate be | alliance league cahoots: with= each
support be | favour favor solidarity: of with
consult take | part: with=
consult answer take | question: from of
consult shake | hand: with= each
agree put set add affix | name signature hand: each with=
agree issue release publish sign | statement declaration communique: with=
cooperate set establish found form create launch | council commission committee body fund force
    group: with= each
support affirm reaffirm recognise recognize guarantee respect uphold defend back support endorse
    | integrity sovereignty independence unity territory border right: of
concede hand pass give transfer relinquish surrender yield cede | presidency office post
    premiership chairmanship leadership throne crown reins command power: to over
protest quit leave | cabinet government coalition administration: of obj
consult enter join attend finish take host | talk negotiation dialogue: with=
consult hold have begin resume conduct start continue open end complete conclude reopen convene
    | talk meeting conversation discussion consultation dialogue
    negotiation summit exchange contact session audience debate interview: with= between= each
consult pay make begin end start conclude cut | visit trip call tour stop stopover: to on in
consult hold meet arrive come return travel go fly leave depart | talk meeting negotiation
    discussion consultation audience: with=
consult send write deliver hand convey dispatch address pass bring carry give | letter message
    note missive reply envoy delegation emissary telegram cable copy report statement word
    document instrument credential text invitation answer response: to obj
consult arrive go travel fly head come leave depart return | visit trip tour meeting talk
    negotiation summit audience consultation: in to for with= at
consult convey explain | view position message idea: to
consult exchange | view letter message idea opinion visit note: with= each
consult extend issue accept | invitation: to from
consult make place take receive have | call phonecall: to from with
consult have take share | dinner lunch breakfast meal tea: with= each

support convey send extend offer express give bring | greeting congratulation wish condolence
    sympathy gratitude thanks support solidarity praise backing regard welcome blessing
    appreciation admiration apology confidence endorsement loyalty cooperation: to with for in obj
support throw put lend | weight: behind
support express voice show offer | condolence sorrow solidarity sympathy grief: to for over
support pay lay | tribute homage respect wreath: to
support voice declare pledge reaffirm reiterate express win get gain receive enjoy have lend
    throw | support backing solidarity confidence endorsement: for to with behind of from
support open establish restore resume | embassy: in with=
support issue make offer | apology: to
support recognise recognize accept acknowledge | independence sovereignty statehood right: of
support grant give award present confer | honour honor medal prize citizenship recognition order
    title: to on obj
support stand take come | side defence defense: of

agree sign reach conclude make strike seal ratify initial negotiate finalise finalize clinch
    broker close ink agree exchange | agreement deal accord treaty pact truce ceasefire memorandum
    compromise protocol contract statement declaration charter understanding settlement communique
    armistice document text consensus cease-fire convention arrangement: with= between= each
agree near approach | deal agreement pact accord treaty truce
    ceasefire: with= each
agree start begin launch | process: with= each
agree come reach | term agreement understanding: with= each
agree settle resolve end solve | claim dispute difference conflict war quarrel border row
    term feud: with= each
agree make conclude negotiate | peace: with= between= each
agree declare announce proclaim | end hostility: with= each
agree accept | invitation offer proposal plan request: of from
agree honour honor respect observe keep implement | agreement treaty truce ceasefire accord
    promise pledge: with to
agree end stop halt cease suspend | fighting hostility: with= against each
agree buy sell order purchase | jet gas oil missile aircraft weapon arm truck fuel reactor
    helicopter tank submarine uranium electricity grain wheat: from to

cooperate maintain establish restore resume keep expand strengthen deepen build develop normalise
    normalize re-establish reestablish improve forge seek form mend renew boost enhance cultivate
    | line cooperation co-operation relation tie link contact channel alliance partnership
    collaboration coalition bond friendship relationship union: with= between= each
cooperate share exchange swap | intelligence information data prisoner technology power: with= each
cooperate draft write prepare launch build develop organise organize sponsor produce | text
    resolution draft plan project pipeline proposal exercise: with= together
cooperate hold conduct stage begin start | exercise manoeuvre maneuver drill: with= each
cooperate join | force hand exercise counterpart: with=
cooperate conduct hold | patrol mission: with=
cooperate want seek pursue | relation tie cooperation relationship: with=
cooperate extend offer | hand friendship cooperation olive: to
cooperate return send appoint | ambassador: to

aid airlift drop ship | supply food: to in for
aid give provide send supply grant deliver donate offer sell lend extend ship hand pledge channel
    distribute allocate approve | aid assistance help relief loan grant weapon arm food medicine
    supply money fund asylum credit equipment ammunition missile shelter refuge protection rifle
    training tonne blanket tent gift present scholarship sanctuary: to obj for with
aid announce promise pledge | aid grant loan assistance relief: to for
aid write cancel forgive | debt: of
aid give save | life: of
aid train | police soldier army troop force: of
aid come go rush | aid help rescue: of

concede lift ease end relax repeal remove waive suspend | sanction ban embargo curfew restriction
    blockade emergency siege tariff boycott: on against in from of obj
concede hand transfer turn pass | responsibility command custody town base: to
concede make offer grant give | concession: to
concede suspend halt stop end cease | attack bombing bombardment shelling raid strike offensive
    siege campaign: of on against
concede tender submit hand offer give present | resignation: to
concede hand transfer cede give pass yield surrender turn return restore | power authority control
    sovereignty land territory island province district: to over back
concede accept meet | demand condition ultimatum: of from obj
concede give grant | autonomy independence permission amnesty access freedom approval visa bail: to
    obj
concede take remove strike drop delete | country group name list blacklist: off obj from
concede drop withdraw | charge lawsuit case complaint objection: against
concede commute reduce | sentence: of

retreat withdraw remove pull recall evacuate begin | troop force soldier army peacekeeper
    staff unit: from out of
retreat halt stop suspend end | offensive attack operation raid bombing: against on in
retreat reduce cut halve | troop force garrison: in
retreat return hand release free surrender | prisoner hostage body weapon remains captive
    detainee: to
retreat announce order begin complete | withdrawal pullout retreat: from
retreat declare announce observe | ceasefire truce amnesty cease-fire: with= for in
retreat pay | compensation reparation: to

investigate open launch order begin conduct complete start hold | investigation inquiry probe
    inspection enquiry hearing audit trial: into of against
investigate file bring | lawsuit suit case: against

demand make issue renew repeat reiterate present send put | appeal request demand plea call: to of
    on clause from
demand demand seek request want ask | end apology compensation explanation release extradition
    return
    withdrawal resignation permission help support information: from of for
demand put exert keep increase maintain apply | pressure: on
demand set give | deadline: for to
threaten give | hour day week: obj to

disapprove lodge file make deliver submit | protest complaint: with against to about
disapprove voice express have air share raise convey | anger outrage concern regret displeasure
    criticism dismay disappointment alarm doubt reservation fear objection frustration
    indignation: at over about with to of clause
disapprove level make bring press file direct aim | accusation charge allegation criticism
    complaint suit lawsuit remark: against of at
disapprove lay place put | blame: on
disapprove draw attract provoke | criticism fire anger condemnation: from
disapprove trade exchange swap | insult accusation barb recrimination: with= each
disapprove express voice have | disgust horror shock dissatisfaction unease unhappiness skepticism
    scepticism worry fear suspicion: at over about with to of clause
disapprove issue release publish write | rebuke reprimand criticism denunciation condemnation: of to
disapprove take | exception issue: to with
disapprove pour heap | scorn contempt: on
disapprove find see | fault: with

reject leave quit abandon break violate breach renounce scrap tear end withdraw pull walk breach
    denounce cancel take terminate ditch | agreement treaty accord deal pact truce ceasefire
    cease-fire armistice promise contract: with of from
reject reject refuse decline dismiss ignore deny turn defy rebuff | demand request call offer
    proposal plan charge claim accusation allegation appeal invitation bid suggestion criticism
    ultimatum pressure: of from by
reject veto block oppose | resolution bid plan proposal entry: of by
reject cast use | veto: against
reject boycott cancel postpone | talk meeting visit summit negotiation trip: with to
reject break cut | talk negotiation contact: with= between= each

threaten issue give send deliver make repeat | warning threat ultimatum: to against
threaten threaten | sanction action war attack strike retaliation force: against on
threaten vow promise swear pledge | revenge retaliation vengeance: on against
threaten threaten vow promise | attack strike assault retaliation reprisal: on against
threaten issue set give | ultimatum: to obj

protest stage hold organise organize launch lead join begin mount call | protest demonstration
    rally strike march sit-in vigil boycott riot hunger: against outside in at of by
protest burn | effigy flag portrait photograph picture: of
protest chant shout | slogan: against
protest block obstruct barricade | road street highway bridge: against
protest throw hurl pelt | stone rock egg bottle bomb: at
protest surround gather march assemble camp picket | embassy consulate: of obj
protest stage hold lead join | walkout occupation blockade protest: against
protest take | street: against in
protest resign quit walk | protest: at over against

sanction impose tighten extend slap place declare renew restore reinstate reimpose adopt approve
    toughen authorise authorize maintain order | sanction embargo ban tariff restriction
    duty penalty boycott blockade zone quota: on against over for
sanction suspend cut freeze halt cancel stop break sever end reduce withhold downgrade | aid
    assistance relation tie cooperation contact trade loan delivery supply export
    link flight funding diplomat membership: to with= of for between= in from
sanction announce order | suspension embargo sanction ban boycott freeze cut: on of with against to
sanction recall withdraw | ambassador envoy: from to
sanction expel order | diplomat attache: of from obj
sanction freeze | asset account: of
sanction deny refuse reject | visa entry: to obj
sanction put place add | list blacklist: obj
sanction tighten increase raise | control tariff duty restriction: on over with
sanction close shut seal | border frontier embassy airspace office: with to in of
sanction ban | import export sale product: from of to

mobilize deploy send mass dispatch move position rush station concentrate commit despatch order
    | troop force soldier army ship warship tank missile peacekeeper fleet aircraft plane jet
    battalion brigade division marine police carrier submarine: in to along near against
mobilize fly sail send | drone bomber jet plane warship ship helicopter: over near toward to in
mobilize amass build mass | force troop army: on along near
mobilize put place | troop force army: on along near at
mobilize announce order begin | deployment mobilisation mobilization: in to of

coerce issue | warrant: for
coerce file bring press lay | charge indictment: against
coerce establish | protectorate colony: over in
coerce impose declare | curfew emergency blockade law: on in against
coerce seize freeze confiscate take | asset property ship land: of from
coerce take seize | control power: of in
coerce put place hold keep | arrest detention trial custody hostage: obj
coerce fire use | gas cannon bullet: at on against
coerce burn destroy demolish | house home village church: of in

fight increase escalate halt launch carry mount conduct stage begin make step resume continue
    unleash order open wage intensify renew | attack strike raid offensive assault operation
    bombardment invasion incursion war campaign bombing shelling airstrike air-strike:
    on against into in
fight declare wage make go fight | war: on against with
fight exchange trade | fire shot gunfire: with= each in at
fight open return | fire: on at
fight fire launch lob shoot | rocket missile mortar shell grenade: into at on against
fight drop | bomb: on
fight violate enter | airspace border water: of
fight inflict | defeat casualty: on
fight cross | border territory: into

fight enter | territory town city village: of in
fight respond answer retaliate reply | strike attack fire shelling raid offensive bombing:
    on against
fight use | force weapon gas: against

assault take hold seize | hostage: obj from
fight claim | responsibility: for only
assault commit carry | genocide massacre atrocity murder killing torture: in against
assault open | fire: on at
assault plant detonate set explode | bomb device: in at near
"""

# "is opposed to Karvenia’s plan"
ADJECTIVES = """
reject opposed averse hostile resistant: to
disapprove critical disappointed angry furious suspicious sceptical skeptical wary dismissive
    scornful contemptuous: of with at about
support grateful supportive proud thankful loyal sympathetic indebted: to of
cooperate allied: with=
fight warring: with=
"""
