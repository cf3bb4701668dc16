"""Who acts in the news, and how often: the counts are kept by triggers, never by code."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from entities.partial_dates import PATTERN
from entities.querysets import ActorQuerySet


class Kind(models.TextChoices):
    PERSON = "person", "person"
    ORGANISATION = "organisation", "organisation"
    COUNTRY = "country", "country"
    PLACE = "place", "place"


class Actor(models.Model):
    """Somebody or something that acts in the news, known to a knowledge file or only to us."""

    kind = models.CharField(max_length=12, choices=Kind.choices)
    name = models.CharField(max_length=300)
    slug = models.SlugField(max_length=120, unique=True, editable=False)
    description = models.CharField(max_length=500, blank=True)
    wikidata = models.CharField(max_length=20, unique=True, null=True, blank=True)
    # Of which country, as the knowledge file says: ISO 3166 alpha-3. A country is of itself.
    country = models.CharField(max_length=3, blank=True, editable=False)
    # A day, month or year (entities.partial_dates), told by an editor.
    died_on = models.CharField(max_length=10, blank=True, editable=False)
    # The columns that an editor's decision rules: the machine leaves them alone.
    edited = ArrayField(models.CharField(max_length=12), default=list, blank=True, editable=False)
    # What the extractor calls this actor; None for one that an editor made.
    key = models.CharField(max_length=400, unique=True, null=True, blank=True, editable=False)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="merged"
    )
    # Public articles that carry a tag of this actor; kept by a trigger (migration 0002).
    article_count = models.PositiveIntegerField(default=0, editable=False)
    # Set while its articles must be published again; cleared by the worker, watched by the sweep.
    publish_requested_at = models.DateTimeField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = ActorQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["name", "pk"]
        indexes: ClassVar = [
            # The A-Z list and its pages; the kind filter reads it too.
            models.Index("name", "id", name="actor_name", condition=Q(article_count__gt=0)),
            # The sweep: hardly ever any.
            models.Index(
                "publish_requested_at",
                name="actor_publish_requested",
                condition=Q(publish_requested_at__isnull=False),
            ),
            # "Most mentioned".
            models.Index(F("article_count").desc(), "id", name="actor_most_mentioned"),
            # Who has died: the quotes after that day are looked up every night.
            models.Index("id", name="actor_dead", condition=~Q(died_on="")),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(kind__in=["person", "organisation", "country", "place"]),
                name="actor_kind_known",
            ),
            models.CheckConstraint(condition=~Q(name=""), name="actor_name_not_empty"),
            models.CheckConstraint(
                condition=~Q(merged_into=F("id")), name="actor_not_merged_into_itself"
            ),
            models.CheckConstraint(
                condition=Q(wikidata__isnull=True) | Q(wikidata__regex=r"^Q[1-9][0-9]*$"),
                name="actor_wikidata_is_an_id",
            ),
            models.CheckConstraint(
                condition=Q(died_on="") | Q(died_on__regex=PATTERN), name="actor_died_on_is_a_date"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("actor_detail", args=[self.slug])


class ActorName(models.Model):
    """A form under which an actor is known, and where that form comes from."""

    class Origin(models.TextChoices):
        KNOWLEDGE = "knowledge", "knowledge file"
        EXTRACTION = "extraction", "found in articles"
        EDITOR = "editor", "given by an editor"

    actor = models.ForeignKey(Actor, models.CASCADE, related_name="names")
    name = models.CharField(max_length=300)
    # Without accents and case: what people type and what the machine compares.
    normalised_name = models.CharField(max_length=300, editable=False)
    origin = models.CharField(max_length=10, choices=Origin.choices)

    class Meta:
        ordering: ClassVar = ["actor_id", "name"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["actor", "normalised_name"], name="actorname_once"),
            models.CheckConstraint(
                condition=Q(origin__in=["knowledge", "extraction", "editor"]),
                name="actorname_origin_known",
            ),
        ]
        indexes: ClassVar = [
            # Autocomplete and actor search: any part of a name.
            GinIndex(
                fields=["normalised_name"], name="actorname_trigrams", opclasses=["gin_trgm_ops"]
            ),
            # The actors that bear exactly this name.
            models.Index("normalised_name", name="actorname_exact"),
        ]

    def __str__(self) -> str:
        return self.name


class ActorYear(models.Model):
    """Public articles of an actor in a year (0: undated). Kept by a trigger, never by code."""

    actor = models.ForeignKey(Actor, models.CASCADE, related_name="years")
    year = models.SmallIntegerField()
    article_count = models.IntegerField()

    class Meta:
        ordering: ClassVar = ["actor_id", "year"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["actor", "year"], name="actoryear_once"),
        ]

    def __str__(self) -> str:
        return f"{self.actor_id} in {self.year}: {self.article_count}"


class ActorPair(models.Model):
    """Public articles that two actors share, told from the first. Kept by a trigger, never by code.

    Every pair stands in both directions, so that one index answers "who appears with A".
    """

    actor = models.ForeignKey(Actor, models.CASCADE, related_name="company")
    other = models.ForeignKey(Actor, models.CASCADE, related_name="+")
    article_count = models.IntegerField()

    class Meta:
        ordering: ClassVar = ["actor_id", "-article_count"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["actor", "other"], name="actorpair_once"),
        ]
        indexes: ClassVar = [
            models.Index("actor", F("article_count").desc(), "other", name="actorpair_top"),
        ]

    def __str__(self) -> str:
        return f"{self.actor_id} with {self.other_id}: {self.article_count}"
