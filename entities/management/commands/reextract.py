"""`reextract`: ask for articles to be extracted again, and wait for it if told to."""

import time
from argparse import ArgumentParser
from typing import Any

from celery import current_app
from django.core.management.base import BaseCommand, CommandError
from django.db.models import Count, F, Max, Min, QuerySet

from articles.models import Article, ArticleVersion
from entities import runs
from entities.models import ExtractionRun

LOOK_EVERY_S = 0.5
TELL_EVERY_S = 10
WORKER_ANSWERS_WITHIN_S = 2

State = ExtractionRun.State
OPEN = (State.PENDING, State.RUNNING)


class Command(BaseCommand):
    help = (
        "Extract articles again in the background, in their current text. Every decision of an "
        "editor is kept. With --wait, tell the outcomes; the exit status is 1 if some failed."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("articles", nargs="*", type=int, metavar="ARTICLE_ID")
        parser.add_argument("--all", action="store_true", help="every article of the archive")
        parser.add_argument("--wait", action="store_true", help="until all are done or failed")

    def handle(self, *, articles: list[int], wait: bool, **options: Any) -> None:
        versions = self._versions(articles, every=options["all"])
        count = runs.request_runs(versions.iterator(chunk_size=runs.REQUEST_BATCH))
        waiting = "1 article waits" if count == 1 else f"{count:,} articles wait"
        self.stdout.write(f"{waiting} to be extracted again.")
        if wait and count:
            asked = ExtractionRun.objects.filter(state__in=OPEN)
            if articles:
                asked = asked.filter(article__in=articles)
            self._wait(self._between(asked, articles))

    def _versions(self, articles: list[int], *, every: bool) -> QuerySet[ArticleVersion]:
        """The current versions of the articles, in the order of their keys, without their texts."""
        if every == bool(articles):
            raise CommandError("Name articles by their numbers, or say --all.")
        current = ArticleVersion.objects.filter(number=F("article__version_number"))
        if articles:
            known = Article.objects.filter(pk__in=articles).values_list("pk", flat=True)
            if unknown := sorted(set(articles) - set(known)):
                raise CommandError(f"There is no article {', '.join(map(str, unknown))}.")
            current = current.filter(article__in=articles)
        return current.only("article_id").order_by("pk")

    def _between(
        self, asked: QuerySet[ExtractionRun], articles: list[int]
    ) -> QuerySet[ExtractionRun]:
        """The runs from the first to the last that is open now, whatever becomes of them."""
        ends = asked.aggregate(first=Min("pk"), last=Max("pk"))
        if ends["first"] is None:  # done while we asked
            return ExtractionRun.objects.none()
        between = ExtractionRun.objects.filter(pk__range=(ends["first"], ends["last"]))
        return between.filter(article__in=articles) if articles else between

    def _wait(self, asked: QuerySet[ExtractionRun]) -> None:
        if not current_app.control.ping(timeout=WORKER_ANSWERS_WITHIN_S):
            raise CommandError("No worker answers: they wait until one runs (manage.py up).")
        told_at = time.monotonic()
        while left := asked.filter(state__in=OPEN).count():
            if time.monotonic() - told_at >= TELL_EVERY_S:
                self.stdout.write(f"{left:,} left.")
                self.stdout.flush()
                told_at = time.monotonic()
            time.sleep(LOOK_EVERY_S)
        outcomes = dict(asked.order_by().values_list("state").annotate(Count("pk")))
        told = ", ".join(f"{count:,} {State(state).label}" for state, count in outcomes.items())
        self.stdout.write(f"{told or 'All extracted'}.")
        if State.FAILED in outcomes:
            raise SystemExit(1)
