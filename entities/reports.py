"""Reports by readers: taken without an account, settled by editors. They change no tag.

How many of an article are open stands with its other counts in `ArticleReview`, and is written here
alone.
"""

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone

from articles.models import Article
from entities.models import Actor, ArticleReview, Report
from entities.models.queue import OPEN_COUNTS
from entities.throttle import count_in

# A reader who goes through a long list of tags sends a dozen; a program that sends for ever is
# stopped at what an editor can read.
MOST_A_DAY = 20
MOST_A_MINUTE = 30
# On the desk beside the article.
MOST_BESIDE = 20


class SettledAlready(Exception):
    """Somebody was quicker; `report` is as they left it."""

    def __init__(self, report: Report) -> None:
        super().__init__(f"{report.settled_by} has settled this already.")
        self.report = report


def take(article: Article, actor: Actor, problem: str, words: str, *, address: str) -> Report:
    """Store what a reader reports. Raises Throttled, and RedisError while the cache is away."""
    count_in("reports", address, a_day=MOST_A_DAY, a_minute=MOST_A_MINUTE)
    with transaction.atomic():
        report = Report.objects.create(article=article, actor=actor, problem=problem, words=words)
        ArticleReview.objects.filter(article=article).update(
            report_count=F("report_count") + 1,
            open_since=Coalesce("open_since", Value(report.created_at)),
        )
    return report


def settle(report_id: int, outcome: str, *, editor: User, note: str = "") -> Report:
    """Say what came of a report. Raises SettledAlready, Report.DoesNotExist."""
    with transaction.atomic():
        updated = Report.objects.filter(pk=report_id, outcome=Report.Outcome.OPEN).update(
            outcome=outcome, settled_by=editor, settled_at=timezone.now(), note=note
        )
        report = Report.objects.select_related("settled_by").get(pk=report_id)
        if not updated:
            raise SettledAlready(report)
        still_open = Q(report_count__gt=1)
        for name in OPEN_COUNTS:
            still_open |= Q(**{f"{name}__gt": 0})
        ArticleReview.objects.filter(article=report.article_id, report_count__gt=0).update(
            report_count=F("report_count") - 1,
            open_since=Case(When(still_open, then="open_since")),
        )
    return report


def open_reports(article_id: int) -> list[Report]:
    """Return what readers report of an article and nobody has settled, oldest first. One query."""
    rows = Report.objects.filter(article=article_id, outcome=Report.Outcome.OPEN)
    return list(rows.select_related("actor").order_by("pk")[:MOST_BESIDE])
