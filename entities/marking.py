"""An article's text as safe HTML: actors are links, quotes and the reader's search words marked.

Pure: text, marks, quotes and hits in, HTML out. Offsets are code points into the text. Everything
that is not a tag made here is escaped, and without the tags the HTML is the escaped text, to the
letter.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import count, pairwise
from typing import TypeVar

from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

Span = tuple[int, int]
_T = TypeVar("_T")

_GAP = re.compile(r"\n[^\S\n]*\n\s*")


@dataclass(frozen=True, slots=True)
class TextMark:
    """Words that stand for an actor; `title` says in words what line and colour show."""

    start: int
    end: int
    href: str
    kind: str
    status: str
    title: str


@dataclass(frozen=True, slots=True)
class TextQuote:
    """Words that somebody says; `id` is the quote's, `by` names the speaker."""

    start: int
    end: int
    id: int
    by: str
    direct: bool


@dataclass(frozen=True, slots=True)
class TextHit:
    """Words that the reader searched for; `number` counts the hits of a page from 1."""

    start: int
    end: int
    number: int


@dataclass(frozen=True, slots=True)
class TextDealt:
    """Words that tell of dealings, known by `ids`: those of their elements in the list."""

    start: int
    end: int
    ids: tuple[str, ...]


def apart(told: Iterable[TextDealt]) -> list[TextDealt]:
    """Return the same words in stretches that do not overlap, in reading order."""
    edges: dict[int, tuple[list[str], list[str]]] = {}
    for one in told:
        edges.setdefault(one.start, ([], []))[0].extend(one.ids)
        edges.setdefault(one.end, ([], []))[1].extend(one.ids)
    stretches, open_ids = [], dict[str, None]()
    places = sorted(edges)
    for at, end in pairwise(places):
        begin, done = edges[at]
        open_ids = {name: None for name in [*open_ids, *begin] if name not in done}
        if open_ids:
            stretches.append(TextDealt(at, end, tuple(open_ids)))
    return stretches


def numbered_hits(found: Sequence[Sequence[Span]]) -> list[list[TextHit]]:
    """Return the hits of several texts, counted through."""
    numbers = count(1)
    return [[TextHit(start, end, next(numbers)) for start, end in spans] for spans in found]


def paragraphs(text: str) -> list[Span]:
    """Return the spans of the paragraphs: what stands between empty lines."""
    spans, at = [], 0
    for gap in _GAP.finditer(text):
        spans.append((at, gap.start()))
        at = gap.end()
    spans.append((at, len(text)))
    return [(start, end) for start, end in spans if text[start:end].strip()]


def marked_paragraphs(
    text: str,
    marks: Sequence[TextMark],
    hits: Sequence[TextHit | TextDealt] = (),
    quotes: Sequence[TextQuote] = (),
) -> list[SafeString]:
    """Return the inner HTML of each paragraph.

    Marks, hits and quotes come in reading order; none overlaps another of its sort.

    A quote is `<q class="quote" id="q<id>">`, a `<span>` if it has no quotation marks, and behind
    it an empty link to where the page tells of it.
    """
    return [
        _with_quotes(text, *span, marks=marks, hits=hits, quotes=quotes)
        for span in paragraphs(text)
    ]


def marked(
    text: str,
    start: int,
    end: int,
    *,
    marks: Sequence[TextMark] = (),
    hits: Sequence[TextHit | TextDealt] = (),
) -> SafeString:
    """Return `text[start:end]` as HTML. What reaches over either end is cut there.

    A mark is `<a class="mark" id="w<start>">`, a hit `<mark class="hit" id="hit-<number>">`. A hit
    that reaches over the edge of a mark becomes two, so that the elements nest; the first has the
    id. Words of dealings are `<span class="dealt" data-told="<ids>">`, in the place of hits.
    """
    pieces: list[str] = []
    at = start
    for index in _within(start, end, marks, _mark_span):
        mark = marks[index]
        low, high = max(mark.start, start), min(mark.end, end)
        pieces.append(_with_hits(text, at, low, hits))
        pieces.append(_link(mark, low, _with_hits(text, low, high, hits)))
        at = high
    pieces.append(_with_hits(text, at, end, hits))
    return mark_safe("".join(pieces))  # noqa: S308  (each piece was escaped or made by format_html)


