"""What lists of actors and of articles can be narrowed by."""

import string
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import CharField, Func, TextChoices

from articles.filters import ArticleFilter
from articles.search import Search
from entities.meant import ARCHIVE_NAMES
from entities.models import Actor, Kind
from entities.publish import PARTLY, REVIEWED, UNREVIEWED, interaction_label
from entities.querysets import ActorQuerySet

OTHER = "other"
# That can be asked for together.
MOST_ACTORS = 10


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
    if len(actors) > MOST_ACTORS:
        raise ValidationError("Ten actors are the most that can be asked for together.")


def exactly_two(actors: Any) -> None:
    if len(actors) not in (0, 2):
        raise ValidationError("Name the two actors between whom it was.")


# Chosen from facets and actor pages; never as a list of all actors.
_CHOSEN = {
    "to_field_name": "slug",
    "error_messages": {
        "invalid_choice": "The archive knows no actor “%(value)s”.",
        "invalid_list": "The archive knows no such actors.",
    },
}


def known_actors() -> ActorQuerySet:
    """Of others a reader must not even learn the name."""
    return Actor.objects.leading_to_public().select_related("merged_into")


def actors_filter(
    field_name: str, label: str, *validators: Any
) -> django_filters.ModelMultipleChoiceFilter:
    return django_filters.ModelMultipleChoiceFilter(
        field_name=field_name,
        lookup_expr="contains",
        conjoined=True,
        queryset=known_actors(),
        label=label,
        widget=forms.MultipleHiddenInput,
        validators=validators,
        **_CHOSEN,
    )


class ArchiveFilter(ArticleFilter):
    """What readers search: articles, and who is in them."""

    class Reviewed(TextChoices):
        YES = "yes", "every tag checked"
        PARTLY = "partly", "some tags checked"
        NO = "no", "no tag checked"

    actor = actors_filter("actor_ids", "Actors", at_most_ten)
    any_actor = actors_filter("actor_ids", "Any of these actors", at_most_ten)
    kind = django_filters.ChoiceFilter(
        field_name="label_lexemes",
        lookup_expr="contains",
        choices=Kind.choices,
        label="Kind of actor",
        empty_label="any",
    )
    reviewed = django_filters.ChoiceFilter(
        field_name="label_lexemes",
        lookup_expr="contains",
        choices=Reviewed.choices,
        label="Review",
        empty_label="any",
    )
    quote_by = django_filters.ModelChoiceFilter(
        field_name="label_lexemes",
        lookup_expr="contains",
        queryset=known_actors(),
        label="With a quote by",
        widget=forms.HiddenInput,
        empty_label=None,
        to_field_name="slug",
        error_messages={"invalid_choice": "The archive knows no such actor to be quoted."},
    )
    between = actors_filter("label_lexemes", "With an interaction between", exactly_two)

    def actors(self) -> list[Actor]:
        """Who must all occur, in the order of their names; for merged ones, those that were kept.

        Any of one actor is that one.
        """
        chosen, some = self._chosen("actor"), self._chosen("any_actor")
        return in_order({*chosen, *some}) if len(some) == 1 else chosen

    def any_actors(self) -> list[Actor]:
        """Of whom one must occur."""
        some = self._chosen("any_actor")
        return some if len(some) > 1 else []

    def quoted(self) -> Actor | None:
        """Whose words must be quoted."""
        actor: Actor | None = self.form.cleaned_data["quote_by"]
        return actor and (actor.merged_into or actor)

    def between_actors(self) -> list[Actor]:
        """The two who must deal with each other; one, if they have been merged."""
        return self._chosen("between")

    def search(self) -> Search:
        asked, plain = self.form.cleaned_data, super().search()
        labels = list(plain.labels)
        if asked["kind"]:
            labels.append(f"t{asked['kind']}")
        if asked["reviewed"]:
            labels.append(_REVIEW_LABELS[asked["reviewed"]])
        if quoted := self.quoted():
            labels.append(f"q{quoted.pk}")
        if two := self.between_actors():
            labels.append(interaction_label(two[0].pk, two[-1].pk))
        return replace(
            plain,
            actors=tuple(actor.pk for actor in self.actors()),
            any_actors=tuple(actor.pk for actor in self.any_actors()),
            labels=tuple(labels),
            names=ARCHIVE_NAMES,
        )

    def _chosen(self, name: str) -> list[Actor]:
        return in_order({actor.merged_into or actor for actor in self.form.cleaned_data[name]})


_REVIEW_LABELS = {
    ArchiveFilter.Reviewed.YES: REVIEWED,
    ArchiveFilter.Reviewed.PARTLY: PARTLY,
    ArchiveFilter.Reviewed.NO: UNREVIEWED,
}


def in_order(actors: Iterable[Actor]) -> list[Actor]:
    """Return actors by their names."""
    return sorted(actors, key=lambda actor: (actor.name, actor.pk))
