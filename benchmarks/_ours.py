"""The archive's own search, asked for what the other engines are asked for.

`newest`, `best` and `deep` find the rows of a page as a search page does, the estimate that chooses
the plan included; `facets` makes everything that such a page counts. Only ids come back, as from
the others.
"""

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import connection
from psycopg.sql import SQL, Literal

from articles.search import Limits, Search, Sort, plans
from articles.search.cursors import Cursor, Key
from benchmarks._timing import Clock, process_clock
from entities.models import Actor

PAGE = 20
LIMITS = Limits(timeout_ms=60_000)


class Archive:
    name = "archive"

    def __init__(self) -> None:
        self._keys: dict[tuple[str, int], Cursor] = {}

    def clock(self) -> Clock:
        """Our processor time and the backend's. The connection must be kept from now on."""
        with connection.cursor() as cursor:
            cursor.execute("SET max_parallel_workers_per_gather = 0")
        return process_clock(connection.connection.info.backend_pid)

    def newest(self, word: str) -> Any:
        return self._rows(Search(words=word, sort=Sort.NEWEST))

    def best(self, word: str) -> Any:
        return self._rows(Search(words=word, sort=Sort.RELEVANCE))

    def count(self, word: str) -> Any:
        return self._count(Search(words=word))

    def with_actor(self, asked: tuple[str, int]) -> Any:
        return self._count(Search(words=asked[0], actors=(asked[1],)))

    def with_year(self, asked: tuple[str, int]) -> Any:
        return self._count(Search(words=asked[0], **_year(asked[1])))

    def deep(self, asked: tuple[str, int]) -> Any:
        """The page after so many rows; its cursor, which a reader brings, is made beforehand."""
        return self._rows(Search(words=asked[0], sort=Sort.NEWEST), self._keys[asked])

    def find_cursors(self, asked: Sequence[tuple[str, int]]) -> None:
        for word, position in asked:
            condition = Search(words=word).condition()
            statement = SQL(
                "SELECT sort_at, id FROM articles_article WHERE {}"
                " ORDER BY sort_at DESC, id DESC LIMIT 1 OFFSET {}"
            )
            ((sort_at, row),) = plans.fetch(statement.format(condition, Literal(position - 1)))
            self._keys[word, position] = Cursor(Key(0, sort_at, row), position)

    def facets(self, word: str) -> plans.Found:
        return plans.run(Search(words=word), None, 0, LIMITS)

    def all_of_a_page(self, search: Search) -> plans.Found:
        return plans.run(search, None, PAGE, LIMITS)

    def exact_shares(self, word: str) -> dict[str, dict[int, float]]:
        """The true share of each value of each facet among the matches."""
        everything = Limits(exact=10**9)
        counts = plans.run(Search(words=word), None, 0, everything).counts
        return shares(counts)

    def company(self, actor: int) -> Any:
        found = Actor.objects.get(pk=actor).company.select_related("other")
        return list(
            found.filter(article_count__gt=0, other__article_count__gt=0).order_by(
                "-article_count", "other"
            )[:12]
        )

    def phrase(self, phrase: str) -> Any:
        return self._rows(Search(words=f'"{phrase}"', sort=Sort.NEWEST))

    def count_phrase(self, phrase: str) -> Any:
        return self._count(Search(words=f'"{phrase}"'))

    def beginning(self, letters: str) -> Any:
        """The best known actors with a name that has these letters."""
        return list(Actor.objects.public().called(letters).order_by("-article_count", "pk")[:8])

    def lexemes(self, words: Sequence[str]) -> Mapping[str, str]:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT word, (tsvector_to_array(to_tsvector('newsroom', word)))[1]"
                " FROM unnest(%s::text[]) AS word",
                [list(words)],
            )
            return {word: lexeme for word, lexeme in cursor.fetchall() if lexeme}

    def _rows(self, search: Search, at: Cursor | None = None) -> Any:
        if (matches := plans.estimated(search)) > LIMITS.exact:
            return plans.rows_of_many(search, at, PAGE, LIMITS, matches)[0]
        return plans.run(search, at, PAGE, LIMITS).rows

    def _count(self, search: Search) -> Any:
        statement = SQL("SELECT count(*) FROM articles_article WHERE {}")
        return plans.fetch(statement.format(search.condition()))


def shares(counts: Mapping[str, Sequence[tuple[int, int]]]) -> dict[str, dict[int, float]]:
    total = counts["total"][0][1]
    return {
        name: {key: n / total for key, n in counts[name]}
        for name in ("actors", "sources", "sections", "years")
    }


def _year(year: int) -> dict[str, Any]:
    return {"date_from": datetime.date(year, 1, 1), "date_to": datetime.date(year, 12, 31)}
