"""Trying what a form asks for, and answering with what came of it."""

from collections.abc import Callable, Mapping
from typing import Any

from django.db import transaction
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect

from articles.models import Article
from entities import review
from entities.desk import Entry, entries
from entities.models import Actor, Decision
from entities.suggesting import actor_of_entry
from entities.views.review.access import DeskRequest
from entities.views.review.workspace import Notice, address, goto_after, show
from entities.workspace import desk_of


def attempt(
    request: DeskRequest,
    article: int,
    form: Form,
    act: Callable[[], Decision | None],
    *,
    conflict: Callable[[review.Stale], Notice],
    choice: Callable[[], Notice],
    after: Callable[[Decision], str],
) -> HttpResponse:
    """Do it and go on, or say why not.

    `act` returns None when it is not clear whom is meant: then `choice` is shown. `conflict` says
    what is shown when somebody was quicker, `after` behind which item to go on.
    """
    try:
        with transaction.atomic():  # no new actor is left behind by what then fails
            decision = act()
    except review.Stale as stale:
        return show(request, article, notice=conflict(stale), goto="desk-notice", status=409)
    except review.ReviewError as error:
        return problem(request, article, form, str(error))
    if decision is None:
        return show(request, article, notice=choice(), goto="desk-notice")
    if request.htmx:
        return show(request, article, saved=decision.pk, after=after(decision))
    goto = goto_after(desk_of(whole(article)), after(decision))
    return redirect(f"{address(request, article, saved=decision.pk)}#{goto}")


def whole(article: int) -> Article:
    """Return an article as `desk_of` reads it."""
    return get_object_or_404(Article.objects.defer("search_vector"), pk=article)


def theirs(stale: review.Stale) -> Entry | None:
    return entries([stale.decision])[0] if stale.decision else None


def fields_of(
    form: Form, now: Mapping[str, object], without: tuple[str, ...] = ()
) -> tuple[tuple[str, str], ...]:
    """The form as it was sent, as hidden fields, with what `now` says instead."""
    values: dict[str, Any] = {**form.cleaned_data, **now}
    return tuple(
        (name, str(value.pk if isinstance(value, Actor) else value))
        for name, value in values.items()
        if name not in without and value not in (None, "", False)
    )


def problem(request: DeskRequest, article: int, form: Form, message: str) -> HttpResponse:
    return show(
        request,
        article,
        notice=Notice("problem", message),
        goto="desk-notice",
        sent=form,
        status=422,
    )


def invalid(request: DeskRequest, article: int, form: Form) -> HttpResponse:
    errors = (str(error) for errors in form.errors.values() for error in errors)
    return problem(request, article, form, " ".join(errors))


def chosen(data: Mapping[str, Any]) -> Actor | None:
    """Return the actor that a form chose, of the archive or of the knowledge file; None for none.

    Raises ReviewError for a row that the knowledge file has no longer.
    """
    if data["actor"] or not data["entry"]:
        actor: Actor | None = data["actor"]
        return actor
    found = actor_of_entry(data["entry"])
    if found is None:
        raise review.ReviewError("This actor is no longer in the knowledge file.")
    return found
