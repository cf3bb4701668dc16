"""Many articles at once: what a decision would apply to, a batch at work, its undo."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django_htmx.http import HttpResponseStopPolling

from entities import batches, review
from entities.batch_pages import Undoing, progress_of, skipped_of, undoing
from entities.batches import MOST_ARTICLES, OPEN
from entities.decision_log import batch_sentence
from entities.desk import sentence
from entities.models import Batch, Decision
from entities.preview import preview
from entities.siblings import GROUPS, Siblings, applies_elsewhere, siblings_of
from entities.views.review.access import DeskRequest, editors_only

MOST_DIGITS = 18  # of a key that the database can hold
MOST_NOTE = 1000


@editors_only
@require_http_methods(["GET", "POST"])
def siblings(request: DeskRequest, pk: int) -> HttpResponse:
    """Show where a decision would apply too, and take it there; `?part=line` only counts."""
    decisions = Decision.objects.select_related("actor", "to_actor", "article__source")
    decision = get_object_or_404(decisions.defer("article__search_vector"), pk=pk)
    if not applies_elsewhere(decision):
        raise Http404
    found = siblings_of(decision)
    trouble = ""
    if request.method == "POST":
        try:
            batch = batches.request_batch(
                decision,
                _chosen(request, found),
                editor=request.user,
                note=request.POST.get("note", "").replace("\x00", "")[:MOST_NOTE],
            )
        except review.ReviewError as error:
            trouble = str(error)
        else:
            return redirect(batch)
    context: dict[str, Any] = {
        "decision": decision,
        "sentence": sentence(decision),
        "words": decision.anchors[0]["quote"],
        "count": len(found.found),
        "more": found.more,
        "near_count": len(found.group("near")),
        "period_count": len(found.group("period")),
    }
    if request.htmx:
        return render(request, "review/_siblings_line.html", context)
    context |= {"groups": preview(decision, found), "most": MOST_ARTICLES, "trouble": trouble}
    return render(request, "review/siblings.html", context, status=422 if trouble else 200)


@editors_only
@require_GET
def batch(request: DeskRequest, pk: int) -> HttpResponse:
    """Show how far a batch is; asked by htmx, only what changes while it is at work."""
    one = _batch(pk)
    context = {
        "batch": one,
        "sentence": batch_sentence(one),
        "progress": progress_of(one),
        "is_open": one.state in OPEN,
        "skipped": skipped_of(one),
        "undone_by": Batch.objects.filter(undoes=one).select_related("editor").first(),
    }
    if not request.htmx:
        return render(request, "review/batch_detail.html", context)
    answer = render(request, "review/_batch_live.html", context)
    return answer if one.state in OPEN else HttpResponseStopPolling(answer.content)


@editors_only
@require_POST
def batch_act(request: DeskRequest, pk: int) -> HttpResponse:
    """Stop a batch, or go on with one that was stopped."""
    one = _batch(pk)
    acts = {"stop": batches.stop, "go on": batches.go_on}
    act = acts.get(request.POST.get("verb", ""))
    if act is None or not act(one):
        messages.error(request, "That cannot be done to it any more.")
    return redirect(one)


@editors_only
@require_http_methods(["GET", "POST"])
def batch_undo(request: DeskRequest, pk: int) -> HttpResponse:
    """Show what undoing a batch would change, and ask for it. 409 when somebody was quicker."""
    one = _batch(pk)
    if split := one.request.get("split"):  # what it was asked for by is undone with it
        return redirect("review:undo_actor", split)
    trouble, status = "", 200
    if request.method == "POST":
        try:
            return redirect(batches.request_undo(one, editor=request.user))
        except review.Stale as stale:
            trouble, status = str(stale), 409
        except review.ReviewError as error:
            trouble, status = str(error), 422
    would: Undoing = undoing(one)
    context = {"batch": one, "sentence": batch_sentence(one), "would": would, "trouble": trouble}
    return render(request, "review/batch_undo.html", context, status=status)


def _batch(pk: int) -> Batch:
    """A batch of one decision in many articles; what was decided in one is shown on its desk."""
    rows = Batch.objects.filter(request__has_key="verb").exclude(request__has_key="article")
    return get_object_or_404(rows.select_related("editor", "undoes__undoes"), pk=pk)


def _chosen(request: DeskRequest, found: Siblings) -> set[int]:
    """The articles that were chosen, one by one or by whole groups, of those that still fit."""
    one_by_one = {
        int(pk)
        for pk in request.POST.getlist("article")
        if pk.isascii() and pk.isdigit() and len(pk) <= MOST_DIGITS
    }
    whole = {name for name in request.POST.getlist("all") if name in GROUPS}
    return {one.article for one in found.found if one.article in one_by_one or one.group in whole}
