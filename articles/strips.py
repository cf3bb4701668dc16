"""Small strips of bars over one scale of years, to be read under each other. Pure, as charts.py.

Counts in, geometry out. A strip is drawn as wide as there is room and always equally high.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

# A bar must be seen on a phone, where 60 of them have six pixels each.
MOST_SPANS = 60
STEPS = (1, 10, 100, 1000)
WIDTH = 10  # of the place of a bar, of which it fills eight
HEIGHT = 32
LEAST_BAR = 3.0  # one article beside a thousand must not vanish


@dataclass(frozen=True, slots=True)
class Span:
    """A year, or as many as one bar stands for."""

    first: int
    last: int

    def __str__(self) -> str:
        if self.first == self.last:
            return str(self.first)
        if self.last - self.first == 9:
            return f"{self.first}s"
        return f"{self.first}–{self.last}"


@dataclass(frozen=True, slots=True)
class StripBar:
    """One span. Without any article it is a `gap` between spans that have some, or outside them."""

    span: Span
    count: int
    gap: bool
    x: int
    y: float
    height: float


@dataclass(frozen=True, slots=True)
class Strip:
    bars: tuple[StripBar, ...]

    @property
    def view_box(self) -> str:
        return f"0 0 {len(self.bars) * WIDTH} {HEIGHT}"


def spans(years: Iterable[int]) -> list[Span]:
    """Return the spans of equal length that hold all these years, at most MOST_SPANS."""
    known = sorted(set(years))
    if not known:
        return []
    for step in STEPS:
        first, last = known[0] // step * step, known[-1] // step * step
        if (last - first) // step < MOST_SPANS:
            break
    return [Span(year, year + step - 1) for year in range(first, last + 1, step)]


def strip(counts: Mapping[int, int], over: Iterable[Span]) -> Strip:
    """Return the strip of articles by year over the spans of a scale."""
    sums = [
        (span, sum(n for year, n in counts.items() if span.first <= year <= span.last))
        for span in over
    ]
    filled = [place for place, (_span, count) in enumerate(sums) if count]
    most = max((count for _span, count in sums), default=0)
    bars = []
    for place, (span, count) in enumerate(sums):
        tall = max(LEAST_BAR, HEIGHT * count / most) if count else 0.0
        bars.append(
            StripBar(
                span=span,
                count=count,
                gap=not count and bool(filled) and filled[0] < place < filled[-1],
                x=place * WIDTH + 1,
                y=round(HEIGHT - tall, 2),
                height=round(tall, 2),
            )
        )
    return Strip(tuple(bars))
