"""How states of tags are shown: a sign beside the words, never colour alone."""

import datetime

from django import template
from django.utils.formats import date_format

from entities.extraction import Office
from entities.models import Kind, Tag

register = template.Library()

_SIGNS = {
    Tag.Status.CONFIRMED: "✓",
    Tag.Status.SUGGESTED: "○",
    Tag.Status.SECOND_LOOK: "?",
    Tag.Status.REJECTED: "✕",
}

_PLURALS = {
    Kind.PERSON: "people",
    Kind.ORGANISATION: "organisations",
    Kind.COUNTRY: "countries",
    Kind.PLACE: "places",
}


@register.filter
def status_sign(status: str) -> str:
    """The sign of a tag's state; for the eye only, the words say it to everybody."""
    return _SIGNS.get(Tag.Status(status), "") if status else ""


@register.filter
def status_words(status: str) -> str:
    """The state in words: "suggested, not checked"."""
    return str(Tag.Status(status).label) if status else ""


@register.filter
def kind_plural(kind: str) -> str:
    """Several actors of a kind: "people"."""
    return _PLURALS[Kind(kind)]


@register.filter
def held_from_to(office: Office) -> str:
    """When a post was held, as far as it is known: "11 May 2010 – 13 July 2016", "since 2014"."""
    start, end = _known_date(office.start), _known_date(office.end)
    if start and end:
        return start if start == end else f"{start} – {end}"
    if start:
        return f"since {start}"
    return f"until {end}" if end else "dates not known"


def _known_date(iso: str) -> str:
    """An ISO date in words, whole or a year or month alone; as it is if it is no date."""
    wanted = {4: ("%Y", "Y"), 7: ("%Y-%m", "F Y"), 10: ("%Y-%m-%d", "j F Y")}.get(len(iso))
    if wanted is None:
        return iso
    try:
        day = datetime.datetime.strptime(iso, wanted[0]).replace(tzinfo=datetime.UTC)
    except ValueError:
        return iso
    return date_format(day, wanted[1])
