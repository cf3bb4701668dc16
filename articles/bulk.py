"""How articles get in: many records at once, in few queries. The only way in.

A batch of records is one transaction. What the archive knows of them is looked up at once, every
outcome is decided in memory in the order of the records, and all of it is written by bulk
statements. When the database refuses a batch, such as for an article that another import stored
meanwhile, its records are stored one by one in the same way: a batch of one each. A dry run decides
in the same way and writes nothing.
"""

import logging
from collections.abc import Iterable, Iterator

from django.db import DatabaseError, IntegrityError, transaction

from articles.deciding import make_plan
from articles.known import Known
from articles.models import ImportBatch, ImportItem
from articles.plan import Placed
from articles.services import Defaults

__all__ = ["Placed", "import_many", "preview_many", "store_many"]

log = logging.getLogger(__name__)

# Enough that statements and commits cost little; whoever kills the import has these to do again.
BATCH_RECORDS = 200
# Large texts make smaller batches, so that memory stays flat.
BATCH_BYTES = 8 * 1024 * 1024
# Two imports at once can get into each other's way over the GUID, and then over the text.
ATTEMPTS = 3


def import_many(
    batch: ImportBatch, placed: Iterable[Placed], defaults: Defaults
) -> Iterator[tuple[Placed, ImportItem]]:
    """Store records and yield each with what became of it, in order.

    Each record is committed before it is yielded: whoever stops early keeps what was reported.
    """
    for some in in_batches(placed):
        yield from zip(some, store_many(batch, some, defaults), strict=True)


def preview_many(
    placed: Iterable[Placed], defaults: Defaults
) -> Iterator[tuple[Placed, ImportItem]]:
    """Yield what `import_many` would make of each record, and write nothing.

    Remembers some hundred bytes of each article that would be new.
    """
    known = Known()
    for some in in_batches(placed):
        plan = make_plan(ImportBatch(), some, defaults, known, lock=False)
        yield from zip(some, plan.named_items(), strict=True)
        known.forget_rows()


def store_many(
    batch: ImportBatch, placed: list[Placed], defaults: Defaults, *, keep_unchanged: bool = True
) -> list[ImportItem]:
    """Store a batch in one transaction and return its items, in order.

    Locks the articles that change. Takes some twenty queries, however many records there are.
    Without `keep_unchanged`, what changed nothing has an item that is returned but not stored:
    for ways in that bring the same records all day.
    """
    try:
        return _store(batch, placed, defaults, keep_unchanged=keep_unchanged)
    except DatabaseError as error:
        # Mostly another import that stored the same GUID or text since we looked, or a deadlock
        # with it. Anything worse comes again, now for the one record that it belongs to.
        log.info("a batch of %s records is stored one by one: %s", len(placed), type(error))
    return [_store_alone(batch, one, defaults, keep_unchanged=keep_unchanged) for one in placed]


def in_batches(placed: Iterable[Placed]) -> Iterator[list[Placed]]:
    some: list[Placed] = []
    size = 0
    for one in placed:
        some.append(one)
        size += len(one.record.content)
        if len(some) == BATCH_RECORDS or size >= BATCH_BYTES:
            yield some
            some, size = [], 0
    if some:
        yield some


def _store(
    batch: ImportBatch, placed: list[Placed], defaults: Defaults, *, keep_unchanged: bool
) -> list[ImportItem]:
    with transaction.atomic():
        plan = make_plan(batch, placed, defaults, Known(), lock=False)
        if plan.needs_locks:
            plan = make_plan(batch, placed, defaults, Known(), lock=True)
        return plan.write(keep_unchanged=keep_unchanged)


def _store_alone(
    batch: ImportBatch, one: Placed, defaults: Defaults, *, keep_unchanged: bool
) -> ImportItem:
    for attempts_left in reversed(range(ATTEMPTS)):
        try:
            return _store(batch, [one], defaults, keep_unchanged=keep_unchanged)[0]
        except IntegrityError:
            # Another import stored the same GUID or text since we looked: now it is found.
            if not attempts_left:
                raise
    raise AssertionError("the last attempt returns or raises")
