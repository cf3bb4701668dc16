"""How much harm a wrong tag, quote or interaction does to somebody: what the desk shows first.

Pure. A reader who finds a country where a town is meant is puzzled; somebody nobody else has heard
of, tagged in a report of a killing, may lose a job over it. So what is said against private people
leads, whatever the machine thinks of it, and the rest is ordered by `expected`: harm times doubt.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

# To have done or suffered these is told to somebody's harm (kinds of entities.models.Interaction).
ACCUSING_KINDS = frozenset({"assault", "coerce", "fight", "investigate", "sanction", "threaten"})
# The same said in words: of a crime, of guilt, of a process at law. Stems, at the start of a word.
_ACCUSING = re.compile(
    r"\b(?:accus|alleg|arrest|blam|brib|charged? |condemn|convict|corrupt|crimin|denounc|embezzl|"
    r"extort|fraud|guilt|illegal|indict|jailed|killed|killer|liar|loot|murder|plotted|rape|rapist|"
    r"smuggl|steal|stole|suspect|terroris|thief|tortur|traitor|traffick|unlawful|violat)",
    re.IGNORECASE,
)

# Of what the machine says nothing of a single one, how many of all were right: the held half of
# gold/, newsroom/0.4 (docs/extraction.md): 42 of 43 quotes, 44 of 67 interactions.
SURE_OF_QUOTE = 0.97
SURE_OF_INTERACTION = 0.66
# Nothing is taken for surer: of actors that the machine was surest of, .92 were right there.
MOST_SURE = 0.95


@dataclass(frozen=True, slots=True)
class Who:
    """An actor as far as harm goes; `known` to Wikidata, and so a public figure of some sort."""

    kind: str
    known: bool

    @property
    def is_private(self) -> bool:
        return self.kind == "person" and not self.known


@dataclass(frozen=True, slots=True)
class Harm:
    """What a mistake would cost, against 1 for an organisation, and why."""

    weight: float
    reason: str

    @property
    def leads(self) -> bool:
        """Whether it stands before everything else, however sure the machine is."""
        return self.weight >= ACCUSED_PRIVATE.weight


# A judgement, not a measurement: what an editor would be called about, most urgent first.
ACCUSED_PRIVATE = Harm(10, "an accusation that names a private person")
ACCUSED_PUBLIC = Harm(4, "an accusation")
PRIVATE = Harm(3, "a private person")
WORDS = Harm(3, "puts words into somebody’s mouth")
PUBLIC = Harm(2, "a public person")
DEALING = Harm(2, "says that somebody did something")
ORGANISATION = Harm(1, "an organisation")
ELSEWHERE = Harm(0.5, "a country or a place")
NOBODY = Harm(0.5, "nobody is named")

_OF_KIND = {"organisation": ORGANISATION, "country": ELSEWHERE, "place": ELSEWHERE}


def of_tag(who: Who, *, accused: bool) -> Harm:
    """Return the harm of tagging the wrong actor; `accused`: something is said against it here."""
    if who.is_private:
        return ACCUSED_PRIVATE if accused else PRIVATE
    return _OF_KIND.get(who.kind, PUBLIC)


def of_interaction(kind: str, sides: Iterable[Who]) -> Harm:
    """Return the harm of telling a dealing between `sides` that was none, or was another."""
    if kind not in ACCUSING_KINDS:
        return DEALING
    return ACCUSED_PRIVATE if _any_private(sides) else ACCUSED_PUBLIC


def of_quote(words: str, cue: str, people: Iterable[Who]) -> Harm:
    """Return the harm of giving words to the wrong speaker.

    `people` are the speaker, if one is known, and whom the words name.
    """
    those = list(people)
    if accuses(words, cue):
        return ACCUSED_PRIVATE if _any_private(those) else ACCUSED_PUBLIC
    return WORDS if those else NOBODY


def accuses(words: str, cue: str = "") -> bool:
    """Whether words, or the verb that they are said with, speak of a crime or of guilt."""
    return _ACCUSING.search(f"{cue} {words}") is not None


def expected(harm: Harm, sure: float) -> float:
    """Return the harm to be expected of what the machine is so sure of: weight times doubt."""
    return harm.weight * (1 - min(sure, MOST_SURE))


def order(harm: Harm, sure: float) -> tuple[bool, float]:
    """Return what to sort by, smallest first: what leads, then the most expected harm."""
    return not harm.leads, -expected(harm, sure)


def _any_private(people: Iterable[Who]) -> bool:
    return any(one.is_private for one in people)
