"""What a search inside quotes can be narrowed by, and how it is said in an address."""

from dataclasses import dataclass
from typing import Any

import django_filters
from django import forms

from articles.filters import ArticleForm, WordsFilter, date_filter
from entities.filters import at_most_ten, in_order, known_actors
from entities.models import Actor, Quote
from entities.quote_search import QuoteSearch

NEWEST, OLDEST = "newest", "oldest"
# Offered when a name may mean several.
MOST_MEANT = 12


def _actors(label: str) -> django_filters.ModelMultipleChoiceFilter:
    return django_filters.ModelMultipleChoiceFilter(
        queryset=known_actors(),
        to_field_name="slug",
        label=label,
        widget=forms.MultipleHiddenInput,
        validators=[at_most_ten],
        error_messages={"invalid_choice": "The archive knows no actor “%(value)s”."},
    )


class QuoteFilter(django_filters.FilterSet):
    """Check `is_valid()`, then ask `search()`.

    `speaker` and `about` are slugs; `said_by` and `naming` what people type for them: see `meant`.
    """

    q = WordsFilter(label="Words", widget=forms.TextInput)
    speaker = _actors("Said by")
    about = _actors("About")
    said_by = django_filters.CharFilter(label="Said by", max_length=100)
    naming = django_filters.CharFilter(label="About", max_length=100)
    date_from = date_filter("sort_at", "gte", "From")
    date_to = date_filter("sort_at", "lte", "To")
    sort = django_filters.ChoiceFilter(
        label="Order", choices=[(NEWEST, "newest"), (OLDEST, "oldest")], empty_label=None
    )

    class Meta:
        model = Quote
        fields: list[str] = []
        form = ArticleForm

    def chosen(self, name: str) -> list[Actor]:
        """The actors chosen by their slugs, by name; for merged ones, those that were kept."""
        return in_order({actor.merged_into or actor for actor in self.form.cleaned_data[name]})

    def search(self) -> QuoteSearch:
        asked = self.form.cleaned_data
        return QuoteSearch(
            words=asked["q"],
            speakers=tuple(actor.pk for actor in self.chosen("speaker")),
            abouts=tuple(actor.pk for actor in self.chosen("about")),
            date_from=asked["date_from"],
            date_to=asked["date_to"],
            oldest=asked["sort"] == OLDEST,
        )

    def parameters(self) -> dict[str, list[str]]:
        """What the links of a page are built from: what was understood, and nothing else."""
        asked: dict[str, Any] = self.form.cleaned_data
        plain = {name: self.data.get(name, "") for name in ("date_from", "date_to", "sort")}
        return {
            "q": [" ".join(asked["q"].split())],
            **{name: [actor.slug for actor in self.chosen(name)] for name in ("speaker", "about")},
            **{name: [value] for name, value in plain.items()},
        }


@dataclass(frozen=True, slots=True)
class Meant:
    """A name that was typed, and whom it may mean; those in most articles first."""

    typed: str
    name: str  # of the parameter that takes the slug
    actors: list[Actor]


def meant(quote_filter: QuoteFilter) -> list[Meant]:
    """Return whom each typed name may mean. A query or two for each name; none without any.

    An actor that bears exactly this name is meant alone, if there is no other such.
    """
    found = []
    for typed_name, name in (("said_by", "speaker"), ("naming", "about")):
        if typed := " ".join(quote_filter.form.cleaned_data[typed_name].split()):
            order = ("-article_count", "pk")
            public = Actor.objects.public()
            exactly = list(public.named_exactly(typed).order_by(*order)[:MOST_MEANT])
            actors = exactly or list(public.called(typed).order_by(*order)[:MOST_MEANT])
            found.append(Meant(typed, name, actors))
    return found
