"""Who appears with an actor: in how many articles, and in how many with each other."""

from dataclasses import dataclass

from entities.models import Actor, ActorPair
from entities.network import Network, Other, network
from entities.pairs import pair_address

# More names around a small picture would overlap.
MOST_COMPANY = 12


@dataclass(frozen=True, slots=True)
class Companion:
    """Somebody in the same articles; `url` is the page of the two."""

    other: Actor
    count: int
    url: str


def company_of(actor: Actor) -> list[Companion]:
    """Return those who share the most public articles with an actor. One query of an index."""
    pairs = (
        actor.company.filter(article_count__gt=0, other__article_count__gt=0)
        .select_related("other")
        .order_by("-article_count", "other_id")[:MOST_COMPANY]
    )
    return [
        Companion(pair.other, pair.article_count, pair_address(actor, pair.other)) for pair in pairs
    ]


def network_of(actor: Actor, company: list[Companion]) -> Network | None:
    """Return the picture of an actor's company and of what these share; None for fewer than two.

    One query, of as many rows as there can be lines.
    """
    if len(company) < 2:
        return None
    places = {one.other.pk: place for place, one in enumerate(company)}
    pairs = ActorPair.objects.filter(actor__in=places, other__in=places, article_count__gt=0)
    between = {
        (places[one], places[other]): count
        for one, other, count in pairs.values_list("actor_id", "other_id", "article_count")
        if places[one] < places[other]
    }
    others = [Other(one.other.name, one.other.kind, one.url, one.count) for one in company]
    centre = Other(actor.name, actor.kind, actor.get_absolute_url(), actor.article_count)
    return network(centre, others, between)
