"""The newest matches of frequent words: the same by months as by walking, or none at all."""

import datetime
from typing import Any

import pytest

from articles.models import Article
from articles.search import Search, Sort, find
from articles.search.plans import Limits
from articles.search.recent import newest
from tests.articles.many import make_many

pytestmark = pytest.mark.django_db


def war(number: int) -> str:
    return "There was war." if number % 3 else "There was peace."


def by_date(search: Search, limit: int) -> list[int]:
    return list(find(search, size=limit, limits=Limits(exact=10**6)).ids)


def newest_of_war(limit: int, **filters: Any) -> list[int] | None:
    return newest(Search("war", sort=Sort.NEWEST, **filters), 2000, limit)


def test_the_newest_matches_are_those_that_a_walk_would_find() -> None:
    make_many(3000, war)
    expected = by_date(Search("war", sort=Sort.NEWEST), 100)
    assert newest_of_war(100) == expected
    source = Article.objects.values_list("source", flat=True)[0]
    assert newest_of_war(50, source=source) == by_date(
        Search("war", sort=Sort.NEWEST, source=source), 50
    )


def test_an_article_known_by_its_year_alone_is_among_them() -> None:
    last = make_many(3000, war)[-1]
    assert last.published_at
    vague = Article.objects.filter(published_at=last.published_at - datetime.timedelta(days=9))
    vague.update(published_precision="year")
    found = newest_of_war(100)
    assert found == by_date(Search("war", sort=Sort.NEWEST), 100)
    assert vague.get().pk in found


def test_words_that_became_rare_of_late_are_left_to_the_walk() -> None:
    make_many(3000, lambda number: "There was war." if number < 1500 else "There was peace.")
    assert newest_of_war(100) is None


def test_dates_that_were_asked_for_are_left_to_the_walk() -> None:
    make_many(3000, war)
    assert newest_of_war(100, date_to=datetime.date(2003, 5, 9)) is None


def test_a_small_archive_with_undated_articles_is_left_to_the_walk() -> None:
    make_many(900, war)
    Article.objects.filter(headline="Report 3").update(published_at=None)
    assert newest_of_war(10) is None


def test_relevance_looks_at_the_same_articles_either_way() -> None:
    make_many(3000, war)
    search = Search("war", sort=Sort.RELEVANCE)
    estimating = find(search, limits=Limits(exact=100, sample=200, ranked=60))
    assert estimating.ranked == 60
    assert set(estimating.ids) <= set(by_date(Search("war", sort=Sort.NEWEST), 60))
