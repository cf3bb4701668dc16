"""How states of tags are shown: a sign beside the words, never colour alone."""

import datetime
from collections.abc import Iterable

from django import template
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from articles.templatetags.archive import counted
from entities.extraction import Office
from entities.models import Actor, Kind, Role, Tag

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


@register.simple_tag
def actor_chip(
    actor: Actor, status: str | None = "", count: int | str | None = None, href: str | None = ""
) -> SafeString:
    """An actor as a link: includes/_actor_chip.html, which templates include where there are few.

    Not a template itself: a page of results has eighty.
    """
    sign = words = number = SafeString()
    if status in (Tag.Status.CONFIRMED, Tag.Status.SECOND_LOOK):
        sign = format_html('<span aria-hidden="true">{}</span>', status_sign(status))
    if status:
        words = format_html(", {}", status_words(status))
    if isinstance(count, int):
        number = format_html(
            '<span class="chip-count">{}<span class="visually-hidden"> articles</span></span>',
            counted(count),
        )
    return format_html(
        '<a class="chip" data-kind="{}"{} href="{}"><span class="chip-name">{}</span>{}'
        '<span class="visually-hidden">, {}{}</span>{}</a>',
        actor.kind,
        format_html(' data-status="{}"', status) if status else "",
        href or actor.get_absolute_url(),
        actor.name,
        sign,
        actor.kind,
        words,
        number,
    )


@register.simple_tag
def actor_chips(actors: Iterable[Actor]) -> SafeString:
    """Actors as the items of a list. A page shows few actors, each of them often."""
    return format_html_join("", "<li>{}</li>", ((_kept_chip(actor),) for actor in actors))


def _kept_chip(actor: Actor) -> SafeString:
    """The chip of an actor as it was loaded, written once."""
    kept = actor.__dict__
    if "_chip" not in kept:
        kept["_chip"] = actor_chip(actor)
    chip: SafeString = kept["_chip"]
    return chip


@register.filter
def held_from_to(post: Office | Role) -> str:
    """When a post was held, as far as it is known: "11 May 2010 – 13 July 2016", "since 2014"."""
    start, end = known_date(post.start), known_date(post.end)
    if start and end:
        return start if start == end else f"{start} – {end}"
    if start:
        return f"since {start}"
    return f"until {end}" if end else "dates not known"


@register.filter
def known_date(iso: str) -> str:
    """An ISO date in words, whole or a year or month alone; as it is if it is no date."""
    wanted = {4: ("%Y", "Y"), 7: ("%Y-%m", "F Y"), 10: ("%Y-%m-%d", "j F Y")}.get(len(iso))
    if wanted is None:
        return iso
    try:
        day = datetime.datetime.strptime(iso, wanted[0]).replace(tzinfo=datetime.UTC)
    except ValueError:
        return iso
    return date_format(day, wanted[1])
