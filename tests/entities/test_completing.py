"""Completions while somebody types: whom, in which order, and in which form."""

import json
from xml.etree import ElementTree

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from articles import acts
from articles.vocabulary import learn
from entities.completing import MOST_ACTORS, actors_called, complete
from tests.entities.test_offers import known
from tests.factories import make_article
from tests.locking import table_locked

pytestmark = pytest.mark.django_db


def texts(typed: str) -> list[str]:
    return [one.text for one in complete(typed)]


@pytest.mark.parametrize(
    "typed", ["mi", "Mira", "tol", "Tólv", "mira to", "MIMI", "vasil", "vas-tolv", "  mira  "]
)
def test_name_is_completed_from_the_beginning_of_any_word(typed: str) -> None:
    known("Mira Tolvan", "Mimi", "Mira Vasil-Tolvan", "Mira Vas-Tolvan")
    assert texts(typed) == ["Mira Tolvan"]


@pytest.mark.parametrize("typed", ["", "m", "ira", "olvan", "100%", "_ira", "x" * 200])
def test_what_begins_no_word_of_a_name_completes_to_nobody(typed: str) -> None:
    known("Mira Tolvan")
    assert texts(typed) == []


def test_those_of_most_articles_come_first_and_not_all() -> None:
    for number in range(MOST_ACTORS + 2):
        known(f"Mira {'Abcdefghij'[number]}son", articles=1 + number % 3)
    found = actors_called("mira")
    assert [actor.article_count for actor in found] == [3, 3, 2, 2, 2, 1]


def test_words_of_the_archive_follow_the_names() -> None:
    known("Mira Tolvan")
    make_article("Tolls are paid in Halden. The toll rises.", headline="Tolls")
    make_article("Tolls again.")
    learn()
    assert texts("tol") == ["Mira Tolvan", "tolls", "toll", "tolvan"]


def test_words_typed_before_stay_and_the_actor_joins_them() -> None:
    known("Mira Tolvan")
    make_article("A summit.")
    learn()
    first, second = complete("summit tolv")
    assert (first.text, first.url) == ("summit Mira Tolvan", "/search/?q=summit&actor=mira-tolvan")
    assert (second.text, second.url) == ("summit tolvan", "/search/?q=summit+tolvan")


def test_description_tells_kind_other_name_and_number() -> None:
    known("Mira Tolvan", "Mimi", articles=2)
    assert complete("mim")[0].description == "person, also as Mimi, 2 articles"
    assert complete("mira")[0].description == "person, 2 articles"


def test_answer_has_the_form_of_opensearch_suggestions(client: Client) -> None:
    known("Mira Tolvan")
    response = client.get(reverse("suggest"), {"q": "mi"})
    assert response["Content-Type"] == "application/x-suggestions+json"
    assert "private" in response["Cache-Control"]
    assert response["X-Content-Type-Options"] == "nosniff"
    assert json.loads(response.content) == [
        "mi",
        ["Mira Tolvan"],
        ["person, 1 article"],
        ["http://testserver/search/?actor=mira-tolvan"],
    ]


@pytest.mark.parametrize(
    "typed", ["", "\x00\x00\x00", "@a17", "\u202e\u202e", "' OR 1=1 --", "<b>" * 9]
)
def test_strange_input_is_answered_with_nothing(client: Client, typed: str) -> None:
    known("Mira Tolvan")
    answered = json.loads(client.get(reverse("suggest"), {"q": typed}).content)
    assert answered == [typed, [], [], []]


def test_actor_off_the_site_is_not_told_of(chief: User) -> None:
    actor = known("Mira Tolvan", "Mimi")
    learn()
    acts.take_down(actor.tags.get().article, editor=chief, reason="An order.")
    assert texts("mira") == texts("mimi") == texts("tolv") == []


def test_queries_do_not_grow_with_the_actors() -> None:
    counts = []
    for number in range(1, 9):
        known(f"Mira {'Abcdefghij'[number]}son", "Mimi")
        if number in (2, 8):
            learn()
            with CaptureQueriesContext(connection) as queries:
                complete("mir")
            counts.append(len(queries))
    assert counts[0] == counts[1]


@pytest.mark.django_db(transaction=True)
def test_nobody_waits_for_a_database_that_is_busy() -> None:
    known("Mira Tolvan")
    with table_locked("entities_actorname"):
        assert complete("mira") == []


def test_description_of_the_search_names_search_and_suggestions(client: Client) -> None:
    response = client.get(reverse("opensearch"))
    assert response["Content-Type"].startswith("application/opensearchdescription+xml")
    root = ElementTree.fromstring(response.content)  # noqa: S314  (our own answer)
    space = "{http://a9.com/-/spec/opensearch/1.1/}"
    templates = {url.get("type"): url.get("template") for url in root.iter(f"{space}Url")}
    assert templates["text/html"] == "http://testserver/search/?q={searchTerms}"
    suggestions = templates["application/x-suggestions+json"]
    assert suggestions == "http://testserver/suggest/?q={searchTerms}"
    assert len(root.findtext(f"{space}ShortName") or "") <= 16


def test_every_page_names_the_description_and_completes_its_box(client: Client) -> None:
    for page in (client.get(url).content.decode() for url in ("/", "/search/", "/help/")):
        assert 'href="/opensearch.xml"' in page
        assert 'data-suggest="/suggest/"' in page
