"""Exact counts of searches that were asked for: the queue, and what was counted."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils import timezone


class ExactCount(models.Model):
    """How many articles a search finds, counted one by one in the worker at a certain time.

    One row a search. `value` is of `counted_at`, also while the search waits to be counted again.
    Nothing says who asked.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "waiting to be counted"
        COUNTED = "counted", "counted"
        FAILED = "failed", "not counted, as it took too long"

    key = models.CharField(max_length=64, unique=True)
    # What articles.search.stored makes of it.
    search = models.JSONField()
    state = models.CharField(max_length=7, choices=State.choices, default=State.WAITING)
    value = models.BigIntegerField(null=True)
    counted_at = models.DateTimeField(null=True)
    requested_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar = ["-requested_at", "-pk"]
        indexes: ClassVar = [
            # The queue, and the bound on it.
            models.Index(
                F("requested_at"), name="exactcount_waiting", condition=Q(state="waiting")
            ),
            # Which to forget.
            models.Index(F("requested_at").desc(), name="exactcount_newest"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "counted", "failed"]),
                name="exactcount_state_known",
            ),
            models.CheckConstraint(
                condition=Q(value__isnull=True, counted_at__isnull=True)
                | Q(value__isnull=False, value__gte=0, counted_at__isnull=False),
                name="exactcount_value_has_its_time",
            ),
            models.CheckConstraint(
                condition=~Q(state="counted") | Q(value__isnull=False),
                name="exactcount_counted_has_value",
            ),
        ]

    def __str__(self) -> str:
        return f"exact count {self.pk}: {self.get_state_display()}"
