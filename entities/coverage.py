"""How much the archive holds, has read and has had checked: sums of the rows that a trigger adds.

Every number is exact at any moment. The rows of a month are many while articles come in, and are
folded into one again and again; see docs/decisions/0008.
"""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.db.models import Q, Sum
from django.db.models.functions import Coalesce

from entities.gaps import Month, Stretch
from entities.models import Coverage

UNDATED = Month(0, 0)


@dataclass(frozen=True, slots=True)
class Counts:
    """Public articles; those of which a machine has read a text; those with every tag checked."""

    held: int = 0
    extracted: int = 0
    reviewed: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(
            self.held + other.held,
            self.extracted + other.extracted,
            self.reviewed + other.reviewed,
        )


Months = dict[Month, Counts]


def totals() -> Counts:
    """Return the numbers of the whole archive. One query, as are the others."""
    return Counts(**Coverage.objects.aggregate(**_sums()))


def by_source() -> dict[int, Counts]:
    """Return the numbers of each source that has any, those with most articles first."""
    rows: Any = Coverage.objects.values("source")
    counted = rows.annotate(**_sums()).filter(held__gt=0).order_by("-held", "source")
    return {row.pop("source"): Counts(**row) for row in counted}


def by_month(sources: Collection[int]) -> dict[int, Months]:
    """Return the numbers of each of these sources by month, in the order of the months."""
    return _by_month(Coverage.objects.filter(source__in=sources), "source")


def of_all_by_month() -> Months:
    """Return the numbers of all sources together by month, in the order of the months."""
    return _by_month(Coverage.objects.all()).get(0, {})


def held(source: int | None, period: Stretch | None) -> tuple[int, int, int]:
    """Return how many articles there are, of the source, and of the source within the period.

    None stands for every source, and for all time. What is known by its year alone lies within a
    period that holds the whole year.
    """
    of_source = Q(source=source) if source is not None else Q(pk__isnull=False)
    numbers = Coverage.objects.aggregate(
        held=_sum("held_count"),
        of_source=_sum("held_count", of_source),
        there=_sum("held_count", of_source & _within(period) if period else of_source),
    )
    return numbers["held"], numbers["of_source"], numbers["there"]


def fold() -> None:
    """Make one row of all the rows of a source and month."""
    fold_alone("fold coverage", _FOLD)


def fold_alone(name: str, statement: str) -> None:
    """Make rows of changes fewer by a statement; nothing while somebody else is at it, by its name.

    In one statement: whoever sums meanwhile sees the rows before or after it. Rows that are added
    meanwhile stay.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))", [name])
        if cursor.fetchone()[0]:
            cursor.execute(statement)


_FOLD = """
WITH taken AS (
    DELETE FROM entities_coverage WHERE (source_id, year, month) IN (
        SELECT source_id, year, month FROM entities_coverage
        GROUP BY source_id, year, month HAVING count(*) > 1
    )
    RETURNING source_id, year, month, held_count, extracted_count, reviewed_count
)
INSERT INTO entities_coverage
    (source_id, year, month, held_count, extracted_count, reviewed_count)
SELECT source_id, year, month, held, extracted, reviewed
FROM (
    SELECT source_id, year, month, sum(held_count) AS held,
        sum(extracted_count) AS extracted, sum(reviewed_count) AS reviewed
    FROM taken GROUP BY source_id, year, month
) AS total
WHERE held <> 0 OR extracted <> 0 OR reviewed <> 0
"""


def _sums() -> dict[str, Coalesce]:
    return {name: _sum(f"{name}_count") for name in ("held", "extracted", "reviewed")}


def _sum(field: str, condition: Q | None = None) -> Coalesce:
    return Coalesce(Sum(field, filter=condition), 0)


def _by_month(rows: Any, *by: str) -> dict[int, Months]:
    counted = rows.values(*by, "year", "month").annotate(**_sums()).filter(held__gt=0)
    found: dict[int, Months] = defaultdict(dict)
    for row in counted.order_by(*by, "year", "month").iterator():
        source, month = row.pop("source", 0), Month(row.pop("year"), row.pop("month"))
        found[source][month] = Counts(**row)
    return found


def _within(period: Stretch) -> Q:
    first, last = period.first, period.last
    # The first and last year of which the period holds every month.
    first_year = first.year + (first.month > 1)
    last_year = last.year - (last.month < 12)
    from_first = Q(year__gt=first.year) | Q(year=first.year, month__gte=first.month)
    to_last = Q(year__lt=last.year) | Q(year=last.year, month__lte=last.month)
    whole = Q(month=0, year__gt=0, year__gte=first_year, year__lte=last_year)
    return (Q(month__gt=0) & from_first & to_last) | whole
