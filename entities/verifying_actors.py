"""Whether decisions on actors, what is known of them, and rules are what is stored.

Decisions on one thing (the description of an actor, one of its names, a rule) belong together: the
last that is in force says what must be stored, those before it are outranked; where none is in
force any more, what undid the last must have had its effect.
"""

import json
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from entities.models import (
    Actor,
    ActorName,
    Batch,
    Contradiction,
    Decision,
    Namesakes,
    Role,
    Rule,
    WithdrawnName,
)
from entities.resolution import active
from entities.undone import in_force, undos_of
from entities.verifying import Checked, Outcome

Verb = Decision.Verb

_Told = tuple[Outcome, str]
_HOLDS: _Told = (Outcome.HOLDS, "")
_UNDONE: _Told = (Outcome.UNDONE, "")
_OUTRANKED: _Told = (Outcome.OUTRANKED, "")
_MERGED = ("wikidata", "description", "country")  # what a merge gives on


def _missing(why: str) -> _Told:
    return Outcome.MISSING, why


@dataclass(frozen=True, slots=True)
class _Row:
    """What of a decision says on which thing it is."""

    pk: int
    undoes: int | None
    verb: str
    actor: int | None
    what: str | None
    of: dict[str, Any] | None
    makes: bool

    @property
    def thing(self) -> tuple[str, ...]:
        match self.verb:
            case Verb.EDIT:
                return self.verb, str(self.actor), self.what or ""
            case Verb.RULE if self.of:
                return self.verb, json.dumps(self.of, sort_keys=True)
            case Verb.MERGE:
                return self.verb, str(self.actor)
        return self.verb, f"#{self.pk}"


def check_actors() -> Iterator[Checked]:
    """Check every decision on actors and rules, thing by thing.

    Some five queries a thing. Keeps the numbers of all these decisions in memory.
    """
    columns = ("pk", "undoes", "verb", "actor", "before__what", "after__of", "before")
    of_actors = Decision.objects.filter(subject=Decision.Subject.ACTOR).order_by("pk")
    holding = active(list(of_actors.values_list("pk", "undoes")))
    things: dict[tuple[str, ...], list[_Row]] = defaultdict(list)
    thing_of: dict[int, tuple[str, ...]] = {}
    for pk, undoes, verb, actor, what, of, before in of_actors.values_list(*columns).iterator():
        row = _Row(pk, undoes, verb, actor, what, of, makes=not before)
        thing_of[row.pk] = thing_of[row.undoes] if row.undoes else row.thing
        things[thing_of[row.pk]].append(row)
    for rows in things.values():
        standing = [row for row in rows if row.pk in holding and row.verb != Verb.UNDO]
        is_made = any(row.makes for row in standing)
        by_hand = rows[0].of is not None and rows[0].of["by_editor"]
        word = standing[-1] if standing and (is_made or not by_hand) else None
        decisions = Decision.objects.select_related("actor", "to_actor").in_bulk(
            {row.pk for row in (rows[0], rows[-1], word) if row}
        )
        for row in rows:
            outcome, why = _OUTRANKED if row in standing else _UNDONE
            if row is word:
                check = _CHECKS.get(row.verb)
                unknown = _missing("nothing knows what follows from it")
                outcome, why = check(decisions[row.pk]) if check else unknown
            elif word is None and row is rows[-1]:
                outcome, why = _undone(decisions[rows[0].pk]) or (outcome, why)
            yield Checked(row.pk, Decision.Subject.ACTOR, row.verb, None, outcome, why)


def _check_merge(decision: Decision) -> _Told:
    """The duplicate leads to the survivor, which has the names that it was given."""
    duplicate, keep = decision.actor, decision.to_actor
    if duplicate is None or keep is None or duplicate.merged_into_id is None:
        return _missing(f"actor {decision.actor_id} is not merged")
    survivor = keep.merged_into_id or keep.pk
    if duplicate.merged_into_id != survivor:
        return _missing(f"actor {duplicate.pk} leads to actor {duplicate.merged_into_id}")
    undos = undos_of([decision.pk])
    # Undone and merged again, it moved what was there to move the last time.
    merged = Decision.objects.get(pk=undos[-1][0]) if undos else decision
    moved = ActorName.objects.filter(pk__in=[name["id"] for name in merged.before["names"]])
    if elsewhere := moved.exclude(actor__in=[survivor, keep.pk]).first():
        return _missing(f"the name “{elsewhere.name}” is actor {elsewhere.actor_id}’s")
    return _HOLDS


def _check_split(decision: Decision) -> _Told:
    """The batch that carries it out is there; its decisions are checked in their articles."""
    batch = Batch.objects.filter(pk=decision.after["batch"]).first()
    if batch is None or batch.request.get("split") != decision.pk:
        return _missing("nothing carries it out")
    if batch.state == Batch.State.FAILED:
        return _missing(f"batch {batch.pk} failed")
    return _HOLDS


