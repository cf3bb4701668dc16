"""The verbs on the posts that somebody held: confirm or change one, reject it, add one."""

from typing import Any

from django.contrib.auth.models import User
from django.db import transaction

from articles.importers.decoding import clean, has_words, one_line
from entities.countries import country_called
from entities.extraction import Office
from entities.models import Actor, Decision, Kind, Role
from entities.partial_dates import parse
from entities.review.common import ReviewError
from entities.review.edits import Standing, check_seen, edit, lock_actor, writes
from entities.roles import office_key

Status = Role.Status
_FIELDS = ("title", "of_id", "of_text", "start", "end", "status")


def confirm_role(
    role: Role,
    *,
    title: str,
    of: str,
    start: str,
    end: str,
    editor: User,
    seen: int,
    note: str = "",
) -> Decision:
    """The post was held so: from when to when, as far as that is known.

    `of` is the name of a country or organisation; it becomes a link where an actor is called so.
    """
    return _decide(
        role, {**_said(title, of, start, end), "status": Status.CONFIRMED}, editor, seen, note
    )


def reject_role(role: Role, *, editor: User, seen: int, note: str = "") -> Decision:
    """The post was not held; it is not suggested again."""
    return _decide(role, {"status": Status.REJECTED}, editor, seen, note)


def add_role(
    actor: Actor,
    *,
    title: str,
    of: str,
    start: str,
    end: str,
    editor: User,
    seen: int,
    note: str = "",
) -> Decision:
    """The post was held, and neither the knowledge file nor an article says so."""
    fields = _said(title, of, start, end)
    with transaction.atomic():
        actor = lock_actor(actor.pk)
        if actor.kind != Kind.PERSON:
            raise ReviewError(f"{actor.name}: only people hold posts.")
        role = Role.objects.create(actor=actor, origin=Role.Origin.EDITOR, **fields)
        # Undone, it is as a rejected one: kept, and shown to nobody.
        before = {**_values(role), "status": Status.REJECTED}
        after = {**before, "status": Status.CONFIRMED}
        check_seen(actor, f"role:{role.pk}", seen)
        return edit(actor, f"role:{role.pk}", before, after, editor=editor, note=note)


def role_of_office(actor: Actor, office: Office) -> Role:
    """Return the row of an office of the knowledge file, made to be decided on."""
    role, _made = Role.objects.get_or_create(
        actor=actor,
        origin=Role.Origin.KNOWLEDGE,
        source_key=office_key(office),
        defaults={
            "title": office.title[:300],
            "of_text": country_called(office.country),
            "start": office.start,
            "end": office.end,
        },
    )
    return role


def _decide(role: Role, fields: dict[str, Any], editor: User, seen: int, note: str) -> Decision:
    what = f"role:{role.pk}"
    with transaction.atomic():
        actor = lock_actor(role.actor_id)
        check_seen(actor, what, seen)
        role = Role.objects.select_for_update(of=("self",)).get(pk=role.pk)
        before = _values(role)
        after = {**before, **fields}
        if before == after:
            raise ReviewError("It says so already.")
        return edit(actor, what, before, after, editor=editor, note=note)


def _values(role: Role) -> dict[str, Any]:
    return {name: getattr(role, name) for name in _FIELDS}


def _said(title: str, of: str, start: str, end: str) -> dict[str, Any]:
    title, of = (one_line(clean(text)[0]) for text in (title, of))
    if not has_words(title) or len(title) > 300 or len(of) > 200:
        raise ReviewError("A role needs a title, of at most 300 characters.")
    try:
        start, end = parse(start), parse(end)
    except ValueError as error:
        raise ReviewError(str(error)) from None
    shortest = min(len(start), len(end))
    if start and end and end[:shortest] < start[:shortest]:
        raise ReviewError("It ends before it begins.")
    bodies = Actor.objects.current().filter(kind__in=[Kind.COUNTRY, Kind.ORGANISATION])
    actor = bodies.named_exactly(of).order_by("-article_count", "pk").first() if of else None
    return {
        "title": title,
        "of_id": actor.pk if actor else None,
        "of_text": "" if actor else of,
        "start": start,
        "end": end,
    }


@writes("role")
def _write_role(_actor: Actor, what: str, standing: Standing) -> None:
    role = Role.objects.filter(pk=int(what.partition(":")[2])).first()
    if role is None:
        raise ReviewError("No article suggests that role any more: add it.")
    for name, value in standing.value.items():
        setattr(role, name, value)
    # Undone to what nobody had decided on, or to nothing at all: then the undoing says so.
    suggested = role.status == Status.SUGGESTED
    role.decision = None if suggested else standing.decision or standing.last
    role.save()
