"""Whether a stretch of text that was found is the one that was wanted."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from .counts import Count

Span = tuple[int, int]

# What is dropped on both sides before spans are compared.
_BEFORE = re.compile(r"(?:(?:the|mr|mrs|ms|dr|sir|lord|lady|prof)\b\.?\s+)+(?=\S)", re.IGNORECASE)
_AFTER = re.compile(r"['’]s?$")
# An answer may begin this much before the whole phrase, and end this much after it.
_SLACK_BEFORE = 4
_SLACK_AFTER = 1
# Of the shorter of two quotes, this share must lie in the other.
_MOST = 0.5


@dataclass(frozen=True, slots=True)
class Wanted:
    """A name's core, of a kind, inside the whole noun phrase."""

    start: int
    end: int
    kind: str
    phrase: Span


@dataclass(frozen=True, slots=True)
class Found:
    """A name that was found, of a kind."""

    start: int
    end: int
    kind: str


def trim(text: str, span: Span) -> Span:
    """The span without leading article and honorifics and without a trailing possessive."""
    start, end = span
    if before := _BEFORE.match(text, start, end):
        start = before.end()
    if after := _AFTER.search(text[start:end]):
        end = start + after.start()
    return start, end


def broad(kind: str) -> str:
    """The kind as sets of names know it, where a country is a place."""
    return "place" if kind == "country" else kind


def overlap(one: Span, other: Span) -> int:
    """How many characters two spans share."""
    return max(0, min(one[1], other[1]) - max(one[0], other[0]))


def alike(one: Span, other: Span) -> bool:
    """Whether two spans are the same quote, give or take its edges."""
    shorter = min(one[1] - one[0], other[1] - other[0])
    return overlap(one, other) >= max(1.0, shorter * _MOST)


def count_names(text: str, wanted: Iterable[Wanted], found: Iterable[Found]) -> dict[str, Count]:
    """By kind, the names found: same kind, overlaps the core, inside the phrase, each once."""
    kinds = {"person": Count(), "organisation": Count(), "place": Count()}
    open_ = list(wanted)
    for name in open_:
        kinds[broad(name.kind)] += Count(wanted=1)
    for answer in found:
        kind = broad(answer.kind)
        hit = next((name for name in open_ if _is(text, name, answer)), None)
        if hit:
            open_.remove(hit)
        kinds[kind] += Count(right=int(hit is not None), found=1)
    return kinds


def _is(text: str, name: Wanted, answer: Found) -> bool:
    span = trim(text, (answer.start, answer.end))
    return (
        broad(name.kind) == broad(answer.kind)
        and overlap(trim(text, (name.start, name.end)), span) > 0
        and span[0] >= name.phrase[0] - _SLACK_BEFORE
        and span[1] <= name.phrase[1] + _SLACK_AFTER
    )
