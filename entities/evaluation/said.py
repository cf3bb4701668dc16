"""Quotes and dates on labelled reports."""

from entities.extraction import Extraction

from .answers import actors_meant
from .counts import Count, Figures, share
from .gold import Gold, GoldQuote
from .spans import alike, overlap


def count_quotes(gold: Gold, found: Extraction, *, direct: bool) -> Figures:
    """Quotes with their speaker, and how many stretches were found at all.

    A quote is right when it is the same stretch with the right speaker. Found are those with a
    speaker; wanted those whose speaker is known. One without either is right to have none.
    """
    meant = actors_meant(gold, found)
    label = "direct quotes" if direct else "indirect quotes"
    open_ = [quote for quote in gold.quotes if quote.direct == direct]
    wanted = sum(bool(quote.speakers) for quote in open_)
    right = attributed = stretches = answers = 0
    for answer in found.quotes:
        if answer.direct != direct:
            continue
        answers += 1
        hit = _same((answer.start, answer.end), open_)
        if hit:
            open_.remove(hit)
            stretches += 1
        if answer.speaker:
            attributed += 1
            speaker = meant.get(answer.speaker)
            right += bool(hit and speaker and speaker.name in hit.speakers)
    every = sum(quote.direct == direct for quote in gold.quotes)
    return {
        f"{label}: with the right speaker": Count(right, attributed, wanted),
        f"{label}: the stretch alone": Count(stretches, answers, every),
    }


def _same(span: tuple[int, int], quotes: list[GoldQuote]) -> GoldQuote | None:
    near = [quote for quote in quotes if alike(span, (quote.start, quote.end))]
    return max(near, key=lambda quote: overlap(span, (quote.start, quote.end)), default=None)


def count_dates(gold: Gold, found: Extraction) -> Figures:
    """Dates with their value, and of those that were seen at all how many have the right one."""
    open_ = list(gold.dates)
    right = seen = 0
    for answer in found.dates:
        span = (answer.start, answer.end)
        hit = next((date for date in open_ if overlap(span, (date.start, date.end))), None)
        if hit:
            open_.remove(hit)
            seen += 1
            right += answer.value == hit.value
    return {
        "dates": Count(right, len(found.dates), len(gold.dates)),
        "dates: value, given the words": share(right, seen),
    }
