"""What the readers share to read files of any size: text as lines in UTF-8, small files whole."""

import io
from collections.abc import Iterator
from typing import BinaryIO

from articles.importers.data import Problem
from articles.importers.decoding import Decoded

# What cannot be read in pieces, such as a page or a feed, is read whole up to here.
MOST_WHOLE_BYTES = 64 * 1024 * 1024


class Undecodable(Exception):
    """The bytes are no text from here on; reading a Recoded hands this through."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.reason)
        self.problem = problem


class Recoded(io.RawIOBase):
    """Blocks of text as a file in UTF-8; `notes` are those of the block that was read last."""

    def __init__(self, blocks: Iterator[Decoded | Problem]) -> None:
        super().__init__()
        self.notes: tuple[str, ...] = ()
        self._blocks = blocks
        self._rest = b""
        self._begin = 0

    def buffered(self) -> io.BufferedReader:
        return io.BufferedReader(self)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        while self._begin >= len(self._rest):
            block = next(self._blocks, None)
            if block is None:
                return 0
            if isinstance(block, Problem):
                raise Undecodable(block)
            self.notes, self._begin = block.notes, 0
            self._rest = block.text.encode("utf-8", "replace")
        piece = self._rest[self._begin : self._begin + len(buffer)]
        buffer[: len(piece)] = piece
        self._begin += len(piece)
        return len(piece)


def read_whole(file: BinaryIO, what: str) -> bytes | Problem:
    """Return the whole file, or the Problem of one that is too large for that."""
    file.seek(0)
    content = file.read(MOST_WHOLE_BYTES + 1)
    if len(content) <= MOST_WHOLE_BYTES:
        return content
    size = file.seek(0, io.SEEK_END)
    return Problem(
        f"The file has {size:,} bytes; {MOST_WHOLE_BYTES:,} are the most for {what}, which is not "
        "read in pieces: split it, or make it JSONL."
    )


def to_keep(file: BinaryIO) -> bytes:
    """Return the bytes of a file that is refused as a whole; a large one is not kept."""
    content = read_whole(file, "")
    return b"" if isinstance(content, Problem) else content
