"""Bytes to clean text: the encoding, control characters, Unicode form, paragraphs."""

import codecs
import io
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from charset_normalizer import from_bytes

from articles.importers.data import Problem

# Newsroom texts are far below this; a longer one is a broken export, and would slow every reader.
MOST_CHARACTERS = 2_000_000
# A text has a stray control character here and there; what has one in twenty is no text.
MOST_CONTROLS = 1 / 20
# Lines of text that was wrapped by hand or by a teleprinter are shorter; a longer line was never
# wrapped, so each is a paragraph of its own.
MOST_WRAPPED = 100
# Fewer letters beyond ASCII say nothing about an encoding.
LEAST_GUESSED = 8
# In Polish, French and Vietnamese up to a quarter of the letters have accents; where two in five
# are beyond ASCII, the script is another one.
MOST_ACCENTED = 2 / 5
# So much of a large file is in memory, and decides its encoding.
BLOCK = 1024 * 1024
# What charset-normalizer needs; more only costs time.
_SAMPLE = 8192
# Around each letter beyond ASCII, enough to see its word and the next.
_AROUND = 40
# In another encoding hardly a letter beyond ASCII is UTF-8 by chance; where only one in twenty is
# not, the file is damaged UTF-8.
MOST_BROKEN = 1 / 20

_LATIN = ("cp1250", "iso8859_2")
_OTHER_SCRIPTS = (
    "cp1251",
    "iso8859_5",
    "koi8_r",
    "cp1253",
    "iso8859_7",
    "cp1255",
    "iso8859_8",
    "cp1256",
    "iso8859_6",
)
# Encodings that files name themselves; Python has codecs behind other names that are no encodings.
_LEGACY_NAME = re.compile(
    r"(?:iso[-_]?8859[-_]?\d{1,2}|latin-?\d|windows-?125\d|cp125\d|koi8[-_][ru]|shift[_-]jis"
    r"|euc[-_](?:jp|kr)|gb2312|gbk|gb18030|big5)",
    re.IGNORECASE,
)

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
_BEYOND_ASCII = bytes(range(128, 256))
_HIGH = re.compile(rb"[\x80-\xff]+")
_LINE_ENDS = re.compile("\r\n|\r|\x0c|\u2028|\u0085")


@dataclass(frozen=True, slots=True)
class Decoded:
    text: str
    notes: tuple[str, ...]


def decode(content: bytes, *, legacy: str = "") -> Decoded | Problem:
    """Return clean text with a note for whatever was guessed or dropped.

    A byte-order mark decides; without one UTF-16 is taken when every other byte is NUL, then UTF-8
    is tried, then `legacy`, if the caller knows it of the whole file or the file says it itself, at
    last the encoding that `guess_legacy` finds.
    """
    decoded = to_text(content, legacy=legacy)
    return decoded if isinstance(decoded, Problem) else _cleaned(decoded.text, decoded.notes)


def to_text(content: bytes, *, legacy: str = "") -> Decoded | Problem:
    """Return the text exactly as it is encoded, for formats in which a tab or line end has meaning.

    Chooses the encoding as `decode` does; whoever calls this cleans each field of what it finds.
    """
    return next(text_blocks(io.BytesIO(content), legacy=legacy, size=len(content) + 1))


def decode_opening(opening: bytes) -> Decoded | Problem:
    """Return the clean text with which a file begins, though its last letter may be cut off."""
    decoded = next(text_blocks(io.BytesIO(opening), size=max(1, len(opening))))
    return decoded if isinstance(decoded, Problem) else _cleaned(decoded.text, decoded.notes)


def is_wide(opening: bytes) -> bool:
    """Whether a file that begins like this has letters of two or four bytes each."""
    marks = (mark for mark, encoding in _MARKS if encoding != "utf-8-sig")
    return opening.startswith(tuple(marks)) or bool(_wide(opening[:4096]))


