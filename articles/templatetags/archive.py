"""How the archive writes dates and numbers."""

import datetime

from django import template
from django.utils import timezone
from django.utils.formats import date_format, number_format

from articles.models import Article

register = template.Library()

UNDATED = "undated"
_FORMATS = {"year": "Y", "month": "F Y", "day": "j F Y", "minute": "j F Y, H:i"}
_MACHINE = {"year": "%Y", "month": "%Y-%m", "day": "%Y-%m-%d", "minute": "%Y-%m-%dT%H:%M:%S%z"}


@register.filter
def published_on(article: Article) -> str:
    """The date written out as far as it is known: "29 December 2020", "2020", "undated"."""
    moment = _moment(article)
    return date_format(moment, _FORMATS[article.published_precision]) if moment else UNDATED


@register.filter
def published_machine(article: Article) -> str:
    """The same for the `datetime` of a `<time>`; empty when undated."""
    moment = _moment(article)
    return moment.strftime(_MACHINE[article.published_precision]) if moment else ""


@register.filter
def written(moment: datetime.datetime | datetime.date | None) -> str:
    """An instant or a day, written out: "3 May 2020, 14:05"; empty for None."""
    if moment is None:
        return ""
    if isinstance(moment, datetime.datetime):
        return date_format(timezone.localtime(moment), _FORMATS["minute"])
    return date_format(moment, _FORMATS["day"])


@register.filter
def written_day(moment: datetime.datetime) -> str:
    """The day of an instant, written out: "3 May 2020"."""
    return date_format(timezone.localtime(moment), _FORMATS["day"])


@register.filter
def counted(number: int) -> str:
    """A number with its thousands set apart: 212,000."""
    return number_format(number, use_l10n=True, force_grouping=True)


def _moment(article: Article) -> datetime.datetime | None:
    """`published_at` as it is to be read: a time of day in local time, a mere day as it was given.

    Days, months and years are stored as midnight UTC; another time zone must not shift them.
    """
    moment = article.published_at
    if moment is None or article.published_precision != Article.Precision.MINUTE:
        return moment
    return timezone.localtime(moment)
