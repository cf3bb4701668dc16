"""Search inside quotes: words, speaker, about whom, when.

Small beside articles.search, and by the same plans: PostgreSQL's estimate chooses. Up to
`Limits.exact` matches are gathered and counted one by one. Beyond that the total is counted in a
part of the archive (the lexemes @k0 to @k63), which the page calls "about", and the page is found
by walking the dates until it is full. Only quotes that readers see, of public articles, are found.

`articles_with` is the same question as a condition on articles, for the search of those.
"""

import datetime
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from psycopg.sql import SQL, Composable, Literal

from articles.search.days import UNDATED_AT, Days
from articles.search.finding import Count
from articles.search.plans import SAMPLE_KEYS, sample_of
from articles.search.rows import expected, fetch
from articles.search.words import tidy

# A range of more years than this is asked of the dates alone.
MOST_YEARS = 48

_SHOWN = SQL("quote.status <> 'rejected' AND NOT quote.orphaned")
_UNDATED = SQL("quote.sort_at <= {}").format(Literal(UNDATED_AT))
_DATED = SQL("quote.sort_at > {}").format(Literal(UNDATED_AT))

_MATCHES = SQL("SELECT 1 FROM entities_quote AS quote WHERE {condition}")
_COUNT = SQL(
    """
    SELECT count(*) FROM entities_quote AS quote
    JOIN articles_article AS article ON article.id = quote.article_id
    WHERE {condition} AND {public}
    """
)
# Materialised, so that the planner does not walk all dates for a rare word.
_INDEX = SQL(
    """
    WITH quote AS MATERIALIZED (
        SELECT quote.id, quote.sort_at FROM entities_quote AS quote
        JOIN articles_article AS article ON article.id = quote.article_id
        WHERE {condition} AND {public}
    ) SELECT id, sort_at FROM quote WHERE {after} ORDER BY {order} LIMIT {limit}
    """
)
# The inner limit bounds what words cost that are frequent, but not at these dates.
_WALK = SQL(
    """
    SELECT quote.id, quote.sort_at FROM (
        SELECT quote.* FROM entities_quote AS quote
        WHERE {shown} AND {stretch} AND {after} ORDER BY {order} LIMIT {walk}
    ) AS quote JOIN articles_article AS article ON article.id = quote.article_id
    WHERE {condition} AND {public} ORDER BY {order} LIMIT {limit}
    """
)


@dataclass(frozen=True, slots=True)
class Limits:
    """Where the plans change: see articles.search.plans.Limits, whose names these are."""

    exact: int = 10_000
    sample: int = 3_000
    walk: int = 4_000


LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class QuoteSearch:
    """A question: words, ids of actors of whom any will do, days in UTC, both included.

    A quote of an article that is known by its month or year alone is found when that whole month or
    year lies within the days; one of an undated article never. `oldest`: the oldest first, undated
    ones last, else the newest first.
    """

    words: str = ""
    speakers: tuple[int, ...] = ()
    abouts: tuple[int, ...] = ()
    date_from: datetime.date | None = None
    date_to: datetime.date | None = None
    oldest: bool = False

    def condition(self, extra_lexeme: str = "") -> Composable:
        """What is asked of a row of quotes, called `quote`."""
        lexemes = _any_of("a", self.speakers) + _any_of("b", self.abouts) + self._years()
        lexemes += [extra_lexeme] if extra_lexeme else []
        parts = [_SHOWN, _matches(self.words, lexemes), self.days.within("quote")]
        return SQL(" AND ").join(parts)

    @property
    def days(self) -> Days:
        return Days(self.date_from, self.date_to)

    def public(self) -> Composable:
        """What is asked of its article, called `article`: the dates of whole months and years."""
        return SQL("article.status = 'published' AND {}").format(self.days.whole("article"))

    def _years(self) -> list[str]:
        """The years that the days touch, so that one lookup finds words of these years."""
        if not (self.date_from and self.date_to):
            return []
        years = range(self.date_from.year, self.date_to.year + 1)
        return _any_of("y", years) if len(years) <= MOST_YEARS else []


@dataclass(frozen=True, slots=True)
class Edge:
    """The row beside which a page begins: behind it, or before it."""

    id: int
    sort_at: datetime.datetime
    backwards: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """How many there are, and the page: ids in the order asked for, and whether more lie beyond."""

    total: Count
    ids: tuple[int, ...]
    more: bool


def articles_with(words: str, speakers: Sequence[int], abouts: Sequence[int]) -> Composable:
    """Return a SELECT of the ids of articles that quote these words, of any of these speakers.

    And about any of these actors; what is empty is not asked for. An id may come more than once.
    Readers see all these quotes, if they see the article: that must be asked of the article.
    """
    asked = QuoteSearch(words, tuple(speakers), tuple(abouts))
    return SQL("SELECT quote.article_id FROM entities_quote AS quote WHERE {}").format(
        asked.condition()
    )


