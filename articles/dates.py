"""When an article was published, as far as that is known: never more than its precision says."""

import datetime

from django.utils import timezone

from articles.models import Article

_MACHINE = {"year": "%Y", "month": "%Y-%m", "day": "%Y-%m-%d"}
# The day itself is known, not only its month or year.
DAY_KNOWN = (Article.Precision.DAY, Article.Precision.MINUTE)


def published_moment(article: Article) -> datetime.datetime | None:
    """`published_at` as it is to be read: a time of day in local time, a mere day as it was given.

    Days, months and years are stored as midnight UTC; another time zone must not shift them.
    """
    moment = article.published_at
    if moment is None or article.published_precision != Article.Precision.MINUTE:
        return moment
    return timezone.localtime(moment)


def published_day(article: Article) -> datetime.date | None:
    """The day, if it is known."""
    moment = published_moment(article)
    return moment.date() if moment and article.published_precision in DAY_KNOWN else None


def published_machine(article: Article) -> str:
    """The date in ISO 8601, as far as it is known: "2020", "2020-12-29"; empty when undated."""
    moment = published_moment(article)
    if moment is None:
        return ""
    form = _MACHINE.get(article.published_precision)
    return moment.strftime(form) if form else moment.isoformat(timespec="seconds")
