"""The numbers by source and month: always what a count would say, and in nobody's way."""

import datetime
import threading
from collections.abc import Callable
from random import Random

import pytest
from django.contrib.auth.models import User
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from articles.bulk import Placed, store_many
from articles.importers import ArticleData, Record
from articles.models import Article, ImportBatch, Source
from articles.services import Defaults, start_batch
from entities import coverage, extract, review, runs
from entities.coverage import Counts, fold
from entities.gaps import Month
from entities.models import Actor, Coverage
from entities.tasks import fold_coverage
from tests.factories import make_actor, make_article, make_mention, make_user

pytestmark = pytest.mark.django_db

Numbers = dict[int, dict[Month, Counts]]


def kept() -> Numbers:
    return coverage.by_month(Source.objects.values_list("pk", flat=True))


def counted() -> Numbers:
    """The same, counted in the articles."""
    numbers: Numbers = {}
    for article in Article.objects.public():
        day, known = article.published_at, article.published_precision != "year"
        month = Month(day.year, day.month if known else 0) if day else Month(0, 0)
        done = ["@extracted" in article.label_lexemes, "@reviewed" in article.label_lexemes]
        of_source = numbers.setdefault(article.source_id, {})
        of_source[month] = of_source.get(month, Counts()) + Counts(1, *map(int, done))
    return numbers


def import_some(count: int, salt: str) -> list[Article]:
    batch = start_batch(ImportBatch.Origin.COMMAND, None)
    placed = [
        Placed("made", Record(number, b"", data(f"Report {salt} {number}", number)))
        for number in range(count)
    ]
    return [item.article for item in store_many(batch, placed, Defaults()) if item.article]


def data(body: str, number: int) -> ArticleData:
    day = datetime.datetime(1990 + number % 2, 1 + number % 3, 1, tzinfo=datetime.UTC)
    return ArticleData(body=body, source="Wire", published_at=day if number % 5 else None)


def act(verb: str, number: int, editor: User) -> None:
    articles = Article.objects.order_by("pk")
    article = articles[number % len(articles)]
    chosen = Article.objects.filter(pk=article.pk)
    match verb:
        case "import":
            import_some(number, f"{verb} {Article.objects.count()}")
        case "publish":
            known = Actor.objects.filter(name="Halden").first()
            make_mention(article, "Halden", known or make_actor("Halden", "place"))
        case "review":
            for tag in article.tags.filter(status="suggested"):
                review.confirm(tag, editor=editor)
        case "take down":
            chosen.update(status="taken down")
        case "restore":
            chosen.update(status="published")
        case "date":
            when = datetime.datetime(1990 + number % 3, 1 + number, 1, tzinfo=datetime.UTC)
            chosen.update(published_at=when if number else None)
        case "precision":
            chosen.update(published_precision=("year", "month", "day")[number % 3])
        case "source":
            Article.objects.filter(source=article.source_id).update(
                source=Source.objects.named(f"Wire {number % 3}")
            )
        case "delete":
            unversioned = bare_article(number)
            unversioned.delete()
        case "fold":
            fold()


def bare_article(number: int) -> Article:
    """One without versions: those are never deleted, nor then is the article."""
    return Article.objects.create(
        body="Gone.",
        text_hash=f"bare {number} {Article.objects.count()}",
        source=Source.objects.named(f"Wire {number % 3}"),
        published_at=datetime.datetime(1990, 1, 1, tzinfo=datetime.UTC),
    )


VERBS = ["import", "publish", "publish", "review", "take down", "restore", "date", "precision"]
VERBS += ["source", "delete", "fold"]


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.lists(st.tuples(st.sampled_from(VERBS), st.integers(0, 11)), max_size=12))
def test_the_sums_are_those_of_a_count_after_any_acts(
    db: None, acts: list[tuple[str, int]]
) -> None:
    with transaction.atomic():
        editor = make_user("editor")
        for number in range(4):
            make_article(f"Halden {number}.", published_at="1990-02-01" if number else None)
        for verb, number in acts:
            act(verb, number, editor)
            assert kept() == counted()
        fold()
        assert kept() == counted()
        assert coverage.totals() == sum(coverage.by_source().values(), Counts())
        assert coverage.totals().held == Article.objects.public().count()
        transaction.set_rollback(True)


