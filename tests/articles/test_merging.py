"""Merged sources, sections and authors: where their articles go, whatever gets in the way."""

import threading
from collections.abc import Callable

import pytest
from celery import current_app
from django.db import IntegrityError, OperationalError, connection, transaction
from django.test.utils import CaptureQueriesContext

from articles import merging
from articles.bulk import Placed, store_many
from articles.filters import ArticleFilter
from articles.importers import ArticleData, Record
from articles.merging import MergeError, merge, move_some
from articles.models import Article, Author, ImportBatch, Section, Source
from articles.search import Search, find
from articles.services import Defaults, start_batch
from articles.tasks import move_merged
from newsroom.services.locks import wait_until
from tests.factories import make_article

PATIENCE_S = 60


@pytest.fixture(autouse=True)
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(merging, "BATCH", 2)


def make_articles(count: int, source: str = "Old Wire", section: str = "World") -> list[Article]:
    return [make_article(source=source, section=section) for _ in range(count)]


def merge_named(model: type, keep: str, *others: str) -> None:
    with transaction.atomic():
        merge(model.objects.named(keep), [model.objects.named(name) for name in others])


def found(**asked: int) -> set[int]:
    article_filter = ArticleFilter(asked, queryset=Article.objects.none())
    assert article_filter.is_valid()
    return set(find(article_filter.search(), size=100).ids)


# --- What moves ----------------------------------------------------------------------------------


@pytest.mark.django_db
def test_articles_of_a_merged_source_move_and_are_found_under_both_numbers() -> None:
    old, kept = make_articles(5), make_articles(2, "Wire")
    merge_named(Source, "Wire", "Old Wire")
    move_merged()
    assert {source.name for source in Source.objects.filter(articles__isnull=False)} == {"Wire"}
    everything = {article.pk for article in old + kept}
    gone, keep = Source.objects.get(name="Old Wire"), Source.objects.get(name="Wire")
    assert found(source=gone.pk) == found(source=keep.pk) == everything
    assert set(find(Search(source=keep.pk)).ids) == everything
    assert not find(Search(source=gone.pk)).ids


@pytest.mark.django_db
def test_articles_are_found_under_the_kept_source_before_they_move() -> None:
    articles = make_articles(3) + make_articles(1, "Wire")
    merge_named(Source, "Wire", "Old Wire")
    for _ in range(3):
        assert found(source=Source.objects.get(name="Wire").pk) == {a.pk for a in articles}
        move_some()


@pytest.mark.django_db
def test_articles_of_a_merged_section_move() -> None:
    (article,) = make_articles(1, section="Worlds")
    merge_named(Section, "World", "Worlds")
    move_merged()
    article.refresh_from_db()
    assert article.section
    assert article.section.name == "World"
    assert f"'@c{article.section_id}'" in article.search_vector


@pytest.mark.django_db
def test_merged_authors_are_credited_once_an_article() -> None:
    first, second, third = make_articles(3)
    one, other = Author.objects.named("Sanna Reijo"), Author.objects.named("S. Reijo")
    first.authors.set([one, other])
    second.authors.set([other])
    third.authors.set([one, Author.objects.named("Anton Vas")])
    merge_named(Author, "Sanna Reijo", "S. Reijo")
    move_merged()
    credited = [{a.name for a in article.authors.all()} for article in (first, second, third)]
    assert credited == [{"Sanna Reijo"}, {"Sanna Reijo"}, {"Sanna Reijo", "Anton Vas"}]


@pytest.mark.django_db
def test_nothing_to_move_is_seen_in_a_few_queries() -> None:
    make_articles(1)
    merge_named(Source, "Wire", "Other")
    with CaptureQueriesContext(connection) as queries:
        move_merged()
    assert len([q for q in queries if "SAVEPOINT" not in q["sql"]]) == 6


@pytest.mark.django_db
def test_new_articles_land_on_the_kept_source_section_and_author() -> None:
    for model in (Source, Section, Author):
        merge_named(model, "Kept", "Merged-Name")
    data = ArticleData(
        "Tolvan left.", source="merged name", section="MERGED NAME", byline="By Merged Name"
    )
    batch, record = start_batch(ImportBatch.Origin.COMMAND), Record(1, b"", data)
    store_many(batch, [Placed("f", record)], Defaults())
    article = Article.objects.get()
    assert article.section
    names = (article.source.name, article.section.name, article.authors.get().name)
    assert names == ("Kept", "Kept", "Kept")


# --- What is refused, what is flattened ----------------------------------------------------------


@pytest.mark.django_db
def test_what_was_merged_into_a_merged_one_leads_to_the_last() -> None:
    (article,) = make_articles(1, "First")
    merge_named(Source, "Second", "First")
    merge_named(Source, "Third", "Second")
    move_merged()
    assert Source.objects.named("First").name == Source.objects.named("Second").name == "Third"
    article.refresh_from_db()
    assert article.source.name == "Third"


