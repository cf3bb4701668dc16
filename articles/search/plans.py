"""The plans by which a question is answered, and the SQL of each.

The planner's estimate of the number of matches, which costs half a millisecond, chooses:

- Few enough (`Limits.exact`): one pass over all matches gives the page, the total and the facets.
- More: the page is found by walking the dates until it is full; total, facets and years are counted
  in a sample of the archive (the lexemes @k0 to @k63 each mark a 64th of it) and multiplied. The
  best match is sought among the newest matches only.

An estimate can be wrong, so nothing relies on it: a sample that turns out small leads to the exact
pass, and a walk that finds too little in its stretch gives way to the index.
"""

import math
from dataclasses import dataclass
from typing import Any

from psycopg.sql import SQL, Composable, Literal

from articles.periods import Unit
from articles.search import places, ranking, recent
from articles.search.cursors import Cursor, Key
from articles.search.orders import NEWEST, OLDEST_DATED, ORDERS
from articles.search.request import RANKED, UNDATED_AT, Search, Sort
from articles.search.rows import expected, fetch

SAMPLE_KEYS = 64
MOST_FACETS = 12


@dataclass(frozen=True, slots=True)
class Limits:
    """Where the plans change.

    `exact`: matches counted one by one. `sample`: matches counted in place of all, 6,000 for a
    standard error of 1.3 per cent of the total. `placed`: where the place of words in the text is
    asked for, the articles with the words that are read for the best match, the newest, and for the
    counts; up to twice as many, all are. `told`: with fewer matches among those the sample says too
    little, 50 for an error of 14 per cent; as many are compared, however far back they lie.
    `ranked`: the newest matches, which are compared by relevance. `walk`: rows looked at by date
    before the index is asked instead.
    """

    exact: int = 20_000
    sample: int = 6_000
    placed: int = 3_000
    told: int = 50
    ranked: int = 1_000
    walk: int = 4_000
    timeout_ms: int = 5_000


@dataclass(frozen=True, slots=True)
class Found:
    """What a plan found: counts by name and key, what to multiply them with, and the rows of the
    page in the direction of the cursor, one more than the page holds if there are more. `ranked`:
    among how many of the newest matches the best were sought, None for all."""

    counts: dict[str, list[tuple[int, int]]]
    scale: float
    rows: list[Key]
    ranked: int | None = None


_MATCHES = SQL("SELECT 1 FROM articles_article WHERE {condition}")

_COUNTS = SQL(
    """
    SELECT 'total', 0::bigint, count(*), NULL::timestamptz, NULL::float4 FROM hits
    UNION ALL SELECT 'undated', 0, count(*), NULL, NULL FROM hits WHERE undated
    UNION ALL (SELECT 'actors', actor, count(*), NULL, NULL
        FROM (SELECT unnest(actor_ids) AS actor FROM hits) AS named GROUP BY actor
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
            source_id, section_id, actor_ids
        FROM articles_article WHERE {condition}
    ), {rows}, page AS (
        SELECT id, sort_at, undated, rank FROM ranked WHERE {after} ORDER BY {order} LIMIT {limit}
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
    WITH {rows}
    SELECT id, sort_at, rank FROM ranked WHERE {after} ORDER BY {order} LIMIT {limit}
    """
)
# An array and no join: the planner then fetches the rows by their keys, however many it expects.
_NEWEST_HITS = SQL("ARRAY(SELECT id FROM hits ORDER BY sort_at DESC, id DESC LIMIT {limit})")
_UNRANKED = SQL("ranked AS (SELECT *, 0::float4 AS rank FROM hits)")


def run(search: Search, at: Cursor | None, size: int, limits: Limits) -> Found:
    """Find what matches, by whichever plan suits. With `size` 0 rows are not looked for."""
    estimate = estimated(search)
    # Of words in certain places the planner reckons with the words, so with all that is looked at.
    placed = search.read().candidates is not None
    if estimate > (min(2 * limits.placed, limits.exact) if placed else limits.exact):
        sample = limits.placed if placed else limits.sample
        keys = max(1, math.ceil(SAMPLE_KEYS * sample / max(estimate, 1)))
        if keys < SAMPLE_KEYS:
            counts = _sample(search, keys)
            scale, sampled = SAMPLE_KEYS / keys, counts["total"][0][1]
            matches = int(sampled * scale)
            if matches > limits.exact or (placed and sampled >= limits.told):
                if not size:
                    return Found(counts, scale, [])
                many = estimate if placed else matches
                return Found(counts, scale, *rows_of_many(search, at, size, limits, many))
    return _one_pass(search, at, size, limits)


