"""The rules in force as the extractor takes them, kept by each process until a rule changes."""

import threading
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, cast

from django.db import connection
from django.db.models import Count, F, Max

from articles.models import Source
from entities.actors import taught_key
from entities.extraction import Kind, Lesson, Memory, TaughtActor
from entities.extraction.habits import Habits, Past
from entities.extraction.taught import Rank
from entities.knowing import knowledge
from entities.models import Actor, Rule

Sort = Rule.Sort


@dataclass(frozen=True, slots=True)
class Rules:
    """Rules by where they hold; of one article only its own, beside those that hold in any.

    Each list has the older first: of two that contradict each other and are as narrow, the later
    one holds.
    """

    anywhere: tuple[Rule, ...]
    of_article: dict[int, tuple[Rule, ...]]

    @classmethod
    def of(cls, rules: Iterable[Rule]) -> "Rules":
        anywhere: list[Rule] = []
        of_article: dict[int, list[Rule]] = defaultdict(list)
        for rule in rules:
            (of_article[rule.article_id] if rule.article_id else anywhere).append(rule)
        return cls(tuple(anywhere), {pk: tuple(own) for pk, own in of_article.items()})

    def memory(self, article: int | None) -> Memory | None:
        """What holds for an article. Two queries."""
        return memory_of([*self.anywhere, *self.of_article.get(article or 0, ())])


_Generation = tuple[object, ...]
_kept: dict[str, tuple[_Generation, Rules, Memory | None]] = {}
_lock = threading.Lock()


def memory(article: int | None = None) -> Memory | None:
    """Return what editors taught for an article, None when that is nothing.

    One query while no rule changes; two more for an article with rules of its own.
    """
    generation: _Generation = (
        connection.settings_dict["NAME"],
        *Rule.objects.aggregate(Max("changed_at"), Count("pk")).values(),
    )
    with _lock:
        kept = _kept.get("memory")
        if kept is None or kept[0] != generation:
            rules = Rules.of(rules_in_force())
            kept = _kept["memory"] = generation, rules, rules.memory(None)
        _generation, rules, everywhere = kept
        return rules.memory(article) if article in rules.of_article else everywhere


def rules_in_force() -> list[Rule]:
    """Return the rules in force, the one that was put in force last at the end. One query."""
    rows = Rule.objects.filter(state=Rule.State.IN_FORCE)
    return list(rows.order_by(F("decision").asc(nulls_first=True), "pk"))


def memory_of(rules: Sequence[Rule]) -> Memory | None:
    """Return rules as the extractor reads with them, None without any.

    Of two by editors that contradict each other and are as narrow, the later in the list holds.
    """
    lessons: dict[str, dict[Any, list[Lesson]]] = defaultdict(lambda: defaultdict(list))
    kinds: dict[Kind, tuple[Kind, str]] = {}
    roles: dict[str, str] = {}
    settled: set[str] = set()
    habits = None
    _with_actors(rules)
    ranked = [(rank_of(rule, place), rule) for place, rule in enumerate(rules, start=1)]
    # The narrowest first; of learnt ones, which are as narrow, the one that was learnt first.
    ranked.sort(key=lambda pair: ([-part for part in pair[0]], pair[1].pk))
    never = _one_and_all(rules)
    for rank, rule in ranked:
        lesson = _lesson(rule, rank, never.get(rule.actor_id or 0, ()))
        key = taught_key(rule.actor) if rule.actor else ""
        match rule.sort:
            case _ if rule.by_editor:
                lessons["said"][rule.words].append(lesson)
                if lesson.to:
                    lessons["known"][rule.shown].append(lesson)
            case Sort.HABIT:
                habits = _habits(rule.details)
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
                    lessons["known"][rule.shown].append(lesson)
        if rule.to_actor:
            settled.add(taught_key(rule.to_actor))
        settled.update(rule.details.get("settled", ()))
    if not ranked:
        return None
    return Memory(
        actors=_tuples(lessons["actors"]),
        names=_tuples(lessons["names"]),
        said=_tuples(lessons["said"]),
        known=_tuples(lessons["known"]),
        kinds=kinds,
        settled=frozenset(settled),
        stopped=_tuples(lessons["stopped"]),
        roles=roles,
        habits=habits,
    )


