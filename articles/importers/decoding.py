"""Bytes to clean text: the encoding, control characters, Unicode form, paragraphs."""

import codecs
import re
import unicodedata
from dataclasses import dataclass

from articles.importers.data import Problem

# Newsroom texts are far below this; a longer one is a broken export, and would slow every reader.
MOST_CHARACTERS = 2_000_000
# A text has a stray control character here and there; what has one in twenty is no text.
MOST_CONTROLS = 1 / 20
# Lines of text that was wrapped by hand or by a teleprinter are shorter; a longer line was never
# wrapped, so each is a paragraph of its own.
MOST_WRAPPED = 100

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # begins like the mark of UTF-16
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# C0 and C1 controls except tab and line ends; lone surrogates cannot be stored either. The two
# overrides of writing direction turn the letters of whatever is shown behind them.
_CONTROLS = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\u202d\u202e\ud800-\udfff]")
_LINE_ENDS = re.compile("\r\n|\r|\x0c|\u2028|\u0085")


@dataclass(frozen=True, slots=True)
class Decoded:
    text: str
    notes: tuple[str, ...]


def decode(content: bytes) -> Decoded | Problem:
    """Return clean text with a note for whatever was guessed or dropped.

    A byte-order mark decides; without one UTF-8 is tried first, UTF-16 when every other byte is
    NUL, Windows-1252 last.
    """
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return _decoded(content, encoding, ())
    opening = content[:4096]
    if b"\x00" in opening:
        wide = _wide(opening)
        if not wide:
            return Problem("This is not a text file: it holds NUL bytes.")
        return _decoded(content, wide, ("read as UTF-16 without a byte-order mark",))
    try:
        return _cleaned(content.decode("utf-8"), ())
    except UnicodeDecodeError:
        return _decoded(content, "cp1252", ("read as Windows-1252, because it is not UTF-8",))


def clean(text: str) -> tuple[str, tuple[str, ...]]:
    """Return the text as NFC without control characters, and a note if any were dropped."""
    lines = _LINE_ENDS.sub("\n", text).replace("\u2029", "\n\n")
    bare, dropped = _CONTROLS.subn("", lines)
    return unicodedata.normalize("NFC", bare).strip(), _dropped_note(dropped)


def one_line(text: str) -> str:
    """Return a clean text on one line, as headlines and names are."""
    return " ".join(text.split())


def printable(name: str) -> str:
    """Return a file's name as it can be stored and shown: some hold bytes that are no text."""
    return "".join(letter if letter.isprintable() else "\ufffd" for letter in name)


def has_words(text: str) -> bool:
    """Whether there is anything to read: one letter or digit."""
    return any(map(str.isalnum, text))


def paragraphs(text: str) -> str:
    """Return the text with one empty line between paragraphs.

    Empty lines part paragraphs, and single line ends inside them are only wrapping; but where the
    text has no empty line, or lines too long to have been wrapped, every line is a paragraph.
    """
    lines = [line.strip() for line in text.split("\n")]
    if "" in lines and max(map(len, lines)) <= MOST_WRAPPED:
        blocks = re.split(r"\n{2,}", "\n".join(lines).strip())
        return "\n\n".join(" ".join(block.split("\n")) for block in blocks)
    return "\n\n".join(line for line in lines if line)


def _wide(opening: bytes) -> str:
    """Return the UTF-16 that this is: Latin letters have a NUL in every second byte."""
    even, odd = opening[::2], opening[1::2]
    if odd.count(0) * 2 > len(odd) and 0 not in even:
        return "utf-16-le"
    if even.count(0) * 2 > len(even) and 0 not in odd:
        return "utf-16-be"
    return ""


def _decoded(content: bytes, encoding: str, notes: tuple[str, ...]) -> Decoded | Problem:
    try:
        return _cleaned(content.decode(encoding), notes)
    except UnicodeDecodeError as error:
        name = "Windows-1252" if encoding == "cp1252" else encoding.removesuffix("-sig").upper()
        tried = f"neither UTF-8 nor {name}" if encoding == "cp1252" else f"not {name}"
        return Problem(
            f"This is no text: the bytes are {tried} (byte {error.start + 1} does not fit). "
            "Save the file as UTF-8 and try again."
        )


def _cleaned(text: str, notes: tuple[str, ...]) -> Decoded | Problem:
    cleaned, dropped = clean(text)
    if dropped and len(_CONTROLS.findall(text)) > len(text) * MOST_CONTROLS:
        return Problem("This is not a text file: it is full of control characters.")
    return Decoded(cleaned, notes + dropped)


def _dropped_note(dropped: int) -> tuple[str, ...]:
    if not dropped:
        return ()
    what = "1 control character was" if dropped == 1 else f"{dropped:,} control characters were"
    return (f"{what} dropped",)
