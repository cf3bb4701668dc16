"""The archive by year, month and day, and a day in all its years."""

import calendar
import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from articles.charts import year_chart
from articles.models import Article
from articles.search.request import UNDATED_AT
from entities import calendar_days
from entities.calendar_days import DAY
from entities.chips import with_chips
from entities.coverage import UNDATED, Months, of_all_by_month
from entities.gaps import Month
from entities.keyset import newest_page
from entities.models import Actor

PAGE = 30
# Of a day in all its years: so many years on a page, so many articles of each.
YEARS = 60
MOST_OF_YEAR = 3


@dataclass(frozen=True, slots=True)
class Step:
    """A stretch of time that has articles, and its page."""

    label: str
    href: str
    count: int = 0


@dataclass(frozen=True, slots=True)
class Cell:
    """A day of the picture of a month; no address where nothing was published."""

    day: datetime.date
    count: int
    href: str


@dataclass(frozen=True, slots=True)
class DayOfYear:
    """A day in one of its years: its first articles with their actors, and how many it has."""

    step: Step
    lines: list[tuple[Article, list[Actor]]]


@require_safe
def years(request: HttpRequest) -> HttpResponse:
    """Show how many articles each year has, and the other ways through the archive. One query."""
    counts = _by_year(of_all_by_month())
    chart = year_chart(counts, title="Articles by year", href=lambda year: _year(year).href)
    today = timezone.now().astimezone(datetime.UTC).date()
    context = {
        "chart": chart,
        "undated": counts.get(0, 0),
        "today": Step(_day_words(today), _any_year_url(today)),
        "held": sum(counts.values()),
    }
    return render(request, "browse/years.html", context)


@require_safe
def year(request: HttpRequest, year: int) -> HttpResponse:
    """Show the months of a year, and the articles of which no more than the year is known."""
    if not datetime.MINYEAR <= year < datetime.MAXYEAR:
        raise Http404
    months = of_all_by_month()
    counts = [months[Month(year, n)].held if Month(year, n) in months else 0 for n in range(13)]
    if not any(counts):
        raise Http404
    bounds = datetime.date(year, 1, 1), datetime.date(year + 1, 1, 1)
    known = sorted(key for key in _by_year(months) if key)
    steps = [Step(str(Month(year, n)), _month_url(year, n), counts[n]) for n in range(1, 13)]
    context = {
        "year": year,
        "months": steps,
        "most": max(counts[1:]) or 1,
        "count": sum(counts),
        "vague": counts[0],
        **_around(known, year, _year),
        **_listed(request, calendar_days.known_by("year", *bounds) if counts[0] else None),
    }
    return render(request, "browse/year.html", context)


@require_safe
def month(request: HttpRequest, year: int, month: int) -> HttpResponse:
    """Show the days of a month, and the articles of which no more than the month is known."""
    here, months = Month(year, month), of_all_by_month()
    if here not in months or not month or not datetime.MINYEAR <= year < datetime.MAXYEAR:
        raise Http404
    first = datetime.date(year, month, 1)
    after = (first + datetime.timedelta(days=31)).replace(day=1)
    days = calendar_days.days_with_articles(first, after)
    vague = months[here].held - sum(days.values())
    known = [key for key in months if key.month]
    context = {
        "here": here,
        "count": months[here].held,
        "weeks": _weeks(first, days),
        "weekdays": list(zip(calendar.day_abbr, calendar.day_name, strict=True)),
        "days": [_day(day, count) for day, count in days.items()],
        "year_step": _year(year),
        "vague": vague,
        **_around(known, here, lambda one: Step(str(one), _month_url(one.year, one.month))),
        **_listed(request, calendar_days.known_by("month", first, after) if vague else None),
    }
    return render(request, "browse/month.html", context)


@require_safe
def day(request: HttpRequest, year: int, month: int, day: int) -> HttpResponse:
    """Show the articles of a day, newest first, and lead to the nearest days that have some."""
    here = _date(year, month, day)
    earlier, later = calendar_days.day_before(here), calendar_days.day_after(here)
    articles = calendar_days.of_day(here)
    context = {
        "day": here,
        "words": _day_words(here, with_year=True),
        "count": articles.count(),
        "earlier": _day(earlier) if earlier else None,
        "later": _day(later) if later else None,
        "year_step": _year(year),
        "month_step": Step(str(Month(year, month)), _month_url(year, month)),
        "any_year": Step(_day_words(here), _any_year_url(here)),
        **_listed(request, articles),
    }
    return render(request, "browse/day.html", context)


