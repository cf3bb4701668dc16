"""The search page: a list, what it can be narrowed by, and how the question was read."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from articles.duplicates import public_copies
from articles.models import Article, Section, Source
from articles.search import (
    Answer,
    Limits,
    Search,
    SearchTimeout,
    Snippet,
    find,
    missing_words,
    snippets,
    time_limit,
)
from entities import narrowing
from entities.filters import ArchiveFilter
from entities.held import held_of
from entities.models import Actor
from entities.narrowing import Choice, Facet, Parameters
from entities.offers import offers

PAGE = 20
MOST_CHIPS = 4
# So few results that what the archive holds at all may be the cause.
FEW = 5
FIELDS = ("date_from", "date_to", "kind", "source", "section")
FACETED = ("source", "section")


@dataclass(frozen=True, slots=True)
class Result:
    article: Article
    snippet: Snippet
    actors: list[Actor]
    same: str  # of which it is nearly the same, in words; empty for none


@dataclass(frozen=True, slots=True)
class Page:
    """An answer with everything that it names loaded."""

    results: list[Result]
    facets: list[Facet]
    missing: tuple[str, ...]
    repairs: list[Choice]


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Answer a search; every question gets an answer, a wrong filter its error and no results."""
    archive_filter = ArchiveFilter(request.GET, queryset=Article.objects.none())
    context: dict[str, Any] = {
        "filter": archive_filter,
        "page_has_search": True,
        "search_words": request.GET.get("q", ""),
        "narrowed": bool(request.GET),
    }
    if not archive_filter.is_valid():
        context["fields"] = [archive_filter.form[name] for name in FIELDS]
        return render(request, "search/search_invalid.html", context, status=400)
    asked = archive_filter.search()
    parameters = narrowing.parameters_of(archive_filter, asked)
    context["chosen"] = narrowing.chosen_filters(archive_filter, parameters)
    context["kept"] = kept = [
        (name, value) for name in parameters if name != "q" for value in parameters[name] if value
    ]
    limits = Limits(timeout_ms=settings.SEARCH_TIMEOUT_MS)
    try:
        answer = find(asked, cursor=request.GET.get("page", ""), size=PAGE, limits=limits)
        with time_limit(limits.timeout_ms):
            page = _page(answer, parameters)
            context["offers"] = offers(parameters, page.missing)
            if not answer.ids or answer.total.value < FEW:
                source = archive_filter.form.cleaned_data["source"]
                context["coverage"] = held_of(source, asked.date_from, asked.date_to)
    except SearchTimeout:
        today = datetime.datetime.now(tz=datetime.UTC).date()
        context["narrower"] = narrowing.narrower(parameters, today)
        return render(request, "search/search_timeout.html", context, status=503)
    # What the facets do not show whole can be chosen in the form.
    cut = {facet.name for facet in page.facets if facet.cut}
    fields = [name for name in FIELDS if name in cut or name not in FACETED]
    context |= {
        "answer": answer,
        "page": page,
        "fields": [archive_filter.form[name] for name in fields],
        "hidden": [(name, value) for name, value in kept if name not in fields],
        "first": answer.position + 1,
        "last": answer.position + len(answer.ids),
        "orders": narrowing.orders(answer, parameters),
        "copies": narrowing.copies(parameters),
        "chart": narrowing.chart(answer, parameters),
        "words": asked.words if answer.reading.text else "",
        "words_alone": bool(asked.words) and asked != Search(words=asked.words, sort=asked.sort),
        "previous_url": narrowing.page_url(parameters, answer.previous),
        "next_url": narrowing.page_url(parameters, answer.next),
    }
    return render(request, "search/search.html", context)


def _page(answer: Answer, parameters: Parameters) -> Page:
    """Load what the answer names: six queries, and one more where words may be missing."""
    reading = answer.reading
    articles = Article.objects.public().for_list().in_bulk(answer.ids)
    shown = [articles[pk] for pk in answer.ids if pk in articles]
    texts = snippets(list(articles), answer.search.words if reading.text else "")
    chips = {article.pk: article.actor_ids[:MOST_CHIPS] for article in shown}
    wanted = {pk for pks in chips.values() for pk in pks} | {value.key for value in answer.actors}
    actors = Actor.objects.in_bulk(wanted)
    sources = Source.objects.with_kept([value.key for value in answer.sources])
    sections = Section.objects.with_kept([value.key for value in answer.sections])
    copies = public_copies([article.pk for article in shown if article.lead_id == article.pk])
    missing = missing_words(reading) if reading.alternatives or not answer.ids else ()
    facets = [
        narrowing.actor_facet(parameters, answer.actors, actors),
        narrowing.named_facet(parameters, "source", "Sources", answer.sources, sources),
        narrowing.named_facet(parameters, "section", "Sections", answer.sections, sections),
    ]
    return Page(
        results=[
            Result(
                article,
                texts.get(article.pk, Snippet(SafeString(), SafeString())),
                [actors[pk] for pk in chips[article.pk] if pk in actors],
                _same(article, copies),
            )
            for article in shown
        ],
        facets=[facet for facet in facets if facet.choices],
        missing=missing,
        repairs=narrowing.repairs(parameters, missing),
    )


def _same(article: Article, copies: Mapping[int, int]) -> str:
    if count := copies.get(article.pk):
        return f"and {count:,} nearly the same"
    is_copy = article.lead_id is not None and article.lead_id != article.pk
    return "nearly the same as another" if is_copy else ""
