"""What all work in the background shares: a message that says "look now", and who alone may work.

The rows are the queue (docs/decisions/0004). A message that is lost is sent again by a sweep, and
one that comes twice finds the work done, or somebody at it.
"""

import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from celery import current_app
from django.db import connection
from kombu.exceptions import OperationalError

log = logging.getLogger(__name__)


def send(task: str, rows: Iterable[int]) -> None:
    """Send a message for each row. With the broker away the rows wait for the sweep."""
    for row in rows:
        try:
            current_app.send_task(task, [row])
        except OperationalError as error:
            log.warning("broker away, %s %s and later wait for the sweep: %s", task, row, error)
            return


@contextmanager
def alone_at(work: str) -> Iterator[bool]:
    """Hold a piece of work for as long as this process lives; False when another one holds it.

    For what may take longer than any lease: PostgreSQL lets go of the lock when the worker dies.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(hashtextextended(%s, 0))", [work])
        if not cursor.fetchone()[0]:
            yield False
            return
    try:
        yield True
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(hashtextextended(%s, 0))", [work])
