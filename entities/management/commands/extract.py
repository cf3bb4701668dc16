"""`manage.py extract`: what the extractor finds in files or in a stream; no database is touched."""

import datetime
import json
import sys
from argparse import ArgumentParser
from collections.abc import Iterable
from pathlib import Path
from typing import Any, BinaryIO

from django.core.management.base import BaseCommand, CommandError

from entities.extraction import Extraction, Knowledge, extract, load_knowledge
from entities.json_lines import BadLine, object_of


class Command(BaseCommand):
    help = (
        "Find the people, organisations, countries and places in texts, without the database. "
        "FILE… prints a readable summary; --json the same as JSON, an object a file; --jsonl reads "
        '{"id", "text", "date"?} lines from standard input and writes a result a line, in order.'
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="*", type=Path, metavar="FILE")
        form = parser.add_mutually_exclusive_group()
        form.add_argument("--json", action="store_true", help="print JSON instead of a summary")
        form.add_argument("--jsonl", action="store_true", help="stream lines of JSON")
        parser.add_argument(
            "--date", metavar="YYYY-MM-DD", help="date of publication of every text without its own"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        date = _date(options["date"]) if options["date"] else None
        files: list[Path] = options["files"]
        if options["jsonl"] == bool(files):
            raise CommandError("Name at least one FILE, or --jsonl to read standard input.")
        knowledge = load_knowledge()
        if options["jsonl"]:
            failed = self._stream(sys.stdin.buffer, knowledge, date)
        else:
            failed = self._files(files, knowledge, date, as_json=options["json"])
        if failed:
            # The reasons are on the lines themselves.
            sys.exit(1)

    def _stream(
        self, lines: BinaryIO | Iterable[bytes], knowledge: Knowledge, date: datetime.date | None
    ) -> int:
        failed = 0
        for number, line in enumerate(lines, start=1):
            try:
                id, text, own_date = read_line(line)
                found = extract(text, knowledge=knowledge, date=own_date or date)
                result = {"id": id, **found.as_json()}
            except BadLine as error:
                failed += 1
                result = {"id": error.id, "error": f"line {number}: {error}"}
            # Escaped, so that any text can be printed in any locale.
            self.stdout.write(json.dumps(result))
            self.stdout.flush()
        return failed

    def _files(
        self, files: list[Path], knowledge: Knowledge, date: datetime.date | None, *, as_json: bool
    ) -> int:
        failed = 0
        for path in files:
            try:
                text = path.read_text(encoding="utf-8-sig")
            except OSError as error:
                self.stderr.write(f"{path}: {error.strerror or error}")
                failed += 1
                continue
            except UnicodeDecodeError as error:
                self.stderr.write(f"{path}: not UTF-8 at byte {error.start}")
                failed += 1
                continue
            found = extract(text, knowledge=knowledge, date=date)
            if as_json:
                result = {"id": str(path), **found.as_json()}
                self.stdout.write(json.dumps(result, ensure_ascii=False, indent=2))
            else:
                self.stdout.write(summary(str(path), found))
        return failed


def read_line(line: bytes) -> tuple[Any, str, datetime.date | None]:
    """The id, text and date of one line; raises BadLine with what is wrong with it."""
    record = object_of(line)
    id = record.get("id")
    text, date = record.get("text"), record.get("date")
    if not isinstance(text, str):
        raise BadLine("text is missing" if text is None else "text is not a string", id)
    if date is not None and not isinstance(date, str):
        raise BadLine("date is not a string", id)
    try:
        return id, text, datetime.date.fromisoformat(date) if date else None
    except ValueError as error:
        raise BadLine(f"date is not YYYY-MM-DD: {date!r}", id) from error


def summary(name: str, found: Extraction) -> str:
    """A result for reading: actors by salience, quotes, dates, and why each was found."""
    lines = [f"{name}  ({found.pipeline}, language {found.language})"]
    for label in ("headline", "byline", "credit", "dateline"):
        if value := getattr(found.metadata, label):
            lines.append(f"  {label}: {value}")
    for actor in found.actors:
        lines.append("")
        about = f", {actor.description}" if actor.description else ""
        lines.append(f"  {actor.name}  [{actor.kind}{about}]  {actor.key}")
        lines.append(f"    salience {actor.salience:.2f}, confidence {actor.confidence:.2f}")
        for mention in actor.mentions:
            title = f" <{mention.title}>" if mention.title else ""
            why = "; ".join(f"{key}: {value}" for key, value in mention.evidence.items())
            lines.append(
                f"    {mention.start}-{mention.end} {mention.surface!r}{title} "
                f"{mention.how} by {mention.step} ({mention.confidence:.2f}; {why})"
            )
    names = {actor.key: actor.name for actor in found.actors}
    for told in found.interactions:
        why = "; ".join(f"{key}: {value}" for key, value in told.evidence.items())
        arrow = "and" if told.symmetric else "->"
        on = f" on {told.on}" if told.on else ""
        by = f" by {names[told.by]}" if told.by else ""
        lines += [
            "",
            f"  {told.kind}: {names[told.source]} {arrow} {names[told.target]}{on}",
            f"    {told.start}-{told.end} {told.phrase!r} {told.modality}{by} ({why})",
        ]
    for quote in found.quotes:
        said = "" if quote.direct else "indirectly "
        who = names[quote.speaker] if quote.speaker else "nobody for sure"
        why = "; ".join(f"{key}: {value}" for key, value in quote.evidence.items())
        lines += ["", f"  {quote.start}-{quote.end} {quote.text!r}"]
        lines.append(f"    {said}by {who}, cue {quote.cue} ({why})")
    for date in found.dates:
        why = "; ".join(f"{key}: {value}" for key, value in date.evidence.items())
        lines += ["", f"  {date.start}-{date.end} {date.text!r} is {date.value} ({why})"]
    return "\n".join(lines)


def _date(text: str) -> datetime.date:
    try:
        return datetime.date.fromisoformat(text)
    except ValueError as error:
        raise CommandError(f"--date is not YYYY-MM-DD: {text!r}") from error
