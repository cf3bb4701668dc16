"""Extraction runs as a queue: claim, finish, fail, retry and sweep, on real connections."""

import datetime
import threading
from collections.abc import Callable
from typing import Any

import pytest
from celery import current_app
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django.fixtures import Settings

from articles.models import Article, ArticleVersion
from entities import extract, runs
from entities.models import Actor, ExtractionRun, Mention
from entities.tasks import ExtractionTask, extract_run, publish_actor_articles, sweep_runs
from tests.factories import make_actor, make_article, make_tag

State = ExtractionRun.State


@pytest.fixture(autouse=True)
def empty_queue() -> None:
    """No messages of tests before, which the sweep would count."""
    current_app.control.purge()


def make_run(article: Article | None = None, **fields: Any) -> ExtractionRun:
    """The waiting run of an article, as its import asked for it, changed as the test needs it."""
    article = article or make_article()
    run = ExtractionRun.objects.get(article=article)
    ExtractionRun.objects.filter(pk=run.pk).update(**fields)
    run.refresh_from_db()
    return run


def version_of(article: Article) -> ArticleVersion:
    return article.versions.get(number=article.version_number)


def long_ago(seconds: int = 3600) -> datetime.datetime:
    return timezone.now() - datetime.timedelta(seconds=seconds)


def at_once(call: Callable[[int], Any]) -> list[Any]:
    """What the call gives in two threads with a connection each, let go at the same moment."""
    start = threading.Barrier(2)
    given: list[Any] = []

    def run(number: int) -> None:
        try:
            start.wait(timeout=10)
            given.append(call(number))
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert len(given) == 2
    return given


# --- Request -------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_new_text_asks_for_one_run() -> None:
    run = make_run()
    assert (run.state, run.attempts, run.version.number) == (State.PENDING, 0, 1)


@pytest.mark.django_db
def test_second_request_for_a_text_that_waits_changes_nothing() -> None:
    run = make_run()
    assert runs.request_runs([run.version]) == 1
    assert ExtractionRun.objects.get() == run


@pytest.mark.django_db
def test_extracted_text_can_be_asked_for_again() -> None:
    run = make_run(state=State.DONE)
    runs.request_run(run.version)
    assert [one.state for one in ExtractionRun.objects.all()] == [State.PENDING, State.DONE]


@pytest.mark.django_db
def test_newer_text_supersedes_the_run_that_waits_for_the_older() -> None:
    make_article(guid="1")
    make_article("Tolvan left Halden.", guid="1")
    newer, older = ExtractionRun.objects.all()
    assert (older.state, older.version.number) == (State.SUPERSEDED, 1)
    assert (newer.state, newer.version.number) == (State.PENDING, 2)


@pytest.mark.django_db(transaction=True)
def test_two_requests_at_once_make_one_run_each() -> None:
    articles = [make_article() for _ in range(12)]
    versions = [version_of(article) for article in articles]
    ExtractionRun.objects.all().delete()
    at_once(lambda number: runs.request_runs(versions if number else reversed(versions)))
    assert ExtractionRun.objects.count() == 12


@pytest.mark.django_db
def test_database_refuses_a_second_open_run_of_a_text() -> None:
    run = make_run()
    with pytest.raises(IntegrityError, match="extractionrun_one_open_per_version"):
        ExtractionRun.objects.create(article=run.article, version=run.version)


@pytest.mark.django_db
def test_requesting_many_takes_no_more_queries_than_requesting_two() -> None:
    versions = [version_of(make_article()) for _ in range(20)]
    with CaptureQueriesContext(connection) as two:
        runs.request_runs(versions[:2])
    with CaptureQueriesContext(connection) as twenty:
        runs.request_runs(versions)
    assert len(twenty) == len(two)


# --- Claim ---------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_claim_takes_a_waiting_run_with_a_lease() -> None:
    claimed = runs.claim(make_run().pk, "task-1")
    assert claimed is not None
    assert (claimed.state, claimed.claimed_by, claimed.attempts) == (State.RUNNING, "task-1", 1)
    assert claimed.lease_expires_at is not None
    assert claimed.lease_expires_at > timezone.now()


@pytest.mark.django_db(transaction=True)
def test_of_two_claims_at_once_one_is_given() -> None:
    for _ in range(5):
        run = make_run()
        given = at_once(lambda number, run=run: runs.claim(run.pk, f"task-{number}"))
        assert sum(one is not None for one in given) == 1


@pytest.mark.django_db
def test_message_delivered_again_takes_its_own_claim_up() -> None:
    run = make_run()
    assert runs.claim(run.pk, "task-1")
    again = runs.claim(run.pk, "task-1")
    assert again is not None
    assert again.attempts == 2
    assert runs.claim(run.pk, "task-2") is None


