"""Pages about the people of the desk: one's own, and the chief editor's figures."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.db.models import F, Prefetch
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from articles.models import Article
from entities import figures as counted
from entities.decision_log import log_page
from entities.forms import KeysForm
from entities.leases import leases_of
from entities.models import ArticleReview, Decision, DeskSettings, SecondOpinion
from entities.permissions import LEAD
from entities.review_filters import DecisionFilter
from entities.second_readings import agreement, offered
from entities.views.review.access import DeskRequest, editors_only

MOST_OWN = 20
MOST_ASSIGNED = 25
MOST_DIFFERENT = 20


@editors_only
@require_http_methods(["GET", "HEAD", "POST"])
def me(request: DeskRequest) -> HttpResponse:
    """Show an editor what is theirs: assigned, decided, counted, their keys."""
    if request.method == "POST":
        form = KeysForm(request.POST)
        if form.is_valid():
            DeskSettings.objects.update_or_create(user=request.user, defaults=form.cleaned_data)
            messages.success(request, "Saved: how you want the keys.")
        return redirect("review:me")
    article = Prefetch("article", Article.objects.for_list())
    mine = ArticleReview.objects.open().filter(assigned_to=request.user).most_urgent_first()
    mine = mine.select_related("assigned_to").prefetch_related(article)
    assigned = list(mine[: MOST_ASSIGNED + 1])
    own_log = DecisionFilter({"editor": request.user.pk}, Decision.objects.all())
    own_log.is_valid()
    working = leases_of(review.pk for review in assigned)
    context = {
        "assigned": [(review, working.get(review.pk)) for review in assigned[:MOST_ASSIGNED]],
        "more_assigned": len(assigned) > MOST_ASSIGNED,
        "lines": log_page(own_log, "").lines[:MOST_OWN],
        "own": counted.own(request.user),
        "single_keys": counted.wants_single_keys(request.user),
        "second": offered(request.user),
    }
    return render(request, "review/me.html", context)


@editors_only
@permission_required(LEAD, raise_exception=True)
@require_safe
def figures(request: DeskRequest) -> HttpResponse:
    """Show a chief editor how the desk stands."""
    different = SecondOpinion.objects.exclude(first=F("second")).select_related("actor", "reading")
    article = Prefetch("reading__article", Article.objects.for_list())
    context = {
        "waiting": counted.waiting_in_all(),
        "oldest": counted.oldest_since(),
        "chart": counted.by_day(),
        "in_bulk": counted.in_bulk_lately(),
        "sources": counted.by_source(),
        "most_sources": counted.MOST_SOURCES,
        "agreement": agreement(),
        "different": different.prefetch_related(article).order_by("-pk")[:MOST_DIFFERENT],
    }
    return render(request, "review/figures.html", context)
