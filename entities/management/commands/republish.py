"""`republish`: derive again what readers and search see of every article, without extraction."""

import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from entities import republishing
from entities.models import ArticleReview
from entities.publish import lock_article, publish

TELL_EVERY_S = 10


class Command(BaseCommand):
    help = (
        "Derive tags, quotes, interactions and the labels that search filters by again, from what "
        "is stored: after an update of the archive that brings new labels, or another setting of "
        "what readers see. Nothing is extracted, and no decision changes. Can be stopped and gone "
        "on with at any time."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--after", type=int, default=0, metavar="ARTICLE_ID", help="go on after this article"
        )

    def handle(self, *, after: int, **_options: Any) -> None:
        waiting = ArticleReview.objects.filter(article__gt=after).order_by("article")
        total, done, told_at = waiting.count(), 0, time.monotonic()
        last = after
        publication = republishing.begin(afresh=not after)
        try:
            for last in waiting.values_list("article", flat=True).iterator():
                with transaction.atomic():
                    publish(lock_article(last))
                done += 1
                if time.monotonic() - told_at >= TELL_EVERY_S:
                    self.stdout.write(f"{done:,} of {total:,}, up to article {last}.")
                    self.stdout.flush()
                    told_at = time.monotonic()
        except KeyboardInterrupt:
            self.stdout.write(f"Stopped. Go on with: republish --after {last - 1}")
            raise SystemExit(130) from None
        if publication:
            republishing.finish(publication)
        self.stdout.write(f"{done:,} article{'' if done == 1 else 's'} republished.")