@pytest.mark.django_db
def test_what_was_merged_meanwhile_is_refused() -> None:
    first, second, third = (Source.objects.named(name) for name in ("One", "Two", "Three"))
    merge_named(Source, "Two", "One")
    for keep, others in ((third, [first]), (first, [third])):
        with pytest.raises(MergeError, match="“One” has been merged into “Two”"):
            merge(keep, others)
    with pytest.raises(MergeError, match="two or more"):
        merge(second, [second])


@pytest.mark.django_db
def test_nothing_is_merged_into_itself() -> None:
    source = Source.objects.named("One")
    with pytest.raises(IntegrityError):
        Source.objects.filter(pk=source.pk).update(merged_into=source)


# --- Whatever gets in the way --------------------------------------------------------------------


def in_thread(act: Callable[[], object]) -> threading.Thread:
    def run() -> None:
        try:
            act()
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


def waiting_for_locks() -> list[int]:
    """The connections to this database that wait for another."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pid FROM pg_stat_activity"
            " WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )
        return [pid for (pid,) in cursor.fetchall()]


@pytest.mark.django_db(transaction=True)
def test_import_that_began_before_the_merge_ends_on_the_kept_source() -> None:
    data = ArticleData("Tolvan left.", source="Old Wire", guid="x:1")
    old, keep = Source.objects.named("Old Wire"), Source.objects.named("Wire")
    batch = start_batch(ImportBatch.Origin.COMMAND)
    holding, done = threading.Event(), threading.Event()

    def hold_the_guid() -> None:
        with transaction.atomic():
            Article.objects.create(body="x", text_hash="x", guid="x:1", source=keep)
            holding.set()
            done.wait(PATIENCE_S)
            transaction.set_rollback(True)

    holder = in_thread(hold_the_guid)
    assert holding.wait(PATIENCE_S)
    # It looks its source up, and then waits for the GUID.
    placed = Placed("f", Record(1, b"", data))
    importer = in_thread(lambda: store_many(batch, [placed], Defaults()))
    assert wait_until(lambda: len(waiting_for_locks()) == 1, PATIENCE_S)
    merge_named(Source, "Wire", "Old Wire")
    move_merged()
    done.set()
    holder.join()
    importer.join()
    article = Article.objects.get()
    assert article.source_id == old.pk
    assert found(source=keep.pk) == {article.pk}
    move_merged()  # as beat has it done
    article.refresh_from_db()
    assert article.source_id == keep.pk
    current_app.control.purge()


@pytest.mark.django_db(transaction=True)
def test_worker_that_is_stopped_in_the_middle_is_followed_by_another() -> None:
    articles = make_articles(5)
    merge_named(Source, "Wire", "Old Wire")
    assert move_some() == 2
    left = Article.objects.filter(source__name="Old Wire")
    last = left.latest("pk").pk
    errors: list[BaseException] = []

    def work() -> None:
        try:
            while move_some():
                pass
        except OperationalError as error:
            errors.append(error)

    with transaction.atomic():
        Article.objects.select_for_update().get(pk=last)
        worker = in_thread(work)
        assert wait_until(lambda: bool(waiting_for_locks()), PATIENCE_S)
        assert move_some() == 0  # another worker is at it
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(%s)", waiting_for_locks())
        worker.join()
    assert len(errors) == 1
    assert left.exists()
    move_merged()
    assert Article.objects.filter(source__name="Wire").count() == len(articles)
    current_app.control.purge()


@pytest.mark.django_db(transaction=True)
def test_merges_crosswise_leave_one_that_is_kept() -> None:
    one, other = Source.objects.named("One"), Source.objects.named("Other")
    refused: list[str] = []

    def try_merge(keep: Source, gone: Source) -> None:
        try:
            with transaction.atomic():
                merge(keep, [gone])
        except MergeError as error:
            refused.append(str(error))

    with transaction.atomic():
        merge(one, [other])
        second = in_thread(lambda: try_merge(other, one))
        assert wait_until(lambda: bool(waiting_for_locks()), PATIENCE_S)
    second.join()
    assert refused == ["“Other” has been merged into “One” meanwhile."]
    assert Source.objects.kept().get() == one
    current_app.control.purge()


@pytest.mark.django_db
def test_long_move_lets_other_work_in_and_asks_for_its_turn_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    current_app.control.purge()
    make_articles(5)
    merge_named(Source, "Wire", "Old Wire")
    monkeypatch.setattr("articles.tasks.MOST_BATCHES", 2)
    move_merged()
    assert Article.objects.filter(source__name="Old Wire").count() == 1
    with current_app.connection_for_read() as broker:
        queue = broker.default_channel.queue_declare("upkeep", durable=True)  # type: ignore[attr-defined]
    assert queue.message_count == 1
    current_app.control.purge()
