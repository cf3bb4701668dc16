"""What is asked for, and the SQL condition that says it.

Every filter is a lexeme of the same vector as the words (`@a17` an actor, `@s3` a source, `@y2020`
a year, see migration 0002), so that any combination is one lookup in one index. Filter lexemes are
built here from integers and known labels, never from text.
"""

import datetime
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from psycopg.sql import SQL, Composable, Literal

from articles.periods import Unit, unit_of
from articles.search.days import UNDATED_AT, Days
from articles.search.language import parse
from articles.search.names import NOBODY, Names
from articles.search.reading import Reading, read
from articles.search.words import Words, tidy

__all__ = ["RANKED", "UNDATED_AT", "Search", "Sort"]

_LABEL = re.compile(r"[a-z][a-z0-9-]{0,38}")


class Sort(StrEnum):
    RELEVANCE = "relevance"
    NEWEST = "newest"
    OLDEST = "oldest"
    # The best match, damped by age.
    RECENT = "recent"


# Orders that need words to match.
RANKED = frozenset({Sort.RELEVANCE, Sort.RECENT})


@dataclass(frozen=True, slots=True)
class Search:
    """A question to the archive: all of it must hold. Only public articles are ever found.

    `actors` are ids that must all occur, of `any_actors` one must. `labels` are lexemes without the
    "@" ("tperson", "q17"); of a group of them any will do. Of several sources, or sections, any
    will do: one and what was merged into it. Dates are days in UTC, both included; an article known
    only by month or year is found when that whole month or year lies within them, an undated one
    never. Without `copies` only one article is found of each group of near-duplicates, the one that
    stands for it; `group` is the id of such a one, and finds it with those it stands for.

    `words` are a query as it is typed (language.py); `names` knows who is meant in it. `reading` is
    kept by whoever has read the words already, so that they are read once.
    """

    words: str = ""
    actors: tuple[int, ...] = ()
    any_actors: tuple[int, ...] = ()
    labels: tuple[str | tuple[str, ...], ...] = ()
    source: int | tuple[int, ...] | None = None
    section: int | tuple[int, ...] | None = None
    date_from: datetime.date | None = None
    date_to: datetime.date | None = None
    copies: bool = True
    group: int | None = None
    sort: Sort | None = None
    names: Names = field(default=NOBODY, repr=False, compare=False)
    reading: Reading | None = field(default=None, repr=False, compare=False)

    def __post_init__(self) -> None:
        groups = [[label] if isinstance(label, str) else label for label in self.labels]
        if not all(group and all(map(_LABEL.fullmatch, group)) for group in groups):
            raise ValueError(f"labels are lower-case words, not {self.labels!r}")

    @property
    def tidied(self) -> Words:
        return tidy(self.words)

    @property
    def order(self) -> Sort:
        """As asked; else the best match first where there are words, the newest where not."""
        has_words = parse(self.words).has_words
        if self.sort is None or (self.sort in RANKED and not has_words):
            return Sort.RELEVANCE if has_words else Sort.NEWEST
        return self.sort

    @property
    def has_dates(self) -> bool:
        return bool(self.days)

    @property
    def days(self) -> Days:
        return Days(self.date_from, self.date_to)

    @property
    def unit(self) -> Unit:
        """By which periods the matches are counted: the finer, the nearer the dates."""
        return unit_of(self.date_from, self.date_to)

    @property
    def has_filters(self) -> bool:
        """Whether anything but words narrows the archive."""
        if not self.copies or self.group is not None:
            return True
        return bool(self.filter_lexemes()) or self.has_dates

    def filter_lexemes(self) -> list[str]:
        """The filters as parts of a tsquery, each quoted."""
        lexemes = [f"'@a{int(actor)}'" for actor in self.actors]
        if self.any_actors:
            lexemes.append(_any_of("a", self.any_actors))
        for label in self.labels:
            group = (label,) if isinstance(label, str) else label
            lexemes.append(_one_of(f"'@{one}'" for one in group))
        if self.source is not None:
            lexemes.append(_any_of("s", self.source))
        if self.section is not None:
            lexemes.append(_any_of("c", self.section))
        return lexemes

    def read(self) -> Reading:
        """How the words are understood."""
        return self.reading or read(self.words, self.names)

    def matches(self, extra_lexemes: Iterable[str] = (), *, checked: bool = True) -> Composable:
        """Whether a row fits words and filters."""
        return self.read().condition.sql(self._lexemes(extra_lexemes), checked=checked)

    def _lexemes(self, extra: Iterable[str] = ()) -> list[str]:
        return [*self.filter_lexemes(), self.days.lexemes(), *extra]

    def within_dates(self) -> Composable:
        """Whether a row's date lies in the range, as the date index can answer it."""
        return self.days.within()

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
        return self._where(self.matches(extra_lexemes))

    def candidates(self, extra_lexemes: Iterable[str] = ()) -> Composable | None:
        """A WHERE clause that the index answers alone, wherever in the texts the words stand.

        What it finds may match; None where the condition can be had as cheaply.
        """
        loose = self.read().candidates
        return self._where(loose.sql(self._lexemes(extra_lexemes))) if loose else None

    def _where(self, matches: Composable) -> Composable:
        conditions = [SQL("status = 'published'"), matches, self.within_groups()]
        if self.days and not self.days.are_lexemes():
            conditions += [self.within_dates(), self.days.whole()]
        return SQL(" AND ").join(conditions)

    def condition_to_estimate(self) -> Composable:
        """The same for the planner, which multiplies the dates twice if told them twice."""
        matches = self.matches(checked=False)
        conditions = [SQL("status = 'published'"), matches, self.within_groups()]
        if self.days and not self.days.lexemes():
            conditions.append(self.within_dates())
        return SQL(" AND ").join(conditions)


def _any_of(letter: str, ids: int | tuple[int, ...]) -> str:
    wanted = (ids,) if isinstance(ids, int) else ids
    return _one_of(f"'@{letter}{int(one)}'" for one in wanted)


def _one_of(lexemes: Iterable[str]) -> str:
    wanted = list(lexemes)
    return wanted[0] if len(wanted) == 1 else "( " + " | ".join(wanted) + " )"
