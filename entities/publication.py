"""Which tags of an article readers see: the setting of the site, in one place.

Everything public goes by two functions: `public_tags` says which tags are shown, and
`as_readers_see` what quotes and interactions are told by. The desk sees everything.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.conf import settings
from django.db.models import Q

from entities.resolution import CONFIRMED, REJECTED, ResolvedTag

EVERYTHING_SUGGESTED = "suggested"


@dataclass(frozen=True, slots=True)
class Rule:
    """Confirmed tags alone, or with what is suggested and the machine is at least `above` sure of.

    A tag that needs a second look is as sure as the machine is of it: nobody vouches for it.
    """

    suggested: bool
    above: float

    def __str__(self) -> str:
        """As it is kept with the archive (entities.models.Publication)."""
        if not self.suggested:
            return "confirmed"
        return f"suggested above {self.above:.2f}" if self.above else EVERYTHING_SUGGESTED

    def shows(self, tag: ResolvedTag) -> bool:
        if tag.orphaned or tag.held_back or tag.status == REJECTED:
            return False
        return tag.status == CONFIRMED or (self.suggested and tag.score >= self.above)

    def shows_told(self, status: str) -> bool:
        """Whether a quote or an interaction of this status is shown, if those in it are."""
        return status == CONFIRMED or (self.suggested and status != REJECTED)

    @property
    def tags(self) -> Q:
        """The same of stored tags."""
        shown = Q(status=CONFIRMED)
        if self.suggested:
            shown |= ~Q(status=REJECTED) & Q(score__gte=self.above)
        return shown & Q(orphaned=False, held_back=False)

    @property
    def told(self) -> Q:
        """The same of stored quotes and interactions."""
        return ~Q(status=REJECTED) if self.suggested else Q(status=CONFIRMED)


def rule_of_site() -> Rule:
    return Rule(settings.PUBLISH == "suggested", settings.PUBLISH_ABOVE)


def public_tags(resolved: Iterable[ResolvedTag]) -> list[ResolvedTag]:
    """Return the tags that readers see: not rejected, lost by the text, or held back."""
    rule = rule_of_site()
    return [tag for tag in resolved if rule.shows(tag)]


def as_readers_see(resolved: Iterable[ResolvedTag]) -> tuple[ResolvedTag, ...]:
    """Return all tags, those that readers do not see as if they were rejected.

    What is told by them names nobody else: the words still are those of the hidden actor.
    """
    rule = rule_of_site()
    return tuple(
        tag if rule.shows(tag) or tag.orphaned else replace(tag, status=REJECTED)
        for tag in resolved
    )
