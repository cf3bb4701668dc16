"""Real workers and a real broker, killed at the worst moment: every text is extracted once, every
uploaded file read once, every bulk decision taken once.

Workers are processes of their own on the test database, with a Valkey of their own and short
leases. Nothing here waits for a time: everything polls for a condition.
"""

import json
import os
import signal
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.db import connection
from django.db.models import Count
from django.utils import timezone

from articles.models import Article, ImportFile, ImportItem
from entities import batches, review
from entities.models import Actor, Batch, Decision, ExtractionRun, Mention, Tag
from newsroom.services.folders import make_data_folder
from newsroom.services.locks import wait_until
from newsroom.services.processes import Child, Children
from newsroom.services.valkey import await_valkey, start_valkey, valkey_socket
from tests.articles.uploading import TEXT, lines
from tests.factories import make_actor, make_article, make_tag, make_upload
from tests.newsroom.launching import Launched, environment, fresh_data_folder, manage

ARTICLES = 6
PATIENCE_S = 120
State = ExtractionRun.State

pytestmark = pytest.mark.django_db(transaction=True)


class Site:
    """A broker, workers and a clock of this test's own, on the test database."""

    def __init__(self, data: Path, children: Children, stack: ExitStack) -> None:
        self.data = data
        self.children = children
        self.stack = stack
        self.broker: Child | None = None
        database = urlsplit(settings.ENDPOINTS.database_url)
        self.environment = {
            "DATABASE_URL": database._replace(path=f"/{connection.settings_dict['NAME']}").geturl(),
            "REDIS_URL": f"unix://{valkey_socket(data)}",
            "NEWSROOM_SECRET_KEY": "only for tests",
            "NEWSROOM_EXTRACTION_LEASE_S": "14",
            "NEWSROOM_TASK_TIME_LIMIT_S": "13",
            "NEWSROOM_EXTRACTION_ATTEMPTS": "10",
            "NEWSROOM_SWEEP_INTERVAL_S": "3",
            "NEWSROOM_SWEEP_AFTER_S": "1",
        }

    def start_broker(self) -> None:
        self.broker = start_valkey(self.children)
        await_valkey(self.children, self.broker)

    def kill_broker(self) -> None:
        assert self.broker
        self.broker.process.kill()
        self.broker.process.wait()
        self.children.forget(self.broker)

    def start_worker(self) -> Launched:
        return self._celery("worker", "--concurrency=2", "--without-mingle", "--without-gossip")

    def start_clock(self) -> Launched:
        return self._celery("beat", f"--schedule={self.data / 'run' / 'beat-schedule'}")

    def import_articles(self, count: int = ARTICLES, *, sentences: int = 40) -> str:
        """Bring articles in by the command, as its own process; return what it complained."""
        lines = [
            {
                "headline": f"Report {number}",
                "body": "Russian President Vladimir Putin met Angela Merkel in Moscow.\n\n"
                + f"Putin thanked Germany for report {number}. " * sentences,
            }
            for number in range(count)
        ]
        file = self.data / "reports.jsonl"
        file.write_text("\n".join(map(json.dumps, lines)))
        with manage("import_articles", file, data=self.data, **self.environment) as command:
            assert command.code() == 0, command.complained()
            return command.complained()

    def reextract(self) -> tuple[int, str]:
        """Have everything extracted again; return the exit status and what was said."""
        with manage("reextract", "--all", "--wait", data=self.data, **self.environment) as command:
            return command.code(), command.said() + command.complained()

    def _celery(self, *words: str) -> Launched:
        command = (sys.executable, "-m", "celery", "-A", "newsroom", *words, "--loglevel=WARNING")
        launched = Launched(*command, env=environment(self.data, **self.environment))
        return self.stack.enter_context(launched)


@pytest.fixture
def site() -> Iterator[Site]:
    with fresh_data_folder() as data:
        make_data_folder(data)
        with Children(data) as children, ExitStack() as stack:
            yield Site(data, children, stack)


def poll(condition: Callable[[], bool], worker: Launched) -> None:
    assert wait_until(condition, PATIENCE_S, every_s=0.05), (
        Counter(ExtractionRun.objects.values_list("state", flat=True)),
        worker.complained()[-3000:],
    )


def some_run_is(state: str) -> Callable[[], bool]:
    return ExtractionRun.objects.filter(state=state).exists


def every_file_is_read() -> bool:
    return not ImportFile.objects.exclude(state=ImportFile.State.DONE).exists()


def every_run_is_done() -> bool:
    return ExtractionRun.objects.filter(state=State.DONE).count() == ARTICLES


def pool_processes(worker: Launched) -> list[int]:
    pid = worker.process.pid
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def assert_each_article_was_extracted_once() -> None:
    assert Article.objects.count() == ExtractionRun.objects.count() == ARTICLES
    runs = dict(ExtractionRun.objects.values_list("article_id", "pk"))
    assert set(Mention.objects.values_list("article_id", "run_id")) == set(runs.items())
    spans = Mention.objects.values("article", "start", "end", "actor").annotate(times=Count("pk"))
    assert {span["times"] for span in spans} == {1}
    assert Actor.objects.get(name="Vladimir Putin").article_count == ARTICLES


def test_texts_are_extracted_once_though_the_processes_at_work_are_killed(site: Site) -> None:
    site.start_broker()
    site.import_articles()
    worker = site.start_worker()
    poll(some_run_is(State.RUNNING), worker)
    for process in pool_processes(worker):
        os.kill(process, signal.SIGKILL)
    poll(every_run_is_done, worker)  # without a clock: the messages come again at once
    assert ExtractionRun.objects.filter(attempts__gt=1).exists()
    assert_each_article_was_extracted_once()
    assert site.reextract() == (0, "6 articles wait to be extracted again.\n6 extracted.\n")


