"""What an actor said, what was said of it, and with whom it dealt: lists of any length."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from entities.keyset import newest_page
from entities.models import Actor, Interaction
from entities.told_lists import (
    dealing_lines,
    dealings_of,
    kinds_of,
    others_of,
    quote_lines,
    quotes_about_actor,
    quotes_by_actor,
)
from entities.views.actors import actor_for_page, sent_on

PAGE = 20


@require_safe
def quotes_by(request: HttpRequest, slug: str) -> HttpResponse:
    """Show what an actor says in public articles, newest first."""
    return _quotes(request, slug, quotes_by_actor, "pk", "actor_quotes")


@require_safe
def quotes_about(request: HttpRequest, slug: str) -> HttpResponse:
    """Show quotes of others that name an actor, newest first."""
    return _quotes(request, slug, quotes_about_actor, "quote_id", "actor_quotes_about")


@require_safe
def dealings(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the dealings of an actor, newest first; `kind` and `with` (a slug) narrow them.

    An unknown kind or actor is not found.
    """
    actor = actor_for_page(request, slug)
    if actor.merged_into:
        return sent_on("actor_dealings", actor.merged_into.slug)
    kind, slug_of_other = request.GET.get("kind", ""), request.GET.get("with", "")
    if kind and kind not in Interaction.Kind.values:
        raise Http404
    other = get_object_or_404(Actor.objects.public(), slug=slug_of_other) if slug_of_other else None
    rows = dealings_of(actor)
    if kind:
        rows = rows.filter(kind=kind)
    if other:
        rows = rows.filter(other=other)
    page = newest_page(rows, "interaction_id", request.GET, PAGE)
    chosen = {"kind": kind, "with": slug_of_other}
    context = {
        "actor": actor,
        "here": "actor_dealings",
        "page": page,
        "lines": dealing_lines(page.rows),
        "kind": Interaction.Kind(kind) if kind else None,
        "other": other,
        "kinds": [_choice(one.label, chosen, "kind", one.value) for one in kinds_of(actor, other)],
        "others": [_choice(one.name, chosen, "with", one.slug) for one in others_of(actor)],
        "without": {name: _address({**chosen, name: ""}) for name in chosen},
    }
    return render(request, "entities/actor_dealings.html", context)


def _quotes(request: HttpRequest, slug: str, rows_of: Any, key: str, here: str) -> HttpResponse:
    actor = actor_for_page(request, slug)
    if actor.merged_into:
        return sent_on(here, actor.merged_into.slug)
    page = newest_page(rows_of(actor), key, request.GET, PAGE)
    context = {"actor": actor, "here": here, "page": page, "lines": quote_lines(page.rows)}
    return render(request, "entities/actor_quotes.html", context)


def _choice(label: str, chosen: dict[str, str], name: str, value: str) -> dict[str, Any]:
    """A link that narrows by one value, or that takes it away again."""
    current = chosen[name] == value
    return {
        "label": label,
        "href": _address({**chosen, name: "" if current else value}),
        "current": current,
    }


def _address(chosen: dict[str, str]) -> str:
    return f"?{urlencode({name: value for name, value in chosen.items() if value})}"
