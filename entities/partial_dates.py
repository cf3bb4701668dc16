"""Dates as far as they are known: "2016", "2016-12" or "2016-12-29".

The form of the knowledge file, and of whatever people add to it: its length is its precision, and
two of the same length compare as they stand.
"""

import calendar
import datetime
import re

# What the database takes (constraints of roles and actors); `parse` also wants a real day.
PATTERN = r"^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$"


def parse(text: str) -> str:
    """Return the date in its short form, "" for nothing; raise ValueError for what is none."""
    known = text.strip()
    if not known:
        return ""
    if not re.fullmatch(PATTERN[1:-1], known, re.ASCII):
        raise ValueError(f"“{known[:40]}” is no date. Write 2016, 2016-12 or 2016-12-29.")
    try:
        first_day(known)
    except ValueError:
        raise ValueError(f"“{known}” is no day of the calendar.") from None
    return known


def first_day(known: str) -> datetime.date:
    """Return the first day that the date can mean."""
    return datetime.date.fromisoformat(f"{known}-01-01"[:10])


def last_day(known: str) -> datetime.date:
    """Return the last day that the date can mean."""
    first = first_day(known)
    if len(known) == 4:
        return first.replace(month=12, day=31)
    if len(known) == 7:
        return first.replace(day=calendar.monthrange(first.year, first.month)[1])
    return first
