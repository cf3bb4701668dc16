"""Uploaded files as a queue: each is read once, whatever happens to the workers."""

import datetime
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from celery import current_app
from django.contrib.auth.models import User
from django.db import connection
from django.utils import timezone
from pytest_django.fixtures import DjangoCaptureOnCommitCallbacks

from articles import intake
from articles.background import alone_at
from articles.bulk import BATCH_RECORDS
from articles.models import Article, ImportBatch, ImportFile, ImportItem
from articles.services import Defaults
from articles.tasks import import_file, retry_rejected, sweep_uploads
from tests.articles.uploading import CSV, TEXT, lines, read_waiting
from tests.factories import make_article, make_upload

State = ImportFile.State
REFUSED = (
    b'{"guid": "1", "body": "Tolvan left."}\n{"guid": "2", "body": "Vas came."}\n'
    b'{"guid": "1", "body": "Vas came."}'
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def empty_queue() -> None:
    current_app.control.purge()


def the_file() -> ImportFile:
    return ImportFile.objects.get()


def queued() -> int:
    """How many messages wait for a worker in the queue of short work."""
    with current_app.connection_for_read() as broker:
        channel: Any = broker.default_channel
        return int(channel.queue_declare("upkeep", durable=True).message_count)


@pytest.fixture
def another_worker() -> Iterator[None]:
    """Somebody with a connection of its own reads the only file now."""
    held, done = threading.Event(), threading.Event()

    def hold() -> None:
        with alone_at(f"upload {the_file().pk}") as ours:
            assert ours
            held.set()
            done.wait()
        connection.close()

    holder = threading.Thread(target=hold)
    make_upload(User.objects.create(username="chief"), ("a.txt", TEXT))
    holder.start()
    assert held.wait(timeout=30)
    yield
    done.set()
    holder.join()


# --- Keeping -------------------------------------------------------------------------------------


def test_upload_is_kept_and_nothing_read(chief: User) -> None:
    day = datetime.datetime(2020, 12, 29, tzinfo=datetime.UTC)
    batch = make_upload(chief, ("a.txt", TEXT), defaults=Defaults("Demo Wire", day))
    file = the_file()
    assert (bytes(file.content), file.size, file.state) == (TEXT.encode(), 53, State.WAITING)
    assert (batch.default_source, batch.default_published_at) == ("Demo Wire", day)
    assert not Article.objects.exists()


def test_every_file_that_waits_gets_a_message(
    chief: User, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        make_upload(chief, ("a.txt", TEXT), ("b.csv", CSV), ("c.txt", TEXT))
    assert queued() == 2


def test_files_of_one_name_get_names_of_their_own(chief: User) -> None:
    named = ["report.txt", "report.txt", "report.txt (2)", "x" * 2000, "x" * 2000, "turned\u202e"]
    make_upload(chief, *((name, f"{TEXT} {number}") for number, name in enumerate(named)))
    names = list(ImportFile.objects.values_list("name", flat=True))
    assert names[:3] == ["report.txt", "report.txt (2)", "report.txt (2) (2)"]
    assert names[5] == "turned\ufffd"
    read_waiting()
    assert sorted(ImportItem.objects.values_list("path", flat=True)) == sorted(names)


@pytest.mark.parametrize(
    ("name", "content", "state"),
    [
        ("a.csv", "headline,body\nIce,The fjord froze.\n", State.ASKING),
        ("own.jsonl", '{"body": "x", "headline": "y"}', State.WAITING),
        ("odd.jsonl", '{"body": "x", "kop": "y"}', State.ASKING),
        ("a.txt", TEXT, State.WAITING),
        ("empty.txt", "", State.WAITING),
    ],
)
def test_only_tables_with_something_to_check_are_asked_about(
    chief: User, name: str, content: str, state: str
) -> None:
    make_upload(chief, (name, content))
    assert the_file().state == state


# --- Reading -------------------------------------------------------------------------------------


def test_file_that_was_read_leaves_its_records_and_no_bytes(chief: User) -> None:
    batch = make_upload(chief, ("a.jsonl", lines(3)))
    read_waiting()
    file = the_file()
    assert (file.state, bytes(file.content), file.lease_expires_at) == (State.DONE, b"", None)
    assert list(batch.items.values_list("index", "outcome")) == [(n, "new") for n in (1, 2, 3)]
    assert file.finished_at
    assert Article.objects.count() == 3


def test_batch_is_finished_with_its_last_file(chief: User) -> None:
    batch = make_upload(chief, ("a.txt", TEXT), ("b.csv", CSV))
    read_waiting()
    batch.refresh_from_db()
    assert batch.finished_at is None
    intake.leave_out(ImportFile.objects.get(name="b.csv"), chief)
    batch.refresh_from_db()
    assert batch.finished_at


def test_what_the_uploader_said_serves_articles_that_say_nothing(chief: User) -> None:
    day = datetime.datetime(2020, 12, 29, tzinfo=datetime.UTC)
    make_upload(chief, ("a.txt", TEXT), defaults=Defaults("Demo Wire", day))
    read_waiting()
    article = Article.objects.select_related("source").get()
    assert (article.source.name, article.published_at) == ("Demo Wire", day)
    assert article.versions.get().created_by == chief


@pytest.mark.parametrize("stored", [1, BATCH_RECORDS, BATCH_RECORDS + 1])
def test_file_that_was_half_read_is_read_on_and_nothing_stored_twice(
    chief: User, stored: int
) -> None:
    whole = lines(BATCH_RECORDS + 2)
    batch = make_upload(chief, ("a.jsonl", b"\n".join(whole.split(b"\n")[:stored])))
    read_waiting()
    ImportFile.objects.update(state=State.READING, content=whole, lease_expires_at=timezone.now())
    ImportBatch.objects.update(finished_at=None)
    intake.import_file(the_file().pk, "another task")
    places = list(batch.items.order_by("index").values_list("index", flat=True))
    assert places == list(range(1, BATCH_RECORDS + 3))
    assert set(batch.items.values_list("outcome", flat=True)) == {"new"}


def test_records_of_one_number_are_each_stored_once(chief: User) -> None:
    """A line of ninjs can hold several objects, which have the number of the line."""
    item = '{{"uri": "x:{0}", "headline": "Report {0}", "body_text": "The fjord froze {0}."}}'
    one = "[" + ", ".join(map(item.format, (1, 2))) + "]"
    batch = make_upload(chief, ("a.jsonl", item.format(0) + "\n" + one))
    read_waiting()
    again = (item.format(0) + "\n" + one).encode()
    ImportFile.objects.update(state=State.READING, content=again, lease_expires_at=timezone.now())
    intake.import_file(the_file().pk, "another task")
    assert list(batch.items.values_list("index", flat=True)) == [1, 2, 2]


def test_message_that_comes_twice_reads_once(chief: User) -> None:
    make_upload(chief, ("a.txt", TEXT))
    import_file(the_file().pk)
    import_file(the_file().pk)
    assert ImportItem.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_file_that_somebody_reads_is_left_alone(another_worker: None) -> None:
    intake.import_file(the_file().pk, "a task")
    assert the_file().state == State.WAITING
    assert not ImportItem.objects.exists()


def test_file_is_given_back_after_an_error_and_given_up_after_the_last(chief: User) -> None:
    batch = make_upload(chief, ("a.jsonl", lines(1)))
    for attempt in range(1, intake.ATTEMPTS + 1):
        claimed = intake._claim(the_file().pk, "a task")
        assert claimed
        assert claimed.attempts == attempt
        import_file.on_failure(ValueError(), "another task", [claimed.pk], {}, None)
        assert the_file().state == State.READING
        import_file.on_failure(ValueError(), "a task", [claimed.pk], {}, None)
    file = the_file()
    assert (file.state, file.reason) == (State.FAILED, intake.GIVEN_UP)
    assert bytes(file.content) == lines(1)
    batch.refresh_from_db()
    assert batch.finished_at


def test_file_that_killed_every_worker_is_given_up(chief: User) -> None:
    make_upload(chief, ("a.txt", TEXT))
    ImportFile.objects.update(
        state=State.READING, attempts=intake.ATTEMPTS, lease_expires_at=timezone.now()
    )
    intake.import_file(the_file().pk, "a task")
    assert (the_file().state, the_file().reason) == (State.FAILED, intake.GIVEN_UP)
    assert not Article.objects.exists()


def test_file_that_was_given_up_can_be_read_again(chief: User) -> None:
    make_upload(chief, ("a.txt", TEXT))
    ImportFile.objects.update(state=State.FAILED, attempts=4, reason=intake.GIVEN_UP)
    ImportBatch.objects.update(finished_at=timezone.now())
    assert intake.read_again(the_file())
    assert not intake.read_again(the_file())
    read_waiting()
    assert (the_file().state, the_file().reason) == (State.DONE, "")
    assert ImportBatch.objects.get().finished_at


def test_file_that_was_read_cannot_be_read_again(chief: User) -> None:
    make_upload(chief, ("a.txt", TEXT))
    read_waiting()
    assert not intake.read_again(the_file())
    assert ImportBatch.objects.get().finished_at


# --- The sweep -----------------------------------------------------------------------------------


@pytest.mark.parametrize("state", [State.WAITING, State.READING])
def test_sweep_sends_again_what_lost_its_message_or_worker_and_no_sooner(
    chief: User, state: str
) -> None:
    make_upload(chief, ("a.txt", TEXT))
    ImportFile.objects.update(state=state)
    sweep_uploads()
    assert queued() == 0
    ImportFile.objects.update(lease_expires_at=timezone.now() - datetime.timedelta(seconds=1))
    sweep_uploads()
    sweep_uploads()
    assert queued() == 1


@pytest.mark.parametrize("state", [State.ASKING, State.DONE, State.FAILED])
def test_sweep_leaves_alone_what_no_worker_can_do(chief: User, state: str) -> None:
    make_upload(chief, ("a.txt", TEXT))
    ImportFile.objects.update(state=state, lease_expires_at=timezone.now())
    ImportBatch.objects.update(finished_at=timezone.now())
    sweep_uploads()
    assert queued() == 0


# --- Tables --------------------------------------------------------------------------------------


def test_table_is_read_with_the_columns_that_were_chosen(chief: User) -> None:
    make_upload(chief, ("a.csv", CSV))
    assert intake.import_as(the_file(), {"Kop": "headline", "Lede": "body", "Colour": ""})
    read_waiting()
    told = Article.objects.order_by("pk").values_list("headline", "body")
    assert list(told) == [("Ice", "The fjord froze over."), ("Fire", "The mill burned down.")]


def test_of_several_columns_for_one_field_the_likelier_is_asked_first(chief: User) -> None:
    make_upload(chief, ("a.csv", "id,text,body,title\n1,Second.,First.,Ice\n2,Alone.,,Fire\n"))
    mapping = {"id": "guid", "text": "body", "body": "body", "title": "headline"}
    intake.import_as(the_file(), mapping)
    read_waiting()
    assert set(Article.objects.values_list("body", flat=True)) == {"First.", "Alone."}


def test_table_that_is_left_out_names_who_did_it(chief: User) -> None:
    make_upload(chief, ("a.csv", CSV))
    assert intake.leave_out(the_file(), chief)
    file = the_file()
    assert (file.state, bytes(file.content)) == (State.FAILED, b"")
    assert file.reason == f"Left out by {chief.username}."


def test_second_answer_about_a_table_changes_nothing(chief: User) -> None:
    make_upload(chief, ("a.csv", CSV))
    assert intake.import_as(the_file(), {"Lede": "body"})
    assert not intake.leave_out(the_file(), chief)
    assert not intake.import_as(the_file(), {"Kop": "body"})
    assert (the_file().state, the_file().mapping) == (State.WAITING, {"Lede": "body"})


# --- Another try ---------------------------------------------------------------------------------


def refused(chief: User) -> ImportItem:
    """A record that was rejected because its text is another article's, who has another by now."""
    batch = make_upload(chief, ("a.jsonl", REFUSED))
    read_waiting()
    item = batch.items.get(outcome="rejected")
    make_article("Vas ran.", guid="2", headline="")
    return item


def test_what_was_rejected_and_can_be_stored_now_gets_a_successor(chief: User) -> None:
    rejected = refused(chief)
    assert intake.request_retry(rejected.batch)
    retry_rejected(rejected.batch_id)
    again = rejected.batch.items.get(retry_of=rejected)
    expected = ("new version", rejected.path, rejected.index)
    assert (again.outcome, again.path, again.index) == expected
    assert again.article == Article.objects.get(guid="1")
    assert ImportBatch.objects.get(pk=rejected.batch_id).finished_at


def test_pressing_twice_tries_once(
    chief: User, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    batch = refused(chief).batch
    with django_capture_on_commit_callbacks() as callbacks:
        assert intake.request_retry(batch)
        assert not intake.request_retry(batch)
    assert len(callbacks) == 1
    retry_rejected(batch.pk)
    retry_rejected(batch.pk)
    assert batch.items.count() == 4


def test_lost_request_to_try_again_is_sent_again_by_the_sweep(chief: User) -> None:
    batch = refused(chief).batch
    sweep_uploads()
    assert queued() == 0
    intake.request_retry(batch)
    sweep_uploads()
    assert queued() == 1


def test_nothing_is_tried_again_without_being_asked(chief: User) -> None:
    batch = refused(chief).batch
    retry_rejected(batch.pk)
    assert batch.items.count() == 3


def test_retry_that_was_stopped_goes_on_where_it_was(chief: User) -> None:
    first = refused(chief)
    intake.request_retry(first.batch)
    retry_rejected(first.batch_id)
    ImportBatch.objects.update(finished_at=None)
    retry_rejected(first.batch_id)
    assert first.batch.items.count() == 4


def test_rejected_row_of_a_table_is_read_with_its_columns_again(chief: User) -> None:
    batch = make_upload(chief, ("a.csv", CSV.replace("The mill burned down.", "")))
    intake.import_as(the_file(), {"Kop": "headline", "Lede": "body", "Colour": ""})
    read_waiting()
    item = batch.items.get(outcome="rejected")
    ImportItem.objects.filter(pk=item.pk).update(content=b"Kop;Lede;Colour\nFire;It burned.;red")
    intake.request_retry(batch)
    retry_rejected(batch.pk)
    assert Article.objects.get(headline="Fire").body == "It burned."


def test_broken_line_does_not_become_the_text_of_an_article(chief: User) -> None:
    batch = make_upload(chief, ("a.jsonl", lines(1) + b"\nno object, but words"))
    read_waiting()
    intake.request_retry(batch)
    retry_rejected(batch.pk)
    assert Article.objects.count() == 1
    assert batch.items.count() == 2
    assert ImportBatch.objects.get().finished_at


def test_import_without_anything_rejected_is_not_tried_again(chief: User) -> None:
    batch = make_upload(chief, ("a.txt", TEXT))
    read_waiting()
    assert not intake.request_retry(batch)
    assert ImportBatch.objects.get().finished_at


def test_nothing_is_tried_again_while_a_file_is_open(chief: User) -> None:
    batch = make_upload(chief, ("a.txt", ""), ("b.csv", CSV))
    read_waiting()
    assert not intake.request_retry(batch)
