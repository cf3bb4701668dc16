"""`import_articles PATH…`: bring text and JSONL files into the archive."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from articles.importers import Problem, Record, read
from articles.importers.dates import read_date
from articles.importers.decoding import clean, one_line
from articles.models import ImportBatch, ImportItem
from articles.services import Defaults, import_records, start_batch

READABLE = (".txt", ".jsonl")
# A file is read whole.
MOST_BYTES = 2 * 1024 * 1024 * 1024


class Command(BaseCommand):
    help = (
        "Import articles from text files (headers such as By: and Date:, then paragraphs) and "
        "JSONL files; of a folder, every .txt and .jsonl file in it. A file that cannot be read "
        "never stops the others: it is listed with its reason, and the exit status is 1."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("paths", nargs="+", type=Path, metavar="PATH")
        parser.add_argument("--source", default="", help="The source of articles that name none.")
        parser.add_argument("--date", default="", help="The date of articles that name none.")

    def handle(self, *, paths: list[Path], source: str, date: str, **_: Any) -> None:
        defaults = self._defaults(source, date)
        batch = start_batch(ImportBatch.Origin.COMMAND)
        outcomes: Counter[str] = Counter()
        for path in self._files(paths):
            for item in import_records(batch, str(path), self._records(path), defaults):
                outcomes[item.outcome] += 1
                self._tell(item)
        total = sum(outcomes.values())
        summary = ", ".join(f"{count} {outcome}" for outcome, count in outcomes.most_common())
        records = "1 record" if total == 1 else f"{total:,} records"
        self.stdout.write(f"{records}: {summary or 'no .txt or .jsonl file was found'}.")
        if outcomes[ImportItem.Outcome.REJECTED] or not total:
            raise SystemExit(1)

    def _tell(self, item: ImportItem) -> None:
        place = f"{item.path}, record {item.index}" if item.index > 1 else item.path
        reason = f" ({item.reason})" if item.reason else ""
        if item.outcome == ImportItem.Outcome.REJECTED:
            self.stderr.write(f"{place}: rejected. {item.reason}")
        else:
            self.stdout.write(f"{place}: {item.outcome}, article {item.article_id}{reason}")

    def _records(self, path: Path) -> Iterator[Record]:
        try:
            if path.exists() and not path.is_file():
                yield Record(1, b"", Problem("This is no file."))
                return
            size = path.stat().st_size
            content = path.read_bytes() if size <= MOST_BYTES else b""
        except OSError as error:
            yield Record(1, b"", Problem(f"The file cannot be read: {error.strerror}."))
            return
        if size > MOST_BYTES:
            reason = f"The file has {size:,} bytes; {MOST_BYTES:,} are the most: split it."
            yield Record(1, b"", Problem(reason))
        else:
            yield from read(content, path.name)

    def _files(self, paths: list[Path]) -> Iterator[Path]:
        for path in paths:
            if path.is_dir():
                yield from sorted(
                    file
                    for file in path.rglob("*")
                    if file.suffix.lower() in READABLE and file.is_file()
                )
            else:
                yield path

    def _defaults(self, source: str, date: str) -> Defaults:
        source = one_line(clean(source)[0])
        if not date:
            return Defaults(source=source)
        read_value = read_date(date)
        if isinstance(read_value, Problem):
            raise CommandError(read_value.reason)
        return Defaults(source=source, published_at=read_value[0], precision=read_value[1])
