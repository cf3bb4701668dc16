"""What the archive holds of the months and the source that a search asks for."""

import datetime
from dataclasses import dataclass

from django.urls import reverse
from django.utils.http import urlencode

from articles.models import Source
from entities import coverage
from entities.gaps import Month, Stretch

ALWAYS = Stretch(Month(1, 1), Month(9999, 12))


@dataclass(frozen=True, slots=True)
class Held:
    """Articles at all and `there`: of the period ("of March 1991") and of the source.

    `period` and `source` are empty where the search does not ask for any; `url` leads to the page
    that says more.
    """

    held: int
    there: int
    period: str
    source: str
    url: str


def held_of(source: Source | None, first: datetime.date | None, last: datetime.date | None) -> Held:
    """Tell of the whole months in which the days lie. One query."""
    period = Stretch(
        Month(first.year, first.month) if first else ALWAYS.first,
        Month(last.year, last.month) if last else ALWAYS.last,
    )
    narrowed = None if first is None and last is None else period
    held, of_source, there = coverage.held(source.pk if source else None, narrowed)
    asked = {}
    if source and of_source:
        asked["source"] = str(source.pk)
    elif narrowed and held:
        asked["source"] = "all"
    url = reverse("coverage") + (f"?{urlencode(asked)}" if asked else "")
    if asked and first:
        url += f"#y{first.year}"
    return Held(held, there, _words(first, last, period), source.name if source else "", url)


def _words(first: datetime.date | None, last: datetime.date | None, period: Stretch) -> str:
    if first and last:
        return f"of {period}"
    if first:
        return f"since {period.first}"
    return f"up to {period.last}" if last else ""
