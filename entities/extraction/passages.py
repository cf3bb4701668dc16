"""The sentences worth parsing, as the parser reads them best, and where their words stand."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping
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
# What is handed to the parser: where a piece begins there, and its begin and end in the text.
Piece = tuple[int, int, int]
_KNOWN = {
    "person": (
        "John Smith",
        "Peter Johnson",
        "James Wilson",
        "Robert Miller",
        "David Taylor",
        "Thomas Clark",
        "Paul Walker",
        "Michael Roberts",
    ),
    "organisation": ("NATO", "IBM", "Microsoft", "Boeing", "Toyota", "Reuters"),
    "country": ("France", "Italy", "Spain", "Canada", "Brazil", "Japan"),
    "place": ("Boston", "Chicago", "Houston", "Dallas", "Denver", "Atlanta"),
}
# A name with a hyphen or an apostrophe, or spelled with other letters.
_HARD = re.compile(r"[-’']|[^\x00-\x7f]")
_STANDS_FOR = re.compile(
    r"\b(?:he|him|his|she|her|it|its|they|them|their|two|both|country|resolution|text|decision|move|"
    r"step|state|nation|republic|withdrawal|announcement|attack|raid|strike|bombing|invasion|"
    rf"offensive|guest|counterpart|movement|group|militia|refused|denied|declined|"
    rf"retaliated|{longest_first(BODIES | OFFICES)})\b",
    re.IGNORECASE,
)
_ONE_WORD = re.compile(
    r"\b(co|re|cease|air|counter)-(?=op|ord|est|open|imp|aff|fire|strike|raid|attack)",
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


def shorten(text: str, sentence: Sentence, kinds: Mapping[str, str]) -> tuple[str, list[Piece]]:
    """The sentence as the parser reads it best, with the pieces it was put together from.

    Left out are titles, acronyms behind the same name, hyphens inside words. A person of several
    names gets one that every parser knows: "Jan van der Hollar" is a riddle for it. A name with
    "and" in it gets another of its kind, so that it is not taken for two.
    """
    changes = [
        *((begin, end, "") for begin, end in _cuts(text, sentence)),
        *((begin, end, "") for begin, end in _hyphens(text, sentence)),
        *_stand_ins(text, sentence, kinds),
    ]
    parts: list[str] = []
    pieces: list[Piece] = []
    at, length = sentence.start, 0
    for begin, end, instead in sorted(changes):
        if begin < at:
            continue
        for piece, first, last in ((text[at:begin], at, begin), (instead, begin, end)):
            if piece:
                pieces.append((length, first, last))
                parts.append(piece)
                length += len(piece)
        at = end
    pieces.append((length, at, sentence.end))
    parts.append(text[at : sentence.end])
    return re.sub(r"\s", " ", "".join(parts)), pieces


def _stand_ins(
    text: str, sentence: Sentence, kinds: Mapping[str, str]
) -> Iterator[tuple[int, int, str]]:
    """Names that the parser knows, for those of a sentence that it may not."""
    chosen: dict[str, str] = {}
    for span, key in sentence.mentions:
        name, kind = text[span.start : span.end], kinds[key]
        if span.how == "adjective" or name.endswith("s’") or name.isupper():
            continue
        hard = " " in name or _HARD.search(name) if kind == "person" else " and " in name
        if not hard:
            continue
        if key not in chosen:
            names = _KNOWN[kind]
            chosen[key] = names[len(chosen) % len(names)]
        yield span.start, span.end, chosen[key]


def _hyphens(text: str, sentence: Sentence) -> Iterator[tuple[int, int]]:
    """The hyphens of "co-operation" and "cease-fire", which the parser takes for two words."""
    for match in _ONE_WORD.finditer(text, sentence.start, sentence.end):
        yield match.end(1), match.end(1) + 1


def _cuts(text: str, sentence: Sentence) -> Iterator[tuple[int, int]]:
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


def restore(words: list[Word], pieces: list[Piece]) -> list[Word]:
    """The words with their offsets in the text."""
    starts = [here for here, _, _ in pieces]
    restored = []
    for word in words:
        at = bisect_left(starts, word.start + 1) - 1
        here, first, last = pieces[max(0, at)]
        length = (starts[at + 1] if at + 1 < len(pieces) else here + last - first) - here
        if length != last - first:
            # A name that stands in for another.
            restored.append(replace(word, start=first, end=last))
        else:
            shift = first - here
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
