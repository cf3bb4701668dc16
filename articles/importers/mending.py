"""What exports write as XML and is none, made well-formed block by block."""

import html
import re
from collections.abc import Iterable, Iterator
from html.entities import html5

from articles.importers.data import Problem
from articles.importers.decoding import Decoded

_REFERENCE = re.compile(r"&(#x[0-9a-fA-F]{1,6};|#[0-9]{1,7};|[A-Za-z][A-Za-z0-9]{1,31};)?")
_LONGEST_REFERENCE = 40
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def mended(blocks: Iterable[Decoded | Problem]) -> Iterator[Decoded | Problem]:
    """Yield well-formed text: without what XML forbids, and with HTML's entities spelled out."""
    held = ""
    notes: tuple[str, ...] = ()
    noted: tuple[str, ...] = ()
    for block in blocks:
        if isinstance(block, Problem):
            yield block
            return
        bare, dropped = _NOT_XML.subn("", held + block.text)
        if dropped:
            noted = ("control characters were dropped from the export",)
        notes = block.notes + noted
        # A reference may be cut by the end of the block.
        start = bare.rfind("&", max(0, len(bare) - _LONGEST_REFERENCE))
        bare, held = (bare[:start], bare[start:]) if start >= 0 else (bare, "")
        yield Decoded(_REFERENCE.sub(_reference, bare), notes)
    yield Decoded(_REFERENCE.sub(_reference, held), notes)


def _reference(match: re.Match[str]) -> str:
    """Return what XML can read of one "&": exports have HTML's names, and bare ones too."""
    name = match[1]
    if name is None:
        return "&amp;"
    if name.startswith("#"):
        number = int(name[2:-1], 16) if name[1] == "x" else int(name[1:-1])
        return "" if number > 0x10FFFF or _NOT_XML.fullmatch(chr(number)) else match[0]
    if name in ("amp;", "lt;", "gt;", "quot;", "apos;"):
        return match[0]
    letters = html5.get(name)
    if letters is None:
        return f"&amp;{name}"
    return html.escape(letters)
