"""Contradictions as rows: each check walks the archive at night and its lines are kept.

A `Walk` row a check says how far the round has come: a worker that dies is taken over where it
stood (the broker delivers the message again, and a sweep looks for rounds that nobody works on).
A line that a round no longer finds is gone, with the time; one that comes back is the same line.
"""

import logging
import time
from collections.abc import Iterable, Iterator

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from articles.background import alone_at, send
from entities.checks import CHECKS
from entities.checks.lines import Line
from entities.learning_roles import relearn
from entities.models import Contradiction, Walk

log = logging.getLogger(__name__)

# More lines of one check are not kept: the round stops, and the page says so.
MOST_LINES = 10_000
LEARN = "relearn roles"
NAMES = (LEARN, *CHECKS)

_OPEN = Q(gone_at=None) & (Q(decision=None) | ~Q(settled_facts=F("facts")))


def open_lines() -> QuerySet[Contradiction]:
    """Lines that hold and that nobody has said are fine, as they are."""
    return Contradiction.objects.filter(_OPEN)


def settled_lines() -> QuerySet[Contradiction]:
    """Lines that hold and that an editor says are fine."""
    return Contradiction.objects.filter(gone_at=None).exclude(_OPEN)


def begin(names: Iterable[str] = NAMES) -> list[int]:
    """Begin a round of each check, but of those that are still at one; return the rows' keys."""
    begun = []
    for name in names:
        walk, _made = Walk.objects.get_or_create(name=name)
        Walk.objects.filter(pk=walk.pk).filter(
            Q(started_at=None) | Q(finished_at__isnull=False)
        ).update(
            position=0,
            started_at=timezone.now(),
            finished_at=None,
            seconds=0,
            line_count=0,
            cut_short=False,
        )
        begun.append(walk.pk)
    return begun


def begin_in_workers() -> None:
    """Begin a round, each check a message."""
    send("entities.tasks.walk_archive", begin())


def sweep() -> None:
    """Send messages for rounds that are not finished; whoever works on one goes on with it."""
    rounds = Walk.objects.filter(name__in=NAMES, started_at__isnull=False, finished_at=None)
    send("entities.tasks.walk_archive", list(rounds.order_by("pk").values_list("pk", flat=True)))


def walk(pk: int) -> Walk | None:
    """Go on with the round of a check until it is done; None when another worker is at it."""
    name = Walk.objects.values_list("name", flat=True).get(pk=pk)
    with alone_at(f"walk {name}") as ours:
        row = Walk.objects.get(pk=pk)
        if not ours or row.started_at is None or row.finished_at:
            return row if ours else None
        settled = _settled_groups(name)
        began = time.monotonic()
        for position, lines in _steps(name, row.position):
            found = [line for line in lines if line.group not in settled]
            room = MOST_LINES - row.line_count
            row.cut_short = len(found) > room
            with transaction.atomic():
                _keep(name, found[:room])
                now = time.monotonic()
                row.seconds, began = row.seconds + now - began, now
                row.line_count += len(found[:room])
                row.position = position
                row.save()
            if row.cut_short:
                break
        with transaction.atomic():
            if not row.cut_short:
                _close(name, row)
            row.finished_at = timezone.now()
            row.save()
    log.info("%s: %s lines in %.1f s", name, row.line_count, row.seconds)
    return row


def _steps(name: str, after: int) -> Iterator[tuple[int, list[Line]]]:
    if name == LEARN:
        return ((position, []) for position in relearn(after))
    return CHECKS[name].walk(after)


def _settled_groups(name: str) -> set[str]:
    rows = Contradiction.objects.filter(check_name=name, settles_group=True)
    return set(rows.values_list("group", flat=True))


def _keep(name: str, lines: list[Line]) -> None:
    """Store lines under their keys. One statement."""
    now = timezone.now()
    unique = {line.key: line for line in lines}
    Contradiction.objects.bulk_create(
        [
            Contradiction(
                check_name=name,
                key=line.key,
                actor_id=line.actor,
                other_id=line.other,
                article_id=line.article,
                facts=line.facts,
                group=line.group,
                detail=line.detail,
                first_seen_at=now,
                last_seen_at=now,
            )
            for line in unique.values()
        ],
        update_conflicts=True,
        unique_fields=["check_name", "key"],
        update_fields=[
            *("actor", "other", "article", "facts", "group", "detail"),
            *("last_seen_at", "gone_at"),
        ],
    )


def _close(name: str, row: Walk) -> None:
    """What the round did not find is gone; the line that settles its whole group stays."""
    lost = Contradiction.objects.filter(
        check_name=name, gone_at=None, last_seen_at__lt=row.started_at, settles_group=False
    )
    lost.update(gone_at=timezone.now())
