"""What a list shows of an article: its headline and two lines, with the hits marked."""

import pytest
from pytest_django import DjangoAssertNumQueries

from articles.models import Article
from articles.search import snippets
from articles.search.highlight import START, STOP
from tests.factories import make_article

pytestmark = pytest.mark.django_db


def test_hits_are_marked_in_headline_and_text() -> None:
    article = make_article("The armies left the valley.", headline="Army leaves")
    snippet = snippets([article.pk], "army")[article.pk]
    assert snippet.headline == '<mark class="hit">Army</mark> leaves'
    assert '<mark class="hit">armies</mark>' in snippet.text


def test_the_part_of_the_text_with_the_hit_is_shown() -> None:
    article = make_article("Nothing was said. " * 60 + "The envoy resigned. " + "All left. " * 60)
    assert '<mark class="hit">envoy</mark>' in snippets([article.pk], "envoy")[article.pk].text


def test_hostile_text_is_inert_in_a_snippet() -> None:
    hostile = f"<script>alert(1)</script> {START}army{STOP} & <b onclick=x>army</b>"
    article = make_article(hostile, headline=f'"><img src=x> army {START}')
    for words in ("army", ""):
        snippet = snippets([article.pk], words)[article.pk]
        bare = snippet.headline + snippet.text
        for mark in ('<mark class="hit">', "</mark>"):
            bare = bare.replace(mark, "")
        assert "<" not in bare
        assert snippet.text.count("<mark") == snippet.text.count("</mark>") == (2 if words else 0)


def test_without_words_the_standfirst_or_the_opening_is_shown() -> None:
    plain, told = make_article("The army left.\n\nIt was late."), make_article("A long story.")
    Article.objects.filter(pk=told.pk).update(standfirst="In short.")
    texts = snippets([plain.pk, told.pk])
    assert texts[plain.pk].text == "The army left. It was late."
    assert texts[told.pk].text == "In short."


def test_no_articles_need_no_query(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    with django_assert_num_queries(0):
        assert snippets([], "army") == {}
