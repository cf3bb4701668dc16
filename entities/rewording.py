"""Words that were changed a little: found again where their surroundings still stand.

For a decision whose exact words are gone: a corrected spelling, other quotes, hyphens, accents or
capitals, an initial put in, a word form. Two things must come together, and neither alone will do:
what stands around must still be there, and the words must be the same name to anybody who reads
them. Precision first: an anchor that is not placed waits on the desk, an anchor on the wrong words
is a lie under an editor's name.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA, Levenshtein

Span = tuple[int, int]

# Names are shorter. What is longer is a passage, of which only the exact words count.
LONGEST_QUOTE = 200
# The surroundings are looked for in pieces of this many characters, so that one change in them
# leaves others whole. Shorter pieces stand everywhere.
PIECE = 8
LEAST_PIECE = 4
# A piece that stands in more places than this tells nothing.
MOST_PLACES = 16
# First near where the words stood, then further off: an edit seldom moves a passage that far. In
# the longest texts there are, a search to no avail takes 7 ms.
NEAR, FAR = 20_000, 200_000
# How far from where a piece points the words may be: an initial or a word was put in between.
SLACK = 16
# Surroundings agree by this many per cent of their letters. Of 4,000 pairs of places in the demo
# archive that have nothing to do with each other, 99 in 100 agreed by less than 46 and the worst by
# 59; with one side whole and the other written anew, 99 in 100 agreed by 62 and more.
LEAST_AROUND = 60.0
# Cheap, and below it no two wordings are the same name.
LEAST_LIKENESS = 50.0
# Of four letters one may differ. At two of four, "Iran" is "Iraq" and "Paul" is "Pavel".
LEAST_ALIKE = 0.75
# In shorter words every letter tells: "Li" and "Lu", "UN" and "EU".
SHORTEST_CHANGED = 4
# By itself, without the rest of a name beside it, a word must be longer: "Bill" is not "Bell".
SHORTEST_ALONE = 6
# From this length on one letter of any kind may differ, if nothing else does.
LONG_WORD = 8

_WORD = re.compile(r"[^\W_](?:[^\W_]|[\u0300-\u036f])*")
_ACCENTS = re.compile("[\u0300-\u036f]")
_LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe", "ð": "d"})
_VOWELS = set("aeiouy")
# Letters that stand for the same sound in other spellings of a name.
_SOUNDS = [set("ck"), set("cs"), set("kq"), set("sz"), set("vw"), set("ij"), set("jy"), set("iy")]


@dataclass(frozen=True, slots=True)
class Quote:
    """Words as they stood, and what stood before and after them."""

    start: int
    words: str
    prefix: str
    suffix: str


def find_reworded(quote: Quote, text: str) -> Span | None:
    """Return where the words now stand in `text`, changed a little; None when nothing is sure.

    Of several places the one where the words are unchanged, then the one whose surroundings agree
    most, then the nearest. Looks only where pieces of the surroundings stand, and at no more than
    some dozen places.
    """
    if len(quote.words) > LONGEST_QUOTE or not _WORD.search(quote.words):
        return None
    for reach in (NEAR, FAR):
        low, high = max(0, quote.start - reach), quote.start + len(quote.words) + reach
        found = [
            (text[start:end] == quote.words, around, -abs(start - quote.start), start, end)
            for start, end in _candidates(quote, text, low, high)
            if (around := _around(quote, text, start, end)) >= LEAST_AROUND
        ]
        if found:
            *_, start, end = max(found)
            return start, end
    return None


def same_name(old: str, new: str) -> bool:
    """Whether two wordings are one name, written in another way or with a slip of spelling."""
    if _loses_capitals(old, new):
        return False
    before, after = _folded(old), _folded(new)
    if "".join(before) == "".join(after):
        return True
    longer, shorter = (before, after) if len(before) > len(after) else (after, before)
    without = _without_middle_initials(longer)
    if len(longer) != len(shorter) and len(without) == len(shorter):
        longer = without
    if len(longer) == 1 and max(map(len, before + after)) < SHORTEST_ALONE:
        return False
    return len(longer) == len(shorter) and all(
        one == other or _slip(one, other) for one, other in zip(shorter, longer, strict=True)
    )


def _candidates(quote: Quote, text: str, low: int, high: int) -> Iterator[Span]:
    """Yield each span of whole words, near a piece of the surroundings, that is the same name."""
    count = len(_folded(quote.words))
    plain = quote.words.casefold()
    seen: set[Span] = set()
    for place in _places(quote, text, low, high):
        begin = max(0, place - SLACK)
        stretch = text[begin : place + len(quote.words) + 2 * SLACK]
        words = [(begin + m.start(), begin + m.end()) for m in _WORD.finditer(stretch)]
        for first, (start, _) in enumerate(words):
            for _, end in words[max(first, first + count - 3) : first + count + 2]:
                if (start, end) in seen:
                    continue
                seen.add((start, end))
                if (
                    fuzz.ratio(plain, text[start:end].casefold()) >= LEAST_LIKENESS
                    and not _cut(text, start, end)
                    and same_name(quote.words, text[start:end])
                ):
                    yield start, end


def _places(quote: Quote, text: str, low: int, high: int) -> list[int]:
    """Where the words should begin, by the pieces of their surroundings, the nearest first."""
    places: set[int] = set()
    before, after = len(quote.prefix), len(quote.words)
    for side, offset in ((quote.prefix, -before), (quote.suffix, after)):
        for at in range(0, len(side), PIECE):
            piece = side[at : at + PIECE]
            if len(piece) < PIECE:
                piece, at = side[-PIECE:], max(0, len(side) - PIECE)
            if len(piece) >= LEAST_PIECE:
                found = _occurrences(piece, text, low, high)
                places.update(max(0, one - at - offset) for one in found)
    nearest = sorted(places, key=lambda place: (abs(place - quote.start), place))
    return nearest[: 2 * MOST_PLACES]


def _occurrences(piece: str, text: str, low: int, high: int) -> list[int]:
    """Where a piece stands, unless that is in too many places to tell anything."""
    found: list[int] = []
    at = text.find(piece, low, high)
    while at >= 0:
        found.append(at)
        if len(found) > MOST_PLACES:
            return []
        at = text.find(piece, at + 1, high)
    return found


def _around(quote: Quote, text: str, start: int, end: int) -> float:
    """By how many per cent what stands around a span is what stood around the words."""
    before = text[max(0, start - len(quote.prefix)) : start]
    after = text[end : end + len(quote.suffix)]
    whole = len(quote.prefix) + len(quote.suffix)
    agreed = fuzz.ratio(quote.prefix, before) * len(quote.prefix)
    agreed += fuzz.ratio(quote.suffix, after) * len(quote.suffix)
    return agreed / whole if whole else 0.0


def _cut(text: str, start: int, end: int) -> bool:
    """Whether a span would begin or end inside a word, or part a mark from its letter."""
    around = text[max(0, start - 1) : start], text[end : end + 1]
    return any(one.isalnum() or (one and unicodedata.combining(one)) for one in around)


def _folded(words: str) -> list[str]:
    """The words without accents and case; quotes, hyphens and full stops only part them."""
    plain = _ACCENTS.sub("", unicodedata.normalize("NFKD", words)).casefold()
    return _WORD.findall(plain.translate(_LETTERS))


def _loses_capitals(old: str, new: str) -> bool:
    """Whether a name would become a common word: "Turkey" is not "turkey", "US" not "Us"."""
    before, after = _WORD.findall(old), _WORD.findall(new)
    if any(word[0].isupper() for word in before) and not any(word[0].isupper() for word in after):
        return True
    letters = "".join(before)
    return len(letters) < SHORTEST_CHANGED and letters.isupper() != "".join(after).isupper()


def _without_middle_initials(words: list[str]) -> list[str]:
    last = len(words) - 1
    return [word for at, word in enumerate(words) if len(word) > 1 or at in (0, last)]


def _slip(one: str, other: str) -> bool:
    """Whether two different words are one, up to slips that leave the name what it was.

    Slips are letters of one sound, a vowel for another, a letter doubled, a silent h, two letters
    in the wrong order, and the ending of a word form; not at the beginning, and no other vowel at
    the end, which is all that parts many a man's name from a woman's. One letter of any other kind
    may differ in a long word: in a short one it makes "Iceland" of "Ireland".
    """
    shorter, longer = sorted((one, other), key=len)
    if len(shorter) < SHORTEST_CHANGED or not (one + other).isalpha():
        return False
    if one[0] != other[0] and not _one_sound(one[0], other[0]):
        return False
    if longer in (shorter + "s", shorter + "es") or (longer == shorter + "n" and longer[-2] == "a"):
        return True
    distance = OSA.distance(one, other)
    if 1 - distance / len(longer) < LEAST_ALIKE:
        return False
    edits = Levenshtein.editops(one, other)
    if distance == 1 and len(edits) == 2:
        return True  # two letters changed places
    if all(_is_slip(one, other, *edit) for edit in edits):
        return True
    inside = one[-1] == other[-1]
    return len(edits) == 1 and len(longer) >= LONG_WORD and inside


def _is_slip(one: str, other: str, kind: str, at: int, to: int) -> bool:
    """Whether one edit of a word, as rapidfuzz gives it, leaves the name what it was."""
    if kind == "replace":
        last = at == len(one) - 1 and to == len(other) - 1
        vowels = {one[at], other[to]} <= _VOWELS and not last
        return _one_sound(one[at], other[to]) or vowels
    word, place = (other, to) if kind == "insert" else (one, at)
    letter = word[place]
    doubled = letter in (word[place - 1 : place], word[place + 1 : place + 2])
    inside = 0 < place < len(word) - 1
    return doubled or (inside and (letter == "h" or letter in _VOWELS))


def _one_sound(one: str, other: str) -> bool:
    return any({one, other} <= sound for sound in _SOUNDS)
