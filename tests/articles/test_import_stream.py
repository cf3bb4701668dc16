"""Imports at scale: in batches of any size, streamed, stopped and started again."""

import csv
import io
import json
import os
import re
import signal
import zipfile
from collections.abc import Callable, Iterable
from contextlib import ExitStack, nullcontext
from dataclasses import replace
from itertools import count, islice
from pathlib import Path
from typing import Any

import pytest
from celery import current_app
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from articles import bulk, plan
from articles.bulk import Placed, import_many, preview_many, store_many
from articles.importers import ArticleData, Problem, Record
from articles.importers.streams import read_file
from articles.models import (
    Article,
    ArticleAct,
    ArticleVersion,
    Author,
    ImportBatch,
    ImportItem,
    Source,
)
from articles.services import Defaults, start_batch
from entities import runs
from entities.models import ExtractionRun
from newsroom.services import running
from tests.articles.wires import LATER, corrected
from tests.factories import make_user
from tests.newsroom.launching import fresh_data_folder, manage

Outcome = ImportItem.Outcome
COMMAND = ImportBatch.Origin.COMMAND


def placed(*results: ArticleData | Problem, first: int = 1) -> list[Placed]:
    return [
        Placed("made.jsonl", Record(number, b"raw %d" % number, result))
        for number, result in enumerate(results, start=first)
    ]


def articles(count: int, *, first: int = 0) -> list[ArticleData]:
    return [
        ArticleData(f"Text {n}.", guid=f"guid-{n}", byline=f"Reporter {n % 3}")
        for n in range(first, first + count)
    ]


def jsonl(count: int) -> str:
    return "".join(
        json.dumps({"guid": data.guid, "body": data.body, "byline": data.byline}) + "\n"
        for data in articles(count)
    )


# --- Batches -------------------------------------------------------------------------------------

RECORDS = st.one_of(
    st.just(Problem("No article.")),
    st.builds(
        ArticleData,
        body=st.sampled_from(["Tolvan left.", "Tolvan came.", "Tolvan spoke.", "Tolvan won."]),
        guid=st.sampled_from(["", "", "1", "2", "3"]),
        byline=st.sampled_from(["", "S. Reijo", "s.  reijo", "A. Lind"]),
        source=st.sampled_from(["", "Wire", "WIRE", "Halden Press"]),
        section=st.sampled_from(["", "World", "x" * 201]),
        embargoed_until=st.sampled_from([None, None, LATER]),
        authors=st.sampled_from([(), ("S. Reijo", "s. reijo")]),
        source_version=st.sampled_from(["", "1", "2"]),
        notes=st.sampled_from([(), ("a note",)]),
    ),
    st.builds(
        ArticleData,
        body=st.just(""),
        guid=st.sampled_from(["1", "2", "3"]),
        status=st.sampled_from(["canceled", "withheld"]),
        source_version=st.sampled_from(["", "1"]),
    ),
)


def told(items: list[ImportItem]) -> list[Any]:
    """What an import made, without the numbers that the database gave."""
    known = {article.pk: n for n, article in enumerate(Article.objects.order_by("pk"))}

    def named(reason: str) -> str:
        return re.sub(r"article (\d+)", lambda found: f"article #{known[int(found[1])]}", reason)

    return [
        [
            (i.path, i.index, bytes(i.content), i.outcome, named(i.reason), known.get(i.article_id))
            for i in items
        ],
        [
            (
                *(a.guid, a.text_hash, a.body, a.byline, a.version_number, a.source.name),
                *(a.status, a.flags, a.embargo_until),
                *(a.section and a.section.name, [author.name for author in a.authors.all()]),
            )
            for a in Article.objects.order_by("pk")
        ],
        [
            (
                known[v.article_id],
                v.number,
                v.text_hash,
                v.byline,
                v.reason,
                v.item and v.item.index,
            )
            for v in ArticleVersion.objects.all()
        ],
        [
            (known[a.article_id], a.kind, a.reason, a.version and a.version.number)
            for a in ArticleAct.objects.order_by("pk")
        ],
        sorted(Source.objects.values_list("name")),
        sorted(Author.objects.exclude(articles=None).values_list("name").distinct()),
        sorted(
            (known[article], number)
            for article, number in ExtractionRun.objects.filter(state="pending").values_list(
                "article_id", "version__number"
            )
        ),
    ]


