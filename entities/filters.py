"""What lists of actors and of articles can be narrowed by."""

import string
from dataclasses import replace
from typing import Any

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import CharField, Func

from articles.filters import ArticleFilter
from articles.search import Search
from entities.models import Actor, Kind
from entities.querysets import ActorQuerySet

OTHER = "other"


class NameOrder(Func):
    """A name as it is looked up: without accents, case and leading marks (migration 0003)."""

    function = "entities_name_order"
    output_field = CharField()


class ActorFilter(django_filters.FilterSet):
    """The index of actors. Expects a queryset with `name_order`."""

    class Sort:
        NAME = "name"
        ARTICLES = "articles"

    q = django_filters.CharFilter(method="called", label="Name contains", max_length=100)
    kind = django_filters.ChoiceFilter(
        field_name="kind", lookup_expr="exact", choices=Kind.choices, empty_label="all kinds"
    )
    letter = django_filters.ChoiceFilter(
        method="beginning",
        label="First letter",
        choices=[*((letter, letter.upper()) for letter in string.ascii_lowercase), (OTHER, "#")],
    )
    country = django_filters.ModelChoiceFilter(
        method="of_country",
        queryset=Actor.objects.public().filter(kind=Kind.COUNTRY).exclude(country=""),
        to_field_name="slug",
        label="Country",
        error_messages={"invalid_choice": "The archive knows no such country."},
    )
    sort = django_filters.ChoiceFilter(
        method="unchanged",
        label="Order",
        choices=[(Sort.NAME, "by name"), (Sort.ARTICLES, "most articles first")],
        empty_label=None,
    )

    def called(self, actors: ActorQuerySet, _name: str, words: str) -> ActorQuerySet:
        """Any name of the actor counts, not only the one it is listed under."""
        return actors.called(words)

    def beginning(self, actors: Any, _name: str, letter: str) -> ActorQuerySet:
        """A range of `name_order`, which the index of migration 0003 answers."""
        if letter == OTHER:
            found: ActorQuerySet = actors.exclude(name_order__gte="a", name_order__lt="{")
        else:
            found = actors.filter(name_order__gte=letter, name_order__lt=chr(ord(letter) + 1))
        return found

    def of_country(self, actors: ActorQuerySet, _name: str, country: Actor) -> ActorQuerySet:
        """A range of the index of migration 0011."""
        return actors.filter(country=country.country)

    def unchanged(self, actors: ActorQuerySet, _name: str, _value: Any) -> ActorQuerySet:
        """The order is the view's: its pages hang on it."""
        return actors


def at_most_ten(actors: Any) -> None:
    if len(actors) > 10:
        raise ValidationError("Ten actors are the most that can be asked for together.")


class ArchiveFilter(ArticleFilter):
    """What readers search: articles, and who is in them."""

    # Chosen from facets and actor pages; never as a list of all actors.
    actor = django_filters.ModelMultipleChoiceFilter(
        field_name="actor_ids",
        lookup_expr="contains",
        conjoined=True,
        # Of others a reader must not even learn the name.
        queryset=Actor.objects.leading_to_public().select_related("merged_into"),
        to_field_name="slug",
        label="Actors",
        widget=forms.MultipleHiddenInput,
        validators=[at_most_ten],
        error_messages={"invalid_choice": "The archive knows no actor “%(value)s”."},
    )
    kind = django_filters.ChoiceFilter(
        field_name="label_lexemes",
        lookup_expr="contains",
        choices=Kind.choices,
        label="Kind of actor",
        empty_label="any",
    )

    def actors(self) -> list[Actor]:
        """The chosen actors in the order of their names; for merged ones, those that were kept."""
        chosen = [actor.merged_into or actor for actor in self.form.cleaned_data["actor"]]
        return sorted(set(chosen), key=lambda actor: (actor.name, actor.pk))

    def search(self) -> Search:
        kind = self.form.cleaned_data["kind"]
        return replace(
            super().search(),
            actors=tuple(actor.pk for actor in self.actors()),
            labels=(f"t{kind}",) if kind else (),
        )
