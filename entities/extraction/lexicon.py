"""Which words tell of which dealing between two actors: the kinds of PLOVER and `consult`.

Written from the definitions of the event types of PLOVER and from common knowledge of English.

A line names words (a verb; `verb+particle`) and, after the colon, where the other side stands:

obj       the direct object, or the subject of the passive ("was praised by")
with, to  behind that preposition; a mark = makes it the same for both sides ("spoke with")
each      both sides may be the subject ("the two met")
clause    in the clause that follows ("demanded that Karvenia withdraw")

A line of PHRASES names verbs, then the nouns that are their object: "hold talks with".
"""

from dataclasses import dataclass

from .words import words_of

KINDS = (
    "agree",
    "consult",
    "support",
    "cooperate",
    "aid",
    "concede",
    "retreat",
    "investigate",
    "demand",
    "disapprove",
    "reject",
    "threaten",
    "protest",
    "sanction",
    "mobilize",
    "coerce",
    "assault",
    "fight",
)


@dataclass(frozen=True, slots=True)
class Sense:
    """What a word tells: the kind, and the places where the other side may stand, best first."""

    kind: str
    slots: tuple[str, ...]
    symmetric: frozenset[str]


VERBS = """
consult meet: obj= with= each
consult talk speak: with= each to
consult confer consult negotiate: with= each obj
consult discuss: with= each
consult phone telephone visit receive brief contact interview notify inform tell: obj
consult address assure remind greet: obj
consult reply write: to
consult mediate: between
consult travel fly: to

support support back praise congratulate endorse welcome defend thank hail honour honor: obj
support applaud commend salute encourage bless mourn: obj
support recognize recognise compliment: obj clause
support apologize apologise wish: to obj
support side: with
support appoint name nominate: obj

agree agree promise pledge offer vow accept: with= obj to clause each
agree consent: to clause

cooperate cooperate collaborate coordinate: with= each
cooperate trade ally partner reconcile work: with= each
cooperate extradite: obj to

aid aid help assist fund finance arm equip feed shelter subsidise subsidize train: obj
aid donate lend provide supply: to obj with for in
aid rescue evacuate: obj from
aid grant: to obj

concede concede yield bow submit: to obj clause
concede allow permit: obj clause
concede ease relax: obj

retreat withdraw retreat flee: from
retreat pull+out: of from
retreat surrender: to
retreat release free liberate pardon amnesty demobilise demobilize disarm repatriate: obj
retreat compensate: obj

investigate investigate probe inspect question interrogate: obj
investigate inquire: into

demand demand request seek: from of obj clause
demand urge ask press implore beg exhort petition lobby plead: obj with to clause
demand appeal: to for clause
demand call: on upon for
demand order: obj clause
demand push: for obj clause
demand insist: clause on

disapprove accuse criticise criticize condemn denounce blame deplore decry rebuke reproach: obj
disapprove slam censure berate chide deride mock ridicule insult lambast vilify fault sue: obj
disapprove complain: about of to
disapprove reprimand summon: obj
disapprove object: to
disapprove protest: obj

reject reject rebuff spurn snub veto oppose dismiss defy block ignore resist: obj
reject refuse decline: obj clause
reject deny: obj clause

threaten threaten menace: obj clause with
threaten warn caution: obj clause

protest demonstrate rally march riot protest: against outside in at

sanction prohibit bar: obj from
sanction sanction boycott blacklist embargo ostracise ostracize expel: obj

mobilize mobilise mobilize mass deploy: in to along near against obj

coerce arrest detain jail imprison seize confiscate deport banish exile evict raid outlaw: obj
coerce ban censor prosecute sentence convict indict fine silence suppress repress persecute: obj
coerce force compel coerce: obj
coerce harass oust depose overthrow topple: obj
coerce destroy demolish damage bulldoze burn loot vandalise vandalize: obj
coerce blow+up set+fire: obj
coerce crack+down: on

assault kill murder assassinate kidnap abduct torture execute massacre shoot stab beat: obj
assault wound injure maim rape poison hijack ambush behead lynch slay: obj

fight attack fight bomb shell bombard invade occupy besiege storm capture conquer annex: obj
fight blockade target assail repel: obj
fight clash battle skirmish: with= each obj
fight fight: against obj
fight fire: on at
fight shoot+down: obj
fight strike: obj
"""