def estimated(search: Search) -> int:
    """How many rows the planner expects."""
    return expected(_MATCHES.format(condition=search.condition_to_estimate()))


def sample_of(keys: int) -> str:
    """So many 64ths of the archive, as a part of a tsquery."""
    return "( " + " | ".join(f"'@k{key}'" for key in range(keys)) + " )"


def one_pass_statement(search: Search, at: Cursor | None, size: int, limits: Limits) -> Composable:
    """The exact plan's one statement."""
    by_rank = search.order in RANKED and size
    newest = _NEWEST_HITS.format(limit=Literal(limits.ranked))
    return _PASS.format(
        rows=ranking.ranked(search, newest) if by_rank else _UNRANKED,
        condition=search.condition(),
        after=ORDERS[search.order].after(at),
        order=ORDERS[search.order].by(at),
        limit=Literal(size + 1 if size else 0),
        counts=_counts_of(search),
    )


def _one_pass(search: Search, at: Cursor | None, size: int, limits: Limits) -> Found:
    tagged = fetch(one_pass_statement(search, at, size, limits))
    page = sorted((row for row in tagged if row[0] == "page"), key=lambda row: row[2])
    rows = [Key(rank, sort_at, row) for _, row, _, sort_at, rank in page]
    counts = _counts(tagged)
    cut = search.order in RANKED and counts["total"][0][1] > limits.ranked
    return Found(counts, 1, rows, limits.ranked if cut else None)


def count_all(search: Search) -> int:
    """Count the matches one by one, however many there are."""
    ((counted,),) = fetch(_ALL.format(condition=search.condition()))
    return int(counted)


def _sample(search: Search, keys: int) -> dict[str, list[tuple[int, int]]]:
    lexeme = sample_of(keys)
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
) -> tuple[list[Key], int | None]:
    """The rows of a page where there are some `matches`, or articles with the words whose places
    matter, too many to look at each; and among how many the best were sought."""
    if search.order not in RANKED:
        return by_date(search, search.order, at, size + 1, limits.walk), None
    newest = _newest(search, limits, matches)
    statement = _RANK.format(
        rows=ranking.ranked(search, SQL("{}::bigint[]").format(Literal(newest))),
        after=ORDERS[search.order].after(at),
        order=ORDERS[search.order].by(at),
        limit=Literal(size + 1),
    )
    rows = [Key(rank, sort_at, row) for row, sort_at, rank in fetch(statement)]
    return rows, len(newest)


def _newest(search: Search, limits: Limits, matches: int) -> list[int]:
    """The newest matches, of which the best are sought."""
    if search.read().candidates:
        if looked_at := recent.newest(search, matches, limits.placed):
            found = places.fitting(search, looked_at, limits.ranked)
            if len(found) >= limits.told:
                return found
        rows = places.first(search, Sort.NEWEST, None, limits.ranked, most=limits.placed)
        if len(rows) < limits.told:  # a phrase of long ago
            rows = places.first(search, Sort.NEWEST, None, limits.told)
    elif newest := recent.newest(search, matches, limits.ranked):
        return newest
    else:
        rows = by_date(search, Sort.NEWEST, None, limits.ranked, limits.walk)
    return [key.id for key in rows]


def by_date(search: Search, sort: Sort, at: Cursor | None, limit: int, walk: int) -> list[Key]:
    """Rows by date from the cursor on, at most `limit`: walked to, else looked up in the index."""
    rows: list[Any] = []
    placed = search.read().candidates is not None  # the index knows a shorter way
    if not (sort is Sort.OLDEST and at and at.key.sort_at <= UNDATED_AT):
        # Undated articles come last in either order, but in the index they lie before the oldest.
        order = OLDEST_DATED if sort is Sort.OLDEST else NEWEST
        dated = SQL("sort_at > {}").format(Literal(UNDATED_AT))
        rows = fetch(
            _WALK.format(
                stretch=SQL("{} AND {}").format(
                    search.within_dates(), dated if sort is Sort.OLDEST else SQL("true")
                ),
                walk=Literal(max(walk // 4 if placed else walk, limit)),
                condition=search.condition(),
                after=order.after(at),
                order=order.by(at),
                limit=Literal(limit),
            )
        )
    if len(rows) < limit:
        if placed:
            return places.first(search, sort, at, limit)
        order = ORDERS[sort]
        rows = fetch(
            _INDEX.format(
                condition=search.condition(),
                after=order.after(at),
                order=order.by(at),
                limit=Literal(limit),
            )
        )
    return [Key(rank, sort_at, row) for row, sort_at, rank in rows]
