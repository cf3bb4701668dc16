"""Doors into the worker for what needs nothing of actors: each calls a function and returns."""

from celery import shared_task

from articles import acts


@shared_task
def release_embargoes() -> None:
    """Beat: bring back what was embargoed until now."""
    acts.release_embargoes()
