"""The verbs on what is known of an actor: its names, who that is, country, Wikidata id, death.

What an editor sets here rules for ever: the column is noted in `Actor.edited`, which the extractor
and the knowledge file respect, and a name that was withdrawn does not come back. `seen` is what
`edits.seen_now` was when the page was made: whoever was quicker on the same thing makes it Stale.
"""

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction

from articles.importers.decoding import clean, has_words, one_line
from entities import runs
from entities.countries import countries
from entities.models import Actor, ActorName, Decision, Kind, WithdrawnName
from entities.names import fold
from entities.partial_dates import parse
from entities.review.common import ReviewError
from entities.review.edits import Standing, Value, check_seen, edit, lock_actor, writes
from entities.wikidata import id_in

_MOST_NAME = 300
_MOST_DESCRIPTION = 500
SCALARS = ("name", "description", "country", "wikidata", "died_on")

_THERE, _WITHDRAWN, _ABSENT = "there", "withdrawn", "absent"


def add_name(
    actor: Actor, name: str, *, editor: User, seen: int, note: str = "", show: bool = False
) -> Decision:
    """The actor is called so, too; with `show` also on every page: then a second decision."""
    name = _line(name, _MOST_NAME)
    with transaction.atomic():
        decision = _set_alias(
            actor, name, _THERE, editor=editor, seen=seen, note=note, may_be_there=show
        )
        if decision is None or show:
            return show_name(actor, name, editor=editor, seen=seen, note=note)
    return decision


def withdraw_name(actor: Actor, name: str, *, editor: User, seen: int, note: str = "") -> Decision:
    """The actor is not called so: the name goes, and the machine does not bring it back.

    Raises ReviewError for the name that is shown, and for one that it does not have.
    """
    name = _line(name, _MOST_NAME, least=False)
    decision = _set_alias(actor, name, _WITHDRAWN, editor=editor, seen=seen, note=note)
    assert decision  # noqa: S101 (only a name to be shown may be there)
    return decision


def show_name(actor: Actor, name: str, *, editor: User, seen: int, note: str = "") -> Decision:
    """Of the names of the actor this is the one to be shown; its articles follow."""
    name = _line(name, _MOST_NAME, least=False)
    with transaction.atomic():
        actor = lock_actor(actor.pk)
        mine = actor.names.filter(normalised_name=fold(name)[:_MOST_NAME]).first()
        if mine is None:
            raise ReviewError(f"{actor.name} has no name “{name}”: add it first.")
        # As the editor writes it, when only accents or case differ from how it was first met.
        return _set(actor, "name", name, editor=editor, seen=seen, note=note)


def describe(
    actor: Actor, description: str, *, editor: User, seen: int, note: str = ""
) -> Decision:
    """Say in one line who that is; nothing takes the line away."""
    line = _line(description, _MOST_DESCRIPTION, least=False)
    return _set(actor, "description", line, editor=editor, seen=seen, note=note)


def set_country(actor: Actor, code: str, *, editor: User, seen: int, note: str = "") -> Decision:
    """Of which country the actor is, as ISO 3166 alpha-3; nothing for none."""
    if code and code not in countries():
        raise ReviewError(f"“{code[:20]}” is no country of the knowledge file.")
    return _set(actor, "country", code, editor=editor, seen=seen, note=note)


def link_wikidata(actor: Actor, text: str, *, editor: User, seen: int, note: str = "") -> Decision:
    """Say who that is in Wikidata: an id or an address of it; nothing takes the id away.

    Raises ReviewError for what is neither, and for the id of another actor.
    """
    wikidata = id_in(text)
    if wikidata is None:
        raise ReviewError(
            f"“{text[:60]}” is no id of Wikidata. Paste one like Q42, or the address of its page."
        )
    return _set(actor, "wikidata", wikidata, editor=editor, seen=seen, note=note)


def set_death(actor: Actor, died_on: str, *, editor: User, seen: int, note: str = "") -> Decision:
    """Say when a person died: a day, month or year; nothing for nobody who is known to have."""
    try:
        day = parse(died_on)
    except ValueError as error:
        raise ReviewError(str(error)) from None
    if day and actor.kind != Kind.PERSON:
        raise ReviewError(f"{actor.name}: only people die.")
    return _set(actor, "died_on", day, editor=editor, seen=seen, note=note)


