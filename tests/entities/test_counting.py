"""Exact counts: asked for by anybody, made one at a time, remembered with their time."""

import datetime

import pytest
from celery import current_app
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from articles.models import Article, ExactCount
from articles.search import Search, Sort
from articles.search.stored import from_json, key_of, to_json
from entities import counting
from entities.counting import QueueFullError, count_waiting, remembered, request_count
from entities.meant import ARCHIVE_NAMES
from tests.factories import make_actor, make_article, make_tag
from tests.locking import table_locked

State = ExactCount.State

searches = st.builds(
    Search,
    words=st.sampled_from(["", "army", "the army"]),
    actors=st.lists(st.integers(1, 9), unique=True, max_size=3).map(tuple),
    any_actors=st.lists(st.integers(1, 9), unique=True, max_size=3).map(tuple),
    labels=st.sampled_from([(), ("tperson",), (("w1", "w2"), "len")]),
    source=st.sampled_from([None, 3, (3, 4)]),
    date_from=st.none() | st.dates(),
    copies=st.booleans(),
    group=st.none() | st.integers(1, 9),
    sort=st.sampled_from([None, *Sort]),
)


@given(searches)
def test_a_stored_search_finds_the_same_and_is_known_by_the_same_key(search: Search) -> None:
    again = from_json(to_json(search))
    assert key_of(again) == key_of(search)
    assert to_json(again) == to_json(search)
    assert (again.date_from, again.source) == (search.date_from, search.source)
    assert set(again.actors) == set(search.actors)


def test_the_order_of_a_search_and_of_its_actors_makes_no_other_count() -> None:
    one, other = Search("army ", actors=(1, 2), sort=Sort.OLDEST), Search("army", actors=(2, 1))
    assert key_of(one) == key_of(other)
    assert key_of(one) != key_of(Search("army", any_actors=(1, 2)))


@pytest.mark.django_db
def test_a_count_is_made_and_remembered_with_its_time() -> None:
    make_article("The army left.")
    began_at = timezone.now()
    request_count(Search("army"))
    known = remembered(Search("army"))
    assert known
    assert (known.state, known.value) == (State.WAITING, None)
    count_waiting()
    known.refresh_from_db()
    assert (known.state, known.value) == (State.COUNTED, 1)
    assert known.counted_at
    assert began_at <= known.counted_at <= timezone.now()


@pytest.mark.django_db
def test_an_actor_named_in_the_words_is_known_when_they_are_counted() -> None:
    make_tag(make_article(), "Tolvan", make_actor("Mira Tolvan"))
    make_article("Mira stayed, and so did Tolvan.")
    request_count(Search('actor:"Mira Tolvan"', names=ARCHIVE_NAMES))
    count_waiting()
    assert ExactCount.objects.get().value == 1


@pytest.mark.django_db
def test_a_count_is_made_again_only_after_an_hour_and_shows_the_old_one_meanwhile() -> None:
    make_article("The army left.")
    request_count(Search("army"))
    count_waiting()
    make_article("The army came.")
    request_count(Search("army"))
    count_waiting()
    assert ExactCount.objects.get().value == 1
    ExactCount.objects.update(requested_at=timezone.now() - datetime.timedelta(hours=1))
    request_count(Search("army"))
    assert (ExactCount.objects.get().state, ExactCount.objects.get().value) == ("waiting", 1)
    count_waiting()
    assert ExactCount.objects.get().value == 2


@pytest.mark.django_db
def test_no_more_wait_than_the_queue_holds() -> None:
    for number in range(counting.MOST_WAITING):
        request_count(Search(f"army {number}"))
    with pytest.raises(QueueFullError):
        request_count(Search("navy"))
    request_count(Search("army 3"))  # waits already
    assert ExactCount.objects.count() == counting.MOST_WAITING


@pytest.mark.django_db
def test_only_so_many_are_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counting, "MOST_KEPT", 2)
    for number in range(4):
        request_count(Search(f"army {number}"))
        count_waiting()
    assert remembered(Search("army 0")) is None
    assert remembered(Search("army 3"))
    assert ExactCount.objects.count() == 3


@pytest.mark.django_db
def test_withheld_articles_are_not_counted() -> None:
    make_article("The army left.")
    Article.objects.update(status="taken down")
    request_count(Search("army"))
    count_waiting()
    assert ExactCount.objects.get().value == 0


@pytest.mark.django_db(transaction=True)
def test_a_count_that_takes_too_long_fails_and_the_next_one_is_made(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(counting, "TIMEOUT_MS", 50)
    make_article("The army left.")
    current_app.control.purge()
    request_count(Search("army"))
    with table_locked("articles_article"):
        count_waiting()
    assert ExactCount.objects.get().state == State.FAILED
    request_count(Search("left"))
    count_waiting()
    known = remembered(Search("left"))
    assert known
    assert known.value == 1


@pytest.mark.django_db(transaction=True)
def test_a_second_worker_leaves_the_counts_to_the_first() -> None:
    current_app.control.purge()
    request_count(Search("army"))
    other = connection.copy()
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(hashtextextended('exact counts', 0))")
        try:
            count_waiting()
            assert ExactCount.objects.get().state == State.WAITING
        finally:
            cursor.execute("SELECT pg_advisory_unlock_all()")
    other.close()
    count_waiting()
    assert ExactCount.objects.get().state == State.COUNTED


@pytest.mark.django_db
@pytest.mark.parametrize(
    "wrong", [{"state": "counted"}, {"value": 3}, {"state": "lost"}, {"counted_at": timezone.now()}]
)
def test_a_value_always_has_its_time(wrong: dict[str, object]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        ExactCount.objects.create(key="k", search={}, **wrong)
