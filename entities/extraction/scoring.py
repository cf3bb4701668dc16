"""Groups become actors, each with a salience and a confidence between 0 and 1.

Salience: how much the story is about the actor. 0.55 for how often it is mentioned beside the most
mentioned one (logarithms, an adjective counts a third), 0.3 for how early, 0.15 for standing in the
headline or the first lines.

Confidence: the likelihood that the tag is right. The mean confidence of its mentions, raised
when several agree, times how sure the link is; then read off what such a score was worth on the
development half of the labelled reports.
"""

import math
from bisect import bisect_right
from itertools import pairwise

from .draft import Document, Draft, Group, Span
from .findings import Actor, Mention
from .knowledge import normalise

# The first lines of a report without a headline hold what it is about.
LEAD = 300
# Two mentions that agree halve the doubt of one, four halve it again.
_AGREEMENT = 0.5
# A score, and the share of actors right at it: 379 actors of the development half in classes, those
# that contradict their order pooled (`manage.py evaluate`, docs/extraction.md).
CALIBRATION = ((0.0, 0.3), (0.6, 0.5), (0.75, 0.87), (0.925, 0.9), (0.975, 0.93), (1.0, 0.95))
_WEIGHTS = {"name": 1.0, "metonym": 1.0, "nominal": 0.7, "pronoun": 0.3, "adjective": 0.35}


def actors(document: Document, draft: Draft) -> tuple[Actor, ...]:
    """The actors of the text in order of salience, then of first mention."""
    weights = [sum(_WEIGHTS[span.how] for span in group.spans) for group in draft.groups]
    most = max(weights, default=1.0)
    found = [
        _actor(document, draft, group, _salience(document, draft, group, weight, most))
        for group, weight in zip(draft.groups, weights, strict=True)
    ]
    found = _joined_by_key(found)
    found.sort(key=lambda actor: (-actor.salience, actor.mentions[0].start))
    return tuple(found)


def actor_key(group: Group) -> str:
    """The key of the actor a group becomes."""
    if group.entry:
        return group.entry.key
    return f"local:{group.kind}:{normalise(group.name) or group.name}"


def _actor(document: Document, draft: Draft, group: Group, salience: float) -> Actor:
    entry = group.entry
    name = entry.name if entry else group.name
    mentions = tuple(_mention(document.text, span) for span in group.spans)
    return Actor(
        key=actor_key(group),
        name=name,
        kind=group.kind,
        wikidata=entry.wikidata if entry else None,
        description=entry.description if entry else _from_title(group),
        salience=salience,
        confidence=_confidence(group),
        mentions=mentions,
    )


def _mention(text: str, span: Span) -> Mention:
    return Mention(
        start=span.start,
        end=span.end,
        surface=text[span.start : span.end],
        how=span.how,
        title=span.title,
        step=span.step,
        evidence=dict(span.evidence),
        confidence=min(1.0, max(0.0, span.confidence)),
    )


def _salience(document: Document, draft: Draft, group: Group, weight: float, most: float) -> float:
    start, end = draft.body
    first = group.spans[0].start
    often = math.log1p(weight) / math.log1p(most)
    early = 1.0 - (first - start) / max(1, end - start)
    headline = draft.metadata.headline
    if headline:
        told = {word for word in normalise(headline).split() if len(word) > 2}
        leads = normalise(group.name).split()[-1:] != [] and (
            normalise(group.name).split()[-1] in told
        )
    else:
        leads = first - start < LEAD
    return min(1.0, 0.55 * often + 0.3 * early + 0.15 * leads)


def _confidence(group: Group) -> float:
    # Adjectives tell of the country for sure, but a country only met as an adjective is weaker.
    # Words without a name tell nothing new of who it is.
    sure = [span.confidence for span in group.spans if span.how != "pronoun"]
    mean = sum(sure) / len(sure)
    doubt = (1.0 - mean) * math.pow(_AGREEMENT, math.log2(len(sure)))
    return calibrated((1.0 - doubt) * (0.5 + 0.5 * group.link))


def calibrated(score: float) -> float:
    """The share of actors that were right at a score between 0 and 1, between two knots by line."""
    at = bisect_right(CALIBRATION, score, key=lambda knot: knot[0])
    lines = list(pairwise(CALIBRATION))
    (low, worth), (high, more) = lines[min(max(at - 1, 0), len(lines) - 1)]
    share = min(1.0, max(0.0, (score - low) / (high - low)))
    return worth + share * (more - worth)


def _from_title(group: Group) -> str:
    """A local person's longest title is the best description there is."""
    return max((span.title or "" for span in group.spans), key=len)


def _joined_by_key(found: list[Actor]) -> list[Actor]:
    """One actor a key: groups of one local name end up as one actor."""
    by_key: dict[str, Actor] = {}
    for actor in found:
        if (other := by_key.get(actor.key)) is not None:
            mentions = sorted((*other.mentions, *actor.mentions), key=lambda m: m.start)
            actor = Actor(
                actor.key,
                other.name,
                other.kind,
                other.wikidata,
                other.description or actor.description,
                max(actor.salience, other.salience),
                max(actor.confidence, other.confidence),
                tuple(mentions),
            )
        by_key[actor.key] = actor
    return list(by_key.values())
