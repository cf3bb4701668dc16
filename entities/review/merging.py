"""Merging two actors and parting them again.

A merge is one short transaction: from then on the duplicate is the survivor wherever its name, its
address or the machine's key for it is met. Its articles follow in the worker (entities.moving).
Nothing is copied: mentions and decisions keep the actor on which they were made, so that parting
the two again is exact.
"""

from collections.abc import Sequence
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Q

from entities.models import Actor, ActorName, Decision
from entities.moving import request_move
from entities.publish import lock_out_publishing
from entities.review.actors import (
    ACTOR,
    check_current,
    holding_merges,
    origin_of,
    seen_state,
    undo_of,
)
from entities.review.common import ReviewError, Stale

Verb = Decision.Verb

# What the survivor takes from the duplicate where it has nothing itself.
_TAKEN = ("wikidata", "description", "country")


def merge(
    *,
    keep: Actor,
    duplicate: Actor,
    editor: User,
    reason: str,
    seen: str,
    both_ids: bool = False,
) -> Decision:
    """Make two actors one: the duplicate disappears into the one that is kept.

    `seen` is the `seen_state` of both as the editor saw them; `both_ids` says that two different
    Wikidata ids are of one and the same. Readers see the reason. Raises Stale, or ReviewError with
    what stands in the way.
    """
    if not reason.strip():
        raise ReviewError("A merge needs a reason; readers who come by the old name see it.")
    if keep.pk == duplicate.pk:
        raise ReviewError("An actor cannot be merged into itself.")
    with transaction.atomic():
        keep, duplicate = _locked(keep.pk, duplicate.pk)
        check_current(keep, duplicate)
        if seen_state(keep, duplicate) != seen:
            raise Stale(
                "Somebody changed one of the two since you saw them.", _latest(keep, duplicate)
            )
        if keep.wikidata and duplicate.wikidata and not both_ids:
            raise ReviewError(
                f"Wikidata has {duplicate.name} as {duplicate.wikidata} and {keep.name} as "
                f"{keep.wikidata}. Say that both ids are one and the same, if they are."
            )
        return _merge(keep, duplicate, verb=Verb.MERGE, editor=editor, note=reason.strip())


def restore_merge(decision: Decision, *, editor: User, note: str = "") -> Decision:
    """Undo a merge, or the undoing of one. What was decided meanwhile stays where it was.

    Raises Stale when it is undone already, ReviewError when it cannot be merged again.
    """
    origin, undone = origin_of(decision)
    keep, duplicate = origin.to_actor, origin.actor
    assert keep  # noqa: S101 (decision_names_whom)
    assert duplicate  # noqa: S101 (a merge is of somebody)
    with transaction.atomic():
        keep, duplicate = _locked(keep.pk, duplicate.pk)
        if theirs := Decision.objects.select_related("editor").filter(undoes=decision).first():
            raise Stale(f"{theirs.editor} has undone this already.", theirs)
        if undone:
            check_current(keep, duplicate)
            return _merge(
                keep, duplicate, verb=Verb.UNDO, editor=editor, note=note, undoes=decision
            )
        return _part(keep, duplicate, decision, editor=editor, note=note)


def decided_since(decision: Decision) -> int:
    """Return how many decisions were taken since on tags of the actor that was merged into.

    They stay on it when the merge is undone.
    """
    origin, _undone = origin_of(decision)
    since = Decision.objects.filter(actor=origin.to_actor, pk__gt=decision.pk, article__gt=0)
    return since.filter(article__mentions__actor=origin.actor).distinct().count()


def _locked(keep: int, duplicate: int) -> tuple[Actor, Actor]:
    """Lock two actors, and what was merged into them, against decisions and publishing."""
    lock_out_publishing()
    pks = [keep, duplicate]
    rows = Actor.objects.select_for_update(no_key=True).filter(
        Q(pk__in=pks) | Q(merged_into__in=pks)
    )
    actors = {actor.pk: actor for actor in rows.order_by("pk")}
    if keep not in actors or duplicate not in actors:
        raise Stale("One of the two is no longer there.")
    return actors[keep], actors[duplicate]


def _latest(*actors: Actor) -> Decision | None:
    about = Decision.objects.select_related("editor", "actor", "to_actor", "undoes")
    return about.filter(
        Q(actor__in=actors) | Q(to_actor__in=actors), Q(subject=ACTOR) | Q(verb=Verb.RETYPE)
    ).first()


