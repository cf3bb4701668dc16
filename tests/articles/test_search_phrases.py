"""Phrases: counted where they are rare, estimated where they are not, and the best of them."""

import datetime
from collections.abc import Iterator
from dataclasses import replace

import pytest
from pytest_django import DjangoDbBlocker

from articles.models import Article
from articles.search import Count, Search, Sort, count, find
from articles.search.plans import Limits
from tests.articles.many import make_many
from tests.articles.test_search_plans import pages
from tests.keeping import kept_rows

pytestmark = pytest.mark.django_db

DINNERS = (31, 601, 1901)


def talks(number: int) -> str:
    """All have "peace" and "talks", every fifth side by side, three "peace dinner"."""
    if number in DINNERS:
        return "The talks ended with a peace dinner."
    return "The peace talks ended." if number % 5 == 0 else "Talks were of peace."


@pytest.fixture(scope="module")
def kept(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[list[int]]:
    """The ids of two thousand reports of talks, oldest first."""
    with kept_rows(django_db_blocker):
        yield [article.pk for article in make_many(2000, talks)]


@pytest.fixture
def archive(kept: list[int], db: None) -> list[int]:
    return kept


# Phrases are counted in a half of the archive, and few articles are looked at for the best.
PLACED = Limits(exact=1500, sample=1000, placed=200, told=20, walk=100)


def test_a_phrase_of_frequent_words_is_estimated_and_not_counted_out(archive: list[int]) -> None:
    answer = find(Search('"peace talks"'), limits=PLACED)
    assert str(answer.total).startswith("about ")
    assert answer.total.value == pytest.approx(400, rel=0.25)
    assert sum(value.count.value for value in answer.years) == pytest.approx(400, rel=0.3)
    assert answer.ranked == 40
    assert count(Search('"peace talks"'), limits=PLACED) == answer.total


def test_a_phrase_of_which_the_sample_tells_too_little_is_counted(archive: list[int]) -> None:
    answer = find(Search('"peace dinner"'), limits=PLACED)
    assert answer.total == Count(3)
    assert set(answer.ids) == {archive[number] for number in DINNERS}


@pytest.mark.parametrize("sort", [Sort.NEWEST, Sort.OLDEST])
@pytest.mark.parametrize("words", ['"peace talks"', '"talks peace"~2', '="peace talks" peace'])
def test_places_of_words_are_looked_at_in_the_order_of_the_dates(
    archive: list[int], words: str, sort: Sort
) -> None:
    Article.objects.filter(headline__endswith="5").update(published_at=None)
    search = Search(words, sort=sort)
    answer = find(search, limits=PLACED)
    assert not answer.total.exact
    assert pages(search, PLACED) == list(find(search, size=5000).ids)
    last = find(search, cursor=answer.next or "", limits=PLACED)
    assert find(search, cursor=last.previous or "", limits=PLACED).ids == answer.ids


def test_the_best_phrases_are_those_of_the_newest_articles_that_were_looked_at(
    archive: list[int],
) -> None:
    search = Search('"peace talks"')
    newest = find(replace(search, sort=Sort.NEWEST), size=40).ids
    assert sorted(pages(search, PLACED)) == sorted(newest)
    old = replace(search, date_to=datetime.date(2005, 1, 1))  # left to the index
    newest = find(replace(old, sort=Sort.NEWEST), size=40).ids
    assert sorted(pages(old, PLACED)) == sorted(newest)


def test_the_best_phrases_of_long_ago_are_those_of_the_newest_that_there_are(
    archive: list[int],
) -> None:
    Article.objects.filter(pk__lt=archive[800]).update(body=talks(0))
    Article.objects.filter(pk__gte=archive[800]).update(body=talks(4))
    search = Search('"peace talks"')
    answer = find(search, size=50, limits=PLACED)
    assert (answer.total.exact, answer.ranked) == (False, 20)
    newest = find(replace(search, sort=Sort.NEWEST), size=20).ids
    assert sorted(answer.ids) == sorted(newest)


@pytest.mark.parametrize(
    ("words", "candidates"),
    [
        ('"peace talks"', "'peac' & 'talk'"),
        ("headline:peace", "'peac'"),
        ('"peace talks" -famine', "'peac' & 'talk' ) & !( ( 'famin'"),
        ('-"peace talks" famine', None),
        ("peace talks", None),
        ("pea*", None),
    ],
)
def test_candidates_have_the_words_wherever_they_stand(words: str, candidates: str | None) -> None:
    condition = Search(words).candidates()
    told = condition.as_string(None).replace("''", "'") if condition else None
    assert (candidates is None and told is None) or (candidates or "") in (told or "")
