"""What the archive remembers of decisions, for what the machine suggests next."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from articles.models import Article, Source
from entities.models.actors import Actor
from entities.models.decisions import Decision


class Rule(models.Model):
    """One lesson: made by an editor, or learnt from decisions and then counted anew from them.

    `actor` is whom the machine says (None: whoever is called `words`), `to_actor` whom it means.
    Learnt rules are derived and may be deleted; that one was withdrawn, or made by hand, is an
    editor's decision, and stays: its `state` follows from the decisions on it (review.rules).
    """

    class Sort(models.TextChoices):
        NEVER_LINK = "never link", "never link"
        STOP = "stop", "not suggested"
        ALIAS = "alias", "name of"
        PRIOR = "prior", "usually means"
        KIND = "kind", "kind"
        HABIT = "habit", "habits of the desk"

    class State(models.TextChoices):
        WAITS = "waits", "waits"
        IN_FORCE = "in force", "in force"
        WITHDRAWN = "withdrawn", "withdrawn"
        TAKEN_BACK = "taken back", "taken back"

    sort = models.CharField(max_length=10, choices=Sort.choices)
    # Folded as the extractor folds; `shown` is how they were written.
    words = models.CharField(max_length=300, blank=True)
    shown = models.CharField(max_length=300, blank=True)
    actor = models.ForeignKey(
        Actor, models.CASCADE, null=True, blank=True, related_name="rules_about"
    )
    to_actor = models.ForeignKey(
        Actor, models.CASCADE, null=True, blank=True, related_name="rules_to"
    )
    # Where it holds: one source, one year, a year of a source, one article, or everywhere.
    source = models.ForeignKey(Source, models.PROTECT, null=True, blank=True, related_name="+")
    year = models.PositiveSmallIntegerField(default=0)
    article = models.ForeignKey(Article, models.PROTECT, null=True, blank=True, related_name="+")
    # Of so many decisions on the name, so many say this.
    right_count = models.PositiveIntegerField(default=0)
    seen_count = models.PositiveIntegerField(default=0)
    # Some of the decisions it was learnt from, the latest first; what the sort needs besides.
    learnt_from = models.JSONField(default=list)
    details = models.JSONField(default=dict)
    # An editor's rule waits until its effect was shown; only one in force changes anything.
    state = models.CharField(max_length=10, choices=State.choices, default=State.IN_FORCE)
    by_editor = models.BooleanField(default=False)
    # What a dry run over some articles would change: see entities.effects.
    effect = models.JSONField(default=dict)
    # The editor's decision that its state follows from; None for what was learnt.
    decision = models.ForeignKey(
        Decision, models.PROTECT, null=True, blank=True, related_name="rules"
    )
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar = ["-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(sort__in=["never link", "stop", "alias", "prior", "kind", "habit"]),
                name="rule_sort_known",
            ),
            models.CheckConstraint(
                condition=~Q(sort__in=["alias", "prior"]) | Q(to_actor__isnull=False),
                name="rule_names_whom",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["waits", "in force", "withdrawn", "taken back"]),
                name="rule_state_known",
            ),
            models.CheckConstraint(
                condition=Q(by_editor=False) | (~Q(words="") & Q(decision__isnull=False)),
                name="rule_of_an_editor_says_whose",
            ),
            models.CheckConstraint(
                condition=Q(article__isnull=True) | Q(by_editor=True, source=None, year=0),
                name="rule_scope_is_one",
            ),
            models.UniqueConstraint(
                fields=["sort", "words", "actor", "source", "year"],
                condition=Q(by_editor=False),
                nulls_distinct=False,
                name="rule_learnt_once",
            ),
            # Editors may say two things of the same words: the later one holds.
            models.UniqueConstraint(
                fields=["sort", "words", "actor", "to_actor", "source", "year", "article"],
                condition=Q(by_editor=True),
                nulls_distinct=False,
                name="rule_made_once",
            ),
        ]
        indexes: ClassVar = [
            # What every extraction asks: has anything changed?
            models.Index(F("changed_at").desc(), name="rule_changed"),
        ]

    def __str__(self) -> str:
        return f"{self.get_sort_display()}: {self.shown or self.actor or 'everything'}"
