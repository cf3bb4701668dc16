"""The index of actors, and the page of each."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from articles.charts import YearChart, year_chart
from articles.models import Article
from entities.called import titles_in
from entities.company import company_of, network_of
from entities.filters import ActorFilter, NameOrder
from entities.linked_data import actor_data
from entities.merged import leads_on, merges_of, shown_names
from entities.models import Actor
from entities.permissions import REVIEW
from entities.querysets import ActorQuerySet
from entities.roles import confirmed, offices_left, roles_of
from entities.told_lists import overview

PAGE = 50
MOST_LATEST = 10
MOST_CHIPS = 4
MOST_NAMES = 40
MOST_OFFICES = 20
MOST_TITLES = 6

Sort = ActorFilter.Sort


@dataclass(frozen=True, slots=True)
class Listed:
    """A page of actors; the addresses are None where the list ends."""

    actors: list[Actor]
    previous_url: str | None
    next_url: str | None


@require_safe
def actor_list(request: HttpRequest) -> HttpResponse:
    """Show the actors that public articles are about, by name or by number of articles."""
    actors = Actor.objects.public().annotate(name_order=NameOrder("name"))
    actor_filter = ActorFilter(request.GET, queryset=actors)
    valid = actor_filter.is_valid()
    chosen = actor_filter.form.cleaned_data if valid else {}
    listed = _listed(actor_filter.qs, chosen.get("sort"), request.GET) if valid else None
    return render(
        request,
        "entities/actor_list.html",
        {
            "filter": actor_filter,
            "chosen": chosen,
            "listed": listed,
            "letters": _links(request.GET, actor_filter, "letter"),
            "kinds": _links(request.GET, actor_filter, "kind"),
            "without_country": _without_country(request.GET),
        },
        status=200 if valid else 400,
    )


@require_safe
def actor_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """Show an actor of public articles; one that was merged is sent on to the one that is kept."""
    actor = actor_for_page(request, slug)
    if actor.merged_into:
        return sent_on("actor_detail", actor.merged_into.slug)
    latest = latest_of(actor)
    first = _articles(actor).filter(published_at__isnull=False).order_by("sort_at", "pk").first()
    company = company_of(actor)
    roles = roles_of([actor.pk]).get(actor.pk, [])
    read = {article.pk: article for article in (*latest, first) if article}
    merges = merges_of(actor)
    names = shown_names(actor, merges, MOST_NAMES)
    return render(
        request,
        "entities/actor_detail.html",
        {
            "actor": actor,
            "merges": merges,
            "names": names,
            "chart": chart_of(actor),
            "roles": confirmed(roles)[:MOST_OFFICES],
            "offices": offices_left(actor, roles)[:MOST_OFFICES],
            "titles": titles_in(actor, read.values(), MOST_TITLES),
            "company": company,
            "network": network_of(actor, company),
            "latest": _with_chips(latest, actor),
            "told": overview(actor),
            "first": first,
            "last": next((article for article in latest if article.published_at), None),
            "search_url": _search_url(actor=[actor.slug]),
            "data": actor_data(
                actor, request.build_absolute_uri("/"), [name.name for name in names]
            ),
        },
    )


def actor_for_page(request: HttpRequest, slug: str) -> Actor:
    """Return an actor with the one it was merged into.

    Raises Http404 where readers would come to one of no public article, or by a name that no public
    article has; editors see those too.
    """
    actor = get_object_or_404(Actor.objects.select_related("merged_into"), slug=slug)
    shown = (actor.merged_into or actor).article_count and (
        actor.merged_into is None or leads_on(actor)
    )
    if not shown and not request.user.has_perm(REVIEW):
        raise Http404
    return actor


def sent_on(name: str, *arguments: str) -> HttpResponse:
    """Send whoever comes by the address of a merged actor on, for good as far as anybody knows.

    Not to be kept unasked: a merge that is undone gives the address back.
    """
    response = redirect(name, *arguments, permanent=True)
    patch_cache_control(response, no_cache=True)
    return response


def _articles(actor: Actor) -> Any:
    return Article.objects.public().labelled(f"@a{actor.pk}").for_list()


def latest_of(actor: Actor) -> list[Article]:
    """Return the newest public articles about an actor, as a list needs them. One query."""
    return list(_articles(actor).newest_first()[:MOST_LATEST])


def _with_chips(articles: Sequence[Article], actor: Actor) -> list[tuple[Article, list[Actor]]]:
    """Return each article with the other actors that it is most about. One query."""
    others = {
        article.pk: [pk for pk in article.actor_ids if pk != actor.pk][:MOST_CHIPS]
        for article in articles
    }
    known = Actor.objects.in_bulk({pk for pks in others.values() for pk in pks})
    return [
        (article, [known[pk] for pk in others[article.pk] if pk in known]) for article in articles
    ]


def chart_of(actor: Actor) -> YearChart:
    """Return the picture of an actor's articles by year. One query."""
    counts = dict(actor.years.values_list("year", "article_count"))

    def articles_of(year: int) -> str:
        first, last = datetime.date(year, 1, 1), datetime.date(year, 12, 31)
        return _search_url(actor=[actor.slug], date_from=first, date_to=last)

    return year_chart(counts, title=f"Articles about {actor.name} by year", href=articles_of)


