"""What the archive holds: by source and year, and of one source, or of all, by month."""

import calendar
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from articles.models import Source
from articles.strips import Span, Strip, spans, strip
from entities.coverage import UNDATED, Counts, Months, by_month, by_source, of_all_by_month
from entities.gaps import Month, Stretch, gaps

# Fifty strips of at most sixty bars, and a table of as many numbers.
PAGE = 50
MOST_GAPS = 3  # named for each of many sources
MOST_GAPS_OF_ONE = 12  # the others are plain to see in the table
# Rows of twelve months; the years between that have no article share a row.
MOST_YEARS = 200
ALL = "all"
SHOWN = ("held", "extracted", "reviewed")


@dataclass(frozen=True, slots=True)
class Gaps:
    """The longest gaps, in the order of time, and how many more there are."""

    named: list[Stretch]
    more: int

    @classmethod
    def of(cls, months: Months, most: int) -> "Gaps":
        found = gaps(months)
        longest = sorted(found, key=len, reverse=True)[:most]
        return cls(sorted(longest, key=lambda gap: gap.first), len(found) - len(longest))


@dataclass(frozen=True, slots=True)
class Listed:
    """A source on the page of all: its numbers, its strip, its gaps, its row of the table."""

    source: Source
    counts: Counts
    undated: int
    period: str
    gaps: Gaps
    strip: Strip
    cells: list[tuple[int, str]]


@dataclass(frozen=True, slots=True)
class Cell:
    """A month of the page of one source; `gap`: without any article, between months with some."""

    month: Month
    count: int
    held: int
    gap: bool
    href: str


@dataclass(frozen=True, slots=True)
class Year:
    """A year with articles; `rest` are those of which no month is known.

    Without cells it stands for the years up to `last`, which have no article.
    """

    first: int
    last: int
    cells: list[Cell]
    rest: int
    count: int
    href: str


@require_safe
def coverage(request: HttpRequest) -> HttpResponse:
    """Show how many articles there are, extracted and reviewed, and where there are none."""
    asked = request.GET.get("source", "")
    if not asked:
        return _sources(request)
    show = request.GET.get("show", "held")
    if show not in SHOWN:
        return _refused(request, "There are numbers of articles held, extracted and reviewed.")
    source = Source.objects.filter(pk=_number(asked)).first()
    if source and source.merged_into_id:
        return redirect(_url(source=source.merged_into_id, show=show), permanent=True)
    months = of_all_by_month() if asked == ALL else {}
    if source:
        months = by_month([source.pk]).get(source.pk, {})
    if not months:
        return _refused(request, "The archive holds no articles of such a source.")
    return _months(request, source, months, show)


def _refused(request: HttpRequest, reason: str) -> HttpResponse:
    return render(request, "entities/coverage_unknown.html", {"reason": reason}, status=404)


