"""The exact count of a search of which pages show an estimate: what is known, and asking for it."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from articles.search import SearchTimeout, count
from entities import counting
from entities.counting import QueueFullError, may_be_asked, remembered, request_count
from entities.query import WrongFilterError, query_of
from entities.views.feeds import described
from entities.views.search import limits


@require_http_methods(["GET", "HEAD", "POST"])
def exact_count(request: HttpRequest) -> HttpResponse:
    """Show what is known of a search; POST asks for it to be counted, and anybody may.

    A search that is counted at once is not stored. 429 where too many wait.
    """
    try:
        query = query_of(request.GET)
    except WrongFilterError:
        return redirect(f"{reverse('search')}?{request.GET.urlencode()}")
    try:
        total = count(query.search, limits=limits())
    except SearchTimeout:
        total = None
    status = 200
    if request.method == "POST":
        try:
            if total is None or not total.exact:
                request_count(query.search)
            return redirect(f"{reverse('search_count')}?{query.unordered}")
        except QueueFullError:
            status = 429
    known = None if total and total.exact else remembered(query.search)
    context: dict[str, Any] = {
        "asked": described(query),
        "total": total,
        "known": known,
        "may_ask": not (total and total.exact) and may_be_asked(known),
        "full": status == 429,
        "most_waiting": counting.MOST_WAITING,
        "address": query.unordered,
    }
    return render(request, "search/search_count.html", context, status=status)
