"""`import_articles PATH…`: bring files into the archive, however many and however large."""

import json
from argparse import ArgumentTypeError
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from articles.bulk import Placed, import_many, preview_many
from articles.importers import FORMATS, ArticleData, Problem
from articles.importers.columns import FIELDS, MOST_QUOTED
from articles.importers.dates import read_date
from articles.importers.decoding import clean, one_line, printable
from articles.importers.streams import read_file
from articles.management.progress import Progress
from articles.models import ImportBatch, ImportItem
from articles.services import Defaults, source_name, start_batch, stored_path

# Of a folder, what is likely to be articles; inside a file its content decides, not its name.
READABLE = frozenset(
    {
        ".txt",
        ".jsonl",
        ".ndjson",
        ".json",
        ".csv",
        ".tsv",
        ".html",
        ".htm",
        ".xml",
        ".rss",
        ".atom",
        ".zip",
    }
)

# Of the columns that are not used, how many are named.
MOST_UNUSED = 20


class Command(BaseCommand):
    help = (
        "Import articles from text, JSONL, CSV, HTML, RSS, Atom, ninjs, NewsML-G2 and WordPress "
        "files, folders of them, or ZIP archives. A record that cannot be read never stops the "
        "others: it is listed with its reason, and the exit status is 1. An import that was "
        "stopped is run again: what is there already is found unchanged."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("paths", nargs="+", type=Path, metavar="PATH")
        parser.add_argument("--source", default="", help="The source of articles that name none.")
        parser.add_argument("--date", default="", help="The date of articles that name none.")
        parser.add_argument(
            "--format",
            default="",
            choices=FORMATS,
            help="What the files are, or those in archives, instead of a look at each.",
        )
        parser.add_argument(
            "--map",
            action="append",
            default=[],
            type=_mapped,
            metavar="FIELD=COLUMN",
            help="Which column or key fills a field, as in headline=title; the rest is guessed.",
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="Say what would become of it; write nothing."
        )
        parser.add_argument(
            "--json", action="store_true", help="Print one JSON object an article instead."
        )
        parser.add_argument(
            "--resume",
            action="store_true",
            help="Go on with the last import that was stopped: skip what it stored of these files.",
        )

    def handle(
        self,
        *,
        paths: list[Path],
        source: str,
        date: str,
        format: str,
        map: list[tuple[str, str]],
        dry_run: bool,
        json: bool,
        resume: bool,
        **_: Any,
    ) -> None:
        self._defaults = _defaults(source, date)
        self._json = json
        self._shown: set[tuple[tuple[str, str], ...]] = set()
        with Progress() as progress:
            self._progress = progress
            files = list(_files(paths))
            progress.expect(files)
            batch = None
            if not dry_run:
                stopped = _stopped(files) if resume else None
                batch = stopped or start_batch(ImportBatch.Origin.COMMAND)
            read = partial(read_file, mapping=dict(map), format=format)
            placed = self._placed(files, batch if resume else None, read)
            outcomes = self._follow(
                import_many(batch, placed, self._defaults)
                if batch
                else preview_many(placed, self._defaults)
            )
        if batch:
            batch.finished_at = timezone.now()
            batch.save(update_fields=["finished_at"])
        self._sum_up(outcomes, dry_run=dry_run)

    def _placed(
        self, files: Iterable[Path], stopped: ImportBatch | None, read: Callable[..., Any]
    ) -> Iterator[Placed]:
        for file in self._progress.follow(files):
            after = _stored(stopped, file, read) if stopped else 0
            records = read(file, after=after, show=self._show, passed=self._progress.passed)
            for record in records:
                yield Placed(str(file), record)

    def _follow(self, stored: Iterable[tuple[Placed, ImportItem]]) -> Counter[str]:
        """Tell of each record as it is stored; return how many had which outcome."""
        outcomes: Counter[str] = Counter()
        for (_path, record), item in stored:
            outcomes[item.outcome] += 1
            self._progress.stored()
            self._tell(item, record.result)
        return outcomes

    def _show(self, name: str, columns: dict[str, str]) -> None:
        """Say what the columns of a file are taken for; of several files alike once."""
        key = tuple(columns.items())
        if key not in self._shown:
            self._shown.add(key)
            with self._progress.written_over():
                (self.stderr if self._json else self.stdout).write(
                    _columns_line(name, columns), str
                )

    def _tell(self, item: ImportItem, data: ArticleData | Problem) -> None:
        if self._json:
            self.stdout.write(json.dumps(self._object(item, data), ensure_ascii=False))
            return
        place = f"{item.path}, record {item.index}" if item.index > 1 else item.path
        reason = f" ({item.reason})" if item.reason else ""
        article = f", article {item.article_id}" if item.article_id else ""
        if item.outcome == ImportItem.Outcome.REJECTED:
            with self._progress.written_over():
                self.stderr.write(f"{place}: rejected. {item.reason}")
        elif not self._progress.watched:  # the bar says enough, and would be pushed away
            self.stdout.write(f"{place}: {item.outcome}{article}{reason}")

    def _object(self, item: ImportItem, data: ArticleData | Problem) -> dict[str, Any]:
        told = {
            "path": item.path,
            "index": item.index,
            "outcome": item.outcome,
            "reason": item.reason,
        }
        if isinstance(data, Problem):
            names = ("guid", "headline", "byline", "published_at", "source", "language")
            return {**told, **dict.fromkeys(names), "characters": 0}
        published_at = data.published_at or self._defaults.published_at
        return {
            **told,
            "guid": data.guid or None,
            "headline": data.headline,
            "byline": data.byline,
            "published_at": published_at.isoformat() if published_at else None,
            "source": source_name(data, self._defaults),
            "language": data.language or "en",
            "characters": len(data.body),
        }

    def _sum_up(self, outcomes: Counter[str], *, dry_run: bool) -> None:
        total = sum(outcomes.values())
        summary = ", ".join(f"{count:,} {outcome}" for outcome, count in outcomes.most_common())
        records = "1 record" if total == 1 else f"{total:,} records"
        written = " Nothing was written." if dry_run else ""
        out = self.stderr if self._json else self.stdout
        style = None if self._json else str
        line = f"{records}: {summary or 'no file to read was found'}.{written}"
        out.write(line, style)
        if outcomes[ImportItem.Outcome.REJECTED] or not total:
            raise SystemExit(1)


def _columns_line(name: str, columns: dict[str, str]) -> str:
    filled = [f"{_short(column)} → {field}" for column, field in columns.items() if field]
    unused = [_short(column) for column, field in columns.items() if not field]
    line = f"{printable(name)}: {', '.join(filled) or 'no column is known'}"
    if unused:
        more = len(unused) - MOST_UNUSED
        line += f"; not used: {', '.join(unused[:MOST_UNUSED])}"
        line += f" and {more:,} more" if more > 0 else ""
    return line


def _short(column: str) -> str:
    column = printable(one_line(clean(column)[0]))
    return column if len(column) <= MOST_QUOTED else column[:MOST_QUOTED] + "…"


def _stopped(files: list[Path]) -> ImportBatch | None:
    """The last import of this command, if it read of these files and did not come to its end."""
    last = ImportBatch.objects.filter(origin=ImportBatch.Origin.COMMAND).order_by("-pk").first()
    if last is None or last.finished_at is not None:
        return None
    paths = [stored_path(str(file)) for file in files]
    return last if last.items.filter(path__in=paths).exists() else None


def _stored(batch: ImportBatch, file: Path, read: Callable[..., Any]) -> int:
    """The number up to which the records of a file are stored, 0 if the file is another now.

    The last input that the batch kept of the file says which: records are stored in order.
    """
    kept = batch.items.filter(path=stored_path(str(file))).exclude(content=b"").order_by("-index")
    last = kept.first()
    if last is None:
        return 0
    again = next(iter(read(file, after=last.index - 1)), None)
    same = again and again.index == last.index and again.content == bytes(last.content)
    return last.index if same else 0


def _files(paths: list[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            yield from sorted(
                file
                for file in path.rglob("*")
                if file.suffix.lower() in READABLE and file.is_file()
            )
        else:
            yield path


def _mapped(text: str) -> tuple[str, str]:
    """Read FIELD=COLUMN as (column, field), the way the readers want it."""
    field, equals, column = text.partition("=")
    if not equals or field not in FIELDS:
        raise ArgumentTypeError(f"{text!r} must be FIELD=COLUMN, FIELD one of {', '.join(FIELDS)}")
    return column, field


def _defaults(source: str, date: str) -> Defaults:
    source = one_line(clean(source)[0])
    if not date:
        return Defaults(source=source)
    read_value = read_date(date)
    if isinstance(read_value, Problem):
        raise CommandError(read_value.reason)
    return Defaults(source=source, published_at=read_value[0], precision=read_value[1])
