"""Articles near a date that are about the same.

The dates are walked from there in both directions, so far and no further: what that costs depends
neither on the size of the archive nor on how many articles the actors have.
"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

# Rows looked at on either side: at a million articles in thirty years those of five days, in 5 ms.
WALK = 500
# Named as near: the nearest of more than these are enough to choose the best from.
MOST_NEAR = 200
# Of the others, what is beyond is hardly more than mentioned.
MOST_LABELS = 10

_NEAR = """
    WITH walked AS (
        (
            SELECT id, sort_at, lead_id, actor_ids, published_precision FROM articles_article
            WHERE status = 'published' AND sort_at >= %(first)s
                AND (sort_at, id) < (%(at)s, %(own)s)
            ORDER BY sort_at DESC, id DESC LIMIT %(walk)s
        )
        UNION ALL
        (
            SELECT id, sort_at, lead_id, actor_ids, published_precision FROM articles_article
            WHERE status = 'published' AND sort_at <= %(last)s
                AND (sort_at, id) > (%(at)s, %(own)s)
            ORDER BY sort_at, id LIMIT %(walk)s
        )
    )
    SELECT id, sort_at, lead_id, actor_ids[1:%(labels)s] FROM walked
    WHERE actor_ids && %(about)s::bigint[] AND published_precision IN ('day', 'minute')
        AND 2 <= (
            SELECT count(*) FROM unnest(actor_ids[1:%(labels)s]) AS label
            WHERE label = ANY (%(about)s::bigint[])
        )
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
    own: int, at: datetime.datetime, about: Sequence[int], within: datetime.timedelta
) -> list[Near]:
    """Return public articles dated by day of which two first actors are among these, nearest first.

    Of the WALK articles before the given one and the WALK after it; at most MOST_NEAR. One query,
    none with fewer than two actors.
    """
    if len(about) < 2:
        return []
    try:
        first, last = at - within, at + within
    except OverflowError:  # at either end of what a date can say
        return []
    asked: dict[str, Any] = {"own": own, "at": at, "first": first, "last": last}
    asked |= {"about": list(about), "walk": WALK, "labels": MOST_LABELS, "most": MOST_NEAR}
    with connection.cursor() as cursor:
        cursor.execute(_NEAR, asked)
        return [Near(pk, day, lead, tuple(found)) for pk, day, lead, found in cursor.fetchall()]
