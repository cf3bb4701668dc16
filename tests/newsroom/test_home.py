"""The pages that belong to no app: home, help, robots, health."""

import datetime
import re
from urllib.parse import unquote, unquote_plus

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from articles.models import Article
from articles.search.language import parse
from entities import review
from newsroom.celery import app as celery_app
from tests.factories import make_actor, make_article, make_tag

pytestmark = pytest.mark.django_db


def page(client: Client, name: str = "home") -> str:
    response = client.get(reverse(name))
    assert response.status_code == 200
    return response.content.decode()


def test_home_shows_the_newest_articles_with_their_actors(client: Client) -> None:
    make_article("An old story.", headline="Old", published_at="1990-01-01")
    make_tag(make_article(headline="New"), "Tolvan", make_actor("Mira Tolvan"))
    home = page(client)
    assert home.index("New") < home.index("Old")
    assert "Mira Tolvan" in home
    assert "29 December 2020" in home


def test_home_names_those_most_articles_are_about_first(client: Client) -> None:
    often, once = make_actor("Mira Tolvan"), make_actor("Anton Vasilyenko")
    for number in range(2):
        make_tag(make_article(f"Tolvan spoke {number}."), "Tolvan", often)
    make_tag(make_article("Vasilyenko spoke."), "Vasilyenko", once)
    mentioned = page(client).split("Most mentioned")[1]
    assert mentioned.index("Mira Tolvan") < mentioned.index("Anton Vasilyenko")


def test_home_tells_who_is_in_the_news_against_their_usual_level(client: Client) -> None:
    often, once = make_actor("Mira Tolvan"), make_actor("Anton Vasilyenko")
    for week in range(10):
        day = datetime.date(2020, 10, 19) + datetime.timedelta(weeks=week)
        make_tag(make_article(f"Tolvan {week}.", published_at=str(day)), "Tolvan", often)
    make_tag(
        make_article("Tolvan and Vasilyenko came.", published_at="2020-12-28"), "Tolvan", often
    )
    article = make_article("Vasilyenko spoke.", published_at="2020-12-30")
    make_tag(article, "Vasilyenko", once)
    home = " ".join(re.sub("<[^>]+>", " ", page(client)).split())
    news = home[home.index("In the news") : home.index("Most mentioned")]
    assert "In the week of Monday 28 December 2020, the latest with articles" in news
    assert "Anton Vasilyenko , person, 1 article, none in the 10 weeks before" in news
    assert "Mira Tolvan , person, 1 article, usually 1 a week" in news
    assert news.index("Anton") < news.index("Mira")


def test_home_tells_what_is_new_by_day(client: Client) -> None:
    make_article("An old story.", headline="Old", published_at="1990-01-01")
    make_article(headline="Another")
    make_article(headline="New")
    make_article(headline="Never", published_at=None)
    home = page(client)
    assert home.count('href="/browse/2020/12/29/">29 December 2020</a></h3>') == 1
    assert 'href="/browse/1990/1/1/"' in home
    assert '<h3 class="home-day">undated</h3>' in home


def test_the_example_of_home_finds_something(client: Client) -> None:
    make_tag(make_article("The O'Brien & sons army left."), "army", make_actor("O'Brien & Sons"))
    (href,) = re.findall(r'For example <a href="([^"]*)"', page(client))
    assert "1 article<" in client.get(unquote(href).replace(" & ", " %26 ")).content.decode()


def test_home_tells_how_much_is_held_extracted_and_reviewed(client: Client, editor: User) -> None:
    make_article("Nobody spoke.")
    tag = make_tag(make_article(), "Tolvan")
    withheld = make_article("Withheld.")
    Article.objects.filter(pk=withheld.pk).update(status="taken down")
    home = " ".join(re.sub("<[^>]+>", "", page(client)).split())
    assert "The archive holds 2 articles." in home
    assert "looked for actors in 1 of them." in home
    assert f'href="{reverse("coverage")}"' in page(client)
    assert "Editors have not checked all tags of any article yet." in home
    review.confirm(tag, editor=editor)
    assert "In 1, editors have checked every tag." in page(client)


def test_an_empty_home_says_what_would_be_here(client: Client) -> None:
    home = page(client)
    assert "The archive is empty" in home
    assert "For example" not in home


def test_home_costs_the_same_number_of_queries_however_much_it_shows(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(2):
        make_tag(make_article(f"Tolvan {number}."), "Tolvan", make_actor(f"Tolvan {number}"))
    with django_assert_num_queries(10):
        page(client)
    for number in range(2, 20):
        make_tag(make_article(f"Tolvan {number}."), "Tolvan", make_actor(f"Tolvan {number}"))
    with django_assert_num_queries(10):
        page(client)


def test_help_explains_the_states_of_tags(client: Client) -> None:
    shown = page(client, "help")
    for words in ("suggested, not checked", "confirmed", "needs a second look"):
        assert words in shown


def test_examples_of_the_help_page_are_searches(client: Client) -> None:
    make_article("The summit led to a treaty.")
    hrefs = re.findall(r'href="(/search/\?q=[^"]*)"', page(client, "help"))
    assert len(hrefs) == 13
    answers = [client.get(href).content.decode() for href in hrefs]
    assert ["1 article<" in answer for answer in answers[:4]] == [True, False, True, True]
    # None of them is read otherwise than it is written, whatever the archive holds.
    for href in hrefs:
        typed = unquote_plus(href.partition("?q=")[2])
        assert parse(typed).problems == ()


def test_robots_are_kept_out_of_combinations_and_staff_pages(client: Client) -> None:
    response = client.get("/robots.txt")
    assert response["Content-Type"].startswith("text/plain")
    rules = response.content.decode().splitlines()
    for path in (
        *("/search/?", "/search/*?", "/articles/*?", "/actors/*?", "/suggest/"),
        *("/review/", "/admin/", "/import/", "/login/"),
    ):
        assert f"Disallow: {path}" in rules
    assert "Disallow: /search/" not in rules


def test_health_is_good_when_database_and_broker_answer(client: Client) -> None:
    response = client.get(reverse("health"))
    assert response.status_code == 200
    assert response.json() == {"database": "ok", "broker": "ok"}
    assert "no-store" in response["Cache-Control"]


def test_health_is_bad_when_the_broker_is_away(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    # In this order: unless it is set, the second is read from the first, also to be put back.
    monkeypatch.setattr(celery_app.conf, "broker_write_url", "redis://127.0.0.1:1/0")
    monkeypatch.setattr(celery_app.conf, "broker_url", "redis://127.0.0.1:1/0")
    response = client.get(reverse("health"))
    assert response.status_code == 503
    assert response.json() == {"database": "ok", "broker": "no answer"}


@pytest.mark.django_db(transaction=True)
def test_health_is_bad_when_the_database_is_away(client: Client) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (pid,) = cursor.fetchone()
        other = connection.copy()
        with other.cursor() as killer:
            killer.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])
        other.close()
    response = client.get(reverse("health"))
    connection.close()  # the lost one; the next test opens another
    assert response.status_code == 503
    assert response.json()["database"] == "no answer"
