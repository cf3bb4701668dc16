"""Small readings of text that several steps share: words, sentence starts, capitals, neighbours."""

import re
from collections.abc import Iterable, Iterator, Mapping

# A word keeps inner apostrophes, dots and hyphens out: "al-Assad’s" is al, Assad, s.
WORD = re.compile(r"\w+", re.UNICODE)
ARTICLE = re.compile(r"(?:the|a|an)\s+", re.IGNORECASE)
POSSESSIVE = re.compile(r"(?:['’`´]s?|['’])$", re.IGNORECASE)
_LEADING = re.compile(r"^[\s\"'“”‘’«»(\[{<*•#@,;:–—-]+")
_TRAILING = re.compile(r"[\s\"“”‘«»)\]}>*,;:!?–—-]+$")
_SENTENCE_BREAK = re.compile(r"[.!?…][\"'”’)\]]*\s+|\n\s*")


def words_of(text: str) -> frozenset[str]:
    """A word list written as running text."""
    return frozenset(text.split())


def longest_first(words: Iterable[str]) -> str:
    """The words as alternatives of a pattern, so that the longest one that fits is taken."""
    return "|".join(sorted(words, key=lambda word: (-len(word), word)))


COMPANY_SUFFIXES = words_of(
    """
    inc incorporated corp corporation co company ltd limited plc llc group holdings ag sa gmbh
    nv
    """
)
PARTICLES = words_of(
    """
    al el bin ibn ben bint de da do dos del della di du la le van von der den ter ten abu st
    """
)

# Surnames as well, but never searched for as one: "Sunday" alone is the day.
CALENDAR = words_of(
    """
    monday tuesday wednesday thursday friday saturday sunday january february march april may june
    july august september october november december spring summer autumn winter
    """
)

_ABBREVIATIONS = words_of(
    """
    Mr Mrs Ms Dr Prof Gen Col Lt Maj Capt Sgt Sen Rep Gov St No Jr Sr Jan Feb Mar Apr Aug Sept
    Sep Oct Nov Dec
    """
)


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """The span without leading article, marks around it and a trailing possessive."""
    surface = text[start:end]
    if match := _LEADING.match(surface):
        start += match.end()
    if match := ARTICLE.match(text, start, end):
        start = match.end()
    while end > start:
        surface = text[start:end]
        match = _TRAILING.search(surface) or POSSESSIVE.search(surface)
        if match is None or match.start() == 0:
            break
        end = start + match.start()
    # A full stop belongs to an abbreviation ("D.C.", "Jr."), else to the sentence.
    if text[start:end].endswith(".") and not re.search(
        r"\b(?:\w\.)+$|\b(?:Jr|Sr|Inc|Co|Corp|Ltd)\.$", text[start:end]
    ):
        end -= 1
    return start, max(start, end)


def sentence_bounds(text: str, start: int, end: int, reach: int = 600) -> tuple[int, int]:
    """The sentence around a span, looking at most `reach` characters either way."""
    low = max(0, start - reach)
    begin = low
    for match in _SENTENCE_BREAK.finditer(text, low, start):
        if not _abbreviation(text, match.start()):
            begin = match.end()
    high = min(len(text), end + reach)
    for match in _SENTENCE_BREAK.finditer(text, end, high):
        if not _abbreviation(text, match.start()):
            return begin, match.start() + 1
    return begin, high


def sentence_end(text: str, mark: int) -> bool:
    """Whether the mark or line end at `mark` ends a sentence rather than an abbreviation."""
    return not _abbreviation(text, mark)


def _abbreviation(text: str, dot: int) -> bool:
    """Whether the full stop at `dot` ends an initial or a title rather than a sentence."""
    if text[dot] != ".":
        return False
    word = re.search(r"[\w.]*$", text[max(0, dot - 8) : dot])
    before = word.group() if word else ""
    return (len(before) == 1 and before.isupper()) or before in _ABBREVIATIONS or "." in before


def ends_sentence(text: str, mark: int) -> bool:
    """Whether the mark at `mark` ends a sentence rather than an initial or an abbreviation."""
    return not _abbreviation(text, mark)


def starts_sentence(text: str, at: int) -> bool:
    """Whether the word at `at` is capitalised for its place rather than for being a name."""
    before = text[max(0, at - 12) : at].rstrip(" \t\"'“‘([")
    return not before or before[-1] in ".!?…:\n•" or text[max(0, at - 1) : at] == "\n"


def occurrences(
    text: str, names: Iterable[str], start: int, end: int
) -> Iterator[tuple[int, int, str]]:
    """Every whole-word occurrence of any of `names`, longest first at a place, in one pass.

    Time grows with the text, not with the number of names: they are looked up by their first word.
    """
    yield from indexed_occurrences(text, by_first_word(names), start, end)


def by_first_word(names: Iterable[str]) -> dict[str, list[str]]:
    """The index that `indexed_occurrences` looks names up in: for many names, made once."""
    by_first: dict[str, list[str]] = {}
    for name in names:
        # A name that starts with a mark ("'s-Hertogenbosch") is not searched.
        if match := WORD.match(name):
            by_first.setdefault(match.group(), []).append(name)
    for forms in by_first.values():
        forms.sort(key=len, reverse=True)
    return by_first


def indexed_occurrences(
    text: str, by_first: Mapping[str, list[str]], start: int, end: int
) -> Iterator[tuple[int, int, str]]:
    """What `occurrences` yields, of names that are indexed."""
    free = start
    for match in WORD.finditer(text, start, end):
        if match.start() < free or match.group() not in by_first:
            continue
        for name in by_first[match.group()]:
            stop = match.start() + len(name)
            if stop > end or not text.startswith(name, match.start()):
                continue
            if name[-1].isalnum() and WORD.match(text, stop):
                continue
            yield match.start(), stop, name
            free = stop
            break
