"""Articles, every text they ever had, and what was done to them."""

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify

from articles.models.names import Author, Section, Source
from articles.querysets import ArticleQuerySet


class Article(models.Model):
    """One story in its current text, as readers may see it.

    The text here is the public one: names that an act hides are initials in it, so that no page,
    search or export can show more. What came in stands in the versions.
    """

    class Status(models.TextChoices):
        PUBLISHED = "published", "published"
        EMBARGOED = "embargoed", "embargoed"
        TAKEN_DOWN = "taken down", "taken down"

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
    # What its publisher says it is about, and of which kind it is, in the publisher's words.
    subjects = ArrayField(models.CharField(max_length=200), default=list, blank=True)
    genres = ArrayField(models.CharField(max_length=200), default=list, blank=True)
    received_at = models.DateTimeField(default=timezone.now, editable=False)

    # What its acts make of it: written by articles.acts alone.
    status = models.CharField(
        max_length=10, choices=Status.choices, default=Status.PUBLISHED, editable=False
    )
    embargo_until = models.DateTimeField(null=True, blank=True, editable=False)
    flags = ArrayField(
        models.CharField(max_length=20),
        default=list,
        editable=False,
        help_text='Kinds of the acts in force, such as "retraction".',
    )
    hidden_names = models.JSONField(
        default=dict, editable=False, help_text="Names of private people, and what stands instead."
    )
    # The article that stands for it and for all that tell nearly the same words; itself, if it is
    # the one; None if there are no others. Written by articles.duplicates.
    lead = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="copies",
        editable=False,
        db_index=False,
    )

    # SHA-256 of headline, standfirst and body as they came: one text is one article.
    text_hash = models.CharField(max_length=64, unique=True, editable=False)
    version_number = models.PositiveIntegerField(default=1, editable=False)

    # Labels from the app above, most salient first; opaque here.
    actor_ids = ArrayField(models.BigIntegerField(), default=list, editable=False)
    label_text = models.TextField(blank=True, editable=False)
    label_lexemes = ArrayField(models.CharField(max_length=40), default=list, editable=False)

    # The keys of `authors`, ascending, for the vector; kept by a trigger of theirs.
    author_ids = ArrayField(models.BigIntegerField(), default=list, editable=False)

    # Both kept by the trigger: the vector, and `published_at` with undated articles at the far end.
    # The column `exact_vector` (migration 0007), words as they stand, is known to SQL alone.
    search_vector = SearchVectorField(null=True, editable=False)
    sort_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = ArticleQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-sort_at", "-pk"]
        permissions: ClassVar = [
            ("import_articles", "Can import articles"),
            ("act_on_articles", "Can correct, withdraw and restore articles"),
        ]
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
            # The others of a group of near-duplicates.
            models.Index(fields=["lead"], name="article_lead", condition=Q(lead__isnull=False)),
            # What readers do not see, and the embargoes that end: few.
            models.Index(
                "status",
                "embargo_until",
                name="article_off_the_site",
                condition=~Q(status="published"),
            ),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(status__in=["published", "embargoed", "taken down"]),
                name="article_status_known",
            ),
            models.CheckConstraint(
                condition=~Q(status="embargoed") | Q(embargo_until__isnull=False),
                name="article_embargo_has_an_end",
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


class ArticleVersion(models.Model):
    """A text that an article had, as it came. Rows are never changed or deleted: a trigger refuses.

    Not public as it stands: see `Article.hidden_names`.
    """

    article = models.ForeignKey(Article, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    headline = models.CharField(max_length=500, blank=True)
    standfirst = models.TextField(blank=True)
    body = models.TextField()
    byline = models.CharField(max_length=300, blank=True)
    dateline = models.CharField(max_length=200, blank=True)
    credit = models.CharField(max_length=200, blank=True)
    text_hash = models.CharField(max_length=64)
    # What its publisher calls this version: a number, mostly.
    source_version = models.CharField(max_length=40, blank=True)
    item = models.ForeignKey(
        "articles.ImportItem", models.PROTECT, null=True, blank=True, related_name="versions"
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


class ArticleAct(models.Model):
    """What was done to an article, by whom and why. Append-only: a trigger refuses change.

    Without `created_by` it was the archive itself: a text that its source sent, an embargo that
    ended. `reason` is for the newsroom, `public_note` for readers.
    """

    class Kind(models.TextChoices):
        CORRECTION = "correction", "correction"
        CLARIFICATION = "clarification", "clarification"
        UPDATE = "update", "update"
        RETRACTION = "retraction", "retraction"
        TAKEDOWN = "takedown", "takedown"
        EMBARGO = "embargo", "embargo"
        DEINDEX = "deindex", "left out of web search"
        ANONYMISE = "anonymise", "name hidden"
        RESTORE = "restore", "restored"

    kind = models.CharField(max_length=13, choices=Kind.choices)
    article = models.ForeignKey(Article, models.PROTECT, related_name="acts")
    reason = models.TextField()
    public_note = models.TextField(blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="article_acts"
    )
    # The text that it brought, if it brought one.
    version = models.OneToOneField(
        ArticleVersion, models.PROTECT, null=True, blank=True, related_name="act"
    )
    until = models.DateTimeField(null=True, blank=True)
    names = models.JSONField(default=dict, help_text="Names hidden, and what stands instead.")
    undoes = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="undone_by"
    )

    class Meta:
        ordering: ClassVar = ["-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(
                    kind__in=[
                        "correction",
                        "clarification",
                        "update",
                        "retraction",
                        "takedown",
                        "embargo",
                        "deindex",
                        "anonymise",
                        "restore",
                    ]
                ),
                name="articleact_kind_known",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="articleact_has_reason"),
            models.CheckConstraint(
                condition=Q(kind="embargo", until__isnull=False)
                | (~Q(kind="embargo") & Q(until__isnull=True)),
                name="articleact_embargo_has_an_end",
            ),
            models.CheckConstraint(
                condition=Q(kind="restore", undoes__isnull=False)
                | (~Q(kind="restore") & Q(undoes__isnull=True)),
                name="articleact_restore_names_what",
            ),
            models.CheckConstraint(
                condition=~Q(kind="anonymise", names={}), name="articleact_anonymise_names_whom"
            ),
        ]
        indexes: ClassVar = [
            # The public list of corrections, newest first.
            models.Index(
                F("id").desc(),
                name="articleact_public",
                condition=~Q(public_note="")
                | Q(kind__in=["correction", "clarification", "retraction"]),
            ),
            # The log of what people did, among a million updates by sources.
            models.Index(
                F("id").desc(),
                name="articleact_by_people",
                condition=Q(created_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} of article {self.article_id}"

    @property
    def done(self) -> str:
        """What was done, to stand before "on 3 May 2020"."""
        return _DONE[self.Kind(self.kind)]


_DONE = {
    ArticleAct.Kind.CORRECTION: "corrected",
    ArticleAct.Kind.CLARIFICATION: "clarified",
    ArticleAct.Kind.UPDATE: "updated",
    ArticleAct.Kind.RETRACTION: "retracted",
    ArticleAct.Kind.TAKEDOWN: "taken down",
    ArticleAct.Kind.EMBARGO: "embargoed",
    ArticleAct.Kind.DEINDEX: "left out of web search",
    ArticleAct.Kind.ANONYMISE: "a name was hidden",
    ArticleAct.Kind.RESTORE: "restored",
}


class Fingerprint(models.Model):
    """By which near-duplicates of an article are found: hashes of parts of its MinHash."""

    article = models.OneToOneField(
        Article, models.CASCADE, primary_key=True, related_name="fingerprint"
    )
    bands = ArrayField(models.BigIntegerField())

    class Meta:
        indexes: ClassVar = [GinIndex("bands", name="fingerprint_bands")]

    def __str__(self) -> str:
        return f"fingerprint of article {self.article_id}"
