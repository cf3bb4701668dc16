"""What the machine suggests, and the tags that follow from that and from what people decided."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from articles.models import Article, ArticleVersion
from entities.models.actors import Actor
from entities.models.decisions import Decision
from entities.querysets import TagQuerySet


class ExtractionRun(models.Model):
    """One request to extract one text: the queue, the claim and the record, in one row."""

    class State(models.TextChoices):
        PENDING = "pending", "waiting"
        RUNNING = "running", "being extracted"
        DONE = "done", "extracted"
        FAILED = "failed", "failed"
        SUPERSEDED = "superseded", "superseded by a newer text"

    article = models.ForeignKey(Article, models.CASCADE, related_name="extraction_runs")
    version = models.ForeignKey(ArticleVersion, models.CASCADE, related_name="extraction_runs")
    state = models.CharField(max_length=10, choices=State.choices, default=State.PENDING)
    pipeline = models.CharField(max_length=60, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.TextField(blank=True)
    # The task that holds the claim: a message delivered again may take its own claim up.
    claimed_by = models.CharField(max_length=64, blank=True)
    lease_expires_at = models.DateTimeField(null=True, blank=True)
    requested_at = models.DateTimeField(default=timezone.now)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    timings = models.JSONField(default=dict, help_text="Milliseconds by stage.")

    class Meta:
        ordering: ClassVar = ["-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["version"],
                condition=Q(state__in=["pending", "running"]),
                name="extractionrun_one_open_per_version",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["pending", "running", "done", "failed", "superseded"]),
                name="extractionrun_state_known",
            ),
            models.CheckConstraint(
                condition=~Q(state="running")
                | Q(started_at__isnull=False, lease_expires_at__isnull=False),
                name="extractionrun_running_has_lease",
            ),
        ]
        indexes: ClassVar = [
            # The sweep, and the admin's list of failed runs: both are short.
            models.Index(
                "state",
                "requested_at",
                name="extractionrun_open",
                condition=Q(state__in=["pending", "running", "failed"]),
            ),
            # The latest run of an article.
            models.Index("article", F("id").desc(), name="extractionrun_latest"),
        ]

    def __str__(self) -> str:
        return f"extraction {self.pk} of article {self.article_id}: {self.get_state_display()}"


class Mention(models.Model):
    """Words in which the machine sees an actor. Never edited: the next extraction replaces it."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="mentions")
    run = models.ForeignKey(ExtractionRun, models.CASCADE, related_name="mentions")
    actor = models.ForeignKey(Actor, models.PROTECT, related_name="mentions")
    # Code points into the body, and the W3C quote selector around them.
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    quote = models.TextField()
    prefix = models.CharField(max_length=64, blank=True)
    suffix = models.CharField(max_length=64, blank=True)
    how = models.CharField(max_length=10)
    title = models.CharField(max_length=300, blank=True)
    step = models.CharField(max_length=60)
    evidence = models.JSONField(default=dict)
    confidence = models.FloatField()
    # What the run says of the whole tag, on each of its mentions, so that tags can be derived again
    # from mentions and decisions alone.
    tag_confidence = models.FloatField()
    tag_salience = models.FloatField()

    class Meta:
        ordering: ClassVar = ["article_id", "start", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(end__gt=F("start")), name="mention_span_not_empty"),
            models.CheckConstraint(
                condition=Q(how__in=["name", "nominal", "pronoun", "adjective", "metonym"]),
                name="mention_how_known",
            ),
            models.CheckConstraint(
                condition=Q(confidence__range=(0, 1))
                & Q(tag_confidence__range=(0, 1))
                & Q(tag_salience__range=(0, 1)),
                name="mention_scores_in_range",
            ),
        ]
        indexes: ClassVar = [
            # Who is called what, and where: a tenth of the mentions, read from the index alone.
            models.Index(
                "actor",
                "article",
                name="mention_titled",
                include=["title"],
                condition=~Q(title=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quote} ({self.start}-{self.end})"


class Tag(models.Model):
    """An actor in an article, as it stands: derived from mentions and decisions, never edited."""

    class Status(models.TextChoices):
        SUGGESTED = "suggested", "suggested, not checked"
        CONFIRMED = "confirmed", "confirmed"
        REJECTED = "rejected", "rejected"
        SECOND_LOOK = "second look", "needs a second look"

    article = models.ForeignKey(Article, models.CASCADE, related_name="tags")
    actor = models.ForeignKey(Actor, models.PROTECT, related_name="tags")
    status = models.CharField(max_length=11, choices=Status.choices)
    score = models.FloatField(
        help_text="How sure the machine is, 0 to 1; 1 when only people say so."
    )
    salience = models.FloatField()
    mention_count = models.PositiveIntegerField()
    # The words a decision hung on are no longer in the text: kept, shown on the desk.
    orphaned = models.BooleanField(default=False)
    # Suggested, but not shown: the desk would not tag it, by what it decided before.
    held_back = models.BooleanField(default=False)
    decision = models.ForeignKey(
        Decision, models.PROTECT, null=True, blank=True, related_name="tags"
    )

    objects = TagQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["article_id", "-salience", "pk"]
        indexes: ClassVar = [
            # What is learned from: the confirmed tags of an actor.
            models.Index("actor", "article", name="tag_confirmed", condition=Q(status="confirmed")),
            # Where a decision on an actor would apply too: walked from the newest article.
            models.Index(
                "actor",
                F("article").desc(),
                name="tag_undecided_of_actor",
                condition=Q(status="suggested"),
            ),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["article", "actor"], name="tag_once"),
            models.CheckConstraint(
                condition=Q(status__in=["suggested", "confirmed", "rejected", "second look"]),
                name="tag_status_known",
            ),
            models.CheckConstraint(
                condition=Q(status="suggested", decision__isnull=True)
                | (~Q(status="suggested") & Q(decision__isnull=False)),
                name="tag_decided_by_a_decision",
            ),
            models.CheckConstraint(
                condition=Q(score__range=(0, 1)) & Q(salience__range=(0, 1)),
                name="tag_scores_in_range",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.actor} in article {self.article_id}: {self.status}"
