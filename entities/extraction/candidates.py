"""What linking weighs: a row of the knowledge, how likely it is meant, and why."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from .draft import Document, Span
from .knowledge import Entry

# Surfaces of a group that are looked up; later ones are rarer than misspelt.
_SURFACES = 8


@dataclass(frozen=True, slots=True)
class Candidate:
    """A row a group may mean; `why` says which names, posts, countries and dates agree."""

    entry: Entry
    score: float
    why: str


def names_of(text: str, spans: Sequence[Span]) -> list[str]:
    """The different surfaces of a group, commonest first."""
    counts = Counter(" ".join(text[span.start : span.end].split()) for span in spans)
    return [name for name, _ in counts.most_common(_SURFACES)]


def country_named(document: Document, name: str) -> Entry | None:
    """The country that has this name or alias."""
    return next((e for e in document.knowledge.named(name) if e.kind == "country"), None)
