"""Days as conditions: as lexemes of the vector where they are whole months, else of the date.

An article that is known by its month or year lies within days that hold all of it.
"""

import calendar
import datetime
import re
from dataclasses import dataclass

from psycopg.sql import SQL, Composable, Identifier, Literal

# Beyond this many, a range of dates is asked of the date index instead of as years and months.
MOST_LEXEMES = 48
# Where the trigger puts articles without a date.
UNDATED_AT = datetime.datetime(1, 1, 1, tzinfo=datetime.UTC)

_DATE = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?")
_DAY = re.compile(r"(\d{1,2})-(\d{1,2})")
_ONE_DAY = datetime.timedelta(days=1)


class NoDate(ValueError):
    """What was typed is no date; the text says how one is written."""


@dataclass(frozen=True, slots=True)
class Days:
    """From the first to the last day, in UTC, both included; None for no end."""

    first: datetime.date | None = None
    last: datetime.date | None = None

    def __bool__(self) -> bool:
        return self.first is not None or self.last is not None

    def within(self, *of: str) -> Composable:
        """Whether the date of a row, `of` a table, lies in the range: the date index answers it."""
        at = Identifier(*of, "sort_at")
        conditions: list[Composable] = []
        if self:
            conditions.append(SQL("{} > {}").format(at, Literal(UNDATED_AT)))
        if self.first:
            conditions.append(SQL("{} >= {}").format(at, _start(self.first)))
        if self.last:
            conditions.append(SQL("{} < {}").format(at, _end(self.last)))
        return SQL(" AND ").join(conditions) if conditions else SQL("true")

    def whole(self, *of: str) -> Composable:
        """Whether the month or year that a row, `of` a table, is known by lies within the dates."""
        inside: list[Composable] = []
        for unit in ("year", "month") if self else ():
            first = SQL("date_trunc({}, {}, 'UTC')").format(
                Literal(unit), Identifier(*of, "sort_at")
            )
            bounds: list[Composable] = []
            if self.first:
                bounds.append(SQL("{} >= {}").format(first, _start(self.first)))
            if self.last:
                bounds.append(
                    SQL("{} + {}::interval <= {}").format(
                        first, Literal(f"1 {unit}"), _end(self.last)
                    )
                )
            inside.append(SQL("WHEN {} THEN {}").format(Literal(unit), SQL(" AND ").join(bounds)))
        if not inside:
            return SQL("true")
        return SQL("CASE {} {} ELSE true END").format(
            Identifier(*of, "published_precision"), SQL(" ").join(inside)
        )

    def are_lexemes(self) -> bool:
        """Whether the date lexemes say exactly what the dates say."""
        if not (self.first and self.last and self.lexemes()):
            return False
        return self.first.day == 1 and self.last.day == _last_day(self.last)

    def lexemes(self) -> str:
        """Years and months that together cover the dates, as a part of a tsquery, or nothing."""
        if self.first is None or self.last is None or self.first > self.last:
            return ""
        first = (self.first.year, self.first.month)
        last = (self.last.year, self.last.month)
        if last[0] - first[0] > MOST_LEXEMES:
            return ""
        lexemes = []
        for year in range(first[0], last[0] + 1):
            from_month = first[1] if year == first[0] else 1
            to_month = last[1] if year == last[0] else 12
            if (from_month, to_month) == (1, 12):
                lexemes.append(f"'@y{year}'")
            else:
                lexemes += [f"'@m{year:04}-{m:02}'" for m in range(from_month, to_month + 1)]
        if len(lexemes) > MOST_LEXEMES:
            return ""
        return "( " + " | ".join(lexemes) + " )"


def days_of(field: str, value: str) -> Days:
    """The days of `date:`, `before:` or `after:`. Raises NoDate."""
    if field == "before":
        first = _period(value)[0]
        if first == datetime.date.min:
            raise NoDate("Nothing lies before the first day of the calendar.")
        return Days(None, first - _ONE_DAY)
    if field == "after":
        last = _period(value)[1]
        if last == datetime.date.max:
            raise NoDate("Nothing lies after the last day of the calendar.")
        return Days(last + _ONE_DAY, None)
    begin, dots, end = value.partition("..")
    if not dots:
        return Days(*_period(value))
    first_day = _period(begin)[0] if begin else None
    last_day = _period(end)[1] if end else None
    if first_day is None and last_day is None:
        raise NoDate("A range needs a first or a last date, such as 2019..2021.")
    if first_day and last_day and first_day > last_day:
        raise NoDate("The last day lies before the first.")
    return Days(first_day, last_day)


def day_of_year(value: str) -> str:
    """A day of any year as "12-25". Raises NoDate."""
    found = _DAY.fullmatch(value)
    try:
        # A leap year: it has every day.
        return f"{datetime.date(2000, int(found[1]), int(found[2])):%m-%d}" if found else _no_day()
    except ValueError as error:
        raise NoDate("There is no such day of the year; write it as month-day: 12-25.") from error


def _no_day() -> str:
    raise NoDate("Write a day of the year as month-day, such as 12-25.")


def _period(text: str) -> tuple[datetime.date, datetime.date]:
    """The first and the last day of a day, month or year."""
    found = _DATE.fullmatch(text)
    if not found:
        raise NoDate("Write a date as 2020, 2020-12 or 2020-12-29.")
    year, month, day = (int(part) if part else None for part in found.groups())
    try:
        first = datetime.date(year or 0, month or 1, day or 1)
    except ValueError as error:
        raise NoDate(f"There is no date {text}.") from error
    if day:
        return first, first
    if month:
        return first, first.replace(day=_last_day(first))
    return first, first.replace(month=12, day=31)


def _start(day: datetime.date) -> Composable:
    return SQL("{}::timestamp AT TIME ZONE 'UTC'").format(Literal(day.isoformat()))


def _end(day: datetime.date) -> Composable:
    """The first instant after the day; PostgreSQL counts on where Python's calendar ends."""
    text = Literal(day.isoformat())
    return SQL("({}::timestamp + interval '1 day') AT TIME ZONE 'UTC'").format(text)


def _last_day(day: datetime.date) -> int:
    return calendar.monthrange(day.year, day.month)[1]
