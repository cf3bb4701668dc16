"""What all verbs share: why a decision cannot be taken, and the words it hangs on."""

from articles.models import Article
from entities.anchoring import Anchor
from entities.models import Actor, Decision, Interaction, Tag
from entities.publication import rule_of_site


class ReviewError(Exception):
    """A decision that cannot be taken; the text says why, for the editor."""


class Stale(ReviewError):
    """Things are no longer as the editor saw them.

    `decision` is what somebody decided meanwhile; None when it was the extractor or a new text.
    """

    def __init__(self, message: str, decision: Decision | None = None) -> None:
        super().__init__(message)
        self.decision = decision


def check_version(article: Article, seen: int) -> None:
    """Raise Stale unless the article still has the text that the editor saw."""
    if article.version_number != seen:
        raise Stale("The article has a new text since you opened it.")


def anchor_json(article: Article, start: int, end: int) -> dict[str, object]:
    """Return the anchor of a span as a decision stores it."""
    return {"version": article.version_number, **Anchor.of(article.body, start, end).as_json()}


def check_tagged(article: Article, actors: list[Actor]) -> None:
    """Raise ReviewError, saying what to do, unless readers see a tag of each actor."""
    tags = Tag.objects.filter(article=article, actor__in=actors, orphaned=False)
    there = tags.exclude(status=Tag.Status.REJECTED).annotate(shown=rule_of_site().tags)
    shown = dict(there.values_list("actor", "shown"))
    for actor in actors:
        if actor.pk not in shown:
            raise ReviewError(
                f"{actor.name} is not tagged in this article: "
                "first add a tag on the words that name them."
            )
        if not shown[actor.pk]:
            raise ReviewError(f"Readers see no tag of {actor.name} here: first confirm it.")


def checked_sides(article: Article, source: Actor, target: Actor, kind: str) -> tuple[Actor, Actor]:
    """Return who deals with whom, as they are now called; raise ReviewError unless they may."""
    if kind not in Interaction.Kind.values:
        raise ReviewError(f"“{kind}” is not a kind of interaction.")
    source, target = source.merged_into or source, target.merged_into or target
    if source.pk == target.pk:
        raise ReviewError(f"{source.name} cannot deal with themselves.")
    check_tagged(article, [source, target])
    return source, target