def _check_rule(decision: Decision) -> _Told:
    """The rule has the state that is said, or, ruling out a duplicate, the pair stays ruled out."""
    if decision.after["rule"] == "not the same":
        pair = Namesakes.objects.filter(one=decision.actor_id, other=decision.to_actor_id).first()
        said = pair is not None and pair.ruled_out_by_id == decision.pk
        return _HOLDS if said else _missing("the two may be suggested as duplicates")
    if "of" not in decision.after:
        return _missing("it does not say which rule")
    of, state = decision.after["of"], decision.after["state"]
    rule = Rule.objects.filter(**of).first()
    counted = not of["by_editor"] and state == Rule.State.IN_FORCE
    if rule is None:
        # What was learnt comes and goes with the decisions that it is counted from.
        return _HOLDS if counted else _missing("there is no such rule")
    if rule.state != state:
        return _missing(f"rule {rule.pk} is {rule.state}")
    if not counted and rule.decision_id != decision.pk:
        return _missing(f"rule {rule.pk} names another decision")
    if of["by_editor"] and rule.shown != decision.after["row"]["shown"]:
        return _missing(f"rule {rule.pk} is about “{rule.shown}”")
    return _HOLDS


def _check_edit(decision: Decision) -> _Told:
    actor, what, value = decision.actor, decision.before["what"], decision.after["value"]
    assert actor  # noqa: S101 (an edit is of an actor)
    sort, _, rest = what.partition(":")
    match sort:
        case "alias":
            return _check_alias(decision, actor, rest, value["state"])
        case "role":
            role = Role.objects.filter(pk=int(rest)).first()
            if role is None or role.decision_id != decision.pk:
                return _missing(f"role {rest} does not say so")
            wrong = [name for name in value if getattr(role, name) != value[name]]
            return _missing(f"the {wrong[0]} of role {rest} is another") if wrong else _HOLDS
        case "line":
            line = Contradiction.objects.filter(pk=int(rest)).first()
            if line is None or line.decision_id != decision.pk:
                return _missing(f"line {rest} is not settled by it")
            said = (line.settled_facts, line.settles_group) == (value["facts"], value["group"])
            return _HOLDS if said else _missing(f"line {rest} is settled otherwise")
    if (getattr(actor, what) or "") != (value or ""):
        if what in _MERGED and _merged_since(decision):
            return _OUTRANKED
        return _missing(f"the {what} of actor {actor.pk} is another")
    return _HOLDS if what in actor.edited else _missing(f"the {what} is no editor’s any more")


def _check_alias(decision: Decision, actor: Actor, folded: str, state: str) -> _Told:
    """A name that was added is the actor's, or whose it went into; a withdrawn one is not."""
    whose = [pk for pk in (actor.pk, actor.merged_into_id) if pk]
    is_there = ActorName.objects.filter(actor__in=whose, normalised_name=folded).exists()
    if state == "there":
        if is_there:
            return _HOLDS
        gone = WithdrawnName.objects.filter(actor=actor.merged_into_id, normalised_name=folded)
        return _OUTRANKED if gone.exists() else _missing(f"actor {actor.pk} is not called so")
    if not actor.withdrawn_names.filter(normalised_name=folded).exists():
        return _missing(f"nothing keeps the name from actor {actor.pk}")
    if actor.names.filter(normalised_name=folded).exists():
        return _OUTRANKED if _merged_since(decision) else _missing(f"actor {actor.pk} has the name")
    return _HOLDS


def _merged_since(decision: Decision) -> bool:
    """Whether a later merge that is in force gave the actor something, or took it."""
    about = Q(actor=decision.actor_id) | Q(to_actor=decision.actor_id)
    later = Decision.objects.filter(about, verb=Verb.MERGE, pk__gt=decision.pk)
    return in_force(later).exists()


def _undone(origin: Decision) -> _Told | None:
    """What still has the effect of decisions none of which is in force; None when nothing has."""
    match origin.verb:
        case Verb.MERGE if origin.actor and origin.actor.merged_into_id:
            return _missing(f"actor {origin.actor_id} is merged all the same")
        case Verb.RULE if "of" in origin.after:
            of = origin.after["of"]
            state = Rule.State.TAKEN_BACK if of["by_editor"] else Rule.State.IN_FORCE
            if wrong := Rule.objects.filter(**of).exclude(state=state).first():
                return _missing(f"rule {wrong.pk} is {wrong.state}")
        case Verb.RULE:
            pairs = Namesakes.objects.filter(one=origin.actor_id, other=origin.to_actor_id)
            if pairs.filter(ruled_out_by=origin).exists():
                return _missing("the two are ruled out all the same")
        case Verb.EDIT:
            what = origin.before["what"]
            if origin.actor and what in origin.actor.edited:
                return _missing(f"the {what} still counts as an editor’s")
            sort, _, rest = what.partition(":")
            if sort == "line" and Contradiction.objects.filter(pk=rest, decision=origin).exists():
                return _missing(f"line {rest} is settled all the same")
    return None


# How the last word on a thing is checked, by its verb.
_CHECKS: dict[str, Callable[[Decision], _Told]] = {
    Verb.MERGE: _check_merge,
    Verb.SPLIT: _check_split,
    Verb.RULE: _check_rule,
    Verb.EDIT: _check_edit,
}
