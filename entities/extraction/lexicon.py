"""Which words tell of which dealing between two actors: the kinds of PLOVER and `consult`.

Written from the definitions of the event types of PLOVER and from common knowledge of English.

A line names words (a verb; `verb+particle`) and, after the colon, where the other side stands:

obj       the direct object, or the subject of the passive ("was praised by")
with, to  behind that preposition; a mark = makes it the same for both sides ("spoke with")
each      both sides may be the subject ("the two met")
clause    in the clause that follows ("demanded that Karvenia withdraw")
obj+to    the direct object, if an infinitive follows ("challenged Hollar to resign")
together  both sides are the subject, if "together" or "jointly" says so
only      nowhere else: not the first actor that is told of after it
between=  both sides stand there, whoever else is the subject

A line of PHRASES names verbs, then the nouns that are their object: "hold talks with". A line of
EVENTS names nouns, and the slots are where the sufferer stands ("attack on"). A line that begins
with blanks goes on with the one before.
"""

from dataclasses import dataclass

from .lexicon_nouns import EVENTS as _EVENT_LINES
from .lexicon_phrases import ADJECTIVES as _ADJECTIVE_LINES
from .lexicon_phrases import PHRASES as _PHRASE_LINES
from .lexicon_verbs import VERBS as _VERB_LINES
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


# After these a clause with "must" is a demand on its subject.
SAYING = words_of("""
    say tell declare announce state insist stress add warn reiterate repeat emphasise emphasize
    argue write report note believe maintain assert claim
    """)
CLAIMING = words_of("claim allege accuse charge contend assert suggest purport suspect")
DESIRING = words_of("""
    want wish hope seek desire demand urge ask call like need beg implore press interested eager
    keen interest desire wish call appeal request push insist propose recommend petition lobby plead
    exhort
    """)
PLANNING = words_of("""
    plan intend expect schedule prepare promise pledge vow offer agree decide set due ready
    scheme plot bid effort attempt campaign move conspiracy
    threaten consider undertake determined likely about going plan intention promise threat
    """)
REFUSING = words_of(
    """
    refuse decline fail avoid prevent stop deny halt cease avert reject refusal failure
    """
)
# "wants Karvenia to withdraw" and "is interested in Karvenia withdrawing" ask it of Karvenia.
WISHING = words_of("want wish hope like need prefer interested eager keen")
# The one spoken of so is blamed: "called Karvenia an aggressor", "said Karvenia is to blame".
BLAME = words_of("""
    aggressor culprit enemy threat danger liar menace obstacle terrorist criminal murderer traitor
    pawn burden
    responsible guilty irresponsible blame fault shame mistake crime disgrace failure disaster lie
    provocation insult violation aggression outrage blunder betrayal farce illegal unacceptable
    wrong unjust illegitimate dangerous shameful outrageous unfair absurd baseless false ridiculous
    invalid cowardly barbaric cruel unjustified unlawful hypocritical unworthy dictator tyrant
    inappropriate undemocratic unconstitutional inhumane criminal barbarous brutal naive reckless
    irrational hypocrite foolish unfriendly hostile arrogant premature
    puppet invader warmonger regrettable deplorable disappointing unhelpful
    """)
# "called Karvenia an aggressor", "described it as a mistake"
NAMING = words_of("""
    call describe brand label term regard see view consider hold find deem judge denounce condemn
    portray depict characterise characterize declare designate classify
    """)
# "said that Karvenia had violated the truce" blames it.
WRONGS = words_of("""
    violate break breach fail lie cheat abuse sabotage undermine provoke threaten harbour harbor
    obstruct interfere meddle exaggerate torture commit abandon betray mislead deceive endanger
    """)
# "is an ally of Karvenia", "remains his critic": a lasting relation told by a noun.
RELATIONS = {
    **dict.fromkeys(
        words_of("ally supporter backer adviser advisor friend patron defender"), "support"
    ),
    **dict.fromkeys(words_of("opponent foe rival adversary"), "reject"),
    "critic": "disapprove",
}
# "at Hollar’s request": what he wanted of the one who does it.
REQUESTS = {
    **dict.fromkeys(words_of("request insistence urging behest demand"), "demand"),
    "invitation": "consult",
}
# What is answered so was said or done by another just before: "denied it", "answered with".
ANSWERS = words_of("""
    deny reject refuse dismiss accept answer respond retaliate reply rebut refute welcome condemn
    """)
ANSWERED = words_of("""
    it this that charge accusation allegation claim demand request offer proposal suggestion
    criticism appeal ultimatum invitation report plan idea call attack strike raid remark comment
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


def _lines(table: str) -> list[str]:
    return [line for line in table.replace("\n    ", " ").splitlines() if line]


def _senses(table: str) -> dict[str, tuple[Sense, ...]]:
    """The senses of each word, in the order of the table."""
    senses: dict[str, tuple[Sense, ...]] = {}
    for line in _lines(table):
        words, _, slots = line.partition(":")
        kind, *chosen = words.split()
        for word in chosen:
            senses[word] = (*senses.get(word, ()), Sense(kind, *_slots(slots)))
    return senses


def _phrases() -> dict[tuple[str, str], Sense]:
    senses: dict[tuple[str, str], Sense] = {}
    for line in _lines(_PHRASE_LINES):
        words, _, slots = line.rpartition(":")
        verbs, _, nouns = words.partition("|")
        kind, *chosen = verbs.split()
        for verb in chosen:
            for noun in nouns.split():
                senses.setdefault((verb, noun), Sense(kind, *_slots(slots)))
    return senses


SENSES = _senses(_VERB_LINES)
PHRASE_SENSES = _phrases()
ADJECTIVE_SENSES = {word: senses[0] for word, senses in _senses(_ADJECTIVE_LINES).items()}
EVENTS = _senses(_EVENT_LINES)