def _line(text: str, most: int, *, least: bool = True) -> str:
    line = one_line(clean(text)[0])
    if least and not (has_words(line) and fold(line)):
        raise ReviewError("A name needs letters or figures.")
    if max(len(line), len(fold(line))) > most:
        raise ReviewError(f"That is longer than {most} characters.")
    return line


def _set(actor: Actor, column: str, value: str, *, editor: User, seen: int, note: str) -> Decision:
    with transaction.atomic():
        actor = lock_actor(actor.pk)
        check_seen(actor, column, seen)
        before = getattr(actor, column) or ""
        if before == value and column in actor.edited:
            raise ReviewError("It says so already.")
        return edit(actor, column, before, value, editor=editor, note=note)


def _set_alias(
    actor: Actor,
    name: str,
    state: str,
    *,
    editor: User,
    seen: int,
    note: str,
    may_be_there: bool = False,
) -> Decision | None:
    what = f"alias:{fold(name)[:_MOST_NAME]}"
    with transaction.atomic():
        actor = lock_actor(actor.pk)
        check_seen(actor, what, seen)
        before = _alias(actor, what)
        if before["state"] == state:
            if may_be_there:
                return None
            raise ReviewError(f"“{name}”: that is so already.")
        if state == _WITHDRAWN and before["state"] == _ABSENT:
            raise ReviewError(f"{actor.name} has no name “{name}”.")
        after = {**before, "name": name, "state": state}
        if state == _THERE:
            after["origin"] = str(ActorName.Origin.EDITOR)
        return edit(actor, what, before, after, editor=editor, note=note)


def _alias(actor: Actor, what: str) -> dict[str, str]:
    folded = what.partition(":")[2]
    if mine := actor.names.filter(normalised_name=folded).first():
        return {"state": _THERE, "name": mine.name, "origin": mine.origin}
    if gone := actor.withdrawn_names.filter(normalised_name=folded).first():
        return {"state": _WITHDRAWN, "name": gone.name, "origin": ""}
    return {"state": _ABSENT, "name": folded, "origin": ""}


@writes(*SCALARS)
def _write_column(actor: Actor, column: str, standing: Standing) -> None:
    value: Value = standing.value
    if column == "name":
        _keep_name(actor, value)
    edited = set(actor.edited) - {column}
    if standing.decision:
        edited.add(column)
    setattr(actor, column, (value or None) if column == "wikidata" else value)
    actor.edited = sorted(edited)
    try:
        with transaction.atomic():
            actor.save(update_fields=[column, "edited"])
    except IntegrityError:
        others = Actor.objects.filter(wikidata=value).exclude(pk=actor.pk)
        name = others.values_list("name", flat=True).first() or "another actor"
        raise ReviewError(f"{value} is the id of {name}: merge the two, if they are one.") from None
    if column == "name":
        runs.request_publication(actor)


def _keep_name(actor: Actor, name: str) -> None:
    """The name that is shown is always one of the actor's names."""
    folded = fold(name)[:_MOST_NAME]
    if actor.withdrawn_names.filter(normalised_name=folded).exists():
        raise ReviewError(f"“{name}” was withdrawn: undo that first.")
    ActorName.objects.get_or_create(
        actor=actor,
        normalised_name=folded,
        defaults={"name": name, "origin": ActorName.Origin.EDITOR},
    )


@writes("alias")
def _write_alias(actor: Actor, what: str, standing: Standing) -> None:
    folded = what.partition(":")[2]
    value: Value = standing.value
    if value["state"] != _THERE and fold(actor.name)[:_MOST_NAME] == folded:
        raise ReviewError(f"“{actor.name}” is the name that is shown: show another one first.")
    actor.withdrawn_names.filter(normalised_name=folded).delete()
    if value["state"] == _THERE:
        defaults = {"name": value["name"], "origin": value["origin"]}
        ActorName.objects.update_or_create(actor=actor, normalised_name=folded, defaults=defaults)
        return
    if value["state"] == _WITHDRAWN:
        WithdrawnName.objects.create(actor=actor, normalised_name=folded, name=value["name"])
    actor.names.filter(normalised_name=folded).delete()
