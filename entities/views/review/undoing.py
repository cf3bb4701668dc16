"""Undoing: what was decided on one thing, and what was confirmed all at once."""

from urllib.parse import urlsplit

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST
from django_htmx.http import HttpResponseClientRedirect

from entities import review
from entities.desk import entries, sentence
from entities.models import Batch, Decision
from entities.views.review.access import DeskRequest, editors_only
from entities.views.review.attempting import theirs, whole
from entities.views.review.workspace import Notice, address, show
from entities.workspace import desk_of


@editors_only
@require_http_methods(["GET", "HEAD", "POST"])
def decision_undo(request: DeskRequest, pk: int) -> HttpResponse:
    """Show what undoing a decision would change; undo it, then go back to where the button was."""
    decisions = Decision.objects.select_related("undoes", "editor", "actor", "to_actor", "article")
    decision = get_object_or_404(decisions, pk=pk)
    if request.method != "POST":
        return _preview(request, decision)
    article = decision.article_id
    if article is None:
        return _undo_everywhere(request, decision)
    try:
        undone = review.undo(decision, editor=request.user)
    except review.Stale as stale:
        wanted = f"undo: {sentence(decision)}"
        notice = Notice("conflict", str(stale), wanted=wanted, theirs=theirs(stale))
        return show(request, article, notice=notice, goto="desk-notice", status=409)
    goto = desk_of(whole(article)).id_of(undone)
    here = f"{address(request, article, saved=undone.pk)}#{goto}"
    if request.htmx:
        if _is_elsewhere(request, article):
            return HttpResponseClientRedirect(here)
        return show(request, article, saved=undone.pk, goto=goto)
    return redirect(_asked_back(request, request.POST) or here)


@editors_only
@require_POST
def rest_undo(request: DeskRequest, article_id: int, batch_id: int) -> HttpResponse:
    """Take back what was confirmed all at once in an article, or bring that back."""
    batch = get_object_or_404(Batch, pk=batch_id, request__article=article_id)
    try:
        undone = review.undo_batch(batch, editor=request.user)
    except review.Stale as stale:
        notice = Notice("conflict", str(stale), wanted="undo what was confirmed at once")
        return show(request, article_id, notice=notice, goto="desk-notice", status=409)
    except review.ReviewError as error:
        notice = Notice("problem", str(error))
        return show(request, article_id, notice=notice, goto="desk-notice", status=422)
    if request.htmx and not _is_elsewhere(request, article_id):
        return show(request, article_id, rest=undone.pk)
    here = address(request, article_id, rest=undone.pk)
    return HttpResponseClientRedirect(here) if request.htmx else redirect(here)


def _undo_everywhere(request: DeskRequest, decision: Decision) -> HttpResponse:
    """Undo a decision that was taken in no article; trouble is told where the button was."""
    try:
        review.undo(decision, editor=request.user)
    except review.ReviewError as error:
        messages.error(request, f"Not undone. {error}")
    else:
        messages.success(request, f"Undone: {sentence(decision)}.")
    return redirect(_asked_back(request, request.POST) or reverse("review:log"))


def _asked_back(request: DeskRequest, asked: QueryDict) -> str:
    """Where the page with the button wants to be come back to; empty for another site's."""
    back = asked.get("next", "")
    ours = url_has_allowed_host_and_scheme(back, {request.get_host()}, request.is_secure())
    return back if ours else ""


def _way_back(decision: Decision) -> str:
    if decision.article_id is None:
        return reverse("review:log")
    return reverse("review:workspace", args=[decision.article_id])


def _preview(request: DeskRequest, decision: Decision) -> HttpResponse:
    context = {
        "entry": entries([decision])[0],
        "preview": review.preview(decision),
        "article": decision.article,
        "back": _way_back(decision),
        "next": _asked_back(request, request.GET),
    }
    return render(request, "review/undo.html", context)


def _is_elsewhere(request: DeskRequest, article: int) -> bool:
    """Whether the page is of another article: what was saved last is undone from the next one."""
    path = urlsplit(request.htmx.current_url or "").path
    return bool(path) and path != reverse("review:workspace", args=[article])
