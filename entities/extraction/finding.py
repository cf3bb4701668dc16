"""The names of the story by the model, cut to the name alone, holidays and events kept out."""

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import replace

from .draft import Document, Draft, Span
from .knowledge import normalise
from .names import NameSpan
from .words import occurrences, trimmed, words_of

# What the last word of a name tells: a war, a treaty or a prize is no actor.
_EVENT_WORDS = words_of(
    """
    war wars treaty treaties accord accords agreement agreements protocol talks summit olympics
    games cup championship championships prize prizes award awards day festival election
    elections referendum revolution uprising crisis declaration massacre
    charter constitution act resolution
    """
)
# "the INF treaty", "the SALT talks": the name is the treaty's.
_TREATY = re.compile(r"(?: [IVX]+)? (?i:treaty|accords?|agreements?|protocol|talks|war)\b")
# "the UN Secretary-General" is a post, its holder another matter.
_POSTS = words_of(
    """
    president minister chancellor premier secretary general ambassador spokesman spokeswoman
    governor mayor chairman commissioner
    """
)
_JOINT = re.compile(r" (?:of|for)(?: the)?$")
_TAIL = re.compile(r"(?: (?:of|for|and|the|in|at|to))+$")
_INITIAL = re.compile(r"\w [A-Z]\.?$")
_LOWER = re.compile(r"\b[a-z]\w+")
_SMALL_WORDS = words_of("of and for the in on to at de la le du des di da do dos del y e et und")
_GAP = re.compile(r" (?:the )?$")


def find_names(document: Document, draft: Draft) -> Draft:
    """Spans of `draft.body` by the name model; article, possessive and marks stay outside."""
    start, end = draft.body
    body = document.text[start:end]
    spans = []
    for found in _joined(body, document.names.find(body)):
        for low, high in _lines(body, found.start, found.end):
            low, high = trimmed(body, low, high)
            if any(char.isalpha() for char in body[low:high]):
                spans.append(
                    Span(
                        start + low,
                        start + high,
                        found.kind,
                        "name",
                        "names",
                        found.score,
                        {"model": document.names.name, "score": f"{found.score:.2f}"},
                    )
                )
    return replace(draft, spans=tuple(spans))


def complete_known_names(document: Document, draft: Draft) -> Draft:
    """Stretches spans to the known name they are part of: "Bosnia and |Herzegovina|".

    Finds no name by itself: the model must have seen a part of it.
    """
    text = document.text
    spans = list(draft.spans)
    for start, end, name in occurrences(text, document.knowledge.long_names, *draft.body):
        low = bisect_left(spans, start, key=lambda span: span.start)
        if low and spans[low - 1].end > start:
            continue  # inside or across another name
        high = low
        while high < len(spans) and spans[high].start < end:
            high += 1
        parts = spans[low:high]
        if not parts or parts[-1].end > end or parts[0].end - parts[0].start == end - start:
            continue
        if _says_more(text, start, end, parts):
            continue
        best = max(parts, key=lambda span: span.confidence)
        whole = replace(best, start=start, end=end, kind=document.knowledge.long_names[name])
        spans[low:high] = [whole.because("known name", **{"part of": name})]
    return replace(draft, spans=tuple(spans))


def _says_more(text: str, start: int, end: int, parts: list[Span]) -> bool:
    """Whether a stretch adds words that only describe: "Reuters" to "Reuters news agency"."""
    for match in _LOWER.finditer(text, start, end):
        inside = any(part.start <= match.start() < part.end for part in parts)
        if not inside and match.group() not in _SMALL_WORDS:
            return True
    return False


def drop_events(document: Document, draft: Draft) -> Draft:
    """Drops names of holidays, wars, treaties and posts, and what lies inside such a name."""
    text, knowledge = document.text, document.knowledge
    events = list(occurrences(text, knowledge.events, *draft.body))
    at = 0
    kept = []
    for span in draft.spans:
        while at < len(events) and events[at][1] <= span.start:
            at += 1
        if at < len(events) and events[at][0] <= span.start and span.end <= events[at][1]:
            continue
        words = normalise(text[span.start : span.end]).split()
        known = knowledge.named(text[span.start : span.end])
        if span.kind != "person" and not known:
            if len(words) > 1 and words[-1] in _EVENT_WORDS:
                continue
            if span.kind == "organisation" and (
                _TREATY.match(text, span.end) or (words[-1:] and words[-1] in _POSTS)
            ):
                continue
        kept.append(span)
    return replace(draft, spans=tuple(kept))


def _joined(text: str, spans: list[NameSpan]) -> list[NameSpan]:
    """Joins "Great Hall of" and "People", "John F." and "Kennedy"; no name ends in "of"."""
    found: list[NameSpan] = []
    for span in spans:
        last = found[-1] if found else span
        if last.kind == span.kind and last.end < span.start <= last.end + 5:
            gap = text[last.end : span.start]
            of = _JOINT.search(text[last.start : last.end]) and _GAP.match(gap)
            initial = _INITIAL.search(text[last.start : last.end]) and gap.strip(". ") == ""
            if of or initial:
                score = (last.score + span.score) / 2
                found[-1] = NameSpan(last.start, span.end, last.kind, score)
                continue
        found.append(span)
    return [
        NameSpan(span.start, span.start + match.start(), span.kind, span.score)
        if (match := _TAIL.search(text[span.start : span.end]))
        else span
        for span in found
    ]


def _lines(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The parts of a span that lie on one line each: no name runs on over a line end."""
    while start < end:
        cut = text.find("\n", start, end)
        cut = end if cut < 0 else cut
        yield start, cut
        start = cut + 1
