"""What the tests of the readers share: samples, what was read of them, ways to break them."""

import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from articles.importers import ArticleData, Problem, Record, read
from articles.services import LIMITS

SAMPLES = Path(__file__).parent.parent / "data" / "imports"
# What a hostile document puts where a text should be.
HOSTILE = st.sampled_from(
    rb"""< > & " { [ ]]> <!-- <![CDATA[ &#0; &#xD800; &nbsp; 9999 0000 <script>x </p> <!DOCTYPE"""
    b" \x00 \xff".split()
)


class Lazy(io.RawIOBase):
    """A file of any size that is made while it is read, and counts what it hands out."""

    def __init__(self, head: bytes, unit: bytes = b"", times: int = 0, tail: bytes = b"") -> None:
        super().__init__()
        self.head, self.unit, self.tail = head, unit, tail
        self.middle = len(unit) * times
        self.size = len(head) + self.middle + len(tail)
        self.place = self.handed_out = 0

    def opened(self) -> io.BufferedReader:
        return io.BufferedReader(self)

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        self.place = offset + (0, self.place, self.size)[whence]
        return self.place

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        piece = self._at(self.place)[: len(buffer)]
        buffer[: len(piece)] = piece
        self.place += len(piece)
        self.handed_out += len(piece)
        return len(piece)

    def _at(self, place: int) -> bytes:
        if place < len(self.head):
            return self.head[place:]
        place -= len(self.head)
        if place < self.middle:
            units = min(1 + 65_536 // len(self.unit), (self.middle - place) // len(self.unit) + 1)
            begin = place % len(self.unit)
            return (self.unit * units)[begin : begin + self.middle - place]
        return self.tail[place - self.middle :]


def of_bytes(reader: Callable[..., Iterator[Record]]) -> Callable[..., Iterator[Record]]:
    """Return a reader of files as one of bytes."""

    def read_bytes(content: bytes, *options: Any, **named: Any) -> Iterator[Record]:
        return reader(io.BytesIO(content), *options, **named)

    return read_bytes


def sample(name: str) -> bytes:
    return (SAMPLES / name).read_bytes()


def articles(content: bytes | str) -> list[ArticleData]:
    content = content.encode() if isinstance(content, str) else content
    results = [record.result for record in read(content, "made.bin")]
    assert all(isinstance(result, ArticleData) for result in results), results
    return [result for result in results if isinstance(result, ArticleData)]


def reasons(content: bytes | str) -> list[str]:
    content = content.encode() if isinstance(content, str) else content
    results = [record.result for record in read(content, "made.bin")]
    return [result.reason for result in results if isinstance(result, Problem)]


def mutated(content: bytes) -> st.SearchStrategy[bytes]:
    """Return a strategy of the content with a piece of it cut out and something hostile put in."""

    def mutate(start: int, length: int, put: bytes) -> bytes:
        return content[:start] + put + content[start + length :]

    places = st.integers(0, len(content))
    return st.builds(mutate, places, st.integers(0, 80), HOSTILE | st.binary(max_size=6))


def assert_storable(content: bytes) -> None:
    """Whatever comes in: a reason to show, or an article that the columns can hold."""
    records = list(read(content, "made.bin"))
    assert records
    for record in records:
        result = record.result
        if isinstance(result, Problem):
            assert "\x00" not in result.reason
            assert result.reason.encode()
            assert len(result.reason) < 600
            continue
        for field in (*LIMITS, "body", "standfirst", "language"):
            value = getattr(result, field)
            assert "\x00" not in value
            assert value.encode() is not None
        assert result.status != "usable" or any(map(str.isalnum, result.body))
        for note in result.notes:
            assert note.encode()