def find(
    search: QuoteSearch, *, edge: Edge | None = None, size: int = 20, limits: Limits = LIMITS
) -> Found:
    """Answer with the page beside the edge, else the first. At most five short queries."""
    total, many = _total(search, limits)
    rows = _page(search, edge, size + 1, limits) if many else _by_index(search, edge, size + 1)
    more, rows = len(rows) > size, rows[:size]
    if edge and edge.backwards:
        rows.reverse()
    return Found(total, tuple(rows), more)


def first_said(search: QuoteSearch, most: int = 5, limits: Limits = LIMITS) -> tuple[int, ...]:
    """Return the ids of the oldest dated quotes. At most three short queries."""
    oldest = replace(search, oldest=True)
    many = _estimated(oldest) > limits.exact
    rows = _page(oldest, None, most, limits) if many else _by_index(oldest, None, most, dated=True)
    return tuple(rows)


def _total(search: QuoteSearch, limits: Limits) -> tuple[Count, bool]:
    """The total, and whether there are so many that it is an estimate."""
    estimate = _estimated(search)
    keys = max(1, math.ceil(SAMPLE_KEYS * limits.sample / max(1, estimate)))
    if estimate > limits.exact and keys < SAMPLE_KEYS:
        counted = _counted(search, sample_of(keys))
        if counted * SAMPLE_KEYS / keys > limits.exact:
            return Count.scaled(counted, SAMPLE_KEYS / keys), True
    return Count(_counted(search)), False


def _estimated(search: QuoteSearch) -> int:
    return expected(_MATCHES.format(condition=search.condition()))


def _counted(search: QuoteSearch, lexeme: str = "") -> int:
    ((count,),) = fetch(_COUNT.format(condition=search.condition(lexeme), public=search.public()))
    return int(count)


def _page(search: QuoteSearch, edge: Edge | None, limit: int, limits: Limits) -> list[int]:
    """By walking the dates; by the index where that does not fill the page."""
    undated = search.oldest and edge is not None and edge.sort_at <= UNDATED_AT
    rows: list[int] = []
    if not undated:
        # Undated ones come last in either order, but in the index they lie before the oldest.
        stretch = [search.days.within("quote"), _DATED if search.oldest else SQL("true")]
        statement = _WALK.format(
            shown=_SHOWN,
            stretch=SQL(" AND ").join(stretch),
            after=_after(search, edge),
            order=_order(search, edge),
            walk=Literal(max(limits.walk, limit)),
            condition=search.condition(),
            public=search.public(),
            limit=Literal(limit),
        )
        rows = [pk for pk, _at in fetch(statement)]
    return rows if len(rows) >= limit else _by_index(search, edge, limit)


def _by_index(
    search: QuoteSearch, edge: Edge | None, limit: int, *, dated: bool = False
) -> list[int]:
    after = _after(search, edge)
    statement = _INDEX.format(
        condition=search.condition(),
        public=search.public(),
        after=SQL("{} AND {}").format(after, _DATED) if dated else after,
        order=_order(search, edge),
        limit=Literal(limit),
    )
    return [pk for pk, _at in fetch(statement)]


def _order(search: QuoteSearch, edge: Edge | None) -> Composable:
    """Of one article in reading order, in either order of dates; the other way round backwards."""
    backwards = edge is not None and edge.backwards
    down, up = (SQL("ASC"), SQL("DESC")) if backwards else (SQL("DESC"), SQL("ASC"))
    if search.oldest:
        return SQL("{} {up}, quote.sort_at {up}, quote.id {up}").format(_UNDATED, up=up)
    return SQL("quote.sort_at {}, quote.id {}").format(down, up)


def _after(search: QuoteSearch, edge: Edge | None) -> Composable:
    """Whether a row lies beyond the edge."""
    if edge is None:
        return SQL("true")
    at, pk = Literal(edge.sort_at), Literal(edge.id)
    if search.oldest:
        row = SQL("({}, quote.sort_at, quote.id) {} ({}, {}, {})")
        side, undated = SQL("<" if edge.backwards else ">"), Literal(edge.sort_at <= UNDATED_AT)
        return row.format(_UNDATED, side, undated, at, pk)
    side = SQL(">" if edge.backwards else "<")
    # The first part repeats the second for the sake of the index.
    return SQL("quote.sort_at {s}= {at} AND (quote.sort_at, -quote.id) {s} ({at}, -{pk})").format(
        s=side, at=at, pk=pk
    )


def _matches(words: str, lexemes: Sequence[str]) -> Composable:
    text = tidy(words).text
    queries: list[Composable] = []
    if text:
        queries.append(SQL("websearch_to_tsquery('newsroom', {})").format(Literal(text)))
    if lexemes:
        queries.append(SQL("{}::tsquery").format(Literal(" & ".join(lexemes))))
    if not queries:
        return SQL("true")
    return SQL("quote.search_vector @@ ({})").format(SQL(" && ").join(queries))


def _any_of(letter: str, numbers: Sequence[int]) -> list[str]:
    if not numbers:
        return []
    return ["( " + " | ".join(f"'@{letter}{int(number)}'" for number in numbers) + " )"]
