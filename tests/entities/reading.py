"""A text read by the real extractor, its actors by name: what the extraction tests share."""

import datetime
from functools import cache

from entities.extraction import Actor, Extraction, extract, load_knowledge

knowledge = cache(load_knowledge)


def read(text: str, date: str | None = None) -> Extraction:
    """The findings of a text, with its date of publication as YYYY-MM-DD if it has one."""
    day = datetime.date.fromisoformat(date) if date else None
    return extract(text, knowledge=knowledge(), date=day)


def actors(text: str, date: str | None = None) -> dict[str, Actor]:
    """The actors of a text by name."""
    return {actor.name: actor for actor in read(text, date).actors}


def words(actor: Actor) -> list[str]:
    """What the text calls an actor, in order."""
    return [mention.surface for mention in actor.mentions]
