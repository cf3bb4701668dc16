"""Which plan answers, and that all of them tell the same."""

import json
from dataclasses import replace
from typing import Any

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from articles.models import Article
from articles.search import Count, Search, Sort, count, find
from articles.search.plans import Limits, estimated, one_pass_statement
from articles.search.recent import newest
from tests.articles.many import make_many
from tests.factories import make_actor, make_article, make_tag

pytestmark = pytest.mark.django_db

# Every count from one sample key, every page by walking a few rows.
ESTIMATING = Limits(exact=-1, sample=0, ranked=50, walk=30)


def nodes(plan: dict[str, Any]) -> list[dict[str, Any]]:
    return [plan, *(node for child in plan.get("Plans", []) for node in nodes(child))]


def plan_of(search: Search) -> list[dict[str, Any]]:
    statement = one_pass_statement(search, None, 20, Limits())
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN (FORMAT JSON) " + statement.as_string(connection.connection))
        (plan,) = cursor.fetchone()
    return nodes((json.loads(plan) if isinstance(plan, str) else plan)[0]["Plan"])


def war_or_peace(number: int) -> str:
    """A third of the articles has "war", all "peace", every hundredth "famine"."""
    words = "The talks on peace went on in the valley, said the minister to those who came."
    words += " There was war." if number % 3 == 0 else ""
    return words + (" A famine was feared." if number % 100 == 0 else "")


def test_words_and_filters_are_looked_up_in_the_index_of_the_vector() -> None:
    make_many(3000, war_or_peace)
    source = Article.objects.values_list("source", flat=True)[0]
    for search in (
        Search("famine"),
        Search('"famine was feared" -flood', source=source),
        Search(actors=(17,), labels=("tperson",)),
        Search("famine", copies=False),
    ):
        used = [node.get("Index Name") for node in plan_of(search)]
        assert "article_search_vector" in used
        assert not [node for node in plan_of(search) if node["Node Type"] == "Seq Scan"]


def test_the_estimate_tells_common_words_from_rare_ones() -> None:
    make_many(2000, war_or_peace)
    assert estimated(Search("peace")) == pytest.approx(2000, rel=0.1)
    assert estimated(Search("war")) == pytest.approx(667, rel=0.1)
    assert estimated(Search("unheard-of")) < 50


def test_above_the_threshold_counts_are_estimated_from_the_sample_and_say_so() -> None:
    make_many(3000, war_or_peace)
    limits = Limits(exact=500, sample=600)
    answer = find(Search("war"), limits=limits)
    assert not answer.total.exact
    assert str(answer.total).startswith("about ")
    assert answer.total.value == pytest.approx(1000, rel=0.2)
    assert sum(v.count.value for v in answer.sources) == pytest.approx(1000, rel=0.25)
    assert sum(v.count.value for v in answer.years) == pytest.approx(1000, rel=0.25)
    assert count(Search("famine"), limits=limits) == Count(30)


def test_a_sample_that_turns_out_small_is_counted_out() -> None:
    make_many(1000, war_or_peace)
    Article.objects.filter(pk__gt=Article.objects.newest_first().last().pk + 50).delete()
    answer = find(Search("peace"), limits=Limits(exact=400, sample=100))
    assert answer.total == Count(51)


@pytest.mark.parametrize("sort", [Sort.NEWEST, Sort.OLDEST])
@pytest.mark.parametrize("words", ["war", "famine", "peace -war", "minister"])
def test_walking_the_dates_gives_the_same_page_as_the_exact_pass(words: str, sort: Sort) -> None:
    make_many(400, war_or_peace)
    search = Search(words, sort=sort)
    limits = Limits(exact=-1, sample=0, walk=30)
    assert find(search, limits=limits).ids == find(search).ids
    exact, walked = find(search, size=7), find(search, size=7, limits=limits)
    assert bool(walked.next) == bool(exact.next) == (words != "famine")
    following = find(search, cursor=exact.next or "", size=7).ids
    assert find(search, cursor=walked.next or "", size=7, limits=limits).ids == following


@pytest.mark.parametrize("sort", [Sort.NEWEST, Sort.OLDEST])
@pytest.mark.parametrize("words", ["", "war"])
def test_without_copies_every_plan_finds_those_that_stand_for_their_group(
    words: str, sort: Sort
) -> None:
    articles = make_many(400, war_or_peace)
    for number in range(0, 400, 10):  # number 0 to 3 of each ten are one group
        group = [article.pk for article in articles[number : number + 4]]
        Article.objects.filter(pk__in=group).update(lead=group[0])
    search = Search(words, copies=False, sort=sort)
    exact, walked = find(search), find(search, limits=Limits(exact=-1, sample=0, walk=30))
    assert exact.ids == walked.ids
    shown = [n for n in range(400) if n % 10 not in (1, 2, 3) and (n % 3 == 0 or not words)]
    assert exact.total == Count(len(shown))
    sampled = find(search, limits=Limits(exact=50, sample=100))
    assert not sampled.total.exact
    assert sampled.total.value == pytest.approx(exact.total.value, rel=0.5)


def test_a_group_is_found_with_the_one_that_stands_for_it() -> None:
    articles = make_many(30, war_or_peace)
    group = [article.pk for article in articles[:3]]
    Article.objects.filter(pk__in=group).update(lead=group[0])
    search = Search(group=group[0], sort=Sort.OLDEST)
    assert find(search).ids == find(search, limits=ESTIMATING).ids == tuple(group)
    used = [node.get("Index Name") for node in plan_of(search)]
    assert "article_lead" in used


