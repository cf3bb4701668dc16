"""What comes in again and again by itself: entries of feeds, pushes of other systems.

The same things come every few minutes, so only what changes something leaves a row: neither what is
unchanged nor what was rejected before for the same reason, and no batch without items.
"""

from django.utils import timezone

from articles.bulk import Placed, in_batches, store_many
from articles.models import ImportBatch, ImportItem
from articles.services import Defaults

Outcome = ImportItem.Outcome
# What leaves an item without changing the archive, and waits for nobody.
_TOLD_ONCE = (Outcome.REJECTED, Outcome.DUPLICATE)


def take_in(batch: ImportBatch, placed: list[Placed], defaults: Defaults) -> list[ImportItem]:
    """Store records and return what became of each, in order, in the caller's transaction.

    `batch` comes unsaved, with its feed or its token; it has no key afterwards if nothing of it is
    kept. Items that are not kept have an outcome all the same.
    """
    batch.finished_at = timezone.now()  # whoever sees it sees all of it
    batch.save(force_insert=True)
    items: list[ImportItem] = []
    for part in in_batches(placed):
        some = store_many(batch, part, defaults, keep_unchanged=False)
        _drop_repeated(batch, some)
        items += some
    if not batch.items.exists():
        batch.delete()
    return items


def _drop_repeated(batch: ImportBatch, items: list[ImportItem]) -> None:
    """Delete the items that tell of the same input what the same feed or token was told before."""
    told = [item for item in items if item.outcome in _TOLD_ONCE]
    if not told:
        return
    before = ImportItem.objects.filter(
        batch__feed=batch.feed,
        batch__token=batch.token,
        content__in=[item.content for item in told],
    ).exclude(batch=batch)
    known = {
        (outcome, reason, bytes(content))
        for outcome, reason, content in before.values_list("outcome", "reason", "content")
    }
    repeated = [
        item.pk for item in told if (item.outcome, item.reason, bytes(item.content)) in known
    ]
    ImportItem.objects.filter(pk__in=repeated).delete()
