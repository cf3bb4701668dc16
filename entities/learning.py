"""From decisions to rules, and from rules to what the extractor reads with.

`learn` counts the decisions that hold and writes the rules that follow (entities.counted says which
do); an editor's rule, or an editor's withdrawal of one, stays as it is. `memory` is the rules as
the extractor takes them, kept by each process until a rule changes.
"""

import threading
from collections import defaultdict
from collections.abc import Iterable
from typing import Any, cast

from django.db import connection, transaction
from django.db.models import Count, Max
from django.utils import timezone

from articles.background import alone_at
from articles.models import Source
from entities.actors import taught_key
from entities.counted import Learnt, learnt_rules
from entities.extraction import Kind, Lesson, Memory, TaughtActor
from entities.extraction.habits import Habits
from entities.knowing import knowledge
from entities.models import Actor, Decision, Rule

Sort = Rule.Sort

_Generation = tuple[object, ...]
_kept: dict[str, tuple[_Generation, Memory | None]] = {}
_lock = threading.Lock()
# The last decision that this process counted: a worker that starts counts once more.
_kept_learnt: dict[str, int] = {}


def memory() -> Memory | None:
    """Return what editors taught, None when that is nothing. One query while no rule changes."""
    generation: _Generation = (
        connection.settings_dict["NAME"],
        *Rule.objects.aggregate(Max("changed_at"), Count("pk")).values(),
    )
    with _lock:
        kept = _kept.get("memory")
        if kept is None or kept[0] != generation:
            kept = _kept["memory"] = generation, memory_of(Rule.objects.filter(is_active=True))
    return kept[1]


def learn() -> int:
    """Count the decisions and write what changed of the rules learnt from them; return how many.

    Reads every decision: for a worker, now and then.
    """
    learnt = {rule.identity: rule for rule in learnt_rules()}
    now = timezone.now()
    with transaction.atomic():
        there = {_identity(rule): rule for rule in Rule.objects.select_for_update(of=("self",))}
        changed = []
        for identity, rule in there.items():
            if rule.decision_id is None and identity in learnt and _update(rule, learnt[identity]):
                rule.changed_at = now
                changed.append(rule)
        gone = [
            rule.pk
            for identity, rule in there.items()
            if rule.decision_id is None and identity not in learnt
        ]
        new = [one.as_row(now) for identity, one in learnt.items() if identity not in there]
        Rule.objects.bulk_update(changed, [*_COUNTED, "changed_at"], batch_size=500)
        Rule.objects.filter(pk__in=gone).delete()
        Rule.objects.bulk_create(new, batch_size=500)
    return len(changed) + len(gone) + len(new)


def learn_anew() -> int:
    """Learn unless nobody decided anything since, or another worker is at it."""
    with alone_at("learning") as ours:
        latest = Decision.objects.aggregate(Max("pk"))["pk__max"]
        if not ours or latest is None or _kept_learnt.get("decision") == latest:
            return 0
        changed = learn()
        _kept_learnt["decision"] = latest
    return changed


_COUNTED = ("to_actor_id", "shown", "right_count", "seen_count", "learnt_from", "details")


def _update(rule: Rule, learnt: Learnt) -> bool:
    changed = False
    for name in _COUNTED:
        if getattr(rule, name) != getattr(learnt, name):
            setattr(rule, name, getattr(learnt, name))
            changed = True
    return changed


def _identity(rule: Rule) -> tuple[Any, ...]:
    return rule.sort, rule.words, rule.actor_id, rule.source_id, rule.year


