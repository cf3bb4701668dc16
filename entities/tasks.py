"""Doors into the worker: each claims or calls, and returns."""

from typing import Any

from billiard.exceptions import TimeLimitExceeded
from celery import Task, shared_task

from entities import (
    batches,
    contradictions,
    counting,
    coverage,
    duplicates,
    effects,
    extract,
    learning,
    learning_roles,
    leases,
    moving,
    reads,
    runs,
    second_readings,
    shelves,
)
from entities.publish import publish_actor

# All the articles of the busiest actor of a million: an hour on one core, with room.
PUBLICATION_LIMIT_S = 12 * 60 * 60
# All exact counts that may wait, each as long as it may take.
COUNTING_LIMIT_S = 2 * 60 * 60
# Ten thousand articles take a minute; an article that hangs is given to another worker.
BATCH_LIMIT_S = 60 * 60
# All decisions of a large desk, counted; fifty articles read twice.
LEARNING_LIMIT_S = 30 * 60


class ExtractionTask(Task):
    """Hands the error of a failed extraction to its run, which is given back or closed."""

    def on_failure(self, exc: Exception, task_id: str, args: Any, kwargs: Any, einfo: Any) -> None:
        if isinstance(exc, TimeLimitExceeded):
            # It would take as long the next time.
            told = f"The text took longer than {exc.args[0]:,} s, and was stopped."
            runs.fail(args[0], task_id, told, for_good=True)
        else:
            runs.fail(args[0], task_id, str(einfo))


@shared_task(bind=True, base=ExtractionTask)
def extract_run(task: Task, run_id: int) -> None:
    """Extract the text of one run, if it is still to be had."""
    run = runs.claim(run_id, task.request.id or "")
    if run:
        extract.perform(run)


@shared_task
def sweep_runs() -> None:
    """Beat: bring back what a dead worker or a lost broker left behind."""
    runs.sweep()
    moving.sweep()


@shared_task
def fold_coverage() -> None:
    """Beat: what came in and was published has left many rows of changes; add them up."""
    coverage.fold()
    shelves.fold()


@shared_task
def tend_queue() -> None:
    """Beat: add up what was read, forget what is past, draw what is to be read a second time."""
    reads.fold()
    reads.fade()
    leases.drop_old()
    second_readings.draw()


@shared_task(time_limit=PUBLICATION_LIMIT_S)
def publish_actor_articles(actor_id: int) -> None:
    """An actor's name or kind changed: derive the tags of its articles again."""
    with runs.publication_of(actor_id) as ours:
        if ours:
            publish_actor(actor_id)


@shared_task(time_limit=PUBLICATION_LIMIT_S)
def move_actor(move_id: int) -> None:
    """Actors were merged or parted: let the articles follow."""
    moving.carry_out(move_id)


@shared_task
def compare_names() -> None:
    """Beat: look for actors with names like the new ones."""
    duplicates.compare_new()


@shared_task(time_limit=COUNTING_LIMIT_S)
def count_exactly(_row: int) -> None:
    """Make the exact count of a search, and whatever others wait, unless a worker is at it."""
    counting.count_waiting()


@shared_task(time_limit=COUNTING_LIMIT_S)
def sweep_counts() -> None:
    """Beat: make the counts whose message was lost, or whose worker died."""
    counting.count_waiting()


@shared_task(bind=True, time_limit=BATCH_LIMIT_S)
def carry_out_batch(task: Task, batch_id: int) -> None:
    """Take the decisions of a batch that still wait, beside other workers that do."""
    batches.carry_out(batch_id, task.request.id or "")


@shared_task
def sweep_batches() -> None:
    """Beat: bring back batches that a dead worker or a lost broker left behind."""
    batches.sweep()


@shared_task
def begin_walks() -> None:
    """Beat, at night: look for contradictions anew, each check in a task of its own."""
    contradictions.begin_in_workers()


@shared_task
def sweep_walks() -> None:
    """Beat: go on with rounds that lost their message or their worker."""
    contradictions.sweep()


@shared_task(time_limit=COUNTING_LIMIT_S)
def walk_archive(walk: int) -> None:
    """Go on with the round of one check."""
    contradictions.walk(walk)


@shared_task(time_limit=COUNTING_LIMIT_S)
def learn_roles() -> None:
    """Beat: learn roles of whoever editors decided on since."""
    learning_roles.learn()


@shared_task(time_limit=LEARNING_LIMIT_S)
def learn_rules() -> None:
    """Beat: decisions may have taught something new."""
    learning.learn_anew()


@shared_task(time_limit=LEARNING_LIMIT_S)
def measure_rule(rule_id: int) -> None:
    """Find what a rule would change, for the editor who is to put it in force."""
    effects.measure(rule_id)
