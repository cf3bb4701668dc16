"""Every class of query, timed beside the other engines; and how wrong the estimates are."""

import statistics
from collections.abc import Callable, Mapping, Sequence
from itertools import cycle
from typing import Any

from benchmarks._asked import Asked
from benchmarks._ours import Archive, shares
from benchmarks._timing import Clock, Times, interleaved, process_clock

PAGE = 20
DEEP_PAGE = 500
# A value of a facet in more than this part of the matches is held to its estimate.
FREQUENT = 0.01

Rows = dict[str, dict[str, Any]]


def classes(asked: Asked, count: int) -> list[tuple[str, str, Sequence[Any]]]:
    """Return title, method and questions of each class."""
    with_actor = list(zip(asked.common, cycle(asked.actors), strict=False))
    with_year = list(zip(asked.common, cycle(asked.years), strict=False))
    # Every common word fills a page at this place, also in a small archive.
    place = PAGE * min(DEEP_PAGE - 1, int(count * 0.05) // PAGE)
    return [
        ("newest 20, common word", "newest", asked.common),
        ("newest 20, word in 1 %", "newest", asked.some),
        ("newest 20, rare word", "newest", asked.rare),
        ("relevance, common word", "best", asked.common),
        ("relevance, word in 1 %", "best", asked.some),
        ("count, word in 1 %", "count", asked.some),
        ("common word + actor, count", "with_actor", with_actor),
        ("common word + year, count", "with_year", with_year),
        (f"page {place // PAGE + 1}, common word", "deep", [(w, place) for w in asked.common]),
        ("facets and histogram, common word", "facets", asked.common),
        ("newest 20, phrase", "phrase", asked.phrases),
        ("count, phrase", "count_phrase", asked.phrases),
        ("co-occurrence of a top actor", "company", asked.actors),
    ]


def time_classes(
    archive: Archive, others: Sequence[Any], clock: Clock, asked: Asked, count: int, rounds: int
) -> Rows:
    """Return the times of every class by engine."""
    clocks = {archive.name: clock} | {other.name: process_clock() for other in others}
    rows: Rows = {}
    for title, method, questions in classes(asked, count):
        if not questions:  # a small archive has no rare words
            continue
        if method == "deep":
            archive.find_cursors(questions)
        asks: Mapping[str, Callable[[Any], Any]] = {
            engine.name: getattr(engine, method) for engine in (archive, *others)
        }
        rows[title] = _told(interleaved(asks, clocks, questions, rounds))
    own = {archive.name: archive.beginning}
    rows["autocomplete over 50,000 names"] = _told(interleaved(own, clocks, _beginnings(), rounds))
    return rows


def errors(archive: Archive, asked: Asked) -> dict[str, float]:
    """Return how far estimated shares above 1 % are from the true ones, over the common words.

    In points of a hundred, and as a part of the share itself. `left out` are values among the true
    first twelve of a facet that are not among the estimated first twelve: those are not shown.
    """
    points, relative, left_out = [], [], 0
    for word in asked.common[:8]:
        found = archive.facets(word)
        if found.scale == 1:
            continue
        guessed, true = shares(found.counts), archive.exact_shares(word)
        for name, values in true.items():
            for key, share in values.items():
                if share <= FREQUENT:
                    continue
                if key not in guessed[name]:
                    left_out += 1
                    continue
                off = abs(guessed[name][key] - share)
                points.append(off * 100)
                relative.append(off / share * 100)
    if not points:
        return {}
    return {
        "values": len(points),
        "left out": left_out,
        "points, mean": statistics.mean(points),
        "points, greatest": max(points),
        "relative, mean": statistics.mean(relative),
        "relative, median": statistics.median(relative),
        "relative, p95": sorted(relative)[len(relative) * 95 // 100],
    }


def _beginnings() -> list[str]:
    """What people have typed of a name so far: two to six letters."""
    from benchmarks._corpus import actor_name

    names = [actor_name(number) for number in range(1, 40_000, 2_000)]
    return [name[: 2 + place % 5] for place, name in enumerate(names)]


def _told(times: Mapping[str, Times]) -> dict[str, Any]:
    return {name: one.told() for name, one in times.items()}
