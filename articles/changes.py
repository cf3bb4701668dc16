"""What changed between two texts: paragraphs that changed, and in them the words.

Start at `text_changes` for a body, `word_changes` for a line. Pure. The work stays bounded for any
two texts: what both have once anchors the rest (as in a patience diff, in linear time), difflib
compares only what lies between anchors, and only as far as a budget goes; beyond it what differs is
told whole, as gone and new.
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import zip_longest

# Steps of difflib's inner loop for one pair of texts: some tenths of a second at most.
MOST_STEPS = 1_000_000
# A paragraph that differs in more than this is told whole.
MOST_COMPARED = 20_000
# What is told of one pair of texts; what is beyond is counted.
MOST_TOLD = 30_000
BLOCK = 60  # what a paragraph counts for besides its characters
# Unchanged words around a change, in characters; those between are left out.
AROUND = 160
# How far a paragraph is looked for among the new ones that stand instead of it.
LOOK_AHEAD = 8
# Paragraphs that share less than this are two paragraphs, not one that changed.
ALIKE = 0.4
# Of a line that has less than this in common with the one before, no word is told to have stayed.
LEAST_SAME = 0.25

_WORD = re.compile(r"\w+\s*|[^\w\s]\s*|^\s+")


class Kind(StrEnum):
    SAME = "same"
    GONE = "gone"
    NEW = "new"
    CUT = "cut"  # unchanged words that are left out


@dataclass(frozen=True, slots=True)
class Piece:
    kind: Kind
    text: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph with its changes, or, without pieces, a number of paragraphs not shown.

    `changed` says of those whether they changed.
    """

    pieces: tuple[Piece, ...] = ()
    count: int = 1
    changed: bool = True


@dataclass(slots=True)
class _Budget:
    """What may still be spent on one pair of texts."""

    steps: int = MOST_STEPS
    characters: int = MOST_TOLD


# (tag, start and end in the first sequence, start and end in the second); "equal" or "replace".
_Op = tuple[str, int, int, int, int]


def text_changes(before: str, after: str) -> list[Block]:
    """Return the changes of a text in paragraphs; empty when no word differs."""
    old, new = (text.split("\n\n") if text else [] for text in (before, after))
    budget = _Budget()
    blocks: list[Block] = []
    keys = [[" ".join(paragraph.split()) for paragraph in text] for text in (old, new)]
    for tag, a, b, c, d in _ops(keys[0], keys[1], budget):
        if tag == "equal":
            if budget.characters > 0:
                _fold(blocks, d - c, changed=False)
            continue
        for one, other in _pairs(old[a:b], new[c:d], budget):
            if budget.characters <= 0:
                _fold(blocks, 1, changed=True)
                continue
            pieces = _cut(_words(one, other, budget), budget.characters)
            budget.characters -= BLOCK + sum(len(piece.text) for piece in pieces)
            blocks.append(Block(pieces))
    return blocks if any(block.changed for block in blocks) else []


def word_changes(before: str, after: str) -> tuple[Piece, ...]:
    """Return the changes of a line of text, words that stayed included; empty when none differs."""
    pieces = _cut(_words(before, after, _Budget()), MOST_TOLD)
    return pieces if any(piece.kind in (Kind.GONE, Kind.NEW) for piece in pieces) else ()


def _fold(blocks: list[Block], count: int, *, changed: bool) -> None:
    """Add paragraphs that are not shown to those before them."""
    if blocks and not blocks[-1].pieces and blocks[-1].changed == changed:
        count += blocks.pop().count
    blocks.append(Block(count=count, changed=changed))


