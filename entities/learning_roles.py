"""Roles that articles suggest: the titles that confirmed tags carry, with when and how often.

Driven by decisions: `learn` looks at whoever was decided on since it last did, `relearn` at
everybody with a confirmed tag, night by night, for titles that a new reading of a text brought or
took. What an editor decided on a role stays; only the days and the number beside it follow.
"""

import datetime
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone

from articles.background import alone_at
from entities.knowing import knowledge
from entities.models import Actor, Decision, Kind, Role, Tag, Walk
from entities.names import fold
from entities.posts import Post, post_in

WALK = "learn roles"
# Decisions of one look, and people of one step: each a few queries, each a short transaction.
DECISIONS = 5000
PEOPLE = 200
MOST_EVIDENCE = 5

# The titles of the mentions behind confirmed tags: the machine's actor is that of the tag, or the
# one that a decision put it in the place of. Of public articles of known day, without hidden names:
# a title could hold one.
_TITLES = """
SELECT DISTINCT tag.actor_id, mention.title, tag.article_id,
    (article.published_at AT TIME ZONE 'UTC')::date
FROM entities_tag tag
JOIN entities_decision decision ON decision.id = tag.decision_id
JOIN articles_article article ON article.id = tag.article_id
JOIN entities_mention mention ON mention.article_id = tag.article_id
    AND mention.actor_id IN (tag.actor_id, decision.actor_id) AND mention.title <> ''
WHERE tag.status = 'confirmed' AND NOT tag.orphaned AND tag.actor_id = ANY(%s)
    AND article.status = 'published' AND article.published_at IS NOT NULL
    AND article.published_precision IN ('day', 'minute') AND article.hidden_names = '{}'
"""


@dataclass(slots=True)
class _Seen:
    """Where a post was read of somebody."""

    post: Post
    articles: dict[int, datetime.date] = field(default_factory=dict)


def learn() -> int:
    """Learn of whom editors decided on since the last time; return how many people."""
    with alone_at(WALK) as ours:
        if not ours:
            return 0
        walk, _made = Walk.objects.get_or_create(name=WALK)
        begun = time.monotonic()
        walk.started_at, count = timezone.now(), 0
        while decided := _decided_after(walk.position):
            people = sorted({pk for _decision, *pair in decided for pk in pair if pk})
            for at in range(0, len(people), PEOPLE):
                learn_of(people[at : at + PEOPLE])
            count += len(people)
            walk.position = decided[-1][0]
            walk.save(update_fields=["position"])
        walk.finished_at, walk.seconds = timezone.now(), time.monotonic() - begun
        walk.line_count = count
        walk.save()
        return count


def relearn(after: int) -> Iterator[int]:
    """Learn of everybody with a confirmed tag or a learned role; yields how far it has come."""
    while True:
        tagged = Tag.objects.filter(status=Tag.Status.CONFIRMED, actor__gt=after)
        learned = Role.objects.filter(origin=Role.Origin.LEARNED, actor__gt=after)
        people = sorted({*_next(tagged), *_next(learned)})[:PEOPLE]
        if not people:
            return
        learn_of(people)
        after = people[-1]
        yield after


def learn_of(people: Iterable[int]) -> None:
    """Write the roles that confirmed tags of these actors suggest, and take back the others.

    Three queries, and one for each row that changes.
    """
    persons = Actor.objects.filter(pk__in=list(people), kind=Kind.PERSON)
    wanted = list(persons.order_by("pk").values_list("pk", flat=True))
    seen = _seen_of(wanted)
    countries = _countries({one.post.of for one in seen.values()} - {""})
    with transaction.atomic():
        rows = Role.objects.filter(actor__in=wanted, origin=Role.Origin.LEARNED)
        had = {(role.actor_id, role.source_key): role for role in rows.select_for_update()}
        for key, one in sorted(seen.items()):
            _write(key, one, had.pop(key, None), countries)
        for role in had.values():
            if role.status == Role.Status.SUGGESTED:
                role.delete()
            elif role.seen_count:
                _write_days(role, {})


def _decided_after(position: int) -> list[tuple[int, int | None, int | None]]:
    # What commits late with an earlier key is found by `relearn`.
    decisions = Decision.objects.filter(pk__gt=position, subject=Decision.Subject.TAG)
    return list(decisions.order_by("pk").values_list("pk", "actor_id", "to_actor_id")[:DECISIONS])


def _next(rows: QuerySet[Any]) -> list[int]:
    return list(rows.order_by("actor").values_list("actor", flat=True).distinct()[:PEOPLE])


def _seen_of(people: list[int]) -> dict[tuple[int, str], _Seen]:
    with connection.cursor() as cursor:
        cursor.execute(_TITLES, [people])
        rows = cursor.fetchall()
    seen: dict[tuple[int, str], _Seen] = {}
    for actor, title, article, day in rows:
        if post := post_in(title, country_named):
            key = (actor, f"{fold(post.title)}|{fold(post.of)}"[:400])
            seen.setdefault(key, _Seen(post)).articles[article] = day
    return _with_country(seen)


def _with_country(seen: dict[tuple[int, str], _Seen]) -> dict[tuple[int, str], _Seen]:
    """Count a bare "President" with the one president that the same person is called elsewhere."""
    full: dict[tuple[int, str], list[tuple[int, str]]] = {}
    for actor, key in seen:
        title, _bar, of = key.partition("|")
        if of:
            full.setdefault((actor, title), []).append((actor, key))
    for (actor, title), keys in full.items():
        if len(keys) == 1 and (bare := seen.pop((actor, f"{title}|"), None)):
            seen[keys[0]].articles.update(bare.articles)
    return seen


def country_named(words: str) -> str:
    """Return the country of an adjective or of its own name, as the knowledge file calls it."""
    if entry := knowledge().demonyms.get(words):
        return entry.name
    named = knowledge().named(words) if words[:1].isupper() else ()
    return next((entry.name for entry in named if entry.kind == "country"), "")


def _countries(names: set[str]) -> dict[str, Actor]:
    countries = Actor.objects.current().filter(kind=Kind.COUNTRY, name__in=names)
    return {one.name: one for one in countries}


def _write(
    key: tuple[int, str], seen: _Seen, role: Role | None, countries: dict[str, Actor]
) -> None:
    actor, source_key = key
    if role is None:
        country = countries.get(seen.post.of)
        role = Role(
            actor_id=actor,
            origin=Role.Origin.LEARNED,
            source_key=source_key,
            title=seen.post.title,
            of=country,
            of_text="" if country else seen.post.of[:200],
        )
    _write_days(role, seen.articles)


def _write_days(role: Role, articles: dict[int, datetime.date]) -> None:
    days = sorted(articles.values())
    evidence = sorted(articles, key=lambda article: (articles[article], article))[:MOST_EVIDENCE]
    now = (days[0] if days else None, days[-1] if days else None, len(days), evidence)
    had = (role.first_seen_on, role.last_seen_on, role.seen_count, role.evidence)
    if role.pk and now == had:
        return
    role.first_seen_on, role.last_seen_on, role.seen_count, role.evidence = now
    role.save()
