"""What the desk and each of its editors have done, and what waits: by source, by day.

Counted are decisions as they were taken, one by one: neither an undo nor what was undone since is
taken off, and what was decided on many articles at once is told apart.
"""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.contrib.auth.models import User
from django.db.models import Count, Q, QuerySet
from django.db.models.functions import TruncDate
from django.utils import timezone

from articles.charts import YearChart, period_chart
from articles.models import Source
from articles.periods import Period, Unit, period_around
from entities.models import ArticleReview, Decision, DeskSettings
from entities.queue import MOST_COUNTED, estimated_count, waiting_count

DAYS = 30
MOST_SOURCES = 50


@dataclass(frozen=True, slots=True)
class Progress:
    """How a desk stands: the articles of one source."""

    source: Source
    waiting: int
    today: int
    week: int


@dataclass(frozen=True, slots=True)
class Own:
    """What an editor has decided; `undone` by others since."""

    today: int
    week: int
    ever: int
    undone: int


def waiting_in_all() -> str:
    """Return how many articles are open: exactly, or about, or more than."""
    queue = ArticleReview.objects.open()
    exact = waiting_count(queue)
    if exact <= MOST_COUNTED:
        return f"{exact:,}"
    about = estimated_count()
    return f"about {_rounded(about):,}" if about > MOST_COUNTED else f"more than {MOST_COUNTED:,}"


def oldest_since() -> datetime.datetime | None:
    """Return since when the oldest open article waits. One query, along an index."""
    waiting = ArticleReview.objects.open().filter(open_since__isnull=False)
    return waiting.order_by("open_since").values_list("open_since", flat=True).first()


def by_source() -> list[Progress]:
    """Return how each source's articles stand, where most waits first. Three queries."""
    waiting = _by_kept(
        ArticleReview.objects.open()
        .exclude(source=None)
        .values_list("source")
        .annotate(Count("pk"))
    )
    week = taken().filter(decided_at__gte=_week(), article__isnull=False)
    counted = list(
        week.values_list("article__source").annotate(
            week=Count("pk"), today=Count("pk", filter=Q(decided_at__gte=_today()))
        )
    )
    in_week = _by_kept((source, count) for source, count, _today in counted)
    today = _by_kept((source, count) for source, _count, count in counted)
    rows = [
        Progress(source, waiting.get(source, 0), today.get(source, 0), in_week.get(source, 0))
        for source in {**waiting, **in_week}
    ]
    return sorted(rows, key=lambda row: (-row.waiting, -row.week, row.source.name))[:MOST_SOURCES]


def by_day() -> YearChart:
    """Return the decisions of the last thirty days, day by day, as a chart. One query."""
    last = timezone.localdate()
    days = [last - datetime.timedelta(days=back) for back in reversed(range(DAYS))]
    counted = dict(
        taken()
        .filter(decided_at__gte=_start(days[0]))
        .annotate(day=TruncDate("decided_at"))
        .values_list("day")
        .annotate(Count("pk"))
    )
    columns = {period_around(Unit.DAY, day): counted.get(day, 0) for day in days}
    chart = period_chart(columns, unit=Unit.DAY, title="Decisions a day, the last 30 days")
    return replace(chart, noun="decision", description=_told(columns))


def in_bulk_lately() -> int:
    """Return how many decisions of the last thirty days were taken on many articles at once."""
    since = _start(timezone.localdate() - datetime.timedelta(days=DAYS - 1))
    return Decision.objects.filter(decided_at__gte=since, batch__isnull=False).count()


def own(editor: User) -> Own:
    """Return what an editor has decided. One query, along the index of their decisions."""
    mine = taken().filter(editor=editor)
    undone = Q(undone_by__isnull=False) & ~Q(undone_by__editor=editor)
    counts = mine.aggregate(
        today=Count("pk", filter=Q(decided_at__gte=_today())),
        week=Count("pk", filter=Q(decided_at__gte=_week())),
        ever=Count("pk"),
        undone=Count("pk", filter=undone),
    )
    return Own(**counts)


def taken() -> QuerySet[Decision]:
    """Decisions that somebody took by hand; an undo is none."""
    return Decision.objects.exclude(verb=Decision.Verb.UNDO).filter(batch=None).order_by()


def wants_single_keys(user: User) -> bool:
    """Whether single letters act on the desk, where the browser has not been told otherwise."""
    kept = DeskSettings.objects.filter(user=user).values_list("single_keys", flat=True)
    return next(iter(kept), True)


def _by_kept(counted: Iterable[tuple[Any, int]]) -> dict[Source, int]:
    """Sums by source, what was merged into another counted there."""
    pairs = list(counted)
    sources = Source.objects.with_kept(source for source, _count in pairs)
    sums: dict[Source, int] = {}
    for source, count in pairs:
        kept = sources[source].kept
        sums[kept] = sums.get(kept, 0) + count
    return sums


def _told(columns: Mapping[Period, int]) -> str:
    total, most = sum(columns.values()), max(columns, key=lambda period: columns[period])
    if not total:
        return "No decisions."
    return (
        f"{total:,} decision{'' if total == 1 else 's'}, most on {most.name} ({columns[most]:,})."
    )


def _rounded(number: int) -> int:
    """Three figures, as an estimate deserves."""
    unit = 10 ** max(0, len(str(number)) - 3)
    return round(number / unit) * unit


def _today() -> datetime.datetime:
    return _start(timezone.localdate())


def _week() -> datetime.datetime:
    """The beginning of Monday."""
    today = timezone.localdate()
    return _start(today - datetime.timedelta(days=today.weekday()))


def _start(day: datetime.date) -> datetime.datetime:
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time()))
