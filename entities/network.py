"""Who appears with an actor as a small network: where each name stands. A template draws it.

Pure, and the same for the same counts: the actor in the middle, the others around it on an oval in
the order of their counts, so that no line hides a name.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 440.0, 480.0
MIDDLE_X, MIDDLE_Y = WIDTH / 2, HEIGHT / 2
# So tall that the topmost of a dozen and its neighbours stand apart, names in two lines and all.
REACH_X, REACH_Y = 98.0, 195.0
# Letters of 13 px: more do not fit between the oval and the edge.
LINE_LETTERS = 14
LINE = 15.0
# More lines between the others are a tangle; the strongest tell most.
MOST_LINKS = 18
LEAST_RADIUS, MOST_RADIUS = 5.0, 10.0
LEAST_WIDTH, MOST_WIDTH = 1.0, 5.0
# A place to press of 24 px and more around mark and name.
PRESS = 26.0


@dataclass(frozen=True, slots=True)
class Other:
    """Somebody in the same articles: `count` of them; `href` is where its mark leads."""

    name: str
    kind: str
    href: str
    count: int


@dataclass(frozen=True, slots=True)
class Node:
    """A mark with its name in one or two lines; `path` draws it, by kind."""

    other: Other
    path: str
    lines: tuple[str, ...]
    text_x: float
    text_y: float
    anchor: str
    press_x: float
    press_y: float
    press_width: float
    press_height: float


@dataclass(frozen=True, slots=True)
class Link:
    """A line between two of the others, or from the middle (`one` is None) to one of them."""

    one: str | None
    other: str
    count: int
    x1: float
    y1: float
    x2: float
    y2: float
    width: float


@dataclass(frozen=True, slots=True)
class Network:
    centre: Node
    nodes: tuple[Node, ...]
    links: tuple[Link, ...]

    @property
    def view_box(self) -> str:
        return f"0 0 {WIDTH:g} {HEIGHT:g}"

    @property
    def spokes(self) -> list[Link]:
        """The lines from the middle."""
        return [link for link in self.links if link.one is None]

    @property
    def between(self) -> list[Link]:
        """The lines that do not come from the middle."""
        return [link for link in self.links if link.one is not None]


def network(
    centre: Other, others: Sequence[Other], between: Mapping[tuple[int, int], int]
) -> Network:
    """Return the network of at most a dozen `others`, those with most articles first.

    `between` counts the articles that two of them share, by their places in `others`, the lower
    first.
    """
    most = max([*(one.count for one in others), *between.values()], default=1)
    places = [_place(number, len(others)) for number in range(len(others))]

    def width(count: int) -> float:
        return round(LEAST_WIDTH + (MOST_WIDTH - LEAST_WIDTH) * math.sqrt(count / most), 2)

    links = [
        Link(None, one.name, one.count, MIDDLE_X, MIDDLE_Y, *place, width(one.count))
        for one, place in zip(others, places, strict=True)
    ]
    strongest = sorted(between.items(), key=lambda item: (-item[1], item[0]))[:MOST_LINKS]
    links += [
        Link(others[a].name, others[b].name, count, *places[a], *places[b], width(count))
        for (a, b), count in strongest
        if count > 0
    ]
    nodes = tuple(_node(one, *place, most) for one, place in zip(others, places, strict=True))
    return Network(_node(centre, MIDDLE_X, MIDDLE_Y, most), nodes, tuple(links))


def _place(number: int, of: int) -> tuple[float, float]:
    """The first at the top, the next clockwise."""
    angle = 2 * math.pi * number / of
    return (
        round(MIDDLE_X + REACH_X * math.sin(angle), 2),
        round(MIDDLE_Y - REACH_Y * math.cos(angle), 2),
    )


def _node(one: Other, x: float, y: float, most: int) -> Node:
    share = math.sqrt(min(1, one.count / most))
    radius = LEAST_RADIUS + (MOST_RADIUS - LEAST_RADIUS) * share
    lines = _lines(one.name)
    if abs(x - MIDDLE_X) < REACH_X / 4:
        anchor, text_x = "middle", x
        above = y < MIDDLE_Y
        text_y = y - radius - 6 - LINE * (len(lines) - 1) if above else y + radius + LINE
    else:
        right = x > MIDDLE_X
        anchor, text_x = ("start", x + radius + 5) if right else ("end", x - radius - 5)
        text_y = y + 4.5 - LINE / 2 * (len(lines) - 1)
    letters = max(len(line) for line in lines) * 7.2
    left = {"start": x - radius, "end": text_x - letters, "middle": x - letters / 2}[anchor]
    top = min(y - radius, text_y - 11)
    tall = max(y + radius, text_y + LINE * (len(lines) - 1) + 4) - top
    top -= max(0.0, PRESS - tall) / 2
    wide = letters if anchor == "middle" else letters + 2 * radius + 5
    return Node(
        other=one,
        path=_mark(one.kind, x, y, radius),
        lines=lines,
        text_x=round(text_x, 2),
        text_y=round(text_y, 2),
        anchor=anchor,
        press_x=round(left, 2),
        press_y=round(top, 2),
        press_width=round(max(PRESS, wide), 2),
        press_height=round(max(PRESS, tall), 2),
    )


def _mark(kind: str, x: float, y: float, r: float) -> str:
    """A disc for people, a square for organisations, a diamond for countries, else a triangle."""
    if kind == "person":
        half = f"a{r:.2f} {r:.2f} 0 1 0"
        return f"M{x - r:.2f} {y:.2f}{half} {2 * r:.2f} 0{half} {-2 * r:.2f} 0z"
    corners = {
        "organisation": [(-0.9, -0.9), (0.9, -0.9), (0.9, 0.9), (-0.9, 0.9)],
        "country": [(0, -1.25), (1.25, 0), (0, 1.25), (-1.25, 0)],
    }.get(kind, [(0, -1.2), (1.2, 0.9), (-1.2, 0.9)])
    return f"M{'L'.join(f'{x + dx * r:.2f} {y + dy * r:.2f}' for dx, dy in corners)}z"


def _lines(name: str) -> tuple[str, ...]:
    """A name in at most two lines; what does not fit is left out with dots."""
    words = name.split()
    lines: list[str] = []
    while words and len(lines) < 2:
        line = words.pop(0)
        while words and len(f"{line} {words[0]}") <= LINE_LETTERS:
            line = f"{line} {words.pop(0)}"
        lines.append(line)
    if words:
        lines[-1] = f"{lines[-1]} …"
    return tuple(
        line if len(line) <= LINE_LETTERS else f"{line[: LINE_LETTERS - 1]}…" for line in lines
    )
