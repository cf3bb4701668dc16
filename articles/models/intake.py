"""How articles come in: batches, their files and records, feeds that are polled, who may push."""

from typing import ClassVar

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from articles.models.article import Article


class ImportBatch(models.Model):
    """One upload or one run of the import command."""

    class Origin(models.TextChoices):
        UPLOAD = "upload", "upload in the browser"
        COMMAND = "command", "import command"
        FEED = "feed", "feed"
        PUSH = "push", "push"

    origin = models.CharField(max_length=7, choices=Origin.choices)
    created_at = models.DateTimeField(default=timezone.now)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True)
    # Whence a feed's or a push's articles came.
    feed = models.ForeignKey(
        "articles.Feed", models.PROTECT, null=True, blank=True, related_name="batches"
    )
    token = models.ForeignKey(
        "articles.IngestToken", models.PROTECT, null=True, blank=True, related_name="batches"
    )
    # What the uploader says of articles that do not say it themselves.
    default_source = models.CharField(max_length=200, blank=True)
    default_published_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(
        null=True,
        blank=True,
        help_text="When the import command read its last record; empty if it was stopped before.",
    )

    class Meta:
        ordering: ClassVar = ["-pk"]
        verbose_name_plural = "import batches"

    def __str__(self) -> str:
        return f"import {self.pk} of {self.created_at:%-d %B %Y %H:%M}"

    def get_absolute_url(self) -> str:
        return reverse("import_detail", args=[self.pk])


class ImportItem(models.Model):
    """One article's worth of raw input, kept as it came, and what became of it."""

    class Outcome(models.TextChoices):
        NEW = "new", "new"
        NEW_VERSION = "new version", "new version"
        UNCHANGED = "unchanged", "unchanged"
        DUPLICATE = "duplicate", "duplicate"
        # Its source has a new text, but an editor's stands: somebody must choose.
        HELD = "held", "held for an editor"
        REJECTED = "rejected", "rejected"

    batch = models.ForeignKey(ImportBatch, models.CASCADE, related_name="items")
    path = models.CharField(max_length=1000, help_text="The file it came in.")
    index = models.PositiveIntegerField(help_text="Its place in that file, from 1.")
    content = models.BinaryField(
        help_text="The bytes as they came; none if they changed nothing, or were too large to keep."
    )
    outcome = models.CharField(max_length=11, choices=Outcome.choices)
    reason = models.TextField(blank=True, help_text="Why it was rejected, or what was guessed.")
    article = models.ForeignKey(
        Article, models.PROTECT, null=True, blank=True, related_name="import_items"
    )
    # It was rejected, and this was another try of the same input.
    retry_of = models.OneToOneField(
        "self", models.CASCADE, null=True, blank=True, related_name="retried_as"
    )
    # For what was held: when somebody chose.
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering: ClassVar = ["batch_id", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(
                    outcome__in=["new", "new version", "unchanged", "duplicate", "held", "rejected"]
                ),
                name="importitem_outcome_known",
            ),
            models.CheckConstraint(
                condition=Q(outcome="rejected") | Q(article__isnull=False),
                name="importitem_article_unless_rejected",
            ),
            models.CheckConstraint(
                condition=~Q(outcome="rejected") | ~Q(reason=""),
                name="importitem_rejection_has_reason",
            ),
        ]
        indexes: ClassVar = [
            # What waits for an editor: few.
            models.Index(
                "article",
                name="importitem_held",
                condition=Q(outcome="held", settled_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.path} [{self.index}]: {self.outcome}"


class ImportFile(models.Model):
    """An uploaded file on its way into the archive: the queue and the claim, in one row.

    `content` is emptied when the file has been read: its records are kept as items.
    """

    class State(models.TextChoices):
        ASKING = "asking", "waits for you to check its columns"
        WAITING = "waiting", "waiting"
        READING = "reading", "being read"
        DONE = "done", "read"
        FAILED = "failed", "failed"

    batch = models.ForeignKey(ImportBatch, models.CASCADE, related_name="files")
    name = models.CharField(max_length=1000)
    content = models.BinaryField()
    size = models.PositiveBigIntegerField()
    state = models.CharField(max_length=7, choices=State.choices, default=State.WAITING)
    # Of a table: which column fills which field; columns that fill none have "".
    mapping = models.JSONField(default=dict)
    reason = models.TextField(blank=True, help_text="Why it failed.")
    attempts = models.PositiveSmallIntegerField(default=0)
    claimed_by = models.CharField(max_length=64, blank=True)
    lease_expires_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state__in=["asking", "waiting", "reading", "done", "failed"]),
                name="importfile_state_known",
            ),
            models.CheckConstraint(
                condition=~Q(state="reading") | Q(lease_expires_at__isnull=False),
                name="importfile_reading_has_lease",
            ),
        ]
        indexes: ClassVar = [
            # The sweep: files whose message or worker was lost.
            models.Index(
                "state", name="importfile_open", condition=Q(state__in=["waiting", "reading"])
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Feed(models.Model):
    """An RSS or Atom feed that is polled."""

    name = models.CharField(max_length=200, unique=True)
    url = models.URLField(max_length=1000, unique=True)
    source = models.CharField(
        max_length=200,
        blank=True,
        help_text="The source of its articles; else what the feed calls itself.",
    )
    active = models.BooleanField(default=True)
    interval_minutes = models.PositiveIntegerField(default=15, validators=[MinValueValidator(1)])
    # What the server said, for conditional requests.
    etag = models.CharField(max_length=500, blank=True, editable=False)
    last_modified = models.CharField(max_length=100, blank=True, editable=False)
    next_poll_at = models.DateTimeField(default=timezone.now, editable=False)
    polled_at = models.DateTimeField(null=True, blank=True, editable=False)
    succeeded_at = models.DateTimeField(null=True, blank=True, editable=False)
    failure_count = models.PositiveIntegerField(
        default=0, editable=False, help_text="Failures in a row; each doubles the time to the next."
    )
    last_error = models.TextField(blank=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering: ClassVar = ["name"]
        indexes: ClassVar = [
            # What is due.
            models.Index("next_poll_at", name="feed_due", condition=Q(active=True)),
        ]

    def __str__(self) -> str:
        return self.name


class IngestToken(models.Model):
    """What lets a content management system push articles in. Only its digest is kept."""

    name = models.CharField(max_length=200, unique=True)
    # SHA-256, in hexadecimal, of a random token of 256 bits.
    digest = models.CharField(max_length=64, unique=True, editable=False)
    source = models.CharField(
        max_length=200, blank=True, help_text="The source of articles that name none."
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+"
    )
    last_used_at = models.DateTimeField(null=True, blank=True, editable=False)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name
