"""Groups of near-duplicates: who is in them, who stands for them, and two workers at once."""

import json
import threading
from collections.abc import Callable, Iterable

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from articles import duplicates
from articles.duplicates import _CANDIDATES as CANDIDATES
from articles.duplicates import group, lock_groups, others_of_group, public_copies, regroup
from articles.models import Article, Fingerprint
from entities.publish import lock_article
from newsroom.services.locks import wait_until
from tests.articles.reports import PARAGRAPHS, REPORT, UNRELATED, rewritten, with_more
from tests.factories import make_article

TEXTS = (REPORT, rewritten(REPORT, 20), with_more(REPORT))


def grouped(body: str, *, day: str | None = "2020-12-29", guid: str = "") -> Article:
    """An article that a worker has read."""
    article = make_article(body, published_at=day, guid=guid)
    group(article.pk)
    article.refresh_from_db()
    return article


def leads(articles: Iterable[Article]) -> list[int | None]:
    by_key = dict(Article.objects.values_list("pk", "lead"))
    return [by_key[article.pk] for article in articles]


def set_status(article: Article, status: str) -> None:
    with transaction.atomic():
        lock_groups()
        lock_article(article.pk)
        article.status = status
        regroup(article)
        Article.objects.filter(pk=article.pk).update(status=status)


@pytest.mark.django_db
def test_rewrites_are_led_by_the_earliest_and_others_by_nobody() -> None:
    late, early, latest = (
        grouped(text, day=day)
        for text, day in zip(TEXTS, ("2020-12-29", "2020-12-28", "2020-12-30"), strict=True)
    )
    assert leads([late, early, latest]) == [early.pk] * 3
    assert grouped(UNRELATED).lead_id is None


@pytest.mark.django_db
def test_undated_articles_lead_last_and_the_first_to_come_settles_ties() -> None:
    undated, first, second = grouped(TEXTS[0], day=None), grouped(TEXTS[1]), grouped(TEXTS[2])
    assert leads([undated, first, second]) == [first.pk] * 3


@pytest.mark.django_db
def test_groups_become_one_when_an_article_is_near_two() -> None:
    halves = [" ".join(PARAGRAPHS[:2]), " ".join(PARAGRAPHS[2:])]
    one = [grouped(half, day=f"2020-12-2{n}") for n, half in enumerate([halves[0]] * 2, 4)]
    other = [grouped(half, day=f"2020-12-1{n}") for n, half in enumerate([halves[1]] * 2, 4)]
    assert leads(one + other) == [one[0].pk] * 2 + [other[0].pk] * 2
    both = grouped(REPORT)
    assert leads([*one, *other, both]) == [other[0].pk] * 5


@pytest.mark.django_db
def test_two_captions_with_the_same_words_are_not_grouped() -> None:
    assert leads([grouped("The bridge at Halden."), grouped("The bridge at Halden.")]) == [None] * 2
    assert not Fingerprint.objects.exists()


@pytest.mark.django_db
def test_an_article_that_gets_another_text_leaves_its_group() -> None:
    first, second, third = (grouped(text, guid=f"wire:{n}") for n, text in enumerate(TEXTS))
    make_article(UNRELATED, guid="wire:0")
    group(first.pk)
    assert leads([first, second, third]) == [None, second.pk, second.pk]
    make_article("Gone.", guid="wire:1")
    group(second.pk)
    assert leads([first, second, third]) == [None, None, None]
    assert set(Fingerprint.objects.values_list("pk", flat=True)) == {first.pk, third.pk}


@pytest.mark.django_db
def test_an_article_goes_over_to_another_group_and_leads_it() -> None:
    moving = grouped(REPORT, day="2020-01-01", guid="wire:1")
    stays = grouped(rewritten(REPORT, 20))
    other = grouped(UNRELATED)
    make_article(UNRELATED, headline="Again", guid="wire:1")
    group(moving.pk)
    assert leads([moving, stays, other]) == [moving.pk, None, moving.pk]


@pytest.mark.django_db
def test_another_leads_while_the_earliest_is_off_the_site() -> None:
    first, second, third = (grouped(text) for text in TEXTS)
    set_status(first, "taken down")
    assert leads([first, second, third]) == [second.pk] * 3
    assert list(others_of_group(Article.objects.get(pk=second.pk))) == [third]
    assert public_copies([second.pk]) == {second.pk: 1}
    set_status(first, "published")
    assert leads([first, second, third]) == [first.pk] * 3


@pytest.mark.django_db
def test_the_lead_is_chosen_by_the_status_that_is_about_to_be_stored() -> None:
    first, second = (grouped(text) for text in TEXTS[:2])
    Article.objects.filter(pk=first.pk).update(status="taken down")
    first.refresh_from_db()
    regroup(first)
    assert leads([first, second]) == [second.pk] * 2
    first.status = Article.Status.PUBLISHED
    regroup(first)
    assert (first.lead_id, leads([first, second])) == (first.pk, [first.pk] * 2)


@pytest.mark.django_db
def test_an_article_off_the_site_never_leads_those_on_it() -> None:
    hidden = make_article(REPORT, published_at="1999-01-01")
    Article.objects.filter(pk=hidden.pk).update(status="taken down")
    group(hidden.pk)
    shown = grouped(TEXTS[1])
    assert leads([hidden, shown]) == [shown.pk] * 2


