"""Files on the disk, the only thing that these readers touch of it."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from articles.importers import Shown, read_stream
from articles.importers.data import Problem, Record


def read_file(
    path: Path,
    *,
    after: int = 0,
    mapping: Mapping[str, str] | None = None,
    format: str = "",
    show: Shown | None = None,
    passed: Callable[[int], None] | None = None,
) -> Iterator[Record]:
    """Yield the records of one file that come after the record number `after`.

    `mapping`, `format` and `show`: see `articles.importers.read_stream`. `passed` is told before
    each record how many bytes of the file have been read. What cannot be opened is a Problem, like
    everything unreadable.
    """
    try:
        if path.exists() and not path.is_file():
            yield Record(1, b"", Problem("This is no file."))
            return
        with path.open("rb") as file:
            records = read_stream(
                file, path.name, mapping=mapping, format=format, after=after, show=show
            )
            for record in records:
                if passed:
                    passed(file.tell())
                if record.index > after:
                    yield record
    except OSError as error:
        yield Record(1, b"", Problem(f"The file cannot be read: {error.strerror}."))
