"""The archive itself: articles, every text they ever had, and the raw input they came from.

This app knows nothing of actors. The app above hands each article its labels as opaque values
(`actor_ids`, `label_text`, `label_lexemes`); a trigger of the database keeps the search vector from
them (migration 0002), so that no code path can forget it.

The layout of the hot row follows measurements at a million articles: everything a list or a facet
reads stays in the row, everything long is kept out of line.
"""

from typing import Any, ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify

from articles.querysets import ArticleQuerySet, NamedQuerySet, normalise_name


class NamedThing(models.Model):
    """A name and the form it is matched by."""

    name = models.CharField(max_length=200)
    normalised_name = models.CharField(max_length=200, unique=True, editable=False)

    objects = NamedQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.normalised_name = normalise_name(self.name)
        super().save(*args, **kwargs)


class Source(NamedThing):
    """Who delivered or published an article: an agency, a paper, a desk."""


class Author(NamedThing):
    """A person or desk named in a byline."""


class Section(NamedThing):
    """A part of the archive, such as World or Economy."""


class Article(models.Model):
    """One story in its current text."""

    class Status(models.TextChoices):
        PUBLISHED = "published", "published"
        WITHHELD = "withheld", "withheld"

    class Precision(models.TextChoices):
        """How much of `published_at` is known."""

        YEAR = "year", "year"
        MONTH = "month", "month"
        DAY = "day", "day"
        MINUTE = "minute", "minute"

    guid = models.CharField(max_length=400, unique=True, null=True, blank=True)
    # The headline stays in the row, uncompressed: every list shows it.
    headline = models.CharField(max_length=500, blank=True)
    standfirst = models.TextField(blank=True)
    body = models.TextField(help_text="Plain text, paragraphs separated by an empty line.")
    byline = models.CharField(max_length=300, blank=True)
    dateline = models.CharField(max_length=200, blank=True)
    credit = models.CharField(max_length=200, blank=True)
    source = models.ForeignKey(Source, models.PROTECT, related_name="articles")
    section = models.ForeignKey(
        Section, models.PROTECT, related_name="articles", null=True, blank=True
    )
    authors = models.ManyToManyField(Author, related_name="articles", blank=True)
    language = models.CharField(max_length=12, default="en")
    published_at = models.DateTimeField(null=True, blank=True)
    published_precision = models.CharField(
        max_length=6, choices=Precision.choices, default=Precision.DAY
    )
    url = models.URLField(max_length=1000, blank=True)
    status = models.CharField(max_length=9, choices=Status.choices, default=Status.PUBLISHED)
    received_at = models.DateTimeField(default=timezone.now, editable=False)

    # SHA-256 of headline, standfirst and body: one text is one article.
    text_hash = models.CharField(max_length=64, unique=True, editable=False)
    version_number = models.PositiveIntegerField(default=1, editable=False)

    # Labels from the app above, most salient first; opaque here.
    actor_ids = ArrayField(models.BigIntegerField(), default=list, editable=False)
    label_text = models.TextField(blank=True, editable=False)
    label_lexemes = ArrayField(models.CharField(max_length=40), default=list, editable=False)

    # Both kept by the trigger: the vector, and `published_at` with undated articles at the far end.
    search_vector = SearchVectorField(null=True, editable=False)
    sort_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = ArticleQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-sort_at", "-pk"]
        permissions: ClassVar = [("import_articles", "Can import articles")]
        indexes: ClassVar = [
            # Every word search and every filter: the filters are lexemes of the same vector.
            # New vectors wait in a list of one megabyte, which every search reads too, and go into
            # the index together: an import then writes a third of the log, and is a third faster.
            GinIndex(
                "search_vector",
                name="article_search_vector",
                fastupdate=True,
                gin_pending_list_limit=1024,
            ),
            # Newest first, and its keyset pages, walked until enough rows match.
            models.Index(
                F("sort_at").desc(),
                F("id").desc(),
                name="article_public_newest",
                condition=Q(status="published"),
            ),
            models.Index(F("sort_at").desc(), F("id").desc(), name="article_newest"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(status__in=["published", "withheld"]), name="article_status_known"
            ),
            models.CheckConstraint(
                condition=Q(published_precision__in=["year", "month", "day", "minute"]),
                name="article_precision_known",
            ),
            models.CheckConstraint(condition=~Q(body=""), name="article_body_not_empty"),
            models.CheckConstraint(
                condition=Q(guid__isnull=True) | ~Q(guid=""), name="article_guid_not_empty"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("article_detail", args=[self.pk, self.slug])

    @property
    def title(self) -> str:
        """The headline, or the first words of the text of an article that has none."""
        if self.headline:
            return self.headline
        text = getattr(self, "opening", "") or self.body  # lists bring only the opening
        first = text.split("\n", 1)[0]
        return first if len(first) <= 90 else first[:90].rsplit(" ", 1)[0] + " …"

    @property
    def slug(self) -> str:
        return slugify(self.headline)[:80].strip("-") or "untitled"


class ImportBatch(models.Model):
    """One upload or one run of the import command."""

    class Origin(models.TextChoices):
        UPLOAD = "upload", "upload in the browser"
        COMMAND = "command", "import command"

    origin = models.CharField(max_length=7, choices=Origin.choices)
    created_at = models.DateTimeField(default=timezone.now)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True)
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

    class Meta:
        ordering: ClassVar = ["batch_id", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(
                    outcome__in=["new", "new version", "unchanged", "duplicate", "rejected"]
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

    def __str__(self) -> str:
        return f"{self.path} [{self.index}]: {self.outcome}"


class ArticleVersion(models.Model):
    """A text that an article had. Rows are never changed or deleted: a trigger refuses both."""

    article = models.ForeignKey(Article, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    headline = models.CharField(max_length=500, blank=True)
    standfirst = models.TextField(blank=True)
    body = models.TextField()
    byline = models.CharField(max_length=300, blank=True)
    dateline = models.CharField(max_length=200, blank=True)
    credit = models.CharField(max_length=200, blank=True)
    text_hash = models.CharField(max_length=64)
    item = models.ForeignKey(
        ImportItem, models.PROTECT, null=True, blank=True, related_name="versions"
    )
    created_at = models.DateTimeField(default=timezone.now)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True)
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering: ClassVar = ["article_id", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["article", "number"], name="articleversion_number"),
        ]

    def __str__(self) -> str:
        return f"version {self.number} of article {self.article_id}"
