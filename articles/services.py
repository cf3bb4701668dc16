"""What every way in shares: what an importer says for records, and the rows that a record makes.

`bulk.py` stores records, `deciding.py` says what becomes of each.
"""

import datetime
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from django.contrib.auth.models import User

from articles.bylines import authors_in
from articles.importers import ArticleData, Problem, Record
from articles.importers.decoding import printable
from articles.models import (
    Article,
    ArticleVersion,
    Author,
    ImportBatch,
    ImportItem,
)
from articles.texts import hide, version_of

DEFAULT_SOURCE = "Unknown source"
# Raw input beyond this is no article, and more than one row should hold; it is not kept.
MOST_KEPT_BYTES = 64 * 1024 * 1024
# What the columns hold, in characters.
LIMITS = {
    "headline": 500,
    "byline": 300,
    "dateline": 200,
    "credit": 200,
    "source": 200,
    "section": 200,
    "guid": 400,
    "url": 1000,
}
_MOST_PATH = 1000
# What its publisher says an article is about.
DESCRIBED_FIELDS = ("subjects", "genres")


@dataclass(frozen=True, slots=True)
class Defaults:
    """What the person importing says of records that do not say it themselves."""

    source: str = ""
    published_at: datetime.datetime | None = None
    precision: str = Article.Precision.DAY


def start_batch(origin: str, user: User | None = None) -> ImportBatch:
    return ImportBatch.objects.create(origin=origin, created_by=user)


def source_name(data: ArticleData, defaults: Defaults) -> str:
    return data.source or defaults.source or DEFAULT_SOURCE


def author_names(data: ArticleData) -> list[str]:
    """Return whom an article is credited to: the authors it names, else those in its byline."""
    return list(data.authors) or authors_in(data.byline)


def storing_problem(data: ArticleData) -> Problem | None:
    """Refuse what the columns cannot hold, by name, uncut."""
    for name, most in LIMITS.items():
        length = len(getattr(data, name))
        if length > most:
            return Problem(f"The {name} has {length:,} characters; {most} are the most.")
    return None


def article_of(data: ArticleData, digest: str, defaults: Defaults) -> Article:
    """Return a new article, not stored, without its source, section and authors."""
    published_at, precision = data.published_at, data.precision
    if published_at is None:
        published_at, precision = defaults.published_at, defaults.precision
    return Article(
        guid=data.guid or None,
        headline=data.headline,
        standfirst=data.standfirst,
        body=data.body,
        byline=data.byline,
        dateline=data.dateline,
        credit=data.credit,
        language=data.language or "en",
        published_at=published_at,
        published_precision=precision,
        url=data.url,
        subjects=list(data.subjects),
        genres=list(data.genres),
        text_hash=digest,
    )


def describe(article: Article, data: ArticleData) -> None:
    """Set DESCRIBED_FIELDS, not stored; what the data does not say stays."""
    for name in DESCRIBED_FIELDS:
        setattr(article, name, list(getattr(data, name)) or getattr(article, name))


def name_authors(credited: Sequence[tuple[Article, ArticleData]]) -> None:
    """Set the authors of articles, stored or not; `credit_authors` stores them. Three queries.

    Of an article that is there several times the last counts, yet its earlier authors are made too:
    of several spellings the first that came is the name, however the records came in batches.
    A name that an act hides is hidden here too.
    """
    named = [
        (article, [hide(name, article.hidden_names) for name in author_names(data)])
        for article, data in credited
    ]
    authors = Author.objects.named_all(name for _article, names in named for name in names)
    for article, names in named:
        article.author_ids = sorted({authors[name].pk for name in names})


def credit_authors(articles: Iterable[Article], *, again: Collection[Article] = ()) -> None:
    """Credit stored articles to their `author_ids`; those in `again` lose whom else they had."""
    credit = Article.authors.through
    wanted = {(article.pk, author) for article in articles for author in article.author_ids}
    if again:
        before = credit.objects.filter(article__in=again)
        had = {(one.article_id, one.author_id): one.pk for one in before}
        credit.objects.filter(pk__in=[had[pair] for pair in had.keys() - wanted]).delete()
        wanted -= had.keys()
    credit.objects.bulk_create(
        credit(article_id=article, author_id=author) for article, author in sorted(wanted)
    )


def imported_version(
    article: Article, data: ArticleData, item: ImportItem, batch: ImportBatch
) -> ArticleVersion:
    """Return the version, not stored, of a text that was just given to the article."""
    first = article.version_number == 1
    return version_of(
        article,
        data,
        item=item,
        created_by=batch.created_by,
        reason="imported" if first else "imported again with another text",
        source_version=data.source_version,
    )


def item_of(
    batch: ImportBatch, path: str, record: Record, outcome: ImportItem.Outcome, reason: str
) -> ImportItem:
    """Return the item, not stored, without its article: the input as it came, what became of it.

    What changed nothing is not kept once more: the archive has it from the first time.
    """
    content = record.content
    if outcome == ImportItem.Outcome.UNCHANGED:
        content = b""
    elif len(content) > MOST_KEPT_BYTES:
        content, reason = b"", f"{reason} It is too large to be kept here."
    return ImportItem(
        batch=batch,
        path=stored_path(path),
        index=record.index,
        content=content,
        outcome=outcome,
        reason=reason,
    )


def stored_path(path: str) -> str:
    """Return a path as items hold it."""
    return printable(path)[-_MOST_PATH:]
