"""What each part of the language finds, alone and within the others."""

import json
from typing import Any

import pytest
from django.db import connection

from articles.models import Article, Author
from articles.search import Search, Sort, find, highlights, snippets
from articles.search.plans import Limits, one_pass_statement
from tests.articles.many import make_many
from tests.factories import make_article

pytestmark = pytest.mark.django_db


@pytest.fixture
def archive() -> dict[int, str]:
    """Five articles, known by a letter."""
    made = {
        "A": make_article(
            "Will Self spoke of armies in the valley. The treaty was signed in May.",
            headline="Author on war",
            published_at="2020-12-25",
        ),
        "B": make_article(
            "He himself will stay. The army left; a peace treaty follows.",
            headline="Army leaves",
            published_at="2019-12-25",
        ),
        "C": make_article(
            "A treaty, once and for all signed by ministers, brings peace.",
            headline="Ministers sign",
            published_at="2021-03-01",
        ),
        "D": make_article("Nothing of note.", headline="Quiet", published_at=None),
        "E": make_article(
            "An armistice was discussed.", headline="Talks", published_at="2020-05-05"
        ),
    }
    Article.objects.filter(pk=made["C"].pk).update(byline="By Sanna Reijo", language="de")
    Article.objects.filter(pk=made["B"].pk).update(flags=["correction"])
    Article.objects.filter(pk=made["E"].pk).update(published_precision="month")
    made["A"].authors.add(Author.objects.named("Anton Vas"))
    return {article.pk: letter for letter, article in made.items()}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("self", "A"),
        ("=himself", "B"),
        ("=army", "B"),
        ("army", "AB"),
        ('"will self"', "A"),
        ('="WILL Self"', "A"),
        ('="Self will"', ""),
        ("armi*", "AE"),
        ("-armi*", "BCD"),
        ("headline:army", "B"),
        ("headline:armies", "B"),
        ("headline:=armies", ""),
        ('headline:"army leaves"', "B"),
        ("headline:min*", "C"),
        ("treaty -headline:army", "AC"),
        ('"treaty signed"~3', "A"),
        ('"signed treaty"~5', "AC"),
        ('"signed treaty"~4', "A"),
        ('"peace treaty signed"~5', ""),
        ('"peace treaty signed"~9', "C"),
        ("date:2020", "AE"),
        ("date:2020-12", "A"),
        ("date:2020-12-25", "A"),
        ("date:2019..2020", "ABE"),
        ("date:2020-05-02..2020-12-31", "A"),
        ("date:2021..", "C"),
        ("-date:2020", "BCD"),
        ("before:2020", "B"),
        ("after:2020", "C"),
        ("after:2020-05 before:2021", "A"),
        ("day:12-25", "AB"),
        ("day:5-5", ""),
        ("is:correction", "B"),
        ("language:de", "C"),
        ("by:reijo", "C"),
        ('by:"Sanna Reijo"', "C"),
        ("army OR by:reijo", "ABC"),
        ("(army OR =ministers) -day:12-25", "C"),
        ("treaty (before:2020 OR =ministers OR armi*)", "ABC"),
        ("-(treaty =signed)", "BDE"),
        ("treaty -(=signed date:2020)", "BC"),
        ("source:nowhere", ""),
        ("treaty OR source:nowhere", "ABC"),
        ("treaty -source:nowhere", "ABC"),
    ],
)
def test_a_query_finds(archive: dict[int, str], text: str, found: str) -> None:
    walking = Limits(exact=-1, sample=0, walk=2)
    for sort in Sort:
        for limits in (Limits(), walking):
            ids = find(Search(text, sort=sort), limits=limits).ids
            assert "".join(sorted(archive[pk] for pk in ids)) == found, (sort, limits)


