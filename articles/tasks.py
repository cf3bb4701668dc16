"""Doors into the worker: each calls one function, and returns."""

from celery import shared_task

from articles import polling


@shared_task(time_limit=polling.SWEEP_LIMIT_S)
def poll_feeds() -> None:
    """Beat: fetch the feeds that are due and store what they brought."""
    for _polled in polling.poll_due():
        pass  # each is written down with its feed
