"""Words of a search that are names: who is offered, and what their names are put in for."""

from urllib.parse import parse_qs

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from articles.vocabulary import learn
from entities.models import Actor, ActorName
from entities.names import fold
from entities.offers import MOST_OFFERS, Offers, offers
from tests.factories import make_actor, make_article, make_tag

pytestmark = pytest.mark.django_db


def known(name: str, *others: str, articles: int = 1, **fields: str) -> Actor:
    """An actor with other names, whom so many public articles are about."""
    actor = make_actor(name, **fields)
    ActorName.objects.bulk_create(
        ActorName(actor=actor, name=other, normalised_name=fold(other), origin="knowledge")
        for other in others
    )
    for number in range(articles):
        make_tag(make_article(f"{name} spoke for the {number}. time."), name, actor)
    return actor


def asked(words: str, *actors: str) -> Offers:
    return offers({"q": [words], "actor": list(actors), "sort": ["newest"]})


def names(words: str) -> list[str]:
    return [offer.actor.name for offer in asked(words).actors]


def led_to(href: str) -> dict[str, list[str]]:
    return parse_qs(href.removeprefix("?"))


@pytest.mark.parametrize(
    "words",
    [
        "mira tolvan",
        "summit Mira  Tolvan treaty",
        '"Mira Tolvan"',
        "treaty (Tólvan OR army)",
        "Mimi",
    ],
)
def test_actor_of_a_name_or_an_alias_is_offered(words: str) -> None:
    known("Mira Tolvan", "Mimi", "Tolvan")
    assert names(words) == ["Mira Tolvan"]


@pytest.mark.parametrize(
    "words",
    [
        *("-tolvan", "tolvan*", "=Tolvan", "~tolvan", "actor:tolvan", 'said:"Mira Tolvan"'),
        *('-"Mira Tolvan"', '"Mira Tolvan"~5', "Mira OR Ben", "Mira treaty", "", "(", '"', "(((("),
    ],
)
def test_what_is_no_name_by_itself_offers_nobody(words: str) -> None:
    known("Mira Tolvan", "Tolvan")
    assert names(words) == []


def test_offer_searches_the_actor_instead_of_the_words() -> None:
    known("Mira Tolvan")
    (offer,) = asked("treaty Mira Tolvan summit", "anton-vasilyenko").actors
    assert led_to(offer.href) == {
        "q": ["treaty summit"],
        "actor": ["anton-vasilyenko", "mira-tolvan"],
        "sort": ["newest"],
    }


@pytest.mark.parametrize(
    ("words", "left"),
    [
        ("tolvan", ""),
        ("treaty OR tolvan", "treaty"),
        ("(tolvan OR treaty) summit", "(treaty) summit"),
        ("(tolvan) summit", "summit"),
        ('"tolvan" OR', ""),
    ],
)
def test_no_operator_is_left_without_its_side(words: str, left: str) -> None:
    known("Tolvan")
    (offer,) = asked(words).actors
    assert "".join(led_to(offer.href).get("q", [])) == left


def test_who_is_chosen_already_is_not_offered() -> None:
    actor = known("Mira Tolvan")
    assert asked("Mira Tolvan", actor.slug).actors == ()


def test_part_of_a_longer_name_offers_nobody_else() -> None:
    known("Mira Tolvan")
    known("Mira")
    assert names("Mira Tolvan") == ["Mira Tolvan"]
    assert names("Mira Halden") == ["Mira"]


def test_three_are_offered_those_of_most_articles_first() -> None:
    for count, name in enumerate(["Ada Tolvan", "Ben Tolvan", "Cy Tolvan", "Di Tolvan"], 1):
        known(name, "Tolvan", articles=count)
    assert names("tolvan") == ["Di Tolvan", "Cy Tolvan", "Ben Tolvan"][:MOST_OFFERS]


def test_surname_offers_who_is_well_known_by_it() -> None:
    known("Mira Tolvan", wikidata="Q17")
    known("Ada Tolvan")
    assert names("tolvan army") == ["Mira Tolvan"]