@require_safe
def any_year(request: HttpRequest, month: int, day: int) -> HttpResponse:
    """Show the articles of a day in each year that has any, the latest year first.

    `before` is the year above which nothing is shown.
    """
    here = _date(2000, month, day)  # a year that has every day
    before = request.GET.get("before", "")
    limit = int(before) if before.isascii() and before.isdigit() and len(before) < 5 else 10_000
    known = sorted((key for key in _by_year(of_all_by_month()) if 0 < key < limit), reverse=True)
    shown, rest = known[:YEARS], known[YEARS:]
    days = [here.replace(year=key) for key in shown if day < 29 or _has(key, month, day)]
    found = calendar_days.first_of(days, MOST_OF_YEAR)
    ids = [pk for one in found for pk in one.ids]
    articles = Article.objects.public().for_list().in_bulk(ids)
    lines = {
        line[0].pk: line for line in with_chips([articles[pk] for pk in ids if pk in articles])
    }
    context = {
        "words": _day_words(here),
        "years": [
            DayOfYear(_day(one.day, one.count), [lines[pk] for pk in one.ids if pk in lines])
            for one in found
        ],
        "earlier": Step("", _any_year_url(here - DAY if (month, day) != (1, 1) else _LAST)),
        "later": Step("", _any_year_url(here + DAY)),
        "earlier_words": _day_words(here - DAY),
        "later_words": _day_words(here + DAY),
        "older_url": f"?before={shown[-1]}" if rest else None,
        "newest_url": request.path if before else None,
    }
    return render(request, "browse/any_year.html", context)


@require_safe
def undated(request: HttpRequest) -> HttpResponse:
    """Show the articles of which no date is known."""
    months = of_all_by_month()
    count = months[UNDATED].held if UNDATED in months else 0
    rows = Article.objects.public().filter(published_at__isnull=True, sort_at__lte=UNDATED_AT)
    context = {"count": count, **_listed(request, rows)}
    return render(request, "browse/undated.html", context)


_LAST = datetime.date(2000, 12, 31)


def _listed(request: HttpRequest, articles: Any) -> dict[str, Any]:
    """A page of articles with their actors. Three queries; none for None."""
    if articles is None:
        return {}
    page = newest_page(articles.for_list(), "pk", request.GET, PAGE)
    return {"page": page, "lines": with_chips(page.rows), "paged": bool(request.GET)}


def _by_year(months: Months) -> dict[int, int]:
    counts: dict[int, int] = {}
    for one, held in months.items():
        counts[one.year] = counts.get(one.year, 0) + held.held
    return counts


def _around(known: Iterable[Any], here: Any, step: Any) -> dict[str, Step | None]:
    """The nearest of what has articles, on either side."""
    known = list(known)
    earlier = max((one for one in known if one < here), default=None)
    later = min((one for one in known if one > here), default=None)
    return {
        "earlier": step(earlier) if earlier else None,
        "later": step(later) if later else None,
    }


def _weeks(first: datetime.date, days: Any) -> list[list[Cell | None]]:
    """The month as a calendar: weeks from Monday to Sunday, nothing for days of other months."""
    rows = calendar.monthcalendar(first.year, first.month)
    return [[_cell(first.replace(day=day), days) if day else None for day in row] for row in rows]


def _cell(day: datetime.date, days: Any) -> Cell:
    count = days.get(day, 0)
    return Cell(day, count, _day(day).href if count else "")


def _year(year: int) -> Step:
    return Step(str(year), reverse("browse_year", args=[year]))


def _month_url(year: int, month: int) -> str:
    return reverse("browse_month", args=[year, month])


def _day(day: datetime.date, count: int = 0) -> Step:
    href = reverse("browse_day", args=[day.year, day.month, day.day])
    return Step(_day_words(day, with_year=True), href, count)


def _any_year_url(day: datetime.date) -> str:
    return reverse("browse_any_year", args=[day.month, day.day])


def _day_words(day: datetime.date, *, with_year: bool = False) -> str:
    words = f"{day.day} {calendar.month_name[day.month]}"
    return f"{words} {day.year}" if with_year else words


def _has(year: int, month: int, day: int) -> bool:
    return day <= calendar.monthrange(year, month)[1]


def _date(year: int, month: int, day: int) -> datetime.date:
    try:
        return datetime.date(year, month, day)
    except ValueError as error:
        raise Http404 from error
