"""Which actor of an answer is which actor of the labels."""

from collections import Counter

from entities.extraction import Actor, Extraction

from .gold import Gold, GoldActor
from .spans import overlap


def actors_meant(gold: Gold, found: Extraction) -> dict[str, GoldActor]:
    """For the key of each actor found, the labelled actor with whom it shares the most mentions.

    Of two with as many, the one with the right link, then the one of that name. An actor that
    shares no mention with a labelled one is not among them; several may mean the same one.
    """
    meant = {}
    for actor in found.actors:
        ranked = [(shared(labelled, actor), labelled) for labelled in gold.actors]
        best = max(
            ranked,
            key=lambda pair: (pair[0], link_right(pair[1], actor), pair[1].name == actor.name),
            default=None,
        )
        if best and best[0]:
            meant[actor.key] = best[1]
    return meant


def best_answers(gold: Gold, found: Extraction) -> dict[str, Actor]:
    """For the name of each labelled actor that was found, the one actor that is it most."""
    meant = actors_meant(gold, found)
    best: dict[str, tuple[int, Actor]] = {}
    for actor in found.actors:
        if labelled := meant.get(actor.key):
            rank = shared(labelled, actor)
            if labelled.name not in best or rank > best[labelled.name][0]:
                best[labelled.name] = (rank, actor)
    return {name: actor for name, (_, actor) in best.items()}


def shared(labelled: GoldActor, actor: Actor) -> int:
    """How many labelled mentions the actor's mentions touch."""
    return sum(
        any(overlap((one.start, one.end), (other.start, other.end)) for other in actor.mentions)
        for one in labelled.mentions
    )


def link_right(labelled: GoldActor, actor: Actor) -> bool:
    """Whether the actor has the label's row of the knowledge, or rightly none."""
    if actor.key.startswith("local:"):
        return labelled.wikidata is None and labelled.key is None
    return bool(
        (labelled.wikidata and actor.wikidata == labelled.wikidata)
        or (labelled.key and actor.key == labelled.key)
    )


def may_be_left(gold: Gold, actor: Actor) -> bool:
    """Whether the labels say nothing of the actor: no name, or only words that may be tagged."""
    ways = Counter(mention.how for mention in actor.mentions)
    if not ways["name"] + ways["adjective"] + ways["metonym"]:
        return True
    return all(
        any(overlap((mention.start, mention.end), span) for span in gold.either)
        for mention in actor.mentions
        if mention.how in ("name", "adjective", "metonym")
    )
