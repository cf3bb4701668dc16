"""How an edit of what is known of an actor is taken, taken back and carried out.

An edit is a decision that names what it changes (`what`: "description", "alias:mira tolvan",
"role:7") with the value before and after. What holds follows from the edits of the same thing that
are not undone: the latest, else the value before the first. So taking and undoing are one
function, `derive`, and a writer for each sort of thing (`writes`) puts the value where it belongs.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction

from articles.models import Article
from entities.models import Actor, Decision
from entities.resolution import active
from entities.review.common import ReviewError, Stale

Value = Any  # whatever JSON can hold


@dataclass(frozen=True, slots=True)
class Standing:
    """What holds: the value, and the edit that says so; None where no edit does any more.

    `last` is the latest decision on it, an undoing perhaps.
    """

    value: Value
    decision: Decision | None
    last: Decision


# Puts a value where it belongs, given the locked actor and what of it.
Writer = Callable[[Actor, str, Standing], None]
_WRITERS: dict[str, Writer] = {}


def writes(*sorts: str) -> Callable[[Writer], Writer]:
    """Make a function the writer of things of these sorts: what stands before the colon."""

    def register(writer: Writer) -> Writer:
        _WRITERS.update(dict.fromkeys(sorts, writer))
        return writer

    return register


def lock_actor(pk: int) -> Actor:
    """Return an actor with its row locked; raise ReviewError for one that was merged."""
    # Not FOR UPDATE: that would make every article which is just getting a tag of it wait.
    actor = Actor.objects.select_for_update(no_key=True).get(pk=pk)
    if actor.merged_into_id:
        raise ReviewError(f"{actor.name} was merged into another actor.")
    return actor


def seen_now(actor: Actor) -> int:
    """Return what a form notes of the state it shows: the latest edit, 0 for none. One query."""
    latest = _edits(actor).order_by("-pk").values_list("pk", flat=True).first()
    return latest or 0


def check_seen(actor: Actor, what: str, seen: int) -> None:
    """Raise Stale if somebody edited the same thing after the edit that was `seen`."""
    later = _edits(actor).filter(pk__gt=seen, before__what=what).select_related("editor")
    if theirs := later.order_by("-pk").first():
        raise Stale("Somebody changed this since you opened the page.", theirs)


def edit(
    actor: Actor, what: str, before: Value, after: Value, *, editor: User, note: str
) -> Decision:
    """Write one edit of a locked actor and carry it out. Call inside a transaction."""
    decision = Decision.objects.create(
        verb=Decision.Verb.EDIT,
        subject=Decision.Subject.ACTOR,
        actor=actor,
        editor=editor,
        note=note,
        before={"actor": actor.name, "what": what, "value": before},
        after={"actor": actor.name, "what": what, "value": after},
    )
    derive(actor, what)
    return decision


def derive(actor: Actor, what: str) -> None:
    """Write what follows from the edits of a thing. The actor must be locked."""
    chain = list(_edits(actor).filter(before__what=what).order_by("pk"))
    holding = active([(one.pk, one.undoes_id) for one in chain])
    value, decision = chain[0].before["value"], None
    for one in chain:
        if one.pk in holding and one.verb == Decision.Verb.EDIT:
            value, decision = one.after["value"], one
    _WRITERS[what.partition(":")[0]](actor, what, Standing(value, decision, chain[-1]))


def restore_edit(_decision: Decision, origin: Decision, _article: Article | None) -> None:
    """Carry out what is left when an edit, or the undoing of one, was undone."""
    assert origin.actor_id  # noqa: S101 (an edit is of an actor)
    with transaction.atomic():
        derive(lock_actor(origin.actor_id), origin.before["what"])


def _edits(actor: Actor) -> Any:
    return Decision.objects.filter(
        actor=actor, subject=Decision.Subject.ACTOR, verb__in=[Decision.Verb.EDIT, "undo"]
    )
