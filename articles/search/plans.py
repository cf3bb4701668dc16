"""The plans by which a question is answered, and the SQL of each.

The planner's estimate of the number of matches, which costs half a millisecond, chooses:

- Few enough (`Limits.exact`): one pass over all matches gives the page, the total and the facets.
- More: the page is found by walking the dates until it is full; total, facets and years are counted
  in a sample of the archive (the lexemes @k0 to @k63 each mark a 64th of it) and multiplied. The
  best match is sought among the newest matches only.

An estimate can be wrong, so nothing relies on it: a sample that turns out small leads to the exact
pass, and a walk that finds too little in its stretch gives way to the index.
"""

import json
import math
from dataclasses import dataclass
from typing import Any

from django.db import connection
from psycopg.sql import SQL, Composable, Identifier, Literal

from articles.search import recent
from articles.search.cursors import Cursor, Key
from articles.search.request import UNDATED_AT, Search, Sort

SAMPLE_KEYS = 64
MOST_FACETS = 12


@dataclass(frozen=True, slots=True)
class Limits:
    """Where the plans change.

    `exact`: matches counted one by one. `sample`: matches counted in place of all, 3,000 for a
    standard error of 2 per cent. `ranked`: matches compared by relevance when not all are. `walk`:
    rows looked at by date before the index is asked instead.
    """

    exact: int = 20_000
    sample: int = 3_000
    ranked: int = 500
    walk: int = 4_000
    timeout_ms: int = 5_000


@dataclass(frozen=True, slots=True)
class Found:
    """What a plan found: counts by name and key, what to multiply them with, and the rows of the
    page in the direction of the cursor, one more than the page holds if there are more."""

    counts: dict[str, list[tuple[int, int]]]
    scale: float
    rows: list[Key]


_ESTIMATE = SQL("EXPLAIN (FORMAT JSON) SELECT 1 FROM articles_article WHERE {condition}")

_COUNTS = SQL(
    """
    SELECT 'total', 0::bigint, count(*), NULL::timestamptz, NULL::float4 FROM hits
    UNION ALL SELECT 'undated', 0, count(*), NULL, NULL FROM hits WHERE undated
    UNION ALL (SELECT 'actors', actor, count(*), NULL, NULL
        FROM hits, unnest(actor_ids) AS actor GROUP BY actor
        ORDER BY actor = ANY ({chosen}) DESC, count(*) DESC, actor LIMIT {most})
    UNION ALL (SELECT 'sources', source_id, count(*), NULL, NULL
        FROM hits GROUP BY source_id ORDER BY 3 DESC, 2 LIMIT {most})
    UNION ALL (SELECT 'sections', section_id, count(*), NULL, NULL
        FROM hits WHERE section_id IS NOT NULL GROUP BY section_id ORDER BY 3 DESC, 2 LIMIT {most})
    UNION ALL SELECT 'years', extract(year FROM sort_at AT TIME ZONE 'UTC')::bigint, count(*),
        NULL, NULL FROM hits WHERE NOT undated GROUP BY 2
    """
)

