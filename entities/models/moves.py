"""Articles that follow a merge, and actors that may be one: both are worked off by a worker."""

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from entities.models.actors import Actor
from entities.models.decisions import Decision


class ActorMove(models.Model):
    """The articles of an actor that are derived anew after a merge, or after one was undone.

    The row is the work and its record: `after` is the last article that is done, so that a worker
    that dies is taken over. `group` holds the actor and whoever was merged into it before; `other`
    is the one that it was merged into, or parted from.
    """

    decision = models.ForeignKey(Decision, models.PROTECT, related_name="moves")
    actor = models.ForeignKey(Actor, models.PROTECT, related_name="moves")
    other = models.ForeignKey(Actor, models.PROTECT, related_name="+")
    group = ArrayField(models.BigIntegerField())
    after = models.BigIntegerField(default=0)
    total_count = models.PositiveIntegerField()
    done_count = models.PositiveIntegerField(default=0)
    requested_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-pk"]
        indexes: ClassVar = [
            # The sweep, and the pages of both actors: hardly ever any.
            models.Index("requested_at", name="actormove_open", condition=Q(finished_at=None)),
        ]

    def __str__(self) -> str:
        return f"move {self.pk}: {self.done_count} of {self.total_count} articles"

    @property
    def left_count(self) -> int:
        return max(0, self.total_count - self.done_count)


class Namesakes(models.Model):
    """Two actors that may be one: found by a worker, or suggested by an editor.

    `score` says how little speaks against it, 0 to 1; `why` holds what speaks for and against it,
    in words. A row stays when the two are merged or said not to be the same: it never comes back.
    """

    one = models.ForeignKey(Actor, models.CASCADE, related_name="+")
    other = models.ForeignKey(Actor, models.CASCADE, db_index=True, related_name="+")
    score = models.FloatField()
    why = models.JSONField(default=list)
    suggested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    note = models.CharField(max_length=1000, blank=True)
    # "They are not the same": while this decision holds.
    ruled_out_by = models.ForeignKey(
        Decision, models.PROTECT, null=True, blank=True, related_name="+"
    )
    found_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar = ["-score", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["one", "other"], name="namesakes_once"),
            models.CheckConstraint(condition=Q(one__lt=F("other")), name="namesakes_in_order"),
            models.CheckConstraint(
                condition=Q(score__range=(0, 1)), name="namesakes_score_in_range"
            ),
        ]
        indexes: ClassVar = [
            # The queue, least trouble first.
            models.Index(
                F("score").desc(), "id", name="namesakes_queue", condition=Q(ruled_out_by=None)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.one_id} and {self.other_id}: {self.score:.2f}"


class NamesakeSearch(models.Model):
    """How far names have been compared: one row. Up to `last_id` they are.

    Only names up to `seen_id`, the newest at the run before, are compared: one with a smaller
    number may still have been on its way then.
    """

    last_id = models.BigIntegerField(default=0)
    seen_id = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"names compared up to {self.last_id}"
