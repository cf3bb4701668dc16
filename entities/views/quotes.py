"""Search inside quotes: who said these words, about whom, when, and who said them first."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from articles.search import Reading, SearchTimeout, changed, read, time_limit
from entities.models import Actor, Quote
from entities.narrowing import Choice, Parameters, period
from entities.quote_filters import NEWEST, OLDEST, QuoteFilter, meant
from entities.quote_results import QuoteResult, quote_results
from entities.quote_search import Edge, Found, QuoteSearch, find, first_said

PAGE = 20
FIELDS = ("said_by", "naming", "date_from", "date_to")
# Several may have said it on the same day.
MOST_FIRST = 5


@dataclass(frozen=True, slots=True)
class First:
    """Who said a phrase first, as far as the archive holds; `others` on the same day."""

    said: QuoteResult
    others: list[Actor]


@dataclass(frozen=True, slots=True)
class Page:
    """A page of results; the addresses are None where the list ends."""

    results: list[QuoteResult]
    first: First | None
    previous_url: str | None
    next_url: str | None


@require_safe
def quotes(request: HttpRequest) -> HttpResponse:
    """Answer a search inside quotes; a wrong filter gets its error and no results."""
    quote_filter = QuoteFilter(request.GET, queryset=Quote.objects.none())
    form = quote_filter.form
    context: dict[str, Any] = {
        "filter": quote_filter,
        "fields": [form[name] for name in FIELDS],
        "page_has_search": True,
        "narrowed": bool(request.GET),
        "words": request.GET.get("q", ""),
    }
    if not quote_filter.is_valid():
        return render(request, "quotes/quotes.html", context, status=400)
    asked, parameters = quote_filter.search(), quote_filter.parameters()
    context["kept"] = [(name, value) for name, value in _pairs(parameters) if name not in FIELDS]
    context["kept"] = [(name, value) for name, value in context["kept"] if name != "q"]
    try:
        with time_limit(settings.SEARCH_TIMEOUT_MS):
            names = meant(quote_filter)
            if names and all(len(name.actors) == 1 for name in names):
                chosen = {
                    name.name: [*parameters[name.name], name.actors[0].slug] for name in names
                }
                return redirect(f"{request.path}?{changed(parameters, chosen)}")
            reading = read(asked.words)
            context |= {
                "reading": reading,
                "plain": not (reading.condition.exact or reading.condition.others),
                "meant": [
                    (name, [_one_more(parameters, name.name, actor) for actor in name.actors])
                    for name in names
                ],
                "chosen": _chosen(quote_filter, parameters),
                "orders": [
                    Choice(
                        label, _href(parameters, sort=[label]), asked.oldest == (label == OLDEST)
                    )
                    for label in (NEWEST, OLDEST)
                ],
            }
            if reading.text or not asked.words.strip():
                edge = _edge(request.GET)
                found = find(asked, edge=edge, size=PAGE)
                context["total"] = found.total
                context["page"] = _page(asked, found, edge, parameters, reading)
    except SearchTimeout:
        context["too_long"] = True
        return render(request, "quotes/quotes.html", context, status=503)
    return render(request, "quotes/quotes.html", context)


def _page(
    asked: QuoteSearch,
    found: Found,
    edge: Edge | None,
    parameters: Parameters,
    reading: Reading,
) -> Page:
    """Load what was found. Three queries, and three more where a phrase is asked for."""
    phrase = found.ids and '"' in reading.text
    first_ids = first_said(asked, MOST_FIRST) if phrase else ()
    loaded = quote_results([*found.ids, *first_ids], asked.words)
    results = [loaded[pk] for pk in found.ids if pk in loaded]
    backwards = edge is not None and edge.backwards
    has_previous = found.more if backwards else edge is not None
    has_next = True if backwards else found.more
    ends = (found.ids[0], found.ids[-1]) if found.ids else None
    return Page(
        results=results,
        first=_first([loaded[pk] for pk in first_ids if pk in loaded]),
        previous_url=_href(parameters, before=[str(ends[0])]) if ends and has_previous else None,
        next_url=_href(parameters, after=[str(ends[1])]) if ends and has_next else None,
    )


def _first(said: Sequence[QuoteResult]) -> First | None:
    if not said:
        return None
    same_day = [one for one in said if one.quote.sort_at.date() == said[0].quote.sort_at.date()]
    speakers = {one.quote.speaker for one in same_day if one.quote.speaker}
    others = speakers - {said[0].quote.speaker}
    return First(said[0], sorted(others, key=lambda actor: actor.name))


def _edge(asked: QueryDict) -> Edge | None:
    """The quote that the address names; None for none, or for one that is gone."""
    backwards = "before" in asked
    text = asked.get("before" if backwards else "after", "")
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        return None
    at = Quote.objects.filter(pk=int(text)).values_list("sort_at", flat=True).first()
    return Edge(int(text), at, backwards) if at else None


def _chosen(quote_filter: QuoteFilter, parameters: Parameters) -> list[Choice]:
    """The filters in force, each leading to the search without it."""
    choices = []
    for name, words in (("speaker", "said by"), ("about", "about")):
        actors = quote_filter.chosen(name)
        for actor in actors:
            others = [other.slug for other in actors if other != actor]
            href = _href(parameters, **{name: others})
            choices.append(Choice(f"{words} {actor.name}", href, kind=actor.kind))
    asked = quote_filter.form.cleaned_data
    if label := period(asked["date_from"], asked["date_to"]):
        choices.append(Choice(label, _href(parameters, date_from=[], date_to=[])))
    return choices


def _one_more(parameters: Parameters, name: str, actor: Actor) -> Choice:
    slugs = [*parameters[name], actor.slug]
    href = _href(parameters, **{name: slugs})
    return Choice(actor.name, href, count=actor.article_count, kind=actor.kind)


def _pairs(parameters: Parameters) -> list[tuple[str, str]]:
    return [(name, value) for name, values in parameters.items() for value in values if value]


def _href(parameters: Parameters, **changes: list[str]) -> str:
    return "?" + changed(parameters, changes)
