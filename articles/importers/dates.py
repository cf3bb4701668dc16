"""Dates as inputs name them, with how much of them is known."""

import datetime
import re

from articles.importers.data import Problem

_PARTIAL = re.compile(r"(?P<year>[0-9]{4})(?:-(?P<month>[0-9]{2}))?")
_YEAR_FIRST = re.compile(r"(?P<year>[0-9]{4})(?:-[0-9]{2}|-?[0-9]{4}(?:T|$)|$)")
_TIME = re.compile(r"[T ][0-9]{2}")
_WRITTEN = ("%d %B %Y", "%B %d, %Y", "%d %b %Y", "%b %d, %Y")
# What news archives can hold; a year outside is a broken export.
EARLIEST, LATEST = 1450, 2200
# Of a date that is not understood, what a reason quotes.
MOST_QUOTED = 40


def read_date(value: str) -> tuple[datetime.datetime, str] | Problem:
    """Return an aware instant and its precision (year, month, day, minute).

    Reads ISO 8601, a bare year or year and month, and dates written out in English. A time without
    an offset is taken as UTC.
    """
    value = " ".join(value.split())
    quoted = repr(value if len(value) <= MOST_QUOTED else value[:MOST_QUOTED] + "…")
    outside = Problem(f"The date {quoted} lies outside the years {EARLIEST} to {LATEST}.")
    leading = _YEAR_FIRST.match(value)
    if leading and not EARLIEST <= int(leading["year"]) <= LATEST:
        return outside  # before datetime, which knows no year 0
    read = _partial(value) or _iso(value) or _written(value)
    if read is None:
        return Problem(f"The date {quoted} is not understood: write it as 2020-12-29.")
    return read if EARLIEST <= read[0].year <= LATEST else outside


def _partial(value: str) -> tuple[datetime.datetime, str] | None:
    match = _PARTIAL.fullmatch(value)
    if not match:
        return None
    try:
        start = datetime.datetime(
            int(match["year"]), int(match["month"] or 1), 1, tzinfo=datetime.UTC
        )
    except ValueError:
        return None
    return start, "month" if match["month"] else "year"


def _iso(value: str) -> tuple[datetime.datetime, str] | None:
    try:
        read = datetime.datetime.fromisoformat(value)
    except ValueError:
        return None
    precision = "minute" if _TIME.search(value) else "day"
    if read.tzinfo is None:
        return read.replace(tzinfo=datetime.UTC), precision
    try:
        return read.astimezone(datetime.UTC), precision
    except OverflowError:
        return None


def _written(value: str) -> tuple[datetime.datetime, str] | None:
    for form in _WRITTEN:
        try:
            return datetime.datetime.strptime(value, form).replace(tzinfo=datetime.UTC), "day"
        except ValueError:
            continue
    return None
