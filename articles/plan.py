"""What becomes of a batch of records, as rows: gathered while it is decided, written in bulk."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

from django.db import transaction

from articles import intake_acts
from articles.copying import copy_in
from articles.duplicates import regroup
from articles.importers import ArticleData, Record
from articles.known import Entry
from articles.models import (
    Article,
    ArticleAct,
    ArticleVersion,
    ImportBatch,
    ImportItem,
    Section,
    Source,
)
from articles.services import (
    DESCRIBED_FIELDS,
    Defaults,
    article_of,
    credit_authors,
    describe,
    imported_version,
    item_of,
    name_authors,
    source_name,
)
from articles.signals import article_text_changed
from articles.texts import TEXT_FIELDS, give_text

Outcome = ImportItem.Outcome


class Placed(NamedTuple):
    """A record and the file it came in."""

    path: str
    record: Record


@dataclass(slots=True)
class _Verdict:
    item: ImportItem
    entry: Entry | None = None
    # A reason that names articles which get their numbers when they are stored.
    reason: Callable[[], str] | None = None


class Plan:
    def __init__(self, batch: ImportBatch, defaults: Defaults) -> None:
        # Whether it was decided over articles that others may change now.
        self.needs_locks = False
        self._batch = batch
        self._defaults = defaults
        self._verdicts: list[_Verdict] = []
        self._new: list[tuple[Article, ArticleData]] = []
        self._credited: list[tuple[Article, ArticleData]] = []
        self._texts: dict[int, Article] = {}
        self._learned: dict[int, Article] = {}
        self._taken_down: dict[int, Article] = {}
        self._versions: list[ArticleVersion] = []
        self._acts: list[ArticleAct] = []

    # --- Gathering -------------------------------------------------------------------------------

    def say(
        self, placed: Placed, outcome: Outcome, reason: str, entry: Entry | None = None
    ) -> ImportItem:
        item = item_of(self._batch, placed.path, placed.record, outcome, reason)
        self._verdicts.append(_Verdict(item, entry))
        return item

    def reject(self, placed: Placed, reason: Callable[[], str]) -> None:
        """Reject for a reason that may be complete only when all is stored."""
        too_large = self.say(placed, Outcome.REJECTED, reason()).reason.removeprefix(reason())
        self._verdicts[-1].reason = lambda: reason() + too_large

    def new_article(self, data: ArticleData, digest: str) -> Article:
        row = article_of(data, digest, self._defaults)
        self._new.append((row, data))
        return row

    def new_text(self, entry: Entry, data: ArticleData, digest: str) -> Article:
        row = self._change(entry, self._texts)
        give_text(row, data, digest)
        describe(row, data)
        return row

    def add_version(self, row: Article, data: ArticleData, item: ImportItem) -> None:
        """Record the text that the article was just given; another than the first is an act."""
        version = imported_version(row, data, item, self._batch)
        self._versions.append(version)
        self._credited.append((row, data))
        if version.number > 1:
            self.add_act(intake_acts.update(row, version))

    def learn_guid(self, entry: Entry, guid: str) -> None:
        self._change(entry, self._learned).guid = guid

    def take_down(self, entry: Entry, reason: str) -> None:
        self.add_act(intake_acts.take_down(self._change(entry, self._taken_down), reason))

    def add_act(self, act: ArticleAct) -> None:
        self._acts.append(act)

    def _change(self, entry: Entry, changed: dict[int, Article]) -> Article:
        """Return the row that is to be changed, noted among such; a dry run makes one up."""
        if entry.row is None:
            number = max(entry.earlier.values(), default=1)
            entry.row = Article(pk=entry.pk, text_hash=entry.digest, version_number=number)
        if entry.pk is not None:
            changed[entry.pk] = entry.row
            self.needs_locks = True
        return entry.row

    # --- Writing ---------------------------------------------------------------------------------

    def named_items(self) -> list[ImportItem]:
        """The items, complete but for their keys."""
        for verdict in self._verdicts:
            if verdict.reason:
                verdict.item.reason = verdict.reason()
        return [verdict.item for verdict in self._verdicts]

    def write(self, *, keep_unchanged: bool) -> list[ImportItem]:
        """Store all of it and return the items in order. Some twenty queries, however many."""
        self._name_things()
        name_authors(self._credited)
        texts = list(self._texts.values())
        # What gives a text up goes before what takes it.
        _update(texts, [*TEXT_FIELDS, *DESCRIBED_FIELDS, "flags", "author_ids"])
        _update(list(self._learned.values()), ["guid"])
        copy_in([row for row, _data in self._new])
        credited = {id(row): row for row, _data in self._credited}.values()
        credit_authors(credited, again=texts)
        items = self._write_items(keep_unchanged=keep_unchanged)
        copy_in(self._versions)
        copy_in(self._acts)
        newest = {version.article_id: version for version in self._versions}
        if newest:
            article_text_changed.send(sender=Article, versions=list(newest.values()))
        # Last: its trigger locks counters that all articles share.
        _update(list(self._taken_down.values()), ["status", "flags"])
        for row in self._taken_down.values():
            transaction.on_commit(partial(_regroup, row.pk))
        return items

    def _write_items(self, *, keep_unchanged: bool) -> list[ImportItem]:
        for verdict in self._verdicts:
            if verdict.entry is not None:
                verdict.item.article = verdict.entry.row
        items = self.named_items()
        copy_in(
            [
                item
                for item in items
                # An unchanged text with its bytes says more: see `deciding._take_down`.
                if keep_unchanged or item.outcome != Outcome.UNCHANGED or item.content
            ]
        )
        return items

    def _name_things(self) -> None:
        sources = Source.objects.named_all(
            source_name(data, self._defaults) for _row, data in self._new
        )
        sections = Section.objects.named_all(
            data.section for _row, data in self._new if data.section
        )
        for row, data in self._new:
            row.source = sources[source_name(data, self._defaults)]
            row.section = sections[data.section] if data.section else None


def _regroup(article_id: int) -> None:
    """After the import's own transaction, which holds rows that the groups' lock goes before."""
    with transaction.atomic():
        regroup(Article.objects.only("lead", "status").get(pk=article_id))


def _update(rows: list[Article], fields: list[str]) -> None:
    if rows:
        Article.objects.bulk_update(rows, fields)
