"""What the desk's two lists can be narrowed by: the queue and the log of decisions."""

import datetime
from typing import Any

import django_filters
from django import forms
from django.contrib.auth.models import User
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest

from articles.filters import date_filter, named_filter
from articles.models import Source
from articles.search.days import UNDATED_AT
from entities.models import Actor, Decision, Tag
from entities.querysets import ArticleReviewQuerySet


class QueueForm(forms.Form):
    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        first, last = cleaned.get("date_from"), cleaned.get("date_to")
        if first and last and first > last:
            self.add_error("date_to", "The last day lies before the first.")
        return cleaned


class QueueFilter(django_filters.FilterSet):
    """Narrows articles that have something to decide. Needs the request: whose queue it is."""

    STATES = (
        ("waiting", "suggested tags"),
        ("uncertain", "the machine unsure"),
        ("unlinked", "unknown to Wikidata"),
        ("second-look", "a second look asked for"),
        ("orphaned", "words that are gone"),
        ("new-version", "a new text since"),
        ("reported", "reported by readers"),
        ("told", "only quotes and interactions left"),
    )
    ASSIGNED = (("me", "to me"), ("nobody", "to nobody"))

    state = django_filters.ChoiceFilter(
        method="with_state", choices=STATES, empty_label="everything open", label="What is open"
    )
    source = named_filter(Source, "source", empty_label="all sources", method="of_source")
    date_from = date_filter("article__sort_at", "gte", "From", method="since")
    date_to = date_filter("article__sort_at", "lte", "To", method="until")
    actor = django_filters.CharFilter(
        method="about", label="Actor", max_length=300, help_text="The whole name."
    )
    assigned = django_filters.ChoiceFilter(
        method="given", choices=ASSIGNED, empty_label="to anybody", label="Assigned"
    )

    class Meta:
        form = QueueForm

    def with_state(
        self, reviews: ArticleReviewQuerySet, _name: str, state: str
    ) -> ArticleReviewQuerySet:
        return reviews.in_state(state)

    def of_source(
        self, reviews: ArticleReviewQuerySet, _name: str, source: Source
    ) -> ArticleReviewQuerySet:
        merged = list(source.merged.values_list("pk", flat=True))
        return (
            reviews.filter(source__in=[source.pk, *merged])
            if merged
            else reviews.filter(source=source)
        )

    def since(
        self, reviews: ArticleReviewQuerySet, _name: str, day: datetime.date
    ) -> ArticleReviewQuerySet:
        dated = reviews.filter(article__sort_at__gt=UNDATED_AT)
        return dated.filter(article__sort_at__gte=_moment(day, datetime.time.min))

    def until(
        self, reviews: ArticleReviewQuerySet, _name: str, day: datetime.date
    ) -> ArticleReviewQuerySet:
        dated = reviews.filter(article__sort_at__gt=UNDATED_AT)
        return dated.filter(article__sort_at__lte=_moment(day, datetime.time.max))

    def about(self, reviews: ArticleReviewQuerySet, _name: str, name: str) -> ArticleReviewQuerySet:
        """Articles with a tag, whatever became of it, of whoever is called exactly so."""
        called = Actor.objects.named_exactly(name).values_list("pk", "merged_into")
        actors = [merged or pk for pk, merged in called]
        return reviews.filter(Exists(Tag.objects.filter(article=OuterRef("pk"), actor__in=actors)))

    def given(self, reviews: ArticleReviewQuerySet, _name: str, to: str) -> ArticleReviewQuerySet:
        assert self.request  # noqa: S101  (every caller hands it on)
        return reviews.filter(assigned_to=self.request.user if to == "me" else None)


def _moment(day: datetime.date, at: datetime.time) -> datetime.datetime:
    """An end of a day, in UTC as days are everywhere in the archive."""
    return datetime.datetime.combine(day, at, tzinfo=datetime.UTC)


def _editors(_request: HttpRequest | None) -> QuerySet[User]:
    """Whoever has decided anything."""
    decided = Decision.objects.filter(editor=OuterRef("pk"))
    return User.objects.filter(Exists(decided)).order_by("username")


class DecisionFilter(django_filters.FilterSet):
    """Narrows the log of decisions."""

    editor = django_filters.ModelChoiceFilter(
        field_name="editor", lookup_expr="exact", queryset=_editors, empty_label="all editors"
    )
    verb = django_filters.ChoiceFilter(
        field_name="verb",
        lookup_expr="exact",
        choices=Decision.Verb.choices,
        empty_label="all decisions",
        label="Decision",
    )
    article = django_filters.NumberFilter(
        field_name="article",
        lookup_expr="exact",
        min_value=1,
        max_value=2**63 - 1,
        decimal_places=0,
        label="Article number",
    )
