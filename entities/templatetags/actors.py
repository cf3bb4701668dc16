"""How states of tags are shown: a sign beside the words, never colour alone."""

from django import template

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
