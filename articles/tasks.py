"""Doors into the worker for what needs nothing of actors: each calls a function and returns."""

from celery import shared_task

from articles import acts
from articles.merging import move_some, request_moves

# 10,000 articles, half a minute: then other upkeep has its turn.
MOST_BATCHES = 20
# The largest texts there are, 500 of them at once, each with its search vector.
MOVING_LIMIT_S = 60 * 60


@shared_task
def release_embargoes() -> None:
    """Beat: bring back what was embargoed until now."""
    acts.release_embargoes()


@shared_task(time_limit=MOVING_LIMIT_S)
def move_merged() -> None:
    """Move articles to what their source, section or author was merged into.

    Called by a merge and by beat; at once done where there is nothing to move.
    """
    for _ in range(MOST_BATCHES):
        if not move_some():
            return
    request_moves()
