"""What readers may know of merges: who went into an actor, when and why, and what still moves.

An act can hide a name, and a takedown can take the last article that had it. Then nobody learns
from a merge that there was such a name: neither from its old address nor from the page it led to.
"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet

from articles.models import Article
from entities.models import Actor, ActorMove, ActorName, Decision, Mention
from entities.moving import open_moves
from entities.review import holding_merges

# More names would hide the page that they lead to.
MOST_MERGED = 20


@dataclass(frozen=True, slots=True)
class MergedHere:
    """An actor that went into another one, and why."""

    name: str
    on: datetime.datetime
    reason: str


@dataclass(frozen=True, slots=True)
class Merges:
    """`moves` are not finished: what the page counts is still becoming more, or less."""

    here: tuple[MergedHere, ...]
    moves: tuple[ActorMove, ...]
    hidden_names: tuple[int, ...]


def with_public_articles(actors: QuerySet[Actor]) -> QuerySet[Actor]:
    """Those that public articles still name, whomever they were merged into."""
    public = Q(article__status=Article.Status.PUBLISHED)
    seen = Mention.objects.filter(public, actor=OuterRef("pk"))
    decided = Decision.objects.filter(public, actor=OuterRef("pk"))
    return actors.filter(Exists(seen) | Exists(decided))


def leads_on(actor: Actor) -> bool:
    """Whether readers who come by the address of a merged actor are sent on. One query."""
    return with_public_articles(Actor.objects.filter(pk=actor.pk)).exists()


def merges_of(actor: Actor) -> Merges:
    """Return what the page of an actor says of merges. Two queries; three more where there are."""
    moves = tuple(open_moves(actor))
    merged = list(actor.merged.order_by("name", "pk"))
    if not merged:
        return Merges((), moves, ())
    merges = holding_merges(one.pk for one in merged)
    public = set(with_public_articles(actor.merged).values_list("pk", flat=True))
    here = [
        MergedHere(one.name, merges[one.pk].decided_at, merges[one.pk].note)
        for one in merged
        if one.pk in merges and one.pk in public
    ]
    hidden = [
        name["id"]
        for one in merged
        if one.pk in merges and one.pk not in public
        for name in merges[one.pk].before["names"]
    ]
    return Merges(tuple(here[:MOST_MERGED]), moves, tuple(hidden))


def shown_names(actor: Actor, merges: Merges, most: int) -> Sequence[ActorName]:
    """The other names of an actor that readers may see. One query."""
    names = actor.names.exclude(name=actor.name).exclude(pk__in=merges.hidden_names)
    # From the knowledge file, then from articles, then by editors.
    return names.order_by("-origin", "normalised_name")[:most]
