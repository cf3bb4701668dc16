"""Where the sentences of a text begin and end, in one pass."""

import re

from .words import ends_sentence

# A sentence ends at its mark, with what closes after it, before a capital, a figure or an opening
# mark; a line end ends one always.
_BREAK = re.compile(
    r"(?P<mark>[.!?…])[\"'”’)\]]*\s+(?=[\"'“‘(\[]*[^\W_a-z])|\n\s*",
)


def sentences(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The sentences between `start` and `end`, in order, without the space around them."""
    found: list[tuple[int, int]] = []
    begin = start
    for match in _BREAK.finditer(text, start, end):
        if match["mark"] and not ends_sentence(text, match.start()):
            continue
        _add(text, begin, match.end(), found)
        begin = match.end()
    _add(text, begin, end, found)
    return found


def _add(text: str, start: int, end: int, found: list[tuple[int, int]]) -> None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start < end:
        found.append((start, end))
