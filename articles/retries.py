"""Another try of what an import rejected: after its columns were named, or with a better reader."""

from collections.abc import Mapping
from itertools import islice

from django.db import transaction
from django.db.models import QuerySet

from articles.bulk import Placed, store_many
from articles.kept import read_again
from articles.models import ImportBatch, ImportItem
from articles.services import Defaults


def retry_rejected(
    batch: ImportBatch, defaults: Defaults, mapping: Mapping[str, str] | None = None
) -> list[ImportItem]:
    """Read the kept bytes of a batch's rejected items again and store what they hold.

    Returns the new items, in order and without their bytes, each with the rejected one as
    `retry_of`. Items whose bytes were not kept, make no sense alone or hold more than one record
    stay as they are; of what was tried before, the latest try is tried again. The mapping is that
    of `read_again`. One transaction an item; two at once try each item once.
    """
    rejected = retryable().filter(batch=batch).order_by("pk").values_list("pk", flat=True)
    made = [again for item in list(rejected) if (again := _retry(batch, item, defaults, mapping))]
    return list(batch.items.filter(pk__in=made).defer("content").order_by("pk"))


def retryable() -> "QuerySet[ImportItem]":
    """Rejected records that were not tried again yet, and whose bytes were kept."""
    rejected = ImportItem.objects.filter(outcome=ImportItem.Outcome.REJECTED, retried_as=None)
    return rejected.exclude(content=b"")


def _retry(
    batch: ImportBatch, pk: int, defaults: Defaults, mapping: Mapping[str, str] | None
) -> int | None:
    with transaction.atomic():
        ImportBatch.objects.select_for_update(no_key=True).get(pk=batch.pk)
        item = retryable().filter(pk=pk).first()
        if item is None:
            return None
        records = list(islice(read_again(item, mapping), 2))
        if len(records) != 1:
            return None
        (again,) = store_many(batch, [Placed(item.path, records[0])], defaults)
        ImportItem.objects.filter(pk=again.pk).update(retry_of=item)
    return again.pk
