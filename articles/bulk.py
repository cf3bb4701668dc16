"""Many records at once: what `services.store_record` decides one by one, in few queries.

A batch of records is one transaction. What the archive knows of them is looked up at once, every
outcome is decided in memory in the order of the records, and all of it is written by bulk
statements. Whatever the database refuses, such as an article that another import stored meanwhile,
is left to the path one by one. A dry run decides in the same way and writes nothing.
"""

import logging
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from django.db import DatabaseError, transaction
from django.db.models import Q

from articles.bylines import authors_in
from articles.importers import ArticleData, Problem, Record
from articles.models import (
    Article,
    ArticleVersion,
    Author,
    ImportBatch,
    ImportItem,
    Section,
    Source,
)
from articles.services import (
    Defaults,
    article_of,
    had_before,
    held_under,
    imported_version,
    item_of,
    one_text_two_guids,
    source_name,
    store_record,
    storing_problem,
)
from articles.signals import article_text_changed
from articles.texts import TEXT_FIELDS, give_text, hide, text_hash

log = logging.getLogger(__name__)

# Enough that statements and commits cost little; whoever kills the import has these to do again.
BATCH_RECORDS = 200
# Large texts make smaller batches, so that memory stays flat.
BATCH_BYTES = 8 * 1024 * 1024

Outcome = ImportItem.Outcome


class Placed(NamedTuple):
    """A record and the file it came in."""

    path: str
    record: Record


def import_many(
    batch: ImportBatch, placed: Iterable[Placed], defaults: Defaults
) -> Iterator[tuple[Placed, ImportItem]]:
    """Store records and yield each with what became of it, in order.

    Each record is committed before it is yielded: whoever stops early keeps what was reported.
    """
    for some in _batches(placed):
        yield from zip(some, store_many(batch, some, defaults), strict=True)


def preview_many(
    placed: Iterable[Placed], defaults: Defaults
) -> Iterator[tuple[Placed, ImportItem]]:
    """Yield what `import_many` would make of each record, and write nothing.

    Remembers some hundred bytes of each article that would be new.
    """
    known = _Known()
    for some in _batches(placed):
        plan = _plan(ImportBatch(), some, defaults, known, lock=False)
        yield from zip(some, plan.named_items(), strict=True)
        known.forget_rows()


def store_many(batch: ImportBatch, placed: list[Placed], defaults: Defaults) -> list[ImportItem]:
    """Store a batch in one transaction and return its items, in order.

    Locks the articles that change. Takes some twenty queries, however many records there are.
    """
    try:
        with transaction.atomic():
            plan = _plan(batch, placed, defaults, _Known(), lock=False)
            if plan.changed:  # what was decided over articles that others may change now
                plan = _plan(batch, placed, defaults, _Known(), lock=True)
            return plan.write(defaults)
    except DatabaseError as error:
        # Mostly another import that stored the same GUID or text since we looked, or a deadlock
        # with it. Anything worse comes again, now for the one record that it belongs to.
        log.info("a batch of %s records is stored one by one: %s", len(placed), type(error))
    return [store_record(batch, one.path, one.record, defaults) for one in placed]


def _batches(placed: Iterable[Placed]) -> Iterator[list[Placed]]:
    some: list[Placed] = []
    size = 0
    for one in placed:
        some.append(one)
        size += len(one.record.content)
        if len(some) == BATCH_RECORDS or size >= BATCH_BYTES:
            yield some
            some, size = [], 0
    if some:
        yield some


@dataclass(slots=True, eq=False)
class _Entry:
    """An article as the decisions see it: stored, or to be stored at the end of this batch."""

    guid: str
    digest: str
    pk: int | None = None
    # To be written, or to be shown as the article of an item; dropped when the batch is done.
    row: Article | None = None
    earlier: dict[str, int] = field(default_factory=dict)  # text hash: version number


