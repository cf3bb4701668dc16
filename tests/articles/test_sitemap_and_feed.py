"""What web search and feed readers are given, and that it follows every act at once."""

import datetime
from xml.etree import ElementTree

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from articles import acts
from articles.models import Article
from articles.views import feeds, sitemap
from tests.factories import make_actor, make_article, make_tag

pytestmark = pytest.mark.django_db

SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
ATOM = "{http://www.w3.org/2005/Atom}"


def locations(client: Client, url: str) -> list[str]:
    response = client.get(url)
    assert response.status_code == 200
    assert response["Content-Type"] == "application/xml"
    root = ElementTree.fromstring(response.content)  # noqa: S314 (of our own making)
    return [
        (place.text or "").removeprefix("http://testserver")
        for place in root.iter()
        if place.tag == f"{SITEMAP}loc"
    ]


def in_sitemap(client: Client) -> list[str]:
    sections = locations(client, "/sitemap.xml")
    return [url for section in sections for url in locations(client, section)]


def in_feed(client: Client) -> list[str]:
    root = ElementTree.fromstring(client.get("/feed/").content)  # noqa: S314
    return [title.text or "" for title in root.findall(f"{ATOM}entry/{ATOM}title")]


def test_robots_name_the_sitemap(client: Client) -> None:
    told = client.get("/robots.txt").content.decode().splitlines()
    assert told[-2:] == [
        "Sitemap: http://testserver/sitemap.xml",
        "Sitemap: http://testserver/news-sitemap.xml",
    ]


def test_public_articles_are_in_both(client: Client) -> None:
    article = make_article(headline="Talks")
    assert in_sitemap(client) == [article.get_absolute_url()]
    assert in_feed(client) == ["Talks"]


@pytest.mark.parametrize("act", ["take_down", "embargo", "deindex"])
def test_what_leaves_the_site_or_web_search_leaves_both_at_once(
    client: Client, chief: User, act: str
) -> None:
    make_article(headline="Stays")
    article = make_article(headline="Leaves")
    until = {"until": timezone.now() + datetime.timedelta(hours=1)} if act == "embargo" else {}
    tags = {
        url: client.get(url)["ETag"] for url in ("/feed/", locations(client, "/sitemap.xml")[0])
    }
    done = getattr(acts, act)(article, editor=chief, reason="So.", **until)
    assert (len(in_sitemap(client)), in_feed(client)) == (1, ["Stays"])
    for url, tag in tags.items():
        headers = {"If-None-Match": tag, "If-Modified-Since": "Sat, 01 Jan 2050 00:00:00 GMT"}
        assert client.get(url, headers=headers).status_code == 200
    acts.restore(done, editor=chief, reason="So.")
    assert (len(in_sitemap(client)), len(in_feed(client))) == (2, 2)


@pytest.mark.parametrize("url", ["/feed/", "/sitemap.xml"])
def test_nobody_may_keep_an_answer_without_asking(client: Client, url: str) -> None:
    make_article()
    response = client.get(url)
    assert response["Cache-Control"] == "no-cache"
    assert "Last-Modified" not in response
    assert client.get(url, headers={"If-None-Match": response["ETag"]}).status_code == 304


def test_sections_are_those_that_hold_an_article(
    client: Client, chief: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sitemap, "SECTION", 2)
    articles = [make_article() for _ in range(6)]
    start = articles[0].pk - articles[0].pk % 2 + 2  # the first whole pair
    for article in articles:
        if article.pk in (start, start + 1):
            acts.take_down(article, editor=chief, reason="So.")
    assert f"/sitemap-{start // 2}.xml" not in locations(client, "/sitemap.xml")
    assert client.get(f"/sitemap-{start // 2}.xml").status_code == 404
    left = {a.get_absolute_url() for a in articles if a.pk not in (start, start + 1)}
    assert set(in_sitemap(client)) == left
    assert len(in_sitemap(client)) == len(left)


def test_sections_are_found_however_far_numbers_jump(client: Client) -> None:
    article = make_article()
    far = 9_000_000_000_000_000_000
    Article.objects.bulk_create(
        [
            Article(pk=far, headline="Far", body="b", source=article.source, text_hash="far"),
        ]
    )
    assert len(in_sitemap(client)) == 2
    assert client.get(f"/sitemap-{'9' * 30}.xml").status_code == 404


def test_empty_archive_has_empty_answers(client: Client) -> None:
    assert (in_sitemap(client), in_feed(client)) == ([], [])


def test_sitemap_tells_when_a_page_last_changed(client: Client, chief: User) -> None:
    article = make_article()
    before = client.get(locations(client, "/sitemap.xml")[0]).content
    act = acts.retract(article, editor=chief, reason="Made up.")
    after = client.get(locations(client, "/sitemap.xml")[0]).content.decode()
    assert before.decode() != after
    assert f"<lastmod>{act.created_at.isoformat()}</lastmod>" in after


# The first tells the state of the archive; the whole sitemap asks for articles and for actors.
@pytest.mark.parametrize(("name", "cost"), [("/sitemap.xml", 3), ("section", 2), ("/feed/", 2)])
def test_twenty_articles_cost_as_many_queries_as_two(client: Client, name: str, cost: int) -> None:
    counts = []
    for number in (2, 18):
        for _ in range(number):
            article = make_article()
        url = f"/sitemap-{article.pk // sitemap.SECTION}.xml" if name == "section" else name
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url).status_code == 200
        counts.append(len(queries))
    assert counts == [cost, cost]


