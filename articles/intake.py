"""Uploaded files as a queue: keep, answer, claim, read, give back, sweep; and another try.

The row is the queue; a Celery message only says "look now". Whoever reads a file holds it by a lock
that ends with the worker, so that no two read one file, however long it takes, and a dead one lets
go at once. A file that is read again goes on behind the records that its batch has of it already.

A batch is finished when all its files are. While it is not, and no file is open any more, its
rejected records are being tried again.
"""

import datetime
import logging
from collections.abc import Iterable
from functools import partial
from itertools import count, islice
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Exists, F, OuterRef, QuerySet
from django.utils import timezone

from articles.background import alone_at, send
from articles.bulk import Placed, import_many
from articles.importers import read
from articles.importers.peeking import in_order, table_in
from articles.models import ImportBatch, ImportFile, ImportItem
from articles.retries import retry_rejected, retryable
from articles.services import Defaults, stored_path
from articles.uploads import too_large

log = logging.getLogger(__name__)

State = ImportFile.State
UNREAD = (State.WAITING, State.READING)
OPEN = (State.ASKING, *UNREAD)

ATTEMPTS = 4
# One sweep sends at most this many messages, so that they do not pile up behind a long import.
SWEPT = 20
# Room for " (2)" and so on behind a name.
MOST_NAME = 980
IMPORT_FILE = "articles.tasks.import_file"
RETRY_REJECTED = "articles.tasks.retry_rejected"
GIVEN_UP = (
    f"The archive failed {ATTEMPTS} times to read it to its end; an administrator finds the cause "
    "in the log. What was read until then is listed below, and the file is kept."
)


def keep_upload(
    user: User, defaults: Defaults, files: Iterable[tuple[str, bytes]], refused: Iterable[str]
) -> ImportBatch:
    """Keep the files of an upload and ask for them to be read; return their batch.

    `files` are names and bytes; `refused` names those that were beyond the size limit. A table
    whose columns somebody should check is not read before.
    """
    now = timezone.now()
    names = _Names()
    with transaction.atomic():
        batch = ImportBatch.objects.create(
            origin=ImportBatch.Origin.UPLOAD,
            created_by=user,
            default_source=defaults.source,
            default_published_at=defaults.published_at,
        )
        kept = [_keep(batch, names.unique(name), content) for name, content in files]
        for name in refused:
            batch.files.create(
                name=names.unique(name),
                size=0,
                state=State.FAILED,
                reason=too_large(),
                finished_at=now,
            )
        waiting = [file.pk for file in kept if file.state == State.WAITING]
        if not kept:
            ImportBatch.objects.filter(pk=batch.pk).update(finished_at=now)
        transaction.on_commit(partial(send, IMPORT_FILE, waiting))
    return batch


def _keep(batch: ImportBatch, name: str, content: bytes) -> ImportFile:
    table = table_in(content)
    return ImportFile.objects.create(
        batch=batch,
        name=name,
        content=content,
        size=len(content),
        state=State.ASKING if table and not table.certain else State.WAITING,
        lease_expires_at=_next_look(),
    )


class _Names:
    """Gives every file of a batch a name of its own: items know their file by its name."""

    def __init__(self) -> None:
        self.taken: set[str] = set()

    def unique(self, name: str) -> str:
        name = stored_path(name)[-MOST_NAME:]
        tried = (f"{name} ({number})" if number > 1 else name for number in count(1))
        free = next(one for one in tried if one not in self.taken)
        self.taken.add(free)
        return free


def defaults_of(batch: ImportBatch) -> Defaults:
    return Defaults(source=batch.default_source, published_at=batch.default_published_at)


# --- What a person decides -----------------------------------------------------------------------


def import_as(file: ImportFile, mapping: dict[str, str]) -> bool:
    """Have a table read with these columns; False when somebody else was faster."""
    asking = ImportFile.objects.filter(pk=file.pk, state=State.ASKING)
    return _enqueue(file, asking.update(**_waiting(), mapping=mapping))


def leave_out(file: ImportFile, user: User) -> bool:
    """Do not read a table, and let go of its bytes; False when somebody else was faster."""
    asking = ImportFile.objects.filter(pk=file.pk, state=State.ASKING)
    return _close(file, asking, State.FAILED, f"Left out by {user.get_username()}.", content=b"")


def read_again(file: ImportFile) -> bool:
    """Have a file read on that the worker gave up; False when it cannot be, or is already."""
    with transaction.atomic():
        if not ImportBatch.objects.filter(pk=file.batch_id, finished_at__isnull=False).update(
            finished_at=None
        ):
            return False
        given_up = ImportFile.objects.filter(pk=file.pk, state=State.FAILED).exclude(content=b"")
        if not (changed := given_up.update(**_waiting(), attempts=0, reason="", finished_at=None)):
            transaction.set_rollback(True)
        return _enqueue(file, changed)


def _waiting() -> dict[str, Any]:
    return {"state": State.WAITING, "lease_expires_at": _next_look()}


def _enqueue(file: ImportFile, changed: int) -> bool:
    if changed:
        transaction.on_commit(partial(send, IMPORT_FILE, [file.pk]))
    return bool(changed)


