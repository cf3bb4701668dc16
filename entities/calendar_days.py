"""The archive by its days, in UTC: which have articles, how many, and the nearest that has some.

Months and years are counted by entities.coverage; days by the index of the articles of which the
day is known, never beyond a month of it.
"""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Count
from django.db.models.functions import TruncDate

from articles.dates import DAY_KNOWN
from articles.models import Article
from articles.search.request import UNDATED_AT

DAY = datetime.timedelta(days=1)

# The first articles of each of some days, and how many there are of each.
_FIRST_OF = """
SELECT start.at, found.id, found.total
FROM unnest(%s::timestamptz[]) AS start(at), LATERAL (
    SELECT id, sort_at, count(*) OVER () AS total FROM articles_article
    WHERE status = 'published' AND published_precision IN ('day', 'minute')
        AND sort_at > '0001-01-01 00:00:00+00'
        AND sort_at >= start.at AND sort_at < start.at + interval '24 hours'
    ORDER BY sort_at DESC, id DESC LIMIT %s
) AS found ORDER BY start.at DESC, found.sort_at DESC, found.id DESC
"""


@dataclass(frozen=True, slots=True)
class FirstOf:
    """A day: the ids of its first articles, and how many it has."""

    day: datetime.date
    ids: tuple[int, ...]
    count: int


def known_to_the_day() -> Any:
    """Public articles of which the day is known (the condition of entities_article_by_day)."""
    articles = Article.objects.public()
    return articles.filter(published_precision__in=DAY_KNOWN, sort_at__gt=UNDATED_AT)


def known_by(precision: str, first: datetime.date, after: datetime.date) -> Any:
    """Public articles known by a month or year alone, of those that begin within these days."""
    dated = Article.objects.public().filter(published_precision=precision)
    return dated.filter(sort_at__gt=UNDATED_AT, **_within(first, after))


def of_day(day: datetime.date) -> Any:
    return known_to_the_day().filter(**_within(day, _next(day)))


def days_with_articles(first: datetime.date, after: datetime.date) -> Mapping[datetime.date, int]:
    """Return how many articles each day from the first to before the other has. One query."""
    rows = known_to_the_day().filter(**_within(first, after)).order_by()
    days = rows.annotate(day=TruncDate("sort_at", tzinfo=datetime.UTC)).values_list("day")
    return dict(days.annotate(Count("pk")).order_by("day"))


def day_before(day: datetime.date) -> datetime.date | None:
    """The nearest earlier day that has articles. One look into the index."""
    return _day(known_to_the_day().filter(sort_at__lt=_start(day)).order_by("-sort_at", "-pk"))


def day_after(day: datetime.date) -> datetime.date | None:
    later = known_to_the_day().filter(sort_at__gte=_start(_next(day)))
    return _day(later.order_by("sort_at", "pk"))


def first_of(days: Sequence[datetime.date], most: int) -> list[FirstOf]:
    """Return the days that have articles, the latest first. One query, a look for each day."""
    with connection.cursor() as cursor:
        cursor.execute(_FIRST_OF, [[_start(day) for day in days], most])
        rows = cursor.fetchall()
    found: dict[datetime.date, tuple[list[int], int]] = {}
    for at, pk, total in rows:
        day = at.astimezone(datetime.UTC).date()
        found.setdefault(day, ([], total))[0].append(pk)
    return [FirstOf(day, tuple(ids), total) for day, (ids, total) in found.items()]


def _day(articles: Any) -> datetime.date | None:
    at = articles.values_list("sort_at", flat=True).first()
    return at.astimezone(datetime.UTC).date() if at else None


def _within(first: datetime.date, after: datetime.date) -> dict[str, datetime.datetime]:
    return {"sort_at__gte": _start(first), "sort_at__lt": _start(after)}


def _start(day: datetime.date) -> datetime.datetime:
    return datetime.datetime.combine(day, datetime.time(), datetime.UTC)


def _next(day: datetime.date) -> datetime.date:
    return day + DAY if day < datetime.date.max else day
