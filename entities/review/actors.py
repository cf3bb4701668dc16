"""The verbs on actors that move nothing by themselves: two are not the same, one is split.

And what all verbs on actors share: what an editor saw of them, what undid what.
"""

import hashlib
from collections.abc import Iterable
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Q

from entities.models import Actor, Batch, Decision, Namesakes
from entities.resolution import active
from entities.review.common import ReviewError, Stale
from entities.undone import undos_of

Verb = Decision.Verb
ACTOR = Decision.Subject.ACTOR


def seen_state(*actors: Actor) -> str:
    """Return a token of what an editor sees of actors: another one, somebody changed them."""
    pks = [actor.pk for actor in actors]
    about = Decision.objects.filter(
        Q(actor__in=pks) | Q(to_actor__in=pks), Q(subject=ACTOR) | Q(verb=Verb.RETYPE)
    )
    latest = about.order_by("-pk").values_list("pk", flat=True).first()
    parts = [
        (one.pk, one.name, one.kind, one.description, one.wikidata, one.merged_into_id)
        for one in sorted(actors, key=lambda actor: actor.pk)
    ]
    return hashlib.sha256(repr((parts, latest)).encode()).hexdigest()[:32]


def rule_out(*, pair: Namesakes, editor: User, note: str = "") -> Decision:
    """Two actors are not the same, however alike their names: they are not suggested again.

    Raises Stale when somebody said so already.
    """
    with transaction.atomic():
        row = Namesakes.objects.select_for_update(of=("self",)).select_related("one", "other")
        pair = row.get(pk=pair.pk)
        if pair.ruled_out_by:
            raise Stale("Somebody has said so already.", pair.ruled_out_by)
        decision = Decision.objects.create(
            verb=Verb.RULE,
            subject=ACTOR,
            actor=pair.one,
            to_actor=pair.other,
            editor=editor,
            note=note,
            before={"actor": pair.one.name},
            after={"actor": pair.other.name, "rule": "not the same"},
        )
        Namesakes.objects.filter(pk=pair.pk).update(ruled_out_by=decision)
    return decision


def restore_rule_out(decision: Decision, *, editor: User, note: str = "") -> Decision:
    """Undo "not the same", or the undoing of it: the two are suggested again, or are not."""
    origin, undone = origin_of(decision)
    with transaction.atomic():
        pair = Namesakes.objects.select_for_update(of=("self",)).get(
            one=origin.actor, other=origin.to_actor
        )
        if theirs := Decision.objects.select_related("editor").filter(undoes=decision).first():
            raise Stale(f"{theirs.editor} has undone this already.", theirs)
        undo = undo_of(decision, origin, editor, note, before=decision.after, after=decision.before)
        Namesakes.objects.filter(pk=pair.pk).update(ruled_out_by=origin if undone else None)
    return undo


def split(*, actor: Actor, to: Actor, batch: Batch, editor: User, reason: str) -> Decision:
    """Some of what is tagged as one actor is another; where, the batch says and carries out.

    Called by entities.splitting, which asks for the batch.
    """
    return Decision.objects.create(
        verb=Verb.SPLIT,
        subject=ACTOR,
        actor=actor,
        to_actor=to,
        editor=editor,
        note=reason,
        before={"actor": actor.name},
        after={"actor": to.name, "batch": batch.pk, "articles": batch.total_count},
    )


def undo_split(decision: Decision, batch: Batch, *, editor: User, note: str = "") -> Decision:
    """Write that a split, or the undoing of one, is undone by a batch."""
    origin, _undone = origin_of(decision)
    after = {**decision.before, "batch": batch.pk}
    return undo_of(decision, origin, editor, note, before=decision.after, after=after)


def suggest(*, one: Actor, other: Actor, editor: User, note: str) -> Namesakes:
    """Put two actors before whoever may merge them. Raises ReviewError when that is no use."""
    if one.pk == other.pk:
        raise ReviewError("An actor cannot be merged into itself.")
    check_current(one, other)
    first, second = sorted((one, other), key=lambda actor: actor.pk)
    pair, _made = Namesakes.objects.get_or_create(one=first, other=second, defaults={"score": 1})
    if pair.ruled_out_by:
        raise ReviewError(
            f"{pair.ruled_out_by.editor} decided that the two are not the same. Undo that first."
        )
    pair.score, pair.suggested_by, pair.note = 1, editor, note
    pair.save(update_fields=["score", "suggested_by", "note"])
    return pair


def origin_of(decision: Decision) -> tuple[Decision, bool]:
    """Return the decision at the bottom of a chain of undoing, and whether this one undid it."""
    undone = False
    while decision.undoes:
        decision, undone = decision.undoes, not undone
    return decision, undone


def holding_merges(actors: Iterable[int]) -> dict[int, Decision]:
    """Return the merge that holds of each of these actors that has one, by the actor."""
    merges = {
        one.pk: one
        for one in Decision.objects.filter(verb=Verb.MERGE, actor__in=list(actors)).select_related(
            "editor"
        )
    }
    holding = active([*((pk, None) for pk in sorted(merges)), *undos_of(merges)])
    found = {one.actor_id: one for pk, one in merges.items() if pk in holding}
    return {pk: one for pk, one in found.items() if pk}


def check_current(*actors: Actor) -> None:
    """Raise Stale for one that was merged: there is nothing of it to decide on any more."""
    for actor in actors:
        if actor.merged_into:
            theirs = holding_merges([actor.pk]).get(actor.pk)
            raise Stale(f"{actor.name} has been merged into {actor.merged_into.name}.", theirs)


def undo_of(
    decision: Decision,
    origin: Decision,
    editor: User,
    note: str,
    *,
    before: dict[str, Any],
    after: dict[str, Any],
) -> Decision:
    """Write that a decision on actors, at the bottom of which is `origin`, is undone."""
    return Decision.objects.create(
        verb=Verb.UNDO,
        subject=ACTOR,
        actor=origin.actor,
        to_actor=origin.to_actor,
        editor=editor,
        note=note,
        undoes=decision,
        before=before,
        after=after,
    )
