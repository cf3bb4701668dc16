"""The next article of an editor's queue, and how long the queue is.

The queue is what is open, the most urgent first (decision 22). An editor walks it from where they
are to its end and begins again; what others work on or were given is passed over, what they were
given themselves comes first. Every question is a walk along an index (entities.models.queue).
"""

from dataclasses import dataclass

from django.contrib.auth.models import User
from django.db import connection

from entities import leases
from entities.models import ArticleReview
from entities.querysets import ArticleReviewQuerySet

# Beyond this the desk says "more than": counting a backlog of a million would cost every decision.
MOST_COUNTED = 1000
# Each miss means that somebody else has got an article just now; more do not come at once.
MOST_TRIES = 20


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in the queue: that of an article, also when it has sunk or left since."""

    priority: float
    article: int


def spot_of(article: int) -> Spot:
    """Return where an article stands now. One query."""
    found = ArticleReview.objects.filter(pk=article).values_list("priority", flat=True)
    return Spot(found.first() or 0.0, article)


def next_free(queue: ArticleReviewQuerySet, editor: User, spot: Spot | None) -> int | None:
    """Return the article to go on with from a place, or from none; None when there is no other.

    Five queries at most.
    """
    free = queue.exclude(article__in=leases.held_by_others(editor))
    if spot:
        free = free.exclude(article=spot.article)
    mine, others = free.filter(assigned_to=editor), free.filter(assigned_to=None)
    walks = [mine.most_urgent_first(), others.most_urgent_first()]
    if spot:
        given = ArticleReview.objects.filter(article=spot.article, assigned_to=editor).exists()
        here = mine if given else others
        walks.insert(0, here.after(spot.priority, spot.article))
        if given:
            walks[1:] = reversed(walks[1:])
    for walk in walks:
        if found := walk.values_list("article", flat=True)[:1]:
            return found[0]
    return None


def claim_next(queue: ArticleReviewQuerySet, editor: User, spot: Spot | None) -> int | None:
    """Claim the next free article for an editor and return it: no two get the same.

    Going on gives up the article at the place.
    """
    for _ in range(MOST_TRIES):
        article = next_free(queue, editor, spot)
        if article is None:
            return None
        if leases.claim(article, editor):
            if spot:
                leases.release(spot.article, editor)
            return article
    return None


def waiting_words(queue: ArticleReviewQuerySet) -> str:
    """Return how many articles wait, counted no further than helps."""
    return few(waiting_count(queue))


def few(count: int) -> str:
    """Say a number that was counted up to MOST_COUNTED + 1."""
    return f"more than {MOST_COUNTED:,}" if count > MOST_COUNTED else f"{count:,}"


def waiting_count(queue: ArticleReviewQuerySet) -> int:
    """Return how many articles wait; MOST_COUNTED + 1 stands for any more."""
    return queue.order_by()[: MOST_COUNTED + 1].count()


def estimated_count() -> int:
    """Return about how many articles are open: as many as the index had when it was last vacuumed.

    -1 when PostgreSQL has not looked yet.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT reltuples FROM pg_class WHERE relname = 'articlereview_queue'")
        return int(cursor.fetchone()[0])
