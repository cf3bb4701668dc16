"""Matches of words in certain places, such as phrases, without looking at every candidate.

No index knows where in a text a word stands, so the vector of each article that has the words is
read, 6 to 10 microseconds for each. Which articles have them the index tells alone, in a twentieth
of that; they are put in order of date, and looked at only until enough have matched.
"""

from psycopg.sql import SQL, Literal

from articles.search.cursors import Cursor, Key
from articles.search.orders import ORDERS
from articles.search.request import Search, Sort
from articles.search.rows import fetch

# Looked at one after the other: OFFSET keeps the planner from joining the two otherwise.
_FIRST = SQL(
    """
    WITH hits AS MATERIALIZED (
        SELECT id, sort_at, published_at IS NULL AS undated
        FROM articles_article WHERE {candidates}
    )
    SELECT candidate.id, candidate.sort_at, 0::float4 FROM (
        SELECT * FROM hits WHERE {after} ORDER BY {order} LIMIT {most}
    ) AS candidate, LATERAL (
        SELECT FROM articles_article WHERE articles_article.id = candidate.id AND {condition}
        OFFSET 0
    ) AS fitting
    ORDER BY {by} LIMIT {limit}
    """
)


_FITTING = SQL(
    """
    SELECT id FROM articles_article WHERE id = ANY ({ids}) AND {condition}
    ORDER BY sort_at DESC, id DESC LIMIT {limit}
    """
)


def fitting(search: Search, candidates: list[int], limit: int) -> list[int]:
    """Those of the candidates that match, the newest first, at most `limit`."""
    statement = _FITTING.format(
        ids=Literal(candidates), condition=search.condition(), limit=Literal(limit)
    )
    return [row for (row,) in fetch(statement)]


def first(
    search: Search, sort: Sort, at: Cursor | None, limit: int, *, most: int | None = None
) -> list[Key]:
    """The first rows by date from the cursor on, of a search that has candidates; looked for among
    the first `most` of them only, if told."""
    order = ORDERS[sort]
    statement = _FIRST.format(
        candidates=search.candidates(),
        condition=search.condition(),
        after=order.after(at),
        order=order.by(at),
        by=order.by(at, "candidate"),
        most=Literal(most),
        limit=Literal(limit),
    )
    return [Key(rank, sort_at, row) for row, sort_at, rank in fetch(statement)]
