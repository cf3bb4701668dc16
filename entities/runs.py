"""Extraction runs as a queue: request, claim, finish, fail, sweep.

The row is the queue; a Celery message only says "look now". So a lost broker loses nothing: the
sweep finds rows that nobody is working on. Every change of state is one conditional update.
"""

import datetime
import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from itertools import islice
from typing import Any

from celery import current_app
from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from kombu.exceptions import OperationalError

from articles.background import alone_at, send
from articles.models import ArticleVersion
from entities.models import Actor, ExtractionRun

log = logging.getLogger(__name__)

State = ExtractionRun.State

# The end of a traceback names the cause.
MOST_ERROR = 4000
# Small enough for one short transaction, large enough to amortise it.
REQUEST_BATCH = 500
# One request or one sweep enqueues at most this many, so that a backlog of a million rows does not
# fill the memory of the broker; the sweeps that follow enqueue the rest.
ENQUEUE_BATCH = 1000
# So few messages are sent without a look at the length of the queue.
FEW = 10


def request_run(version: ArticleVersion) -> None:
    """Ask for one version to be extracted (see `request_runs`)."""
    request_runs([version])


def request_runs(versions: Iterable[ArticleVersion]) -> int:
    """Ask for versions to be extracted and return how many were asked for.

    A run of the version that already waits or works serves. Runs that wait for older texts of the
    same articles are closed as superseded. Messages go out when the transaction commits, as many as
    the queue has room for; the sweep sends the others. Holds one batch of versions in memory.
    """
    count = enqueued = 0
    waiting = iter(versions)
    while batch := list(islice(waiting, REQUEST_BATCH)):
        batch.sort(key=lambda version: version.pk)  # two requests at once must not lock crosswise
        with transaction.atomic():
            ExtractionRun.objects.filter(
                article__in={version.article_id for version in batch}, state=State.PENDING
            ).exclude(version__in=batch).update(state=State.SUPERSEDED, finished_at=timezone.now())
            ExtractionRun.objects.bulk_create(
                [ExtractionRun(article_id=v.article_id, version=v) for v in batch],
                ignore_conflicts=True,  # the constraint: one open run a version
            )
            runs = ExtractionRun.objects.filter(version__in=batch, state=State.PENDING)
            ids = list(runs.order_by("pk").values_list("pk", flat=True)[: ENQUEUE_BATCH - enqueued])
            transaction.on_commit(partial(_enqueue_into_room, ids))
        count += len(batch)
        enqueued += len(ids)
    return count


def request_publication(actor: Actor) -> None:
    """Ask for all articles of an actor to be published again, after its kind or name changed."""
    Actor.objects.filter(pk=actor.pk).update(publish_requested_at=timezone.now())
    transaction.on_commit(partial(send, "entities.tasks.publish_actor_articles", [actor.pk]))


def enqueue(runs: Iterable[int]) -> None:
    """Send a message for each run."""
    send("entities.tasks.extract_run", runs)


def _enqueue_into_room(runs: list[int]) -> None:
    """Send messages until ENQUEUE_BATCH wait at the broker.

    An import of a hundred thousand articles asks for a few hundred at a time, again and again, and
    is much faster than the workers: it must neither fill the broker nor wait for it.
    """
    if len(runs) > FEW:
        try:
            runs = runs[: max(0, ENQUEUE_BATCH - _queue_length())]
        except OperationalError as error:
            log.warning("broker away, %s runs wait for the sweep: %s", len(runs), error)
            return
    enqueue(runs)


def claim(run: int, task: str) -> ExtractionRun | None:
    """Take a run for the task of this id; None when it is taken, finished or used up.

    A message that is delivered again because its worker died takes its own claim up again.
    """
    now = timezone.now()
    claimed = ExtractionRun.objects.filter(
        Q(state=State.PENDING) | Q(state=State.RUNNING, claimed_by=task),
        pk=run,
        attempts__lt=settings.EXTRACTION_ATTEMPTS,
    ).update(
        state=State.RUNNING,
        claimed_by=task,
        started_at=now,
        lease_expires_at=now + datetime.timedelta(seconds=settings.EXTRACTION_LEASE_S),
        attempts=F("attempts") + 1,
    )
    return ExtractionRun.objects.select_related("version").get(pk=run) if claimed else None


def finish(
    run: ExtractionRun, state: str, *, pipeline: str = "", timings: dict[str, float] | None = None
) -> bool:
    """Close a run that this task still holds; False when another has taken it over."""
    held = ExtractionRun.objects.filter(pk=run.pk, state=State.RUNNING, claimed_by=run.claimed_by)
    return bool(
        held.update(
            state=state,
            pipeline=pipeline,
            timings=timings or {},
            error="",
            finished_at=timezone.now(),
            lease_expires_at=None,
        )
    )


