"""Feeds of a search and of an actor: what feed readers get, and that it follows every act."""

import datetime

import feedparser
import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import Settings

from articles import acts
from articles.models import Article
from entities.models import Actor
from entities.views import feeds
from tests.articles.many import make_many
from tests.entities.searching import ask
from tests.factories import make_actor, make_article, make_tag
from tests.locking import table_locked

pytestmark = pytest.mark.django_db

FEEDS = ["search_feed", "search_feed_rss"]


def titles(client: Client, url: str) -> list[str]:
    response = client.get(url)
    assert response.status_code == 200
    parsed = feedparser.parse(response.content)
    assert not parsed.bozo
    return [entry.title for entry in parsed.entries]


@pytest.fixture
def tolvan() -> Actor:
    tolvan = make_actor("Mira Tolvan")
    for day in ("2019-01-01", "2020-01-01"):
        make_tag(
            make_article(f"Tolvan left, {day}.", headline=day, published_at=day), "Tolvan", tolvan
        )
    make_article("Nobody stayed.", headline="Other", published_at="2021-01-01")
    return tolvan


@pytest.mark.parametrize("form", ["", "rss/"])
def test_feeds_bring_the_newest_of_what_is_asked(client: Client, tolvan: Actor, form: str) -> None:
    assert titles(client, f"/search/feed/{form}?q=left&sort=oldest") == ["2020-01-01", "2019-01-01"]
    assert titles(client, f"/search/feed/{form}?date_from=2019-06-01") == ["Other", "2020-01-01"]
    assert titles(client, f"/actors/mira-tolvan/feed/{form}") == ["2020-01-01", "2019-01-01"]
    assert titles(client, f"/search/feed/{form}?q=nothing") == []


@pytest.mark.parametrize(("form", "version"), [("", "atom10"), ("rss/", "rss20")])
def test_a_feed_says_what_it_is_of(client: Client, tolvan: Actor, form: str, version: str) -> None:
    url = f"/search/feed/{form}?q=left&actor=mira-tolvan"
    parsed = feedparser.parse(client.get(url).content)
    assert parsed.version == version
    assert parsed.feed.title == "“left”, Mira Tolvan – Newsroom Archive"
    assert parsed.feed.link == "http://testserver/search/?q=left&actor=mira-tolvan"
    (itself,) = [link.href for link in parsed.feed.links if link.rel == "self"]
    assert itself == f"http://testserver{url}"
    entry = parsed.entries[0]
    assert entry.summary == "Tolvan left, 2020-01-01."
    assert entry.link.startswith("http://testserver/articles/")
    assert entry.published_parsed[:3] == (2020, 1, 1)
    assert entry.id.startswith("tag:testserver,2020:article-")


@pytest.mark.parametrize("act", ["take_down", "embargo", "deindex"])
@pytest.mark.parametrize("url", ["/search/feed/?q=left", "/actors/mira-tolvan/feed/"])
def test_what_leaves_the_site_or_web_search_leaves_every_feed_at_once(
    client: Client, chief: User, tolvan: Actor, act: str, url: str
) -> None:
    tag = client.get(url)["ETag"]
    assert client.get(url, headers={"If-None-Match": tag}).status_code == 304
    article = Article.objects.get(headline="2020-01-01")
    until = {"until": timezone.now() + datetime.timedelta(days=1)} if act == "embargo" else {}
    getattr(acts, act)(article, editor=chief, reason="So.", **until)
    headers = {"If-None-Match": tag, "If-Modified-Since": "Sat, 01 Jan 2050 00:00:00 GMT"}
    assert client.get(url, headers=headers).status_code == 200
    assert titles(client, url) == ["2019-01-01"]


def test_articles_left_out_make_room_for_older_ones(client: Client) -> None:
    articles = make_many(60, lambda number: "The army left.")
    newest = [article.pk for article in articles[-5:]]
    Article.objects.filter(pk__in=newest).update(flags=["deindex"])
    assert len(titles(client, "/search/feed/?q=army")) == feeds.NEWEST
    assert titles(client, "/search/feed/?q=army")[0] == "Report 54"


def test_a_merged_actor_leads_to_the_feed_of_the_one_that_was_kept(
    client: Client, tolvan: Actor
) -> None:
    make_tag(make_article("M. Tolvan spoke."), "M. Tolvan", make_actor("M. Tolvan"))
    Actor.objects.filter(name="M. Tolvan").update(merged_into=tolvan)
    response = client.get("/actors/m-tolvan/feed/rss/")
    assert (response.status_code, response["Location"]) == (301, "/actors/mira-tolvan/feed/rss/")


def test_an_actor_of_no_public_article_has_no_feed(client: Client, tolvan: Actor) -> None:
    Article.objects.update(status="taken down")
    assert client.get("/actors/mira-tolvan/feed/").status_code == 404


@pytest.mark.parametrize("name", FEEDS)
def test_a_wrong_filter_is_an_error_in_words(client: Client, name: str) -> None:
    response = ask(client, name, status=400, actor="nobody")
    assert "knows no actor “nobody”" in response.content.decode()


@pytest.mark.parametrize("url", ["/search/feed/?q=left", "/actors/mira-tolvan/feed/rss/"])
def test_more_articles_cost_no_more_queries(client: Client, tolvan: Actor, url: str) -> None:
    counts = []
    for number in (0, 18):
        for more in range(number):
            make_tag(make_article(f"Tolvan left {more}."), "Tolvan", tolvan)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_a_page_of_results_names_its_feed(client: Client, tolvan: Actor) -> None:
    page = ask(client, "search", q="left").content.decode()
    assert 'href="/search/feed/?q=left"' in page
    assert 'href="/search/export.csv?q=left"' in page
    assert 'href="/search/?q=left">Link to this search' in page


@pytest.mark.django_db(transaction=True)
def test_a_feed_that_takes_too_long_says_so(client: Client, settings: Settings) -> None:
    settings.SEARCH_TIMEOUT_MS = 50
    with table_locked("articles_article"):
        ask(client, "search_feed", status=503, q="army")
