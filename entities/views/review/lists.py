"""The lists of the desk: what is to be decided, what was, and whom one may mean."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, Prefetch, Q
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.functional import cached_property
from django.views.decorators.http import require_safe

from articles.models import Article
from entities.desk import entries
from entities.models import ArticleReview, Decision
from entities.querysets import ArticleReviewQuerySet
from entities.review_filters import DecisionFilter, QueueFilter
from entities.suggesting import options, seen_in
from entities.views.review.access import DeskRequest, editors_only

ARTICLES_ON_A_PAGE = 25
DECISIONS_ON_A_PAGE = 50
MOST_DIGITS = 18  # of a key that the database can hold
MOST_LETTERS = 300

_COUNTS = {
    "": Count("pk"),
    "waiting": Count("pk", filter=Q(suggested_count__gt=0)),
    "second-look": Count("pk", filter=Q(second_look_count__gt=0)),
    "orphaned": Count("pk", filter=Q(orphaned_count__gt=0)),
}


@editors_only
@require_safe
def queue(request: DeskRequest) -> HttpResponse:
    """Show the articles that have something to decide, the most doubtful first."""
    queue_filter = QueueFilter(request.GET, queryset=ArticleReview.objects.open())
    valid = queue_filter.is_valid()
    chosen = queue_filter.form.cleaned_data if valid else {}
    state = chosen.get("state", "")
    counts = _counts(chosen.get("source"))
    page = None
    if valid:
        article = Prefetch("article", Article.objects.for_list())
        reviews = queue_filter.qs.most_doubtful_first().prefetch_related(article)
        pages = _Counted(reviews, ARTICLES_ON_A_PAGE, counts[state])
        page = pages.get_page(request.GET.get("page"))
    return render(
        request,
        "review/article_list.html",
        {
            "filter": queue_filter,
            "page": page,
            "count": counts[state],
            "states": _states(request.GET, state, counts),
            "narrowed": any(chosen.values()),
            "query": _without(request.GET, "page").urlencode(),
            "previous_url": _page_url(request, page, -1),
            "next_url": _page_url(request, page, 1),
        },
        status=200 if valid else 400,
    )


@editors_only
@require_safe
def decision_log(request: DeskRequest) -> HttpResponse:
    """Show what was decided, newest first; `before` is the last decision of the page before."""
    article = Prefetch("article", Article.objects.for_list())
    decisions = Decision.objects.select_related("actor", "to_actor", "editor", "undoes")
    decision_filter = DecisionFilter(
        request.GET, queryset=decisions.prefetch_related(article).order_by("-pk")
    )
    valid = decision_filter.is_valid()
    before = request.GET.get("before", "")
    found = decision_filter.qs if valid else decisions.none()
    if before.isdecimal() and len(before) <= MOST_DIGITS:
        found = found.filter(pk__lt=int(before))
    rows = list(found[: DECISIONS_ON_A_PAGE + 1])
    shown = rows[:DECISIONS_ON_A_PAGE]
    query = _without(request.GET, "before")
    first_url = f"?{query.urlencode()}" if before else None
    older_url = None
    if len(rows) > len(shown):
        query["before"] = str(shown[-1].pk)
        older_url = f"?{query.urlencode()}"
    return render(
        request,
        "review/decision_list.html",
        {
            "filter": decision_filter,
            "entries": entries(shown),
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
    `in` is the article that they are asked for.
    """
    asked = (request.GET.get(name, "") for name in ("q", "to", "like"))
    words = next(filter(None, asked), "")[:MOST_LETTERS].replace("\x00", "")
    found = seen_in(
        _key(request.GET.get("in", "")), options(words, but=_key(request.GET.get("not", "")))
    )
    template = "review/_actor_options.html" if request.htmx else "review/actor_list.html"
    typed = any(request.GET.get(name) for name in ("q", "to"))
    return render(request, template, {"words": words, "typed": typed, "options": found})


def _key(asked: str) -> int:
    """A key of the database, as an address names it; 0, which nothing has, for anything else."""
    known = asked.isascii() and asked.isdecimal() and len(asked) <= MOST_DIGITS
    return int(asked) if known else 0


class _Counted(Paginator):
    """Pages of a list that was counted already."""

    def __init__(self, rows: ArticleReviewQuerySet, size: int, count: int) -> None:
        super().__init__(rows, size)
        self._count = count

    @cached_property
    def count(self) -> int:
        return self._count


def _counts(source: Any) -> dict[str, int]:
    """How many articles are open in each way. One query."""
    reviews = ArticleReview.objects.open()
    if source:
        reviews = reviews.filter(article__source=source)
    named = {f"state_{number}": count for number, count in enumerate(_COUNTS.values())}
    counted = reviews.aggregate(**named)
    return dict(zip(_COUNTS, counted.values(), strict=True))


def _states(asked: QueryDict, current: str, counts: dict[str, int]) -> list[dict[str, Any]]:
    """A link for each state, with its count; each begins at the first page."""
    links = []
    for state, label in (("", "everything open"), *QueueFilter.STATES):
        query = _without(asked, "page", "state")
        if state:
            query["state"] = state
        links.append(
            {
                "label": label,
                "href": f"?{query.urlencode()}",
                "count": counts[state],
                "current": state == current,
            }
        )
    return links


def _page_url(request: DeskRequest, page: Any, step: int) -> str | None:
    if page is None or not (page.has_next() if step > 0 else page.has_previous()):
        return None
    query = _without(request.GET, "page")
    query["page"] = str(page.number + step)
    return f"?{query.urlencode()}"


def _without(asked: QueryDict, *names: str) -> QueryDict:
    query = asked.copy()
    for name in names:
        query.pop(name, None)
    return query
