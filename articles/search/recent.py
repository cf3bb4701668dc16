"""The newest matches of frequent words, without reading every article on the way to them.

Walking the dates reads the vector of each article that is passed: five hundred matches of a word in
every seventh of 200,000 articles took 40 ms, and this takes 6. The stretch of dates that must hold
so many matches is looked up in the index of dates, and its months are asked for in the same lookup
as the words, which reads the rows that match and no others.
"""

import datetime
from collections.abc import Iterator
from typing import Any

from django.db import connection
from psycopg.sql import SQL, Literal

from articles.search.request import UNDATED_AT, Search

# Matches do not lie evenly: so many times the stretch that would hold them if they did.
ROOM = 1.5
LEAST_ROWS = 1_000
# A longer stretch is left to the walk: the word is not so frequent there, or the archive is small.
MOST_MONTHS = 48

_STRETCH = SQL(
    """
    SELECT min(sort_at), max(sort_at) FROM (
        SELECT sort_at FROM articles_article WHERE status = 'published'
        ORDER BY sort_at DESC, id DESC LIMIT (
            SELECT greatest({least}, {rows} * reltuples / {matches})::bigint
            FROM pg_class WHERE oid = 'articles_article'::regclass
        )
    ) AS newest
    """
)
# Materialised, so that the planner takes the index of the vectors and not that of the dates.
_NEWEST = SQL(
    """
    WITH hits AS MATERIALIZED (SELECT id, sort_at FROM articles_article WHERE {condition})
    SELECT id FROM hits WHERE sort_at >= {since} ORDER BY sort_at DESC, id DESC LIMIT {limit}
    """
)


def newest(search: Search, matches: int, limit: int) -> list[int] | None:
    """Return the ids of the newest `limit` of some `matches`; None where another way is better.

    Of words in certain places it is the candidates, and `matches` are of those.
    """
    if search.has_dates:
        return None
    with connection.cursor() as cursor:
        cursor.execute(
            _STRETCH.format(
                least=Literal(LEAST_ROWS),
                rows=Literal(limit * ROOM),
                matches=Literal(max(matches, 1)),
            )
        )
        since, until = cursor.fetchone()
        if since is None or since <= UNDATED_AT:
            return None
        months = list(_months(since, until))
        if len(months) > MOST_MONTHS:
            return None
        within = [_within(months)]
        cursor.execute(
            _NEWEST.format(
                condition=search.candidates(within) or search.condition(within),
                since=Literal(since),
                limit=Literal(limit),
            )
        )
        found: list[Any] = cursor.fetchall()
    return [row for (row,) in found] if len(found) == limit else None


def _months(since: datetime.datetime, until: datetime.datetime) -> Iterator[tuple[int, int]]:
    since, until = (one.astimezone(datetime.UTC) for one in (since, until))
    for number in range(since.year * 12 + since.month - 1, until.year * 12 + until.month):
        yield number // 12, number % 12 + 1


def _within(months: list[tuple[int, int]]) -> str:
    """The months as one part of a tsquery, with articles known by one of their years alone."""
    parts = [f"'@m{year:04}-{month:02}'" for year, month in months]
    for year in dict.fromkeys(year for year, _month in months):
        of_a_month = " | ".join(f"'@m{year:04}-{month:02}'" for month in range(1, 13))
        parts.append(f"( '@y{year}' & !( {of_a_month} ) )")
    return f"( {' | '.join(parts)} )"