def fail(run_id: int, task: str, error: str, *, for_good: bool = False) -> None:
    """Give the run that this task holds back to the queue, or close it after the last attempt.

    `for_good` closes it at once: what failed would fail again.
    """
    now = timezone.now()
    held = ExtractionRun.objects.filter(pk=run_id, state=State.RUNNING, claimed_by=task)
    # A traceback can quote the text that broke it, with anything in it.
    error = error.replace("\x00", "").encode(errors="replace").decode()[-MOST_ERROR:]
    closed = {"error": error, "claimed_by": "", "lease_expires_at": None}
    used_up = held if for_good else held.filter(attempts__gte=settings.EXTRACTION_ATTEMPTS)
    if used_up.update(state=State.FAILED, finished_at=now, **closed):
        return
    held.update(state=State.PENDING, requested_at=now, **closed)  # the sweep tries again


def retry(runs: Iterable[ExtractionRun]) -> int:
    """Put failed runs back into the queue with a fresh set of attempts; return how many.

    A run stays as it is when its text is no longer the article's, or when the text has an open run.
    Of several failed runs of one text the latest goes.
    """
    chosen = ExtractionRun.objects.filter(pk__in=[run.pk for run in runs], state=State.FAILED)
    opened = ExtractionRun.objects.filter(
        version=OuterRef("version"), state__in=[State.PENDING, State.RUNNING]
    )
    current = chosen.filter(version__number=F("article__version_number"))
    latest = current.exclude(Exists(opened)).order_by("version_id", "-pk").distinct("version_id")
    for last_try in (False, True):
        try:
            with transaction.atomic():
                ids = list(latest.values_list("pk", flat=True))
                count = chosen.filter(pk__in=ids).update(
                    state=State.PENDING, attempts=0, finished_at=None, requested_at=timezone.now()
                )
                transaction.on_commit(partial(enqueue, ids[:ENQUEUE_BATCH]))
            return count
        except IntegrityError:
            # Somebody asked for one of these texts just now: the second look sees that run.
            if last_try:
                raise
    raise AssertionError("the second try returns or raises")


def sweep() -> int:
    """Enqueue what lost its message or its worker; return how many runs were enqueued."""
    now = timezone.now()
    reclaimed = _reclaim(now)
    # A message normally arrives within milliseconds; a row older than this may have lost its own.
    overdue = now - datetime.timedelta(seconds=settings.EXTRACTION_SWEEP_AFTER_S)
    pending = ExtractionRun.objects.filter(state=State.PENDING, requested_at__lte=overdue)
    waiting = list(
        pending.exclude(pk__in=reclaimed)
        .order_by("requested_at", "pk")
        .values_list("pk", flat=True)[:ENQUEUE_BATCH]
    )
    try:
        queued = _queue_length()
    except OperationalError as error:
        log.warning("broker away, nothing is swept: %s", error)
        return 0
    # Most messages only wait in a long queue: there are never more of them than waiting rows.
    runs = reclaimed + waiting[: max(0, len(waiting) - queued)]
    ExtractionRun.objects.filter(pk__in=runs, state=State.PENDING).update(requested_at=now)
    enqueue(runs)
    forgotten = Actor.objects.filter(publish_requested_at__lte=overdue)
    send(
        "entities.tasks.publish_actor_articles",
        forgotten.order_by("publish_requested_at").values_list("pk", flat=True)[:ENQUEUE_BATCH],
    )
    return len(runs)


def _reclaim(now: datetime.datetime) -> list[int]:
    """Take runs from workers whose lease ran out; return those that may be tried again."""
    expired = ExtractionRun.objects.filter(state=State.RUNNING, lease_expires_at__lt=now)
    taken = {"error": "The worker stopped without a word.", "claimed_by": ""}
    used_up = expired.filter(attempts__gte=settings.EXTRACTION_ATTEMPTS)
    used_up.update(state=State.FAILED, finished_at=now, lease_expires_at=None, **taken)
    reclaimed = list(expired.order_by("pk").values_list("pk", flat=True)[:ENQUEUE_BATCH])
    expired.filter(pk__in=reclaimed).update(
        state=State.PENDING, requested_at=now, lease_expires_at=None, **taken
    )
    return reclaimed


def _queue_length() -> int:
    """Return how many extraction messages wait at the broker; raise OperationalError without it."""
    with current_app.connection_for_read() as broker:
        broker.ensure_connection(max_retries=1, interval_start=0)
        channel: Any = broker.default_channel
        queue = current_app.conf.task_default_queue
        return int(channel.queue_declare(queue, durable=True).message_count)


@contextmanager
def publication_of(actor: int) -> Iterator[bool]:
    """Hold the publication of an actor's articles; False when it is done or another worker has it.

    An actor of a hundred thousand articles takes long, so that sweeps and the broker send its
    message again meanwhile.
    """
    with alone_at(f"publication of actor {actor}") as ours:
        wanted = Actor.objects.filter(pk=actor, publish_requested_at__isnull=False)
        yield ours and wanted.exists()
