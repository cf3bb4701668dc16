"""Files of any size: large JSON Lines are read line by line, everything else whole.

The only reader that touches the disk. Memory holds one line, however large the file.
"""

from collections.abc import Iterator
from collections.abc import Mapping as MappingType
from itertools import count
from pathlib import Path
from typing import BinaryIO

from articles.importers import OPENING, read, read_objects
from articles.importers.data import Problem, Record
from articles.importers.formats import is_jsonl, unreadable
from articles.importers.jsonl import MOST_LINE_BYTES

# Smaller files are read whole by `read`, which knows every format.
WHOLE_BYTES = 4 * 1024 * 1024
# What is no JSON Lines is read whole, so a larger file is refused.
MOST_BYTES = 2 * 1024 * 1024 * 1024

Mapping = MappingType[str, str] | None


def read_file(path: Path, *, after: int = 0, mapping: Mapping = None) -> Iterator[Record]:
    """Yield the records of one file that come after the record number `after`.

    `mapping`: see `articles.importers.read`. What cannot be opened is a Problem, like everything
    unreadable.
    """
    try:
        if path.exists() and not path.is_file():
            yield Record(1, b"", Problem("This is no file."))
            return
        with path.open("rb") as file:
            records = _records(file, path, after, mapping)
            yield from (record for record in records if record.index > after)
    except OSError as error:
        yield Record(1, b"", Problem(f"The file cannot be read: {error.strerror}."))


def _records(file: BinaryIO, path: Path, after: int, mapping: Mapping) -> Iterator[Record]:
    size = path.stat().st_size
    if size > WHOLE_BYTES and _streams(file.read(OPENING)):
        file.seek(0)
        yield from _read_lines(file, after, mapping)
    elif size > MOST_BYTES:
        reason = f"The file has {size:,} bytes; {MOST_BYTES:,} are the most: split it."
        yield Record(1, b"", Problem(reason))
    else:
        file.seek(0)
        yield from read(file.read(), path.name, mapping=mapping)


def _streams(opening: bytes) -> bool:
    return not unreadable(opening) and is_jsonl(opening.decode("utf-8", "replace"))


def _read_lines(file: BinaryIO, after: int, mapping: Mapping) -> Iterator[Record]:
    for number in count(1):
        line = file.readline(MOST_LINE_BYTES + 1)
        if not line:
            return
        if len(line) > MOST_LINE_BYTES and not line.endswith(b"\n"):
            size = len(line) + _skip_line(file)
            reason = f"The line has {size:,} bytes; {MOST_LINE_BYTES:,} are the most."
            yield Record(number, b"", Problem(reason))
        elif number > after and line.strip():
            for record in read_objects(line, mapping):
                yield Record(number, record.content, record.result)


def _skip_line(file: BinaryIO) -> int:
    """Read to the end of the line, in pieces, and return how many bytes that was."""
    size = 0
    while piece := file.readline(OPENING):
        size += len(piece)
        if piece.endswith(b"\n"):
            break
    return size
