"""What can be decided on in an article: its tags, its quotes, its interactions, in one list.

Each says what a form needs to know of it and what may be done; entities.workspace puts them
together. Nothing is decided here.
"""

from dataclasses import dataclass
from typing import ClassVar

from django.utils.safestring import SafeString

from entities.desk import Entry
from entities.harm import Harm
from entities.models import Interaction, Kind, Tag
from entities.provenance import ShownTag
from entities.review import seen_tag
from entities.told_desk import DeskInteraction, DeskQuote

Status = Tag.Status


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskItem:
    """Something that an editor decides on.

    `seen`: what a form sends back of what was seen: the decision in force on a tag, the token of
    what the text tells. `undo`: the decision to undo next.
    `harm`: what a mistake would cost, as the machine saw it.
    """

    sort: ClassVar[str]

    status: str
    orphaned: bool
    seen: int | str | None
    undo: Entry | None
    harm: Harm
    # Suggested, but by the habits of the desk shown to nobody: it waits for no decision.
    held_back: bool = False

    @property
    def is_open(self) -> bool:
        waits = self.status in (Status.SUGGESTED, Status.SECOND_LOOK) and not self.held_back
        return self.orphaned or waits

    @property
    def is_left(self) -> bool:
        """Whether it is confirmed with all that is left."""
        return self.status == Status.SUGGESTED and not self.orphaned and not self.held_back

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
class TagItem(DeskItem):
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
    def rest(self) -> str:
        """How it is named to `review.confirm_rest`."""
        return seen_tag(self.shown.actor)

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
class ToldItem(DeskItem):
    """Something that the text tells; `why` is the evidence for who speaks or deals."""

    told: DeskQuote | DeskInteraction
    why: str

    @property
    def rest(self) -> str:
        return self.told.seen

    @property
    def id(self) -> str:
        return self.told.id

    @property
    def is_open(self) -> bool:
        return self.told.is_open

    @property
    def can_confirm(self) -> bool:
        return self.told.can_confirm

    @property
    def can_doubt(self) -> bool:
        return self.told.can_doubt


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteItem(ToldItem):
    """A quote."""

    sort: ClassVar[str] = "quote"

    told: DeskQuote

    @property
    def name(self) -> str:
        """What a screen reader calls it."""
        return f"quote of {self.told.speaker.name if self.told.speaker else 'nobody known'}"


@dataclass(frozen=True, slots=True, kw_only=True)
class InteractionItem(ToldItem):
    """An interaction. One that only lost a side to a rejection is not open: nobody sees it.

    `sentence` has its words in bold, `paragraph` is the id of where it stands.
    """

    sort: ClassVar[str] = "interaction"

    told: DeskInteraction
    sentence: SafeString
    paragraph: str

    @property
    def name(self) -> str:
        """What a screen reader calls it."""
        kind = self.told.told.get_kind_display()
        return f"{kind}, {self.told.source.name} and {self.told.target.name}"

    @property
    def kinds(self) -> list[tuple[str, str]]:
        return list(Interaction.Kind.choices)


Item = TagItem | QuoteItem | InteractionItem