def _pairs(old: Sequence[str], new: Sequence[str], budget: _Budget) -> Iterator[tuple[str, str]]:
    """Yield the paragraphs that stand for each other, in order; "" for one that stands alone."""
    words: dict[int, Counter[str]] = {}
    at = 0
    for number, text in enumerate(old):
        if budget.characters <= 0:  # they will only be counted
            yield from zip_longest(old[number:], new[at:], fillvalue="")
            return
        ahead = range(at, min(at + LOOK_AHEAD, len(new)))
        words |= {n: _counted(new[n]) for n in ahead if n not in words}
        ours = _counted(text)
        twin = next((n for n in ahead if _alike(ours, words[n]) >= ALIKE), None)
        if twin is None:
            yield text, ""
            continue
        yield from (("", alone) for alone in new[at:twin])
        yield text, new[twin]
        at = twin + 1
    yield from (("", alone) for alone in new[at:])


def _counted(text: str) -> Counter[str]:
    return Counter(re.findall(r"\w+", text[:MOST_COMPARED]))


def _alike(one: Counter[str], other: Counter[str]) -> float:
    return 2 * (one & other).total() / max(1, one.total() + other.total())


def _words(before: str, after: str, budget: _Budget) -> list[Piece]:
    """Return a paragraph as pieces; what both begin and end with is not compared."""
    if not before or not after:
        return [Piece(Kind.GONE, before)] if before else [Piece(Kind.NEW, after)] if after else []
    head = _word_border(before, after, _common(before, after))
    tail = _common_end(before[head:], after[head:])
    one, other = (text[head : len(text) - tail] for text in (before, after))
    pieces = [Piece(Kind.SAME, after[:head])]
    if max(len(one), len(other)) > MOST_COMPARED:
        pieces += [Piece(Kind.GONE, one), Piece(Kind.NEW, other)]
    else:
        pieces += _compared(_WORD.findall(one), _WORD.findall(other), budget)
    pieces.append(Piece(Kind.SAME, after[len(after) - tail :]))
    stayed = sum(len(piece.text) for piece in pieces if piece.kind == Kind.SAME)
    if stayed < LEAST_SAME * max(len(before), len(after)):
        return [Piece(Kind.GONE, before), Piece(Kind.NEW, after)]
    return _joined(pieces)


def _common(before: str, after: str) -> int:
    """Return how many characters both begin with."""
    pairs = enumerate(zip(before, after, strict=False))
    shorter = min(len(before), len(after))
    return next((at for at, (one, other) in pairs if one != other), shorter)


def _word_border(before: str, after: str, length: int) -> int:
    """Return the length of the common beginning without the word that the change is in."""
    text = before if len(before) > length else after
    while 0 < length < len(text) and text[length].isalnum() and text[length - 1].isalnum():
        length -= 1
    return length


def _common_end(before: str, after: str) -> int:
    before, after = before[::-1], after[::-1]
    return _word_border(before, after, _common(before, after))


def _compared(old: list[str], new: list[str], budget: _Budget) -> list[Piece]:
    keys = [[token.strip() for token in tokens] for tokens in (old, new)]
    ops = _without_scraps(list(_ops(keys[0], keys[1], budget)), new)
    pieces = []
    for tag, a, b, c, d in ops:
        if tag == "equal":
            pieces.append(Piece(Kind.SAME, "".join(new[c:d])))
        else:
            pieces.append(Piece(Kind.GONE, "".join(old[a:b])))
            pieces.append(Piece(Kind.NEW, "".join(new[c:d])))
    return pieces


def _without_scraps(ops: list[_Op], new: list[str]) -> list[_Op]:
    """Join changes that only a short word or a sign parts: nobody reads confetti."""
    joined: list[_Op] = []
    for number, (tag, a, b, c, d) in enumerate(ops):
        between = 0 < number < len(ops) - 1
        if tag == "equal" and between and sum(map(len, new[c:d])) <= 4:
            tag = "replace"
        if joined and tag == "replace" and joined[-1][0] == "replace":
            _tag, first_a, _b, first_c, _d = joined.pop()
            a, c = first_a, first_c
        joined.append((tag, a, b, c, d))
    return joined