@pytest.mark.django_db
@pytest.mark.parametrize("state", [State.DONE, State.FAILED, State.SUPERSEDED])
def test_closed_run_cannot_be_claimed(state: str) -> None:
    assert runs.claim(make_run(state=state).pk, "task-1") is None


@pytest.mark.django_db
def test_message_that_kills_its_worker_every_time_is_not_claimed_for_ever(
    settings: Settings,
) -> None:
    run = make_run()
    for _ in range(settings.EXTRACTION_ATTEMPTS):
        assert runs.claim(run.pk, "task-1")
    assert runs.claim(run.pk, "task-1") is None


# --- Finish and fail -----------------------------------------------------------------------------


@pytest.mark.django_db
def test_finish_by_a_task_that_lost_its_claim_changes_nothing() -> None:
    run = make_run()
    slow = runs.claim(run.pk, "task-1")
    assert slow is not None
    ExtractionRun.objects.filter(pk=run.pk).update(claimed_by="task-2")
    assert not runs.finish(slow, State.DONE)
    run.refresh_from_db()
    assert run.state == State.RUNNING


@pytest.mark.django_db
def test_failure_gives_the_run_back_with_its_error() -> None:
    run = make_run()
    runs.claim(run.pk, "task-1")
    runs.fail(run.pk, "task-1", "x" * 9000 + "\x00ValueError: \ud800 is no letter")
    run.refresh_from_db()
    assert (run.state, run.claimed_by, run.lease_expires_at) == (State.PENDING, "", None)
    assert run.error.endswith("ValueError: ? is no letter")
    assert len(run.error) == runs.MOST_ERROR


@pytest.mark.django_db
def test_last_attempt_closes_the_run_and_keeps_its_error(settings: Settings) -> None:
    run = make_run(attempts=settings.EXTRACTION_ATTEMPTS - 1)
    runs.claim(run.pk, "task-1")
    runs.fail(run.pk, "task-1", "the model is not there")
    run.refresh_from_db()
    assert (run.state, run.error) == (State.FAILED, "the model is not there")
    assert run.finished_at is not None


@pytest.mark.django_db
def test_failure_of_another_task_does_not_touch_the_claim() -> None:
    run = make_run()
    runs.claim(run.pk, "task-1")
    runs.fail(run.pk, "task-2", "not mine")
    run.refresh_from_db()
    assert (run.state, run.error) == (State.RUNNING, "")


@pytest.mark.django_db
def test_worker_hands_the_error_of_a_task_to_its_run() -> None:
    run = make_run()
    runs.claim(run.pk, "task-1")
    ExtractionTask().on_failure(ValueError("no"), "task-1", [run.pk], {}, "Traceback: no")
    run.refresh_from_db()
    assert (run.state, run.error) == (State.PENDING, "Traceback: no")


# --- Perform -------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_extraction_closes_its_run_and_keeps_its_findings() -> None:
    run = make_run()
    extract_run(run.pk)  # the door, called as a function
    run.refresh_from_db()
    assert run.state == State.DONE
    assert run.pipeline
    assert run.timings["extract_ms"] > 0
    assert run.timings["group_ms"] > 0
    assert {mention.run for mention in Mention.objects.all()} == {run}


@pytest.mark.django_db
def test_message_for_a_finished_run_does_nothing() -> None:
    run = make_run(state=State.DONE)
    extract_run(run.pk)
    assert not Mention.objects.exists()


@pytest.mark.django_db
def test_run_whose_text_changed_meanwhile_is_superseded() -> None:
    run = make_run(make_article(guid="1"))
    claimed = runs.claim(run.pk, "task-1")
    assert claimed is not None
    make_article("Tolvan left Halden.", guid="1")
    extract.perform(claimed)
    run.refresh_from_db()
    assert run.state == State.SUPERSEDED
    assert not Mention.objects.exists()


@pytest.mark.django_db
def test_worker_that_was_taken_for_dead_changes_nothing() -> None:
    run = make_run()
    slow = runs.claim(run.pk, "task-1")
    assert slow is not None
    ExtractionRun.objects.filter(pk=run.pk).update(lease_expires_at=long_ago())
    runs.sweep()
    quick = runs.claim(run.pk, "task-2")
    assert quick is not None
    extract.perform(quick)
    found = set(Mention.objects.values_list("pk", flat=True))
    extract.perform(slow)
    assert found == set(Mention.objects.values_list("pk", flat=True)) != set()


# --- Retry ---------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_retry_gives_failed_runs_a_fresh_set_of_attempts() -> None:
    run = make_run(state=State.FAILED, attempts=4, error="no model", finished_at=timezone.now())
    assert runs.retry([run]) == 1
    run.refresh_from_db()
    assert (run.state, run.attempts, run.finished_at) == (State.PENDING, 0, None)
    assert run.error == "no model"


