"""Merging two actors: whom with, side by side, and undoing what was decided on actors."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from articles.charts import YearChart
from articles.models import Article
from entities import review
from entities.company import Companion, company_of
from entities.desk import entries, sentence
from entities.models import Actor, ActorPair, Decision, Quote
from entities.models.told import SHOWN
from entities.permissions import MERGE
from entities.splitting import restore_split
from entities.suggesting import Option, exactly, options
from entities.views.actors import chart_of, latest_of
from entities.views.review.access import DeskRequest, editors_only

MOST_LATEST = 5
MOST_NAMES = 20
MOST_COMPANY = 6

# How each decision on actors is undone; `entities.review` has them.
_UNDO: dict[str, Callable[..., Decision]] = {
    "merge": review.restore_merge,
    "rule": review.restore_rule_out,
    "split": restore_split,
}


class MergeForm(forms.Form):
    """What an editor says about two actors. `seen` is the state of both that the page showed."""

    reason = forms.CharField(
        max_length=1000,
        label="Why the two are one",
        help_text="Readers who come by the old name see it.",
        error_messages={"required": "Say why the two are one."},
    )
    both_ids = forms.BooleanField(required=False, label="Both Wikidata ids are of one and the same")
    seen = forms.CharField(max_length=64, widget=forms.HiddenInput)


@dataclass(frozen=True, slots=True)
class Side:
    """One of two actors, as it is compared."""

    actor: Actor
    names: list[str]
    chart: YearChart
    company: list[Companion]
    latest: list[Article]
    quote_count: int


@editors_only
@require_safe
def merge_choose(request: DeskRequest, actor_id: int) -> HttpResponse:
    """Ask with whom an actor is to be merged; an unambiguous name leads on to the two."""
    actor = get_object_or_404(Actor.objects.current(), pk=actor_id)
    words = request.GET.get("to", "")[:300].replace("\x00", "")
    chosen = request.GET.get("actor", "")
    if chosen.isdecimal() and len(chosen) <= 18:
        return redirect("review:merge", actor.pk, int(chosen))
    found: list[Option] = []
    if words:
        named = [one for one in exactly(words, but=actor.pk) if one.actor]
        if len(named) == 1:
            return redirect("review:merge", actor.pk, named[0].actor)
        found = [one for one in options(words, but=actor.pk) if one.actor]
    context = {"actor": actor, "words": words, "options": found}
    return render(request, "review/merge_choose.html", context)


@editors_only
@require_http_methods(["GET", "POST"])
def merge(request: DeskRequest, actor_id: int, other_id: int) -> HttpResponse:
    """Show two actors side by side; make them one, or suggest that they be made one.

    The first is kept. 409 when somebody changed one of them since; 422 with what is missing.
    """
    actors = Actor.objects.select_related("merged_into")
    keep, duplicate = (get_object_or_404(actors, pk=pk) for pk in (actor_id, other_id))
    may_merge = request.user.has_perm(MERGE)
    form, status, theirs, trouble = None, 200, None, ""
    if request.method == "POST":
        status, form = 422, MergeForm(request.POST)
        if form.is_valid():
            try:
                return _decide(request, keep, duplicate, form.cleaned_data, may_merge)
            except review.Stale as stale:
                status, trouble = 409, str(stale)
                theirs = entries([stale.decision])[0] if stale.decision else None
            except review.ReviewError as error:
                trouble = str(error)
        for actor in (keep, duplicate):
            actor.refresh_from_db()
    context = _compared(keep, duplicate)
    form = form or MergeForm()
    context |= {"form": form, "trouble": trouble, "theirs": theirs, "may_merge": may_merge}
    return render(request, "review/merge.html", context, status=status)


@editors_only
@require_http_methods(["GET", "POST"])
def undo_actor(request: DeskRequest, pk: int) -> HttpResponse:
    """Show what undoing a decision on actors would change, and undo it. 409 if it is undone."""
    rows = Decision.objects.select_related("undoes", "actor", "to_actor", "editor")
    decision = get_object_or_404(rows.filter(subject=Decision.Subject.ACTOR), pk=pk)
    origin, was_undone = review.origin_of(decision)
    if origin.verb == "edit" or review.is_of_a_rule(origin):
        return redirect("review:undo", pk)
    undo = _UNDO.get(origin.verb)
    if undo is None or (origin.verb == "rule" and not origin.to_actor_id):
        raise Http404
    if origin.verb != "rule" and not request.user.has_perm(MERGE):
        raise PermissionDenied
    trouble, status = "", 200
    if request.method == "POST":
        try:
            undo(decision, editor=request.user, note=request.POST.get("note", "")[:1000])
        except review.Stale as stale:
            trouble, status = str(stale), 409
        except review.ReviewError as error:
            trouble, status = str(error), 422
        else:
            messages.success(request, f"Undone: {sentence(decision)}.")
            return redirect("review:log")
    context = {
        "decision": decision,
        "origin": origin,
        "was_undone": was_undone,
        "sentence": sentence(decision),
        "trouble": trouble,
        "decided": review.decided_since(decision) if origin.verb == "merge" else 0,
    }
    return render(request, "review/undo_actor.html", context, status=status)


def _decide(
    request: DeskRequest, keep: Actor, duplicate: Actor, data: dict[str, Any], may_merge: bool
) -> HttpResponse:
    if request.POST.get("do") == "suggest":
        review.suggest(one=keep, other=duplicate, editor=request.user, note=data["reason"])
        messages.success(request, "Suggested: a chief editor finds the two first in the list.")
        return redirect("review:duplicates")
    if not may_merge:
        raise PermissionDenied
    review.merge(
        keep=keep,
        duplicate=duplicate,
        editor=request.user,
        reason=data["reason"],
        seen=data["seen"],
        both_ids=data["both_ids"],
    )
    messages.success(request, f"Merged: {duplicate.name} is {keep.name} from now on.")
    if request.POST.get("next") == "duplicates":
        return redirect("review:duplicates")
    return redirect(keep)


def _compared(keep: Actor, duplicate: Actor) -> dict[str, Any]:
    together = ActorPair.objects.filter(actor=keep, other=duplicate, article_count__gt=0).first()
    pair_url = reverse("actor_pair", args=sorted((keep.slug, duplicate.slug)))
    return {
        "sides": [_side(keep), _side(duplicate)],
        "keep": keep,
        "duplicate": duplicate,
        "seen": review.seen_state(keep, duplicate),
        "together": together.article_count if together else 0,
        "pair_url": pair_url,
        "two_ids": keep.wikidata and duplicate.wikidata,
        "gone": [one for one in (keep, duplicate) if one.merged_into],
        "same": keep.pk == duplicate.pk,
    }


def _side(actor: Actor) -> Side:
    """What is compared of an actor. Five queries."""
    names = actor.names.exclude(name=actor.name).order_by("normalised_name")
    return Side(
        actor=actor,
        names=list(names.values_list("name", flat=True)[:MOST_NAMES]),
        chart=chart_of(actor),
        company=company_of(actor)[:MOST_COMPANY],
        latest=latest_of(actor)[:MOST_LATEST],
        quote_count=Quote.objects.filter(SHOWN, speaker=actor).count(),
    )
