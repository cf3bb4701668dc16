"""Bulk decisions as rows: asked for on the desk, carried out in the worker, undone as one.

A `Batch` says what is decided, its items say in which articles. A worker takes some waiting items
at a time, in one transaction: it locks them, decides (entities.review.bulk) and marks them. So
several workers may carry out one batch, each article is decided once, and what a worker leaves
undone when it dies is waiting again at once. The lease only says that somebody is at work; when it
runs out, the sweep calls for another.
"""

import datetime
import logging
from collections.abc import Iterable
from functools import partial
from typing import Any

from django.contrib.auth.models import User
from django.db import DatabaseError, transaction
from django.db.models import Exists, F, OuterRef
from django.db.models.functions import Coalesce
from django.utils import timezone

from articles.background import send
from entities.models import Actor, Batch, BatchItem, Decision
from entities.review import ReviewError, Stale
from entities.review.bulk import STATUS_AFTER, Wanted, decide_many, undo_many

log = logging.getLogger(__name__)

State = BatchItem.State
OPEN = (Batch.State.PENDING, Batch.State.RUNNING)

# Articles of one transaction. Half of them cost a tenth more time an article, and who waits for one
# of them waits half as long: some 0.2 s.
CHUNK = 50
# A chunk takes less than a second; a worker that has been silent for so long is taken to be dead.
LEASE_S = 15
# Workers called for one batch, and the least articles worth a second one.
WORKERS = 2
MOST_ALONE = 2 * CHUNK
# One decision is taken in so many articles at most; the same can be asked for again.
MOST_ARTICLES = 10_000
MOST_REASON = 300
# Rows of one statement.
INSERT = 1000

# What one article may bring about: its rows are refused, or are not what they should be.
TROUBLE = (DatabaseError, LookupError, ValueError)

TASK = "entities.tasks.carry_out_batch"


def request_batch(
    decision: Decision, articles: Iterable[int], *, editor: User, note: str = ""
) -> Batch:
    """Ask for the same decision in other articles, and return the batch that waits for a worker.

    Raises ReviewError when it cannot be taken in bulk, or in no article.
    """
    on_tag = decision.subject == Decision.Subject.TAG
    if not on_tag or decision.verb not in STATUS_AFTER or decision.actor is None:
        raise ReviewError("This decision is about its own article only.")
    chosen = sorted(set(articles) - {decision.article_id or 0})
    request = {
        "verb": decision.verb,
        "decision": decision.pk,
        "actor": decision.actor_id,
        "to_actor": decision.to_actor_id,
        "surfaces": sorted(surfaces(decision)),
        "name": decision.actor.name,
        "to_name": decision.to_actor.name if decision.to_actor else "",
    }
    return _request(chosen, editor=editor, note=note, request=request)


def request_split(
    actor: Actor, to: Actor, articles: Iterable[int], *, editor: User, note: str
) -> Batch:
    """Ask for the tags of an actor in just these articles to be another's, confirmed ones too.

    Raises ReviewError for none, or for more than are done at once.
    """
    chosen = sorted(set(articles))
    if len(chosen) > MOST_ARTICLES:
        raise ReviewError(f"At most {MOST_ARTICLES:,} articles can be moved at once.")
    request = {
        "verb": Decision.Verb.RELINK,
        "actor": actor.pk,
        "to_actor": to.pk,
        "surfaces": [],
        "whole": True,
        "name": actor.name,
        "to_name": to.name,
    }
    return _request(chosen, editor=editor, note=note, request=request)


def request_undo(batch: Batch, *, editor: User, note: str = "") -> Batch:
    """Ask for all decisions of a batch to be undone; an undo can be undone too.

    Raises Stale when it is undone already, ReviewError while it is carried out.
    """
    with transaction.atomic():
        batch = Batch.objects.select_for_update().get(pk=batch.pk)
        if batch.state in OPEN:
            raise ReviewError("It is being carried out: stop it first.")
        if Batch.objects.filter(undoes=batch).exists():
            raise Stale("This was undone already.")
        done = batch.decisions.order_by().values_list("article_id", flat=True)
        request = {"verb": Decision.Verb.UNDO, "undoes": batch.pk}
        return _request(
            sorted(pk for pk in done if pk), editor=editor, note=note, request=request, undoes=batch
        )


def surfaces(decision: Decision) -> frozenset[str]:
    """The different words that a decision was taken on."""
    return frozenset(anchor["quote"] for anchor in decision.anchors)


def stop(batch: Batch) -> bool:
    """Let what is at work finish its article, and no more; False when it is over."""
    running = Batch.objects.filter(pk=batch.pk, state__in=OPEN)
    return bool(running.update(state=Batch.State.STOPPED, finished_at=timezone.now()))


def go_on(batch: Batch) -> bool:
    """Carry out the rest of a batch that was stopped, unless it was undone meanwhile."""
    with transaction.atomic():
        stopped = Batch.objects.filter(pk=batch.pk, state=Batch.State.STOPPED, undone_by=None)
        again = stopped.update(
            state=Batch.State.PENDING, finished_at=None, lease_expires_at=_lease()
        )
        if again:
            transaction.on_commit(partial(_call_workers, batch))
    return bool(again)


