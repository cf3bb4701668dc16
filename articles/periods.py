"""Years, months and days as the periods by which articles are counted.

Pure. A period is known by a key, a whole number that reads as its date: 2020, 202012, 20201229.
"""

import calendar
import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

# A picture of 36 months or 62 days still has bars that can be told apart and pointed at.
MOST_DAYS_BY_MONTH = 3 * 366
MOST_DAYS_BY_DAY = 62


class Unit(StrEnum):
    YEAR = "year"
    MONTH = "month"
    DAY = "day"


@dataclass(frozen=True, slots=True)
class Period:
    """A year, a month or a day: the days from `first` to `last`, both included."""

    unit: Unit
    first: datetime.date
    last: datetime.date

    def within(self, first: datetime.date | None, last: datetime.date | None) -> "Period":
        """The part of it that lies in these days, which it must touch; None for no end."""
        return Period(
            self.unit, max(self.first, first or self.first), min(self.last, last or self.last)
        )

    @property
    def key(self) -> int:
        return _key(self.unit, self.first)

    @property
    def name(self) -> str:
        """Written out: "2020", "December 2020", "29 December 2020"."""
        day = self.first
        if self.unit is Unit.YEAR:
            return str(day.year)
        month = f"{day:%B} {day.year}"
        return month if self.unit is Unit.MONTH else f"{day.day} {month}"


def unit_of(first: datetime.date | None, last: datetime.date | None) -> Unit:
    """By which periods articles of these days are counted; by years where an end is open."""
    if first is None or last is None:
        return Unit.YEAR
    days = (last - first).days + 1
    if days <= MOST_DAYS_BY_DAY:
        return Unit.DAY
    return Unit.MONTH if days <= MOST_DAYS_BY_MONTH else Unit.YEAR


def period_of(unit: Unit, key: int) -> Period:
    """Return the period with this key; raise ValueError where there is none."""
    if unit is Unit.YEAR:
        return period_around(unit, datetime.date(key, 1, 1))
    if unit is Unit.MONTH:
        return period_around(unit, datetime.date(key // 100, key % 100, 1))
    return period_around(unit, datetime.date(key // 10_000, key // 100 % 100, key % 100))


def period_around(unit: Unit, day: datetime.date) -> Period:
    """Return the period that a day lies in."""
    if unit is Unit.YEAR:
        return Period(unit, day.replace(month=1, day=1), day.replace(month=12, day=31))
    if unit is Unit.MONTH:
        last = calendar.monthrange(day.year, day.month)[1]
        return Period(unit, day.replace(day=1), day.replace(day=last))
    return Period(unit, day, day)


def periods(unit: Unit, first: datetime.date, last: datetime.date) -> Iterator[Period]:
    """Yield the periods that the days from `first` to `last` lie in, one after the other."""
    day = first
    while day <= last:
        period = period_around(unit, day)
        yield period
        if period.last == datetime.date.max:
            return
        day = period.last + datetime.timedelta(days=1)


def _key(unit: Unit, day: datetime.date) -> int:
    if unit is Unit.YEAR:
        return day.year
    month = day.year * 100 + day.month
    return month if unit is Unit.MONTH else month * 100 + day.day
