"""Names, actors, links and confidence on labelled reports."""

from entities.extraction import Extraction

from .answers import actors_meant, best_answers, link_right, may_be_left
from .counts import Count, Figures, share
from .gold import Gold, GoldActor
from .spans import Found, Wanted, broad, count_names, overlap

_KINDS = {"person": "people", "organisation": "organisations", "place": "countries and places"}
_NAMES = ("name", "metonym")
# Lower ends of the classes of confidence, from the highest.
CLASSES = (0.95, 0.9, 0.8, 0.7, 0.5, 0.0)


def count_who(gold: Gold, found: Extraction) -> Figures:
    """Every figure about actors for one labelled text."""
    return {
        **_names(gold, found),
        **_adjectives(gold, found),
        **_metonyms(gold, found),
        **_actors(gold, found),
        **_links(gold, found),
    }


def _names(gold: Gold, found: Extraction) -> Figures:
    wanted = [
        Wanted(mention.start, mention.end, actor.kind, (mention.start, mention.end))
        for actor in gold.actors
        for mention in actor.mentions
        if mention.how in _NAMES
    ]
    free = [
        *gold.either,
        *((m.start, m.end) for a in gold.actors for m in a.mentions if m.how == "nominal"),
    ]
    answers = [
        Found(mention.start, mention.end, actor.kind)
        for actor in found.actors
        for mention in actor.mentions
        if mention.how in _NAMES
        and (
            not any(overlap((mention.start, mention.end), span) for span in free)
            or any(overlap((mention.start, mention.end), (w.start, w.end)) for w in wanted)
        )
    ]
    counts = count_names(gold.text, wanted, answers)
    figures = {f"names: {_KINDS[kind]}": count for kind, count in counts.items()}
    return {"names": sum(counts.values(), Count()), **figures}


def _adjectives(gold: Gold, found: Extraction) -> Figures:
    return {"adjectives with their country": _mentions(gold, found, "adjective")}


def _metonyms(gold: Gold, found: Extraction) -> Figures:
    return {"metonyms with their country": _mentions(gold, found, "metonym")}


def _mentions(gold: Gold, found: Extraction, how: str) -> Count:
    meant = actors_meant(gold, found)
    wanted = {
        (mention.start, mention.end): actor.name
        for actor in gold.actors
        for mention in actor.mentions
        if mention.how == how
    }
    answers = [
        ((mention.start, mention.end), meant[actor.key].name if actor.key in meant else None)
        for actor in found.actors
        for mention in actor.mentions
        if mention.how == how
    ]
    answers = [
        (span, name)
        for span, name in answers
        if not any(overlap(span, free) for free in gold.either)
    ]
    right = sum(
        any(overlap(span, other) and name == wanted[other] for other in wanted)
        for span, name in answers
    )
    return Count(right, len(answers), len(wanted))


def _actors(gold: Gold, found: Extraction) -> Figures:
    best = best_answers(gold, found)
    figures = {f"actors: {label}": Count() for label in _KINDS.values()}
    for labelled in gold.actors:
        if not _nominal(labelled):
            figures[f"actors: {_KINDS[broad(labelled.kind)]}"] += Count(wanted=1)
    for actor in found.actors:
        hit = [
            labelled
            for labelled in gold.actors
            if (it := best.get(labelled.name)) and it.key == actor.key
        ]
        right = any(broad(labelled.kind) == broad(actor.kind) for labelled in hit)
        if hit and all(_nominal(labelled) for labelled in hit):
            continue
        if hit or not may_be_left(gold, actor):
            figures[f"actors: {_KINDS[broad(actor.kind)]}"] += Count(right=int(right), found=1)
    return {"actors": sum(figures.values(), Count()), **figures}


def _nominal(labelled: GoldActor) -> bool:
    """Whether the report never names the actor: nobody is asked to tag it."""
    return all(mention.how == "nominal" for mention in labelled.mentions)


def _links(gold: Gold, found: Extraction) -> Figures:
    best = best_answers(gold, found)
    pairs = [(labelled, best[labelled.name]) for labelled in gold.actors if labelled.name in best]
    right = [link_right(labelled, actor) for labelled, actor in pairs]
    linked = [ok for ok, (_, a) in zip(right, pairs, strict=True) if not a.key.startswith("local:")]
    return {
        "links: right row or right to be local": share(sum(right), len(right)),
        "links: of those made, right": share(sum(linked), len(linked)),
    }


def reliability(gold: Gold, found: Extraction) -> Figures:
    """By class of confidence, how many actors are who they are said to be: there, kind, link."""
    best = best_answers(gold, found)
    figures = {class_name(low): Count() for low in CLASSES}
    for actor in found.actors:
        hit = [g for g in gold.actors if (it := best.get(g.name)) and it.key == actor.key]
        if not hit and may_be_left(gold, actor):
            continue
        right = any(broad(g.kind) == broad(actor.kind) and link_right(g, actor) for g in hit)
        low = next(low for low in CLASSES if actor.confidence >= low)
        figures[class_name(low)] += share(int(right), 1)
    return figures


def class_name(low: float) -> str:
    """What a class of confidence is called in the table."""
    index = CLASSES.index(low)
    high = CLASSES[index - 1] if index else 1.0
    return f"confidence {low:.2f} to {high:.2f}: actors right"