def test_every_act_is_seen(editor: User) -> None:
    """The acts of the test above, so that it can never pass because nothing happens."""
    article = make_article("Halden spoke.", published_at="1990-02-01")
    of_source = coverage.by_month([article.source_id])[article.source_id]
    assert of_source == {Month(1990, 2): Counts(1, 0, 0)}
    act("publish", 0, editor)
    assert coverage.totals() == Counts(1, 1, 0)
    act("review", 0, editor)
    assert coverage.totals() == Counts(1, 1, 1)
    act("precision", 0, editor)
    assert list(kept()[article.source_id]) == [Month(1990, 0)]
    act("source", 1, editor)
    assert list(kept()) == [Source.objects.get(name="Wire 1").pk]
    act("date", 0, editor)
    assert list(coverage.of_all_by_month()) == [coverage.UNDATED]
    act("take down", 0, editor)
    assert coverage.totals() == Counts()
    gone = bare_article(1)
    assert coverage.totals() == Counts(1)
    gone.delete()
    assert coverage.totals() == Counts()


def test_what_a_worker_has_read_counts_as_extracted_even_if_nobody_is_in_it() -> None:
    article = make_article("It rained.")
    run = runs.claim(article.extraction_runs.get().pk, "a task")
    assert run
    extract.perform(run)
    assert coverage.totals() == Counts(1, 1, 0)


def test_an_article_on_the_edge_of_a_month_counts_in_universal_time() -> None:
    article = make_article()
    Article.objects.filter(pk=article.pk).update(published_at="1991-01-01T01:00+02:00")
    assert list(coverage.of_all_by_month()) == [Month(1990, 12)]


def test_an_import_of_many_adds_one_row_for_each_month() -> None:
    import_some(40, "many")
    assert Coverage.objects.count() == len(coverage.of_all_by_month()) == 7


def test_a_statement_that_changes_nothing_counted_adds_no_row() -> None:
    import_some(3, "few")
    before = Coverage.objects.count()
    Article.objects.update(language="de", published_at="1990-01-01T00:00Z")
    between = Coverage.objects.count()
    Article.objects.update(language="fr", published_at="1990-01-02T00:00Z")
    assert (Coverage.objects.count(), between > before) == (between, True)


def test_folding_leaves_one_row_a_month_and_none_of_what_is_gone() -> None:
    for number in range(3):
        make_article(f"Report {number}.", published_at="1990-02-01")
    gone = make_article("Gone.", published_at="1999-01-01", source="Gone Wire")
    Article.objects.filter(pk=gone.pk).update(status="taken down")
    assert Coverage.objects.count() == 5
    fold_coverage()
    assert [row.held_count for row in Coverage.objects.all()] == [3]
    fold_coverage()
    assert coverage.totals() == Counts(3)


def test_what_is_known_by_its_year_lies_within_periods_of_that_whole_year() -> None:
    article = make_article(published_at="1991-01-01")
    Article.objects.update(published_precision="year")

    def there(first: tuple[int, int], last: tuple[int, int]) -> int:
        period = coverage.Stretch(Month(*first), Month(*last))
        return coverage.held(article.source_id, period)[2]

    assert there((1991, 1), (1991, 12)) == there((1990, 5), (1992, 1)) == 1
    assert there((1991, 2), (1991, 12)) == there((1991, 1), (1991, 11)) == 0
    assert there((1990, 1), (1990, 12)) == there((1992, 1), (1999, 12)) == 0


def in_another_connection(do: Callable[[], object]) -> threading.Thread:
    def run() -> None:
        try:
            do()
        finally:
            connection.close()

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    return thread


@pytest.mark.django_db(transaction=True)
def test_who_writes_the_same_month_waits_for_nobody() -> None:
    mine, other = make_article("One."), make_article("Other.")

    def publish_other() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '1s'")  # what waits fails, so it may not wait
        Article.objects.filter(pk=other.pk).update(label_lexemes=["@extracted"])
        make_article("A third.")
        fold()

    with transaction.atomic():
        Article.objects.filter(pk=mine.pk).update(label_lexemes=["@extracted"])
        in_another_connection(publish_other).join(timeout=60)
        assert coverage.totals() == Counts(3, 2, 0)
    fold()
    assert coverage.totals() == Counts(3, 2, 0)
    assert kept() == counted()


@pytest.mark.django_db(transaction=True)
def test_the_sums_stay_exact_while_others_write_and_fold() -> None:
    articles = [make_article(f"Report {number}.") for number in range(6)]

    def write(part: list[Article], seed: int) -> Callable[[], None]:
        def run() -> None:
            for _ in range(20):
                one = Random(seed).choice(part)  # noqa: S311
                status = "taken down" if one.status == "published" else "published"
                Article.objects.filter(pk=one.pk).update(status=status)
                one.status = status
                fold()

        return run

    writers = [in_another_connection(write(articles[n::2], n)) for n in range(2)]
    while any(writer.is_alive() for writer in writers):
        fold()
        assert 0 <= coverage.totals().held <= 6
    assert kept() == counted()
