"""Exact counts of searches of which a page shows an estimate.

Anybody may ask for one. The worker makes them one at a time, with more time than a page has; the
count is kept with the time at which it was made, and says nothing of the archive since.
"""

import datetime
from functools import partial

from django.db import connection, transaction
from django.utils import timezone

from articles.background import alone_at, send
from articles.models import ExactCount
from articles.search import Search, SearchTimeout, count_exactly
from articles.search.stored import from_json, key_of, to_json
from entities.meant import ARCHIVE_NAMES

State = ExactCount.State

# A count of a million articles takes seconds; what takes longer than this is not worth a worker.
TIMEOUT_MS = 5 * 60 * 1000
# So many may wait; they are made one at a time.
MOST_WAITING = 20
# So many are remembered; the oldest are forgotten first.
MOST_KEPT = 1000
AGAIN_AFTER = datetime.timedelta(hours=1)


class QueueFullError(Exception):
    """So many counts wait that no more are taken."""


def remembered(search: Search) -> ExactCount | None:
    """Return what is known of a search. One query."""
    return ExactCount.objects.filter(key=key_of(search)).first()


def may_be_asked(known: ExactCount | None) -> bool:
    """Whether a count may be asked for: none waits, and none was asked for within the hour."""
    if known is None:
        return True
    return known.state != State.WAITING and known.requested_at <= timezone.now() - AGAIN_AFTER


def request_count(search: Search) -> None:
    """Ask for a search to be counted, unless it was asked for within the hour or still waits.

    Raises QueueFullError. Requests are taken one after the other, which keeps the queue bounded.
    """
    with transaction.atomic():
        _one_request_at_a_time()
        if not may_be_asked(remembered(search)):
            return
        if ExactCount.objects.filter(state=State.WAITING).count() >= MOST_WAITING:
            raise QueueFullError
        row, _made = ExactCount.objects.update_or_create(
            key=key_of(search),
            defaults={"state": State.WAITING, "requested_at": timezone.now()},
            create_defaults={"search": to_json(search)},
        )
        oldest = ExactCount.objects.exclude(state=State.WAITING).order_by("-requested_at")
        forgotten = list(oldest.values_list("pk", flat=True)[MOST_KEPT:])
        ExactCount.objects.filter(pk__in=forgotten).delete()
        transaction.on_commit(partial(send, "entities.tasks.count_exactly", [row.pk]))


def count_waiting() -> None:
    """Make the counts that wait, the oldest request first; nothing where a worker is at it."""
    with alone_at("exact counts") as ours:
        while ours:
            row = ExactCount.objects.filter(state=State.WAITING).order_by("requested_at").first()
            if row is None:
                return
            _count(row)


def _count(row: ExactCount) -> None:
    waiting = ExactCount.objects.filter(pk=row.pk, state=State.WAITING)
    # Of articles that come in while it is counted the count knows nothing.
    began_at = timezone.now()
    try:
        search = from_json(row.search, names=ARCHIVE_NAMES)
        value = count_exactly(search, timeout_ms=TIMEOUT_MS)
    except SearchTimeout:
        waiting.update(state=State.FAILED)
    else:
        waiting.update(state=State.COUNTED, value=value, counted_at=began_at)


def _one_request_at_a_time() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('entities.counting', 0))")
