"""The tags of a cleared article judged a second time, blind: how far two editors agree."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from articles.models import Article
from entities.models.actors import Actor


class SecondReading(models.Model):
    """A cleared article that was drawn by lot to be read again by somebody else."""

    article = models.OneToOneField(Article, models.CASCADE, related_name="second_reading")
    drawn_at = models.DateTimeField(default=timezone.now)
    reader = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(reader__isnull=True, read_at__isnull=True)
                | Q(reader__isnull=False, read_at__isnull=False),
                name="secondreading_read_by_somebody",
            ),
        ]
        indexes: ClassVar = [
            # What is offered: few.
            models.Index("id", name="secondreading_open", condition=Q(read_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"second reading of article {self.article_id}"


class SecondOpinion(models.Model):
    """Whether a tag is right, as decided first and as the second editor judged without knowing."""

    reading = models.ForeignKey(SecondReading, models.CASCADE, related_name="opinions")
    actor = models.ForeignKey(Actor, models.PROTECT, related_name="+")
    first = models.BooleanField()
    second = models.BooleanField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["reading", "actor"], name="secondopinion_once"),
        ]

    def __str__(self) -> str:
        return f"{self.actor}: {self.first}, {self.second}"
