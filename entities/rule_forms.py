"""The form that makes a rule, and what the list of rules is narrowed by."""

import re
from typing import Any

import django_filters
from django import forms
from django.db.models import Q, QuerySet

from articles.models import Article, Source
from entities.models import Actor, Rule
from entities.names import fold
from entities.review import Where

_MOST_YEAR = 2200
_ARTICLE = re.compile(r"(?:^|/)([0-9]{1,18})(?:[/?#]|$)", re.ASCII)


class RuleFilter(django_filters.FilterSet):
    """Narrows the rules."""

    sort = django_filters.ChoiceFilter(
        field_name="sort",
        lookup_expr="exact",
        choices=Rule.Sort.choices,
        empty_label="all sorts",
        label="Sort",
    )
    state = django_filters.ChoiceFilter(
        field_name="state",
        lookup_expr="exact",
        choices=[("in force", "in force"), ("waits", "waiting"), ("withdrawn", "withdrawn")],
        empty_label="any state",
        label="State",
    )
    origin = django_filters.ChoiceFilter(
        method="with_origin",
        choices=[("editor", "made by editors"), ("learnt", "learnt")],
        empty_label="anybody",
        label="From",
    )
    scope = django_filters.ChoiceFilter(
        method="with_scope",
        choices=[
            ("everywhere", "everywhere"),
            ("source", "in a source"),
            ("year", "in a year"),
            ("article", "in one article"),
        ],
        empty_label="anywhere",
        label="Where",
    )
    q = django_filters.CharFilter(method="with_name", label="Name", max_length=100)

    def with_origin(self, rules: QuerySet[Rule], _name: str, origin: str) -> QuerySet[Rule]:
        return rules.filter(by_editor=origin == "editor")

    def with_scope(self, rules: QuerySet[Rule], _name: str, scope: str) -> QuerySet[Rule]:
        match scope:
            case "source":
                return rules.filter(source__isnull=False)
            case "year":
                return rules.filter(year__gt=0)
            case "article":
                return rules.filter(article__isnull=False)
        return rules.filter(source=None, year=0, article=None)

    def with_name(self, rules: QuerySet[Rule], _name: str, words: str) -> QuerySet[Rule]:
        words = words.replace("\x00", "")
        named = Actor.objects.filter(names__normalised_name__contains=fold(words)).values("pk")
        return rules.filter(Q(shown__icontains=words) | Q(actor__in=named) | Q(to_actor__in=named))


class RuleForm(forms.Form):
    """An editor's rule: what words mean, or do not, and where. Whom: an actor, an entry, a name."""

    MEANS, NEVER, STOP = "means", "never", "stop"

    words = forms.CharField(max_length=300, label="These words")
    what = forms.ChoiceField(
        choices=[
            (MEANS, "mean the actor"),
            (NEVER, "never mean the actor"),
            (STOP, "are nobody to suggest"),
        ],
        label="What of them",
    )
    to = forms.CharField(max_length=300, required=False, label="Actor")
    actor = forms.ModelChoiceField(Actor.objects.current(), required=False)
    entry = forms.CharField(max_length=400, required=False)
    source = forms.ModelChoiceField(
        Source.objects.filter(merged_into=None).order_by("name"),
        required=False,
        empty_label="all sources",
        label="Only in the source",
    )
    year = forms.IntegerField(
        min_value=1500, max_value=_MOST_YEAR, required=False, label="Only in the year"
    )
    article = forms.CharField(
        max_length=400,
        required=False,
        label="Only in one article",
        widget=forms.TextInput(attrs={"placeholder": "its number or address"}),
    )
    note = forms.CharField(max_length=1000, required=False, label="Why")

    def clean_article(self) -> Article | None:
        """The article that is named by its number, or by an address on the site or the desk."""
        typed = self.cleaned_data["article"].strip()
        if not typed:
            return None
        found = _ARTICLE.search(typed)
        rows = Article.objects.defer("search_vector", "body")
        article = rows.filter(pk=int(found[1])).first() if found else None
        if article is None:
            raise forms.ValidationError("There is no such article: give its number or address.")
        return article

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        named = cleaned.get("to") or cleaned.get("actor") or cleaned.get("entry")
        if cleaned.get("what") in (self.MEANS, self.NEVER) and not named:
            self.add_error("to", "Say which actor.")
        if cleaned.get("article") and (cleaned.get("source") or cleaned.get("year")):
            self.add_error("article", "An article is of one source and year: leave those empty.")
        return cleaned

    @property
    def where(self) -> Where:
        """Where the rule is to hold. Of a valid form."""
        data = self.cleaned_data
        return Where(data["source"], data["year"] or 0, data["article"])
