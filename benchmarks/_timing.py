"""Processor time and wall clock of calls, told apart by who spends it.

On a machine that others use too, processor time is the figure to compare and wall clock the one to
doubt. The time of PostgreSQL's backends is read from the kernel's clock of their processes, to the
nanosecond; what a query spends in parallel workers is not in it, so that those are off while we
measure. Linux only.
"""

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

Clock = Callable[[], float]
Ask = Callable[[Any], Any]


@dataclass(slots=True)
class Times:
    """Milliseconds of every call."""

    processor: list[float] = field(default_factory=list)
    wall: list[float] = field(default_factory=list)

    def told(self) -> dict[str, float]:
        return {
            "p50": percentile(self.processor, 50),
            "p95": percentile(self.processor, 95),
            "wall p50": percentile(self.wall, 50),
            "wall p95": percentile(self.wall, 95),
        }


def process_clock(*pids: int) -> Clock:
    """Seconds of processor time of this process and of others, such as database backends."""
    clocks = [((~pid) << 3) | 2 for pid in pids]  # CPUCLOCK_SCHED of a process
    return lambda: time.process_time() + sum(map(time.clock_gettime, clocks))


def interleaved(
    asks: Mapping[str, Ask], clocks: Mapping[str, Clock], questions: Sequence[Any], rounds: int
) -> dict[str, Times]:
    """Put every question to every engine in turn, after one round that warms them up."""
    times = {name: Times() for name in asks}
    names = list(asks)
    for number in range(rounds + 1):
        for place, question in enumerate(questions):
            # Nobody is always asked first.
            for name in names[place % len(names) :] + names[: place % len(names)]:
                once = timed(asks[name], question, clocks[name])
                if number:
                    times[name].processor.append(once[0])
                    times[name].wall.append(once[1])
    return times


def timed(ask: Ask, question: Any, clock: Clock) -> tuple[float, float]:
    """Return milliseconds of processor and of wall clock of one call."""
    begun, spent = time.perf_counter(), clock()
    ask(question)
    return (clock() - spent) * 1000, (time.perf_counter() - begun) * 1000


def percentile(values: Iterable[float], percent: int) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, len(ordered) * percent // 100)] if ordered else 0.0