def _with_quotes(
    text: str,
    start: int,
    end: int,
    *,
    marks: Sequence[TextMark],
    hits: Sequence[TextHit | TextDealt],
    quotes: Sequence[TextQuote],
) -> SafeString:
    pieces: list[str] = []
    at = start
    for index in _within(start, end, quotes, _quote_span):
        quote = quotes[index]
        low, high = max(quote.start, start), min(quote.end, end)
        pieces.append(marked(text, at, low, marks=marks, hits=hits))
        words = marked(text, low, high, marks=marks, hits=hits)
        pieces.append(_quote(quote, low, high, words))
        at = high
    pieces.append(marked(text, at, end, marks=marks, hits=hits))
    return mark_safe("".join(pieces))  # noqa: S308  (each piece was escaped or made by format_html)


def _quote(quote: TextQuote, start: int, end: int, words: SafeString) -> SafeString:
    # Of a quote that runs over an empty line the first part has the name, the last the link.
    where = format_html(' id="q{}"', quote.id) if start == quote.start else ""
    link = (
        format_html(
            '<a class="quote-by" href="#quote-{0}" title="{1}" aria-label="Quote of {1}"></a>',
            quote.id,
            quote.by,
        )
        if end == quote.end
        else ""
    )
    return format_html('<{0} class="quote"{1}>{2}</{0}>{3}', _tag(quote), where, words, link)


def _tag(quote: TextQuote) -> str:
    return "q" if quote.direct else "span"


def _link(mark: TextMark, start: int, words: SafeString) -> SafeString:
    # Only the first part of a mark that runs over an empty line can be pointed at.
    where = format_html(' id="w{}"', start) if start == mark.start else ""
    return format_html(
        '<a class="mark"{} href="{}" data-kind="{}" data-status="{}" title="{}">{}</a>',
        where,
        mark.href,
        mark.kind,
        mark.status,
        mark.title,
        words,
    )


def _with_hits(text: str, start: int, end: int, hits: Sequence[TextHit | TextDealt]) -> SafeString:
    pieces: list[str] = []
    at = start
    for index in _within(start, end, hits, _hit_span):
        hit = hits[index]
        low, high = max(hit.start, start), min(hit.end, end)
        pieces.append(conditional_escape(text[at:low]))
        pieces.append(_hit(hit, text[low:high], first=low == hit.start))
        at = high
    pieces.append(conditional_escape(text[at:end]))
    return mark_safe("".join(pieces))  # noqa: S308  (each piece was escaped or made by format_html)


def _hit(hit: TextHit | TextDealt, words: str, *, first: bool) -> SafeString:
    if isinstance(hit, TextDealt):
        return format_html('<span class="dealt" data-told="{}">{}</span>', " ".join(hit.ids), words)
    where = format_html(' id="hit-{}"', hit.number) if first else ""
    return format_html('<mark class="hit"{}>{}</mark>', where, words)


def _mark_span(mark: TextMark) -> Span:
    return mark.start, mark.end


def _quote_span(quote: TextQuote) -> Span:
    return quote.start, quote.end


def _hit_span(hit: TextHit | TextDealt) -> Span:
    return hit.start, hit.end


def _within(start: int, end: int, things: Sequence[_T], span_of: Callable[[_T], Span]) -> range:
    """Return the indexes of the things that touch a span, found by bisection.

    A text may have thousands of paragraphs and of marks: neither is walked for the other.
    """
    first = bisect_right(things, start, key=lambda thing: span_of(thing)[1])
    last = bisect_left(things, end, key=lambda thing: span_of(thing)[0])
    return range(first, last) if start < end else range(0)


def snippet(text: str, start: int, end: int, *, around: int = 90) -> SafeString:
    """Return the words of a span in bold, with what stands around them in their sentence.

    At most `around` characters on either side, cut between words.
    """
    before = re.split(r"(?<=[.!?])\s+|\n", text[max(0, start - around) : start])[-1]
    if len(before) == min(around, start) and start > around:
        before = "… " + before.split(" ", 1)[-1]
    after = re.split(r"(?<=[.!?])\s+|\n", text[end : end + around])[0]
    if len(after) == around and end + around < len(text):
        after = after.rsplit(" ", 1)[0] + " …"
    return format_html("{}<b>{}</b>{}", before, text[start:end], after)
