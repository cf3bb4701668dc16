"""What the steps hand to one another: the text they all read and the draft they refine.

A step is a plain function `step(document, draft) -> draft`. Spans hold what is known of a stretch
of text, groups gather the spans that mean one actor; nothing is changed in place.
"""

import datetime
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from .findings import DateFinding, How, Interaction, Kind, Metadata, Quote
from .knowledge import Entry, Knowledge
from .names import NameFinder
from .syntax import Parser

if TYPE_CHECKING:
    from .taught import Memory


@dataclass(frozen=True, slots=True)
class Config:
    """What a caller may change: the name finder and the parser, None for the shipped ones.

    Without `interactions` no sentence is parsed: for who wants to know of actors alone.
    """

    names: NameFinder | None = None
    parser: Parser | None = None
    interactions: bool = True


@dataclass(frozen=True, slots=True)
class Document:
    """What every step may read and none may change."""

    text: str
    knowledge: Knowledge
    names: NameFinder
    parser: Parser
    date: datetime.date | None = None
    # "en", or "und" for a text that only names are read in.
    language: str = "en"
    # What editors taught, and the name of the source, for what they taught of one source alone.
    memory: "Memory | None" = None
    source: str = ""


@dataclass(frozen=True, slots=True)
class Span:
    """A mention in the making.

    `entry` is the key of a knowledge row when the step knows it; `called` the full name of an actor
    that the words alone do not give ("Foreign Ministry" in a story from Israel).
    """

    start: int
    end: int
    kind: Kind
    how: How
    step: str
    confidence: float
    evidence: dict[str, str] = field(default_factory=dict)
    title: str | None = None
    entry: str | None = None
    called: str | None = None

    def because(self, step: str, **evidence: str) -> "Span":
        """The same span, changed last by `step`, with more evidence."""
        return replace(self, step=step, evidence={**self.evidence, **evidence})


@dataclass(frozen=True, slots=True)
class Group:
    """The spans that mean one actor; `name` is the fullest form until knowledge gives a better."""

    kind: Kind
    name: str
    spans: tuple[Span, ...]
    entry: Entry | None = None
    evidence: dict[str, str] = field(default_factory=dict)
    # 0 to 1: how sure we are that this is the knowledge row (1 for a local actor).
    link: float = 1.0


@dataclass(frozen=True, slots=True)
class Draft:
    """Everything found so far; `body` is the stretch of the text that is the story."""

    metadata: Metadata
    body: tuple[int, int]
    spans: tuple[Span, ...] = ()
    groups: tuple[Group, ...] = ()
    quotes: tuple[Quote, ...] = ()
    dates: tuple[DateFinding, ...] = ()
    interactions: tuple[Interaction, ...] = ()


Step = Callable[[Document, Draft], Draft]
