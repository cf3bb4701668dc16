"""From what a structured format says to an article: every reader of markup ends here."""

import datetime
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from articles.importers.data import ArticleData, Problem
from articles.importers.dates import read_date
from articles.importers.decoding import clean, one_line
from articles.importers.fields import checked

# How the text of every structured format reaches `assemble`: one empty line between paragraphs.
BLOCKS = ("body", "standfirst")
# Of authors, subjects and genres, as many and as long as the archive keeps.
MOST_NAMES, MOST_NAME = 50, 200
_MOST_VERSION = 40
_STATUSES = {"withheld": "withheld", "canceled": "canceled", "cancelled": "canceled"}
_BY = re.compile(r"\Aby\s+(?=\w)", re.IGNORECASE)


def assemble(
    fields: Mapping[str, str],
    *,
    date: str = "",
    published_at: datetime.datetime | None = None,
    embargo: str = "",
    notes: tuple[str, ...] = (),
    where: str,
) -> ArticleData | Problem:
    """Return the article of these fields of ArticleData, cleaned; a Problem of its date or text.

    `date` is read here; a reader that has read it gives `published_at` to the minute instead. An
    embargo that cannot be read is a Problem too: the article must not slip out.
    `where` says where the text should have been.
    """
    cleaned: dict[str, Any] = {}
    for field, value in fields.items():
        text, dropped = clean(value)
        blocks = [one_line(block) for block in text.split("\n\n")] if field in BLOCKS else [text]
        cleaned[field] = "\n\n".join(filter(None, map(one_line, blocks)))
        notes += tuple(f"{field}: {note}" for note in dropped)
    date = published_at.isoformat() if published_at else clean(date)[0]
    read = read_date(date) if date else None
    if isinstance(read, Problem):
        return read
    instant, precision = read or (None, "day")
    until = read_date(clean(embargo)[0]) if embargo else None
    if isinstance(until, Problem):
        return Problem(f"It is embargoed, but until when cannot be read. {until.reason}")
    if "byline" in cleaned:
        cleaned["byline"] = _BY.sub("", cleaned["byline"])
    if cleaned.get("headline"):
        cleaned["body"] = _without_headline(cleaned["body"], cleaned["headline"])
    article = ArticleData(
        published_at=instant,
        precision=precision,
        embargoed_until=until[0] if until else None,
        notes=notes,
        **cleaned,
    )
    return checked(article, where=where)


def carried_over(
    article: ArticleData | Problem,
    *,
    authors: Iterable[str],
    subjects: Iterable[str],
    genres: Iterable[str],
    version: str,
) -> ArticleData | Problem:
    """Return the article with what news formats say beside the text, cleaned."""
    if isinstance(article, Problem):
        return article
    return replace(
        article,
        authors=_names(authors),
        subjects=_names(subjects),
        genres=_names(genres),
        source_version=_version(version),
    )


def withdrawn(
    status: str, *, guid: str, headline: str, version: str, notes: tuple[str, ...] = ()
) -> ArticleData | None:
    """Return the record of an article that its publisher wants back, by its pubStatus.

    None of a status that lets it be published. Whatever else such a record says, in a text or a
    date, cannot be in its way.
    """
    if status not in _STATUSES:
        return None
    return ArticleData(
        body="",
        headline=one_line(clean(headline)[0]),
        guid=one_line(clean(guid)[0]),
        source_version=_version(version),
        status=_STATUSES[status],
        notes=notes,
    )


def _names(values: Iterable[str]) -> tuple[str, ...]:
    names = (one_line(clean(value)[0])[:MOST_NAME].strip() for value in values)
    return tuple(dict.fromkeys(filter(None, names)))[:MOST_NAMES]


def _version(version: str) -> str:
    return one_line(clean(version)[0])[:_MOST_VERSION].strip()


def _without_headline(body: str, headline: str) -> str:
    """Return the text without the headline that many exports repeat as its first paragraph."""
    first, _, rest = body.partition("\n\n")
    return rest if rest and first.casefold() == headline.casefold() else body