def carry_out(batch_id: int, task: str) -> None:
    """Decide in the articles of a batch that wait, until none is left that nobody else has."""
    batch = Batch.objects.select_related("editor", "undoes").filter(pk=batch_id).first()
    if batch is None:
        return
    wanted = None if batch.undoes_id else wanted_by(batch)
    wait = False
    while Batch.objects.filter(pk=batch_id, state__in=OPEN).exists():
        size = 1 if wait else CHUNK
        try:
            counts = _carry_out_some(batch, wanted, size, task, wait=wait)
        except TROUBLE:
            log.exception("batch %s: some of its articles failed, each is tried alone", batch_id)
            counts = _carry_out_alone(batch, wanted, task)
        if counts is None:
            break
        # Whoever holds every article of the chunk is waited for, with nothing else in hand.
        wait = counts == 0
    _close(batch_id)


def sweep() -> int:
    """Call workers for batches whose message was lost or whose worker died; return how many."""
    now = timezone.now()
    idle = Batch.objects.filter(state__in=OPEN, lease_expires_at__lt=now)
    ids = list(idle.order_by("pk").values_list("pk", flat=True))
    Batch.objects.filter(pk__in=ids).update(lease_expires_at=_lease())
    send(TASK, ids)
    return len(ids)


def wanted_by(batch: Batch) -> Wanted:
    """What a batch decides, with its actors as they are now."""
    request = batch.request
    ids = [request["actor"], request["to_actor"]]
    actors = Actor.objects.select_related("merged_into").in_bulk([pk for pk in ids if pk])
    actor, target = ((actors[pk].merged_into or actors[pk]) if pk in actors else None for pk in ids)
    assert actor  # noqa: S101 (no actor is ever deleted)
    words = request["surfaces"]
    one = words[0] if words else ""
    whole = request.get("whole", False)
    return Wanted(request["verb"], actor, target, frozenset(words), one, whole)


def _request(articles: list[int], **fields: Any) -> Batch:
    if not articles:
        raise ReviewError("Choose at least one article.")
    with transaction.atomic():
        batch = Batch.objects.create(total_count=len(articles), lease_expires_at=_lease(), **fields)
        BatchItem.objects.bulk_create(
            (BatchItem(batch=batch, article_id=article) for article in articles),
            batch_size=INSERT,
        )
        transaction.on_commit(partial(_call_workers, batch))
    return batch


def _call_workers(batch: Batch) -> None:
    send(TASK, [batch.pk] * (WORKERS if batch.total_count > MOST_ALONE else 1))


def _lease() -> datetime.datetime:
    return timezone.now() + datetime.timedelta(seconds=LEASE_S)


def _carry_out_some(
    batch: Batch, wanted: Wanted | None, size: int, task: str, *, wait: bool
) -> int | None:
    """Decide in the next articles; return in how many something came of it, None without any."""
    with transaction.atomic():
        ids = _take(batch, size)
        if not ids:
            return None
        told = _decide(batch, wanted, ids, wait=wait)
        _mark(batch, told, task)
    return len(told)


def _carry_out_alone(batch: Batch, wanted: Wanted | None, task: str) -> int | None:
    """The same, an article at a time: of one that fails the error is kept, and the others go on."""
    waiting = batch.items.filter(state=State.PENDING).order_by("article_id")
    ids = list(waiting.values_list("article_id", flat=True)[:CHUNK])
    for article in ids:
        try:
            with transaction.atomic():
                if _take(batch, 1, only=article):
                    _mark(batch, _decide(batch, wanted, [article], wait=True), task)
        except TROUBLE as error:
            log.exception("batch %s: article %s failed", batch.pk, article)
            told = f"It failed: {type(error).__name__}."
            with transaction.atomic():
                if _take(batch, 1, only=article):
                    _mark(batch, {article: told}, task)
    return len(ids) or None


def _take(batch: Batch, size: int, *, only: int | None = None) -> list[int]:
    """Lock waiting items that no other worker has, and return their articles."""
    waiting = batch.items.filter(state=State.PENDING).order_by("article_id")
    if only:
        waiting = waiting.filter(article=only)
    rows = waiting.select_for_update(skip_locked=True)
    return list(rows.values_list("article_id", flat=True)[:size])


def _decide(
    batch: Batch, wanted: Wanted | None, articles: list[int], *, wait: bool
) -> dict[int, str]:
    if wanted is None:
        assert batch.undoes  # noqa: S101 (see carry_out)
        return undo_many(batch, batch.undoes, articles, wait=wait)
    return decide_many(batch, wanted, articles, wait=wait)


def _mark(batch: Batch, told: dict[int, str], task: str) -> None:
    """Note what came of it. The row of the batch is the last that is locked: others count in it."""
    items = batch.items.filter(article__in=told)
    done = [article for article, why in told.items() if not why]
    items.filter(article__in=done).update(state=State.DONE)
    by_reason: dict[str, list[int]] = {}
    for article, why in told.items():
        if why:
            by_reason.setdefault(why[:MOST_REASON], []).append(article)
    for why, articles in by_reason.items():
        items.filter(article__in=articles).update(state=State.SKIPPED, reason=why)
    row = Batch.objects.filter(pk=batch.pk)
    row.update(
        done_count=F("done_count") + len(done),
        skipped_count=F("skipped_count") + len(told) - len(done),
        started_at=Coalesce("started_at", timezone.now()),
        lease_expires_at=_lease(),
        claimed_by=task,
    )
    row.filter(state=Batch.State.PENDING).update(state=Batch.State.RUNNING)


def _close(batch_id: int) -> None:
    """Say that a batch is done if it is: nothing waits, and nobody is at work on it."""
    left = BatchItem.objects.filter(batch=OuterRef("pk"), state=State.PENDING)
    Batch.objects.filter(~Exists(left), pk=batch_id, state__in=OPEN).update(
        state=Batch.State.DONE, finished_at=timezone.now(), lease_expires_at=None
    )
