"""Quotes and interactions as pages show them, each with where it comes from.

Words are cut from the public text by their place: in Python where the page has the text, in the
database where it lists rows of many articles, and only if their hash says that these are the words.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import CharField, F, Func, Value
from django.db.models.functions import Greatest, Least, Substr
from django.utils.safestring import SafeString

from articles.models import Article
from articles.texts import hide
from entities.marking import TextQuote, paragraphs, snippet
from entities.models import Actor, Decision, Interaction, Quote
from entities.models.told import EDITOR, Finding
from entities.told import Told

# A speech is read in its article.
MOST_WORDS = 600
# What stands around an interaction in its sentence, on either side.
AROUND = 160


@dataclass(frozen=True, slots=True)
class ShownQuote:
    """A quote of an article: its words, who says them, and why we think so."""

    quote: Quote
    speaker: Actor | None
    words: str
    why: str
    decision: Decision | None

    @property
    def anchor(self) -> str:
        """Where it stands in the text."""
        return f"#q{self.quote.pk}"


@dataclass(frozen=True, slots=True)
class ShownInteraction:
    """An interaction as a sentence, with the sentence of the text; `anchor` is its paragraph."""

    told: Interaction
    source: Actor
    target: Actor
    by: Actor | None
    sentence: SafeString
    why: str
    decision: Decision | None
    anchor: str


@dataclass(frozen=True, slots=True)
class Shown:
    quotes: list[ShownQuote]
    interactions: list[ShownInteraction]


def shown_told(article: Article, told: Told) -> Shown:
    """Return what the page of an article shows of what it tells. Two queries."""
    quotes, dealt = told.shown_quotes, told.shown_interactions
    actors = Actor.objects.in_bulk(
        {
            *(quote.speaker_id for quote in quotes),
            *(pk for one in dealt for pk in (one.source_id, one.target_id, one.by_id)),
        }
        - {None}
    )
    decisions = Decision.objects.select_related("editor").in_bulk(
        {row.decision_id for row in (*quotes, *dealt)} - {None}
    )
    starts = [start for start, _end in paragraphs(article.body)]
    return Shown(
        [_quote(article, quote, actors, decisions) for quote in quotes],
        [_interaction(article, one, actors, decisions, starts) for one in dealt],
    )


def text_quotes(shown: Sequence[ShownQuote]) -> list[TextQuote]:
    """Return where quotes stand in the text, in reading order; of two that overlap the first."""
    marks: list[TextQuote] = []
    for one in shown:
        quote = one.quote
        start, end = quote.start + quote.moved_by, quote.end + quote.moved_by
        if not marks or marks[-1].end <= start:
            by = one.speaker.name if one.speaker else "an unknown speaker"
            marks.append(TextQuote(start, end, quote.pk, by, quote.direct))
    return marks


def with_words(rows: Any, quote: str = "", most: int = MOST_WORDS) -> Any:
    """Add `words` (at most `most`) and `length` to quotes, or to rows that have a `quote`."""
    start, end = _span(quote)
    words = Substr(f"{quote}article__body", start + 1, Least(end - start, Value(most)))
    return _standing(rows, quote).annotate(words=words, length=end - start)


def with_sentence(rows: Any, told: str) -> Any:
    """Add `window`, the text around interactions, and `before`, where in it their words begin."""
    return with_window(rows, told).filter(found_hash=F(f"{told}words_hash"))


def with_window(rows: Any, told: str) -> Any:
    """The same for all rows; where `found_hash` is not that of their words, these are not there."""
    start, end = _span(told)
    first = Greatest(start - AROUND, Value(0))
    window = Substr(f"{told}article__body", first + 1, end - first + AROUND)
    return rows.annotate(
        window=window, before=start - first, length=end - start, found_hash=_found_hash(told)
    )


def sentence_of(window: str, before: int, length: int) -> SafeString:
    """Return the words of an interaction in bold in their sentence, cut from `with_sentence`."""
    return snippet(window, before, before + length, around=AROUND - 1)


def _span(path: str) -> tuple[Any, Any]:
    moved = F(f"{path}moved_by")
    return F(f"{path}start") + moved, F(f"{path}end") + moved


def _standing(rows: Any, path: str) -> Any:
    """Only rows whose words stand there: a new text may not have been read yet."""
    rows = rows.annotate(found_hash=_found_hash(path))
    return rows.filter(found_hash=F(f"{path}words_hash"))


def _found_hash(path: str) -> Any:
    start, end = _span(path)
    return Func(
        Substr(f"{path}article__body", start + 1, end - start),
        template="encode(sha256(convert_to(%(expressions)s, 'UTF8')), 'hex')",
        output_field=CharField(),
    )


def _quote(
    article: Article, quote: Quote, actors: dict[int, Actor], decisions: dict[int, Decision]
) -> ShownQuote:
    start, end = quote.start + quote.moved_by, quote.end + quote.moved_by
    return ShownQuote(
        quote=quote,
        speaker=actors.get(quote.speaker_id or 0),
        words=article.body[start:end],
        why=why_quoted(article, quote),
        decision=decisions.get(quote.decision_id or 0),
    )


def _interaction(
    article: Article,
    told: Interaction,
    actors: dict[int, Actor],
    decisions: dict[int, Decision],
    starts: Sequence[int],
) -> ShownInteraction:
    start, end = told.start + told.moved_by, told.end + told.moved_by
    number = bisect_right(starts, start)
    return ShownInteraction(
        told=told,
        source=actors[told.source_id or 0],
        target=actors[told.target_id or 0],
        by=actors.get(told.by_id or 0),
        sentence=snippet(article.body, start, end, around=AROUND),
        why=why(article, told),
        decision=decisions.get(told.decision_id or 0),
        anchor=f"#p{number}",
    )


def why_quoted(article: Article, quote: Quote) -> str:
    """The cue and the evidence for the speaker, in words."""
    if quote.step == EDITOR:
        return why(article, quote)
    cue = f"The cue is “{quote.cue}”." if quote.cue else "No word of saying stands by it."
    # Evidence for a speaker whom editors took away, or gave another name, explains nothing.
    return f"{cue} {why(article, quote) if quote.speaker_id == quote.found_speaker_id else ''}"


def why(article: Article, row: Finding) -> str:
    """The evidence in words; it may name whom an act hides in the text."""
    if row.step == EDITOR:
        return "Added by an editor."
    words = "; ".join(f"{key}: {value}" for key, value in row.evidence.items())
    return hide(words[:1].upper() + words[1:], article.hidden_names)
