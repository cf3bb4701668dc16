"""What the forms do that add a quote or an interaction which the machine has missed."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_POST

from articles.models import Article
from entities import review
from entities.forms import AddInteractionForm, AddQuoteForm, AddToldForm
from entities.models import Decision, Interaction, Quote
from entities.review import told
from entities.views.review.access import DeskRequest, editors_only
from entities.views.review.attempting import attempt, fields_of, invalid, theirs
from entities.views.review.workspace import Notice


@editors_only
@require_POST
def quote_add(request: DeskRequest, article_id: int) -> HttpResponse:
    """Take words of the text for a quote."""
    form = AddQuoteForm(request.POST)
    return _add(
        request,
        article_id,
        form,
        told.add_quote,
        lambda said: f"take “{said['words']}” for a quote",
    )


@editors_only
@require_POST
def interaction_add(request: DeskRequest, article_id: int) -> HttpResponse:
    """Say that two who are tagged deal with each other, as words of the text tell."""
    form = AddInteractionForm(request.POST)
    return _add(request, article_id, form, told.add_interaction, _between)


def _between(said: dict[str, Any]) -> str:
    kind = Interaction.Kind(said["kind"]).label
    return f"add {kind} between {said['source']} and {said['target']}"


def _add(
    request: DeskRequest,
    article_id: int,
    form: AddToldForm,
    verb: Callable[..., Decision],
    wanted: Callable[[dict[str, Any]], str],
) -> HttpResponse:
    """Add what a form says by a verb, which takes its fields by their names."""
    article = get_object_or_404(Article.objects.only("version_number"), pk=article_id)
    if not form.is_valid():
        return invalid(request, article_id, form)
    said = dict(form.cleaned_data)
    act = partial(verb, article, editor=request.user, seen_version=said.pop("version"), **said)
    return _attempt(request, article, form, act, wanted(said))


def _attempt(
    request: DeskRequest,
    article: Article,
    form: AddToldForm,
    add: Callable[[], Decision],
    wanted: str,
) -> HttpResponse:
    def conflict(stale: review.Stale) -> Notice:
        article.refresh_from_db(fields=["version_number"])
        return Notice(
            "conflict",
            str(stale),
            wanted=wanted,
            theirs=theirs(stale),
            url=request.get_full_path(),
            fields=fields_of(form, {"version": article.version_number}),
        )

    return attempt(
        request,
        article.pk,
        form,
        add,
        conflict=conflict,
        choice=lambda: Notice("problem"),  # whom is meant is always clear: who is tagged
        after=_item_of,
    )


def _item_of(decision: Decision) -> str:
    """The id of the item that a decision has added."""
    for sort, model in (("quote", Quote), ("interaction", Interaction)):
        if row := model._default_manager.filter(decision=decision).first():
            return f"{sort}-{row.pk}"
    return ""