def _sources(request: HttpRequest) -> HttpResponse:
    """The sources with the most articles, or a later page of them. Three queries."""
    counts = by_source()
    pages = max(1, -(-len(counts) // PAGE))
    page = _number(request.GET.get("page", "1"))
    if not 1 <= page <= pages:
        return _refused(request, f"The sources stand on {pages} page{'s' * (pages > 1)}.")
    keys = list(counts)[(page - 1) * PAGE : page * PAGE]
    sources = Source.objects.in_bulk(keys)
    months = by_month(keys)
    scale = spans(month.year for held in months.values() for month in held if month.year)
    return render(
        request,
        "entities/coverage.html",
        {
            "total": sum(counts.values(), Counts()),
            "sources": [
                _listed(sources[key], months[key], scale)
                for key in keys
                if key in sources and key in months
            ],
            "source_count": len(counts),
            "first": (page - 1) * PAGE + 1,
            "last": (page - 1) * PAGE + len(keys),
            "scale": scale,
            "all_url": _url(source=ALL),
            "previous_url": _url(page=page - 1) if page > 1 else None,
            "next_url": _url(page=page + 1) if page < pages else None,
        },
    )


def _listed(source: Source, months: Months, scale: Sequence[Span]) -> Listed:
    drawn = strip(_by_year(months), scale)
    return Listed(
        source=source,
        counts=sum(months.values(), Counts()),
        undated=months.get(UNDATED, Counts()).held,
        period=_period(months),
        gaps=Gaps.of(months, MOST_GAPS),
        strip=drawn,
        cells=[
            (bar.count, _search_url(source, Month(bar.span.first, 1), Month(bar.span.last, 12)))
            for bar in drawn.bars
        ],
    )


def _by_year(months: Months) -> dict[int, int]:
    years: dict[int, int] = {}
    for month, counts in months.items():
        years[month.year] = years.get(month.year, 0) + counts.held
    return years


def _period(months: Months) -> str:
    """The first and the last month, as far as they are known; empty when nothing is dated."""
    dated = [month for month in months if month.year]
    if not dated:
        return ""
    first, last = str(min(dated)), str(max(dated))
    return first if first == last else f"{first} to {last}"


def _months(request: HttpRequest, source: Source | None, months: Months, show: str) -> HttpResponse:
    """The numbers of one kind, by month, with a link to the articles of each month."""
    years = sorted({month.year for month in months if month.year})
    url = {"source": source.pk if source else ALL}
    rows = _years(source, months, years[-MOST_YEARS:], show)
    return render(
        request,
        "entities/coverage_months.html",
        {
            "source": source,
            "total": sum(months.values(), Counts()),
            "undated": getattr(months.get(UNDATED, Counts()), show),
            "period": _period(months),
            "gaps": Gaps.of(months, MOST_GAPS_OF_ONE),
            "show": show,
            "shown": [(name, _url(**url, show=name)) for name in SHOWN],
            "month_names": list(zip(calendar.month_abbr[1:], calendar.month_name[1:], strict=True)),
            "years": rows,
            "has_rest": any(year.rest for year in rows),
            "years_left_out": max(0, len(years) - MOST_YEARS),
            "search_url": _search_url(source, None, None),
        },
    )


def _years(source: Source | None, months: Months, years: list[int], show: str) -> list[Year]:
    empty = {place for gap in gaps(months) for place in range(gap.first.place, gap.last.place + 1)}
    rows: list[Year] = []
    for year in years:
        if rows and rows[-1].last + 1 < year:
            rows.append(Year(rows[-1].last + 1, year - 1, [], 0, 0, ""))
        numbers = [months.get(Month(year, month), Counts()) for month in range(13)]
        cells = [
            Cell(
                month=month,
                count=getattr(counts, show),
                held=counts.held,
                gap=month.place in empty,
                href=_search_url(source, month, month),
            )
            for month, counts in ((Month(year, n), numbers[n]) for n in range(1, 13))
        ]
        count = getattr(sum(numbers, Counts()), show)
        href = _search_url(source, Month(year, 1), Month(year, 12))
        rows.append(Year(year, year, cells, getattr(numbers[0], show), count, href))
    return rows


def _search_url(source: Source | None, first: Month | None, last: Month | None) -> str:
    """The search for what was published from the one month to the other."""
    asked: dict[str, Any] = {}
    if source:
        asked["source"] = source.pk
    if first and last:
        last_day = calendar.monthrange(last.year, last.month)[1]
        asked["date_from"] = f"{first.year:04}-{first.month:02}-01"
        asked["date_to"] = f"{last.year:04}-{last.month:02}-{last_day:02}"
    return _with_query(reverse("search"), asked)


def _url(**asked: Any) -> str:
    return _with_query(
        reverse("coverage"),
        {name: value for name, value in asked.items() if (name, value) != ("show", "held")},
    )


def _with_query(path: str, asked: Mapping[str, Any]) -> str:
    return f"{path}?{urlencode(asked)}" if asked else path


def _number(text: str) -> int:
    """The number that is written; 0, which nothing has, for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0