def memory_of(rules: Iterable[Rule]) -> Memory | None:
    """Return rules as the extractor reads with them; None without any. The narrowest come first."""
    lessons: dict[str, dict[Any, list[Lesson]]] = defaultdict(lambda: defaultdict(list))
    known: dict[str, Kind] = {}
    kinds: dict[Kind, tuple[Kind, str]] = {}
    roles: dict[str, str] = {}
    settled: set[str] = set()
    habits = None
    ordered = sorted(rules, key=lambda rule: (rule.source_id is None, not rule.year, rule.pk))
    _with_actors(ordered)
    for rule in ordered:
        lesson = _lesson(rule)
        key = taught_key(rule.actor) if rule.actor else ""
        match rule.sort:
            case Sort.HABIT:
                habits = _habits(rule.details)
            case Sort.NEVER_LINK:
                lessons["apart"][rule.words, key].append(lesson)
            case Sort.STOP:
                lessons["stopped"][rule.words or key].append(lesson)
            case Sort.KIND if rule.actor is None:
                kinds[cast("Kind", rule.words)] = (rule.details["kind"], lesson.why)
            case Sort.KIND:
                lessons["actors"][key].append(lesson)
            case Sort.PRIOR:
                lessons["actors"][key].append(lesson)
                entry = knowledge().entries.get(key)
                if entry and lesson.to and lesson.to.key not in knowledge().entries:
                    roles[lesson.to.key] = entry.role
            case Sort.ALIAS:
                lessons["names"][rule.words].append(lesson)
                if rule.details.get("added") and lesson.to:
                    known[rule.shown] = lesson.to.kind
        if rule.to_actor:
            settled.add(taught_key(rule.to_actor))
        settled.update(rule.details.get("settled", ()))
    if not ordered:
        return None
    return Memory(
        actors=_tuples(lessons["actors"]),
        names=_tuples(lessons["names"]),
        apart={words: those[0] for words, those in lessons["apart"].items()},
        known=known,
        kinds=kinds,
        settled=frozenset(settled),
        stopped=_tuples(lessons["stopped"]),
        roles=roles,
        habits=habits,
    )


def _with_actors(rules: list[Rule]) -> None:
    """Set the actors and sources of rules, merged ones followed. Two queries."""
    ids = {pk for rule in rules for pk in (rule.actor_id, rule.to_actor_id) if pk}
    actors = Actor.objects.select_related("merged_into").in_bulk(ids)
    sources = Source.objects.in_bulk({rule.source_id for rule in rules if rule.source_id})
    for rule in rules:
        if rule.actor_id:
            rule.actor = actors[rule.actor_id]
        if rule.to_actor_id:
            rule.to_actor = actors[rule.to_actor_id].merged_into or actors[rule.to_actor_id]
        if rule.source_id:
            rule.source = sources[rule.source_id]


def _tuples(lessons: dict[Any, list[Lesson]]) -> dict[Any, tuple[Lesson, ...]]:
    return {name: tuple(those) for name, those in lessons.items()}


def _lesson(rule: Rule) -> Lesson:
    to = rule.to_actor
    if rule.sort == Sort.KIND and rule.actor:
        to = rule.actor.merged_into or rule.actor
    return Lesson(
        why=why(rule),
        to=_taught_actor(to) if to else None,
        stop=rule.sort == Sort.STOP,
        source=rule.source.name if rule.source else "",
        year=rule.year,
    )


def _taught_actor(actor: Actor) -> TaughtActor:
    key = taught_key(actor)
    entry = knowledge().entries.get(key)
    return TaughtActor(
        key=key,
        name=actor.name,
        kind=cast("Kind", actor.kind),
        wikidata=actor.wikidata,
        description=actor.description,
        role=entry.role if entry else "",
    )


def why(rule: Rule) -> str:
    """Return what a rule says, for the evidence of what it changes."""
    name = rule.shown or (rule.actor.name if rule.actor else "")
    where = f" in {rule.source.name}" if rule.source else ""
    where += f" in {rule.year}" if rule.year else ""
    counted = f"{rule.right_count} of {rule.seen_count}"
    match rule.sort:
        case Sort.STOP if rule.by_editor:
            return f"an editor said that {name} is not suggested{where}"
        case Sort.STOP:
            return f"editors rejected {name}{where} {counted} times"
        case Sort.NEVER_LINK:
            return f"an editor said that “{name}” never means {rule.actor}{where}"
        case Sort.KIND if rule.actor is None:
            told = f"{rule.words} became {rule.details['kind']} for {counted}"
            return f"the desk’s kind: {told} actors that editors decided on"
        case Sort.KIND:
            return f"editors changed {name} to {rule.words}"
        case Sort.HABIT:
            return f"what editors took and left in {rule.seen_count:,} decisions"
    return f"editors said that {name}{where} is {rule.to_actor}, {counted}"


def _habits(details: dict[str, Any]) -> Habits:
    return Habits(
        weights=tuple(details["weights"]),
        limit=details["limit"],
        decisions=details["decisions"],
        seen={key: (taken, decided) for key, (taken, decided) in details["seen"].items()},
    )
