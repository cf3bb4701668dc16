"""How often articles are read: numbers alone, nothing of who reads is kept (decision 22).

A page adds one to a counter in Valkey, which is the whole of what is written down, and goes on
without it when Valkey is away. Beat folds the counters into the rows of the queue. What was read
fades by half every thirty days, so that the queue is about what is read now.
"""

import datetime
import re
from functools import cache
from itertools import islice
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone
from redis import Redis
from redis.exceptions import ResponseError

from articles.page_cache import unless_away

HALF_LIFE_DAYS = 30
# A row is reckoned anew when its article is read, or else after so many days: by then a number is
# a seventh too high at most, which moves nothing that counts by orders of magnitude.
FADED_EVERY = datetime.timedelta(days=7)
# Less than half a reader is none.
FORGOTTEN = 0.5
BATCH = 1000
MOST_BATCHES = 20  # of fading at a time: a million rows are through within an hour
# A page waits for Valkey no longer than this, and then leaves it alone for a while.
ANSWER_WITHIN_S = 0.25

READS, ASIDE = "newsroom:reads", "newsroom:reads:aside"
_MACHINE = re.compile(r"bot|crawl|spider|slurp|preview|fetch|monitor|curl|wget|python", re.I)


def count(article: int, agent: str) -> None:
    """Count that an article was read; not by whoever says to be a machine. Never raises."""
    if agent and not _MACHINE.search(agent):
        unless_away(lambda: _valkey().hincrby(READS, str(article), 1))


def fold() -> None:
    """Add what was counted to the rows of the queue. What is counted meanwhile waits."""
    _drain()  # what a worker that died has left
    if _set_aside():
        _drain()


def fade() -> None:
    """Reckon anew what has not been read for some days, some of it at a time."""
    today = timezone.localdate()
    values = {
        **_today(today),
        "before": today - FADED_EVERY,
        "batch": BATCH,
        "forgotten": FORGOTTEN,
    }
    for _ in range(MOST_BATCHES):
        with connection.cursor() as cursor:
            cursor.execute(_FADE, values)
            if not cursor.rowcount:
                return


def _drain() -> None:
    """Fold what was set aside, some articles at a time, each in a transaction of its own.

    The counters go just before the commit: a worker that dies between loses them, and counts
    nothing twice.
    """
    while True:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_xact_lock(hashtextextended('fold reads', 0))")
            if not cursor.fetchone()[0]:
                return
            taken = dict(islice(_valkey().hscan_iter(ASIDE, count=BATCH), BATCH))
            if not taken:
                return
            cursor.execute(
                _FOLD,
                {
                    **_today(timezone.localdate()),
                    "articles": [int(article) for article in taken],
                    "counts": [int(number) for number in taken.values()],
                },
            )
            _valkey().hdel(ASIDE, *taken)


def _set_aside() -> bool:
    """Put the counters aside, so that new ones begin; False when there are none."""
    try:
        return bool(_valkey().renamenx(READS, ASIDE))
    except ResponseError:  # there is no such key: nobody has read anything
        return False


def _today(today: datetime.date) -> dict[str, Any]:
    return {"today": today, "half_life": float(HALF_LIFE_DAYS)}


@cache
def _valkey() -> Redis:
    return Redis.from_url(
        str(settings.CACHES["default"]["LOCATION"]),
        socket_connect_timeout=ANSWER_WITHIN_S,
        socket_timeout=ANSWER_WITHIN_S,
    )


# A hundred half-lives are for ever, and further down a double is an error.
_FADED = (
    "review.reads * power(0.5::float8, least(100, "
    "(%(today)s::date - coalesce(review.reads_on, %(today)s::date)) / %(half_life)s::float8))"
)
# Rows are locked in the order of their keys, as everybody does who locks several.
_FOLD = f"""
WITH came AS (
    SELECT * FROM unnest(%(articles)s::bigint[], %(counts)s::bigint[]) AS came (article_id, number)
), locked AS (
    SELECT article_id FROM entities_articlereview
    WHERE article_id = ANY (%(articles)s::bigint[]) ORDER BY article_id FOR UPDATE
)
UPDATE entities_articlereview AS review
SET reads = {_FADED} + came.number, reads_on = %(today)s::date
FROM came JOIN locked USING (article_id) WHERE review.article_id = came.article_id
"""  # noqa: S608  (constants)
_FADE = f"""
WITH old AS (
    SELECT review.article_id, {_FADED} AS now FROM entities_articlereview AS review
    WHERE reads_on < %(before)s ORDER BY reads_on LIMIT %(batch)s FOR UPDATE SKIP LOCKED
)
UPDATE entities_articlereview AS review
SET reads = CASE WHEN old.now < %(forgotten)s THEN 0 ELSE old.now END,
    reads_on = CASE WHEN old.now < %(forgotten)s THEN NULL ELSE %(today)s::date END
FROM old WHERE review.article_id = old.article_id
"""  # noqa: S608  (constants)