# Everything a page shows, in one pass. Materialised: otherwise the planner, told that few rows are
# wanted, walks the whole date index for a rare word.
_PASS = SQL(
    """
    WITH hits AS MATERIALIZED (
        SELECT id, sort_at, published_at IS NULL AS undated, source_id, section_id, actor_ids,
            {rank} AS rank
        FROM articles_article WHERE {condition}
    ), page AS (
        SELECT id, sort_at, undated, rank FROM hits WHERE {after} ORDER BY {order} LIMIT {limit}
    )
    SELECT 'page', id, row_number() OVER (ORDER BY {order}), sort_at, rank FROM page
    UNION ALL {counts}
    """
)
_SAMPLE = SQL(
    """
    WITH hits AS MATERIALIZED (
        SELECT sort_at, published_at IS NULL AS undated, source_id, section_id, actor_ids
        FROM articles_article WHERE {condition}
    ) {counts}
    """
)
# By date, from where the page begins: a common word fills a page within a few rows. The inner limit
# bounds what a word costs that is common, but not at these dates.
_WALK = SQL(
    """
    SELECT id, sort_at, 0::float4 FROM (
        SELECT * FROM articles_article WHERE status = 'published' AND {stretch} AND {after}
        ORDER BY {order} LIMIT {walk}
    ) AS walked WHERE {condition} ORDER BY {order} LIMIT {limit}
    """
)
_INDEX = SQL(
    """
    WITH hits AS MATERIALIZED (
        SELECT id, sort_at, published_at IS NULL AS undated FROM articles_article WHERE {condition}
    ) SELECT id, sort_at, 0::float4 FROM hits WHERE {after} ORDER BY {order} LIMIT {limit}
    """
)
_RANK = SQL(
    """
    SELECT id, sort_at, rank FROM (
        SELECT id, sort_at, {rank} AS rank FROM articles_article WHERE id = ANY ({ids})
    ) AS ranked WHERE {after} ORDER BY {order} LIMIT {limit}
    """
)


def run(search: Search, at: Cursor | None, size: int, limits: Limits) -> Found:
    """Find what matches, by whichever plan suits. With `size` 0 rows are not looked for."""
    estimate = estimated(search)
    if estimate > limits.exact:
        keys = max(1, math.ceil(SAMPLE_KEYS * limits.sample / estimate))
        if keys < SAMPLE_KEYS:
            counts = _sample(search, keys)
            scale = SAMPLE_KEYS / keys
            matches = int(counts["total"][0][1] * scale)
            if matches > limits.exact:
                rows = rows_of_many(search, at, size, limits, matches) if size else []
                return Found(counts, scale, rows)
    return _one_pass(search, at, size)


def estimated(search: Search) -> int:
    """How many rows the planner expects."""
    ((plan,),) = fetch(_ESTIMATE.format(condition=search.condition_to_estimate()))
    plans = json.loads(plan) if isinstance(plan, str) else plan
    return int(plans[0]["Plan"]["Plan Rows"])


def one_pass_statement(search: Search, at: Cursor | None, size: int) -> Composable:
    """The exact plan's one statement."""
    return _PASS.format(
        rank=_rank(search) if search.order is Sort.RELEVANCE else SQL("0::float4"),
        condition=search.condition(),
        after=_ORDERS[search.order].after(at),
        order=_ORDERS[search.order].by(at),
        limit=Literal(size + 1 if size else 0),
        counts=_counts_of(search),
    )


def _one_pass(search: Search, at: Cursor | None, size: int) -> Found:
    tagged = fetch(one_pass_statement(search, at, size))
    page = sorted((row for row in tagged if row[0] == "page"), key=lambda row: row[2])
    rows = [Key(rank, sort_at, row) for _, row, _, sort_at, rank in page]
    return Found(_counts(tagged), 1, rows)


def _sample(search: Search, keys: int) -> dict[str, list[tuple[int, int]]]:
    lexeme = "( " + " | ".join(f"'@k{key}'" for key in range(keys)) + " )"
    statement = _SAMPLE.format(condition=search.condition([lexeme]), counts=_counts_of(search))
    return _counts(fetch(statement))


def _counts_of(search: Search) -> Composable:
    return _COUNTS.format(
        most=Literal(MOST_FACETS), chosen=SQL("{}::bigint[]").format(Literal(list(search.actors)))
    )


def _counts(tagged: list[Any]) -> dict[str, list[tuple[int, int]]]:
    counts: dict[str, list[tuple[int, int]]] = {
        name: [] for name in ("total", "undated", "actors", "sources", "sections", "years")
    }
    for name, key, n, *_ in tagged:
        if name in counts:
            counts[name].append((key, n))
    return counts


