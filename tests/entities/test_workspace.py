"""The workspace: everything that can be decided on, in an order that no decision changes."""

import re

import pytest
from django.contrib.auth.models import User
from pytest_django import DjangoAssertNumQueries

from articles.models import Article
from entities import review
from entities.desk_items import Item
from entities.models import Actor, Tag
from entities.workspace import Desk, desk_of
from tests.factories import make_actor, make_article, make_interaction, make_quote, make_tag

pytestmark = pytest.mark.django_db

BODY = (
    "Karvenia and Velmark met in Halden. Minister Mira Tolvan praised the talks.\n\n"
    "“Runa Hollar stole the seal,” said Mira Tolvan. "
    "The police of Velmark arrested Runa Hollar.\n\n"
    "“The ferry sails,” said Anton Vasilyenko."
)


@pytest.fixture
def actors() -> dict[str, Actor]:
    return {
        "Karvenia": make_actor("Karvenia", "country", key="Q1", wikidata="Q1"),
        "Velmark": make_actor("Velmark", "country", key="Q2", wikidata="Q2"),
        "Mira Tolvan": make_actor("Mira Tolvan", key="Q3", wikidata="Q3"),
        "Runa Hollar": make_actor("Runa Hollar"),
        "Anton Vasilyenko": make_actor("Anton Vasilyenko", key="Q4", wikidata="Q4"),
    }


@pytest.fixture
def article(actors: dict[str, Actor]) -> Article:
    """Everything that a desk can show: two countries that talk, an arrest, a charge, a remark."""
    article = make_article(BODY)
    for name, actor in actors.items():
        make_tag(article, name, actor, confidence=0.9)
    make_interaction(article, "met", actors["Karvenia"], actors["Velmark"])
    make_interaction(article, "arrested", actors["Velmark"], actors["Runa Hollar"], kind="coerce")
    make_quote(article, "“Runa Hollar stole the seal,”", actors["Mira Tolvan"])
    make_quote(article, "“The ferry sails,”", actors["Anton Vasilyenko"])
    return Article.objects.get(pk=article.pk)


def desk(article: Article) -> Desk:
    return desk_of(Article.objects.get(pk=article.pk))


def names(article: Article) -> list[str]:
    return [item.name for item in desk(article).items]


def item_of(article: Article, name: str) -> Item:
    return next(item for item in desk(article).items if item.name == name)


def test_what_is_said_against_a_private_person_leads(article: Article) -> None:
    leading = [item.name for item in desk(article).items if item.harm.leads]
    assert names(article)[: len(leading)] == leading
    assert set(leading) == {
        "coercion, Velmark and Runa Hollar",
        "Runa Hollar",
        "quote of Mira Tolvan",
    }


def test_tags_quotes_and_interactions_stand_in_one_list(article: Article) -> None:
    assert {item.sort for item in desk(article).items} == {"tag", "quote", "interaction"}
    assert len(desk(article).items) == 9


def test_of_two_of_one_kind_the_least_certain_comes_first(
    article: Article, actors: dict[str, Actor]
) -> None:
    doubted = make_actor("Halden", "country", key="Q5", wikidata="Q5")
    make_tag(article, "Halden", doubted, confidence=0.3)
    order = names(article)
    assert order.index("Halden") < order.index("Karvenia")


def test_no_verb_on_a_tag_changes_the_place_of_anything(
    article: Article, actors: dict[str, Actor], editor: User
) -> None:
    def places() -> list[str]:
        return [re.sub(r"^tag-\d+$", "tag", item.id) for item in desk(article).items]

    def tag(name: str) -> Tag:
        tags = Tag.objects.select_related("article", "actor")
        return tags.get(article=article, actor__name=name)

    before = places()
    review.confirm(tag("Karvenia"), editor=editor)
    review.reject(tag("Runa Hollar"), editor=editor)
    review.relink(tag("Velmark"), make_actor("Velmark Ferries"), editor=editor)
    review.retype(tag("Mira Tolvan"), "place", editor=editor)
    review.ask_second_look(tag("Anton Vasilyenko"), editor=editor)
    assert places() == before


def test_an_interaction_whose_side_was_rejected_stays_and_is_not_open(
    article: Article, editor: User
) -> None:
    tag = Tag.objects.select_related("article", "actor").get(actor__name="Runa Hollar")
    review.reject(tag, editor=editor)
    item = item_of(article, "coercion, Velmark and Runa Hollar")
    assert not item.is_open


def test_words_that_a_new_text_has_lost_are_not_asked_about(article: Article) -> None:
    Article.objects.filter(pk=article.pk).update(body=BODY.replace("The ferry sails", "It sails"))
    assert "quote of Anton Vasilyenko" not in names(article)


def test_the_text_has_the_words_of_every_item(article: Article) -> None:
    shown = desk(article)
    text = "".join(shown.paragraphs)
    for item in shown.items:
        words = {
            "tag": f'href="#{item.id}"',
            "quote": f'href="#{item.id}"',
            "interaction": f'data-told="{item.id}"',
        }
        assert words[item.sort] in text


def test_people_come_before_others_among_those_who_may_speak(article: Article) -> None:
    speakers = desk(article).speakers
    kinds = [actor.kind for actor in speakers]
    assert kinds == sorted(kinds, key=lambda kind: kind != "person")
    assert len(speakers) == 5


def test_the_next_open_item_is_behind_the_one_decided_on_and_then_from_the_top(
    article: Article,
) -> None:
    items = desk(article).items
    following = desk(article).next_open(items[0].id)
    assert following
    assert following.id == items[1].id
    first = desk(article).next_open(items[-1].id)
    assert first
    assert first.id == items[0].id


@pytest.mark.parametrize("count", [2, 20])
def test_a_desk_takes_as_many_queries_for_any_number_of_findings(
    count: int, editor: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    said = [f"“The ferry {number} sails,”" for number in range(count)]
    article = make_article(f"Mira Tolvan met Olle Brandvik. {' '.join(said)} said Mira Tolvan.")
    one, other = make_actor("Mira Tolvan"), make_actor("Olle Brandvik")
    make_tag(article, "Mira Tolvan", one)
    make_tag(article, "Olle Brandvik", other)
    make_interaction(article, "met", one, other)
    for words in said:
        make_quote(article, words, one)
    review.confirm(Tag.objects.select_related("article", "actor").first(), editor=editor)
    article = Article.objects.get(pk=article.pk)
    with django_assert_num_queries(11):
        desk_of(article)