def request_retry(batch: ImportBatch) -> bool:
    """Have the rejected records of a batch tried again; False when there is nothing to be done.

    Nothing happens while its files are read or an earlier try is not done: pressing twice is
    pressing once.
    """
    finished = ImportBatch.objects.filter(pk=batch.pk, finished_at__isnull=False)
    with_rejected = finished.filter(
        Exists(retryable().filter(batch=OuterRef("pk"))), Exists(_files())
    )
    if not with_rejected.update(finished_at=None):
        return False
    transaction.on_commit(partial(send, RETRY_REJECTED, [batch.pk]))
    return True


# --- What the worker does ------------------------------------------------------------------------


def import_file(pk: int, task: str) -> None:
    """Read a file into its batch for the task of this id, unless it is read or somebody reads it.

    Killed at any moment and called again, it ends with each record stored exactly once.
    """
    with alone_at(f"upload {pk}") as ours:
        file = _claim(pk, task) if ours else None
        if file:
            _read(file)
            held = ImportFile.objects.filter(pk=pk, state=State.READING, claimed_by=task)
            _close(file, held, State.DONE, content=b"")


def _claim(pk: int, task: str) -> ImportFile | None:
    """Take a file that nobody reads now; give it up after the last attempt."""
    unread = ImportFile.objects.filter(pk=pk, state__in=UNREAD)
    claimed = unread.filter(attempts__lt=ATTEMPTS).update(
        state=State.READING,
        claimed_by=task,
        attempts=F("attempts") + 1,
        lease_expires_at=_next_look(),
    )
    if claimed:
        return ImportFile.objects.select_related("batch__created_by").get(pk=pk)
    if used_up := unread.defer("content").first():
        _close(used_up, unread, State.FAILED, GIVEN_UP)
    return None


def _read(file: ImportFile) -> None:
    content = bytes(file.content)
    mapping = in_order(file.mapping, table_in(content)) if file.mapping else None
    stored = ImportItem.objects.filter(batch=file.batch, path=file.name, retry_of=None).count()
    records = islice(read(content, file.name, mapping=mapping), stored, None)
    placed = (Placed(file.name, record) for record in records)
    for _stored in import_many(file.batch, placed, defaults_of(file.batch)):
        pass  # the page shows them


def give_back(pk: int, task: str) -> None:
    """After an error that nobody foresaw: let the file be tried again, or give it up."""
    held = ImportFile.objects.filter(pk=pk, state=State.READING, claimed_by=task).defer("content")
    file = held.first()
    if file is None:
        return
    log.warning("file %s of an upload could not be read to its end", pk)
    if file.attempts >= ATTEMPTS:
        _close(file, held, State.FAILED, GIVEN_UP)
    else:
        held.update(**_waiting(), claimed_by="")  # the sweep tries again


def _close(
    file: ImportFile, held: "QuerySet[ImportFile]", state: str, reason: str = "", **more: Any
) -> bool:
    """Close a file if it is still held, and the batch with its last one."""
    now = timezone.now()
    with transaction.atomic():
        # Of two files that are closed at once, the second waits here, and then sees the first.
        batch = ImportBatch.objects.filter(pk=file.batch_id)
        batch.select_for_update(no_key=True).get()
        closed = held.update(
            state=state,
            reason=reason,
            finished_at=now,
            claimed_by="",
            lease_expires_at=None,
            **more,
        )
        if closed and not ImportFile.objects.filter(batch=file.batch_id, state__in=OPEN).exists():
            batch.update(finished_at=now)
    return bool(closed)


def retry(batch_id: int) -> None:
    """Try the rejected records of a batch again, if that was asked for and nobody does it now."""
    with alone_at(f"retry of import {batch_id}") as ours:
        batch = _asked_for_retry().filter(pk=batch_id).first() if ours else None
        if batch:
            retry_rejected(batch, defaults_of(batch))
            ImportBatch.objects.filter(pk=batch_id).update(finished_at=timezone.now())


def sweep() -> None:
    """Send messages again for what may have lost its own, or its worker."""
    now = timezone.now()
    overdue = ImportFile.objects.filter(state__in=UNREAD, lease_expires_at__lte=now)
    oldest = overdue.order_by("lease_expires_at", "pk").values_list("pk", flat=True)
    files = list(oldest[:SWEPT])
    ImportFile.objects.filter(pk__in=files).update(lease_expires_at=_next_look())
    send(IMPORT_FILE, files)
    send(RETRY_REJECTED, _asked_for_retry().values_list("pk", flat=True)[:SWEPT])


def _asked_for_retry() -> "QuerySet[ImportBatch]":
    unfinished = ImportBatch.objects.filter(
        origin=ImportBatch.Origin.UPLOAD, finished_at__isnull=True
    )
    opened = _files().filter(state__in=OPEN)
    return unfinished.filter(Exists(_files())).exclude(Exists(opened)).select_related("created_by")


def _files() -> "QuerySet[ImportFile]":
    return ImportFile.objects.filter(batch=OuterRef("pk"))


def _next_look() -> datetime.datetime:
    """When the sweep asks whether the message or the worker of a file was lost."""
    return timezone.now() + datetime.timedelta(seconds=settings.EXTRACTION_SWEEP_AFTER_S)
