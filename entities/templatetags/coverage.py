"""How parts of the archive are written."""

from django import template

register = template.Library()


@register.filter
def percent_of(part: int, whole: int) -> str:
    """A share in whole per cent, rounded down: all of it is said of nothing less than all."""
    share = 100 * part // whole if whole else 0
    return "under 1%" if part and not share else f"{share}%"
