"""`reindex`: bring the search vectors of older articles up to what the archive now looks up."""

import time
from typing import Any

from django.core.management.base import BaseCommand
from django.db import connection

from articles.reindexing import reindex

TELL_EVERY_S = 10


class Command(BaseCommand):
    help = (
        "Write the search vectors that an older version of the archive made. The archive can be "
        "read and written meanwhile; stop it as you like and run it again."
    )

    def handle(self, **_options: Any) -> None:
        about = _about_how_many()
        looked_at = written = 0
        told_at = time.monotonic()
        for looked, wrote in reindex():
            looked_at, written = looked_at + looked, written + wrote
            if time.monotonic() >= told_at + TELL_EVERY_S:
                told_at = time.monotonic()
                self.stdout.write(
                    f"{min(looked_at, about):,} of about {about:,} articles seen,"
                    f" {written:,} written"
                )
                self.stdout.flush()
        self.stdout.write(f"{written:,} articles were written; every article is up to date.")


def _about_how_many() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT reltuples FROM pg_class WHERE relname = 'articles_article'")
        return max(int(cursor.fetchone()[0]), 0)