def _search_url(**chosen: Any) -> str:
    return f"{reverse('search')}?{urlencode(chosen, doseq=True)}"


def _listed(actors: ActorQuerySet, sort: str | None, asked: QueryDict) -> Listed:
    """Return the page after or before the actor that the address names; else the first.

    Keyset pages: the last page of a million actors costs what the first one costs.
    """
    by_count = sort == Sort.ARTICLES
    forwards = "before" not in asked
    edge = _edge(actors, asked.get("after" if forwards else "before", ""))
    if edge is None:
        forwards = True
    else:
        actors = actors.filter(_beyond(edge, by_count=by_count, forwards=forwards))
    order = ["-article_count", "pk"] if by_count else ["name_order", "pk"]
    ordered = actors.order_by(*order)
    rows = list((ordered if forwards else ordered.reverse())[: PAGE + 1])
    more, rows = len(rows) > PAGE, rows[:PAGE]
    if not forwards:
        rows.reverse()
    has_previous = edge is not None if forwards else more
    has_next = more if forwards else True
    return Listed(
        actors=rows,
        previous_url=_page_url(asked, before=rows[0].pk) if has_previous and rows else None,
        next_url=_page_url(asked, after=rows[-1].pk) if has_next and rows else None,
    )


def _edge(actors: ActorQuerySet, pk: str) -> Any:
    """Return the actor beside which the page begins; None for none, or for one that is gone."""
    if not (pk.isascii() and pk.isdigit() and len(pk) < 19):
        return None
    return actors.filter(pk=int(pk)).first()


def _beyond(edge: Any, *, by_count: bool, forwards: bool) -> Q:
    """Return the condition for the rows after, or before, the edge.

    The first part repeats the second for the sake of the index, which cannot use an OR.
    """
    key, value = (
        ("article_count", edge.article_count)
        if by_count
        else (
            "name_order",
            edge.name_order,
        )
    )
    # Counts go down, names and keys go up.
    side = "gt" if forwards != by_count else "lt"
    pk_side = "gt" if forwards else "lt"
    return Q(**{f"{key}__{side}e": value}) & (
        Q(**{f"{key}__{side}": value}) | Q(**{f"pk__{pk_side}": edge.pk})
    )


def _page_url(asked: QueryDict, **edge: int) -> str:
    query = _without_page(asked)
    query.update({name: str(pk) for name, pk in edge.items()})
    return f"?{query.urlencode()}"


def _links(asked: QueryDict, actor_filter: ActorFilter, name: str) -> list[dict[str, Any]]:
    """Return a link for each choice of a filter, and one for none; they start at the first page."""
    current = asked.get(name, "")
    links = []
    for value, label in [("", "all"), *actor_filter.filters[name].extra["choices"]]:
        query = _without_page(asked)
        query.pop(name, None)
        if value:
            query[name] = value
        links.append(
            {
                "value": value,
                "label": label,
                "href": f"?{query.urlencode()}",
                "current": value == current,
            }
        )
    return links


def _without_country(asked: QueryDict) -> str:
    query = _without_page(asked)
    query.pop("country", None)
    return f"?{query.urlencode()}"


def _without_page(asked: QueryDict) -> QueryDict:
    query = asked.copy()
    query.pop("after", None)
    query.pop("before", None)
    return query
