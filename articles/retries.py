"""Another try of what an import rejected: after its columns were named, or with a better reader."""

from collections.abc import Mapping

from django.db import transaction
from django.db.models import QuerySet

from articles.bulk import Placed, in_batches, store_many
from articles.kept import read_again
from articles.models import ImportBatch, ImportItem
from articles.services import Defaults


def retry_rejected(
    batch: ImportBatch, defaults: Defaults, mapping: Mapping[str, str] | None = None
) -> list[ImportItem]:
    """Read the kept bytes of a batch's rejected items again and store what they hold.

    Returns the new items, in order and without their bytes; the first that comes of an item has it
    as `retry_of`. Items whose bytes were not kept, or make no sense alone, stay as they are; of
    what was tried before, the latest try is tried again. The mapping is that of `read_again`. One
    transaction an item; two at once try each item once.
    """
    rejected = _untried(batch).order_by("pk").values_list("pk", flat=True)
    made = [pk for item in list(rejected) for pk in _retry(batch, item, defaults, mapping)]
    return list(batch.items.filter(pk__in=made).defer("content").order_by("pk"))


def _retry(
    batch: ImportBatch, pk: int, defaults: Defaults, mapping: Mapping[str, str] | None
) -> list[int]:
    made: list[int] = []
    with transaction.atomic():
        ImportBatch.objects.select_for_update(no_key=True).get(pk=batch.pk)
        item = _untried(batch).filter(pk=pk).first()
        if item is None:
            return made
        placed = (Placed(item.path, record) for record in read_again(item, mapping))
        for some in in_batches(placed):
            made += [stored.pk for stored in store_many(batch, some, defaults)]
        ImportItem.objects.filter(pk__in=made[:1]).update(retry_of=item)
    return made


def _untried(batch: ImportBatch) -> "QuerySet[ImportItem]":
    rejected = batch.items.filter(outcome=ImportItem.Outcome.REJECTED, retried_as=None)
    return rejected.exclude(content=b"")
