"""What a search of articles can be narrowed by, and how it is said in an address.

The one place where parameters become a `Search`. Words, filters and order are answered together by
articles.search, not by filtering a queryset one field after the other.
"""

from typing import Any, NoReturn

import django_filters
from django import forms
from django.core.validators import RegexValidator
from django.db.models import Exists, OuterRef, QuerySet
from django_filters.fields import ModelChoiceField, ModelChoiceIterator

from articles.merging import with_merged
from articles.models import Article, Author, Section, Source
from articles.search import Search, Sort

# Of `copies`: one article for each group of near-duplicates.
HIDE = "hide"
LANGUAGE_CODE = RegexValidator(
    r"^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*\Z", "Write a language as its code, such as en or de."
)


class WordsField(forms.CharField):
    """Takes whatever is typed: what cannot be searched for is told to the reader, not refused."""

    default_validators: list[Any] = []

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.validators = []  # a NUL is one more character that is left out


class WordsFilter(django_filters.Filter):
    field_class = WordsField


def date_filter(
    field_name: str, lookup_expr: str, label: str, **more: Any
) -> django_filters.DateFilter:
    return django_filters.DateFilter(
        field_name=field_name,
        lookup_expr=lookup_expr,
        label=label,
        input_formats=["%Y-%m-%d"],
        error_messages={"invalid": "Write a date as year-month-day, such as 2020-12-29."},
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        **more,
    )


class KeptChoices(ModelChoiceIterator):
    """What was merged into another is not offered."""

    def __init__(self, field: Any) -> None:
        super().__init__(field)
        self.queryset = field.queryset.kept()


class NamedField(ModelChoiceField):
    """A source, section or author. One that was merged into another means that one."""

    iterator = KeptChoices

    def to_python(self, value: Any) -> Any:
        thing = super().to_python(value)
        if thing is None or thing.merged_into is None:
            return thing
        self.instead = {str(value): str(thing.kept.pk)}
        return thing.kept

    def bound_data(self, data: Any, initial: Any) -> Any:
        """What the form shows as chosen, once it was validated."""
        return getattr(self, "instead", {}).get(str(data), data)


class NamedFilter(django_filters.ModelChoiceFilter):
    field_class = NamedField


def named_filter(
    model: type[Source] | type[Section] | type[Author], field_name: str, **more: Any
) -> NamedFilter:
    return NamedFilter(
        field_name=field_name,
        lookup_expr="exact",
        queryset=more.pop("queryset", model.objects.all()).select_related("merged_into"),
        label=model.__name__,
        error_messages={"invalid_choice": f"The archive has no such {model._meta.model_name}."},
        **more,
    )


def authors_to_read() -> QuerySet[Author]:
    """Authors whom a public article names, and those merged into one; never one hidden in all."""
    credited = Article.objects.public().filter(hidden_names={})
    return Author.objects.filter(
        Exists(credited.filter(authors=OuterRef("pk")))
        | Exists(credited.filter(authors=OuterRef("merged_into")))
    )


class ArticleForm(forms.Form):
    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        first, last = cleaned.get("date_from"), cleaned.get("date_to")
        if first and last and first > last:
            self.add_error("date_to", "The last day lies before the first.")
        return cleaned


class ArticleFilter(django_filters.FilterSet):
    """Check `is_valid()`, then ask `search()`."""

    q = WordsFilter(
        field_name="search_vector", lookup_expr="exact", label="Words", widget=forms.TextInput
    )
    date_from = date_filter("sort_at", "gte", "From")
    date_to = date_filter("sort_at", "lte", "To")
    source = named_filter(Source, "source", empty_label="any")
    section = named_filter(Section, "section", empty_label="any")
    # Chosen on the pages of articles and authors; never as a list of all.
    author = named_filter(
        Author, "authors", queryset=authors_to_read(), widget=forms.HiddenInput, empty_label=None
    )
    language = django_filters.CharFilter(
        field_name="language",
        lookup_expr="iexact",
        label="Language",
        max_length=12,
        validators=[LANGUAGE_CODE],
        widget=forms.TextInput(attrs={"placeholder": "its code, such as en"}),
    )
    copies = django_filters.ChoiceFilter(
        field_name="lead",
        lookup_expr="exact",
        label="Copies",
        choices=[(HIDE, "as one")],
        widget=forms.HiddenInput,
    )
    # Never offered as a list: an article's page leads here.
    same = django_filters.ModelChoiceFilter(
        field_name="lead",
        lookup_expr="exact",
        queryset=Article.objects.public().for_list(),
        label="Nearly the same as",
        widget=forms.HiddenInput,
        error_messages={"invalid_choice": "The archive has no such article."},
    )
    sort = django_filters.ChoiceFilter(
        field_name="sort_at",
        lookup_expr="exact",
        label="Order",
        empty_label=None,
        choices=[
            (Sort.RELEVANCE, "best match"),
            (Sort.NEWEST, "newest first"),
            (Sort.OLDEST, "oldest first"),
            (Sort.RECENT, "best and recent"),
        ],
    )

    class Meta:
        model = Article
        fields: list[str] = []
        form = ArticleForm

    def search(self) -> Search:
        """The question that the parameters ask. Only for a filter that `is_valid()`."""
        asked = self.form.cleaned_data
        labels: list[str | tuple[str, ...]] = []
        if asked["author"]:
            ids = with_merged(asked["author"])
            labels.append(tuple(f"w{pk}" for pk in ((ids,) if isinstance(ids, int) else ids)))
        if asked["language"]:
            labels.append(f"l{asked['language'].lower()}")
        return Search(
            words=asked["q"],
            labels=tuple(labels),
            source=with_merged(asked["source"]) if asked["source"] else None,
            section=with_merged(asked["section"]) if asked["section"] else None,
            date_from=asked["date_from"],
            date_to=asked["date_to"],
            copies=asked["copies"] != HIDE,
            group=asked["same"] and (asked["same"].lead_id or asked["same"].pk),
            sort=Sort(asked["sort"]) if asked["sort"] else None,
        )

    def filter_queryset(self, queryset: QuerySet[Article]) -> NoReturn:
        raise TypeError("Articles are found by search(), not by filtering a queryset.")
