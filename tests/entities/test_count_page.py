"""The page of an exact count: what is known, asking for it, and what it says of its time."""

import pytest
from django.test import Client

from articles.models import ExactCount
from articles.search import Limits, Search
from entities import counting
from entities.counting import count_waiting, request_count
from tests.articles.many import make_many

pytestmark = pytest.mark.django_db

URL = "/search/count/?q=army"


@pytest.fixture
def estimating(monkeypatch: pytest.MonkeyPatch) -> None:
    """An archive of which pages show estimates."""
    make_many(1200, lambda number: "The army left." if number % 3 else "The navy left.")
    limits = Limits(exact=100, sample=300)
    monkeypatch.setattr("entities.views.search.Limits", lambda timeout_ms: limits)


def test_an_estimate_leads_to_its_exact_count(client: Client, estimating: None) -> None:
    page = client.get("/search/?q=army&sort=oldest").content.decode()
    assert f'<a href="{URL}" rel="nofollow">Exact count</a>' in page
    before = client.get(URL).content.decode()
    assert "an estimate from a part of the archive" in before
    assert client.post(URL)["Location"] == URL
    waiting = client.get(URL).content.decode()
    assert "It waits to be counted" in waiting
    assert "data-waiting" in waiting
    count_waiting()
    counted = client.get(URL).content.decode()
    assert "<strong>800</strong> articles, counted on" in counted
    assert "data-waiting" not in counted
    assert "again an hour after" in counted
    assert "800 counted on" in client.get("/search/?q=army").content.decode()


def test_asking_costs_a_form_and_reading_sets_no_cookie(client: Client, estimating: None) -> None:
    client.get("/search/?q=army")
    assert not client.cookies
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(URL).status_code == 403
    assert not ExactCount.objects.exists()


def test_a_count_that_is_exact_at_once_is_not_stored(client: Client) -> None:
    make_many(3, lambda number: "The army left.")
    assert client.post(URL).status_code == 302
    page = client.get(URL).content.decode()
    assert "<strong>3</strong> articles, counted just now." in page
    assert "<form method" not in page
    assert not ExactCount.objects.exists()


def test_a_full_queue_takes_no_more(client: Client, estimating: None) -> None:
    for number in range(counting.MOST_WAITING):
        request_count(Search(f"other {number}"))
    response = client.post(URL)
    assert response.status_code == 429
    assert "20 counts wait already" in response.content.decode()


def test_a_wrong_filter_is_told_by_the_search_page(client: Client) -> None:
    response = client.get("/search/count/?kind=x")
    assert (response.status_code, response["Location"]) == (302, "/search/?kind=x")
