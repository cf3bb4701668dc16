"""What can be decided on in an article: its tags, its quotes, its interactions, in one list.

Each says what a form needs to know of it and what may be done; entities.workspace puts them
together. Nothing is decided here.
"""

from dataclasses import dataclass
from typing import ClassVar

from entities.desk import Entry
from entities.harm import Harm
from entities.models import Interaction, Kind, Tag
from entities.provenance import ShownTag
from entities.shown import ShownInteraction, ShownQuote

Status = Tag.Status


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskItem:
    """Something that an editor decides on.

    `seen`: the decision in force on it, which a form sends back. `undo`: the decision to undo next.
    `harm`: what a mistake would cost, as the machine saw it.
    """

    sort: ClassVar[str]

    status: str
    orphaned: bool
    seen: int | None
    undo: Entry | None
    harm: Harm

    @property
    def is_open(self) -> bool:
        return self.orphaned or self.status in (Status.SUGGESTED, Status.SECOND_LOOK)

    @property
    def can_confirm(self) -> bool:
        return self.status != Status.CONFIRMED

    @property
    def can_reject(self) -> bool:
        return self.status != Status.REJECTED

    @property
    def can_doubt(self) -> bool:
        return self.status in (Status.SUGGESTED, Status.CONFIRMED)


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskTag(DeskItem):
    """A tag. `was`: words that were decided on and that the text has changed a little since."""

    sort: ClassVar[str] = "tag"

    shown: ShownTag
    words: tuple[tuple[str, int], ...]
    was: tuple[str, ...]

    @property
    def id(self) -> str:
        """Its place on the page."""
        return f"tag-{self.shown.actor.pk}"

    @property
    def name(self) -> str:
        """What a screen reader calls it."""
        return self.shown.actor.name

    @property
    def other_kinds(self) -> list[tuple[str, str]]:
        return [(kind, label) for kind, label in Kind.choices if kind != self.shown.actor.kind]

    @property
    def found(self) -> str:
        """How the machine found it, from the first of its words."""
        return next((passage.found for passage in self.shown.passages if passage.found), "")

    @property
    def evidence(self) -> str:
        return next((one.evidence for one in self.shown.passages if one.evidence), "")


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskQuote(DeskItem):
    """A quote, and who may have said it."""

    sort: ClassVar[str] = "quote"

    shown: ShownQuote

    @property
    def id(self) -> str:
        return f"quote-{self.shown.quote.pk}"

    @property
    def name(self) -> str:
        """What a screen reader calls it."""
        return f"quote of {self.shown.speaker.name if self.shown.speaker else 'nobody known'}"


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskInteraction(DeskItem):
    """An interaction. Without a tag for one of its sides nobody sees it, and nothing is open."""

    sort: ClassVar[str] = "interaction"

    shown: ShownInteraction

    @property
    def id(self) -> str:
        return f"interaction-{self.shown.told.pk}"

    @property
    def is_open(self) -> bool:
        return not self.orphaned and self.status in (Status.SUGGESTED, Status.SECOND_LOOK)

    @property
    def name(self) -> str:
        """What a screen reader calls it."""
        told = self.shown.told
        return f"{told.get_kind_display()}, {self.shown.source.name} and {self.shown.target.name}"

    @property
    def other_kinds(self) -> list[tuple[str, str]]:
        return [(kind, label) for kind, label in Interaction.Kind.choices if kind != self.kind]

    @property
    def kind(self) -> str:
        return self.shown.told.kind


Item = DeskTag | DeskQuote | DeskInteraction
