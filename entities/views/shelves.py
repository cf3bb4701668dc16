"""Sources, sections and authors: the list of each, and the articles of one."""

import string
from dataclasses import dataclass
from typing import Any

from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from entities.chips import with_chips
from entities.filters import NameOrder
from entities.keyset import newest_page
from entities.models import Actor, Kind
from entities.shelves import SHELVES, Shelf, Thing, beginning, slug_of

PAGE = 100
PAGE_OF_ARTICLES = 30


@dataclass(frozen=True, slots=True)
class Line:
    """One of a list, with its page and the number of its articles."""

    thing: Thing
    href: str
    count: int


@require_safe
def shelf_list(request: HttpRequest, shelf: str) -> HttpResponse:
    """Show the sources, sections or authors of public articles, by name. Three queries."""
    here = SHELVES[shelf]
    letter = request.GET.get("letter", "").lower()
    if letter and letter not in string.ascii_lowercase:
        raise Http404
    things = here.held()
    if letter:
        things = beginning(things, letter)
    rows, previous, following = _by_name(things, request.GET)
    counts = here.counts(thing.pk for thing in rows)
    context = {
        "shelf": here,
        "lines": [Line(one, _url(here, one), counts[one.pk]) for one in rows if one.pk in counts],
        "letter": letter,
        "letters": [(one, f"?letter={one}") for one in string.ascii_lowercase],
        "previous_url": _page(letter, before=previous) if previous else None,
        "next_url": _page(letter, after=following) if following else None,
        "narrowed": bool(request.GET),
    }
    return render(request, "browse/shelf_list.html", context)


@require_safe
def countries(request: HttpRequest) -> HttpResponse:
    """Show the countries in the articles, and how many actors there are of each. Two queries.

    A country itself is one of its actors.
    """
    of_any = Actor.objects.public().exclude(country="")
    counts = dict(of_any.order_by().values_list("country").annotate(Count("pk")))
    known = of_any.filter(kind=Kind.COUNTRY).annotate(name_order=NameOrder("name"))
    lines = [(one, counts[one.country]) for one in known.order_by("name_order", "pk")]
    return render(request, "browse/countries.html", {"lines": lines})


@require_safe
def shelf_detail(request: HttpRequest, shelf: str, pk: str, slug: str) -> HttpResponse:
    """Show the articles of one, newest first; one that was merged leads to the one that is kept.

    Nobody learns the name of one of which there is no public article.
    """
    here = SHELVES[shelf]
    thing: Any = get_object_or_404(here.model.objects.select_related("merged_into"), pk=int(pk))
    kept = thing.kept
    count = here.counts([kept.pk]).get(kept.pk, 0)
    if not count:
        raise Http404
    if kept != thing or slug != slug_of(kept):
        return redirect(_url(here, kept), permanent=True)
    page = newest_page(here.articles(kept), "pk", request.GET, PAGE_OF_ARTICLES)
    context = {
        "shelf": here,
        "thing": kept,
        "count": count,
        "page": page,
        "lines": with_chips(page.rows),
        "paged": bool(request.GET),
        "search_url": _search_url(here, kept),
    }
    return render(request, "browse/shelf_detail.html", context)


def _by_name(things: Any, asked: Any) -> tuple[list[Thing], int | None, int | None]:
    """A page by name beside the row that the address names, and where its neighbours begin."""
    forwards = "before" not in asked
    text = asked.get("after" if forwards else "before", "")
    known = text.isascii() and text.isdigit() and len(text) < 19
    edge = things.filter(pk=int(text)).first() if known else None
    if edge is None:
        forwards = True
    else:
        side = "gt" if forwards else "lt"
        things = things.filter(**{f"normalised_name__{side}": edge.normalised_name})
    order = "normalised_name" if forwards else "-normalised_name"
    rows = list(things.order_by(order)[: PAGE + 1])
    more, rows = len(rows) > PAGE, rows[:PAGE]
    if not forwards:
        rows.reverse()
    has_previous = edge is not None if forwards else more
    has_next = more if forwards else True
    if not rows:
        return [], None, None
    return rows, rows[0].pk if has_previous else None, rows[-1].pk if has_next else None


def _url(shelf: Shelf, thing: Thing) -> str:
    return reverse("shelf_detail", args=[shelf.plural, thing.pk, slug_of(thing)])


def _search_url(shelf: Shelf, thing: Thing) -> str:
    """The search within it; readers cannot search by author yet."""
    if shelf.name == "author":
        return ""
    return f"{reverse('search')}?{urlencode({shelf.name: thing.pk})}"


def _page(letter: str, **edge: int) -> str:
    asked: dict[str, str | int] = {"letter": letter} if letter else {}
    return "?" + urlencode({**asked, **edge})
