"""A sample of what the machine suggests, asked about blind, and what editors answered."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from articles.models import Article
from entities.models.actors import Actor, Kind
from entities.models.decisions import Decision


class AuditItem(models.Model):
    """A tag as the machine suggested it when it was taken into the sample.

    `verdict` is the first answer that is yes or no; until there is one, "unsure" if somebody could
    not tell. `lapsed`: its words are no longer in the text, so that nobody can be asked.
    """

    class Verdict(models.TextChoices):
        OPEN = "", "not answered"
        RIGHT = "right", "right"
        WRONG = "wrong", "wrong"
        UNSURE = "unsure", "cannot be told"

    article = models.ForeignKey(Article, models.CASCADE, related_name="audit_items")
    actor = models.ForeignKey(Actor, models.PROTECT, related_name="+")
    # What was suggested; the actor may have been given another kind since.
    kind = models.CharField(max_length=12, choices=Kind.choices)
    score = models.FloatField()
    pipeline = models.CharField(max_length=60)
    # Where it stands in the text, as anchors of decisions have it.
    anchors = models.JSONField(default=list)
    # How many editors are asked.
    wanted = models.PositiveSmallIntegerField(default=1)
    answer_count = models.PositiveSmallIntegerField(default=0)
    verdict = models.CharField(max_length=6, choices=Verdict.choices, default="", blank=True)
    lapsed = models.BooleanField(default=False)
    taken_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["article", "actor"], name="audititem_once"),
            models.CheckConstraint(
                condition=Q(verdict__in=["", "right", "wrong", "unsure"]),
                name="audititem_verdict_known",
            ),
            models.CheckConstraint(
                condition=Q(score__range=(0, 1)), name="audititem_score_in_range"
            ),
        ]
        indexes: ClassVar = [
            # What is still to be asked, in the order in which it was taken.
            models.Index(
                "id",
                name="audititem_to_ask",
                condition=Q(answer_count__lt=F("wanted"), lapsed=False),
            ),
            # The public page: counted from the index alone.
            models.Index("pipeline", "kind", "verdict", "lapsed", name="audititem_counts"),
        ]

    def __str__(self) -> str:
        return f"audit item {self.pk}"


class AuditAnswer(models.Model):
    """What an editor said without knowing what the machine thought. Never changed: see 0020."""

    class Said(models.TextChoices):
        YES = "yes", "yes"
        NO = "no", "no"
        UNSURE = "unsure", "cannot tell"

    item = models.ForeignKey(AuditItem, models.CASCADE, related_name="answers")
    editor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    said = models.CharField(max_length=6, choices=Said.choices)
    answered_at = models.DateTimeField(default=timezone.now)
    # The decision on the tag that it was, if the tag was still only suggested.
    decision = models.ForeignKey(Decision, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering: ClassVar = ["-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["item", "editor"], name="auditanswer_once"),
            models.CheckConstraint(
                condition=Q(said__in=["yes", "no", "unsure"]), name="auditanswer_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.editor}: {self.said}"
