"""The workspace of an article: its text with everything that can be decided on in it.

`desk_of` is where to start. The list begins with what would do most harm if it were wrong (see
entities.desk_order), and keeps its order whatever is decided.
"""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString

from articles.models import Article
from entities.anchoring import words_hash
from entities.desk import Entry, history_of
from entities.desk_items import InteractionItem, Item, QuoteItem, TagItem
from entities.desk_order import Order, Place
from entities.harm import Harm
from entities.marking import (
    TextDealt,
    TextMark,
    TextQuote,
    apart,
    marked_paragraphs,
    paragraphs,
    snippet,
)
from entities.models import Actor, Decision, Kind, Quote, Tag
from entities.provenance import ShownTag, shown_tags
from entities.publication import public_tags
from entities.publish import Reading, read_article
from entities.resolution import REJECTED, ResolvedTag
from entities.shown import AROUND, why, why_quoted
from entities.told_desk import DeskOfTold, DeskTold, told_desk

# One digit each.
MOST_SPEAKERS = 9


@dataclass(frozen=True, slots=True)
class Desk:
    """Everything about one article. `speakers` are those whom a digit names, likeliest first.

    `tagged`: all whom a quote or an interaction can name, as salient as the tags come.
    """

    article: Article
    paragraphs: tuple[SafeString, ...]
    items: tuple[Item, ...]
    history: tuple[Entry, ...]
    speakers: tuple[Actor, ...]
    tagged: tuple[Actor, ...]

    @property
    def decided_count(self) -> int:
        return sum(not item.is_open for item in self.items)

    @property
    def open_count(self) -> int:
        return len(self.items) - self.decided_count

    @property
    def left(self) -> list[Item]:
        """What is confirmed by confirming the rest."""
        return [item for item in self.items if item.is_left]

    def id_of(self, decision: Decision) -> str:
        """Return the id of the item that a decision is on, "desk-items-heading" for none."""
        if decision.subject == Decision.Subject.TAG:
            return f"tag-{decision.actor_id}"
        while decision.undoes:
            decision = decision.undoes
        words = words_hash(decision.anchors[0]["quote"]) if decision.anchors else ""
        fitting = (one for one in self.items if one.sort == decision.subject and _is_on(one, words))
        return next((one.id for one in fitting), "desk-items-heading")

    def next_open(self, after: str) -> Item | None:
        """Return the open item behind one, else the first; None when nothing is open."""
        ids = [item.id for item in self.items]
        at = ids.index(after) + 1 if after in ids else 0
        return next((one for one in (*self.items[at:], *self.items[:at]) if one.is_open), None)


def _is_on(item: Item, words: str) -> bool:
    return not isinstance(item, TagItem) and item.told.row.words_hash == words


def desk_of(article: Article) -> Desk:
    """Return the desk of an article, the most harmful and least certain first. Eleven queries."""
    reading = read_article(article)
    history = history_of(article)
    shown = shown_tags(article, reading.tags)
    rejected = [tag.actor for tag in reading.tags if tag.status == REJECTED]
    told = told_desk(article, reading.told, rejected=rejected)
    order = Order.of(article, reading, history)
    by_id = {one.actor.pk: one.actor for one in shown}
    placed = sorted(_items(article, reading, shown, told, order, history), key=lambda one: one[0])
    return Desk(
        article,
        tuple(_text(article, reading.tags, shown, told)),
        tuple(item for _place, item in placed),
        tuple(history),
        tuple(_speakers(shown)),
        tuple(by_id[tag.actor] for tag in public_tags(reading.tags)),
    )


