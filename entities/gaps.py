"""Stretches of months, and how they are told. Pure."""

import calendar
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """A month of a year; month 0 is a year of which no month is known."""

    year: int
    month: int

    def __str__(self) -> str:
        return f"{calendar.month_name[self.month]} {self.year}".strip()

    @property
    def place(self) -> int:
        """Its place among all months, for a month that is known."""
        return self.year * 12 + self.month - 1

    @classmethod
    def at(cls, place: int) -> "Month":
        return cls(place // 12, place % 12 + 1)


@dataclass(frozen=True, slots=True)
class Stretch:
    """The months from the first to the last, both included."""

    first: Month
    last: Month

    def __len__(self) -> int:
        return self.last.place - self.first.place + 1

    def __str__(self) -> str:
        """As far as it must be told: "1991", "March 1991", "March 1991 to July 1993"."""
        whole_years = (self.first.month, self.last.month) == (1, 12)
        first, last = (self.first.year, self.last.year) if whole_years else (self.first, self.last)
        return str(first) if first == last else f"{first} to {last}"

    def said(self) -> str:
        """The same after "nothing"."""
        words = str(self)
        return f"from {words}" if " to " in words else f"in {words}"


def gaps(held: Iterable[Month]) -> list[Stretch]:
    """Return the stretches without any article between the first month that has some and the last.

    Where a year has articles of unknown month, none of its months is surely empty. Year 0, which
    holds the undated, is left out.
    """
    places = sorted({place for month in held if month.year for place in _places(month)})
    return [
        Stretch(Month.at(before + 1), Month.at(after - 1))
        for before, after in pairwise(places)
        if after - before > 1
    ]


def _places(month: Month) -> Iterator[int]:
    if month.month:
        yield month.place
    else:
        yield from range(month.year * 12, month.year * 12 + 12)
