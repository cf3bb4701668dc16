"""Actors by their country, as the knowledge file says."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from entities.actors import actor_for_entry, keep_countries
from entities.extraction import Entry
from entities.models import Actor
from tests.entities.test_article_page import words
from tests.factories import make_actor, make_article, make_tag

pytestmark = pytest.mark.django_db


def of_country(name: str, country: str, kind: str = "person") -> Actor:
    """An actor of a public article, whose country is known."""
    actor = make_actor(name, kind)
    Actor.objects.filter(pk=actor.pk).update(country=country)
    make_tag(make_article(f"{name} came."), name, actor)
    return actor


def test_countries_tell_how_many_actors_they_have(client: Client) -> None:
    of_country("Halden", "HLD", "country")
    of_country("Mira Tolvan", "HLD")
    make_actor("Karvenia", "country")
    page = client.get("/browse/countries/").content.decode()
    assert "Halden 2" in words(page)
    assert "Karvenia" not in page
    assert 'href="/actors/?country=halden"' in page


def test_list_of_actors_narrows_to_a_country_and_widens_again(client: Client) -> None:
    of_country("Halden", "HLD", "country")
    of_country("Mira Tolvan", "HLD")
    of_country("Anton Vasilyenko", "KRV")
    page = client.get("/actors/?country=halden&kind=person").content.decode()
    assert "Mira Tolvan" in page
    assert "Vasilyenko" not in page
    assert 'href="?kind=person"' in page
    assert "country=halden&amp;kind=place" in page


@pytest.mark.parametrize("country", ["nowhere", "%00", "mira-tolvan"])
def test_unknown_country_is_an_error_that_is_said(client: Client, country: str) -> None:
    of_country("Mira Tolvan", "HLD")
    response = client.get(f"/actors/?country={country}")
    assert response.status_code == 400
    assert "asks for something that this list does not have: country" in response.content.decode()


def test_country_is_kept_as_the_knowledge_file_says() -> None:
    entry = Entry("Q1", "Q1", "Mira Tolvan", "person", country="HLD")
    actor = actor_for_entry(entry)
    assert Actor.objects.get(pk=actor.pk).country == "HLD"
    keep_countries({"Q1": actor}, {"Q1": Entry("Q1", "Q1", "Mira Tolvan", "person", country="KRV")})
    assert Actor.objects.get(pk=actor.pk).country == "KRV"


def test_countries_cost_three_queries(client: Client) -> None:
    of_country("Halden", "HLD", "country")
    for number in range(5):
        of_country(f"Tolvan {number}", "HLD")
    with CaptureQueriesContext(connection) as caught:
        client.get("/browse/countries/")
    assert len(caught) == 3
