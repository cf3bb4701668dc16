"""All that a search finds, row by row, as CSV or JSONL.

Rows are found and loaded some hundreds at a time, each batch from the last row of the one before,
so that memory stays flat and nothing is held in the database while somebody takes their time to
read. They hold what lists show, and no text.
"""

import csv
import io
import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from typing import Any

from django.db.models import F, Prefetch

from articles.background import alone_at
from articles.models import Article, Author
from articles.search import Limits, Search, walk
from articles.templatetags.archive import published_machine
from articles.texts import hide
from entities.models import Actor
from entities.publish import PARTLY, REVIEWED

COLUMNS = (
    "id",
    "url",
    "headline",
    "published_at",
    "precision",
    "source",
    "section",
    "authors",
    "language",
    "actors",
    "reviewed",
)
MOST_ROWS = 100_000
# Each holds a thread of the web server, which has eight, for as long as the reader takes.
MOST_AT_ONCE = 2
# What a spreadsheet would take for a formula when it opens the file.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")

Row = dict[str, Any]


class BusyError(Exception):
    """As many exports are being made as may be at once."""


def exported(search: Search, form: str, site: str, limits: Limits) -> Iterator[str]:
    """Yield the lines of an export: `form` is "csv" or "jsonl", `site` begins every address.

    The first item is there only when the first rows have been found. Raises BusyError before it,
    and SearchTimeout at any time: what was cut off must not look whole.
    """
    with ExitStack() as stack:
        if not any(
            stack.enter_context(alone_at(f"export {place}")) for place in range(MOST_AT_ONCE)
        ):
            raise BusyError
        write = _FORMS[form]
        for rows in batches(search, site, limits):
            yield "".join(map(write, rows))


def header(form: str) -> str:
    """What stands before the first row."""
    return _csv(dict(zip(COLUMNS, COLUMNS, strict=True))) if form == "csv" else ""


def batches(search: Search, site: str, limits: Limits) -> Iterator[list[Row]]:
    """Yield the rows of all matches, by date, some hundreds at a time. Five queries a batch."""
    left = MOST_ROWS
    for ids in walk(search, limits=limits):
        yield _rows(ids[:left], site)
        left -= len(ids)
        if left <= 0:
            return


def _rows(ids: Sequence[int], site: str) -> list[Row]:
    """Load rows in the order of the ids; what went off the site meanwhile is left out."""
    authors = Prefetch("authors", Author.objects.select_related("merged_into"))
    articles = (
        Article.objects.public()
        .for_list()
        .select_related("section__merged_into")
        .annotate(labels=F("label_lexemes"))
        .prefetch_related(authors)
        .in_bulk(ids)
    )
    there = [articles[pk] for pk in ids if pk in articles]
    actors = Actor.objects.in_bulk({pk for article in there for pk in article.actor_ids})
    return [_row(article, actors, site) for article in there]


def _row(article: Any, actors: dict[int, Actor], site: str) -> Row:
    kept = dict.fromkeys(author.kept.name for author in article.authors.all())
    return {
        "id": article.pk,
        "url": f"{site}{article.get_absolute_url()}",
        "headline": article.title,
        "published_at": published_machine(article),
        "precision": article.published_precision if article.published_at else "",
        "source": article.source.kept.name,
        "section": article.section.kept.name if article.section else "",
        # Authors are kept as they came in; a name that is hidden in the text is hidden here.
        "authors": [hide(name, article.hidden_names) for name in kept],
        "language": article.language,
        "actors": [actors[pk].name for pk in article.actor_ids if pk in actors],
        "reviewed": _reviewed(article.labels),
    }


def _reviewed(labels: Sequence[str]) -> str:
    if f"@{REVIEWED}" in labels:
        return "yes"
    return "partly" if f"@{PARTLY}" in labels else "no"


def _jsonl(row: Row) -> str:
    return json.dumps(row, ensure_ascii=False) + "\n"


def _csv(row: Row) -> str:
    line = io.StringIO()
    csv.writer(line).writerow(_cell(row[name]) for name in COLUMNS)
    return line.getvalue()


def _cell(value: Any) -> Any:
    """A value that no spreadsheet takes for a formula; several are joined by a semicolon."""
    if isinstance(value, list):
        value = "; ".join(value)
    if isinstance(value, str) and value.startswith(_FORMULA):
        return f"'{value}"
    return value


_FORMS: dict[str, Callable[[Row], str]] = {"csv": _csv, "jsonl": _jsonl}
