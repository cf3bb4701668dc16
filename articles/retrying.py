"""Another try of what an import rejected: an embargo may be over, an article in the way be gone."""

from collections.abc import Iterator

from django.db import transaction
from django.db.models import QuerySet

from articles.importers import Record, read
from articles.importers.peeking import table_in
from articles.importers.tables import read_csv
from articles.models import ImportBatch, ImportFile, ImportItem
from articles.services import Defaults, store_record

# What one record of a larger file begins with: an object, a list, an element.
_STRUCTURED = (b"{", b"[", b"<")


def retryable() -> "QuerySet[ImportItem]":
    """Rejected records that were not tried again yet, and whose bytes were kept."""
    rejected = ImportItem.objects.filter(outcome=ImportItem.Outcome.REJECTED)
    return rejected.filter(retried_as__isnull=True).exclude(content=b"")


def retry_rejected(batch: ImportBatch, defaults: Defaults) -> int:
    """Store each rejected record of a batch once more and return how many were tried.

    What comes of it is an item of its own, the successor of the rejected one. Each is committed on
    its own: whoever is stopped goes on with those that have no successor.
    """
    mappings = dict(ImportFile.objects.filter(batch=batch).values_list("name", "mapping"))
    rejected = retryable().filter(batch=batch).order_by("pk")
    tried = 0
    for pk in list(rejected.values_list("pk", flat=True)):
        with transaction.atomic():
            item = rejected.select_for_update(of=("self",)).get(pk=pk)
            record = _read_alone(item, mappings.get(item.path, {}))
            if record:
                again = store_record(batch, item.path, record, defaults)
                ImportItem.objects.filter(pk=again.pk).update(retry_of=item)
                tried += 1
    return tried


def _read_alone(item: ImportItem, mapping: dict[str, str]) -> Record | None:
    """Read the bytes of one record; None where they would be taken for something else.

    A broken line of JSON, or half a row, would by itself be plain text.
    """
    content = bytes(item.content)
    bare = content.removeprefix(b"\xef\xbb\xbf").lstrip()
    records: Iterator[Record]
    if mapping and not bare.startswith(_STRUCTURED):
        records = read_csv(content, mapping)
    elif bare.startswith(_STRUCTURED) or table_in(content) or _is_whole_file(item):
        records = read(content, item.path, mapping=mapping or None)
    else:
        return None
    first, second = next(records, None), next(records, None)
    if first is None or second is not None:
        return None
    return Record(item.index, content, first.result)


def _is_whole_file(item: ImportItem) -> bool:
    others = ImportItem.objects.filter(batch=item.batch_id, path=item.path, retry_of=None)
    return item.index == 1 and others.count() <= 1
