"""Answers to questions: one page, and what is known of all of it."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

from django.db import OperationalError, connection, transaction
from psycopg.errors import QueryCanceled

from articles.periods import Unit
from articles.search import cursors, plans
from articles.search.cursors import Cursor, Key
from articles.search.plans import Limits
from articles.search.reading import Reading, read
from articles.search.request import Search, Sort

LIMITS = Limits()
# So many rows at a time where all matches are gone through.
BATCH = 500


class SearchTimeout(Exception):
    """The database was stopped because the answer took too long."""


@dataclass(frozen=True, slots=True)
class Count:
    """A number of articles; when it is not exact, rounded to what is known of it."""

    value: int
    exact: bool = True

    @classmethod
    def scaled(cls, counted: int, scale: float) -> "Count":
        """What a sample of one in `scale` stands for, in two figures: it knows no more."""
        if scale == 1:
            return cls(counted)
        value = round(counted * scale)
        return cls(round(value, 2 - len(str(value))), exact=False)

    def __str__(self) -> str:
        return f"{self.value:,}" if self.exact else f"about {self.value:,}"


@dataclass(frozen=True, slots=True)
class Value:
    """One value of a facet: an id, or a year, and how many of the matches have it."""

    key: int
    count: Count


@dataclass(frozen=True, slots=True)
class Answer:
    """A page of results and what is known of all of them.

    `ids` are in the order asked for; `position` results come before them. `ranked` says among how
    many of the newest matches the best were sought, None for all. `next` and `previous` are
    cursors, None where there is no such page; an empty `previous` is the first page. Chosen actors
    come first among `actors`. `bars` are the matches by the periods of `unit` (their keys are those
    of articles.periods), `vague` those of which no period of that unit is known.
    """

    search: Search
    reading: Reading
    ids: tuple[int, ...] = ()
    position: int = 0
    total: Count = Count(0)
    undated: Count = Count(0)
    actors: tuple[Value, ...] = ()
    sources: tuple[Value, ...] = ()
    sections: tuple[Value, ...] = ()
    years: tuple[Value, ...] = ()
    bars: tuple[Value, ...] = ()
    vague: Count = Count(0)
    ranked: int | None = None
    next: str | None = None
    previous: str | None = None
    cursor_refused: bool = False

    @property
    def unit(self) -> Unit:
        return self.search.unit


def find(search: Search, *, cursor: str = "", size: int = 20, limits: Limits = LIMITS) -> Answer:
    """Answer with the page at `cursor`; a refused cursor opens the first page.

    With `size` 0 only the counts are made. At most eight short queries. Raises SearchTimeout.
    """
    with time_limit(limits.timeout_ms):
        reading = read(search.words, search.names)
        asked = _asked(search, reading)
        if asked is None:
            return Answer(search, reading)
        at = cursors.decode(cursor, asked) if cursor else None
        found = plans.run(asked, at, size, limits)

    def values(name: str, *, by_key: bool = False, first: Iterable[int] = ()) -> tuple[Value, ...]:
        def place(counted: tuple[int, int]) -> tuple[bool, int, int]:
            key, n = counted
            return key not in first, 0 if by_key else -n, key

        ordered = sorted(found.counts[name], key=place)
        return tuple(Value(key, Count.scaled(n, found.scale)) for key, n in ordered)

    years = values("years", by_key=True)
    answer = Answer(
        search=search,
        reading=reading,
        total=values("total")[0].count,
        undated=values("undated")[0].count,
        actors=values("actors", first=(*search.actors, *search.any_actors)),
        sources=values("sources"),
        sections=values("sections"),
        years=years,
        bars=years if search.unit is Unit.YEAR else values("bars", by_key=True),
        vague=values("vague")[0].count if found.counts["vague"] else Count(0),
        ranked=found.ranked,
        cursor_refused=bool(cursor) and at is None,
    )
    return _with_page(answer, asked, found.rows, at, size)


def count(search: Search, *, limits: Limits = LIMITS) -> Count:
    """Answer with the total alone, the same that `find` gives. Raises SearchTimeout."""
    return find(search, size=0, limits=limits).total


def count_exactly(search: Search, *, timeout_ms: int) -> int:
    """Count all matches, however many there are. Raises SearchTimeout."""
    with time_limit(timeout_ms):
        asked = _asked(search, read(search.words, search.names))
        return plans.count_all(asked) if asked else 0


def walk(
    search: Search, *, size: int = BATCH, limits: Limits = LIMITS
) -> Iterator[tuple[int, ...]]:
    """Yield the ids of all matches, `size` at a time: newest first, or oldest if so asked.

    Each batch is a short transaction, found from the last row of the one before: nothing is held
    while somebody takes their time to read. Raises SearchTimeout.
    """
    sort = Sort.OLDEST if search.order is Sort.OLDEST else Sort.NEWEST
    with time_limit(limits.timeout_ms):
        asked = _asked(search, read(search.words, search.names))
    at: Cursor | None = None
    while asked:
        with time_limit(limits.timeout_ms):
            rows = plans.by_date(asked, sort, at, size, limits.walk)
        if rows:
            yield tuple(key.id for key in rows)
        if len(rows) < size:
            return
        at = Cursor(rows[-1], 0)


def _asked(search: Search, reading: Reading) -> Search | None:
    """What is looked for: None where there are words, but none that can be searched for."""
    if search.tidied.text and not reading.text and not search.has_filters:
        return None
    return replace(search, words=search.words if reading.text else "", reading=reading)


@contextmanager
def time_limit(milliseconds: int) -> Iterator[None]:
    """A transaction in which no statement may run longer; raises SearchTimeout when one does."""
    try:
        with transaction.atomic():
            with connection.cursor() as cursor:
                limit = [str(milliseconds)]
                cursor.execute("SELECT set_config('statement_timeout', %s, true)", limit)
            yield
    except OperationalError as error:
        if isinstance(error.__cause__, QueryCanceled):
            raise SearchTimeout from error
        raise


def _with_page(
    answer: Answer, asked: Search, rows: Iterable[Key], at: Cursor | None, size: int
) -> Answer:
    """Cut the rows to the page and make the cursors of its neighbours."""
    rows = list(rows)
    more, rows = len(rows) > size, rows[:size]
    backwards = at is not None and at.backwards
    if backwards:
        rows.reverse()
    position = at.position if at else 0
    if backwards:
        position = max(position - len(rows), 0)
    before = more if backwards else at is not None
    after = True if backwards else more
    next_page = previous_page = None
    if after and rows:
        next_page = cursors.encode(Cursor(rows[-1], position + len(rows)), asked)
    if before:
        near_start = position <= size or not rows
        previous_page = "" if near_start else cursors.encode(Cursor(rows[0], position, True), asked)
    return replace(
        answer,
        ids=tuple(key.id for key in rows),
        position=position,
        next=next_page,
        previous=previous_page,
    )
