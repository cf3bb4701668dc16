"""How articles get in: one record at a time, each in a transaction of its own.

Identity: the same GUID, or the same text, is the same article. A known GUID with another text is a
new version, unless it is a text that the article had before: importing old files again changes
nothing. Everything else is new. A record that fails leaves its reason and its bytes behind.

`bulk.py` does the same for many records in one transaction.
"""

import datetime
import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.utils import timezone

from articles.bylines import authors_in
from articles.importers import ArticleData, Problem, Record
from articles.importers.decoding import printable
from articles.models import (
    Article,
    ArticleVersion,
    Author,
    ImportBatch,
    ImportItem,
    Section,
    Source,
)
from articles.signals import article_text_changed
from articles.texts import TEXT_FIELDS, give_text, text_hash, version_of

log = logging.getLogger(__name__)

DEFAULT_SOURCE = "Unknown source"
# Two imports at once can get into each other's way over the GUID, and then over the text.
ATTEMPTS = 3
# Raw input beyond this is no article, and more than one row should hold; it is not kept.
MOST_KEPT_BYTES = 64 * 1024 * 1024
# What the columns hold, in characters.
_LIMITS = {
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


@dataclass(frozen=True, slots=True)
class Defaults:
    """What the person importing says of records that do not say it themselves."""

    source: str = ""
    published_at: datetime.datetime | None = None
    precision: str = Article.Precision.DAY


def import_records(
    batch: ImportBatch, path: str, records: Iterable[Record], defaults: Defaults
) -> Iterator[ImportItem]:
    """Store the records of one file and yield what became of each, in order.

    Each record is committed before it is yielded: whoever stops early keeps what was reported.
    """
    for record in records:
        yield store_record(batch, path, record, defaults)


def store_record(batch: ImportBatch, path: str, record: Record, defaults: Defaults) -> ImportItem:
    """Store one record and return its item; a rejection is an outcome, not an error."""
    if isinstance(record.result, Problem):
        return _rejected(batch, path, record, record.result.reason)
    if problem := storing_problem(record.result):
        return _rejected(batch, path, record, problem.reason)
    for attempts_left in reversed(range(ATTEMPTS)):
        try:
            with transaction.atomic():
                return _store(batch, path, record, record.result, defaults)
        except IntegrityError:
            # Another import stored the same GUID or text since we looked: now it is found.
            if not attempts_left:
                raise
    raise AssertionError("the last attempt returns or raises")


def held_under(guid: str | None) -> str:
    return f"the archive holds this text under the GUID {guid}"


def had_before(number: int) -> str:
    return f"it had this text before, as version {number}"


def one_text_two_guids(guid: str, known: int | None, twin: int | None) -> str:
    """Why a text is refused; an article without a number is one that a dry run would make."""
    first, second = (f"article {pk}" if pk else "an article of this import" for pk in (known, twin))
    return (
        f"GUID {guid} is {first}, but this text is {second}. "
        "One text is one article: import it under one GUID."
    )


def _store(
    batch: ImportBatch, path: str, record: Record, data: ArticleData, defaults: Defaults
) -> ImportItem:
    digest = text_hash(data.headline, data.standfirst, data.body)
    known = _known(data, digest)
    notes = list(data.notes)
    if known is None:
        outcome, article = ImportItem.Outcome.NEW, _new_article(data, digest, defaults)
    elif known.text_hash == digest:
        outcome, article = _known_text(known, data), known
        if outcome == ImportItem.Outcome.DUPLICATE:
            notes.append(held_under(known.guid))
    elif earlier := known.versions.filter(text_hash=digest).first():
        outcome, article = ImportItem.Outcome.UNCHANGED, known
        notes.append(had_before(earlier.number))
    elif twin := Article.objects.filter(text_hash=digest).only("pk").first():
        return _rejected(
            batch,
            path,
            record,
            one_text_two_guids(data.guid, known.pk, twin.pk),
        )
    else:
        outcome, article = ImportItem.Outcome.NEW_VERSION, _new_text(known, data, digest)
    item = _item(batch, path, record, outcome, "; ".join(notes), article)
    if outcome in (ImportItem.Outcome.NEW, ImportItem.Outcome.NEW_VERSION):
        _new_version(article, data, item, batch)
    return item


def _known_text(known: Article, data: ArticleData) -> ImportItem.Outcome:
    """Say what a text is that the archive holds already.

    An article that came without a GUID learns it.
    """
    if not data.guid or data.guid == known.guid:
        return ImportItem.Outcome.UNCHANGED
    if known.guid:
        return ImportItem.Outcome.DUPLICATE
    Article.objects.filter(pk=known.pk).update(guid=data.guid)
    return ImportItem.Outcome.UNCHANGED


def _known(data: ArticleData, digest: str) -> Article | None:
    """The article that this is, locked; by GUID before by text."""
    articles = Article.objects.select_for_update().defer("search_vector")
    if data.guid and (known := articles.filter(guid=data.guid).first()):
        return known
    return articles.filter(text_hash=digest).first()


def _new_article(data: ArticleData, digest: str, defaults: Defaults) -> Article:
    article = article_of(data, digest, defaults)
    article.source = Source.objects.named(source_name(data, defaults))
    article.section = Section.objects.named(data.section) if data.section else None
    article.save(force_insert=True)
    _credit_authors(article)
    return article


def source_name(data: ArticleData, defaults: Defaults) -> str:
    return data.source or defaults.source or DEFAULT_SOURCE


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
        text_hash=digest,
    )


def _credit_authors(article: Article) -> None:
    authors = Author.objects.named_all(authors_in(article.byline))
    article.authors.set(set(authors.values()))


def _new_text(article: Article, data: ArticleData, digest: str) -> Article:
    give_text(article, data, digest)
    article.save(update_fields=TEXT_FIELDS)
    _credit_authors(article)
    return article


def _new_version(article: Article, data: ArticleData, item: ImportItem, batch: ImportBatch) -> None:
    version = imported_version(article, data, item, batch)
    version.save(force_insert=True)
    article_text_changed.send(sender=Article, versions=[version])


def imported_version(
    article: Article, data: ArticleData, item: ImportItem, batch: ImportBatch
) -> ArticleVersion:
    """Return the version, not stored, of a text that was just given to the article."""
    first = article.version_number == 1
    reason = "imported" if first else "imported again with another text"
    return version_of(article, data, item=item, created_by=batch.created_by, reason=reason)


def _rejected(batch: ImportBatch, path: str, record: Record, reason: str) -> ImportItem:
    return _item(batch, path, record, ImportItem.Outcome.REJECTED, reason, None)


def _item(
    batch: ImportBatch,
    path: str,
    record: Record,
    outcome: ImportItem.Outcome,
    reason: str,
    article: Article | None,
) -> ImportItem:
    item = item_of(batch, path, record, outcome, reason)
    item.article = article
    item.save(force_insert=True)
    return item


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


def storing_problem(data: ArticleData) -> Problem | None:
    """Refuse what is embargoed, and what the columns cannot hold, by name, uncut."""
    if data.embargoed_until and data.embargoed_until > timezone.now():
        until = f"{data.embargoed_until:%-d %B %Y, %H:%M} UTC"
        return Problem(f"It is embargoed until {until}: import it then.")
    for name, most in _LIMITS.items():
        length = len(getattr(data, name))
        if length > most:
            return Problem(f"The {name} has {length:,} characters; {most} are the most.")
    return None


def start_batch(origin: str, user: User | None = None) -> ImportBatch:
    return ImportBatch.objects.create(origin=origin, created_by=user)
