"""`manage.py learning_curve`: how much better tags become by what editors correct."""

import json
import sys
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from entities.json_lines import BadLine
from entities.teaching.curve import SIZES, Point, learning_curve, sizes_for
from entities.teaching.gold import gold_texts
from entities.teaching.lines import TaggedText, read_tagged
from entities.teaching.scratch import scratch_database

# Our own labels are few; the twenty are what is asked of them.
GOLD_SIZES = (0, 10, 20)
MOST_BAD_LINES = 20
HEAD = (
    f"{'articles':>9}{'decisions':>11}{'keys':>8}{'of them last':>14}"
    f"{'precision':>11}{'recall':>8}{'F1':>7}{'change':>8}"
)


class Command(BaseCommand):
    help = (
        "Replay articles that a desk has tagged as if an editor corrected one after the other, in "
        "a database that is made for it and dropped, and measure the tags of the others after 0, "
        "10, 50, 100 and 500. FILE has a line of JSON an article: "
        '{"id", "text", "date"?, "tags": [{"name", "kind"}]}.'
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", nargs="?", type=Path, metavar="FILE")
        parser.add_argument(
            "--gold", action="store_true", help="replay our own labelled reports instead"
        )
        parser.add_argument("--json", action="store_true", help="print the figures as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        file: Path | None = options["file"]
        if options["gold"] == bool(file):
            raise CommandError("Name one FILE of tagged articles, or say --gold.")
        texts = giver_of(file)
        count, others = self._checked(file) if file else (sum(1 for _ in texts()), Counter())
        sizes = sizes_for(count, SIZES if file else GOLD_SIZES)
        if not sizes:
            raise CommandError("There is no article in it." if file else "There are no labels.")
        self._tell_plan(count, sizes, others)
        points = []
        with scratch_database():
            for point in learning_curve(texts, sizes, count, self._progress):
                points.append(point)
                if not options["json"]:
                    self._show(points)
        if options["json"]:
            told = [as_json(point) for point in points]
            measured = count - sizes[-1]
            self.stdout.write(json.dumps({"measured_on": measured, "points": told}, indent=1))

    def _checked(self, file: Path) -> tuple[int, Counter[str]]:
        """Count the articles of a file; raise CommandError with the lines that are none."""
        count, others, bad = 0, Counter[str](), []
        try:
            for number, line in read_tagged(file):
                if isinstance(line, BadLine):
                    bad.append(f"line {number}: {line}")
                    if len(bad) == MOST_BAD_LINES:
                        bad.append("There may be more.")
                        break
                else:
                    count += 1
                    others += line.others
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror or error}") from error
        if bad:
            raise CommandError("\n".join([f"{file} cannot be replayed:", *bad]))
        return count, others

    def _tell_plan(self, count: int, sizes: list[int], others: Counter[str]) -> None:
        told = ", ".join(map(str, sizes))
        self.stderr.write(
            f"{count:,} articles. Measured after {told} corrected ones, always on the same "
            f"{count - sizes[-1]:,}: those behind the first {sizes[-1]}."
        )
        for kind, number in others.most_common():
            self.stderr.write(f"{number:,} tags of kind {kind!r} left out: no kind of ours.")

    def _progress(self, stage: str, done: int, total: int) -> None:
        if sys.stderr.isatty() or done == total:
            self.stderr.write(
                f"\r{stage}: {done:,} of {total:,}", ending="" if done < total else "\n"
            )
            self.stderr.flush()

    def _show(self, points: list[Point]) -> None:
        point, first = points[-1], points[0]
        if point is first:
            self.stdout.write(HEAD)
        last = point.keys - (points[-2].keys if len(points) > 1 else 0)
        got = point.score
        self.stdout.write(
            f"{point.articles:>9,}{sum(point.decisions.values()):>11,}{point.keys:>8,}{last:>14,}"
            f"{100 * got.precision:>11.1f}{100 * got.recall:>8.1f}{100 * got.f1:>7.1f}"
            f"{100 * (got.f1 - first.score.f1):>+8.1f}"
        )
        self.stdout.flush()


def giver_of(file: Path | None) -> Callable[[], Iterator[TaggedText]]:
    """What gives the articles, from the first on, each time it is called."""
    if file is None:
        return lambda: gold_texts(settings.BASE_DIR / "gold", settings.BASE_DIR / "demo")
    return lambda: (line for _, line in read_tagged(file) if isinstance(line, TaggedText))


def as_json(point: Point) -> dict[str, Any]:
    got = point.score
    return {
        "articles": point.articles,
        "decisions": sum(point.decisions.values()),
        "by_verb": point.decisions,
        "keys": point.keys,
        "out_of_reach": point.out_of_reach,
        "right": got.right,
        "found": got.found,
        "wanted": got.wanted,
        "precision": round(got.precision, 4),
        "recall": round(got.recall, 4),
        "f1": round(got.f1, 4),
    }
