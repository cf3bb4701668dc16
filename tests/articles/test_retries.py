"""What was rejected is tried again: from the bytes that were kept, each once."""

import threading

import pytest
from django.db import connection

from articles.bulk import Placed, store_many
from articles.importers import Problem, Record, read
from articles.models import Article, ImportBatch, ImportFile, ImportItem
from articles.retries import retry_rejected
from articles.services import Defaults, start_batch

Outcome = ImportItem.Outcome
MAPPING = {"stuk": "body"}
LINES = b'{"body": "Tolvan left."}\n{"stuk": "Tolvan came."}\n{"stuk": "Tolvan ran."}\n'


def imported(content: bytes, name: str = "wire.jsonl") -> ImportBatch:
    batch = start_batch(ImportBatch.Origin.UPLOAD)
    store_many(batch, [Placed(name, record) for record in read(content, name)], Defaults())
    return batch


@pytest.mark.django_db
def test_rejected_records_become_articles_when_their_columns_are_named() -> None:
    batch = imported(LINES)
    items = retry_rejected(batch, Defaults(source="Halden Press"), MAPPING)
    assert [(item.outcome, item.index) for item in items] == [(Outcome.NEW, 2), (Outcome.NEW, 3)]
    rejected = batch.items.filter(outcome=Outcome.REJECTED).order_by("pk")
    assert [item.retry_of for item in items] == list(rejected)
    assert Article.objects.filter(source__name="Halden Press").count() == 2


@pytest.mark.django_db
def test_mapping_of_the_uploaded_file_serves_where_none_is_given() -> None:
    batch = imported(LINES)
    ImportFile.objects.create(
        batch=batch, name="wire.jsonl", content=b"", size=0, state="done", mapping=MAPPING
    )
    assert [item.outcome for item in retry_rejected(batch, Defaults())] == [Outcome.NEW] * 2


@pytest.mark.django_db
def test_what_is_rejected_again_can_be_tried_again() -> None:
    batch = imported(b'{"stuk": "Tolvan came."}')
    (again,) = retry_rejected(batch, Defaults())
    assert again.outcome == Outcome.REJECTED
    (third,) = retry_rejected(batch, Defaults(), MAPPING)
    assert (third.outcome, third.retry_of) == (Outcome.NEW, again)
    assert retry_rejected(batch, Defaults(), MAPPING) == []


@pytest.mark.django_db
def test_row_of_a_table_keeps_its_place() -> None:
    batch = imported(b"title;text\nOne;Tolvan left.\nTwo;\nThree;Tolvan came.\n", "export.csv")
    (item,) = retry_rejected(batch, Defaults(), {"title": "body"})
    assert (item.outcome, item.index) == (Outcome.NEW, 3)


@pytest.mark.django_db
def test_broken_line_does_not_become_a_plain_text() -> None:
    batch = imported(b'{"body": "Tolvan left."}\nTolvan said nothing.\n')
    assert batch.items.filter(outcome=Outcome.REJECTED).count() == 1
    assert retry_rejected(batch, Defaults()) == []
    assert Article.objects.count() == 1


@pytest.mark.django_db
def test_what_was_not_kept_stays() -> None:
    batch = start_batch(ImportBatch.Origin.UPLOAD)
    store_many(batch, [Placed("large.txt", Record(1, b"", Problem("Too large.")))], Defaults())
    assert retry_rejected(batch, Defaults()) == []
    assert batch.items.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_tries_at_once_try_each_record_once() -> None:
    batch = imported(LINES)
    start = threading.Barrier(2)
    made: list[ImportItem] = []

    def run() -> None:
        try:
            start.wait(timeout=10)
            made.extend(retry_rejected(batch, Defaults(), MAPPING))
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert sorted(item.index for item in made) == [2, 3]
    assert batch.items.count() == 5