def test_the_form_that_was_typed_comes_first() -> None:
    folded = make_article("Erdogan, Erdogan and Erdogan spoke.", headline="Talks one")
    accented = make_article("A visit by Erdoğan was planned by nobody.", headline="Talks two")
    assert find(Search("Erdoğan")).ids == (accented.pk, folded.pk)
    assert find(Search("ERDOĞAN")).ids == (accented.pk, folded.pk)
    assert find(Search("erdogan")).ids == (folded.pk, accented.pk)


def test_a_whole_name_in_the_headline_comes_first() -> None:
    apart = make_article("Tolvan met Mira. Mira Tolvan, Tolvan, Mira.", headline="Mira and Tolvan")
    whole = make_article("Nothing was said by Mira Tolvan at all.", headline="Mira Tolvan leaves")
    for limits in (Limits(), Limits(exact=-1, sample=0)):
        assert find(Search("mira tolvan"), limits=limits).ids == (whole.pk, apart.pk)


def test_pages_by_relevance_hold_every_article_once_where_forms_differ() -> None:
    for number in range(9):
        make_article(f"The {'army' if number % 2 else 'armies'} left {number}. " * (number + 1))
    whole = find(Search("army"), size=100).ids
    pages: list[int] = []
    cursor: str | None = ""
    while cursor is not None:
        answer = find(Search("army"), cursor=cursor, size=2)
        pages += answer.ids
        cursor = answer.next
    assert tuple(pages) == whole
    assert len(whole) == 9


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("=armies", ["armies"]),
        ("arm*", ["Army", "armies"]),
        ('="the army"', ["the", "army", "The"]),
        ("headline:army left", ["Army", "left"]),
        ("left -army", ["left"]),
        ("=armies left", ["left", "armies"]),
        ('said:"left the"', ["left"]),
        ('"valley left"~6', ["left", "valley"]),
        ("source:army date:2020", []),
    ],
)
def test_what_was_sought_is_marked(text: str, marked: list[str]) -> None:
    texts = ["Army rises", "They left the valley. The armies rest."]
    if marked == ["the", "army", "The"]:
        marked = ["Army", "the", "The"]
    found = highlights(texts, text)
    assert [
        one[start:end] for one, hits in zip(texts, found, strict=True) for start, end in hits
    ] == marked


def test_a_snippet_shows_words_in_any_form_and_as_they_stand() -> None:
    article = make_article("Nobody came. " * 60 + "The armies left the valley.", headline="Armies")
    snippet = snippets([article.pk], "=armies valleys headline:army")[article.pk]
    assert snippet.headline == '<mark class="hit">Armies</mark>'
    hits = '<mark class="hit">armies</mark> left the <mark class="hit">valley</mark>'
    assert hits in snippet.text


def nodes(plan: dict[str, Any]) -> list[dict[str, Any]]:
    return [plan, *(node for child in plan.get("Plans", []) for node in nodes(child))]


def test_a_query_is_looked_up_in_as_few_indexes_as_can_be() -> None:
    make_many(4000, lambda number: "Peace." + " A famine was feared." * (number % 100 == 0))
    for text, indexes in (
        ("famine", ["article_search_vector"]),
        ("famine -flood day:3-1 date:2001", ["article_search_vector"]),
        ("famine OR is:correction", ["article_search_vector"]),
        ("=famine", ["article_exact_vector"]),
        ("fam*", ["article_exact_vector"]),
        ("is:correction OR =famine", ["article_exact_vector", "article_search_vector"]),
    ):
        statement = one_pass_statement(Search(text, sort=Sort.NEWEST), None, 20, Limits())
        with connection.cursor() as cursor:
            cursor.execute("EXPLAIN (FORMAT JSON) " + statement.as_string(connection.connection))
            (plan,) = cursor.fetchone()
        found = nodes((json.loads(plan) if isinstance(plan, str) else plan)[0]["Plan"])
        assert sorted(node["Index Name"] for node in found if "Index Name" in node) == indexes
        assert "Seq Scan" not in {node["Node Type"] for node in found}
