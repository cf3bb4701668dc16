"""The page of two actors: their timeline, what narrows it, and a picture of the years."""

import datetime
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from articles.models import Article
from articles.search import Answer, Limits, Search, SearchTimeout, Sort, find
from articles.search import Count as Total
from entities.keyset import newest_page
from entities.models import Actor
from entities.pairs import (
    Counted,
    Entry,
    Kind,
    Side,
    by_year,
    counted_between,
    entries_by_article,
    entries_of,
    totals,
)
from entities.relation import Relation, relation, told_of
from entities.told_lists import dealing_lines, dealings_between
from entities.views.actors import actor_for_page, sent_on

PAGE = 20
# More articles with both are estimated: counting so many takes 45 ms, twice where a year is asked
# for, and an estimate 35 however many there are.
MOST_COUNTED = 10_000
# What is listed: articles with what they tell, when neither is asked for alone.
ARTICLES, INTERACTIONS = "articles", "interactions"
_KINDS = {kind.value: str(kind.label) for kind in Kind}


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address narrows the timeline to; a kind or a side means interactions alone."""

    show: str = ""
    kind: str = ""
    side: str = ""
    year: int | None = None

    @property
    def of_interactions(self) -> bool:
        return self.show == INTERACTIONS or bool(self.kind or self.side)

    def address(self, **changes: Any) -> str:
        """The address with something changed, at the first page."""
        asked = replace(self, **changes)
        named = {"show": asked.show, "kind": asked.kind, "side": asked.side, "year": asked.year}
        return f"?{urlencode({name: value for name, value in named.items() if value})}"

    def holds(self, one: Counted, *, but: str = "") -> bool:
        """Whether something counted is asked for, whatever the filter `but` says."""
        return all(
            name == but or not wanted or getattr(one, name) == wanted
            for name, wanted in (("kind", self.kind), ("side", self.side), ("year", self.year))
        )


@dataclass(frozen=True, slots=True)
class Listed:
    """A page of the timeline."""

    entries: list[Entry]
    previous_url: str | None
    next_url: str | None
    answer: Answer | None = None  # where articles are listed

    @property
    def articles(self) -> Total | None:
        """How many there are in all, where they are listed."""
        return self.answer.total if self.answer else None


@require_safe
def pair(request: HttpRequest, slug: str, other: str) -> HttpResponse:
    """Show what public articles hold of two actors together; `show`, `kind`, `side`, `year` narrow.

    Another order of the two, and whoever was merged, is sent on to the one address of the pair; an
    actor with itself to its own page. An unknown filter is not found.
    """
    named = [actor_for_page(request, one) for one in (slug, other)]
    kept = {actor.slug: actor for actor in (one.merged_into or one for one in named)}
    if len(kept) == 1:
        return sent_on("actor_detail", (named[0].merged_into or named[0]).slug)
    first, second = (kept[one] for one in sorted(kept))
    if (first.slug, second.slug) != (slug, other):
        return sent_on("actor_pair", first.slug, second.slug)
    asked = _asked(request)
    context: dict[str, Any] = {"first": first, "second": second, "asked": asked}
    try:
        counted = counted_between(first, second)
        list_page = _interactions if asked.of_interactions else _articles
        page = list_page(request, first, second, asked)
        answer = page.answer
        if answer is None or asked.year:  # the picture is of all years
            answer = _find(Search(actors=(first.pk, second.pk), sort=Sort.NEWEST))
    except SearchTimeout:
        return render(request, "entities/pair_timeout.html", context, status=503)
    names = (first.name, second.name)
    context |= {
        "answer": answer,
        "interactions": sum(one.count for one in counted),
        "listed_interactions": sum(one.count for one in counted if asked.holds(one)),
        "page": page,
        "years": by_year(page.entries),
        "picture": _picture(answer, counted, asked, names),
        "shows": _shows(asked),
        "choices": _choices(counted, asked, names),
        "chosen": _chosen(asked, names),
        "search_url": f"{reverse('search')}?{urlencode([('actor', one) for one in sorted(kept)])}",
    }
    return render(request, "entities/actor_pair.html", context)


def _asked(request: HttpRequest) -> Asked:
    given = {name: request.GET.get(name, "") for name in ("show", "kind", "side", "year")}
    known = {"show": (ARTICLES, INTERACTIONS), "kind": Kind.values, "side": Side.values}
    if any(given[name] and given[name] not in values for name, values in known.items()):
        raise Http404
    year = given.pop("year")
    if year and not (year.isascii() and year.isdigit() and 0 < int(year[:5]) <= datetime.MAXYEAR):
        raise Http404
    return Asked(**given, year=int(year) if year else None)


def _find(search: Search, *, cursor: str = "", size: int = 0) -> Answer:
    limits = Limits(exact=MOST_COUNTED, timeout_ms=settings.SEARCH_TIMEOUT_MS)
    return find(search, cursor=cursor, size=size, limits=limits)


def _articles(request: HttpRequest, first: Actor, second: Actor, asked: Asked) -> Listed:
    """A page of the articles with both; unless they are asked for alone, with what they tell."""
    search = Search(
        actors=(first.pk, second.pk),
        sort=Sort.NEWEST,
        date_from=datetime.date(asked.year, 1, 1) if asked.year else None,
        date_to=datetime.date(asked.year, 12, 31) if asked.year else None,
    )
    answer = _find(search, cursor=request.GET.get("page", ""), size=PAGE)
    rows = Article.objects.public().for_list().in_bulk(answer.ids)
    articles = [rows[pk] for pk in answer.ids if pk in rows]
    alone = asked.show == ARTICLES
    return Listed(
        [Entry(one) for one in articles] if alone else entries_of(articles, first, second),
        _page_url(asked, answer.previous),
        _page_url(asked, answer.next),
        answer=answer,
    )


def _interactions(request: HttpRequest, first: Actor, second: Actor, asked: Asked) -> Listed:
    rows = dealings_between(first, second)
    if asked.kind:
        rows = rows.filter(kind=asked.kind)
    if asked.side:
        rows = rows.filter(side=asked.side)
    if asked.year:
        beginning = datetime.datetime(asked.year, 1, 1, tzinfo=datetime.UTC)
        rows = rows.filter(sort_at__gte=beginning)
        if asked.year < datetime.MAXYEAR:
            rows = rows.filter(sort_at__lt=beginning.replace(year=asked.year + 1))
    page = newest_page(rows, "interaction_id", request.GET, PAGE)
    entries = entries_by_article(dealing_lines(page.rows))
    return Listed(entries, page.previous_url, page.next_url)


def _page_url(asked: Asked, cursor: str | None) -> str | None:
    if cursor is None:
        return None
    address = asked.address()
    page = urlencode({"page": cursor}) if cursor else ""
    return address + ("&" if page and len(address) > 1 else "") + page


def _picture(
    answer: Answer, counted: Iterable[Counted], asked: Asked, names: tuple[str, str]
) -> Relation:
    by_year: Counter[tuple[int, str, str]] = Counter()
    for one in counted:
        by_year[one.year, one.kind, one.modality] += one.count
    return relation(
        {0: answer.undated.value} | {value.key: value.count.value for value in answer.years},
        told_of(by_year),
        title=f"{names[0]} and {names[1]} by year",
        href=lambda year: asked.address(year=None if asked.year == year else year),
        current=asked.year,
    )


def _choices(
    counted: list[Counted], asked: Asked, names: tuple[str, str]
) -> list[tuple[str, list[dict[str, Any]]]]:
    """Links that each choose one value of a filter or take it away, with how many there are."""
    kinds = totals((one for one in counted if asked.holds(one, but="kind")), "kind")
    sides = totals((one for one in counted if asked.holds(one, but="side")), "side")
    by_count = sorted(kinds, key=lambda kind: (-kinds[kind], kind))
    return [
        ("Kind", [_choice(asked, "kind", kind, _KINDS[kind], kinds[kind]) for kind in by_count]),
        (
            "Direction",
            [
                _choice(asked, "side", side, label, sides[side])
                for side, label in _sides(names).items()
                if sides[side]
            ],
        ),
    ]


def _choice(asked: Asked, name: str, value: str, label: str, count: int) -> dict[str, Any]:
    current = getattr(asked, name) == value
    return {
        "label": label,
        "count": count,
        "current": current,
        "href": asked.address(**{name: "" if current else value, "show": ""}),
    }


def _shows(asked: Asked) -> list[dict[str, Any]]:
    """What can be listed."""
    now = INTERACTIONS if asked.of_interactions else asked.show
    labels = {"": "everything", INTERACTIONS: "interactions alone", ARTICLES: "articles alone"}
    return [
        {
            "label": label,
            "href": asked.address(show=show, kind="", side=""),
            "current": show == now,
        }
        for show, label in labels.items()
    ]


def _chosen(asked: Asked, names: tuple[str, str]) -> list[tuple[str, str]]:
    """The filters in words, each with the address without it."""
    chosen = []
    if asked.kind:
        chosen.append((_KINDS[asked.kind], asked.address(kind="")))
    if asked.side:
        chosen.append((_sides(names)[asked.side], asked.address(side="")))
    if asked.year:
        chosen.append((str(asked.year), asked.address(year=None)))
    return chosen


def _sides(names: tuple[str, str]) -> dict[str, str]:
    one, other = names
    return {
        Side.SOURCE: f"from {one} to {other}",
        Side.TARGET: f"from {other} to {one}",
        Side.BOTH: "on both sides",
    }
