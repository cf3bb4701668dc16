"""The last look: which of the actors found are not shown as tags, by what editors taught."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from .draft import Document, Draft
from .findings import Actor
from .habits import Look
from .scoring import LEAD
from .standins import STEP
from .taught import HELD


def held_back(document: Document, draft: Draft, actors: tuple[Actor, ...]) -> tuple[Actor, ...]:
    """The same actors, each with why it is held back, if it is."""
    if document.memory is None:
        return actors
    reasons = {}
    if habits := document.memory.habits:
        reasons = habits.held_back(looks(document, draft.body, actors))
    for actor in actors:
        told = [
            mention.evidence.get(HELD, "") for mention in actor.mentions if mention.step != STEP
        ]
        if told and all(told):
            reasons[actor.key] = told[0]
    return tuple(replace(actor, held_back=reasons.get(actor.key, "")) for actor in actors)


def looks(document: Document, body: tuple[int, int], actors: Sequence[Actor]) -> list[Look]:
    """What each actor looks like beside the others of the text; they come most salient first."""
    roles = document.memory.roles if document.memory else {}
    start, end = body
    found = []
    for rank, actor in enumerate(actors):
        mentions = [mention for mention in actor.mentions if mention.step != STEP]
        if not mentions:
            continue
        entry = document.knowledge.entries.get(actor.key)
        first = min(mention.start for mention in mentions)
        found.append(
            Look(
                key=actor.key,
                kind=actor.kind,
                role=roles.get(actor.key) or (entry.role if entry else ""),
                confidence=actor.confidence,
                salience=actor.salience,
                hows=Counter(mention.how for mention in mentions),
                titled=any(mention.title for mention in mentions),
                one_word=" " not in actor.name,
                first=(first - start) / max(1, end - start),
                leads=first - start < LEAD,
                rank=rank,
                local=entry is None and actor.key not in roles,
            )
        )
    return found
