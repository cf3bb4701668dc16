"""What the desk's two lists can be narrowed by: the queue and the log of decisions."""

import django_filters
from django.contrib.auth.models import User
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest

from articles.filters import named_filter
from articles.models import Source
from entities.models import Decision
from entities.querysets import ArticleReviewQuerySet


class QueueFilter(django_filters.FilterSet):
    """Narrows articles that have something to decide."""

    STATES = (
        ("waiting", "suggested tags"),
        ("second-look", "a second look asked for"),
        ("orphaned", "words that are gone"),
    )
    _COUNTED = {
        "waiting": "suggested_count",
        "second-look": "second_look_count",
        "orphaned": "orphaned_count",
    }

    source = named_filter(Source, "article__source", empty_label="all sources")
    state = django_filters.ChoiceFilter(
        method="with_state", choices=STATES, empty_label="everything open", label="What is open"
    )

    def with_state(
        self, reviews: ArticleReviewQuerySet, _name: str, state: str
    ) -> ArticleReviewQuerySet:
        return reviews.filter(**{f"{self._COUNTED[state]}__gt": 0})


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
