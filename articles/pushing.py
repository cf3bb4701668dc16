"""What other systems push: whose token it is, and what the token may change.

A push is one transaction: what was answered is stored, and of what was not answered nothing is. It
can be sent again at any time, because a record is known by its GUID.
"""

import datetime
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from articles.bulk import Placed
from articles.importers import ArticleData, Problem, Record
from articles.incoming import take_in
from articles.models import Article, ImportBatch, ImportItem, IngestToken, Source
from articles.querysets import normalise_name
from articles.services import Defaults

# One transaction of a few seconds. And empty objects of 20 MB would be ten million reasons to keep.
MOST_RECORDS = 1_000
# A busy system does not write to its token with every push.
USE_NOTED_EVERY = datetime.timedelta(minutes=1)

Outcome = ImportItem.Outcome
_NO_GUID = Problem(
    "It has no GUID, by which it would be known when it is sent again: give it one, "
    "as uri in ninjs or guid in JSONL."
)


@dataclass(frozen=True, slots=True)
class Pushed:
    """What became of each record; `batch` is None if nothing of it had to be kept."""

    batch: ImportBatch | None
    results: list[tuple[Record, ImportItem]]


def token_of(secret: str) -> IngestToken | None:
    """Return the token, revoked or not, and note that it was used.

    It is looked up by its digest: how long that takes tells nothing of any token.
    """
    digest = hashlib.sha256(secret.encode(errors="replace")).hexdigest()
    token = IngestToken.objects.filter(digest=digest).first()
    if token and token.revoked_at is None:
        now = timezone.now()
        unnoted = Q(last_used_at=None) | Q(last_used_at__lt=now - USE_NOTED_EVERY)
        IngestToken.objects.filter(unnoted, pk=token.pk).update(last_used_at=now)
    return token


def push(token: IngestToken, records: Iterable[Record]) -> Pushed:
    """Store what a token may store of these records; the others are rejected with a reason.

    Locks the token, so that pushes with it come one after the other.
    """
    given = list(records)
    ours = _Sources(token.source, map(_named_source, given))
    records = [_checked(record, ours) for record in given]
    while True:
        with transaction.atomic():
            IngestToken.objects.select_for_update().get(pk=token.pk)
            batch = ImportBatch(
                origin=ImportBatch.Origin.PUSH, token=token, default_source=token.source
            )
            placed = [Placed("push", record) for record in records]
            items = take_in(batch, placed, Defaults(source=token.source))
            others = _of_others(items, ours) if token.source else {}
            if not others:
                return Pushed(batch if batch.pk else None, list(zip(given, items, strict=True)))
            # Only what is stored shows for certain whose article it was. It is taken back, and the
            # rest is stored without it.
            transaction.set_rollback(True)
        records = [
            Record(record.index, record.content, Problem(others[number]))
            if number in others
            else record
            for number, record in enumerate(records)
        ]


class _Sources:
    """Which names stand for the source of a token, those included that were merged."""

    def __init__(self, name: str, others: Iterable[str]) -> None:
        self.name = name
        keys = {normalise_name(other) for other in (name, *others) if other}
        rows = Source.objects.filter(normalised_name__in=keys).select_related("merged_into")
        self._known = {row.normalised_name: (row.merged_into or row).pk for row in rows}
        self._ours = self._key(name)

    def _key(self, name: str) -> int | str:
        key = normalise_name(name)
        return self._known.get(key, key)

    def is_ours(self, name: str) -> bool:
        return not self.name or not name or self._key(name) == self._ours

    def owns(self, source: Source) -> bool:
        mine = source.merged_into_id or source.pk
        return mine == self._ours or source.normalised_name == self._ours


def _named_source(record: Record) -> str:
    return record.result.source if isinstance(record.result, ArticleData) else ""


def _checked(record: Record, ours: _Sources) -> Record:
    """Return the record, or with the reason why it cannot be pushed with this token."""
    data = record.result
    if isinstance(data, Problem):
        return record
    if not data.guid:
        return Record(record.index, record.content, _NO_GUID)
    if not ours.is_ours(data.source):
        reason = f"It names the source {data.source}, and this token speaks for {ours.name}."
        return Record(record.index, record.content, Problem(reason))
    return record


def _of_others(items: list[ImportItem], ours: _Sources) -> dict[int, str]:
    """Return which items are of articles of another source, and why they are refused.

    A duplicate changes nothing in the article that it is one of.
    """
    about = {
        number: item.article_id
        for number, item in enumerate(items)
        if item.article_id and item.outcome != Outcome.DUPLICATE
    }
    articles = Article.objects.filter(pk__in=set(about.values())).select_related("source")
    sources = {article.pk: article.source for article in articles.only("source")}
    return {
        number: f"This is an article of {sources[pk]}, and this token speaks for {ours.name}."
        for number, pk in about.items()
        if not ours.owns(sources[pk])
    }
