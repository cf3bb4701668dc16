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
import re
from dataclasses import dataclass
from typing import Any

from psycopg.sql import SQL, Composable, Identifier, Literal

from articles.periods import Unit
from articles.search import recent
from articles.search.cursors import Cursor, Key
from articles.search.request import RANKED, UNDATED_AT, Search, Sort
from articles.search.rows import fetch

SAMPLE_KEYS = 64
MOST_FACETS = 12
# So many of the best matches are read for the form of their words: five pages.
MOST_LOOKED_AT = 100
# As far into the text, and so far ahead that no other match comes between.
FORM_CHARACTERS = 2_000
AHEAD = 10
# In the order "recent", a match that is a year older counts half.
HALF_LIFE_S = 365 * 24 * 60 * 60


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
# Beside the years, where the dates asked for are near each other. What is known only by its year is
# of no month, and is counted by itself.
_FINER = SQL(
    """
    UNION ALL SELECT 'bars', to_char(sort_at AT TIME ZONE 'UTC', {key})::bigint, count(*),
        NULL, NULL FROM hits WHERE NOT undated AND precision <> ALL ({vague}) GROUP BY 2
    UNION ALL SELECT 'vague', 0, count(*), NULL, NULL
        FROM hits WHERE NOT undated AND precision = ANY ({vague})
    """
)
_KEYS = {Unit.MONTH: ("YYYYMM", ["year"]), Unit.DAY: ("YYYYMMDD", ["year", "month"])}

_ALL = SQL("SELECT count(*) FROM articles_article WHERE {condition}")

# Everything a page shows, in one pass. Materialised: otherwise the planner, told that few rows are
# wanted, walks the whole date index for a rare word.
_PASS = SQL(
    """
    WITH hits AS MATERIALIZED (
        SELECT id, sort_at, published_at IS NULL AS undated, published_precision AS precision,
            source_id, section_id, actor_ids, {rank} AS rank
        FROM articles_article WHERE {condition}
    ), {best} page AS (
        SELECT id, sort_at, undated, rank FROM {ranked} WHERE {after} ORDER BY {order} LIMIT {limit}
    )
    SELECT 'page', id, row_number() OVER (ORDER BY {order}), sort_at, rank FROM page
    UNION ALL {counts}
    """
)
_SAMPLE = SQL(
    """
    WITH hits AS MATERIALIZED (
        SELECT sort_at, published_at IS NULL AS undated, published_precision AS precision,
            source_id, section_id, actor_ids
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
    WITH hits AS MATERIALIZED (
        SELECT id, sort_at, false AS undated, {rank} AS rank
        FROM articles_article WHERE id = ANY ({ids})
    ) {best}
    SELECT id, sort_at, rank FROM {ranked} WHERE {after} ORDER BY {order} LIMIT {limit}
    """
)
# The best by their words are put in order by how they have them: in the form that was typed, all
# together, in the headline. That takes reading the text, so it is asked of the best alone, and they
# stay before all others.
_BEST = SQL(
    """best AS MATERIALIZED (
        SELECT id, ({ahead} + {forms})::float4 AS bonus FROM articles_article WHERE id IN (
            SELECT id FROM hits ORDER BY rank DESC, sort_at DESC, id DESC LIMIT {most}
        )
    )"""
)
_FORM = SQL(
    "CASE WHEN headline ~* {form} THEN 2 WHEN left(body, {most}) ~* {form} THEN 1 ELSE 0 END"
)
_RANKED = SQL(
    """(
        SELECT hits.id, hits.sort_at, hits.undated,
            (hits.rank + coalesce(best.bonus, 0))::float4 AS rank
        FROM hits LEFT JOIN best ON best.id = hits.id
    ) AS ranked"""
)


