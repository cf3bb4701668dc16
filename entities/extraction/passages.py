"""The sentences worth parsing, as the parser reads them best, and where their words stand."""

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, replace

from .called import BODIES, OFFICES
from .draft import Draft, Span
from .hints import may_tell
from .memory import Memory
from .sentences import sentences
from .syntax import Tree, Word
from .words import longest_first

# A longer stretch without a full stop is a list or a table, and parsing it tells nothing.
LONGEST = 1_000
# A sentence with more mentions is a list.
MOST_MENTIONS = 40
_STANDS_FOR = re.compile(
    r"\b(?:he|him|his|she|her|it|its|they|them|their|two|both|country|resolution|text|decision|move|"
    rf"step|guest|counterpart|movement|group|militia|refused|denied|declined|"
    rf"retaliated|{longest_first(BODIES | OFFICES)})\b",
    re.IGNORECASE,
)
_PAIR = re.compile(r"\b(?:two|both|they)\b", re.IGNORECASE)
# A subject that is whoever the sentence before was about.
_AGAIN = re.compile(r"(?:He|She|It|They)\b")


@dataclass(frozen=True, slots=True)
class Sentence:
    start: int
    end: int
    mentions: tuple[tuple[Span, str], ...]
    parsed: bool


def passages(
    text: str, draft: Draft, spans: list[Span], keys: dict[int, str]
) -> Iterator[Sentence]:
    at = 0
    for start, end in sentences(text, *draft.body):
        while at < len(spans) and spans[at].start < start:
            at += 1
        mentions = []
        while at < len(spans) and spans[at].start < end:
            if spans[at].end <= end:
                mentions.append((spans[at], keys[id(spans[at])]))
            at += 1
        yield Sentence(start, end, tuple(mentions), _worth_parsing(text, start, end, mentions))


def subject_of(text: str, sentence: Sentence, memory: Memory) -> list[str]:
    """Whom a sentence that is not parsed is about: the name that it begins with."""
    if _AGAIN.match(text, sentence.start):
        return memory.subject
    for span, key in sentence.mentions[:1]:
        if text[sentence.start : span.start] in ("", "The ", f"{span.title} "):
            return [key]
    return []


def _worth_parsing(text: str, start: int, end: int, mentions: list[tuple[Span, str]]) -> bool:
    if end - start > LONGEST or len(mentions) > MOST_MENTIONS:
        return False
    different = len({key for _, key in mentions})
    stands_for = _STANDS_FOR if different else _PAIR
    if different < 2 and stands_for.search(text, start, end) is None:
        return False
    return may_tell(text[start:end])


def shorten(text: str, sentence: Sentence, people: set[str]) -> tuple[str, list[tuple[int, int]]]:
    """The sentence as the parser reads it best: without titles, first names, acronyms.

    With it, for each piece, where it begins here and in the text. The hyphens of names become
    letters, as each part of "Roh Moo-hyun" would be a noun of its own.
    """
    parts: list[str] = []
    places: list[tuple[int, int]] = []
    at, length = sentence.start, 0
    for begin, end in _cuts(text, sentence, people):
        if begin < at:
            continue
        places.append((length, at))
        parts.append(text[at:begin])
        length += begin - at
        at = end
    places.append((length, at))
    parts.append(text[at : sentence.end])
    short = "".join(parts)
    for span, _ in sentence.mentions:
        name = text[span.start : span.end]
        if "-" in name:
            short = short.replace(name, name.replace("-", "o"))
    return re.sub(r"\s", " ", short), places


def _cuts(text: str, sentence: Sentence, people: set[str]) -> Iterator[tuple[int, int]]:
    """What is left out for the parser: titles before names, "(KLA)" after the same name."""
    before: tuple[Span, str] | None = None
    for span, key in sentence.mentions:
        begin = span.start - len(span.title or "") - 1
        if span.title and text[begin : span.start - 1] == span.title:
            yield begin, span.start
        if (
            before
            and before[1] == key
            and text[before[0].end : span.start] == " ("
            and text[span.end : span.end + 1] == ")"
        ):
            yield before[0].end, span.end + 1
        before = (span, key)


def restore(words: list[Word], places: list[tuple[int, int]]) -> list[Word]:
    """The words with their offsets in the text."""
    starts = [here for here, _ in places]
    restored = []
    for word in words:
        here, there = places[max(0, bisect_left(starts, word.start + 1) - 1)]
        shift = there - here
        restored.append(replace(word, start=word.start + shift, end=word.end + shift))
    return restored


def heads_of(tree: Tree, sentence: Sentence) -> dict[int, str]:
    """Which word of the tree stands for which actor: the head of each mention."""
    starts = [word.start for word in tree.words]
    heads: dict[int, str] = {}
    for span, key in sentence.mentions:
        first = bisect_left(starts, span.start)
        last = bisect_left(starts, span.end)
        if first and tree.words[first - 1].end > span.start:
            first -= 1
        inside = range(first, last)
        tops = [at for at in inside if tree.words[at].head not in inside or _root(tree, at)]
        if tops:
            heads.setdefault(tops[-1], key)
    return heads


def _root(tree: Tree, at: int) -> bool:
    return tree.words[at].head == at
