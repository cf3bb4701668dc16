"""All figures of one text, by what is labelled in it."""

from entities.extraction import Extraction

from .answers import best_answers, may_be_left
from .counts import Count, Figures
from .done import count_interactions
from .gold import Gold
from .said import count_dates, count_quotes
from .spans import broad
from .who import count_who, reliability


def measure(gold: Gold, found: Extraction) -> Figures:
    """The figures of a labelled report, none for what is not labelled in it."""
    figures: Figures = {}
    if "actors" in gold.covers:
        figures |= count_who(gold, found)
    if "direct quotes" in gold.covers:
        figures |= count_quotes(gold, found, direct=True)
    if "indirect quotes" in gold.covers:
        figures |= count_quotes(gold, found, direct=False)
    if "interactions" in gold.covers:
        figures |= count_interactions(gold, found)
    if "dates" in gold.covers:
        figures |= count_dates(gold, found)
    if "actors" in gold.covers:
        figures |= reliability(gold, found)
    return figures


def measure_story(gold: Gold, found: Extraction) -> Figures:
    """The figures of the whole story: how many of its actors, quotes and interactions are right.

    The answer lists no place for a name, and no link for most, so that neither is counted.
    """
    best = best_answers(gold, found)
    kinds = {actor.name: broad(actor.kind) for actor in gold.actors}
    right = {actor.key for name, actor in best.items() if broad(actor.kind) == kinds[name]}
    named = [actor for actor in found.actors if actor.key in right or not may_be_left(gold, actor)]
    quotes = {
        **count_quotes(gold, found, direct=True),
        **count_quotes(gold, found, direct=False),
    }
    said = [count for name, count in quotes.items() if name.endswith("with the right speaker")]
    return {
        "actors": Count(len(right), len(named), len(gold.actors)),
        "quotes with the right speaker": sum(said, Count()),
        **count_interactions(gold, found),
        **count_dates(gold, found),
    }
