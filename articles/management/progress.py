"""What somebody at a terminal sees of a long import: a bar with records, rate and time left."""

import sys
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from types import TracebackType
from typing import Self

from tqdm import tqdm


class Progress(AbstractContextManager["Progress"]):
    """Shows itself at once, before it is known how much there is; nothing where nobody watches.

    What is done is measured in bytes read, so that the time left holds for files of any kind.
    """

    def __init__(self) -> None:
        self.watched = sys.stderr.isatty()
        self._before = 0  # bytes of the files that are read
        self._records = 0
        self._bar = tqdm(
            total=None,
            unit="B",
            unit_scale=True,
            disable=not self.watched,
            dynamic_ncols=True,
            desc="looking for files",
        )

    def expect(self, files: Iterable[Path]) -> None:
        """There are so many bytes to read."""
        if self.watched:
            self._bar.reset(total=sum(map(_size, files)))
            self._describe()
            self._bar.refresh()

    def follow(self, files: Iterable[Path]) -> Iterator[Path]:
        """Yield files one after another; what `passed` is told is of the one yielded last."""
        for file in files:
            yield file
            self._before += _size(file) if self.watched else 0
            self.passed(0)

    def passed(self, position: int) -> None:
        """So many bytes of the file have been read."""
        if self.watched:
            self._bar.update(max(0, self._before + position - self._bar.n))

    def stored(self) -> None:
        """One more record is done with."""
        self._records += 1
        if self.watched:
            self._describe()

    def written_over(self) -> AbstractContextManager[None]:
        """Take the bar away while a line is printed."""
        return tqdm.external_write_mode(file=sys.stderr)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._bar.close()

    def __enter__(self) -> Self:
        return self

    def _describe(self) -> None:
        speed = self._records / max(self._bar.format_dict["elapsed"], 0.001)
        self._bar.set_description_str(f"{self._records:,} records, {speed:,.0f}/s", refresh=False)


def _size(file: Path) -> int:
    try:
        return file.stat().st_size
    except OSError:
        return 0
