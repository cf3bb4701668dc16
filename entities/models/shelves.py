"""Numbers that browsing shows, kept by triggers as articles come and go."""

from typing import ClassVar

from django.db import models
from django.db.models import F

from entities.models.actors import Actor


class ActorWeek(models.Model):
    """Public articles of an actor in the week that begins on a Monday. Kept by a trigger.

    Only articles of which the day is known.
    """

    pk = models.CompositePrimaryKey("actor_id", "week")
    actor = models.ForeignKey(Actor, models.CASCADE, related_name="+", db_index=False)
    week = models.DateField()
    article_count = models.IntegerField()

    class Meta:
        indexes: ClassVar = [
            # Who is in the news of a week.
            models.Index("week", F("article_count").desc(), "actor", name="actorweek_top"),
        ]

    def __str__(self) -> str:
        return f"{self.actor_id} in the week of {self.week}: {self.article_count}"


class Shelved(models.Model):
    """A change of the number of public articles of a section or an author. Kept by a trigger.

    Rows are added and folded as those of Coverage are, which counts sources. `key` is the id of the
    section or author.
    """

    kind = models.CharField(max_length=7)
    key = models.BigIntegerField()
    article_count = models.IntegerField()

    class Meta:
        indexes: ClassVar = [
            # The number of one, whether there is any, and the rows that are folded.
            models.Index(fields=["kind", "key"], name="shelved_key"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}: {self.article_count:+}"