def outcome_of(store: Callable[[], list[ImportItem]]) -> list[Any]:
    """What storing makes of an empty archive, which is empty again afterwards."""
    with transaction.atomic():
        made = told(store())
        transaction.set_rollback(True)
    return made


@pytest.mark.django_db
@settings(max_examples=75, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    before=st.lists(RECORDS, max_size=6),
    edited=st.booleans(),
    records=st.lists(RECORDS, max_size=12),
)
def test_size_of_the_batches_changes_nothing(
    before: list[Any], edited: bool, records: list[Any]
) -> None:
    def store(some: Callable[[ImportBatch, list[Placed]], list[ImportItem]]) -> list[ImportItem]:
        batch = start_batch(COMMAND)
        first = one_by_one(batch, placed(*before))
        if edited and (article := Article.objects.order_by("pk").first()):
            corrected(article, "An editor's text.", make_user("editor"))
        return first + some(batch, placed(*records, first=100))

    def one_by_one(batch: ImportBatch, some: list[Placed]) -> list[ImportItem]:
        return [item for one in some for item in store_many(batch, [one], Defaults())]

    def in_bulk(batch: ImportBatch, some: list[Placed]) -> list[ImportItem]:
        return store_many(batch, some, Defaults())

    def previewed(batch: ImportBatch, some: list[Placed]) -> list[ImportItem]:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(bulk, "BATCH_RECORDS", 3)
            return [item for _placed, item in preview_many(some, Defaults())]

    expected = outcome_of(lambda: store(one_by_one))
    assert outcome_of(lambda: store(in_bulk)) == expected
    with transaction.atomic():
        outcomes = [item.outcome for item in store(previewed)]
        transaction.set_rollback(True)
    assert outcomes == [item[3] for item in expected[0]]


@pytest.mark.django_db
def test_author_is_named_as_first_spelled_though_the_same_batch_brings_another_spelling() -> None:
    first, second = articles(2)
    records = [
        replace(first, authors=("S. Reijo",)),
        replace(second, guid=first.guid, authors=("s. reijo",)),
    ]
    store_many(start_batch(COMMAND), placed(*records), Defaults())
    assert [author.name for author in Article.objects.get().authors.all()] == ["S. Reijo"]


@pytest.mark.django_db
def test_batch_takes_no_more_queries_for_many_than_for_two() -> None:
    batch = start_batch(COMMAND)
    store_many(batch, placed(*articles(3)), Defaults())
    with CaptureQueriesContext(connection) as two:
        store_many(batch, placed(*articles(2, first=10)), Defaults())
    with CaptureQueriesContext(connection) as many:
        store_many(batch, placed(*articles(60, first=100)), Defaults())
    assert len(many) == len(two)
    assert len(many) < 20


@pytest.mark.django_db
def test_batch_that_changes_articles_takes_no_more_queries_for_many_than_for_two() -> None:
    batch = start_batch(COMMAND)
    store_many(batch, placed(*articles(120)), Defaults())

    def changes(first: int, count: int) -> list[Placed]:
        known = articles(count, first=first)
        texts = [replace(data, body=f"{data.body} Again.") for data in known]
        withdrawn = [
            ArticleData("", guid=data.guid, status="canceled")
            for data in articles(count, first=first + 60)
        ]
        return placed(*texts, *withdrawn)

    with CaptureQueriesContext(connection) as two:
        store_many(batch, changes(0, 2), Defaults())
    with CaptureQueriesContext(connection) as many:
        store_many(batch, changes(2, 50), Defaults())
    assert ArticleAct.objects.filter(kind="takedown").count() == 52
    assert len(many) == len(two)
    assert len(many) < 30