def test_feed_has_the_newest_and_never_a_whole_text(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    body = "Opening words. " + "More words follow. " * 40 + "The last words."
    for day in range(1, 32):
        make_article(f"{day} {body}", headline=f"Day {day}", published_at=f"2020-01-{day:02}")
    with django_assert_num_queries(2):
        content = client.get("/feed/").content.decode()
    assert len(in_feed(client)) == feeds.NEWEST
    assert in_feed(client)[0] == "Day 31"
    assert "Day 1<" not in content
    assert "31 Opening words." in content
    assert "The last words." not in content


def test_feed_holds_hostile_and_unprintable_text(client: Client) -> None:
    hostile = "<script>alert(1)</script> & \x01 ]]>"
    article = make_article(f"{hostile} body")
    Article.objects.filter(pk=article.pk).update(headline=hostile, byline=hostile)
    assert in_feed(client) == ["<script>alert(1)</script> & ]]>"]
    root = ElementTree.fromstring(client.get("/feed/").content)  # noqa: S314
    (summary,) = root.findall(f"{ATOM}entry/{ATOM}summary")
    assert (summary.text or "").startswith("&lt;script&gt;")  # the format takes it for HTML


def test_entry_of_the_feed_stays_the_same_when_its_headline_changes(
    client: Client, chief: User
) -> None:
    article = make_article(headline="Before")
    ids = []
    for headline in ("Before", "After"):
        Article.objects.filter(pk=article.pk).update(headline=headline)
        root = ElementTree.fromstring(client.get("/feed/").content)  # noqa: S314
        ids.append(root.findtext(f"{ATOM}entry/{ATOM}id"))
    assert ids[0] == ids[1] == f"tag:testserver,2020:article-{article.pk}"


NEWS = "{http://www.google.com/schemas/sitemap-news/0.9}"


def in_news(client: Client) -> list[str]:
    response = client.get("/news-sitemap.xml")
    assert response["Content-Type"] == "application/xml"
    root = ElementTree.fromstring(response.content)  # noqa: S314 (of our own making)
    return [title.text or "" for title in root.iter(f"{NEWS}title")]


def hours_ago(hours: float) -> str:
    moment = timezone.now() - datetime.timedelta(hours=hours)
    return moment.strftime("%Y-%m-%dT%H:%M:%S")


def test_news_are_of_the_last_two_days_and_of_a_known_day(client: Client) -> None:
    for name, hours in (("New", 1), ("Old", 49), ("Ahead", -2), ("Vague", 3), ("Older", 40)):
        make_article(f"{name} words.", headline=name, published_at=hours_ago(hours))
    Article.objects.filter(headline="Vague").update(published_precision="month")
    assert in_news(client) == ["New", "Older"]


def test_news_name_publication_language_and_date(client: Client) -> None:
    evil = "<Wire> & \x01 Co"
    article = make_article(headline="New", published_at=hours_ago(1), source="Halden Wire")
    Article.objects.update(headline=evil, language="de", published_precision="minute")
    root = ElementTree.fromstring(client.get("/news-sitemap.xml").content)  # noqa: S314
    told = {place.tag.rpartition("}")[2]: place.text for place in root.iter() if place.text}
    assert (told["name"], told["language"], told["title"]) == ("Halden Wire", "de", "<Wire> & Co")
    assert article.published_at
    assert told["publication_date"] == article.published_at.isoformat(timespec="seconds")


@pytest.mark.parametrize("act", ["take_down", "deindex"])
def test_what_leaves_web_search_leaves_the_news(client: Client, chief: User, act: str) -> None:
    article = make_article(headline="New", published_at=hours_ago(1))
    tag = client.get("/news-sitemap.xml")["ETag"]
    getattr(acts, act)(article, editor=chief, reason="So.")
    response = client.get("/news-sitemap.xml", headers={"If-None-Match": tag})
    assert (response.status_code, in_news(client)) == (200, [])


def test_news_hold_no_more_than_the_format_allows(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sitemap, "MOST_NEWS", 2)
    for hours in (1, 2, 3):
        make_article(f"{hours} words.", headline=f"N{hours}", published_at=hours_ago(hours))
    assert in_news(client) == ["N1", "N2"]


def test_actors_of_public_articles_are_in_the_sitemap(client: Client, chief: User) -> None:
    article = make_article()
    actor = make_tag(article, "Mira Tolvan").actor
    make_actor("Nobody Here")
    assert in_sitemap(client) == [article.get_absolute_url(), actor.get_absolute_url()]
    acts.take_down(article, editor=chief, reason="So.")
    assert in_sitemap(client) == []
    assert client.get(f"/sitemap-actors-{actor.pk // sitemap.SECTION}.xml").status_code == 404
    assert client.get(f"/sitemap-actors-{'9' * 30}.xml").status_code == 404


def test_every_page_names_the_feed(client: Client) -> None:
    assert 'type="application/atom+xml"' in client.get("/help/").content.decode()
