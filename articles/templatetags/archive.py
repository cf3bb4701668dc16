"""How the archive writes dates, numbers and addresses, and data for machines."""

import datetime
import json
from typing import Any

from django import template
from django.template.context import Context
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.safestring import SafeString, mark_safe

from articles import dates
from articles.models import Article

register = template.Library()

UNDATED = "undated"
_FORMATS = {"year": "Y", "month": "F Y", "day": "j F Y", "minute": "j F Y, H:i"}
# In a script element only these could end it, or begin another state of the parser.
_HARMLESS = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


@register.filter
def published_on(article: Article) -> str:
    """The date written out as far as it is known: "29 December 2020", "2020", "undated"."""
    moment = dates.published_moment(article)
    return date_format(moment, _FORMATS[article.published_precision]) if moment else UNDATED


@register.filter
def published_machine(article: Article) -> str:
    """The same for the `datetime` of a `<time>`; empty when undated."""
    return dates.published_machine(article)


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


@register.filter
def xml_line(text: str) -> str:
    """Text as XML can hold it: on one line, without control characters."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


@register.filter
def json_data(data: Any) -> SafeString:
    """Data as JSON that can stand in a script element."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return mark_safe(text.translate(_HARMLESS))  # noqa: S308  (JSON, without < > and &)


@register.simple_tag(takes_context=True)
def absolute(context: Context, path: str) -> str:
    """The whole address of a path of this site."""
    address: str = context["request"].build_absolute_uri(path)
    return address