class _Known:
    """The articles that records of a batch can be."""

    def __init__(self) -> None:
        self.by_guid: dict[str, _Entry] = {}
        self.by_digest: dict[str, _Entry] = {}
        self._changed: dict[int, _Entry] = {}
        self._touched: list[_Entry] = []

    def look_up(self, guids: set[str], digests: set[str], *, lock: bool) -> None:
        """Read all that the archive knows of these GUIDs and texts, in at most two queries."""
        guids, digests = guids - self.by_guid.keys(), digests - self.by_digest.keys()
        if not guids and not digests:
            return
        articles = Article.objects.filter(Q(guid__in=guids) | Q(text_hash__in=digests))
        articles = articles.only("guid", "text_hash", "version_number", "hidden_names").order_by(
            "pk"
        )
        history = []
        for row in articles.select_for_update() if lock else articles:
            if row.pk in self._changed:
                continue
            entry = _Entry(row.guid or "", row.text_hash, row.pk, row)
            self.add(entry)
            if row.version_number > 1:
                history.append(entry)
        if history:
            self._read_history({entry.pk: entry for entry in history})

    def _read_history(self, entries: dict[int | None, _Entry]) -> None:
        versions = ArticleVersion.objects.filter(article__in=list(entries)).order_by("-number")
        for pk, digest, number in versions.values_list("article_id", "text_hash", "number"):
            entries[pk].earlier[digest] = number  # the first of several stays

    def add(self, entry: _Entry) -> None:
        if entry.guid:
            self.by_guid[entry.guid] = entry
        self.by_digest[entry.digest] = entry
        self._touched.append(entry)

    def move(self, entry: _Entry, digest: str, number: int) -> None:
        """The article has another text now, as its version of this number."""
        entry.earlier.setdefault(entry.digest, number - 1)
        entry.earlier[digest] = number
        del self.by_digest[entry.digest]
        entry.digest = digest
        self._change(entry)

    def learn(self, entry: _Entry, guid: str) -> None:
        entry.guid = guid
        self._change(entry)

    def _change(self, entry: _Entry) -> None:
        self.add(entry)
        if entry.pk is not None:
            self._changed[entry.pk] = entry

    def forget_rows(self) -> None:
        """Keep for the batches that follow only what a dry run would have changed."""
        for entry in self._touched:
            entry.row = None
            if entry.pk is not None and entry.pk not in self._changed:
                self.by_guid.pop(entry.guid, None)
                self.by_digest.pop(entry.digest, None)
        self._touched.clear()


@dataclass(slots=True)
class _Verdict:
    item: ImportItem
    data: ArticleData | None = None
    entry: _Entry | None = None
    # A reason that names articles which get their numbers when they are stored.
    reason: Callable[[], str] | None = None


class _Plan:
    """What becomes of a batch, and the rows that make it so."""

    def __init__(self, batch: ImportBatch) -> None:
        self.batch = batch
        self.verdicts: list[_Verdict] = []
        self.new: list[tuple[Article, ArticleData]] = []
        self.changed: dict[int, Article] = {}
        self.texts: set[int] = set()
        self.versions: list[ArticleVersion] = []

    def named_items(self) -> list[ImportItem]:
        """The items, complete but for their keys."""
        for verdict in self.verdicts:
            if verdict.reason:
                verdict.item.reason = verdict.reason()
        return [verdict.item for verdict in self.verdicts]

    def write(self, defaults: Defaults) -> list[ImportItem]:
        self._name_things(defaults)
        # What gives a text up goes before what takes it.
        texts = [row for pk, row in self.changed.items() if pk in self.texts]
        if texts:
            Article.objects.bulk_update(texts, [*TEXT_FIELDS, "guid"])
        for pk, row in self.changed.items():
            if pk not in self.texts:
                Article.objects.filter(pk=pk).update(guid=row.guid)
        Article.objects.bulk_create([row for row, _data in self.new])
        self._credit_authors(texts)
        for verdict in self.verdicts:
            if verdict.entry is not None:
                verdict.item.article = verdict.entry.row
        items = ImportItem.objects.bulk_create(self.named_items())
        ArticleVersion.objects.bulk_create(self.versions)
        newest = {version.article_id: version for version in self.versions}
        if newest:
            article_text_changed.send(sender=Article, versions=list(newest.values()))
        return items

    def _name_things(self, defaults: Defaults) -> None:
        sources = Source.objects.named_all(source_name(data, defaults) for _row, data in self.new)
        sections = Section.objects.named_all(
            data.section for _row, data in self.new if data.section
        )
        for row, data in self.new:
            row.source = sources[source_name(data, defaults)]
            row.section = sections[data.section] if data.section else None

    def _credit_authors(self, texts: list[Article]) -> None:
        rows = [*texts, *(row for row, _data in self.new)]
        names = {row.pk: authors_in(row.byline) for row in rows}
        # Those of a text that another of this batch has replaced already are made too.
        lines = (hide(version.byline, version.article.hidden_names) for version in self.versions)
        authors = Author.objects.named_all(name for line in lines for name in authors_in(line))
        credit = Article.authors.through
        if texts:
            credit.objects.filter(article__in=texts).delete()
        pairs = {(pk, authors[name].pk): None for pk, some in names.items() for name in some}
        credit.objects.bulk_create(
            [credit(article_id=article, author_id=author) for article, author in pairs]
        )


