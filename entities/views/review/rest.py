"""Confirming all that is left of an article, and going on to the next."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST
from django_htmx.http import trigger_client_event

from articles.models import Article
from entities import review
from entities.forms import RestForm
from entities.views.review.access import DeskRequest, editors_only
from entities.views.review.attempting import invalid, problem
from entities.views.review.workspace import Notice, Place, Saved, address, onward, show


@editors_only
@require_POST
def article_rest(request: DeskRequest, article_id: int) -> HttpResponse:
    """Confirm what is still suggested, as it was seen, and go on to the next article.

    To htmx the answer is the line that says so: the next article is on the page already.
    """
    article = get_object_or_404(Article.objects.only("version_number"), pk=article_id)
    form = RestForm(request.POST)
    if not form.is_valid():
        return invalid(request, article_id, form)
    try:
        rest = review.confirm_rest(
            article,
            editor=request.user,
            seen_version=form.cleaned_data["version"],
            seen=request.POST.getlist("rest"),
        )
    except review.Stale as stale:
        notice = Notice("conflict", str(stale), wanted="confirm all that is left")
        return show(request, article_id, notice=notice, goto="desk-notice", status=409)
    except review.ReviewError as error:
        return problem(request, article_id, form, str(error))
    following = onward(request, article_id)
    if not following:  # the queue is done: what was saved is told, and undone, here
        if request.htmx:
            return show(request, article_id, rest=rest.batch.pk, goto="desk-next")
        return redirect(f"{address(request, article_id, rest=rest.batch.pk)}#desk-next")
    there = f"{following}{'&' if '?' in following else '?'}rest={rest.batch.pk}"
    if not request.htmx:
        return redirect(there)
    query = Place.of(request).query()
    context = {"saved": Saved.of_batch(rest.batch), "next_url": following, "query": query}
    response = render(request, "review/_onward.html", context)
    return trigger_client_event(
        response, "desk:onward", {"url": following, "whole": there}, after="settle"
    )
