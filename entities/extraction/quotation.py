"""The quoted stretches of a story: which marks open, which close, and which are apostrophes.

“…”  "…"  ‘…’  '…'     a mark inside another pair belongs to the outer one
„…“  «…»  ``…''        the marks of other languages and of typewriters; mixed pairs ("…”) as well
“…                     unclosed: goes on where the next paragraph opens with a mark, else is none
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_MARKS = re.compile("[“”\"„«‘']|``")
_DOUBLE = re.compile('[“”"„«]|``')
_BEFORE_OPENING = " \t\u00a0([{—–-/:\u200b\u200f\u202e"
_DEEPEST = 3
_CURLY = re.compile("[“”]")
_LINE = re.compile(r"\S[^\n]*")
_DOUBLE_MARKS = frozenset(("“", '"', "„", "«", "``"))
# What closes a pair of another style; it may be two characters long.
_FOREIGN = {"„": re.compile("[“”]"), "«": re.compile("»"), "``": re.compile("''|\"")}
# Words between single marks that have more of them inside are apostrophes gone astray.
_SINGLE_MARKS = 40


@dataclass(frozen=True, slots=True)
class Stretch:
    """A quoted stretch on one line; `start` and `end` take in its marks.

    `goes_on` when the paragraph ends without a closing mark because the next one continues it;
    `continued` in that next one.
    """

    start: int
    end: int
    goes_on: bool = False
    continued: bool = False

    def inner(self, text: str) -> str:
        """The words between the marks."""
        marks = 2 if text.startswith("``", self.start) else 1
        closing = 2 if text.startswith("''", self.end - 2) and marks == 2 else 1
        return text[self.start + marks : self.end if self.goes_on else self.end - closing]


def quoted_stretches(text: str, start: int, end: int) -> list[Stretch]:
    """Every outermost quoted stretch in order; none runs over a line end."""
    found: list[Stretch] = []
    lines = list(_lines(text, start, end))
    continued = False
    for number, (low, high) in enumerate(lines):
        following = lines[number + 1] if number + 1 < len(lines) else None
        goes_on = False
        for stretch in _on_line(text, low, high, following):
            first = continued and not text[low : stretch.start].strip()
            goes_on = stretch.goes_on
            found.append(Stretch(stretch.start, stretch.end, goes_on, first))
        continued = goes_on
    return found


def _lines(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The lines that hold anything, without the spaces around it."""
    for match in _LINE.finditer(text, start, end):
        yield match.start(), match.start() + len(match.group().rstrip())


def _on_line(
    text: str, low: int, high: int, following: tuple[int, int] | None
) -> Iterator[Stretch]:
    at = low
    # Marks that nothing closes up to the line end: later ones will not be closed either.
    lonely: set[str] = set()
    while match := _MARKS.search(text, at, high):
        at = match.start()
        mark = match.group()
        if mark in lonely or not _opens(text, at, low, high):
            at += 1
            continue
        if mark in _FOREIGN:
            closing = _FOREIGN[mark].search(text, at + 1, high)
            close = closing.end() - 1 if closing else None
            if closing is None:
                lonely.add(mark)
        elif mark in _DOUBLE_MARKS:
            close = _closing_double(text, at, high)
        else:
            close = _closing_single(text, at, high)
            if close is None:
                lonely.add(mark)
        if close is not None:
            yield Stretch(at, close + 1)
            at = close + 1
            continue
        # A paragraph that opens with a mark while the one before is open continues it, unless
        # another mark stands between.
        resumed = (
            mark in _DOUBLE_MARKS and following is not None and text.startswith(mark, following[0])
        )
        if resumed and not _DOUBLE.search(text, at + 1, high):
            yield Stretch(at, high, goes_on=True)
            return
        at += 1


def _opens(text: str, at: int, low: int, high: int) -> bool:
    mark = "``" if text.startswith("``", at) else text[at]
    at += len(mark) - 1
    if mark == "”" or at + 1 >= high or text[at + 1].isspace():
        return False
    if mark not in "\"‘'":
        return True
    before = text[at - 1] if at > low else " "
    if before not in _BEFORE_OPENING and before not in "“‘\"'":
        return False
    # ‘90s and 'em: an apostrophe before a digit or a cut word.
    return mark == '"' or not text[at + 1].isdigit()


def _closing_double(text: str, at: int, high: int) -> int | None:
    """The closing mark of the pair that opens at `at`; None where the next mark opens another."""
    if text[at] == '"':
        following = _DOUBLE.search(text, at + 1, high)
        close = following.start() if following else -1
        if following and following.group() not in ('"', "”"):
            # Another pair inside.
            close = text.find('"', at + 1, high)
        return close if close > at + 1 and not text[close - 1].isspace() else None
    depth = 0
    opened_again = None
    for match in _CURLY.finditer(text, at, high):
        depth += 1 if match.group() == "“" else -1
        if depth == 0:
            return match.start()
        if depth > _DEEPEST:
            return None
        if depth == 2:
            opened_again = match.start()
    if depth == 1 and opened_again is None:
        # “… closed with a straight mark.
        straight = text.find('"', at + 1, high)
        return straight if straight > at + 1 and not text[straight - 1].isspace() else None
    return None


def _closing_single(text: str, at: int, high: int) -> int | None:
    """The mark that closes a single quote: not within a word, not the possessive of a plural."""
    marks = "’" if text[at] == "‘" else "'"
    possessive = None
    close = at + 1
    for _ in range(_SINGLE_MARKS):
        close = text.find(marks, close, high)
        if close < 0:
            break
        after = text[close + 1] if close + 1 < high else " "
        before = text[close - 1]
        if after.isalnum() or before.isspace():
            close += 1
            continue
        if before == "s" and after == " " and text[close + 2 : close + 3].islower():
            possessive = possessive or close
            close += 1
            continue
        return close
    return possessive