@pytest.mark.django_db
def test_to_read_an_article_again_writes_nothing() -> None:
    articles = [grouped(text) for text in TEXTS]
    for article in articles:
        with CaptureQueriesContext(connection) as queries:
            group(article.pk)
        assert not [q for q in queries if q["sql"].startswith(("UPDATE", "INSERT", "DELETE"))]


@pytest.mark.django_db
def test_a_long_text_is_grouped_by_its_beginning() -> None:
    long = " ".join(rewritten(REPORT, n) for n in range(2, 60)) * 3
    assert leads([grouped(long), grouped(f"{long} The end.")])[0] is not None


@pytest.mark.django_db
def test_candidates_are_looked_up_in_the_index() -> None:
    for text in TEXTS:
        article = grouped(text)
    bands = Fingerprint.objects.get(pk=article.pk).bands
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE articles_fingerprint")
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("EXPLAIN (FORMAT JSON) " + CANDIDATES, [bands, article.pk, 50])
        plan = json.dumps(cursor.fetchone())
    assert "fingerprint_bands" in plan
    assert "Seq Scan" not in plan


def at_once(*calls: Callable[[], object]) -> None:
    """Run each call in a thread with a connection of its own, all let go at the same moment."""
    start = threading.Barrier(len(calls))
    failed: list[BaseException] = []

    def run(call: Callable[[], object]) -> None:
        try:
            start.wait(timeout=30)
            call()
        except BaseException as error:  # noqa: BLE001 (told to the test below)
            failed.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(call,)) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert failed == []
    assert not any(thread.is_alive() for thread in threads)


def somebody_waits_for(kind: str) -> Callable[[], bool]:
    """Whether a connection waits for a lock: "transactionid" for a row, "advisory"."""

    def look() -> bool:
        with connection.cursor() as cursor:
            waiting = "SELECT 1 FROM pg_locks WHERE NOT granted AND locktype = %s"
            cursor.execute(f"SELECT EXISTS ({waiting})", [kind])
            return bool(cursor.fetchone()[0])

    return look


@pytest.mark.django_db(transaction=True)
def test_workers_that_group_at_the_same_moment_make_one_group_with_one_lead() -> None:
    for round_number in range(3):
        articles = [
            make_article(rewritten(REPORT, 20 + n), published_at=f"20{20 - n}-12-2{round_number}")
            for n in range(4)
        ]
        at_once(*(lambda pk=article.pk: group(pk) for article in articles))
        (lead,) = set(leads(articles))
        assert lead == Article.objects.newest_first().filter(copies=lead).last().pk


@pytest.mark.django_db(transaction=True)
def test_a_worker_that_has_looked_is_waited_for_until_it_has_written(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    earliest, first, second = (make_article(text) for text in TEXTS)
    group(earliest.pk)
    write, waited = duplicates._write, list[bool]()

    def wait_then_write(moves: dict[int, int | None]) -> list[int]:
        if not waited:
            waited.append(True)
            assert wait_until(somebody_waits_for("advisory"), 30, every_s=0.02)
        return write(moves)

    monkeypatch.setattr(duplicates, "_write", wait_then_write)
    at_once(lambda: group(first.pk), lambda: group(second.pk))
    assert leads([earliest, first, second]) == [earliest.pk] * 3


@pytest.mark.django_db(transaction=True)
def test_a_worker_whose_group_somebody_holds_waits_without_being_in_the_way() -> None:
    first, second = (make_article(text) for text in TEXTS[:2])
    group(first.pk)
    worker = threading.Thread(target=at_once, args=(lambda: group(second.pk),))
    with transaction.atomic():
        held = lock_article(first.pk)
        worker.start()
        assert wait_until(somebody_waits_for("transactionid"), 30, every_s=0.02)
        held.status = Article.Status.TAKEN_DOWN
        regroup(held)  # wants the lock of the groups
        Article.objects.filter(pk=first.pk).update(status="taken down")
    worker.join(timeout=60)
    assert leads([first, second]) == [second.pk] * 2


@pytest.mark.django_db(transaction=True)
def test_a_text_that_changes_while_it_is_grouped_is_read_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The change comes in by another connection between the reading and the placing."""
    first, second = grouped(REPORT), make_article(rewritten(REPORT, 20), guid="wire:1")
    place = duplicates._place
    changed: list[bool] = []

    def change_then_place(article_id: int, text: str) -> list[int]:
        if not changed:
            at_once(lambda: make_article(UNRELATED, guid="wire:1"))
            changed.append(True)
        return place(article_id, text)

    monkeypatch.setattr(duplicates, "_place", change_then_place)
    group(second.pk)
    assert leads([first, second]) == [None, None]


@pytest.mark.django_db(transaction=True)
def test_two_articles_of_a_group_are_taken_down_at_the_same_moment() -> None:
    first, second, third = (grouped(text) for text in TEXTS)
    other = threading.Thread(target=at_once, args=(lambda: set_status(second, "taken down"),))
    with transaction.atomic():
        lock_groups()
        held = lock_article(first.pk)
        other.start()
        assert wait_until(somebody_waits_for("advisory"), 30, every_s=0.02)
        held.status = Article.Status.TAKEN_DOWN
        regroup(held)
        Article.objects.filter(pk=first.pk).update(status="taken down")
    other.join(timeout=60)
    assert leads([first, second, third]) == [third.pk] * 3
