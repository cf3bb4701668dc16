"""Shares in words."""

from django import template

register = template.Library()


@register.filter
def percent(share: float) -> str:
    """A share of 1 as a percentage with one digit: what a few hundred answers can tell."""
    return f"{100 * share:.1f} %"
