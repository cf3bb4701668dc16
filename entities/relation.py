"""The picture of two actors over the years as numbers: where each bar stands. A template draws it.

Pure: counts in, geometry out. Above, the articles with both (articles.charts); below, on the same
years, what they are told to have done: cooperation upwards from a line, conflict downwards.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import count

from articles.charts import LEAST_BAR, Bar, YearChart, year_chart

# The kinds of PLOVER, each on one side as there: what asks, accuses or forces is conflict.
COOPERATIVE = frozenset({"agree", "aid", "concede", "consult", "cooperate", "retreat", "support"})
# Told as having been done. What is denied, wanted or ahead was not, and is not drawn.
DONE = frozenset({"asserted", "claimed", "habitual"})

GAP = 22.0  # between the years' labels and the panel below
HALF = 56.0  # the panel on either side of its line


@dataclass(frozen=True, slots=True)
class Told:
    """Interactions of a year (0: undated): done by class, and those not told as done."""

    cooperative: int = 0
    conflictual: int = 0
    not_done: int = 0

    @property
    def total(self) -> int:
        return self.cooperative + self.conflictual + self.not_done


@dataclass(frozen=True, slots=True)
class Column:
    """A year: the bar of its articles, and the two below it."""

    bar: Bar
    articles: int
    told: Told
    up_y: float
    up_height: float
    down_height: float


@dataclass(frozen=True, slots=True)
class Relation:
    """What `entities/_relation.html` draws: `articles` is the upper part of the picture.

    `ceiling` is what the axis of the lower part reaches on both sides of `middle`.
    """

    articles: YearChart
    columns: tuple[Column, ...]
    undated: int
    undated_told: Told
    ceiling: int
    top: float
    middle: float
    bottom: float
    description: str

    @property
    def view_box(self) -> str:
        return f"0 0 {self.articles.width:g} {self.bottom + 8:g}"

    @property
    def not_done(self) -> int:
        return self.undated_told.not_done + sum(one.told.not_done for one in self.columns)


def told_of(counted: Mapping[tuple[int, str, str], int]) -> dict[int, Told]:
    """Return by year what was counted by (year, kind, manner)."""
    years: dict[int, list[int]] = {}
    for (year, kind, manner), number in counted.items():
        place = 2 if manner not in DONE else 0 if kind in COOPERATIVE else 1
        years.setdefault(year, [0, 0, 0])[place] += number
    return {year: Told(*numbers) for year, numbers in years.items()}


def relation(
    articles: Mapping[int, int],
    told: Mapping[int, Told],
    *,
    title: str,
    href: Callable[[int], str],
    current: int | None = None,
) -> Relation:
    """Return the picture of articles with both by year (0: undated) and of what they tell.

    A year of which something is told has an article, even if a sample held none of it.
    """
    least = {year: 1 for year, of_year in told.items() if of_year.total}
    held = least | {year: number for year, number in articles.items() if number}
    chart = year_chart(held, title=title, href=href, current=current)
    dated = {year: of_year for year, of_year in told.items() if year}
    most = max((max(one.cooperative, one.conflictual) for one in dated.values()), default=0)
    ceiling = _ceiling(most)
    top = chart.height + GAP
    middle = top + HALF

    def tall(number: int) -> float:
        return round(max(LEAST_BAR, HALF * number / ceiling), 2) if number else 0.0

    columns = []
    for bar in chart.bars:
        one = dated.get(bar.year, Told())
        up, down = tall(one.cooperative), tall(one.conflictual)
        columns.append(Column(bar, bar.count, one, round(middle - up, 2), up, down))
    return Relation(
        articles=chart,
        columns=tuple(columns),
        undated=chart.undated,
        undated_told=told.get(0, Told()),
        ceiling=ceiling,
        top=top,
        middle=middle,
        bottom=middle + HALF,
        description=f"{chart.description} {_said(told)}",
    )


def _ceiling(most: int) -> int:
    """The round number that the axis reaches: 2, 5, 10, 20, 50, 100 …"""
    return next(
        digit * 10**power
        for power in count()
        for digit in (1, 2, 5)
        if digit * 10**power >= max(2, most)
    )


def _said(told: Mapping[int, Told]) -> str:
    cooperative = sum(one.cooperative for one in told.values())
    conflictual = sum(one.conflictual for one in told.values())
    if not cooperative + conflictual:
        return "No interactions told as done."
    return f"Told as done: cooperation {cooperative:,} times, conflict {conflictual:,} times."