def _joined(pieces: list[Piece]) -> list[Piece]:
    """Return the pieces without empty ones, neighbours of one kind as one; space is no change."""
    joined: list[Piece] = []
    for piece in pieces:
        if piece.text.isspace():
            piece = Piece(Kind.SAME, piece.text if piece.kind != Kind.GONE else "")
        if joined and joined[-1].kind == piece.kind:
            piece = Piece(piece.kind, joined.pop().text + piece.text)
        if piece.text:
            joined.append(piece)
    return joined


def _cut(pieces: list[Piece], most: int) -> tuple[Piece, ...]:
    """Leave out what is unchanged far from any change, and of changes what is too long."""
    cut: list[Piece] = []
    for number, piece in enumerate(pieces):
        text, most_here = piece.text, max(0, most)
        if piece.kind != Kind.SAME:
            most -= len(text)
            cut.append(Piece(piece.kind, text[:most_here]))
            if len(text) > most_here:
                cut.append(Piece(Kind.CUT))
            continue
        before, after = AROUND if number else 0, AROUND if number < len(pieces) - 1 else 0
        if len(text) <= before + after + AROUND:
            cut.append(piece)
            continue
        if before:
            cut.append(Piece(Kind.SAME, text[:before].rpartition(" ")[0] or text[:before]))
        cut.append(Piece(Kind.CUT))
        if after:
            cut.append(Piece(Kind.SAME, text[-after:].partition(" ")[2] or text[-after:]))
    return tuple(cut)


def _ops(old: Sequence[str], new: Sequence[str], budget: _Budget) -> Iterator[_Op]:
    """Yield what is equal and what is not, in order, of two sequences."""
    a = c = 0
    for start, other, length in [*_anchors(old, new), (len(old), len(new), 0)]:
        yield from _between(old, new, (a, start, c, other), budget)
        if length:
            yield "equal", start, start + length, other, other + length
        a, c = start + length, other + length


def _anchors(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int, int]]:
    """Return runs that both have, in order: around what stands once in each, and at both ends."""
    counts = Counter(old), Counter(new)
    place = {key: at for at, key in enumerate(new) if counts[0][key] == counts[1][key] == 1}
    common = [(at, place[key]) for at, key in enumerate(old) if key in place]
    runs: list[tuple[int, int, int]] = []
    a = c = 0
    for start, other in [(0, 0), *_longest_rise(common), (len(old), len(new))]:
        if start < a or other < c:
            continue  # inside the run before
        back = 0
        while (
            start - back > a and other - back > c and old[start - back - 1] == new[other - back - 1]
        ):
            back += 1
        ahead = 0
        while (
            start + ahead < len(old)
            and other + ahead < len(new)
            and old[start + ahead] == new[other + ahead]
        ):
            ahead += 1
        if back + ahead:
            runs.append((start - back, other - back, back + ahead))
            a, c = start + ahead, other + ahead
    return runs


def _longest_rise(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the longest part of the pairs in which both numbers rise."""
    tops: list[int] = []  # the least second number with which a rise of this length ends
    ends: list[int] = []  # which pair that is
    before: list[int] = []
    for number, (_one, other) in enumerate(pairs):
        length = bisect_left(tops, other)
        before.append(ends[length - 1] if length else -1)
        tops[length : length + 1] = [other]
        ends[length : length + 1] = [number]
    rise = []
    at = ends[-1] if ends else -1
    while at >= 0:
        rise.append(pairs[at])
        at = before[at]
    return rise[::-1]


def _between(
    old: Sequence[str], new: Sequence[str], gap: tuple[int, int, int, int], budget: _Budget
) -> Iterator[_Op]:
    """Compare what lies between two anchors, if the budget allows."""
    a, b, c, d = gap
    if a == b and c == d:
        return
    one, other = old[a:b], new[c:d]
    counts = Counter(other)
    # What difflib does at worst: all equal pairs, once for each run that it finds.
    steps = (sum(counts[key] for key in one) + len(one)) * min(len(one), len(other))
    if not steps or steps > budget.steps:
        yield "replace", a, b, c, d
        return
    budget.steps -= steps
    for tag, i, j, k, m in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        yield "equal" if tag == "equal" else "replace", a + i, a + j, c + k, c + m
