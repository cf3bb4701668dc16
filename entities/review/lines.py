"""The verb on a contradiction: "this is fine"."""

from typing import Any

from django.contrib.auth.models import User
from django.db import transaction

from entities.models import Actor, Contradiction, Decision
from entities.review.common import ReviewError, Stale
from entities.review.edits import Standing, check_seen, edit, lock_actor, writes


def settle(
    line: Contradiction,
    *,
    editor: User,
    seen: int,
    seen_facts: str,
    whole_group: bool = False,
    note: str = "",
) -> Decision:
    """The line is right as it is: it stays away until what it rests on changes.

    `whole_group` settles every line of its post, also those to come; it needs a note. Raises Stale
    when the facts are no longer those seen, ReviewError for a line that is gone.
    """
    what = f"line:{line.pk}"
    with transaction.atomic():
        actor = lock_actor(line.actor_id)
        check_seen(actor, what, seen)
        line = Contradiction.objects.select_for_update(of=("self",)).get(pk=line.pk)
        if line.facts != seen_facts:
            raise Stale("What this line rests on has changed since you opened the page.")
        if line.gone_at:
            raise ReviewError("This line no longer holds.")
        if whole_group and not (line.group and note.strip()):
            raise ReviewError("Say why all lines of this post are fine.")
        after = {"facts": line.facts, "group": whole_group}
        before = _value(line)
        if before == after:
            raise ReviewError("That was said already.")
        return edit(actor, what, before, after, editor=editor, note=note)


def _value(line: Contradiction) -> dict[str, Any] | None:
    if line.decision_id is None:
        return None
    return {"facts": line.settled_facts, "group": line.settles_group}


@writes("line")
def _write_line(_actor: Actor, what: str, standing: Standing) -> None:
    line = Contradiction.objects.get(pk=int(what.partition(":")[2]))
    value = standing.value
    line.decision = standing.decision if value else None
    line.settled_facts = value["facts"] if value else ""
    line.settles_group = bool(value and value["group"])
    line.save(update_fields=["decision", "settled_facts", "settles_group"])