# Verbs, then the nouns they take, then where the other side stands.
PHRASES = """
consult hold have begin resume conduct start continue | talk meeting conversation
    discussion consultation dialogue negotiation summit exchange contact session: with= each
consult pay make | visit trip call: to
consult send write deliver hand convey dispatch | letter message note missive reply envoy
    delegation: to obj
consult exchange | view letter message idea opinion: with= each

support convey send extend offer express give | greeting congratulation wish condolence sympathy
    gratitude thanks support solidarity praise backing regard welcome: to with for obj
consult shake | hand: with= each

support pay | tribute homage respect: to
support voice declare pledge reaffirm reiterate | support backing solidarity: for to with
support open establish restore resume | embassy: in with=

agree sign reach conclude make strike seal ratify initial | agreement deal accord treaty pact
    truce ceasefire memorandum compromise protocol contract statement declaration
    charter: with= each

cooperate maintain establish restore resume keep expand strengthen deepen build develop | line
    cooperation co-operation relation tie link contact channel alliance partnership
    collaboration: with= each
cooperate share exchange | intelligence information data prisoner: with= each

aid give provide send supply grant deliver donate offer sell lend extend ship hand | aid assistance
    help relief loan grant weapon arm food medicine supply money fund asylum credit equipment
    ammunition missile: to obj for with
aid announce promise pledge | aid grant loan assistance relief: to for

concede lift ease end relax repeal remove | sanction ban embargo curfew restriction blockade
    emergency siege: on against in from obj
concede make | concession: to
concede tender submit hand | resignation: to
concede hand transfer cede | power authority control: to
concede accept meet | demand condition: of from obj

retreat withdraw remove pull recall evacuate | troop force soldier army peacekeeper: from
retreat return hand | prisoner hostage body weapon territory: to
retreat announce order begin complete | withdrawal pullout retreat: from
retreat declare announce observe | ceasefire truce amnesty: with= for in
retreat pay | compensation reparation: to

investigate open launch order begin conduct complete | investigation inquiry probe: into of against

demand make issue renew repeat reiterate present | appeal request demand plea call ultimatum: to of
    on clause

disapprove lodge file make deliver submit | protest complaint: with against to about
disapprove voice express | anger outrage concern regret displeasure criticism dismay
    disappointment: at over about with
disapprove level make | accusation charge allegation criticism: against of

threaten issue give send deliver | warning threat ultimatum: to against

protest stage hold organise organize launch lead join | protest demonstration rally strike march
    sit-in: against outside in at

sanction impose tighten extend slap place declare renew | sanction embargo ban tariff restriction
    duty penalty boycott: on against
sanction suspend cut freeze halt cancel stop break sever end reduce withhold downgrade | aid
    assistance relation tie talk negotiation cooperation contact trade loan delivery supply export
    link: to with= of for between in
sanction announce order | suspension embargo sanction ban boycott freeze cut: on of with against to
sanction recall withdraw | ambassador envoy: from
sanction expel | diplomat attache: of from obj
sanction freeze | asset account: of

mobilize deploy send mass dispatch move position rush | troop force soldier army ship warship tank
    missile peacekeeper fleet aircraft: in to along near against
mobilize put place | troop force army: on
mobilize announce order begin | deployment mobilisation mobilization: in to of

coerce impose declare | curfew emergency blockade law: on in against

fight launch carry mount conduct stage begin | attack strike raid offensive assault operation
    bombardment invasion incursion war campaign: on against into in
fight declare wage | war: on against with
fight exchange | fire shot: with= each
fight open | fire: on at
fight fire launch | rocket missile mortar shell grenade: into at on against

assault take hold | hostage: obj
"""