def rank_of(rule: Rule, place: int) -> Rank:
    """How much a rule outranks others: the narrower, then an editor's, then the newer."""
    narrow = 4 if rule.article_id else 2 * bool(rule.source_id) + bool(rule.year)
    return narrow, int(rule.by_editor), place if rule.by_editor else 0


def _with_actors(rules: Iterable[Rule]) -> None:
    """Set the actors and sources of rules, merged ones followed. Two queries, none without."""
    ids = {pk for rule in rules for pk in (rule.actor_id, rule.to_actor_id) if pk}
    actors = Actor.objects.select_related("merged_into").in_bulk(ids)
    merged = Source.objects.select_related("merged_into")
    sources = merged.in_bulk({rule.source_id for rule in rules if rule.source_id})
    for rule in rules:
        if rule.actor_id:
            rule.actor = actors[rule.actor_id]
        if rule.to_actor_id:
            rule.to_actor = actors[rule.to_actor_id].merged_into or actors[rule.to_actor_id]
        if rule.source_id:
            rule.source = sources[rule.source_id].kept


def _tuples(lessons: dict[Any, list[Lesson]]) -> dict[Any, tuple[Lesson, ...]]:
    return {name: tuple(those) for name, those in lessons.items()}


def _one_and_all(rules: Iterable[Rule]) -> dict[int, list[Actor]]:
    """Whoever is never meant, with all that were merged into one with them. One query, or none."""
    actors = {rule.actor for rule in rules if rule.sort == Sort.NEVER_LINK and rule.actor}
    into = {actor.pk: actor.merged_into or actor for actor in actors}
    merged: dict[int, list[Actor]] = defaultdict(list)
    if into:
        for other in Actor.objects.filter(merged_into__in={one.pk for one in into.values()}):
            merged[other.merged_into_id or 0].append(other)
    return {pk: [one, *merged[one.pk]] for pk, one in into.items()}


def _lesson(rule: Rule, rank: Rank, never: Iterable[Actor]) -> Lesson:
    to = rule.to_actor
    if rule.sort == Sort.KIND and rule.actor:
        to = rule.actor.merged_into or rule.actor
    return Lesson(
        why=why(rule),
        to=_taught_actor(to) if to else None,
        stop=rule.sort == Sort.STOP,
        never=frozenset(map(taught_key, never)),
        source=rule.source.name if rule.source else "",
        year=rule.year,
        rank=rank,
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
    if rule.by_editor:
        return f"an editor said that {says(rule)}"
    name = rule.shown or (rule.actor.name if rule.actor else "")
    counted = f"{rule.right_count} of {rule.seen_count}"
    match rule.sort:
        case Sort.STOP:
            return f"editors rejected {name} {counted} times"
        case Sort.KIND if rule.actor is None:
            told = f"{rule.words} became {rule.details['kind']} for {counted}"
            return f"the desk’s kind: {told} actors that editors decided on"
        case Sort.KIND:
            return f"editors changed {name} to {rule.words}"
        case Sort.HABIT:
            return f"what editors took and left in {rule.seen_count:,} decisions"
    return f"editors said that {name}{where(rule)} is {rule.to_actor}, {counted}"


def says(rule: Rule) -> str:
    """Return what an editor's rule says: "“Kelley” means Angel Kelley in 2019"."""
    match rule.sort:
        case Sort.STOP:
            told = "is nobody to suggest"
        case Sort.NEVER_LINK:
            told = f"never means {rule.actor}"
        case _:
            told = f"means {rule.to_actor}"
    return f"“{rule.shown}” {told}{where(rule)}"


def where(rule: Rule) -> str:
    """Return where a rule holds, to stand behind what it says; nothing for everywhere."""
    if rule.article_id:
        return " in this article"
    source = f" in {rule.source.kept.name}" if rule.source else ""
    return f"{source} in {rule.year}" if rule.year else source


def _habits(details: dict[str, Any]) -> Habits:
    return Habits(
        weights=tuple(details["weights"]),
        limit=details["limit"],
        decisions=details["decisions"],
        seen={key: Past(*counts) for key, counts in details["seen"].items()},
    )