def test_texts_are_extracted_once_though_the_whole_worker_is_killed(site: Site) -> None:
    site.start_broker()
    site.import_articles()
    site.start_clock()
    first = site.start_worker()
    poll(some_run_is(State.RUNNING), first)
    os.killpg(first.process.pid, signal.SIGKILL)
    first.process.wait()
    second = site.start_worker()
    poll(every_run_is_done, second)
    assert ExtractionRun.objects.filter(attempts__gt=1).exists()
    assert_each_article_was_extracted_once()


def test_nothing_is_lost_when_the_broker_is_away_and_then_killed(site: Site) -> None:
    complaint = site.import_articles()
    assert "broker away" in complaint
    assert ExtractionRun.objects.filter(state=State.PENDING).count() == ARTICLES
    site.start_broker()
    site.start_clock()
    worker = site.start_worker()
    poll(some_run_is(State.RUNNING), worker)
    site.kill_broker()
    site.start_broker()
    poll(every_run_is_done, worker)
    assert_each_article_was_extracted_once()


def test_text_that_takes_too_long_fails_alone_with_its_reason(site: Site) -> None:
    site.environment |= {"NEWSROOM_TASK_TIME_LIMIT_S": "1"}
    site.start_broker()
    site.import_articles(1, sentences=4000)
    worker = site.start_worker()
    poll(some_run_is(State.FAILED), worker)
    run = ExtractionRun.objects.get()
    assert run.error == "The text took longer than 1 s, and was stopped."
    # It would take as long again, though nine more attempts were left.
    assert run.attempts == 1
    # The worker went on: it tries again, if it is told to.
    assert site.reextract() == (1, "1 article waits to be extracted again.\n1 failed.\n")


# --- Uploads -------------------------------------------------------------------------------------

RECORDS = 1500


def upload(chief: User, name: str, content: bytes | str) -> None:
    """Keep a file whose message is lost: this test has another broker than the site."""
    make_upload(chief, (name, content))
    ImportFile.objects.update(lease_expires_at=timezone.now())


def some_of_it_is_stored() -> bool:
    return ImportItem.objects.filter(batch__origin="upload").exists()


def assert_each_record_was_stored_once() -> None:
    places = ImportItem.objects.filter(path="reports.jsonl").values_list("index", flat=True)
    assert sorted(places) == list(range(1, RECORDS + 1))
    assert Article.objects.count() == RECORDS
    assert set(ImportItem.objects.values_list("outcome", flat=True)) == {"new"}


def test_upload_does_not_wait_behind_texts_to_be_extracted(site: Site, chief: User) -> None:
    site.start_broker()
    site.import_articles(400)
    upload(chief, "wire.txt", TEXT)
    site.start_clock()
    worker = site.start_worker()
    poll(every_file_is_read, worker)
    assert ExtractionRun.objects.filter(state=State.PENDING).exists()
    assert Article.objects.filter(body=TEXT).exists()


def test_file_is_read_once_though_the_process_at_work_is_killed(site: Site, chief: User) -> None:
    site.start_broker()
    upload(chief, "reports.jsonl", lines(RECORDS))
    site.start_clock()
    worker = site.start_worker()
    poll(some_of_it_is_stored, worker)
    for process in pool_processes(worker):
        os.kill(process, signal.SIGKILL)
    assert not every_file_is_read()
    poll(every_file_is_read, worker)
    assert ImportFile.objects.get().attempts > 1
    assert_each_record_was_stored_once()


def test_file_is_read_once_though_the_whole_worker_is_killed(site: Site, chief: User) -> None:
    site.start_broker()
    upload(chief, "reports.jsonl", lines(RECORDS))
    site.start_clock()
    first = site.start_worker()
    poll(some_of_it_is_stored, first)
    os.killpg(first.process.pid, signal.SIGKILL)
    first.process.wait()
    assert not every_file_is_read()
    second = site.start_worker()
    poll(every_file_is_read, second)
    assert_each_record_was_stored_once()


# --- Bulk decisions ------------------------------------------------------------------------------

DECIDED = 250


def bulk_decision(editor: User) -> Batch:
    """A rejection in many articles, whose message is lost: the site has another broker."""
    actor = make_actor("Kellan Orme")
    tags = [make_tag(make_article(f"Orme sent {n}."), "Orme", actor) for n in range(DECIDED + 1)]
    first = Tag.objects.select_related("article", "actor").get(pk=tags[0].pk)
    decision = review.reject(first, editor=editor)
    batch = batches.request_batch(decision, [tag.article_id for tag in tags], editor=editor)
    Batch.objects.update(lease_expires_at=timezone.now())
    return batch


def some_of_it_is_decided() -> bool:
    return Decision.objects.filter(batch__isnull=False).exists()


def the_batch_is_done() -> bool:
    return Batch.objects.filter(state=Batch.State.DONE).exists()


def test_bulk_decision_is_taken_once_in_each_article_though_the_worker_is_killed(
    site: Site, editor: User
) -> None:
    batch = bulk_decision(editor)
    site.start_broker()
    site.start_clock()
    first = site.start_worker()
    poll(some_of_it_is_decided, first)
    os.killpg(first.process.pid, signal.SIGKILL)
    first.process.wait()
    assert not the_batch_is_done()
    second = site.start_worker()
    poll(the_batch_is_done, second)
    batch.refresh_from_db()
    assert (batch.done_count, batch.skipped_count) == (DECIDED, 0)
    assert Decision.objects.filter(batch=batch).count() == DECIDED
    assert set(Tag.objects.values_list("status", flat=True)) == {"rejected"}
    assert Actor.objects.get(name="Kellan Orme").article_count == 0