@pytest.mark.django_db
@pytest.mark.parametrize("state", [State.PENDING, State.RUNNING, State.DONE, State.SUPERSEDED])
def test_retry_leaves_runs_that_did_not_fail(state: str) -> None:
    run = make_run(started_at=timezone.now(), lease_expires_at=timezone.now(), state=state)
    assert runs.retry([run]) == 0


@pytest.mark.django_db
def test_retry_leaves_a_run_whose_text_is_no_longer_the_articles() -> None:
    run = make_run(make_article(guid="1"), state=State.FAILED)
    make_article("Tolvan left Halden.", guid="1")
    assert runs.retry([run]) == 0


@pytest.mark.django_db
def test_retry_leaves_a_run_whose_text_is_being_extracted_already() -> None:
    run = make_run(state=State.FAILED)
    runs.request_run(run.version)
    assert runs.retry([run]) == 0


@pytest.mark.django_db
def test_retry_takes_the_latest_of_two_failed_runs_of_one_text() -> None:
    first = make_run(state=State.FAILED)
    second = ExtractionRun.objects.create(
        article=first.article, version=first.version, state=State.FAILED
    )
    assert runs.retry([first, second]) == 1
    second.refresh_from_db()
    assert second.state == State.PENDING


# --- Sweep ---------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_sweep_takes_up_a_run_that_lost_its_message() -> None:
    run = make_run(requested_at=long_ago())
    assert runs.sweep() == 1
    run.refresh_from_db()
    assert run.requested_at > long_ago(60)


@pytest.mark.django_db
def test_sweep_leaves_fresh_runs_to_their_messages() -> None:
    make_run()
    assert runs.sweep() == 0


@pytest.mark.django_db
def test_sweep_gives_back_a_run_whose_lease_ran_out() -> None:
    run = make_run()
    runs.claim(run.pk, "task-1")
    ExtractionRun.objects.filter(pk=run.pk).update(lease_expires_at=long_ago())
    sweep_runs()
    run.refresh_from_db()
    assert (run.state, run.claimed_by) == (State.PENDING, "")
    assert run.error == "The worker stopped without a word."


@pytest.mark.django_db
def test_sweep_leaves_a_run_whose_worker_still_has_time() -> None:
    run = make_run()
    runs.claim(run.pk, "task-1")
    assert runs.sweep() == 0
    run.refresh_from_db()
    assert run.state == State.RUNNING


@pytest.mark.django_db
def test_sweep_closes_a_run_that_kills_its_workers(settings: Settings) -> None:
    run = make_run(attempts=settings.EXTRACTION_ATTEMPTS - 1)
    runs.claim(run.pk, "task-1")
    ExtractionRun.objects.filter(pk=run.pk).update(lease_expires_at=long_ago())
    assert runs.sweep() == 0
    run.refresh_from_db()
    assert (run.state, run.error) == (State.FAILED, "The worker stopped without a word.")


@pytest.mark.django_db(transaction=True)
def test_sweep_adds_nothing_while_messages_only_wait_in_a_long_queue() -> None:
    for _ in range(3):
        make_run(requested_at=long_ago())  # committed: three messages are in the queue, no worker
    assert runs.sweep() == 0


# --- The articles of an actor --------------------------------------------------------------------


@pytest.mark.django_db
def test_articles_of_an_actor_are_published_once_when_asked_for() -> None:
    tag = make_tag(make_article(), "Mira Tolvan")
    runs.request_publication(tag.actor)
    Actor.objects.filter(pk=tag.actor_id).update(name="Mira Tolvan-Reijo")
    publish_actor_articles(tag.actor_id)
    tag.actor.refresh_from_db()
    assert tag.actor.publish_requested_at is None
    assert "Tolvan-Reijo" in Article.objects.get().label_text


@pytest.mark.django_db
def test_message_that_comes_after_the_articles_were_published_does_nothing() -> None:
    actor = make_actor()
    with runs.publication_of(actor.pk) as ours:
        assert not ours


@pytest.mark.django_db(transaction=True)
def test_only_one_worker_publishes_the_articles_of_an_actor() -> None:
    actor = make_actor()
    Actor.objects.update(publish_requested_at=timezone.now())
    together = threading.Barrier(2)

    def hold(_: int) -> bool:
        with runs.publication_of(actor.pk) as ours:
            together.wait(timeout=10)
            return ours

    assert sorted(at_once(hold)) == [False, True]
    with runs.publication_of(actor.pk) as ours:
        assert ours  # the lock was let go of


# --- The settings --------------------------------------------------------------------------------


def test_time_limit_beyond_the_lease_is_an_error(settings: Settings) -> None:
    settings.CELERY_TASK_TIME_LIMIT = settings.EXTRACTION_LEASE_S
    with pytest.raises(SystemCheckError, match=r"newsroom\.E001"):
        call_command("check", tags=["newsroom"])
