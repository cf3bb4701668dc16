"""What editors add to what is known of actors: names that are none, and the posts they held."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from articles.models import Article
from entities.models.actors import Actor
from entities.models.decisions import Decision
from entities.partial_dates import PATTERN


class WithdrawnName(models.Model):
    """A name that an editor says is none of this actor's; a trigger keeps the machine from it."""

    actor = models.ForeignKey(Actor, models.CASCADE, db_index=False, related_name="withdrawn_names")
    name = models.CharField(max_length=300)
    normalised_name = models.CharField(max_length=300)

    class Meta:
        ordering: ClassVar = ["actor_id", "normalised_name"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["actor", "normalised_name"], name="withdrawnname_once"),
        ]

    def __str__(self) -> str:
        return self.name


class Role(models.Model):
    """A post that somebody held, as far as it is known from when to when.

    Learned ones are suggested with the days on which confirmed tags carry the title; those of the
    knowledge file have a row only when an editor decided on them (entities.roles reads both).
    """

    class Origin(models.TextChoices):
        KNOWLEDGE = "knowledge", "knowledge file"
        LEARNED = "learned", "titles in articles"
        EDITOR = "editor", "an editor"

    class Status(models.TextChoices):
        SUGGESTED = "suggested", "suggested, not checked"
        CONFIRMED = "confirmed", "confirmed"
        REJECTED = "rejected", "rejected"

    actor = models.ForeignKey(Actor, models.CASCADE, related_name="roles")
    title = models.CharField(max_length=300)
    # The country or organisation: an actor, or its name where it is none.
    of = models.ForeignKey(
        Actor, models.PROTECT, null=True, blank=True, db_index=False, related_name="+"
    )
    of_text = models.CharField(max_length=200, blank=True)
    start = models.CharField(max_length=10, blank=True)
    end = models.CharField(max_length=10, blank=True)
    origin = models.CharField(max_length=9, choices=Origin.choices)
    # What a learned title or an office of the file is found again by; empty for an editor's own.
    source_key = models.CharField(max_length=400, blank=True)
    status = models.CharField(max_length=9, choices=Status.choices, default=Status.SUGGESTED)
    # Public articles with a confirmed tag that has the title, and the first of them.
    first_seen_on = models.DateField(null=True, blank=True)
    last_seen_on = models.DateField(null=True, blank=True)
    seen_count = models.PositiveIntegerField(default=0)
    evidence = models.JSONField(default=list)
    decision = models.ForeignKey(
        Decision, models.PROTECT, null=True, blank=True, db_index=False, related_name="+"
    )

    class Meta:
        ordering: ClassVar = ["actor_id", "-start", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["actor", "origin", "source_key"],
                condition=~Q(source_key=""),
                name="role_once",
            ),
            models.CheckConstraint(condition=~Q(title=""), name="role_title_not_empty"),
            models.CheckConstraint(
                condition=Q(origin__in=["knowledge", "learned", "editor"]),
                name="role_origin_known",
            ),
            models.CheckConstraint(
                condition=Q(status="suggested", decision__isnull=True)
                | Q(status__in=["confirmed", "rejected"], decision__isnull=False),
                name="role_decided_by_a_decision",
            ),
            models.CheckConstraint(
                condition=(Q(start="") | Q(start__regex=PATTERN))
                & (Q(end="") | Q(end__regex=PATTERN)),
                name="role_dates_are_dates",
            ),
        ]
        indexes: ClassVar = [
            # Whose posts the nightly checks read.
            models.Index("actor", name="role_confirmed", condition=Q(status="confirmed")),
        ]

    def __str__(self) -> str:
        return self.full_title

    @property
    def full_title(self) -> str:
        """The title with whose it is, unless it says so itself."""
        of = self.of.name if self.of else self.of_text
        return f"{self.title} ({of})" if of and of not in self.title else self.title


class Contradiction(models.Model):
    """Two things that cannot both be right, as a check of the night found them.

    Found again by `key`. A line that no longer holds is `gone_at`; one that an editor says is fine
    stays settled while its `facts` are those that the editor saw.
    """

    check_name = models.CharField(max_length=20)
    key = models.CharField(max_length=500)
    actor = models.ForeignKey(Actor, models.CASCADE, related_name="contradictions")
    other = models.ForeignKey(
        Actor, models.CASCADE, null=True, blank=True, db_index=False, related_name="+"
    )
    article = models.ForeignKey(
        Article, models.CASCADE, null=True, blank=True, db_index=False, related_name="+"
    )
    # What the line rests on; when that changes, a settled line comes back.
    facts = models.CharField(max_length=500, blank=True)
    # Lines that one word of an editor may settle together: all of a post that several hold.
    group = models.CharField(max_length=300, blank=True)
    detail = models.JSONField(default=dict)
    first_seen_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()
    gone_at = models.DateTimeField(null=True, blank=True)
    decision = models.ForeignKey(
        Decision, models.PROTECT, null=True, blank=True, db_index=False, related_name="+"
    )
    settled_facts = models.CharField(max_length=500, blank=True)
    settles_group = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar = ["-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["check_name", "key"], name="contradiction_once"),
            models.CheckConstraint(
                condition=Q(settles_group=False) | Q(decision__isnull=False),
                name="contradiction_group_settled_by_a_decision",
            ),
        ]
        indexes: ClassVar = [
            # The page, newest first, of all checks and of one.
            models.Index(F("id").desc(), name="contradiction_here", condition=Q(gone_at=None)),
            models.Index(
                "check_name",
                F("id").desc(),
                name="contradiction_of_check",
                condition=Q(gone_at=None),
            ),
            # The groups that are settled: few.
            models.Index(
                "check_name", name="contradiction_groups", condition=Q(settles_group=True)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.check_name}: {self.key}"


class Walk(models.Model):
    """Work over the whole archive that goes on where it stopped: a row a check, and its record."""

    name = models.CharField(max_length=20, unique=True)
    # How far the round has come: a key of whatever is walked, 0 at the start.
    position = models.BigIntegerField(default=0)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    # Of the round: seconds at work, lines found, and whether there were more than are kept.
    seconds = models.FloatField(default=0)
    line_count = models.PositiveIntegerField(default=0)
    cut_short = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return f"{self.name} at {self.position}"
