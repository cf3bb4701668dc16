"""Bar charts by year, month or day as numbers: where each bar stands. A template draws them as SVG.

Pure: counts in, geometry out. Coordinates are those of the viewBox, in pixels at full width.
"""

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from articles.periods import Period, Unit, period_around

# Text is 13 px high on a wide screen and 24 on a phone, where the picture is half as wide.
DIGIT = 14.5  # the width of a figure of the axis on a phone
TOP = 16.0
BOTTOM = 28.0  # room for the years
RIGHT = 16.0  # half of the last year's label reaches over its column
# A label needs this much, so that two never touch: "2019", "Mar 2019", "29 Dec".
LABEL_EVERY = {Unit.YEAR: 44.0, Unit.MONTH: 84.0, Unit.DAY: 64.0}
LABEL_STEPS = {
    Unit.YEAR: (1, 2, 5, 10, 20, 50, 100, 1000),
    Unit.MONTH: (1, 2, 3, 6, 12, 24, 48),
    Unit.DAY: (1, 2, 5, 7, 14, 28, 56, 112),
}
WIDEST_BAR = 28.0
LEAST_BAR = 1.5  # one article beside a thousand must not vanish


@dataclass(frozen=True, slots=True)
class Bar:
    """One period. `x`, `width`: its column; `bar_*`: what is drawn in it; `href` may be empty.

    A `minor` label is left out where there is room for half of them.
    """

    period: Period
    count: int
    x: float
    width: float
    bar_x: float
    bar_y: float
    bar_width: float
    bar_height: float
    label: str
    label_x: float
    minor: bool
    href: str
    current: bool

    @property
    def year(self) -> int:
        return self.period.first.year


@dataclass(frozen=True, slots=True)
class GridLine:
    count: int
    label: str
    y: float


@dataclass(frozen=True, slots=True)
class YearChart:
    """What `includes/_bars.html` draws. `undated` articles have no year and stand beside it.

    `vague` ones are known by a longer period than the `unit` of the bars.
    """

    unit: Unit
    title: str
    description: str
    width: float
    height: float
    left: float
    right: float
    base: float
    bars: tuple[Bar, ...]
    grid: tuple[GridLine, ...]
    undated: int
    vague: int
    noun: str = "article"  # what is counted

    @property
    def view_box(self) -> str:
        return f"0 0 {self.width:g} {self.height:g}"


def year_chart(
    counts: Mapping[int, int],
    *,
    title: str,
    href: Callable[[int], str] | None = None,
    current: int | None = None,
    width: float = 720,
    height: float = 160,
) -> YearChart:
    """Return the chart of articles by year; year 0 holds the undated. Years without any are shown.

    `href` gives the address behind a year, `current` is the year that is chosen.
    """
    dated = {year: count for year, count in counts.items() if year and count > 0}
    years = range(min(dated), max(dated) + 1) if dated else range(0)
    columns = {
        period_around(Unit.YEAR, datetime.date(year, 1, 1)): dated.get(year, 0) for year in years
    }
    return period_chart(
        columns,
        unit=Unit.YEAR,
        title=title,
        undated=max(0, counts.get(0, 0)),
        href=(lambda period: href(period.first.year)) if href else None,
        current=period_around(Unit.YEAR, datetime.date(current, 1, 1)) if current else None,
        width=width,
        height=height,
    )


def period_chart(
    columns: Mapping[Period, int],
    *,
    unit: Unit,
    title: str,
    undated: int = 0,
    vague: int = 0,
    href: Callable[[Period], str] | None = None,
    current: Period | None = None,
    width: float = 720,
    height: float = 160,
) -> YearChart:
    """Return the chart of these periods, which follow each other; those without any are shown."""
    base = height - BOTTOM
    ceiling, step = _scale(max(columns.values(), default=0))
    ticks = {count: _short(count) for count in range(0, ceiling + 1, step)}
    left = 12 + DIGIT * max(len(label) for label in ticks.values())
    column = (width - left - RIGHT) / max(1, len(columns))
    every = _label_step(column, unit)
    bars = []
    for place, (period, count) in enumerate(columns.items()):
        x = left + place * column
        bar_width = min(WIDEST_BAR, max(1.0, column - max(1.0, column * 0.2)))
        tall = max(LEAST_BAR, (base - TOP) * count / ceiling) if count else 0.0
        number = _number(period, place)
        labelled = number % every == 0 if len(columns) > 1 else True
        bars.append(
            Bar(
                period=period,
                count=count,
                x=round(x, 2),
                width=round(column, 2),
                bar_x=round(x + (column - bar_width) / 2, 2),
                bar_y=round(base - tall, 2),
                bar_width=round(bar_width, 2),
                bar_height=round(tall, 2),
                label=_label(period) if labelled else "",
                label_x=round(x + column / 2, 2),
                minor=bool(number // every % 2),
                href=href(period) if href and count else "",
                current=period == current,
            )
        )
    grid = tuple(
        GridLine(count, label, round(base - (base - TOP) * count / ceiling, 2))
        for count, label in ticks.items()
    )
    return YearChart(
        unit=unit,
        title=title,
        description=_description(columns, undated, vague, unit),
        width=width,
        height=height,
        left=left,
        right=width - RIGHT,
        base=base,
        bars=tuple(bars),
        grid=grid,
        undated=undated,
        vague=vague,
    )


def _number(period: Period, place: int) -> int:
    """What is counted to label every so many: the year itself, or which month or day it is."""
    return period.first.year if period.unit is Unit.YEAR else place


def _label(period: Period) -> str:
    day = period.first
    if period.unit is Unit.YEAR:
        return str(day.year)
    return f"{day:%b} {day.year}" if period.unit is Unit.MONTH else f"{day.day} {day:%b}"


def _scale(most: int) -> tuple[int, int]:
    """Return (top of the axis, distance of its lines): round whole numbers, three to five lines.

    Never below four, so that one article is not drawn like a flood.
    """
    if most <= 4:
        return 4, 2
    power = 10 ** (len(str(most)) - 1)
    steps = [power // 10 or 1, power // 5 or 1, power // 2 or 1, power, 2 * power, 5 * power]
    step = next(one for one in steps if -(-most // one) <= 4)
    return -(-most // step) * step, step


def _short(count: int) -> str:
    """A number of the axis in at most four characters: 800, 1.5k, 25k."""
    return str(count) if count < 1000 else f"{count / 1000:g}k"


def _label_step(column: float, unit: Unit) -> int:
    return next(every for every in LABEL_STEPS[unit] if every * column >= LABEL_EVERY[unit])


def _description(columns: Mapping[Period, int], undated: int, vague: int, unit: Unit) -> str:
    dated = {period: count for period, count in columns.items() if count}
    beside = [f"{vague:,} known only by a longer time."] if vague else []
    beside += [f"{undated:,} undated."] if undated else []
    if not dated:
        return " ".join(beside) or "No articles."
    total, first, last = sum(dated.values()), min(dated, key=_first), max(dated, key=_first)
    peak = max(dated, key=lambda period: (dated[period], period.first))
    said = f"{total:,} dated article{'' if total == 1 else 's'} "
    if first == last:
        said += f"{'on' if unit is Unit.DAY else 'in'} {first.name}"
    else:
        said += f"from {first.name} to {last.name}, most in {peak.name} ({dated[peak]:,})"
    return " ".join([f"{said}.", *beside])


def _first(period: Period) -> datetime.date:
    return period.first
