"""Interactions on labelled reports."""

from entities.extraction import Extraction, Interaction

from .answers import actors_meant, may_be_left
from .counts import Count, Figures, share
from .gold import Gold, GoldInteraction
from .kinds import kind_of


def count_interactions(gold: Gold, found: Extraction) -> Figures:
    """Who did what to whom: the directed pair, and given the pair its kind, modality and day.

    Each answer is right for one label at most. Of several labels of a pair the one of the same
    kind is taken, then the nearest. A symmetric label has no direction.
    """
    meant = {key: actor.name for key, actor in actors_meant(gold, found).items()}
    free = {actor.key for actor in found.actors if actor.key not in meant}
    free = {a.key for a in found.actors if a.key in free and may_be_left(gold, a)}
    answers = [
        act for act in found.interactions if act.source not in free and act.target not in free
    ]
    # Same kind first, so that no answer takes another's label.
    pairs: list[tuple[Interaction, GoldInteraction]] = []
    open_ = list(gold.interactions)
    for same_kind in (True, False):
        taken = [answer for answer, _ in pairs]
        for answer in answers:
            if any(answer is other for other in taken):
                continue
            near = [
                act
                for act in open_
                if _same_pair(answer, act, meant)
                and (kind_of(answer.kind) == act.kind or not same_kind)
            ]
            if near:
                hit = min(near, key=lambda act: abs(act.start - answer.start))
                open_.remove(hit)
                pairs.append((answer, hit))
    kinds = [(a, g) for a, g in pairs if kind_of(a.kind) == g.kind]
    dated = [(a, g) for a, g in pairs if g.on]
    return {
        "interactions": Count(len(kinds), len(answers), len(gold.interactions)),
        "interactions: directed pair": Count(len(pairs), len(answers), len(gold.interactions)),
        "interactions: kind, given the pair": share(len(kinds), len(pairs)),
        "interactions: modality, given the pair": share(
            sum(a.modality == g.modality for a, g in pairs), len(pairs)
        ),
        "interactions: day, given the pair and a day": share(
            sum(a.on is not None and a.on.isoformat().startswith(g.on or "") for a, g in dated),
            len(dated),
        ),
    }


def _same_pair(answer: Interaction, act: GoldInteraction, meant: dict[str, str]) -> bool:
    source, target = meant.get(answer.source), meant.get(answer.target)
    if (source, target) == (act.source, act.target):
        return True
    return act.symmetric and (target, source) == (act.source, act.target)
