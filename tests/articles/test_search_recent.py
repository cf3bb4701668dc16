"""The newest matches of frequent words: the same by months as by walking, or none at all."""

import datetime
from collections.abc import Iterator
from typing import Any

import pytest
from pytest_django import DjangoDbBlocker

from articles.models import Article
from articles.search import Search, Sort, find
from articles.search.plans import Limits
from articles.search.recent import newest
from tests.articles.many import make_many
from tests.keeping import kept_rows

pytestmark = pytest.mark.django_db


def war(number: int) -> str:
    return "There was war." if number % 3 else "There was peace."


@pytest.fixture(scope="module")
def kept(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[int]:
    """Three thousand reports, two of three of war; the id of the last."""
    with kept_rows(django_db_blocker):
        yield make_many(3000, war)[-1].pk


@pytest.fixture
def last(kept: int, db: None) -> int:
    return kept


def by_date(search: Search, limit: int) -> list[int]:
    return list(find(search, size=limit, limits=Limits(exact=10**6)).ids)


def newest_of_war(limit: int, **filters: Any) -> list[int] | None:
    return newest(Search("war", sort=Sort.NEWEST, **filters), 2000, limit)


def test_the_newest_matches_are_those_that_a_walk_would_find(last: int) -> None:
    expected = by_date(Search("war", sort=Sort.NEWEST), 100)
    assert newest_of_war(100) == expected
    source = Article.objects.values_list("source", flat=True)[0]
    assert newest_of_war(50, source=source) == by_date(
        Search("war", sort=Sort.NEWEST, source=source), 50
    )


def test_an_article_known_by_its_year_alone_is_among_them(last: int) -> None:
    (day,) = Article.objects.filter(pk=last).values_list("published_at", flat=True)
    assert day
    vague = Article.objects.filter(published_at=day - datetime.timedelta(days=9))
    vague.update(published_precision="year")
    found = newest_of_war(100)
    assert found == by_date(Search("war", sort=Sort.NEWEST), 100)
    assert vague.get().pk in found


def test_words_that_became_rare_of_late_are_left_to_the_walk(last: int) -> None:
    late = Article.objects.filter(pk__gt=last - 1500)
    late.update(body="There was peace.")
    assert newest_of_war(100) is None


def test_dates_that_were_asked_for_are_left_to_the_walk(last: int) -> None:
    assert newest_of_war(100, date_to=datetime.date(2003, 5, 9)) is None


def test_relevance_looks_at_the_same_articles_either_way(last: int) -> None:
    search = Search("war", sort=Sort.RELEVANCE)
    estimating = find(search, limits=Limits(exact=100, sample=200, ranked=60))
    assert estimating.ranked == 60
    assert set(estimating.ids) <= set(by_date(Search("war", sort=Sort.NEWEST), 60))
