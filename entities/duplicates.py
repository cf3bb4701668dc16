"""Pairs of actors that may be one, found by a worker a few names at a time.

Nobody compares every name with every other: a new name is looked up by what a like one must share
with it (`_CANDIDATES`), each by an index, and only those few are weighed (entities.namesakes). How
far the names have been looked at is one row, so that a run that dies costs its batch and no more.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable

from django.db import connection, transaction
from django.db.models import Max, QuerySet
from django.utils import timezone

from articles.background import alone_at
from entities.models import Actor, ActorName, ActorPair, ActorYear, Namesakes, NamesakeSearch
from entities.names import fold
from entities.namesakes import Known, Likeness, likeness_of_names, weighed

# Names of one transaction, and of one run: a run is a few seconds of one core.
BATCH = 200
MOST_AT_ONCE = 2_000
# Of those who share the last word of a name, the first letter and the kind, so many are weighed:
# more bear the surname only where it tells nothing.
MOST_OF_A_NAME = 100
# Trigrams that "benjamin netanyahu" shares with "benjamin netanjahu": 0.68.
LEAST_SIMILAR = 0.6
MOST_SIMILAR = 20
# Those with whom an actor is named most often, and titles among so many mentions.
MOST_COMPANY = 30
MOST_TITLES = 50

_CANDIDATES = """
SELECT DISTINCT fresh.actor_id, found.actor_id
FROM (
    SELECT name.actor_id, actor.kind, name.normalised_name AS form
    FROM entities_actorname AS name JOIN entities_actor AS actor ON actor.id = name.actor_id
    WHERE name.id = ANY (%(names)s) AND actor.merged_into_id IS NULL
) AS fresh, LATERAL (
    (SELECT actor_id FROM entities_actorname WHERE normalised_name = fresh.form LIMIT %(most)s)
    UNION (
        SELECT actor_id FROM entities_actorname
        WHERE fresh.kind = 'person'
            AND entities_last_word(normalised_name) = entities_last_word(fresh.form)
            AND (left(normalised_name, 1) = left(fresh.form, 1)
                OR strpos(normalised_name, ' ') * strpos(fresh.form, ' ') = 0)
        LIMIT %(most)s
    )
    UNION (
        SELECT actor_id FROM entities_actorname
        WHERE entities_initials(normalised_name) = fresh.form
            AND length(entities_initials(normalised_name)) >= 3
            AND strpos(fresh.form, ' ') = 0
        LIMIT %(similar)s
    )
    UNION (
        SELECT actor_id FROM entities_actorname
        WHERE normalised_name = entities_initials(fresh.form) AND strpos(fresh.form, ' ') > 0
            AND length(normalised_name) >= 3
        LIMIT %(similar)s
    )
    UNION (
        SELECT actor_id FROM entities_actorname
        WHERE normalised_name %% fresh.form LIMIT %(similar)s
    )
) AS found
JOIN entities_actor AS other ON other.id = found.actor_id
WHERE other.id <> fresh.actor_id AND other.kind = fresh.kind AND other.merged_into_id IS NULL
"""

_TITLES = """
SELECT actor, title FROM unnest(%s::bigint[]) AS actor, LATERAL (
    SELECT DISTINCT title FROM (
        SELECT title FROM entities_mention WHERE actor_id = actor LIMIT %s
    ) AS newest WHERE title <> ''
) AS called
"""

_COMPANY = """
SELECT actor, other_id FROM unnest(%s::bigint[]) AS actor, LATERAL (
    SELECT other_id FROM entities_actorpair
    WHERE actor_id = actor AND article_count > 0
    ORDER BY article_count DESC, other_id LIMIT %s
) AS often
"""

Pair = tuple[int, int]


def waiting() -> QuerySet[Namesakes]:
    """The pairs that somebody should look at, least trouble first."""
    pairs = Namesakes.objects.filter(
        ruled_out_by=None, one__merged_into=None, other__merged_into=None
    )
    return pairs.select_related("one", "other", "suggested_by").order_by("-score", "pk")


def compare_new() -> int:
    """Compare names that are new since the last run; return how many were. Bounded.

    0 when another worker is at it.
    """
    done = 0
    with alone_at("comparing names") as ours:
        if not ours:
            return 0
        search, _made = NamesakeSearch.objects.get_or_create(pk=1)
        newest = ActorName.objects.aggregate(newest=Max("pk"))["newest"] or 0
        while done < MOST_AT_ONCE:
            fresh = ActorName.objects.filter(pk__gt=search.last_id, pk__lte=search.seen_id)
            ids = list(fresh.order_by("pk").values_list("pk", flat=True)[:BATCH])
            if not ids:
                break
            compare(ids)
            search.last_id = ids[-1]
            search.save(update_fields=["last_id"])
            done += len(ids)
        # What is here now may be compared the next time: none of it is on its way any more.
        NamesakeSearch.objects.filter(pk=1).update(seen_id=max(newest, search.seen_id))
    return done


def compare(names: Collection[int]) -> list[Namesakes]:
    """Weigh the actors of these names against those with a like name, and keep what may be one.

    Some ten queries. What was ruled out or suggested by an editor stays as it is.
    """
    pairs = {(min(pair), max(pair)) for pair in _candidates(names)}
    actors = {pk for pair in pairs for pk in pair}
    known = _named(actors)
    alike = {
        pair: by_name
        for pair in sorted(pairs)
        if (by_name := likeness_of_names(known[pair[0]], known[pair[1]]))
    }
    known = _known({pk for pair in alike for pk in pair}, known)
    together = _together(alike)
    found = {
        pair: likeness
        for pair, by_name in alike.items()
        if (likeness := weighed(by_name, known[pair[0]], known[pair[1]], together.get(pair, 0)))
    }
    return _keep(found)


def _candidates(names: Collection[int]) -> list[Pair]:
    asked = {"names": list(names), "most": MOST_OF_A_NAME, "similar": MOST_SIMILAR}
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('pg_trgm.similarity_threshold', %s, true)", [str(LEAST_SIMILAR)]
        )
        cursor.execute(_CANDIDATES, asked)
        return [(one, other) for one, other in cursor]


def _named(actors: Collection[int]) -> dict[int, Known]:
    """Kinds, names and ids of actors. Two queries."""
    names: dict[int, list[str]] = defaultdict(list)
    for pk, name in (
        ActorName.objects.filter(actor__in=actors)
        .order_by("actor_id", "pk")
        .values_list("actor_id", "normalised_name")
    ):
        names[pk].append(name)
    nothing: frozenset[int] = frozenset()
    rows = Actor.objects.filter(pk__in=actors).values_list("pk", "kind", "name", "wikidata")
    return {
        pk: Known(
            kind,
            tuple(dict.fromkeys([fold(name), *names[pk]])),
            wikidata,
            nothing,
            nothing,
            frozenset(),
        )
        for pk, kind, name, wikidata in rows
    }


def _known(actors: Collection[int], named: dict[int, Known]) -> dict[int, Known]:
    """The same actors with their years, company and titles. Three queries."""
    years: dict[int, set[int]] = defaultdict(set)
    rows = ActorYear.objects.filter(actor__in=actors, article_count__gt=0).exclude(year=0)
    for pk, year in rows.values_list("actor_id", "year"):
        years[pk].add(year)
    company: dict[int, set[int]] = defaultdict(set)
    titles: dict[int, set[str]] = defaultdict(set)
    with connection.cursor() as cursor:
        cursor.execute(_COMPANY, [list(actors), MOST_COMPANY])
        for pk, other in cursor:
            company[pk].add(other)
        cursor.execute(_TITLES, [list(actors), MOST_TITLES])
        for pk, title in cursor:
            titles[pk].add(title.casefold())
    return {
        pk: Known(
            named[pk].kind,
            named[pk].names,
            named[pk].wikidata,
            frozenset(years[pk]),
            frozenset(company[pk]),
            frozenset(titles[pk]),
        )
        for pk in actors
    }


def _together(pairs: Iterable[Pair]) -> dict[Pair, int]:
    """In how many articles both of a pair stand. One query."""
    wanted = set(pairs)
    rows = ActorPair.objects.filter(
        actor__in={one for one, _other in wanted}, other__in={other for _one, other in wanted}
    )
    return {
        (one, other): count
        for one, other, count in rows.values_list("actor_id", "other_id", "article_count")
        if (one, other) in wanted
    }


def _keep(found: dict[Pair, Likeness]) -> list[Namesakes]:
    """Store pairs: new ones, and what is known now of those that nobody has spoken about."""
    firsts = {one for one, _other in found}
    rows = {
        (row.one_id, row.other_id): row
        for row in Namesakes.objects.filter(one__in=firsts)
        if (row.one_id, row.other_id) in found
    }
    now = timezone.now()
    new = [
        Namesakes(one_id=one, other_id=other, score=by.score, why=by.why, found_at=now)
        for (one, other), by in found.items()
        if (one, other) not in rows
    ]
    Namesakes.objects.bulk_create(new, ignore_conflicts=True)
    changed = [row for row in rows.values() if row.suggested_by_id is None]
    for row in changed:
        by = found[row.one_id, row.other_id]
        row.score, row.why = by.score, by.why
    Namesakes.objects.bulk_update(changed, ["score", "why"])
    return new
