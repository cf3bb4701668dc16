"""`manage.py evaluate`: how right the extractor is, on our labels and on sets of others."""

import datetime
import json
from argparse import ArgumentParser
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from entities.evaluation.counts import Count, Figures, total
from entities.evaluation.gold import Gold, read_gold
from entities.evaluation.measuring import measure, measure_story
from entities.evaluation.shared import (
    count_name_record,
    count_plover_record,
    read_lines,
    read_story,
)
from entities.evaluation.tables import HEAD, table
from entities.extraction import PIPELINE, Extraction, Knowledge, extract, load_knowledge

HALVES = ("held", "development")
# The day of the story in a folder with `article.txt`: it carries no date itself.
STORY_DATE = datetime.date(2020, 12, 29)

# A set: its figures text by text, so that only one text is held at a time.
Set = Callable[[Knowledge], Iterator[Figures]]


class Command(BaseCommand):
    help = (
        "Measure the extractor, without the database: on the labelled reports (held, development) "
        "and on the sets of others in --sets DIR, by their file's name, or those named as SET. "
        "An absent set is named as absent."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("only", nargs="*", metavar="SET", help="measure these sets alone")
        parser.add_argument(
            "--sets",
            action="append",
            type=Path,
            metavar="DIR",
            help="a folder with names-*.jsonl, interactions-*.jsonl, or a story with its answer; "
            "../shared/evaluation and ../shared/sample beside the project unless given",
        )
        parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures here too")
        parser.add_argument(
            "--compare", type=Path, metavar="FILE", help="show the change to figures kept by --json"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        earlier = _read_figures(options["compare"]) if options["compare"] else None
        beside = settings.BASE_DIR.parent / "shared"
        folders = options["sets"] or [beside / "evaluation", beside / "sample"]
        sets: dict[str, Set] = {half: partial(_labelled, half) for half in HALVES}
        for folder in folders:
            here = sets_of(folder)
            if not here:
                self.stdout.write(f"absent: no sets in {folder}")
            sets |= here
        only = [half for name in options["only"] for half in (HALVES if name == "gold" else [name])]
        for name in only:
            if name not in sets:
                self.stdout.write(f"absent: {name}")
        knowledge = load_knowledge()
        self.stdout.write(f"{PIPELINE}\n{HEAD}{'change' if earlier else '':>10}".rstrip())
        measured: dict[str, Figures] = {}
        for name, run in sets.items():
            if not only or name in only:
                measured[name] = total(list(run(knowledge)))
                self._show(name, measured[name], earlier)
        if all(half in measured for half in HALVES):
            measured["gold"] = total([measured[half] for half in HALVES])
            self._show("gold", measured["gold"], earlier)
        if options["json"]:
            _write_figures(options["json"], measured)

    def _show(self, name: str, figures: Figures, earlier: dict[str, Figures] | None) -> None:
        before = None if earlier is None else earlier.get(name, {})
        self.stdout.write("\n".join(table(name, figures, before)))
        self.stdout.flush()


def sets_of(folder: Path) -> dict[str, Set]:
    """The sets of others in a folder, by name; none when it is not there."""
    sets: dict[str, Set] = {}
    for path in sorted(folder.glob("names-*.jsonl")):
        sets[path.stem] = partial(_records, path, count_name_record)
    for path in sorted(folder.glob("interactions-*.jsonl")):
        sets[path.stem] = partial(_records, path, count_plover_record)
    if (folder / "article.txt").exists() and (folder / "expected.json").exists():
        sets[folder.name] = partial(_story, folder)
    return sets


def _labelled(half: str, knowledge: Knowledge) -> Iterator[Figures]:
    for gold in read_gold(settings.BASE_DIR / "gold", settings.BASE_DIR / "demo"):
        if gold.half == half:
            yield measure(gold, _find(gold, knowledge))


def _story(folder: Path, knowledge: Knowledge) -> Iterator[Figures]:
    gold = read_story(folder, STORY_DATE)
    yield measure_story(gold, _find(gold, knowledge))


def _find(gold: Gold, knowledge: Knowledge) -> Extraction:
    return extract(gold.text, knowledge=knowledge, date=gold.date)


def _records(
    path: Path, count: Callable[[dict[str, Any], Extraction], Figures], knowledge: Knowledge
) -> Iterator[Figures]:
    for record in read_lines(path):
        day = record.get("date")
        date = datetime.date.fromisoformat(day) if day else None
        yield count(record, extract(record["text"], knowledge=knowledge, date=date))


def _write_figures(path: Path, measured: dict[str, Figures]) -> None:
    sets = {
        name: {label: [c.right, c.found, c.wanted] for label, c in figures.items()}
        for name, figures in measured.items()
    }
    text = json.dumps({"pipeline": PIPELINE, "sets": sets}, ensure_ascii=False, indent=1)
    try:
        path.write_text(text + "\n", encoding="utf-8")
    except OSError as error:
        raise CommandError(f"{path}: {error.strerror or error}") from error


def _read_figures(path: Path) -> dict[str, Figures]:
    try:
        sets = json.loads(path.read_text(encoding="utf-8"))["sets"]
        return {
            name: {
                label: Count(right, found, wanted)
                for label, (right, found, wanted) in figures.items()
            }
            for name, figures in sets.items()
        }
    except OSError as error:
        raise CommandError(f"{path}: {error.strerror or error}") from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise CommandError(f"{path} holds no figures kept by --json.") from error