def _merge(
    keep: Actor,
    duplicate: Actor,
    *,
    verb: str,
    editor: User,
    note: str,
    undoes: Decision | None = None,
) -> Decision:
    """Write a merge of two current, locked actors, with all that `_part` needs to take it back."""
    had = {actor.pk: _own(actor) for actor in (keep, duplicate)}
    group = [duplicate.pk, *duplicate.merged.order_by("pk").values_list("pk", flat=True)]
    names = _names_to_move(keep, duplicate)
    for field in _TAKEN:
        if not getattr(keep, field) and (value := getattr(duplicate, field)):
            setattr(keep, field, value)
            if field == "wikidata":
                duplicate.wikidata = None
    duplicate.merged_into = keep
    duplicate.save(update_fields=["merged_into", "wikidata"])  # first: an id is of one actor
    keep.save(update_fields=_TAKEN)
    Actor.objects.filter(pk__in=group[1:]).update(merged_into=keep)
    ActorName.objects.filter(pk__in=[name["id"] for name in names]).update(actor=keep)
    decision = Decision.objects.create(
        verb=verb,
        subject=ACTOR,
        actor=duplicate,
        to_actor=keep,
        editor=editor,
        note=note,
        undoes=undoes,
        before={
            "actor": duplicate.name,
            "duplicate": had[duplicate.pk],
            "keep": had[keep.pk],
            "names": names,
        },
        after={"actor": keep.name, "duplicate": _own(duplicate), "keep": _own(keep)},
    )
    request_move(decision, duplicate, keep, group)
    return decision


def _part(
    keep: Actor, duplicate: Actor, decision: Decision, *, editor: User, note: str
) -> Decision:
    """Take back what `decision` merged, where nobody changed it since."""
    survivor = keep
    if duplicate.merged_into_id not in (None, keep.pk):  # what it was merged into was merged on
        rows = Actor.objects.select_for_update(no_key=True)
        survivor = rows.get(pk=duplicate.merged_into_id)
    group = _group_of(duplicate, survivor)
    given, had = decision.after, decision.before
    merged = _own(survivor)
    for actor in {keep, survivor}:
        for field in _TAKEN:
            taken = given["keep"][field] != had["keep"][field]
            if taken and getattr(actor, field) == given["keep"][field]:
                setattr(actor, field, had["keep"][field])
        actor.save(update_fields=_TAKEN)
    before = _own(duplicate)
    duplicate.merged_into = None
    if duplicate.wikidata is None and (wikidata := had["duplicate"]["wikidata"]):
        is_anothers = Actor.objects.filter(wikidata=wikidata).exists()
        duplicate.wikidata = None if is_anothers else wikidata
    duplicate.save(update_fields=["merged_into", "wikidata"])
    Actor.objects.filter(pk__in=group[1:]).update(merged_into=duplicate)
    _give_names_back(had["names"], survivor, duplicate)
    origin, _undone = origin_of(decision)
    undo = undo_of(
        decision,
        origin,
        editor,
        note,
        before={"actor": survivor.name, "duplicate": before, "keep": merged},
        after={"actor": duplicate.name, "duplicate": _own(duplicate), "keep": _own(survivor)},
    )
    request_move(undo, duplicate, survivor, group)
    return undo


def _group_of(duplicate: Actor, survivor: Actor) -> list[int]:
    """The duplicate and whoever was merged into it before, as the merges that hold say."""
    into = list(
        survivor.merged.exclude(pk=duplicate.pk).order_by("pk").values_list("pk", flat=True)
    )
    parents = {pk: one.to_actor_id for pk, one in holding_merges(into).items()}
    group = [duplicate.pk]
    for pk in into:
        seen, at = set(), pk
        while at in parents and at not in seen:
            seen.add(at)
            at = parents[at] or 0
        if at == duplicate.pk:
            group.append(pk)
    return group


def _names_to_move(keep: Actor, duplicate: Actor) -> list[dict[str, Any]]:
    """The duplicate's names that the survivor lacks, as they are."""
    known = set(keep.names.values_list("normalised_name", flat=True))
    rows = duplicate.names.order_by("pk").values("id", "name", "normalised_name", "origin")
    return [dict(row) for row in rows if row["normalised_name"] not in known]


def _give_names_back(names: Sequence[dict[str, Any]], survivor: Actor, duplicate: Actor) -> None:
    """Move names back, those that are still the survivor's; make those that are gone anew.

    What the extractor saw of the duplicate meanwhile gives way to the name as it was.
    """
    rows = ActorName.objects.filter(pk__in=[name["id"] for name in names])
    whose = dict(rows.values_list("pk", "actor"))
    back = [name for name in names if whose.get(name["id"], survivor.pk) == survivor.pk]
    forms = [name["normalised_name"] for name in back]
    duplicate.names.filter(normalised_name__in=forms).delete()
    ActorName.objects.filter(pk__in=[name["id"] for name in back]).update(actor=duplicate)
    gone = [ActorName(actor=duplicate, **name) for name in back if name["id"] not in whose]
    ActorName.objects.bulk_create(gone)


def _own(actor: Actor) -> dict[str, Any]:
    return {field: getattr(actor, field) for field in _TAKEN}
