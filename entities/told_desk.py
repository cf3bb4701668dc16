"""What the desk shows of the quotes and interactions of an article, with what verbs ask for.

Nothing is decided here (see entities.review.told) and nothing is rendered.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from articles.models import Article
from entities.models import Actor, Decision, Interaction, Quote, Tag
from entities.models.told import Finding
from entities.told import Told, token_of
from entities.told_sentences import told_sentence

Status = Tag.Status
Subject = Decision.Subject


@dataclass(frozen=True, slots=True)
class DeskTold:
    """What quotes and interactions have in common on the desk.

    `start`, `end`: where its words stand, code points. `token` is for the verbs, `seen` for
    `review.confirm_rest`. `decision` is the one in force, with its editor, to be undone next;
    `sentence` says what it was. `was`: the words that were decided on, if the text has changed them
    a little since.
    """

    row: Finding
    words: str
    start: int
    end: int
    token: str
    seen: str
    decision: Decision | None
    sentence: str
    was: str

    @property
    def status(self) -> str:
        return self.row.status

    @property
    def status_label(self) -> str:
        return str(Status(self.row.status).label)

    @property
    def orphaned(self) -> bool:
        """Decided, and its words, or a side of it, are gone from the text."""
        return self.row.orphaned

    @property
    def is_open(self) -> bool:
        if self.orphaned:
            return self.decision is not None and self.status != Status.REJECTED
        return self.status in (Status.SUGGESTED, Status.SECOND_LOOK)

    @property
    def can_confirm(self) -> bool:
        return self.status != Status.CONFIRMED and not self.orphaned

    @property
    def can_reject(self) -> bool:
        return self.status != Status.REJECTED

    @property
    def can_doubt(self) -> bool:
        return self.status in (Status.SUGGESTED, Status.CONFIRMED) and not self.orphaned


@dataclass(frozen=True, slots=True)
class DeskQuote(DeskTold):
    """A quote; `speaker` as readers see it, `found` as the machine does."""

    speaker: Actor | None
    found: Actor | None

    @property
    def id(self) -> str:
        """Its place on the page."""
        return f"quote-{self.row.pk}"


@dataclass(frozen=True, slots=True)
class DeskInteraction(DeskTold):
    """An interaction; sides as readers see them, those of the machine where nobody is left."""

    told: Interaction
    source: Actor
    target: Actor
    by: Actor | None

    @property
    def id(self) -> str:
        """Its place on the page."""
        return f"interaction-{self.row.pk}"

    @property
    def can_reverse(self) -> bool:
        return not self.told.symmetric and not self.orphaned


@dataclass(frozen=True, slots=True)
class DeskOfTold:
    """In reading order; rejected and orphaned ones too."""

    quotes: tuple[DeskQuote, ...]
    interactions: tuple[DeskInteraction, ...]


def told_desk(article: Article, told: Told, *, rejected: Collection[int] = ()) -> DeskOfTold:
    """Return what the desk shows of what an article tells (`publish.read_article`). Two queries.

    What readers cannot see and nobody decided on is left out; but not what has only lost a side to
    the rejection of its tag (`rejected` are those actors): a list keeps its order when that is
    decided.
    """
    quotes = [row for row in told.quotes if _on_desk(row)]
    dealt = [row for row in told.interactions if _on_desk(row) or _lost_a_side(row, rejected)]
    actors = Actor.objects.in_bulk(_actors(quotes, dealt))
    rows: list[Finding] = [*quotes, *dealt]
    decided = Decision.objects.select_related("editor", "to_actor").in_bulk(
        {row.decision_id for row in rows} - {None}
    )
    return DeskOfTold(
        tuple(
            DeskQuote(
                *_common(article, quote, decided),
                speaker=actors.get(quote.speaker_id or 0),
                found=actors.get(quote.found_speaker_id or 0),
            )
            for quote in quotes
        ),
        tuple(
            DeskInteraction(
                *_common(article, one, decided),
                told=one,
                source=actors[one.source_id or one.found_source_id],
                target=actors[one.target_id or one.found_target_id],
                by=actors.get(one.by_id or 0),
            )
            for one in dealt
        ),
    )


def _on_desk(row: Finding) -> bool:
    return row.pk is not None and (row.decision_id is not None or not row.orphaned)


def _lost_a_side(row: Interaction, rejected: Collection[int]) -> bool:
    return row.pk is not None and bool({row.found_source_id, row.found_target_id} & set(rejected))


def _actors(quotes: Sequence[Quote], dealt: Sequence[Interaction]) -> set[int]:
    ids = {pk for row in quotes for pk in (row.speaker_id, row.found_speaker_id)}
    for row in dealt:
        ids |= {row.source_id, row.target_id, row.by_id, row.found_source_id, row.found_target_id}
    return {pk for pk in ids if pk is not None}


def _common(
    article: Article, row: Finding, decided: dict[int, Decision]
) -> tuple[Finding, str, int, int, str, str, Decision | None, str, str]:
    start, end = row.start + row.moved_by, row.end + row.moved_by
    decision = decided.get(row.decision_id or 0)
    subject = Subject.INTERACTION if isinstance(row, Interaction) else Subject.QUOTE
    token = token_of(article, row)
    words = article.body[start:end]
    decided_on = decision.anchors[0]["quote"] if decision else words
    if row.orphaned and decision:
        words = decided_on
    return (
        *(row, words, start, end, token, f"{subject}:{row.pk}:{token}", decision),
        told_sentence(decision) if decision else "",
        decided_on if decided_on != words else "",
    )