def run(search: Search, at: Cursor | None, size: int, limits: Limits) -> Found:
    """Find what matches, by whichever plan suits. With `size` 0 rows are not looked for."""
    estimate = estimated(search)
    if estimate > limits.exact:
        keys = max(1, math.ceil(SAMPLE_KEYS * limits.sample / max(estimate, 1)))
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
    best = _best(search) if size else None
    return _PASS.format(
        rank=_rank(search) if search.order in RANKED and size else SQL("0::float4"),
        best=best + SQL(",") if best else SQL(""),
        ranked=_RANKED if best else SQL("hits"),
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


def count_all(search: Search) -> int:
    """Count the matches one by one, however many there are."""
    ((counted,),) = fetch(_ALL.format(condition=search.condition()))
    return int(counted)


def _sample(search: Search, keys: int) -> dict[str, list[tuple[int, int]]]:
    lexeme = "( " + " | ".join(f"'@k{key}'" for key in range(keys)) + " )"
    statement = _SAMPLE.format(condition=search.condition([lexeme]), counts=_counts_of(search))
    return _counts(fetch(statement))


def _counts_of(search: Search) -> Composable:
    chosen = SQL("{}::bigint[]").format(Literal([*search.actors, *search.any_actors]))
    counts = _COUNTS.format(most=Literal(MOST_FACETS), chosen=chosen)
    if search.unit not in _KEYS:
        return counts
    key, vague = _KEYS[search.unit]
    return counts + _FINER.format(key=Literal(key), vague=Literal(vague))


def _counts(tagged: list[Any]) -> dict[str, list[tuple[int, int]]]:
    counts: dict[str, list[tuple[int, int]]] = {
        name: []
        for name in ("total", "undated", "actors", "sources", "sections", "years", "bars", "vague")
    }
    for name, key, n, *_ in tagged:
        if name in counts:
            counts[name].append((key, n))
    return counts


def rows_of_many(
    search: Search, at: Cursor | None, size: int, limits: Limits, matches: int
) -> list[Key]:
    """The rows of a page where there are some `matches`, too many to look at each."""
    if search.order not in RANKED:
        return by_date(search, search.order, at, size + 1, limits.walk)
    newest = recent.newest(search, matches, limits.ranked)
    if newest is None:
        walked = by_date(search, Sort.NEWEST, None, limits.ranked, limits.walk)
        newest = [key.id for key in walked]
    best = _best(search)
    statement = _RANK.format(
        rank=_rank(search),
        best=SQL(",") + best if best else SQL(""),
        ranked=_RANKED if best else SQL("hits"),
        ids=Literal(newest),
        after=_ORDERS[search.order].after(at),
        order=_ORDERS[search.order].by(at),
        limit=Literal(size + 1),
    )
    return [Key(rank, sort_at, row) for row, sort_at, rank in fetch(statement)]


def by_date(search: Search, sort: Sort, at: Cursor | None, limit: int, walk: int) -> list[Key]:
    """Rows by date from the cursor on, at most `limit`: walked to, else looked up in the index."""
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
    **dict.fromkeys(RANKED, _Order(("rank", "sort_at", "id"))),
    Sort.NEWEST: _NEWEST,
    Sort.OLDEST: _Order(("undated", "sort_at", "id"), ascending=True),
}


def _rank(search: Search) -> Composable:
    """How well the words fit; filters do not weigh. 1: long texts do not win by their length.

    Damped by age, it is a logarithm: ranks then keep their order whatever the day, so that a
    cursor of yesterday still fits.
    """
    reading = search.read()
    ranks = [
        SQL("ts_rank({}, {}::tsquery, 1)").format(Identifier(vector), Literal(query))
        for vector, query in (
            ("search_vector", reading.rank),
            ("exact_vector", reading.exact_rank),
        )
        if query
    ]
    rank = SQL(" + ").join(ranks) if ranks else SQL("0::float4")
    if search.order is not Sort.RECENT:
        return rank
    return SQL(
        "(ln(greatest({}, 1e-20)::float8)"
        " + ln(2::float8) * extract(epoch FROM sort_at)::float8 / {})::float4"
    ).format(rank, Literal(HALF_LIFE_S))


def _best(search: Search) -> Composable | None:
    """The best matches, and by how much each comes before those in other forms."""
    forms = [
        _FORM.format(form=Literal(_form(text)), most=Literal(FORM_CHARACTERS))
        for text in search.read().as_typed
    ]
    if not forms or search.order is not Sort.RELEVANCE:
        return None
    return _BEST.format(
        forms=SQL(" + ").join(forms), ahead=Literal(AHEAD), most=Literal(MOST_LOOKED_AT)
    )


def _form(text: str) -> str:
    """The words as they are typed, whole, as a regular expression of PostgreSQL's."""
    words = (re.sub(r"(\W)", r"\\\1", word) for word in text.split())
    return r"\m" + r"\s+".join(words) + r"\M"