@pytest.mark.django_db
def test_batch_that_the_database_refuses_is_stored_one_by_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    write = plan.Plan.write

    def refuse_many(self: plan.Plan, **options: Any) -> list[ImportItem]:
        items = write(self, **options)
        if len(items) > 1:
            raise IntegrityError
        return items

    monkeypatch.setattr(plan.Plan, "write", refuse_many)
    items = store_many(start_batch(COMMAND), placed(*articles(3), Problem("No.")), Defaults())
    assert [item.outcome for item in items] == [Outcome.NEW] * 3 + [Outcome.REJECTED]
    assert Article.objects.count() == ImportItem.objects.count() - 1 == 3


@pytest.mark.django_db
@pytest.mark.parametrize("failures", [2, 3])
def test_record_is_tried_a_few_times_before_it_fails(
    failures: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    write, tries = plan.Plan.write, count(-1)  # the first is that of the batch

    def refuse_some(self: plan.Plan, **options: Any) -> list[ImportItem]:
        if next(tries) < failures:
            raise IntegrityError
        return write(self, **options)

    monkeypatch.setattr(plan.Plan, "write", refuse_some)
    with pytest.raises(IntegrityError) if failures == 3 else nullcontext():
        store_many(start_batch(COMMAND), placed(*articles(1)), Defaults())
    assert Article.objects.count() == (failures == 2)


@pytest.mark.django_db
def test_unchanged_input_is_not_kept_again() -> None:
    batch = start_batch(COMMAND)
    first, again = import_many(batch, placed(*articles(1), *articles(1)), Defaults())
    assert (bytes(first[1].content), bytes(again[1].content)) == (b"raw 1", b"")


@pytest.mark.django_db
def test_large_texts_make_small_batches() -> None:
    large = [Placed("f", Record(n, b"x" * bulk.BATCH_BYTES, Problem("No."))) for n in range(3)]
    assert [len(some) for some in bulk.in_batches(large)] == [1, 1, 1]
    small = placed(*articles(bulk.BATCH_RECORDS + 1))
    assert [len(some) for some in bulk.in_batches(small)] == [bulk.BATCH_RECORDS, 1]


@pytest.mark.django_db
def test_queue_at_the_broker_never_grows_beyond_its_measure(
    monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    current_app.control.purge()
    monkeypatch.setattr(runs, "ENQUEUE_BATCH", 30)
    with django_capture_on_commit_callbacks(execute=True):
        for first in (0, 20, 40):
            store_many(start_batch(COMMAND), placed(*articles(20, first=first)), Defaults())
    assert runs._queue_length() == 30
    assert ExtractionRun.objects.count() == 60
    current_app.control.purge()


# --- The command ---------------------------------------------------------------------------------


@pytest.fixture
def wire(tmp_path: Path) -> Path:
    file = tmp_path / "wire.jsonl"
    file.write_text(jsonl(5))
    return file


def called(*words: str | Path, fails: bool = False) -> list[str]:
    out = io.StringIO()
    with ExitStack() as expected:
        if fails:
            expected.enter_context(pytest.raises(SystemExit))
        call_command("import_articles", *map(str, words), stdout=out, stderr=io.StringIO())
    return out.getvalue().splitlines()


@pytest.mark.django_db
def test_dry_run_says_everything_and_writes_nothing(wire: Path) -> None:
    wire.write_text(jsonl(3) + jsonl(2) + "broken\n")
    *_lines, summary = called(wire, "--dry-run", fails=True)
    assert summary == "6 records: 3 new, 2 unchanged, 1 rejected. Nothing was written."
    assert not Article.objects.exists()
    assert not ImportBatch.objects.exists()
    assert not Author.objects.exists()


@pytest.mark.django_db
def test_json_prints_one_object_an_article(wire: Path) -> None:
    wire.write_text(
        json.dumps({"guid": "1", "headline": "Vote", "body": "Tolvan won.", "date": "2020-03-01"})
        + "\nbroken\n"
    )
    first, second = map(json.loads, called(wire, "--json", "--source", "Wire", fails=True))
    assert first == {
        "path": str(wire),
        "index": 1,
        "outcome": "new",
        "reason": "",
        "guid": "1",
        "headline": "Vote",
        "byline": "",
        "published_at": "2020-03-01T00:00:00+00:00",
        "source": "Wire",
        "language": "en",
        "characters": 11,
    }
    assert second.keys() == first.keys()
    assert (second["outcome"], second["guid"], second["characters"]) == ("rejected", None, 0)
    assert "not JSON" in second["reason"]


@pytest.mark.django_db
def test_finished_import_is_marked_and_not_resumed(wire: Path) -> None:
    called(wire)
    assert ImportBatch.objects.get().finished_at
    assert called(wire, "--resume")[-1] == "5 records: 5 unchanged."
    assert ImportBatch.objects.count() == 2


@pytest.fixture
def stopped(wire: Path) -> ImportBatch:
    """An import that was stopped after three of five records."""
    batch = start_batch(COMMAND)
    store_many(
        batch, [Placed(str(wire), record) for record in islice(read_file(wire), 3)], Defaults()
    )
    return batch


@pytest.mark.django_db
def test_resume_goes_on_behind_what_was_stored(wire: Path, stopped: ImportBatch) -> None:
    assert called(wire, "--resume")[-1] == "2 records: 2 new."
    stopped.refresh_from_db()
    assert stopped.finished_at
    assert list(stopped.items.values_list("index", flat=True)) == [1, 2, 3, 4, 5]


@pytest.mark.django_db
def test_stopped_import_of_other_files_is_left_alone(stopped: ImportBatch, tmp_path: Path) -> None:
    other = tmp_path / "other.jsonl"
    other.write_text(jsonl(5))
    assert called(other, "--resume")[-1] == "5 records: 3 unchanged, 2 new."
    assert stopped.items.count() == 3


@pytest.mark.django_db
def test_resume_begins_again_with_a_file_that_is_another_now(
    wire: Path, stopped: ImportBatch
) -> None:
    wire.write_text(json.dumps({"body": "Tolvan won."}) + "\n" + jsonl(5))
    assert called(wire, "--resume")[-1] == "6 records: 3 new, 3 unchanged."
    assert Article.objects.count() == 6


# --- Killed --------------------------------------------------------------------------------------

KILLED = 3000


def as_csv(some: Iterable[ArticleData]) -> str:
    out = io.StringIO()
    csv.writer(out).writerows(
        [("guid", "text", "author"), *((d.guid, d.body, d.byline) for d in some)]
    )
    return out.getvalue()


def write_jsonl(file: Path) -> None:
    file.write_text(jsonl(KILLED))


def write_csv(file: Path) -> None:
    file.write_text(as_csv(articles(KILLED)))


def write_zip(file: Path) -> None:
    """Two tables in an archive: the kill comes in the midst of one of them."""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.csv", as_csv(articles(500)))
        archive.writestr("b.csv", as_csv(articles(KILLED - 500, first=500)))


@pytest.mark.parametrize(
    ("write", "again"),
    [
        (write_jsonl, []),
        (write_jsonl, ["--resume"]),
        (write_csv, ["--resume"]),
        (write_zip, ["--resume"]),
    ],
    ids=["run again", "resumed", "CSV resumed", "ZIP resumed"],
)
def test_killed_import_that_is_run_again_has_each_article_once(
    write: Callable[[Path], None], again: list[str]
) -> None:
    with fresh_data_folder() as data, running(data):
        file = data / "wire.data"
        write(file)
        with manage("migrate", "--verbosity=0", data=data) as command:
            assert command.code() == 0, command.complained()
        with manage("import_articles", file, data=data, PYTHONUNBUFFERED="1") as first:
            assert first.says("new, article")
            os.killpg(first.process.pid, signal.SIGKILL)
            first.process.wait()
            stored = first.said().count("new, article")
        with manage("import_articles", file, *again, data=data) as second:
            assert second.code() == 0, second.complained()
            summary = second.said().splitlines()[-1]
        with manage("import_articles", file, data=data) as third:
            assert third.code() == 0, third.complained()
            assert third.said().splitlines()[-1] == f"{KILLED:,} records: {KILLED:,} unchanged."
    new = int(re.search(r"([\d,]+) new", summary)[1].replace(",", ""))  # type: ignore[index]
    assert 0 < new <= KILLED - stored
    assert ("unchanged" in summary) == (not again)
