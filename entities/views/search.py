"""The search page: a list, what it can be narrowed by, and how the question was read."""

import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from articles.page_cache import kept_for_readers
from articles.search import Limits, Search, SearchTimeout, time_limit
from entities import narrowing
from entities.answers import Answered, answer_to, as_json
from entities.counting import remembered
from entities.held import held_of
from entities.histogram import histogram
from entities.query import Query, WrongFilterError, query_of

# So few results that what the archive holds at all may be the cause.
FEW = 5
FIELDS = ("date_from", "date_to", "kind", "reviewed", "language", "source", "section")
FACETED = ("source", "section")
TOOK_TOO_LONG = "The search took too long. Ask it of less: with dates, or an actor."


@require_safe
@kept_for_readers
def search(request: HttpRequest) -> HttpResponse:
    """Answer a search; every question gets an answer, a wrong filter its error and no results."""
    context: dict[str, Any] = {
        "page_has_search": True,
        "search_words": request.GET.get("q", ""),
        "narrowed": bool(request.GET),
    }
    try:
        query = query_of(request.GET)
    except WrongFilterError as error:
        context["filter"] = error.filter
        context["fields"] = [error.filter.form[name] for name in FIELDS]
        return render(request, "search/search_invalid.html", context, status=400)
    context["chosen"] = narrowing.chosen_filters(query.filter, query.parameters)
    context["kept"] = [
        (name, value)
        for name, values in query.parameters.items()
        if name != "q"
        for value in values
        if value
    ]
    try:
        answered = answer_to(query, request.GET.get("page", ""), limits())
        context["coverage"] = _coverage(answered)
    except SearchTimeout:
        today = datetime.datetime.now(tz=datetime.UTC).date()
        context["narrower"] = narrowing.narrower(query.parameters, today)
        return render(request, "search/search_timeout.html", context, status=503)
    context |= _shown(query, answered, context["kept"], request.GET.get("pick", ""))
    return render(request, "search/search.html", context)


@require_safe
def search_json(request: HttpRequest) -> HttpResponse:
    """Answer a search for a machine: the same as the page, as JSON (docs/search.md)."""
    try:
        answered = answer_to(query_of(request.GET), request.GET.get("page", ""), limits())
    except WrongFilterError as error:
        return _json({"errors": error.said}, status=400)
    except SearchTimeout:
        return _json({"errors": [TOOK_TOO_LONG]}, status=503)
    return _json(as_json(answered))


def limits() -> Limits:
    return Limits(timeout_ms=settings.SEARCH_TIMEOUT_MS)


def _json(told: dict[str, Any], status: int = 200) -> JsonResponse:
    written = {"ensure_ascii": False, "indent": 1}
    headers = {"X-Robots-Tag": "noindex", "Cache-Control": "no-cache"}
    return JsonResponse(told, status=status, json_dumps_params=written, headers=headers)


def _coverage(answered: Answered) -> Any:
    """What is held at all, where few results may have that cause."""
    answer = answered.answer
    if answer.ids and answer.total.value >= FEW:
        return None
    source = answered.query.filter.form.cleaned_data["source"]
    with time_limit(settings.SEARCH_TIMEOUT_MS):
        return held_of(source, answer.search.date_from, answer.search.date_to)


def _shown(
    query: Query, answered: Answered, kept: list[tuple[str, str]], pick: str
) -> dict[str, Any]:
    answer, parameters, asked = answered.answer, query.parameters, query.search
    # What the facets do not show whole can be chosen in the form.
    cut = {facet.name for facet in answered.facets if facet.cut}
    fields = [name for name in FIELDS if name in cut or name not in FACETED]
    return {
        "answer": answer,
        "page": answered,
        "fields": [query.filter.form[name] for name in fields],
        "hidden": [(name, value) for name, value in kept if name not in fields],
        "first": answer.position + 1,
        "last": answer.position + len(answer.ids),
        "orders": narrowing.orders(answer, parameters),
        "copies": narrowing.copies(parameters),
        "refinements": narrowing.refinements(query.filter, parameters),
        "histogram": histogram(answer, parameters, pick),
        # Counted one by one at some time, where this answer is an estimate.
        "counted": None if answer.total.exact else remembered(asked),
        "address": query.address,
        "permalink": f"{reverse('search')}?{query.address}".rstrip("?"),
        "unordered": query.unordered,
        "words": asked.words if answer.reading.text else "",
        "words_alone": bool(asked.words) and asked != Search(words=asked.words, sort=asked.sort),
        "previous_url": narrowing.page_url(parameters, answer.previous),
        "next_url": narrowing.page_url(parameters, answer.next),
    }
