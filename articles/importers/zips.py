"""ZIP archives: each file in one is read like any other file, within limits.

The sizes that an archive names are claims; what counts is what comes out, in pieces, until a limit
is reached. Nothing is ever written, so names with ../ in them lead nowhere.
"""

import io
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from articles.importers.data import Problem, Record
from articles.importers.decoding import printable

# The directory of an archive is read whole, a kilobyte a file; a newsroom's largest year fits.
MOST_MEMBERS = 50_000
# One file is in memory while it is read: an export of 200,000 reports of 366 words.
MOST_MEMBER_BYTES = 512 * 1024 * 1024
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

ReadMember = Callable[[bytes, str], Iterator[Record]]


@dataclass(frozen=True, slots=True)
class Limits:
    members: int = MOST_MEMBERS
    member_bytes: int = MOST_MEMBER_BYTES
    total_bytes: int = MOST_TOTAL_BYTES
    ratio: int = MOST_RATIO
    harmless_bytes: int = HARMLESS_BYTES


@dataclass(frozen=True, slots=True)
class _Stop:
    """Why nothing more of the archive is read."""

    reason: str


def is_zip(content: bytes) -> bool:
    """Whether this begins as a ZIP archive does; office documents do too."""
    return content.startswith(_ARCHIVES)


def read_zip(
    content: bytes, read_member: ReadMember, *, limits: Limits | None = None
) -> Iterator[Record]:
    """Yield the records of every file in the archive, numbered on through all of them.

    `read_member(content, name)` reads one file. A file that cannot be unpacked is a Problem of its
    own; reasons begin with the file's name.
    """
    limits = limits or Limits()
    members = _members(content, limits)
    if isinstance(members, Problem):
        yield Record(1, b"", members)
        return
    archive, infos = members
    index = total = 0
    for info in infos:
        name = _shown(info.filename)
        allowed = _allowed(total, len(content), limits)
        member = _unpack(archive, info, limits, allowed)
        if isinstance(member, _Stop):
            yield Record(index + 1, b"", Problem(f"{name}: {member.reason}"))
            return
        if isinstance(member, _Failed):
            total += member.size
            index += 1
            yield Record(index, b"", Problem(f"{name}: {member.reason}"))
            continue
        total += len(member)
        if member.startswith(_ARCHIVES):
            index += 1
            reason = "is an archive or office document in the archive: unpack it first."
            yield Record(index, b"", Problem(f"{name} {reason}"))
            continue
        for record in read_member(member, name):
            index += 1
            result = record.result
            if isinstance(result, Problem) and not result.reason.startswith(name):
                result = Problem(f"{name}: {result.reason}")
            yield replace(record, index=index, result=result)


@dataclass(frozen=True, slots=True)
class _Failed:
    """Why one file is not read, and how much of it was unpacked to see that."""

    reason: str
    size: int = 0


def _members(
    content: bytes, limits: Limits
) -> tuple[zipfile.ZipFile, list[zipfile.ZipInfo]] | Problem:
    # Before zipfile builds them all; an archive in the archive counts too, and may not be there.
    if content.count(_ENTRY) > limits.members:
        return Problem(f"The archive holds more than {limits.members:,} files: split it.")
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
        infos = archive.infolist()
    except _BROKEN:
        return Problem("This is a ZIP archive that is broken or cut off: make it again.")
    infos = [info for info in infos if not _is_passed_over(info.filename)]
    if any(info.filename == "[Content_Types].xml" for info in infos):
        return Problem("This is an office document: save it as plain text.")
    if not infos:
        return Problem("The archive holds no files.")
    return archive, infos


def _allowed(total: int, packed: int, limits: Limits) -> int:
    """Return how many bytes may still come out: of overlapping files each alone looks harmless."""
    most = min(limits.total_bytes, max(limits.harmless_bytes, packed * limits.ratio))
    return max(0, most - total)


def _unpack(
    archive: zipfile.ZipFile, info: zipfile.ZipInfo, limits: Limits, allowed: int
) -> bytes | _Failed | _Stop:
    if info.flag_bits & 0x1:
        return _Failed("it is encrypted: pack it again without a password.")
    if info.compress_type not in _METHODS:
        return _Failed("it is packed in a way that is not read here: pack it as an ordinary ZIP.")
    pieces: list[bytes] = []
    size = 0
    by_ratio = max(limits.harmless_bytes, info.compress_size * limits.ratio)
    try:
        with archive.open(info) as file:
            while piece := file.read(_PIECE):
                pieces.append(piece)
                size += len(piece)
                if size > by_ratio:
                    return _Failed(
                        f"it unpacks to more than {limits.ratio} times its size, as bombs do: "
                        "not read.",
                        size,
                    )
                if size > limits.member_bytes:
                    return _Failed(
                        f"it has more than {limits.member_bytes:,} bytes: split it.", size
                    )
                if size > allowed:
                    return _Stop(
                        "with it the archive unpacks to more than is read "
                        f"({limits.total_bytes:,} bytes, or {limits.ratio} times its size): "
                        "nothing from here on is read."
                    )
    except _BROKEN:
        return _Failed("it is damaged in the archive (its checksum or its packing is wrong).", size)
    return b"".join(pieces)


def _is_passed_over(name: str) -> bool:
    if name.endswith("/"):  # a folder; ZipInfo.is_dir fails where the name is empty
        return True
    last = name.rpartition("/")[2]
    return name.startswith("__MACOSX/") or last in _LITTER or last.startswith("._")


def _shown(name: str) -> str:
    name = printable(name) or "a file without a name"
    return name if len(name) <= MOST_NAME else "…" + name[-MOST_NAME:]