def test_a_word_of_long_ago_is_found_beyond_the_stretch_that_is_walked() -> None:
    make_many(300, lambda number: "The old empire." if number < 40 else "The republic.")
    answer = find(Search("empire", sort=Sort.NEWEST), limits=ESTIMATING)
    assert answer.ids == find(Search("empire", sort=Sort.NEWEST)).ids


def test_relevance_of_many_matches_ranks_the_newest_and_says_so() -> None:
    make_many(300, lambda number: "The army left." + " Army." * (number in (10, 280)))
    answer = find(Search("army"), limits=ESTIMATING)
    best, newest = Article.objects.newest_first()[19], Article.objects.newest_first()[0]
    assert answer.ranked == 50
    assert answer.ids[:2] == (best.pk, newest.pk)


def test_an_exact_answer_ranks_all_matches_where_they_are_few() -> None:
    articles = make_many(300, lambda number: "The army left." + " Army." * (number == 10))
    answer = find(Search("army"))
    assert answer.ranked is None
    assert answer.ids[0] == articles[10].pk


@pytest.mark.parametrize("sort", [Sort.RELEVANCE, Sort.RECENT])
def test_an_exact_answer_ranks_the_newest_of_more_and_says_so(sort: Sort) -> None:
    articles = make_many(300, lambda number: "The army left." + " Army." * (number in (10, 280)))
    limits = Limits(ranked=50)
    answer = find(Search("army", sort=sort), limits=limits)
    assert (answer.total, answer.ranked) == (Count(300), 50)
    assert sum(value.count.value for value in answer.years) == 300
    ids = pages(Search("army", sort=sort), limits)
    assert sorted(ids) == sorted(one.pk for one in articles[-50:])
    if sort is Sort.RELEVANCE:
        assert ids[0] == articles[280].pk


def pages(search: Search, limits: Limits) -> list[int]:
    listed: list[int] = []
    cursor: str | None = ""
    while cursor is not None:
        page = find(search, cursor=cursor, size=7, limits=limits)
        listed += page.ids
        cursor = page.next
    return listed


def test_a_small_archive_with_undated_articles_is_left_to_the_walk() -> None:
    make_many(900, war_or_peace)
    Article.objects.filter(headline="Report 3").update(published_at=None)
    assert newest(Search("war", sort=Sort.NEWEST), 600, 10) is None


@pytest.mark.parametrize(
    ("counted", "scale", "said"),
    [
        (212, 1, "212"),
        (1234, 1, "1,234"),
        (3317, 64, "about 210,000"),
        (1, 64, "about 64"),
        (0, 64, "about 0"),
        (3, 64 / 3, "about 64"),
    ],
)
def test_counts_say_how_they_were_made(counted: int, scale: float, said: str) -> None:
    assert str(Count.scaled(counted, scale)) == said


WORDS = ("army", "treaty", "border", "summit")
archives = st.lists(
    st.tuples(
        st.lists(st.sampled_from(WORDS), max_size=4),
        st.sampled_from(["A", "B"]),
        st.sampled_from([None, "2019-03-03", "2020-03-03", "2020-12-31"]),
        st.booleans(),
        st.sampled_from(["published", "published", "taken down"]),
        st.sampled_from([None, "first group", "second group"]),
    ),
    min_size=1,
    max_size=7,
)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    archives,
    st.lists(st.sampled_from(WORDS), max_size=2),
    st.lists(st.sampled_from(WORDS), max_size=1),
    st.sampled_from([None, *Sort]),
    st.booleans(),
    st.sampled_from([Limits(), ESTIMATING]),
)
def test_list_total_facets_and_years_agree(
    archive: list[tuple[list[str], str, str | None, bool, str, str | None]],
    wanted: list[str],
    unwanted: list[str],
    sort: Sort | None,
    copies: bool,
    limits: Limits,
) -> None:
    tolvan = make_actor(f"Mira Tolvan {make_article('An article.').pk}")
    Article.objects.update(status="taken down")  # those of the examples before
    expected = set()
    leads: dict[str, int] = {}
    for text, source, day, tagged, status, group in archive:
        body = f"{' '.join(text)} Tolvan."
        article = make_article(body, source=f"Wire {source}", published_at=day)
        if tagged:
            make_tag(article, "Tolvan", tolvan)
        if status != "published":
            Article.objects.filter(pk=article.pk).update(status=status)
            continue
        lead = leads.setdefault(group, article.pk) if group else None
        Article.objects.filter(pk=article.pk).update(lead=lead)
        is_copy = lead is not None and lead != article.pk
        if (copies or not is_copy) and set(wanted) <= set(text) and not set(unwanted) & set(text):
            expected.add(article.pk)
    words = " ".join([*wanted, *(f"-{word}" for word in unwanted)])
    search = Search(words, copies=copies, sort=sort)

    listed: list[int] = []
    cursor: str | None = ""
    while cursor is not None:
        page = find(search, cursor=cursor, size=2, limits=limits)
        listed += page.ids
        cursor = page.next
    assert sorted(listed) == sorted(expected)

    answer = find(search, size=2)
    assert answer.total == Count(len(expected))
    assert sum(v.count.value for v in answer.sources) == len(expected)
    assert sum(v.count.value for v in answer.sections) == len(expected)
    assert sum(v.count.value for v in answer.years) + answer.undated.value == len(expected)
    narrower = [(replace(search, source=v.key), v.count) for v in answer.sources]
    narrower += [(replace(search, actors=(v.key,)), v.count) for v in answer.actors]
    assert all(count(other) == number for other, number in narrower)
