"""How much the archive holds, has read and has had checked: three numbers for the home page.

Counting a large archive takes too long for a page that everybody opens, so large numbers are
estimated (they say "about") and kept for a minute; exact ones for seconds, since a young archive
changes while one watches.
"""

import logging
from dataclasses import dataclass

from django.core.cache import cache
from django.db.models import Exists, OuterRef
from redis.exceptions import RedisError

from articles.models import Article
from articles.search import Count, Limits, Search, count, time_limit
from articles.search.plans import SAMPLE_KEYS
from entities.models import ExtractionRun

log = logging.getLogger(__name__)

KEY = "coverage"
KEPT_S = 60
KEPT_EXACT_S = 5


@dataclass(frozen=True, slots=True)
class Coverage:
    """Public articles; those a machine has read for actors; those with every tag checked."""

    held: Count
    extracted: Count
    reviewed: Count


def coverage(limits: Limits) -> Coverage:
    """Return the numbers, at most a minute old. Counts afresh while the cache is away.

    Raises SearchTimeout.
    """
    try:
        kept = cache.get(KEY)
    except RedisError as error:
        log.warning("coverage is not cached: %s", type(error).__name__)
        return _counted(limits)
    if kept:
        return Coverage(*(Count(value, exact) for value, exact in kept))
    numbers = _counted(limits)
    values = [(n.value, n.exact) for n in (numbers.held, numbers.extracted, numbers.reviewed)]
    cache.set(KEY, values, KEPT_EXACT_S if numbers.held.exact else KEPT_S)
    return numbers


def _counted(limits: Limits) -> Coverage:
    held = count(Search(), limits=limits)
    reviewed = count(Search(labels=("reviewed",)), limits=limits)
    with time_limit(limits.timeout_ms):
        return Coverage(held, _extracted(held), reviewed)


def _extracted(held: Count) -> Count:
    articles = Article.objects.public()
    if not held.exact:
        articles = articles.labelled("@k0")
    done = ExtractionRun.objects.filter(article=OuterRef("pk"), state=ExtractionRun.State.DONE)
    return Count.scaled(articles.filter(Exists(done)).count(), 1 if held.exact else SAMPLE_KEYS)