def rows_of_many(
    search: Search, at: Cursor | None, size: int, limits: Limits, matches: int
) -> list[Key]:
    """The rows of a page where there are some `matches`, too many to look at each."""
    if search.order is not Sort.RELEVANCE:
        return _by_date(search, search.order, at, size + 1, limits.walk)
    newest = recent.newest(search, matches, limits.ranked)
    if newest is None:
        walked = _by_date(search, Sort.NEWEST, None, limits.ranked, limits.walk)
        newest = [key.id for key in walked]
    statement = _RANK.format(
        rank=_rank(search),
        ids=Literal(newest),
        after=_ORDERS[Sort.RELEVANCE].after(at),
        order=_ORDERS[Sort.RELEVANCE].by(at),
        limit=Literal(size + 1),
    )
    return [Key(rank, sort_at, row) for row, sort_at, rank in fetch(statement)]


def _by_date(search: Search, sort: Sort, at: Cursor | None, limit: int, walk: int) -> list[Key]:
    rows: list[Any] = []
    if not (sort is Sort.OLDEST and at and at.key.sort_at <= UNDATED_AT):
        # Undated articles come last in either order, but in the index they lie before the oldest.
        order = _OLDEST_DATED if sort is Sort.OLDEST else _NEWEST
        dated = SQL("sort_at > {}").format(Literal(UNDATED_AT))
        rows = fetch(
            _WALK.format(
                stretch=SQL("{} AND {}").format(
                    search.within_dates(), dated if sort is Sort.OLDEST else SQL("true")
                ),
                walk=Literal(max(walk, limit)),
                condition=search.condition(),
                after=order.after(at),
                order=order.by(at),
                limit=Literal(limit),
            )
        )
    if len(rows) < limit:
        order = _ORDERS[sort]
        rows = fetch(
            _INDEX.format(
                condition=search.condition(),
                after=order.after(at),
                order=order.by(at),
                limit=Literal(limit),
            )
        )
    return [Key(rank, sort_at, row) for row, sort_at, rank in rows]


@dataclass(frozen=True, slots=True)
class _Order:
    """Columns that rows are ordered by, all in one direction; the last is the primary key."""

    columns: tuple[str, ...]
    ascending: bool = False

    def by(self, at: Cursor | None) -> Composable:
        """The ORDER BY clause; towards the first row when the cursor goes backwards."""
        direction = " ASC" if self._upwards(at) else " DESC"
        return SQL(", ").join(Identifier(column) + SQL(direction) for column in self.columns)

    def after(self, at: Cursor | None) -> Composable:
        """Whether a row lies beyond the cursor."""
        if at is None:
            return SQL("true")
        values = {
            "rank": SQL("{}::float4").format(Literal(repr(at.key.rank))),
            "undated": Literal(at.key.sort_at <= UNDATED_AT),
            "sort_at": Literal(at.key.sort_at),
            "id": Literal(at.key.id),
        }
        return SQL("({}) {} ({})").format(
            SQL(", ").join(map(Identifier, self.columns)),
            SQL(">" if self._upwards(at) else "<"),
            SQL(", ").join(values[column] for column in self.columns),
        )

    def _upwards(self, at: Cursor | None) -> bool:
        return self.ascending != (at is not None and at.backwards)


_NEWEST = _Order(("sort_at", "id"))
_OLDEST_DATED = _Order(("sort_at", "id"), ascending=True)
_ORDERS = {
    Sort.RELEVANCE: _Order(("rank", "sort_at", "id")),
    Sort.NEWEST: _NEWEST,
    Sort.OLDEST: _Order(("undated", "sort_at", "id"), ascending=True),
}


def _rank(search: Search) -> Composable:
    """How well the words fit; filters do not weigh. 1: long texts do not win by their length."""
    return SQL("ts_rank(search_vector, {}, 1)").format(search.words_query())


def fetch(statement: Composable) -> list[Any]:
    """All rows of one statement."""
    with connection.cursor() as cursor:
        cursor.execute(statement)
        rows: list[Any] = cursor.fetchall()
    return rows
