"""The decisions that hold in an article, as what plays them wants them."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from articles.models import Article
from entities.anchoring import Anchor
from entities.models import Decision
from entities.names import fold
from entities.resolution import Ruling, active
from entities.told_rulings import ToldRuling

Subject = Decision.Subject
Verb = Decision.Verb
# What a decision says in place of the machine, by what it is about.
PINS: dict[str, tuple[str, ...]] = {
    Subject.QUOTE: ("speaker",),
    Subject.INTERACTION: ("source", "target", "by", "kind", "modality", "symmetric"),
}


@dataclass(frozen=True, slots=True)
class Rulings:
    """What people decided on the tags, quotes and interactions of an article, oldest first."""

    tags: tuple[Ruling, ...]
    quotes: tuple[ToldRuling, ...]
    interactions: tuple[ToldRuling, ...]


def rulings_of(article: Article, undone: Collection[int] = ()) -> Rulings:
    """Return the decisions in force in an article, as if `undone` were undone. One query."""
    return rulings_from(decisions_in([article.pk]), undone)


def decisions_in(articles: Iterable[int]) -> QuerySet[Decision]:
    """All that is decided on tags, quotes and interactions of articles, oldest first."""
    return decisions_in_articles().filter(article__in=list(articles))


def decisions_in_articles() -> QuerySet[Decision]:
    """What is decided on tags, quotes and interactions, oldest first, with the actors."""
    return (
        Decision.objects.exclude(verb=Verb.RETYPE)
        .exclude(subject=Subject.ACTOR)
        .select_related("actor__merged_into", "to_actor__merged_into")
        .order_by("pk")
    )


def rulings_from(decisions: Iterable[Decision], undone: Collection[int] = ()) -> Rulings:
    """Return those in force of all decisions on an article, oldest first. No query."""
    decisions = list(decisions)
    chain = [(one.pk, one.undoes_id) for one in decisions if one.pk not in undone]
    holding = active(chain)
    told: dict[str, list[ToldRuling]] = {Subject.QUOTE: [], Subject.INTERACTION: []}
    tags = []
    for one in decisions:
        if one.pk in holding and one.subject == Subject.TAG:
            tags.append(tag_ruling(one))
        elif one.pk in holding:
            told[one.subject].append(told_ruling(one))
    return Rulings(tuple(tags), tuple(told[Subject.QUOTE]), tuple(told[Subject.INTERACTION]))


def tag_ruling(decision: Decision) -> Ruling:
    actor, target = decision.actor, decision.to_actor
    assert actor  # noqa: S101 (decision_subject_known)
    whom = target or actor
    return Ruling(
        id=decision.pk,
        verb=decision.verb,
        actor=actor.merged_into_id or actor.pk,
        actor_name=fold(actor.name),
        target=(target.merged_into_id or target.pk) if target else None,
        anchors=_anchors(decision.anchors),
        dropped=_anchors(decision.before.get("anchors", ())),
        known=(whom.merged_into or whom).wikidata is not None,
    )


def told_ruling(decision: Decision) -> ToldRuling:
    after = decision.after
    (anchor,) = _anchors(decision.anchors)
    pin = {name: after.get(name) for name in PINS[decision.subject]}
    return ToldRuling(
        id=decision.pk,
        verb=decision.verb,
        root=after["finding"]["root"] or decision.pk,
        anchor=anchor,
        finding=after["finding"],
        pin=pin if PINS[decision.subject][0] in after else None,
    )


def _anchors(stored: Any) -> tuple[Anchor, ...]:
    return tuple(Anchor.from_json(anchor) for anchor in stored)
