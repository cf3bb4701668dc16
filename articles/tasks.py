"""Doors into the worker for what needs nothing of actors: each calls a function and returns."""

from typing import Any

from celery import Task, shared_task

from articles import acts, intake, polling
from articles.merging import move_some, request_moves

# 10,000 articles, half a minute: then other upkeep has its turn.
MOST_BATCHES = 20
# The largest texts there are, 500 of them at once, each with its search vector.
MOVING_LIMIT_S = 60 * 60
# The largest ZIP archive that is read holds some two million reports: two hours, with room.
IMPORT_LIMIT_S = 12 * 60 * 60


class ImportFileTask(Task):
    """Gives a file back that an unexpected error stopped; Celery logs the traceback."""

    def on_failure(self, exc: Exception, task_id: str, args: Any, kwargs: Any, einfo: Any) -> None:
        intake.give_back(args[0], task_id)


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


@shared_task(bind=True, base=ImportFileTask, time_limit=IMPORT_LIMIT_S)
def import_file(task: Task, file_id: int) -> None:
    """Read one file of an upload, if it is still to be read."""
    intake.import_file(file_id, task.request.id or "")


@shared_task(time_limit=IMPORT_LIMIT_S)
def retry_rejected(batch_id: int) -> None:
    """Try the rejected records of an upload again, if that is still to be done."""
    intake.retry(batch_id)


@shared_task
def sweep_uploads() -> None:
    """Beat: bring back what a dead worker or a lost broker left behind."""
    intake.sweep()


@shared_task(time_limit=polling.SWEEP_LIMIT_S)
def poll_feeds() -> None:
    """Beat: fetch the feeds that are due and store what they brought."""
    for _polled in polling.poll_due():
        pass  # each is written down with its feed
