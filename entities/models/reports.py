"""What readers say is wrong. It changes no tag: an editor does, or does not."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from articles.models import Article
from entities.models.actors import Actor


class Report(models.Model):
    """A reader's word that a tag of an article is wrong. Nothing of the reader is kept."""

    class Problem(models.TextChoices):
        OTHER_ACTOR = "somebody else", "The text means somebody else of that name"
        ABSENT = "not there", "The text does not speak of them"
        KIND = "wrong kind", "It is of another kind: a place, not a person, for example"
        OTHER = "other", "Something else"

    class Outcome(models.TextChoices):
        OPEN = "", "open"
        ACCEPTED = "accepted", "accepted"
        NOT_WRONG = "not wrong", "not wrong"

    article = models.ForeignKey(Article, models.CASCADE, related_name="reports")
    actor = models.ForeignKey(Actor, models.PROTECT, related_name="reports")
    problem = models.CharField(max_length=13, choices=Problem.choices)
    words = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    outcome = models.CharField(max_length=9, choices=Outcome.choices, default="", blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    settled_at = models.DateTimeField(null=True, blank=True)
    note = models.CharField(max_length=1000, blank=True)

    class Meta:
        ordering: ClassVar = ["-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(problem__in=["somebody else", "not there", "wrong kind", "other"]),
                name="report_problem_known",
            ),
            models.CheckConstraint(
                condition=Q(outcome="", settled_by__isnull=True, settled_at__isnull=True)
                | Q(
                    outcome__in=["accepted", "not wrong"],
                    settled_by__isnull=False,
                    settled_at__isnull=False,
                ),
                name="report_settled_by_somebody",
            ),
        ]
        indexes: ClassVar = [
            # What is open, oldest first, and of an article.
            models.Index("id", name="report_open", condition=Q(outcome="")),
            models.Index("article", name="report_open_of_article", condition=Q(outcome="")),
        ]

    def __str__(self) -> str:
        return f"report {self.pk} on article {self.article_id}"
