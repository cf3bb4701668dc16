"""What people decided: append-only, on words and actors, never on a row of the machine."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Max, Q
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone

from articles.models import Article
from entities.models.actors import Actor


def newest_decision() -> int:
    """The key of the newest decision, 0 before there is one. One query."""
    newest: int = Decision.objects.aggregate(newest=Coalesce(Max("pk"), 0))["newest"]
    return newest


class Batch(models.Model):
    """A decision on many articles, carried out by a worker: the row is the work and its record.

    `request` says what is to be done and where, in ids, so that a worker that dies is taken over.
    """

    class State(models.TextChoices):
        PENDING = "pending", "waiting"
        RUNNING = "running", "at work"
        DONE = "done", "done"
        FAILED = "failed", "failed"
        STOPPED = "stopped", "stopped"

    editor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="batches")
    note = models.CharField(max_length=1000, blank=True)
    request = models.JSONField(default=dict)
    state = models.CharField(max_length=7, choices=State.choices, default=State.PENDING)
    total_count = models.PositiveIntegerField(default=0)
    done_count = models.PositiveIntegerField(default=0)
    # Left alone: somebody decided meanwhile, or the words are gone.
    skipped_count = models.PositiveIntegerField(default=0)
    error = models.TextField(blank=True)
    claimed_by = models.CharField(max_length=64, blank=True)
    lease_expires_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    # The newest decision when it was asked for: where it stands in the log of decisions.
    place = models.BigIntegerField(default=newest_decision, editable=False)
    undoes = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="undone_by"
    )

    class Meta:
        ordering: ClassVar = ["-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state__in=["pending", "running", "done", "failed", "stopped"]),
                name="batch_state_known",
            ),
        ]
        indexes: ClassVar = [
            # The sweep: hardly ever any.
            models.Index("state", name="batch_open", condition=Q(state__in=["pending", "running"])),
            # The log, where batches stand between decisions.
            models.Index(F("place").desc(), F("id").desc(), name="batch_place"),
        ]

    def __str__(self) -> str:
        return f"batch {self.pk}: {self.get_state_display()}"

    def get_absolute_url(self) -> str:
        return reverse("review:batch", args=[self.pk])


class BatchItem(models.Model):
    """One article of a batch: a worker holds the row while it decides, so that several may work."""

    class State(models.TextChoices):
        PENDING = "pending", "waiting"
        DONE = "done", "done"
        SKIPPED = "skipped", "left alone"

    batch = models.ForeignKey(Batch, models.CASCADE, db_index=False, related_name="items")
    article = models.ForeignKey(Article, models.PROTECT, db_index=False, related_name="+")
    state = models.CharField(max_length=7, choices=State.choices, default=State.PENDING)
    # Why it was left alone, for the editor.
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering: ClassVar = ["batch_id", "article_id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["batch", "article"], name="batchitem_once"),
            models.CheckConstraint(
                condition=Q(state__in=["pending", "done", "skipped"]),
                name="batchitem_state_known",
            ),
        ]
        indexes: ClassVar = [
            # What is next, and whether anything is left.
            models.Index(
                fields=["batch", "article"],
                name="batchitem_waiting",
                condition=Q(state="pending"),
            ),
            # What was left alone, and why.
            models.Index(
                fields=["batch", "article"],
                name="batchitem_skipped",
                condition=Q(state="skipped"),
            ),
        ]

    def __str__(self) -> str:
        return f"article {self.article_id} of batch {self.batch_id}: {self.get_state_display()}"


class Decision(models.Model):
    """What an editor decided, when and why. Rows are never changed or deleted: a trigger refuses.

    `subject` says on what: a tag, a quote or an interaction of an article, or an actor everywhere.
    `anchors` says on which words: a list of {"version", "start", "end", "quote", "prefix",
    "suffix"}. `before` and `after` hold what a reader needs to see of the change.
    """

    class Verb(models.TextChoices):
        CONFIRM = "confirm", "confirmed"
        REJECT = "reject", "rejected"
        RELINK = "relink", "relinked"
        RETYPE = "retype", "changed the kind of"
        ADD = "add", "added"
        SPAN = "span", "changed the words of"
        SECOND_LOOK = "second look", "asked for a second look at"
        SPEAKER = "speaker", "named the speaker of a quote"
        CHANGE = "change", "changed an interaction of"
        EDIT = "edit", "changed what is known of"
        MERGE = "merge", "merged"
        SPLIT = "split", "split"
        RULE = "rule", "made a rule for"
        UNDO = "undo", "undid"

    class Subject(models.TextChoices):
        TAG = "tag", "tag"
        QUOTE = "quote", "quote"
        INTERACTION = "interaction", "interaction"
        ACTOR = "actor", "actor"

    verb = models.CharField(max_length=11, choices=Verb.choices)
    subject = models.CharField(max_length=11, choices=Subject.choices, default=Subject.TAG)
    # The article it was taken in; a change of kind holds for the actor everywhere.
    article = models.ForeignKey(
        Article, models.PROTECT, null=True, blank=True, related_name="decisions"
    )
    # None for a quote of nobody and for a rule about words alone.
    actor = models.ForeignKey(
        Actor, models.PROTECT, null=True, blank=True, related_name="decisions"
    )
    to_actor = models.ForeignKey(
        Actor, models.PROTECT, null=True, blank=True, related_name="decisions_to"
    )
    anchors = models.JSONField(default=list)
    editor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="decisions")
    decided_at = models.DateTimeField(default=timezone.now)
    note = models.CharField(max_length=1000, blank=True)
    # What it was taken in together with others; undone together too.
    batch = models.ForeignKey(
        Batch, models.PROTECT, null=True, blank=True, related_name="decisions"
    )
    undoes = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="undone_by"
    )
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)

    class Meta:
        ordering: ClassVar = ["-pk"]
        permissions: ClassVar = [
            ("review_tags", "Can review tags"),
            ("merge_actors", "Can merge and split actors"),
        ]
        indexes: ClassVar = [
            # What was decided today, this week, day by day; by one editor too.
            models.Index("decided_at", "editor", name="decision_by_day"),
            # The log of what was decided one at a time, among thousands that were not.
            models.Index(F("id").desc(), name="decision_alone", condition=Q(batch__isnull=True)),
            # What was decided on one rule: few, and found by what the rule says.
            models.Index(fields=["id"], name="decision_on_rules", condition=Q(verb="rule")),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(
                    verb__in=[
                        *("confirm", "reject", "relink", "retype", "add", "span", "second look"),
                        *("speaker", "change", "edit", "merge", "split", "rule", "undo"),
                    ]
                ),
                name="decision_verb_known",
            ),
            models.CheckConstraint(
                condition=Q(subject="actor")
                | Q(subject="tag", article__isnull=False, actor__isnull=False)
                | Q(subject__in=["quote", "interaction"], article__isnull=False),
                name="decision_subject_known",
            ),
            models.CheckConstraint(
                condition=Q(verb="undo", undoes__isnull=False)
                | (~Q(verb="undo") & Q(undoes__isnull=True)),
                name="decision_undo_names_what",
            ),
            models.CheckConstraint(
                condition=Q(verb__in=["relink", "merge", "split"], to_actor__isnull=False)
                | Q(verb__in=["speaker", "change", "rule", "undo"])
                | Q(subject="interaction")
                | (
                    ~Q(verb__in=["relink", "merge", "split", "speaker", "change", "rule", "undo"])
                    & Q(to_actor__isnull=True)
                ),
                name="decision_names_whom",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.editor} {self.get_verb_display()} {self.actor or 'nobody'}"
