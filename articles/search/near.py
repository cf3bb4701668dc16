"""Articles near a date that are about the same: which share two of a few filter lexemes.

The months are asked of the same index as the lexemes, so that the question costs what the articles
of a month or two cost, however old the archive is.
"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from django.db import connection

# Named as near: the nearest of more than these are enough to choose the best from.
MOST_NEAR = 200
# Of the others, what is beyond is hardly more than mentioned.
MOST_LABELS = 10

# Materialised: the planner would walk the dates for the sake of the limit.
_NEAR = """
    WITH sharing AS MATERIALIZED (
        SELECT id, sort_at, lead_id, actor_ids[1:%(labels)s] AS labels
        FROM articles_article
        WHERE search_vector @@ %(query)s::tsquery AND status = 'published' AND id <> %(own)s
            AND published_precision IN ('day', 'minute')
    )
    SELECT id, sort_at, lead_id, labels FROM sharing
    WHERE sort_at BETWEEN %(first)s AND %(last)s
    ORDER BY greatest(sort_at - %(at)s, %(at)s - sort_at), id LIMIT %(most)s
"""


@dataclass(frozen=True, slots=True)
class Near:
    """An article; `labels` are the first of its actors, most salient first."""

    id: int
    sort_at: datetime.datetime
    lead_id: int | None
    labels: tuple[int, ...]


def near(
    own: int, at: datetime.datetime, labels: Sequence[int], within: datetime.timedelta
) -> list[Near]:
    """Return public articles dated by day that carry two of these actors, the nearest first.

    Not the article itself; at most MOST_NEAR. One query, none with fewer than two actors.
    """
    pairs = [f"'@a{one}' & '@a{other}'" for one, other in combinations(labels, 2)]
    if not pairs:
        return []
    try:
        first, last = at - within, at + within
    except OverflowError:  # at either end of what a date can say
        return []
    months = {f"'@m{day.astimezone(datetime.UTC):%Y-%m}'" for day in (first, at, last)}
    query = f"({' | '.join(pairs)}) & ({' | '.join(sorted(months))})"
    asked = {"query": query, "own": own, "at": at, "first": first, "last": last}
    with connection.cursor() as cursor:
        cursor.execute(_NEAR, {**asked, "labels": MOST_LABELS, "most": MOST_NEAR})
        return [Near(pk, day, lead, tuple(found)) for pk, day, lead, found in cursor.fetchall()]
