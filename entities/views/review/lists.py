"""The lists of the desk: what is to be decided, what was, and whom one may mean."""

from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.db.models import IntegerField, Prefetch, Subquery
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_safe

from articles.models import Article
from articles.search import SearchTimeout, time_limit
from entities.decision_log import log_page
from entities.forms import AssignForm, PlaceForm
from entities.leases import leases_of
from entities.models import ArticleReview, Decision
from entities.permissions import LEAD
from entities.querysets import ArticleReviewQuerySet
from entities.queue import MOST_COUNTED, few, waiting_words
from entities.review_filters import DecisionFilter, QueueFilter
from entities.suggesting import options, seen_in
from entities.views.review.access import DeskRequest, editors_only

ARTICLES_ON_A_PAGE = 25
MOST_DIGITS = 18  # of a key that the database can hold
MOST_LETTERS = 300
# What the tabs of the queue choose; the other filters stay.
TABS = ("state", "assigned")


@editors_only
@require_safe
def queue(request: DeskRequest) -> HttpResponse:
    """Show the articles that have something to decide, the most urgent first.

    `at` and `after` name the place that the page before ended at.
    """
    queue_filter = QueueFilter(request.GET, queryset=ArticleReview.objects.open(), request=request)
    valid = queue_filter.is_valid()
    chosen = queue_filter.form.cleaned_data if valid else {}
    context: dict[str, Any] = {
        "filter": queue_filter,
        "states": _states(request),
        "narrowed": any(chosen.values()),
        "opened": any(value for name, value in chosen.items() if name != "state"),
        "query": _without(request.GET, "at", "after").urlencode(),
        "assign_form": AssignForm() if request.user.has_perm(LEAD) else None,
    }
    status = 200 if valid else 400
    if valid:
        try:
            with time_limit(settings.SEARCH_TIMEOUT_MS):
                context |= _queue_page(request, queue_filter.qs)
        except SearchTimeout:
            context["too_long"], status = True, 503
    return render(request, "review/article_list.html", context, status=status)


def _queue_page(request: DeskRequest, found: ArticleReviewQuerySet) -> dict[str, Any]:
    form = PlaceForm(request.GET)
    spot = form.cleaned_data if form.is_valid() else {}
    started = spot.get("at") is not None and spot.get("after")
    walk = found.after(spot["at"], spot["after"]) if started else found.most_urgent_first()
    article = Prefetch("article", Article.objects.for_list())
    walk = walk.select_related("assigned_to").prefetch_related(article)
    rows = list(walk[: ARTICLES_ON_A_PAGE + 1])
    shown = rows[:ARTICLES_ON_A_PAGE]
    working = leases_of(review.pk for review in shown)
    query = _without(request.GET, "at", "after")
    first_url = f"?{query.urlencode()}" if started else None
    next_url = None
    if len(rows) > len(shown):
        query["at"], query["after"] = repr(shown[-1].priority), str(shown[-1].pk)
        next_url = f"?{query.urlencode()}"
    return {
        "rows": [(review, working.get(review.pk)) for review in shown],
        "waiting": waiting_words(found),
        "first_url": first_url,
        "next_url": next_url,
    }


@editors_only
@require_safe
def decision_log(request: DeskRequest) -> HttpResponse:
    """Show what was decided, newest first; `before` is the last decision of the page before."""
    decision_filter = DecisionFilter(request.GET, queryset=Decision.objects.all())
    valid = decision_filter.is_valid()
    before = request.GET.get("before", "")
    page = log_page(decision_filter if valid else None, before)
    query = _without(request.GET, "before")
    first_url = f"?{query.urlencode()}" if before else None
    older_url = None
    if page.older:
        query["before"] = page.older
        older_url = f"?{query.urlencode()}"
    return render(
        request,
        "review/decision_list.html",
        {
            "filter": decision_filter,
            "lines": page.lines,
            "narrowed": valid and any(decision_filter.form.cleaned_data.values()),
            "first_url": first_url,
            "older_url": older_url,
        },
        status=200 if valid else 400,
    )


@editors_only
@require_safe
def actor_options(request: DeskRequest) -> HttpResponse:
    """Show who may be meant by a name: a page, or for htmx the buttons of a form.

    The words are `q`, or what a form has in `to`, or before anything is typed what it is `like`.
    `in` is the article that they are asked for; `as=choices` asks for them to tick instead.
    """
    asked = (request.GET.get(name, "") for name in ("q", "to", "like"))
    words = next(filter(None, asked), "")[:MOST_LETTERS].replace("\x00", "")
    found = seen_in(
        _key(request.GET.get("in", "")), options(words, but=_key(request.GET.get("not", "")))
    )
    template = "review/actor_list.html"
    if request.htmx:
        ticked = request.GET.get("as") == "choices"
        template = "review/_actor_choices.html" if ticked else "review/_actor_options.html"
    typed = any(request.GET.get(name) for name in ("q", "to"))
    return render(request, template, {"words": words, "typed": typed, "options": found})


def _key(asked: str) -> int:
    """A key of the database, as an address names it; 0, which nothing has, for anything else."""
    known = asked.isascii() and asked.isdecimal() and len(asked) <= MOST_DIGITS
    return int(asked) if known else 0


class _Few(Subquery):
    """How many rows a sliced query has."""

    template = "(SELECT count(*) FROM (%(subquery)s) AS counted)"
    output_field = IntegerField()


def _states(request: DeskRequest) -> list[dict[str, Any]]:
    """A link for everything open, one's own, and each state; each begins at the first page.

    With counts where nothing else narrows the queue, each no further than helps. One query.
    """
    asked = _without(request.GET, "at", "after")
    narrowed = any(asked.get(name) for name in QueueFilter.base_filters if name not in TABS)
    every = ArticleReview.objects.open()
    tabs = [
        ("everything open", "", "", every),
        ("assigned to you", "", "me", every.filter(assigned_to=request.user)),
        *((label, state, "", every.in_state(state)) for state, label in QueueFilter.STATES),
    ]
    counts: dict[str, int] = {}
    if not narrowed:
        bounded = {
            f"tab_{number}": _Few(rows.order_by().values("pk")[: MOST_COUNTED + 1])
            for number, (_label, _state, _assigned, rows) in enumerate(tabs)
        }
        found: Any = User.objects.filter(pk=request.user.pk).values(**bounded).get()
        counts = dict(found)
    links = []
    for number, (label, state, assigned, _rows) in enumerate(tabs):
        query = _without(asked, *TABS)
        query.update(
            {key: value for key, value in zip(TABS, (state, assigned), strict=True) if value}
        )
        count = counts.get(f"tab_{number}")
        links.append(
            {
                "label": label,
                "href": f"?{query.urlencode()}",
                "count": None if count is None else few(count),
                "current": (state, assigned) == tuple(asked.get(name, "") for name in TABS),
            }
        )
    return links


def _without(asked: QueryDict, *names: str) -> QueryDict:
    query = asked.copy()
    for name in names:
        query.pop(name, None)
    return query
