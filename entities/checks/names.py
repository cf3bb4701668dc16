"""Names that two actors bear. Walked along the names; others of a name are an index look-up."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db import connection

from entities.checks.lines import MOST_KEY, Line, key_ranges
from entities.models import ActorName

# A step: so many names, each with one probe of the index actorname_exact, in a few milliseconds.
NAMES = 10_000
# A line names so many actors; a name that more bear is no news.
MOST_BEARERS = 20

# Names of a range that another actor bears too, of those that are tagged in public articles.
_SHARED = """
SELECT DISTINCT mine.normalised_name FROM entities_actorname mine
JOIN entities_actor me ON me.id = mine.actor_id
WHERE mine.id > %s AND mine.id <= %s AND me.article_count > 0 AND me.merged_into_id IS NULL
AND EXISTS (
    SELECT FROM entities_actorname theirs JOIN entities_actor them ON them.id = theirs.actor_id
    WHERE theirs.normalised_name = mine.normalised_name AND theirs.actor_id <> mine.actor_id
    AND them.article_count > 0 AND them.merged_into_id IS NULL AND {which}
)
"""
_BEARERS = """
SELECT name.normalised_name, actor.id, actor.kind, actor.article_count,
    lower(name.name) = lower(actor.name)
FROM entities_actorname name JOIN entities_actor actor ON actor.id = name.actor_id
WHERE name.normalised_name = ANY(%s) AND actor.article_count > 0
    AND actor.merged_into_id IS NULL
ORDER BY name.normalised_name, actor.article_count DESC, actor.id
"""
_TOGETHER = """
SELECT actor_id, other_id FROM entities_actorpair
WHERE actor_id = ANY(%s) AND other_id = ANY(%s) AND article_count > 0
"""


@dataclass(frozen=True, slots=True)
class _Bearer:
    pk: int
    kind: str
    is_main: bool


def one_alias(after: int) -> Iterator[tuple[int, list[Line]]]:
    """One alias on two actors of one kind; a surname alone is shared by many and says nothing."""
    which = (
        "them.kind = me.kind AND (me.kind <> 'person' OR position(' ' in mine.normalised_name) > 0)"
    )
    for low, high in key_ranges(ActorName.objects.all(), after, NAMES):
        lines = []
        for name, bearers in _shared(which, low, high).items():
            kinds: dict[str, list[_Bearer]] = defaultdict(list)
            for one in bearers:
                if one.kind != "person" or " " in name:
                    kinds[one.kind].append(one)
            lines += [_alias_line(name, kind, of) for kind, of in kinds.items() if len(of) > 1]
        yield high, lines


def two_kinds(after: int) -> Iterator[tuple[int, list[Line]]]:
    """The same name under two kinds: as the name of both, or any of theirs within one article."""
    which = "them.kind <> me.kind"
    for low, high in key_ranges(ActorName.objects.all(), after, NAMES):
        shared = _shared(which, low, high)
        pairs = {
            (name, one, other)
            for name, bearers in shared.items()
            for at, one in enumerate(bearers)
            for other in bearers[at + 1 :]
            if one.kind != other.kind
        }
        together = _together([pair for pair in pairs if not (pair[1].is_main and pair[2].is_main)])
        yield (
            high,
            [
                _kinds_line(name, one, other)
                for name, one, other in sorted(pairs, key=lambda pair: (pair[0], pair[1].pk))
                if (one.is_main and other.is_main) or (one.pk, other.pk) in together
            ],
        )


def _shared(which: str, low: int, high: int) -> dict[str, list[_Bearer]]:
    """Return shared names of a range with who bears them, those with most articles first."""
    with connection.cursor() as cursor:
        cursor.execute(_SHARED.format(which=which), [low, high])
        names = [name for (name,) in cursor.fetchall()]
        cursor.execute(_BEARERS, [names])
        rows = cursor.fetchall()
    found: dict[str, list[_Bearer]] = defaultdict(list)
    for name, pk, kind, _count, is_main in rows:
        if len(found[name]) < MOST_BEARERS:
            found[name].append(_Bearer(pk, kind, is_main))
    return found


def _together(pairs: Sequence[tuple[str, _Bearer, _Bearer]]) -> set[tuple[int, int]]:
    """Return which of these stand in one article, as the counters of pairs know."""
    if not pairs:
        return set()
    ones, others = [one.pk for _, one, _ in pairs], [other.pk for _, _, other in pairs]
    with connection.cursor() as cursor:
        cursor.execute(_TOGETHER, [ones, others])
        return set(cursor.fetchall())


def _alias_line(name: str, kind: str, bearers: Sequence[_Bearer]) -> Line:
    pks = [one.pk for one in bearers]
    return Line(
        key=f"{kind}:{name}"[:MOST_KEY],
        actor=pks[0],
        other=pks[1],
        facts=" ".join(str(pk) for pk in sorted(pks)),
        detail={"name": name, "bearers": len(pks), "most": len(pks) == MOST_BEARERS},
    )


def _kinds_line(name: str, one: _Bearer, other: _Bearer) -> Line:
    """The first is the one with fewer articles: likelier the wrong one."""
    return Line(
        key=f"{min(one.pk, other.pk)}:{max(one.pk, other.pk)}",
        actor=other.pk,
        other=one.pk,
        facts=f"{name}|{other.kind}|{one.kind}"[:MOST_KEY],
        detail={"name": name},
    )