def _items(
    article: Article,
    reading: Reading,
    shown: Sequence[ShownTag],
    told: DeskOfTold,
    order: Order,
    history: Sequence[Entry],
) -> Iterator[tuple[tuple[Place, str], Item]]:
    """Each item, and before it what to sort it by."""
    for tag, one in zip(reading.tags, shown, strict=True):
        harm, place = order.tag(tag)
        item = TagItem(
            status=tag.status,
            orphaned=tag.orphaned,
            seen=tag.ruling,
            undo=_latest_on_tag(history, tag.actor),
            harm=harm,
            held_back=tag.held_back,
            shown=one,
            words=_words(article.body, tag),
            was=tuple(dict.fromkeys(mark.was for mark in tag.marks if mark.was)),
        )
        yield (place, item.id), item
    entries = {entry.decision.pk: entry for entry in history}
    for said in told.quotes:
        assert isinstance(said.row, Quote)  # noqa: S101 (DeskQuote)
        harm, place = order.quote(said.row)
        quote = QuoteItem(
            **_of_told(said, harm, entries), told=said, why=why_quoted(article, said.row)
        )
        yield (place, quote.id), quote
    starts = [start for start, _end in paragraphs(article.body)]
    for dealt in told.interactions:
        harm, place = order.interaction(dealt.told)
        dealing = InteractionItem(
            **_of_told(dealt, harm, entries),
            told=dealt,
            why=why(article, dealt.told),
            sentence=snippet(article.body, dealt.start, dealt.end, around=AROUND),
            paragraph=f"p{bisect_right(starts, dealt.start)}",
        )
        yield (place, dealing.id), dealing


def _of_told(told: DeskTold, harm: Harm, entries: Mapping[int, Entry]) -> dict[str, Any]:
    return {
        "status": told.status,
        "orphaned": told.orphaned,
        "seen": told.token,
        "undo": entries.get(told.row.decision_id or 0),
        "harm": harm,
    }


def _latest_on_tag(history: Sequence[Entry], actor: int) -> Entry | None:
    """The newest decision on the tag of an actor that holds."""
    return next(
        (
            entry
            for entry in history
            if entry.decision.subject == Decision.Subject.TAG
            and entry.decision.verb != Decision.Verb.UNDO
            and entry.undone_by is None
            and actor in (entry.decision.actor_id, entry.decision.to_actor_id)
        ),
        None,
    )


def _words(text: str, tag: ResolvedTag) -> tuple[tuple[str, int], ...]:
    """The different words that stand for the actor, and how often each does."""
    counts = Counter(" ".join(text[mark.start : mark.end].split()) for mark in tag.marks)
    return tuple(counts.items())


def _speakers(shown: Sequence[ShownTag]) -> list[Actor]:
    """Tagged actors that can speak, people first; as salient as the tags come."""
    tagged = [one.actor for one in shown if one.status != REJECTED]
    tagged = [actor for actor in tagged if actor.kind != Kind.PLACE]
    return sorted(tagged, key=lambda actor: actor.kind != Kind.PERSON)[:MOST_SPEAKERS]


def _text(
    article: Article, tags: Sequence[ResolvedTag], shown: Sequence[ShownTag], told: DeskOfTold
) -> list[SafeString]:
    """The paragraphs, with what each of their words says."""
    marks = [
        TextMark(
            start=mark.start,
            end=mark.end,
            href=f"#tag-{tag.actor}",
            kind=one.actor.kind,
            status=one.status,
            title=_title(one),
        )
        for tag, one in zip(tags, shown, strict=True)
        for mark in tag.marks
    ]
    dealt = [
        TextDealt(one.start, one.end, (one.id,))
        for one in told.interactions
        if _stands(article, one)
    ]
    return marked_paragraphs(
        article.body,
        sorted(marks, key=lambda mark: mark.start),
        apart(dealt),
        _quotes(article, told),
    )


def _quotes(article: Article, told: DeskOfTold) -> list[TextQuote]:
    """Where quotes stand, in reading order; of two that overlap the first."""
    quotes: list[TextQuote] = []
    for one in told.quotes:
        if _stands(article, one) and (not quotes or quotes[-1].end <= one.start):
            by = one.speaker.name if one.speaker else "an unknown speaker"
            direct = isinstance(one.row, Quote) and one.row.direct
            quotes.append(TextQuote(one.start, one.end, one.row.pk, by, direct))
    return quotes


def _stands(article: Article, told: DeskTold) -> bool:
    """Whether its words are in the text: of what was decided on they may be gone."""
    return words_hash(article.body[told.start : told.end]) == told.row.words_hash


def _title(one: ShownTag) -> str:
    """Who the words are, in which state, and on what evidence."""
    title = f"{one.actor.name}, {one.actor.kind} – {Tag.Status(one.status).label}"
    if one.sure is None:
        return f"{title}; marked by an editor"
    found = next((passage.found for passage in one.passages if passage.found), "")
    return f"{title}; {one.sure_words}, {one.sure:.2f}: {found}"