def test_short_words_are_names_where_they_are_written_like_names() -> None:
    known("Mira Tolvan", "Us")
    assert names("tell us more") == []
    assert names("tell Us more") == names("us") == ["Mira Tolvan"]


def test_actor_of_no_public_article_is_not_offered() -> None:
    actor = known("Mira Tolvan")
    actor.tags.get().article.__class__.objects.update(status="taken down")
    assert names("Mira Tolvan") == []


def test_offer_tells_the_other_names() -> None:
    known("Mira Tolvan", "Mimi", "M. Tolvan")
    (offer,) = asked("mimi").actors
    assert offer.others == ("M. Tolvan",)


def test_names_are_put_in_as_words_seen_in_the_box_and_taken_back() -> None:
    known("Mira Tolvan", "Mimi", "M. Tolvan", "Tolvan the Elder")
    (offer,) = asked("treaty Mira Tolvan -army").actors
    (words,) = led_to(offer.names_href)["q"]
    assert words == 'treaty ("Mira Tolvan" OR "M. Tolvan" OR Mimi OR "Tolvan the Elder") -army'
    (expansion,) = asked(words).expansions
    assert expansion.words == "Mira Tolvan"
    assert expansion.others == ("M. Tolvan", "Mimi", "Tolvan the Elder")
    assert led_to(expansion.href)["q"] == ['treaty "Mira Tolvan" -army']
    assert asked(words).actors == ()


def test_names_that_hold_the_typed_words_are_not_put_in() -> None:
    known("Mira Tolvan", "Tolvan")
    (offer,) = asked("tolvan").actors
    assert offer.names_href == ""


def test_group_that_holds_anything_else_is_no_expansion() -> None:
    known("Mira Tolvan", "Mimi")
    assert asked('("Mira Tolvan" OR army)').expansions == ()
    assert asked('("Mira Tolvan" OR Mimi)').expansions != ()


def test_queries_do_not_grow_with_the_words() -> None:
    known("Mira Tolvan", "Mimi")
    known("Anton Vasilyenko")
    for words in ("Mimi", "Mimi and Anton Vasilyenko of Halden " * 40):
        with CaptureQueriesContext(connection) as queries:
            asked(words)
        assert len(queries) == 3


def test_search_page_offers_the_actor_and_shows_the_expansion(client: Client) -> None:
    known("Mira Tolvan", "Mimi")
    page = client.get(reverse("search"), {"q": "mimi"}).content.decode()
    assert "?actor=mira-tolvan" in page
    assert "Search the person <strong>Mira Tolvan</strong>" in page
    page = client.get(reverse("search"), {"q": '(mimi OR "Mira Tolvan")'}).content.decode()
    assert "mimi, also as Mira Tolvan" in page


def test_word_that_no_article_has_is_mended_in_one_click(client: Client) -> None:
    make_article("The governments of Halden met. One government left.")
    learn()
    page = client.get(reverse("search"), {"q": 'Goverments "of Halden"', "sort": "oldest"})
    first, second = page.context["offers"].spellings
    assert (first.meant, second.meant) == ("governments", "government")
    assert led_to(first.href) == {"q": ['governments "of Halden"'], "sort": ["oldest"]}
    text = " ".join(page.content.decode().split())
    assert ">governments</a> or <a" in text
    assert "instead of “Goverments”?" in text
    assert client.get(f"/search/{first.href}").context["answer"].total.value == 1


def test_nothing_is_mended_where_every_word_is_found(client: Client) -> None:
    make_article("The treaty of Halden. Treats.")
    learn()
    assert client.get(reverse("search"), {"q": "treaty"}).context["offers"].spellings == ()


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.lists(
        st.sampled_from(["tolvan", '"', "(", ")", "OR", "-", "mimi", "“", "\u202e", ":", "and"])
        | st.text(max_size=5)
    ).map(" ".join)
)
def test_any_words_are_answered(words: str) -> None:
    if not Actor.objects.filter(name="Mira Tolvan").exists():
        known("Mira Tolvan", "Mimi", "Tolvan")
    for offer in asked(words.replace("\x00", "")).actors:
        assert offer.actor.name == "Mira Tolvan"