def _plan(
    batch: ImportBatch, placed: list[Placed], defaults: Defaults, known: _Known, *, lock: bool
) -> _Plan:
    """Decide over the records in order, as if each were stored before the next is looked at."""
    read = [_checked(one.record) for one in placed]
    digests = [
        "" if isinstance(data, Problem) else text_hash(data.headline, data.standfirst, data.body)
        for data in read
    ]
    guids = {data.guid for data in read if isinstance(data, ArticleData) and data.guid}
    known.look_up(guids, set(filter(None, digests)), lock=lock)
    plan = _Plan(batch)
    for (path, record), data, digest in zip(placed, read, digests, strict=True):
        if isinstance(data, Problem):
            item = item_of(batch, path, record, Outcome.REJECTED, data.reason)
            plan.verdicts.append(_Verdict(item))
        else:
            _decide(plan, known, path, record, data, digest, defaults)
    return plan


def _checked(record: Record) -> ArticleData | Problem:
    if isinstance(record.result, Problem):
        return record.result
    return storing_problem(record.result) or record.result


def _decide(
    plan: _Plan,
    known: _Known,
    path: str,
    record: Record,
    data: ArticleData,
    digest: str,
    defaults: Defaults,
) -> None:
    """Decide as `services._store` does, step by step."""
    notes = list(data.notes)
    entry = known.by_guid.get(data.guid) if data.guid else None
    entry = entry or known.by_digest.get(digest)
    if entry is None:
        outcome = Outcome.NEW
        row = article_of(data, digest, defaults)
        entry = _Entry(data.guid, digest, row=row)
        known.add(entry)
        plan.new.append((row, data))
    elif entry.digest == digest:
        outcome = Outcome.UNCHANGED
        if data.guid and data.guid != entry.guid:
            if entry.guid:
                outcome = Outcome.DUPLICATE
                notes.append(held_under(entry.guid))
            else:
                known.learn(entry, data.guid)
                _change(plan, entry)
    elif earlier := entry.earlier.get(digest):
        outcome = Outcome.UNCHANGED
        notes.append(had_before(earlier))
    elif twin := known.by_digest.get(digest):
        _refuse(plan, path, record, data.guid, entry, twin)
        return
    else:
        outcome = Outcome.NEW_VERSION
        row = _change(plan, entry)
        give_text(row, data, digest)
        known.move(entry, digest, row.version_number)
        if entry.pk is not None:
            plan.texts.add(entry.pk)
    item = item_of(plan.batch, path, record, outcome, "; ".join(notes))
    plan.verdicts.append(_Verdict(item, data, entry))
    if outcome in (Outcome.NEW, Outcome.NEW_VERSION):
        assert entry.row is not None  # noqa: S101 (just made or read)
        plan.versions.append(imported_version(entry.row, data, item, plan.batch))


def _change(plan: _Plan, entry: _Entry) -> Article:
    """Return the row of an article that is to be changed, with its GUID; a dry run makes one up."""
    if entry.row is None:
        number = max(entry.earlier.values(), default=1)
        entry.row = Article(pk=entry.pk, text_hash=entry.digest, version_number=number)
    entry.row.guid = entry.guid or None
    if entry.pk is not None:
        plan.changed[entry.pk] = entry.row
    return entry.row


def _refuse(plan: _Plan, path: str, record: Record, guid: str, entry: _Entry, twin: _Entry) -> None:
    """One text under two GUIDs; the articles may get their numbers only when they are stored."""
    rows = entry.row, twin.row
    pks = entry.pk, twin.pk

    def reason() -> str:
        first, second = (row.pk if row else pk for row, pk in zip(rows, pks, strict=True))
        return one_text_two_guids(guid, first, second)

    item = item_of(plan.batch, path, record, Outcome.REJECTED, reason())
    too_large = item.reason.removeprefix(reason())
    plan.verdicts.append(_Verdict(item, reason=lambda: reason() + too_large))
