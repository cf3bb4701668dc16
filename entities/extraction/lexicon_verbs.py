"""Verbs that tell of a dealing, by kind; `lexicon` says how a line is read."""

VERBS = """
demand tell: obj+to
consult report explain testify answer respond: to
consult answer counsel update apprise acquaint alert approach escort hear woo court: obj only
consult drop+in look+in: on
consult sound+out see+off: obj
consult mingle socialise socialize engage: with=
consult convene reconvene: each with=
consult meet: obj= with= each
consult talk speak chat converse communicate liaise correspond: with= each to
consult confer consult negotiate bargain: with= each obj
consult discuss debate: with= each
consult sit+down team+up catch+up: with= each
consult phone telephone ring visit receive brief contact interview notify inform tell: obj
consult address assure reassure remind greet advise cable email: obj
consult reply write confide: to
consult invite: obj
consult mediate: between
consult greet host entertain: obj only
consult mediate intervene: between in
consult reach+out turn: to
consult huddle parley dine lunch: with=
consult accompany tour: obj only
consult arrive: in
consult travel fly: to

support support back praise congratulate endorse welcome defend thank hail honour honor: obj
support applaud commend salute encourage bless mourn cheer admire acclaim extol laud toast: obj
support champion prop+up embrace sponsor uphold esteem acclaim vindicate: obj
support recognize recognise compliment credit: obj clause
support stand: by with behind
support approve: of
support campaign: for
support apologize apologise wish: to obj
support side sympathise sympathize: with
support appoint name nominate choose promote reappoint reinstate decorate knight elevate: obj
support vouch: for
support protect harbour harbor shield guard: obj
support reassure console comfort: obj
support admit confirm affirm reaffirm crown install recommend celebrate commemorate: obj only
support trust respect justify excuse favour favor prefer hug kiss idolise idolize inspire: obj only
support accredit certify license licence legitimise legitimize second: obj only
support rely count: on
support line+up rally: behind
support swear+in: obj
support back+up stand+by: obj

agree agree vow promise pledge accept offer undertake: with= obj to clause each
agree sign initial ratify: with= each
agree consent accede assent acquiesce: to clause
agree settle compromise: with= each
agree make+up: with= each
agree comply: with

cooperate cooperate collaborate coordinate: with= each
cooperate trade ally partner reconcile work align: with= each
cooperate govern rule: with= together
cooperate extradite repatriate: to obj
cooperate join+forces: with= each
cooperate join: obj only
cooperate unite merge: with= each
cooperate integrate federate harmonise harmonize participate: with=

aid aid help assist fund finance arm equip feed shelter subsidise subsidize train bankroll: obj
aid vaccinate treat nurse heal: obj
aid donate lend provide supply: to obj with for in
aid rescue evacuate save airlift: obj from
aid grant award: to obj
aid bail+out: obj
aid loan: to obj
aid resupply: obj
aid contribute: to
aid underwrite sustain tend relieve clothe ferry endow: obj only
aid care: for
aid resettle house: obj

concede concede yield bow submit capitulate defer: to obj clause
concede give+in give+way back+down: to
concede allow permit let enable authorise authorize: obj clause
concede ease relax relent: obj
concede cede hand+over turn+over relinquish: to
concede acquit parole exonerate forgive absolve: obj
concede legalise legalize unban: obj
concede bend relent: to
concede appease placate mollify exempt spare reprieve accommodate: obj only
concede readmit reopen: obj to

retreat withdraw retreat flee evacuate: from
retreat pull+out pull+back move+out: of from
retreat surrender defect: to
retreat release free liberate pardon amnesty demobilise demobilize disarm repatriate unfreeze: obj
retreat compensate indemnify reimburse: obj
retreat vacate: obj
retreat disengage: from
retreat let+go stand+down: obj
retreat leave quit exit: obj only

investigate investigate probe: obj clause
investigate inspect question interrogate examine scrutinise scrutinize audit: obj
investigate monitor search: obj
investigate inquire look+into delve: into
investigate wiretap bug surveil: obj
investigate spy snoop eavesdrop: on
investigate track: obj
investigate review study survey observe watch check verify debrief trail shadow indict: obj only

demand demand request seek solicit: from of obj clause
demand urge ask press implore beg exhort petition lobby plead entreat beseech pressure:
    obj with to clause
demand instruct nudge admonish pressurise pressurize: obj
demand challenge dare: obj+to
demand appeal: to for clause
demand call: on upon for
demand order: obj clause
demand command direct: obj+to
demand push plead campaign: for obj clause with
demand insist: clause on
demand require oblige: obj clause
demand coax cajole prod: obj
demand press: obj for with clause
demand persuade convince: obj only
demand expect: obj+to
demand recommend propose suggest: to

disapprove accuse criticise criticize condemn denounce blame deplore decry rebuke reproach: obj
disapprove slam censure berate chide deride mock ridicule insult lambast lambaste vilify fault: obj
disapprove sue: obj
disapprove slander defame denigrate disparage malign upbraid scold castigate pillory excoriate: obj
disapprove scorn deprecate belittle deplore lament regret bemoan begrudge resent: obj
disapprove distrust mistrust suspect doubt despise loathe hate discredit humiliate offend anger: obj
disapprove impugn blast shame brand demonise demonize chastise chasten: obj
disapprove complain grumble: about of to clause
disapprove reprimand summon: obj only
disapprove charge allege: obj clause only
disapprove object: to
disapprove implicate finger incriminate demean liken: obj
disapprove attribute pin: to on
disapprove infuriate enrage irritate irk annoy upset alarm embarrass provoke antagonise: obj
disapprove antagonize outrage displease exasperate: obj
disapprove bicker argue: with=
disapprove lecture taunt: obj
disapprove disapprove despair: of
disapprove abhor detest disdain dislike bewail rue bash savage caricature satirise satirize: obj
disapprove shock dismay appal horrify sadden disgust: obj
disapprove fume seethe rage: at
disapprove compare: to
disapprove frown: on upon
disapprove speak+out: against
disapprove protest: obj
disapprove lash+out hit+out hit+back rail fulminate inveigh: at against
disapprove take+aim sneer scoff jeer bristle: at

reject reject rebuff spurn snub veto oppose dismiss defy block ignore resist rebut refute: obj
reject repudiate disavow contradict overrule override contest disobey thwart obstruct foil: obj
reject rule+out call+off: obj with
reject turn+down brush+aside shrug+off throw+out vote+down stonewall sideline: obj
reject challenge counter dispute disown renounce disregard disappoint sabotage undermine: obj
reject refuse decline: obj clause
reject deny: obj clause
reject disagree differ quarrel feud: with= each
reject withhold: from
reject flout violate contravene: obj
reject discourage dissuade: obj
reject back+out opt+out: of
reject balk baulk: at
reject walk+away break: from with
reject hamper hinder impede: obj only
reject abrogate annul revoke rescind void nullify invalidate overturn quash: obj
reject desert forsake ditch evade circumvent bypass frustrate: obj only
reject split part: with from
reject secede separate: from
reject shut+out turn+away keep+out lock+out strike+down: obj
reject stand+up: to
reject cancel postpone scrap shelve suspend: with
reject walk+out storm+out: on of

threaten threaten menace intimidate blackmail: obj clause with
threaten warn caution: obj only
threaten retaliate hit+back strike+back: against
threaten confront bully: obj
threaten endanger imperil jeopardise jeopardize frighten scare terrify: obj only

protest demonstrate rally march riot protest picket chant shout: against outside in at
protest take+to mutiny rebel revolt rise+up rise agitate: against
protest boo heckle jeer: obj

sanction prohibit bar ban: obj from
sanction sanction boycott blacklist embargo ostracise ostracize expel shun isolate: obj
sanction suspend banish evict: obj from
sanction exclude: from
sanction penalise penalize punish: obj
sanction cut+off: obj
sanction divest: from
sanction downgrade restrict: obj

mobilize mobilise mobilize mass deploy: in to along near against obj
mobilize redeploy reinforce patrol: in to along near
mobilize rearm: against
mobilize station garrison: in at near along

coerce arrest detain jail imprison seize confiscate deport banish exile evict raid outlaw: obj
coerce censor prosecute sentence convict fine silence suppress repress persecute: obj
coerce force compel coerce: obj
coerce harass oust depose overthrow topple unseat dethrone impeach: obj
coerce destroy demolish damage bulldoze burn loot vandalise vandalize ransack torch: obj
coerce blow+up set+fire tear+down: obj
coerce crack+down: on
coerce round+up lock+up hold+hostage handcuff intern incarcerate: obj
coerce expropriate nationalise nationalize impound commandeer: obj
coerce subdue oppress quell crush disperse muzzle gag: obj
coerce dissolve disband disqualify sack purge: obj
coerce strip: of obj
coerce hack jam: obj
coerce expel: from obj
coerce exile: to
coerce apprehend nab: obj
coerce prevent stop halt: obj only
coerce displace confine uproot: obj
coerce subpoena trap corner enslave conscript interdict requisition restrain eject catch: obj only
coerce seal+off cordon+off wipe+out drive+away: obj
coerce kick+out throw+out force+out shut+down take+over: obj of from
coerce colonise colonize subjugate dominate: obj

assault kill murder assassinate kidnap abduct torture execute massacre shoot stab beat: obj
assault wound injure maim rape poison hijack ambush behead lynch slay slaughter hang: obj
assault mistreat maltreat gas exterminate mutilate bludgeon strangle mug rob steal: obj from
assault gun+down mow+down beat+up: obj
assault manhandle brutalise brutalize molest: obj
assault snatch decapitate: obj from
assault bayonet club whip flog cane blind: obj only
assault abuse terrorise terrorize hurt harm pelt stone knife starve: obj

fight attack fight bomb shell bombard invade occupy besiege storm capture conquer annex: obj
fight blockade target assail repel pound strafe overrun rout raze ravage retake recapture: obj
fight defeat vanquish ambush encircle surround pursue hunt chase: obj
fight clash battle skirmish duel: with= each obj
fight fight: against with= obj each
fight war: with= against
fight fire shell: on at into across
fight shoot: at
fight open+fire: on at
fight shoot+down: obj
fight intercept sink torpedo: obj
fight strike hit: obj
fight advance push: into
fight assault engage combat counterattack strafe penetrate liberate: obj
fight counter-attack repulse outflank decimate annihilate devastate smash mortar: obj
fight ward+off beat+off fight+off: obj
fight infiltrate intrude: into obj
fight move march roll sweep storm: into
fight cross: into
fight enter: obj only
fight drive+out push+back push+out beat+back: obj
"""
