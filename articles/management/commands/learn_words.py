"""`learn_words`: count the archive's own words now, which other spellings are offered from."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from articles import vocabulary
from articles.models import Word


class Command(BaseCommand):
    help = (
        "Count the words of the public articles, or go on where a count was stopped. Beat does it "
        "every night, and when the archive has grown by a tenth."
    )

    def handle(self, **_: Any) -> None:
        if not vocabulary.learn():
            raise CommandError("A worker is counting the words already.")
        self.stdout.write(f"The archive has {Word.objects.count():,} words.")