def text_blocks(
    file: BinaryIO, *, legacy: str = "", size: int = BLOCK
) -> Iterator[Decoded | Problem]:
    """Yield the text of a file in blocks of so many bytes, at least one; a Problem is the last.

    The first block decides the encoding, as `decode` does for the whole of a small file. Where that
    was UTF-8 and a later block is not, that block decides anew, knowing how many letters fitted
    before: what came until then is ASCII mostly, which is the same in every encoding.
    """
    data = file.read(size)
    last = len(data) < size
    encoding, notes = _first_encoding(data)
    if not encoding:
        yield Problem("This is not a text file: it holds NUL bytes.")
        return
    passed = fitting = 0
    while encoding == "utf-8":
        whole = data if last else data[: len(data) - _cut_off(data)]
        try:
            decoded = Decoded(whole.decode("utf-8"), ())
        except UnicodeDecodeError:
            mended = _mended(whole, fitting)
            if mended is None:
                encoding = legacy if _LEGACY_NAME.fullmatch(legacy) else guess_legacy(data)
                notes = (f"read as {_shown(encoding)}, because it is not UTF-8",)
                break
            decoded = mended
        yield decoded
        if last:
            return
        fitting += _fitting(decoded.text, whole)
        passed += len(whole)
        read = file.read(size)
        data, last = data[len(whole) :] + read, len(read) < size
    try:
        decoder = codecs.getincrementaldecoder(encoding)()
    except LookupError:  # an encoding that a file names and Python does not have
        decoder = codecs.getincrementaldecoder("cp1252")()
        notes = ("read as Windows-1252, because it is not UTF-8",)
    while True:
        try:
            text = decoder.decode(data, last)
        except UnicodeDecodeError as error:
            if passed:  # what fits before it
                named = error.encoding if error.encoding.startswith("utf") else encoding
                yield Decoded(error.object[: error.start].decode(named), notes)
            yield _undecodable(encoding, passed + error.start)
            return
        yield Decoded(text, notes)
        if last:
            return
        passed += len(data)
        data = file.read(size)
        last = len(data) < size


def _first_encoding(data: bytes) -> tuple[str, tuple[str, ...]]:
    """Return the encoding that the first bytes tell, UTF-8 if none, "" if they are no text."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return encoding, ()
    opening = data[:4096]
    if b"\x00" in opening:
        return _wide(opening), ("read as UTF-16 without a byte-order mark",)
    return "utf-8", ()


def _cut_off(data: bytes) -> int:
    """Return how many bytes at the end are the beginning of a letter of UTF-8."""
    for count, byte in enumerate(reversed(data[-3:]), start=1):
        if byte >= 0xC0:
            length = 2 if byte < 0xE0 else 3 if byte < 0xF0 else 4
            return count if length > count else 0
        if byte < 0x80:
            break
    return 0


def guess_legacy(content: bytes) -> str:
    """Return the one-byte encoding of what is not UTF-8, as Python names it.

    Windows-1252 unless charset-normalizer finds another script, or finds that Windows-1252 makes
    no words of it: between alphabets of Latin letters a short text leaves it nothing to go by. Of
    Turkish and Czech the guess is often Windows-1252; the note says so, and UTF-8 needs no guess.
    """
    sample = _sample(content)
    letters = sum(byte > 127 or chr(byte).isalpha() for byte in sample)
    high = sum(byte > 127 for byte in sample)
    if high < LEAST_GUESSED:
        return "cp1252"
    if high > letters * MOST_ACCENTED:
        return _best(sample, _OTHER_SCRIPTS) or "cp1252"
    return "cp1252" if _best(sample, ("cp1252",)) else _best(sample, _LATIN) or "cp1252"


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


def _mended(content: bytes, fitting_before: int) -> Decoded | None:
    """Return UTF-8 in which a few bytes are broken, with a note; None if it is no UTF-8 at all."""
    text = content.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    fitting = fitting_before + _fitting(text, content) - broken
    if broken > fitting * MOST_BROKEN:
        return None
    what = "1 byte that does not fit" if broken == 1 else f"{broken:,} bytes that do not fit"
    return Decoded(text, (f"read as UTF-8, with \ufffd for {what}",))


def _fitting(text: str, content: bytes) -> int:
    """Return how many letters of a text are beyond ASCII."""
    return 0 if text.isascii() else len(text) - len(content.translate(None, _BEYOND_ASCII))


def _sample(content: bytes) -> bytes:
    """Return the words around the first letters beyond ASCII."""
    parts: list[bytes] = []
    length = end = 0
    for match in _HIGH.finditer(content):
        if match.end() + _AROUND <= end:
            continue
        start, end = max(end, match.start() - _AROUND), min(match.end(), match.start() + _SAMPLE)
        end += _AROUND
        parts.append(content[start:end])
        length += end - start
        if length >= _SAMPLE:
            break
    return b"".join(parts)[:_SAMPLE]


def _best(sample: bytes, encodings: tuple[str, ...]) -> str:
    best = from_bytes(sample, cp_isolation=list(encodings), preemptive_behaviour=False).best()
    return best.encoding if best and best.encoding in encodings else ""


def _shown(encoding: str) -> str:
    """Return the name under which people know an encoding."""
    name = encoding.lower().replace("_", "-")
    name = name.replace("cp125", "windows-125").replace("iso8859", "iso-8859")
    return name.replace("windows", "Windows") if "windows" in name else name.upper()


def _undecodable(encoding: str, place: int) -> Problem:
    name = _shown(encoding.removesuffix("-sig"))
    tried = f"not {name}" if name.startswith("UTF") else f"neither UTF-8 nor {name}"
    return Problem(
        f"This is no text: the bytes are {tried} (byte {place + 1} does not fit). "
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
