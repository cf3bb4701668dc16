"""The note that the archive is not as its setting says."""

from typing import Any

from django import template

from entities.publication import rule_of_site
from entities.republishing import published_otherwise

register = template.Library()


@register.inclusion_tag("includes/_publication_note.html")
def publication_note() -> dict[str, Any]:
    """For the staff's eyes: that older articles still go by another setting. One query."""
    return {"before": published_otherwise(), "now": str(rule_of_site())}
