"""Bar charts by year as numbers: where each bar stands. A template draws them as SVG.

Pure: counts in, geometry out. Coordinates are those of the viewBox, in pixels at full width.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

# Text is 13 px high on a wide screen and 24 on a phone, where the picture is half as wide.
DIGIT = 14.5  # the width of a figure of the axis on a phone
TOP = 16.0
BOTTOM = 28.0  # room for the years
RIGHT = 16.0  # half of the last year's label reaches over its column
LABEL_EVERY = 44.0  # a year needs this much, so that labels never touch
WIDEST_BAR = 28.0
LEAST_BAR = 1.5  # one article beside a thousand must not vanish


@dataclass(frozen=True, slots=True)
class Bar:
    """One year. `x`, `width`: its column; `bar_*`: what is drawn in it; `href` may be empty.

    A `minor` label is left out where there is room for half of them.
    """

    year: int
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


@dataclass(frozen=True, slots=True)
class GridLine:
    count: int
    label: str
    y: float


@dataclass(frozen=True, slots=True)
class YearChart:
    """What `includes/_bars.html` draws. `undated` articles have no year and stand beside it."""

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
    base = height - BOTTOM
    years = range(min(dated), max(dated) + 1) if dated else range(0)
    ceiling, step = _scale(max(dated.values(), default=0))
    ticks = {count: _short(count) for count in range(0, ceiling + 1, step)}
    left = 12 + DIGIT * max(len(label) for label in ticks.values())
    column = (width - left - RIGHT) / max(1, len(years))
    every = _label_step(column)
    bars = []
    for place, year in enumerate(years):
        count = dated.get(year, 0)
        x = left + place * column
        bar_width = min(WIDEST_BAR, max(1.0, column - max(1.0, column * 0.2)))
        tall = max(LEAST_BAR, (base - TOP) * count / ceiling) if count else 0.0
        labelled = year % every == 0 if len(years) > 1 else True
        bars.append(
            Bar(
                year=year,
                count=count,
                x=round(x, 2),
                width=round(column, 2),
                bar_x=round(x + (column - bar_width) / 2, 2),
                bar_y=round(base - tall, 2),
                bar_width=round(bar_width, 2),
                bar_height=round(tall, 2),
                label=str(year) if labelled else "",
                label_x=round(x + column / 2, 2),
                minor=bool(year // every % 2),
                href=href(year) if href and count else "",
                current=year == current,
            )
        )
    grid = tuple(
        GridLine(count, label, round(base - (base - TOP) * count / ceiling, 2))
        for count, label in ticks.items()
    )
    return YearChart(
        title=title,
        description=_description(dated, counts.get(0, 0)),
        width=width,
        height=height,
        left=left,
        right=width - RIGHT,
        base=base,
        bars=tuple(bars),
        grid=grid,
        undated=max(0, counts.get(0, 0)),
    )


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


def _label_step(column: float) -> int:
    return next(
        every for every in (1, 2, 5, 10, 20, 50, 100, 1000) if every * column >= LABEL_EVERY
    )


def _description(dated: Mapping[int, int], undated: int) -> str:
    if not dated:
        return f"{undated} undated." if undated else "No articles."
    total, first, last = sum(dated.values()), min(dated), max(dated)
    peak = max(dated, key=lambda year: (dated[year], year))
    said = f"{total:,} dated article{'' if total == 1 else 's'} "
    said += f"in {first}" if first == last else f"from {first} to {last}"
    if first != last:
        said += f", most in {peak} ({dated[peak]:,})"
    return f"{said}. {undated:,} undated." if undated else f"{said}."
