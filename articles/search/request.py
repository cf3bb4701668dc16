"""What is asked for, and the SQL condition that says it.

Every filter is a lexeme of the same vector as the words (`@a17` an actor, `@s3` a source, `@y2020`
a year, see migration 0002), so that any combination is one lookup in one index. Filter lexemes are
built here from integers and known labels, never from text.
"""

import calendar
import datetime
import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from psycopg.sql import SQL, Composable, Literal

from articles.search.words import Words, tidy

# Beyond this many, a range of dates is asked of the date index instead of as years and months.
MOST_DATE_LEXEMES = 48

_LABEL = re.compile(r"[a-z]{1,30}")
# Where the trigger puts articles without a date.
UNDATED_AT = datetime.datetime(1, 1, 1, tzinfo=datetime.UTC)


class Sort(StrEnum):
    RELEVANCE = "relevance"
    NEWEST = "newest"
    OLDEST = "oldest"


@dataclass(frozen=True, slots=True)
class Search:
    """A question to the archive: all of it must hold. Only public articles are ever found.

    `actors` are ids that must all occur; `labels` are lexemes of the app above, without the "@"
    ("tperson", "reviewed"). Of several sources, or sections, any will do: one and what was merged
    into it. Dates are days in UTC, both included; an article known only by month or year is found
    when that whole month or year lies within them, an undated one never. Without `copies` only one
    article is found of each group of near-duplicates, the one that stands for it; `group` is the id
    of such a one, and finds it with those it stands for.
    """

    words: str = ""
    actors: tuple[int, ...] = ()
    labels: tuple[str, ...] = ()
    source: int | tuple[int, ...] | None = None
    section: int | tuple[int, ...] | None = None
    date_from: datetime.date | None = None
    date_to: datetime.date | None = None
    copies: bool = True
    group: int | None = None
    sort: Sort | None = None

    def __post_init__(self) -> None:
        if not all(_LABEL.fullmatch(label) for label in self.labels):
            raise ValueError(f"labels are lower-case words, not {self.labels!r}")

    @property
    def tidied(self) -> Words:
        return tidy(self.words)

    @property
    def order(self) -> Sort:
        """As asked; else the best match first where there are words, the newest where not."""
        has_words = bool(self.tidied.text)
        if self.sort is None or (self.sort is Sort.RELEVANCE and not has_words):
            return Sort.RELEVANCE if has_words else Sort.NEWEST
        return self.sort

    @property
    def has_dates(self) -> bool:
        return self.date_from is not None or self.date_to is not None

    @property
    def has_filters(self) -> bool:
        """Whether anything but words narrows the archive."""
        if not self.copies or self.group is not None:
            return True
        return bool(self.filter_lexemes()) or self.has_dates

    def filter_lexemes(self) -> list[str]:
        """The filters as parts of a tsquery, each quoted."""
        lexemes = [f"'@a{int(actor)}'" for actor in self.actors]
        lexemes += [f"'@{label}'" for label in self.labels]
        if self.source is not None:
            lexemes.append(_any_of("s", self.source))
        if self.section is not None:
            lexemes.append(_any_of("c", self.section))
        return lexemes

    def words_query(self) -> Composable:
        """The words alone as a tsquery. The text goes in as a literal quoted by the driver."""
        return SQL("websearch_to_tsquery('newsroom', {})").format(Literal(self.tidied.text))

    def matches(self, extra_lexemes: Iterable[str] = ()) -> Composable:
        """Whether a row's vector holds words and filters."""
        lexemes = [*self.filter_lexemes(), *self._date_lexemes(), *extra_lexemes]
        queries: list[Composable] = [self.words_query()] if self.tidied.text else []
        if lexemes:
            queries.append(SQL("{}::tsquery").format(Literal(" & ".join(lexemes))))
        if not queries:
            return SQL("true")
        return SQL("search_vector @@ ({})").format(SQL(" && ").join(queries))

    def within_dates(self) -> Composable:
        """Whether a row's date lies in the range, as the date index can answer it."""
        conditions: list[Composable] = []
        if self.has_dates:
            conditions.append(SQL("sort_at > {}").format(Literal(UNDATED_AT)))
        if self.date_from:
            conditions.append(SQL("sort_at >= {}").format(_start(self.date_from)))
        if self.date_to:
            conditions.append(SQL("sort_at < {}").format(_end(self.date_to)))
        return SQL(" AND ").join(conditions) if conditions else SQL("true")

    def within_groups(self) -> Composable:
        """Whether a row stands for its group, and whether for this one.

        Asked of the row, not of the vector: no index holds what is absent, and to read every vector
        for it took five times as long as to read the rows.
        """
        conditions: list[Composable] = []
        if not self.copies:
            conditions.append(SQL("(lead_id IS NULL OR lead_id = id)"))
        if self.group is not None:
            conditions.append(SQL("lead_id = {}").format(Literal(self.group)))
        return SQL(" AND ").join(conditions) if conditions else SQL("true")

    def condition(self, extra_lexemes: Iterable[str] = ()) -> Composable:
        """The whole WHERE clause, for rows of articles_article."""
        conditions = [
            SQL("status = 'published'"),
            self.matches(extra_lexemes),
            self.within_groups(),
        ]
        if self.has_dates and not self._dates_are_lexemes():
            conditions += [self.within_dates(), self._whole_dates()]
        return SQL(" AND ").join(conditions)

    def condition_to_estimate(self) -> Composable:
        """The same for the planner, which multiplies the dates twice if told them twice."""
        conditions = [SQL("status = 'published'"), self.matches(), self.within_groups()]
        if self.has_dates and not self._date_lexemes():
            conditions.append(self.within_dates())
        return SQL(" AND ").join(conditions)

    def _whole_dates(self) -> Composable:
        """Whether the month or year that a row is known by lies wholly within the dates."""
        inside: list[Composable] = []
        for unit in ("year", "month"):
            first = SQL("date_trunc({}, sort_at, 'UTC')").format(Literal(unit))
            bounds: list[Composable] = []
            if self.date_from:
                bounds.append(SQL("{} >= {}").format(first, _start(self.date_from)))
            if self.date_to:
                bounds.append(
                    SQL("{} + {}::interval <= {}").format(
                        first, Literal(f"1 {unit}"), _end(self.date_to)
                    )
                )
            inside.append(SQL("WHEN {} THEN {}").format(Literal(unit), SQL(" AND ").join(bounds)))
        return SQL("CASE published_precision {} ELSE true END").format(SQL(" ").join(inside))

    def _dates_are_lexemes(self) -> bool:
        """Whether the date lexemes say exactly what the dates say."""
        if not (self.date_from and self.date_to and self._date_lexemes()):
            return False
        return self.date_from.day == 1 and self.date_to.day == _last_day(self.date_to)

    def _date_lexemes(self) -> list[str]:
        """Years and months that together cover the dates, as one part of a tsquery, or nothing."""
        if self.date_from is None or self.date_to is None or self.date_from > self.date_to:
            return []
        first = (self.date_from.year, self.date_from.month)
        last = (self.date_to.year, self.date_to.month)
        if last[0] - first[0] > MOST_DATE_LEXEMES:
            return []
        lexemes = []
        for year in range(first[0], last[0] + 1):
            from_month = first[1] if year == first[0] else 1
            to_month = last[1] if year == last[0] else 12
            if (from_month, to_month) == (1, 12):
                lexemes.append(f"'@y{year}'")
            else:
                lexemes += [f"'@m{year:04}-{m:02}'" for m in range(from_month, to_month + 1)]
        if len(lexemes) > MOST_DATE_LEXEMES:
            return []
        return ["( " + " | ".join(lexemes) + " )"]


def _any_of(letter: str, ids: int | tuple[int, ...]) -> str:
    if isinstance(ids, int):
        return f"'@{letter}{int(ids)}'"
    return "( " + " | ".join(f"'@{letter}{int(one)}'" for one in ids) + " )"


def _start(day: datetime.date) -> Composable:
    return SQL("{}::timestamp AT TIME ZONE 'UTC'").format(Literal(day.isoformat()))


def _end(day: datetime.date) -> Composable:
    """The first instant after the day; PostgreSQL counts on where Python's calendar ends."""
    text = Literal(day.isoformat())
    return SQL("({}::timestamp + interval '1 day') AT TIME ZONE 'UTC'").format(text)


def _last_day(day: datetime.date) -> int:
    return calendar.monthrange(day.year, day.month)[1]
