"""What waits on the desk, in which order, and who is at it."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Ln
from django.utils import timezone

from articles.models import Article, Source
from entities.querysets import ArticleReviewQuerySet, LeaseQuerySet

# Something to decide, as it follows from the article.
OPEN_COUNTS = ("suggested_count", "second_look_count", "orphaned_count", "told_count")
# The same, or a report by a reader: the condition of every index that the queue walks.
OPEN = (
    Q(suggested_count__gt=0)
    | Q(second_look_count__gt=0)
    | Q(orphaned_count__gt=0)
    | Q(told_count__gt=0)
    | Q(report_count__gt=0)
)
# By what the queue is narrowed, besides a source; each has an index in the order of the queue, but
# for the first, which is nearly everything.
STATES: dict[str, Q] = {
    "waiting": Q(suggested_count__gt=0),
    "second-look": Q(second_look_count__gt=0),
    "orphaned": Q(orphaned_count__gt=0),
    "reported": Q(report_count__gt=0),
    "new-version": Q(renewed=True),
    "uncertain": Q(unsure_count__gt=0),
    "unlinked": Q(unlinked_count__gt=0),
    "told": Q(told_count__gt=0, suggested_count=0),
}
# A reader who takes the trouble to report weighs as a wrong tag of a private person (decision 22).
REPORT_STAKE = 3.0
LN_2 = 0.6931471805599453


def _walk(name: str, condition: Q, *first: Any) -> models.Index:
    return models.Index(
        *first, F("priority").desc(), "article", name=f"articlereview_{name}", condition=condition
    )


class ArticleReview(models.Model):
    """Where an article stands on the desk: one row an article, derived together with its tags.

    But for what has other writers: `report_count` (reports by readers that nobody has answered),
    `reads` and `reads_on` (entities.reads), `assigned_to` (entities.assigning).
    """

    article = models.OneToOneField(Article, models.CASCADE, primary_key=True, related_name="review")
    # The article's, here for the walk of one source.
    source = models.ForeignKey(Source, models.SET_NULL, null=True, related_name="+", db_index=False)
    suggested_count = models.PositiveIntegerField(default=0)
    second_look_count = models.PositiveIntegerField(default=0)
    decided_count = models.PositiveIntegerField(default=0)
    # Decided, but the words of the decision are no longer in the text.
    orphaned_count = models.PositiveIntegerField(default=0)
    # Of the suggested: those of which the machine is unsure; those of people and
    # organisations that are not known to Wikidata.
    unsure_count = models.PositiveIntegerField(default=0)
    unlinked_count = models.PositiveIntegerField(default=0)
    # Quotes and interactions that are suggested (decision 28).
    told_count = models.PositiveIntegerField(default=0)
    report_count = models.PositiveIntegerField(default=0)
    # A new text came after the last decision.
    renewed = models.BooleanField(default=False)
    open_since = models.DateTimeField(null=True, blank=True)

    # The harm to be expected of what is open: of each its weight times how likely it is wrong.
    stake = models.FloatField(default=0)
    # Times that readers opened the page, halved every so many days, as of `reads_on`.
    reads = models.FloatField(default=0)
    reads_on = models.DateField(null=True, blank=True)
    # What the queue is ordered by. Readers count by their order of magnitude (decision 22).
    priority = models.GeneratedField(
        expression=(F("stake") + F("report_count") * Value(REPORT_STAKE))
        * Ln(F("reads") + Value(2.0))
        / Value(LN_2),
        output_field=models.FloatField(),
        db_persist=True,
    )

    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
    )

    objects = ArticleReviewQuerySet.as_manager()

    class Meta:
        permissions: ClassVar = [("lead_desk", "Can assign articles and see the desk’s figures")]
        indexes: ClassVar = [
            # The queue and the next article: walks in this order, of all or of one kind.
            _walk("queue", OPEN),
            _walk("source", OPEN, F("source")),
            _walk("assigned", OPEN & Q(assigned_to__isnull=False), F("assigned_to")),
            *(_walk(name.replace("-", "_"), STATES[name]) for name in list(STATES)[1:]),
            # The oldest that waits.
            models.Index("open_since", name="articlereview_oldest", condition=OPEN),
            # Reads that are to be faded.
            models.Index(
                "reads_on", name="articlereview_read", condition=Q(reads_on__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"review of article {self.article_id}"


class Lease(models.Model):
    """Who works on an article just now: one row an article, that of the latest who came.

    It holds until `expires_at` and is written by entities.leases alone. `ahead`: the article was
    only loaded ahead, and nobody looks at it yet. `taken_from`: who was asked to leave.
    """

    article = models.OneToOneField(Article, models.CASCADE, primary_key=True, related_name="lease")
    editor = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="leases")
    since = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(db_index=True)
    ahead = models.BooleanField(default=False)
    taken_from = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    objects = LeaseQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.editor} at article {self.article_id}"


class Assignment(models.Model):
    """An article given to an editor, or to nobody again. Append-only: a trigger refuses changes."""

    article = models.ForeignKey(Article, models.PROTECT, related_name="assignments")
    editor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="assignments"
    )
    assigned_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    assigned_at = models.DateTimeField(default=timezone.now)
    note = models.CharField(max_length=1000, blank=True)

    class Meta:
        ordering: ClassVar = ["-pk"]

    def __str__(self) -> str:
        return f"article {self.article_id} to {self.editor or 'nobody'}"


class DeskSettings(models.Model):
    """How one person wants the desk, in every browser."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="desk_settings"
    )
    single_keys = models.BooleanField(default=True)

    def __str__(self) -> str:
        return f"desk of {self.user}"
