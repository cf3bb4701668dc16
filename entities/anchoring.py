"""Anchors: words of a text that can be found again after the text has changed.

An anchor is a span of Unicode code points together with the W3C Web Annotation text-quote selector
(the exact words, what stands before, what stands after).
"""

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from entities.rewording import Quote, find_reworded

# Enough to tell two occurrences of a name apart, little enough to survive an edit nearby.
CONTEXT = 32
# More than the space and the comma that stand around any word: less tells nothing.
LEAST_CONTEXT = 4

_PLAIN = str.maketrans("’‘ʼ`“”‐‑–", "''''" + '""' + "---")
# Any space between two words, but not the empty line between two paragraphs.
_GAP = r"(?:[^\S\n]+|[^\S\n]*\n[^\S\n]*)"


@dataclass(frozen=True, slots=True)
class Anchor:
    """`text[start:end] == quote` in the text it was made on; prefix and suffix are its context."""

    start: int
    end: int
    quote: str
    prefix: str
    suffix: str

    @classmethod
    def of(cls, text: str, start: int, end: int) -> "Anchor":
        """Return the anchor of a span; raise ValueError when the span is empty or outside."""
        if not 0 <= start < end <= len(text):
            raise ValueError(f"no words at {start}-{end} in a text of {len(text)} characters")
        return cls(
            start=start,
            end=end,
            quote=text[start:end],
            prefix=text[max(0, start - CONTEXT) : start],
            suffix=text[end : end + CONTEXT],
        )

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Anchor":
        return cls(data["start"], data["end"], data["quote"], data["prefix"], data["suffix"])

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Placed:
    """Where anchored words now stand; `was` is what they were, if they were changed a little."""

    start: int
    end: int
    was: str


def follow(anchor: Anchor, text: str) -> Placed | None:
    """Return where the anchored words now stand, be it changed a little (see entities.rewording).

    None when they cannot be told. Words that stand there exactly go before any that are like them.
    """
    if span := place(anchor, text):
        return Placed(*span, was="")
    whole = anchor.prefix + anchor.quote + anchor.suffix
    edges = len(anchor.prefix), len(anchor.prefix) + len(anchor.quote)
    if any(divides_word(whole, edge) for edge in edges):
        return None  # a piece of a word is like many others
    quote = Quote(anchor.start, anchor.quote, anchor.prefix, anchor.suffix)
    found = find_reworded(quote, text)
    if found is None:
        return None
    start, end = found
    return Placed(start, end, was="" if text[start:end] == anchor.quote else anchor.quote)


def place(anchor: Anchor, text: str) -> tuple[int, int] | None:
    """Return where exactly the anchored words now stand in `text`, or None if it cannot be told.

    Words whose whole context stands where it stood have not moved. Others are found by the longest
    agreeing context, the nearest of equals; words that occur several times and have kept next to
    nothing of their context are not guessed at.
    """
    whole = len(anchor.prefix) + len(anchor.suffix)
    unmoved = text[anchor.start : anchor.end] == anchor.quote
    if unmoved and _agreement(anchor, text, anchor.start) == whole:
        return anchor.start, anchor.end
    # Only an anchor that was made inside a word may be found inside one.
    inside_left = divides_word(anchor.prefix + anchor.quote, len(anchor.prefix))
    inside_right = divides_word(anchor.quote + anchor.suffix, len(anchor.quote))
    found = [
        (_agreement(anchor, text, at), -abs(at - anchor.start), at)
        for at in _everywhere(anchor.quote, text)
        if (inside_left or not divides_word(text, at))
        and (inside_right or not divides_word(text, at + len(anchor.quote)))
    ]
    if not found:
        return None
    agreement, _distance, start = max(found)
    if len(found) > 1 and agreement < min(LEAST_CONTEXT, whole):
        return None
    return start, start + len(anchor.quote)


def words_hash(words: str) -> str:
    """Return the SHA-256, in hexadecimal, by which words are known that are not kept."""
    return hashlib.sha256(words.encode(errors="surrogatepass")).hexdigest()


def moved_by(start: int, end: int, digest: str, text: str, moves: Sequence[int]) -> int | None:
    """Return how far words known by their hash have moved in `text`, one of `moves`, or None.

    `moves` are tried in order: where other words of the same text went, these may have gone too.
    """
    for by in moves:
        if start + by >= 0 and words_hash(text[start + by : end + by]) == digest:
            return by
    return None


def occurrences(words: str, text: str) -> Iterator[int]:
    """Yield where exactly `words` start in `text`, as whole words and without overlap."""
    end = 0
    for at in _everywhere(words, text):
        if at >= end and not divides_word(text, at) and not divides_word(text, at + len(words)):
            yield at
            end = at + len(words)


def find(words: str, text: str) -> Iterator[tuple[int, int]]:
    """Yield the spans of `words` in `text`, as somebody types or selects them.

    Whole words, without overlap and within a paragraph. Straight and typographic quotes and hyphens
    are the same, and so are one space, several, and the end of a line.
    """
    plainly = unicodedata.normalize("NFC", words).translate(_PLAIN)  # NFC, as articles are stored
    parts = [re.escape(part) for part in plainly.split()]
    if not parts:
        return
    pattern = re.compile(_GAP.join(parts))
    plain = text.translate(_PLAIN)  # one character for one: offsets stay
    at = 0
    while match := pattern.search(plain, at):
        start, end = match.span()
        if divides_word(text, start) or divides_word(text, end):
            at = start + 1
        else:
            yield start, end
            at = end


def _everywhere(words: str, text: str) -> Iterator[int]:
    """Yield where `words` start in `text`, inside words too."""
    at = text.find(words) if words else -1
    while at >= 0:
        yield at
        at = text.find(words, at + 1)


def divides_word(text: str, at: int) -> bool:
    """Whether a cut at `at` would divide a word, or part an accent from its letter."""
    if not 0 < at < len(text):
        return False
    before, after = text[at - 1], text[at]
    if unicodedata.combining(after):
        return True
    return after.isalnum() and (before.isalnum() or bool(unicodedata.combining(before)))


def _agreement(anchor: Anchor, text: str, start: int) -> int:
    """How many characters of the anchor's context agree with what stands around `start`."""
    before = text[max(0, start - len(anchor.prefix)) : start]
    end = start + len(anchor.quote)
    after = text[end : end + len(anchor.suffix)]
    return common_start(reversed(anchor.prefix), reversed(before)) + common_start(
        anchor.suffix, after
    )


def common_start(one: Iterable[str], other: Iterable[str]) -> int:
    """How many characters, or words, agree before the first that does not."""
    count = 0
    for left, right in zip(one, other, strict=False):
        if left != right:
            break
        count += 1
    return count
