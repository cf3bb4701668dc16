"""How many tags are right in articles that nobody corrected."""

from collections.abc import Iterable
from dataclasses import dataclass

from entities.extraction import Actor, Extraction
from entities.extraction.knowledge import normalise
from entities.extraction.standins import STEP
from entities.teaching.lines import Key, WantedTag


@dataclass(frozen=True, slots=True)
class Score:
    """Tags counted an article: how many are right, how many there are, how many were wanted."""

    right: int = 0
    found: int = 0
    wanted: int = 0

    def __add__(self, other: "Score") -> "Score":
        return Score(self.right + other.right, self.found + other.found, self.wanted + other.wanted)

    @property
    def precision(self) -> float:
        return self.right / self.found if self.found else 0.0

    @property
    def recall(self) -> float:
        return self.right / self.wanted if self.wanted else 0.0

    @property
    def f1(self) -> float:
        both = self.found + self.wanted
        return 2 * self.right / both if both else 0.0


def score(found: Iterable[Key], wanted: Iterable[WantedTag]) -> Score:
    """Count one article: a tag is right when name and kind are the desk's."""
    ours, theirs = set(found), {tag.key for tag in wanted}
    return Score(len(ours & theirs), len(ours), len(theirs))


def tags_of(found: Extraction) -> set[Key]:
    """The tags that readers would be shown of an extraction, as names and kinds."""
    return {(normalise(actor.name), actor.kind) for actor in shown(found)}


def shown(found: Extraction) -> list[Actor]:
    """The actors that become tags which readers see: not held back, and with words of their own.

    An actor that only a “he” stands for has none (entities.extract stores no such mention).
    """
    return [
        actor
        for actor in found.actors
        if not actor.held_back and any(mention.step != STEP for mention in actor.mentions)
    ]
