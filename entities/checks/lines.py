"""What a check finds, and walking a table by its keys."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Max, QuerySet

MOST_KEY = 500


@dataclass(frozen=True, slots=True)
class Line:
    """One contradiction. `key` finds it again, `facts` are what it rests on.

    `detail` holds what the page says beyond the names of actors and article; lines of one `group`
    may be settled together.
    """

    key: str
    actor: int
    facts: str = ""
    other: int | None = None
    article: int | None = None
    group: str = ""
    detail: dict[str, Any] = field(default_factory=dict)


def key_ranges(rows: QuerySet[Any], after: int, size: int) -> Iterator[tuple[int, int]]:
    """Yield (low, high] over the primary keys behind `after`, `size` keys a range."""
    last = rows.order_by().aggregate(last=Max("pk"))["last"] or 0
    while after < last:
        yield after, min(after + size, last)
        after += size
