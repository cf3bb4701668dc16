"""Quotes as a search shows them: the words with the hits marked, who says it, whom it names."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from articles.models import Article
from articles.search import highlights
from entities.marking import Span, marked, numbered_hits
from entities.models import Actor, Quote, QuoteAbout
from entities.models.told import SHOWN
from entities.publication import rule_of_site
from entities.shown import MOST_WORDS, with_words
from entities.told_lists import give_opening, listed

# Hits are sought in the beginning of a speech; beyond, the beginning is shown.
MOST_LOOKED_THROUGH = 4_000
# What stands before the first hit where it comes late.
BEFORE_HIT = 200


@dataclass(frozen=True, slots=True)
class QuoteResult:
    """A quote that was found; `after` and `before`: its words go on on that side."""

    quote: Quote
    article: Article
    words: SafeString
    before: bool
    after: bool
    about: list[Actor]


def quote_results(ids: Sequence[int], typed: str) -> dict[int, QuoteResult]:
    """Return the quotes by id, those that readers see. Three queries, two without words."""
    quotes_seen = Quote.objects.filter(SHOWN, rule_of_site().told, pk__in=ids)
    rows = listed(with_words(quotes_seen, most=MOST_LOOKED_THROUGH), "")
    quotes = list(rows.select_related("speaker"))
    named: dict[int, list[Actor]] = defaultdict(list)
    abouts = QuoteAbout.objects.filter(
        quote__in=[quote.pk for quote in quotes], actor__article_count__gt=0
    )
    for about in abouts.select_related("actor").order_by("quote", "actor__name", "actor"):
        named[about.quote_id].append(about.actor)
    found = highlights([quote.words for quote in quotes], typed)
    results = {}
    for quote, spans, hits in zip(quotes, found, numbered_hits(found), strict=True):
        give_opening(quote.article, quote.opening)
        start, end = _cut(quote.words, spans)
        results[quote.pk] = QuoteResult(
            quote=quote,
            article=quote.article,
            words=marked(quote.words, start, end, hits=hits),
            before=start > 0,
            after=end < quote.length,
            about=named[quote.pk],
        )
    return results


def _cut(words: str, hits: Sequence[Span]) -> Span:
    """Which part of the words is shown: all, or as much as a list takes, with the first hit."""
    if len(words) <= MOST_WORDS:
        return 0, len(words)
    first = hits[0][0] if hits else 0
    start = 0
    if first > MOST_WORDS // 2:
        start = words.rfind(" ", 0, first - BEFORE_HIT) + 1
    end = start + MOST_WORDS
    if end >= len(words):
        return start, len(words)
    space = words.rfind(" ", start + 1, end)
    return start, space if space > 0 else end
