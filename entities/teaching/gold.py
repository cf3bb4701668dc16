"""Our own labelled reports as tagged articles: those whose actors are labelled whole."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from entities.evaluation.gold import Gold, read_gold
from entities.teaching.lines import TaggedText, WantedTag


def gold_texts(labels: Path, reports: Path) -> Iterator[TaggedText]:
    """Yield the labelled reports, the development half first, so that it is what is corrected."""
    gold = [one for one in read_gold(labels, reports) if "actors" in one.covers]
    for one in sorted(gold, key=lambda one: (one.half, one.id)):
        yield TaggedText(one.id, one.text, one.date, _tags(one), Counter())


def _tags(gold: Gold) -> tuple[WantedTag, ...]:
    """Whoever is named; an actor that only words like “the spokesman” stand for is not tagged."""
    named = (a for a in gold.actors if any(mention.how != "nominal" for mention in a.mentions))
    tags = {tag.key: tag for tag in (WantedTag(actor.name, actor.kind) for actor in named)}
    return tuple(tags.values())
