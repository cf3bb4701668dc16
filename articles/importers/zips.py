"""ZIP archives: each file in one is read like any other file, within limits.

The sizes that an archive names are claims; what counts is what comes out, in pieces, until a limit
is reached. Nothing is ever written, so names with ../ in them lead nowhere.
"""

import io
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import BinaryIO, cast

from articles.importers.data import Problem, Record
from articles.importers.decoding import printable

# The directory of an archive is read whole, a kilobyte a file; a newsroom's largest year fits.
MOST_MEMBERS = 50_000
MOST_ENTRY_BYTES = 1024
# All files together; what has more is split in two by whoever made it.
MOST_TOTAL_BYTES = 4 * 1024 * 1024 * 1024
# Text shrinks to a tenth, tables with much repeated to a fiftieth; a bomb to a thousandth, as far
# as deflate goes.
MOST_RATIO = 200
# What unpacks to less harms nobody, whatever its ratio: a page of spaces is no bomb.
HARMLESS_BYTES = 1024 * 1024
# Of a long name, what a reason shows.
MOST_NAME = 120

_PIECE = 256 * 1024
_ARCHIVES = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_ENTRY = b"PK\x01\x02"
# The other methods unpack without a limit on what one piece becomes.
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
# What systems put into archives beside the files that people put there.
_LITTER = ("__MACOSX/", ".DS_Store", "Thumbs.db", "desktop.ini")
# zipfile meets broken structures with all of these.
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    OSError,
    ValueError,  # includes UnicodeDecodeError
    OverflowError,
    NotImplementedError,
    RuntimeError,
    IndexError,
)

ReadMember = Callable[[BinaryIO, str], Iterator[Record]]


@dataclass(frozen=True, slots=True)
class Limits:
    members: int = MOST_MEMBERS
    total_bytes: int = MOST_TOTAL_BYTES
    ratio: int = MOST_RATIO
    harmless_bytes: int = HARMLESS_BYTES


@dataclass(frozen=True, slots=True)
class _Found:
    """How much of one file was unpacked, why it is not read, whether anything after it is."""

    size: int
    reason: str = ""
    stops: bool = False


def is_zip(content: bytes) -> bool:
    """Whether this begins as a ZIP archive does; office documents do too."""
    return content.startswith(_ARCHIVES)


def read_zip(
    file: BinaryIO, read_member: ReadMember, *, limits: Limits | None = None
) -> Iterator[Record]:
    """Yield the records of every file in the archive, numbered on through all of them.

    `read_member(file, name)` reads one file. One that cannot be unpacked is a Problem of its own;
    reasons begin with the file's name. Each is unpacked twice, in pieces: once to see that it can
    be, and is no bomb, and once to be read.
    """
    limits = limits or Limits()
    packed = file.seek(0, io.SEEK_END)
    members = _members(file, limits)
    if isinstance(members, Problem):
        yield Record(1, b"", members)
        return
    archive, infos = members
    index = total = 0
    for info in infos:
        name = _shown(info.filename)
        found = _unpacked(archive, info, limits, _allowed(total, packed, limits))
        total += found.size
        if found.reason:
            index += 1
            yield Record(index, b"", Problem(f"{name}{found.reason}"))
            if found.stops:
                return
            continue
        with archive.open(info) as unpacked:
            member = io.BufferedReader(cast(io.RawIOBase, unpacked), _PIECE)
            for record in read_member(member, name):
                index += 1
                result = record.result
                if isinstance(result, Problem) and not result.reason.startswith(name):
                    result = Problem(f"{name}: {result.reason}")
                yield replace(record, index=index, result=result)


class _Directory(io.BufferedIOBase):
    """An archive of which only so many entries can be read: zipfile builds them all at once."""

    def __init__(self, file: BinaryIO, most: int) -> None:
        self._file, self._most = file, most

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        return self._file.tell()

    def read(self, size: int | None = -1, /) -> bytes:
        size = -1 if size is None else size
        if size > self._most * MOST_ENTRY_BYTES:
            raise _TooMany
        content = self._file.read(size)
        if content.count(_ENTRY) > self._most:
            raise _TooMany
        return content


class _TooMany(Exception):
    """The directory of an archive is longer than is read."""


def _members(
    file: BinaryIO, limits: Limits
) -> tuple[zipfile.ZipFile, list[zipfile.ZipInfo]] | Problem:
    try:
        archive = zipfile.ZipFile(_Directory(file, limits.members))
    except _TooMany:
        return Problem(f"The archive holds more than {limits.members:,} files: split it.")
    except _BROKEN:
        return Problem("This is a ZIP archive that is broken or cut off: make it again.")
    archive.fp = file
    infos = [info for info in archive.infolist() if not _is_passed_over(info.filename)]
    if any(info.filename == "[Content_Types].xml" for info in infos):
        return Problem("This is an office document: save it as plain text.")
    if not infos:
        return Problem("The archive holds no files.")
    return archive, infos


def _allowed(total: int, packed: int, limits: Limits) -> int:
    """Return how many bytes may still come out: of overlapping files each alone looks harmless."""
    most = min(limits.total_bytes, max(limits.harmless_bytes, packed * limits.ratio))
    return max(0, most - total)


def _unpacked(
    archive: zipfile.ZipFile, info: zipfile.ZipInfo, limits: Limits, allowed: int
) -> _Found:
    """Unpack one file, keeping nothing of it, and say what came of that."""
    if info.flag_bits & 0x1:
        return _Found(0, ": it is encrypted: pack it again without a password.")
    if info.compress_type not in _METHODS:
        return _Found(
            0, ": it is packed in a way that is not read here: pack it as an ordinary ZIP."
        )
    size = 0
    by_ratio = max(limits.harmless_bytes, info.compress_size * limits.ratio)
    try:
        with archive.open(info) as file:
            while piece := file.read(_PIECE):
                if not size and piece.startswith(_ARCHIVES):
                    return _Found(
                        0, " is an archive or office document in the archive: unpack it first."
                    )
                size += len(piece)
                if size > by_ratio:
                    return _Found(
                        size,
                        f": it unpacks to more than {limits.ratio} times its size, as bombs do: "
                        "not read.",
                    )
                if size > allowed:
                    return _Found(
                        size,
                        ": with it the archive unpacks to more than is read "
                        f"({limits.total_bytes:,} bytes, or {limits.ratio} times its size): "
                        "nothing from here on is read.",
                        stops=True,
                    )
    except _BROKEN:
        reason = ": it is damaged in the archive (its checksum or its packing is wrong)."
        return _Found(size, reason)
    return _Found(size)


def _is_passed_over(name: str) -> bool:
    if name.endswith("/"):  # a folder; ZipInfo.is_dir fails where the name is empty
        return True
    last = name.rpartition("/")[2]
    return name.startswith("__MACOSX/") or last in _LITTER or last.startswith("._")


def _shown(name: str) -> str:
    name = printable(name) or "a file without a name"
    return name if len(name) <= MOST_NAME else "…" + name[-MOST_NAME:]
