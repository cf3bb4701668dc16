"""Values of dates: days, months and years that exist, written as in ISO 8601."""

import datetime
import re

from .date_patterns import NUMBERS

# A value in ISO 8601 as far as it is known ("2020-12"), and what it was counted from.
Value = tuple[str, str]


def number_of(word: str) -> int:
    """The number that a word or figures stand for."""
    if word.isdecimal():
        return int(word)
    return 1 if word in ("a", "an") else NUMBERS.index(word) + 1


def month_of(match: re.Match[str]) -> int:
    """The number of the month that a match names."""
    return _MONTH_NUMBERS[match["month"][:3]]


_MONTH_NUMBERS = {
    name: number
    for number, name in enumerate(
        ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"), 1
    )
}


def day_of(year: int, month: int, day: int) -> datetime.date | None:
    """The day; None when the calendar has none such."""
    try:
        return datetime.date(year, month, day)
    except ValueError:
        return None


def valid(year: int, month: int, day: int, why: str) -> Value | None:
    """The value of a day; None when the calendar has none such."""
    found = day_of(year, month, day)
    return (found.isoformat(), why) if found else None


def period(year: int, month: int | None, why: str) -> Value | None:
    """The value of a month or, without one, of a year."""
    if not datetime.MINYEAR <= year <= datetime.MAXYEAR:
        return None
    return (f"{year:04}" if month is None else f"{year:04}-{month:02}"), why


def shifted(origin: datetime.date, days: int, why: str) -> Value | None:
    """The value of the day so many days away; None outside the calendar."""
    try:
        return (origin + datetime.timedelta(days=days)).isoformat(), why
    except OverflowError:
        return None