# "is opposed to Karvenia’s plan"
ADJECTIVES = """
reject opposed averse: to
disapprove critical disappointed angry furious: of with at
support grateful supportive proud: to of
cooperate allied: with=
"""

# Nouns that name a dealing themselves: "talks between …", "Karvenia’s attack on …".
EVENTS = {
    "meeting": "consult",
    "talk": "consult",
    "conversation": "consult",
    "negotiation": "consult",
    "summit": "consult",
    "visit": "consult",
    "clash": "fight",
    "fighting": "fight",
    "war": "fight",
    "attack": "fight",
    "raid": "fight",
    "strike": "fight",
    "invasion": "fight",
    "offensive": "fight",
    "bombardment": "fight",
    "agreement": "agree",
    "accord": "agree",
    "treaty": "agree",
    "support": "support",
    "criticism": "disapprove",
    "condemnation": "disapprove",
    "protest": "protest",
    "demonstration": "protest",
}

# After these a clause with "must" is a demand on its subject.
SAYING = words_of("""
    say tell declare announce state insist stress add warn reiterate repeat emphasise emphasize
    argue write report note believe maintain assert claim
    """)
CLAIMING = words_of("claim allege accuse charge contend assert suggest purport suspect")
DESIRING = words_of("""
    want wish hope seek desire demand urge ask call like need beg implore press interested eager
    keen interest desire wish call appeal request push insist propose recommend
    """)
PLANNING = words_of("""
    plan intend expect schedule prepare promise pledge vow offer agree decide set due ready
    threaten consider undertake determined likely about going plan intention promise threat
    """)
REFUSING = words_of(
    "refuse decline fail avoid prevent stop deny halt cease avert reject refusal failure"
)
# "wants Karvenia to withdraw" and "is interested in Karvenia withdrawing" ask it of Karvenia.
WISHING = words_of("want wish hope like need prefer interested eager keen")
# The one spoken of so is blamed: "called Karvenia an aggressor", "said Karvenia is to blame".
BLAME = words_of("""
    aggressor culprit enemy threat danger liar menace obstacle terrorist criminal murderer traitor
    responsible guilty irresponsible blame fault shame
    """)
# States, not events: in the present tense they are no habit.
STATES = words_of("""
    support back oppose defend maintain keep recognize recognise cooperate occupy blockade besiege
    agree want seek demand fight refuse deny threaten
    """)


def _slots(text: str) -> tuple[tuple[str, ...], frozenset[str]]:
    names = text.split()
    plain = tuple(name.rstrip("=") for name in names)
    same = frozenset(name.rstrip("=") for name in names if name.endswith("="))
    return plain, same | ({"each"} & set(plain))


def _verbs() -> dict[str, tuple[Sense, ...]]:
    senses: dict[str, tuple[Sense, ...]] = {}
    for line in filter(None, VERBS.splitlines()):
        words, _, slots = line.partition(":")
        kind, *verbs = words.split()
        for verb in verbs:
            senses[verb] = (*senses.get(verb, ()), Sense(kind, *_slots(slots)))
    return senses


def _phrases() -> dict[tuple[str, str], Sense]:
    senses: dict[tuple[str, str], Sense] = {}
    for line in filter(None, PHRASES.replace("\n    ", " ").splitlines()):
        words, _, slots = line.rpartition(":")
        verbs, _, nouns = words.partition("|")
        kind, *chosen = verbs.split()
        for verb in chosen:
            for noun in nouns.split():
                senses.setdefault((verb, noun), Sense(kind, *_slots(slots)))
    return senses


def _adjectives() -> dict[str, Sense]:
    senses: dict[str, Sense] = {}
    for line in filter(None, ADJECTIVES.splitlines()):
        words, _, slots = line.partition(":")
        kind, *adjectives = words.split()
        for adjective in adjectives:
            senses[adjective] = Sense(kind, *_slots(slots))
    return senses


SENSES = _verbs()
PHRASE_SENSES = _phrases()
ADJECTIVE_SENSES = _adjectives()
