"""Sources, sections and authors in the admin site: named, and merged where several are one."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.postgres.expressions import ArraySubquery
from django.db import transaction
from django.db.models import Func, IntegerField, Model, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from articles.matching import normalise_name
from articles.merging import FIELDS, MOST_AT_ONCE, MergeError, merge
from articles.models import Article, Author, Section, Source

# The page says "more than" beyond this: counting half a million articles takes long.
MOST_COUNTED = 10_000
MOST_REASON = 1_000


class NamedForm(forms.ModelForm):
    def clean_name(self) -> str:
        name = " ".join(self.cleaned_data["name"].split())
        others = self._meta.model.objects.exclude(pk=self.instance.pk)
        same = others.filter(normalised_name=normalise_name(name)).first()
        if same is None:
            return name
        if same.merged_into:
            raise forms.ValidationError(
                f"“{same.name}” was merged into “{same.kept.name}”, which bears this name too."
            )
        raise forms.ValidationError("There is one of this name already.")


class KeepField(forms.ModelChoiceField):
    """Which of the chosen is kept, each with how many articles it has."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.name} ({counted_words(obj.counted)})"


class MergeForm(forms.Form):
    keep = KeepField(
        queryset=None,
        empty_label=None,
        widget=forms.RadioSelect,
        label="Which one is kept?",
        error_messages={"required": "Say which one is kept."},
    )
    reason = forms.CharField(
        max_length=MOST_REASON,
        widget=forms.Textarea(attrs={"rows": 3, "cols": 60}),
        label="Why are they one?",
        help_text="Kept in the history of each.",
        error_messages={"required": "Say why, for whoever wonders later."},
    )


def counted_words(count: int) -> str:
    if count > MOST_COUNTED:
        return f"more than {MOST_COUNTED:,} articles"
    return f"{count:,} article" if count == 1 else f"{count:,} articles"


@admin.register(Source, Section, Author)
class NamedAdmin(admin.ModelAdmin):
    form = NamedForm
    fields = ("name",)
    list_display = ("name", "merged_shown")
    list_select_related = ("merged_into",)
    search_fields = ("name",)
    show_full_result_count = False
    actions = ("merge_chosen",)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        found, may_repeat = super().get_search_results(request, queryset, search_term)
        if "field_name" in request.GET:  # asked by the form of an article, to be filed under it
            found = found.filter(merged_into__isnull=True)
        return found, may_repeat

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """What was merged keeps its name, by which it is still found."""
        return (obj is None or not obj.merged_into_id) and super().has_change_permission(
            request, obj
        )

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        unused = (
            obj is not None
            and not obj.merged_into_id
            and not obj.merged.exists()
            and not obj.articles.exists()
        )
        return unused and super().has_delete_permission(request, obj)

    @admin.display(description="merged", empty_value="")
    def merged_shown(self, thing: Any) -> str | None:
        return f"into “{thing.merged_into.name}”" if thing.merged_into else None

    @admin.action(description="Merge into one …", permissions=["change"])
    def merge_chosen(self, request: HttpRequest, queryset: QuerySet[Any]) -> HttpResponse | None:
        """Ask which of the chosen is kept and why; then merge."""
        chosen = self._chosen(queryset)
        if problem := _problem(chosen):
            self.message_user(request, problem, messages.ERROR)
            return None
        form = MergeForm(request.POST if "merge" in request.POST else None)
        keep: Any = form.fields["keep"]
        keep.queryset = _with_counts(self.model, [thing.pk for thing in chosen])
        if form.is_valid():
            self._merge(request, form.cleaned_data["keep"], chosen, form.cleaned_data["reason"])
            return None
        context = {
            **self.admin_site.each_context(request),
            "title": f"Merge {self.opts.verbose_name_plural} into one",
            "opts": self.opts,
            "media": self.media,
            "form": form,
            "chosen": chosen,
            "action_checkbox_name": ACTION_CHECKBOX_NAME,
        }
        return TemplateResponse(request, "admin/articles/merge.html", context)

    def _chosen(self, queryset: QuerySet[Any]) -> list[Any]:
        """One more than can be merged at most, so that too many are told."""
        rows = queryset.select_related("merged_into").order_by("name", "pk")
        return list(rows[: MOST_AT_ONCE + 1])

    def _merge(self, request: HttpRequest, keep: Any, chosen: list[Any], reason: str) -> None:
        others = [thing for thing in chosen if thing.pk != keep.pk]
        names = ", ".join(f"“{other.name}”" for other in others)
        try:
            with transaction.atomic():
                merge(keep, others)
                for other in others:
                    self.log_change(request, other, f"Merged into “{keep.name}”. Reason: {reason}")
                self.log_change(request, keep, f"{names} merged into it. Reason: {reason}")
        except MergeError as error:
            self.message_user(request, f"Nothing was merged. {error}", messages.ERROR)
            return
        text = f"{names} merged into “{keep.name}”. Articles are moved in the background."
        self.message_user(request, text, messages.SUCCESS)


def _problem(chosen: list[Any]) -> str:
    """Why these cannot be merged; empty if they can."""
    if len(chosen) < 2:
        return "Choose two or more to merge into one."
    if len(chosen) > MOST_AT_ONCE:
        return f"Choose at most {MOST_AT_ONCE} at once."
    for thing in chosen:
        if thing.merged_into:
            return f"“{thing.name}” is merged into “{thing.kept.name}” already. Choose that one."
    return ""


def _with_counts(model: type[Model], ids: list[int]) -> QuerySet[Any]:
    """The rows, each with the number of its articles as `counted`, counted no further than told."""
    articles = Article.objects.filter(**{FIELDS[model]: OuterRef("pk")})  # type: ignore[index]
    some = ArraySubquery(articles.order_by().values("pk")[: MOST_COUNTED + 1])
    counted = Func(some, function="cardinality", output_field=IntegerField())
    return model._default_manager.filter(pk__in=ids).annotate(counted=counted)
