"""`index_quotes`: let quotes be searched that were stored before they could be."""

from typing import Any

from django.core.management.base import BaseCommand

from entities.quote_words import index_some

# Half a second's work; the texts of these quotes are locked as long.
BATCH = 1000
TELL_EVERY = 50


class Command(BaseCommand):
    help = (
        "Let the quotes of an archive be searched that were stored before version 0009 of its "
        "tables. What is done stays done: break off and start again at any time."
    )

    def handle(self, **_options: Any) -> None:
        after, batches = 0, 0
        while (last := index_some(after, BATCH)) is not None:
            after, batches = last, batches + 1
            if batches % TELL_EVERY == 0:
                self.stdout.write(f"Quotes up to number {after:,} can be searched.")
                self.stdout.flush()
        self.stdout.write("Every quote can be searched.")
