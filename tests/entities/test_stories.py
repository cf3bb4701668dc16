"""What stands beside an article: the story before and after it, and what is like it."""

import html
import re

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from articles import acts
from articles.models import Article
from entities.models import Actor
from entities.stories import Around, around
from tests.factories import make_actor, make_article, make_mention

pytestmark = pytest.mark.django_db

NAMES = ("Mira Tolvan", "Anton Vas", "Sanna Reijo", "Orla Quist", "Halden Bank", "Old Mill")


def actor_called(name: str) -> Actor:
    return Actor.objects.filter(name=name).first() or make_actor(name)


def make_report(day: str | None, *names: str, **fields: str) -> Article:
    """An article about these, most of all about the first."""
    headline = fields.pop("headline", f"On {day}: {len(names)}")
    article = make_article(
        f"{headline}. {', '.join(names)}.", published_at=day, headline=headline, **fields
    )
    for place, name in enumerate(names):
        make_mention(article, name, actor_called(name), salience=0.9 - place / 10)
    article.refresh_from_db()
    return article


def beside(article: Article) -> Around:
    article.refresh_from_db()
    return around(article, Actor.objects.in_bulk(article.actor_ids), [])


def test_the_story_goes_on_with_the_nearest_articles_of_its_two_leading_actors() -> None:
    own = make_report("2020-12-10", *NAMES[:3])
    make_report("2020-12-07", *NAMES[:2])
    before = make_report("2020-12-09", NAMES[1], NAMES[0])
    after = make_report("2020-12-12", *NAMES[:2])
    make_report("2020-12-18", *NAMES[:2])  # eight days later
    found = beside(own)
    assert found.earlier
    assert found.later
    assert (found.earlier.article, found.later.article) == (before, after)
    assert found.earlier.why == "shares Mira Tolvan and Anton Vas, a day earlier"
    assert found.later.why == "shares Mira Tolvan and Anton Vas, two days later"


def test_two_articles_of_a_day_stand_in_the_order_of_their_numbers() -> None:
    first, second = (make_report("2020-12-10", *NAMES[:2], headline=name) for name in "AB")
    assert beside(second).earlier
    found = beside(first)
    assert found.earlier is None
    assert found.later
    assert (found.later.article, found.later.why[-12:]) == (second, "the same day")


def test_similar_articles_share_two_actors_and_the_rarer_ones_come_first() -> None:
    own = make_report("2020-12-10", *NAMES[:4])
    common = make_report("2020-12-11", NAMES[2], NAMES[1])
    rare = make_report("2020-12-20", NAMES[2], NAMES[3])
    make_report("2020-12-11", NAMES[0], "Old Mill")
    make_report("2020-12-28", *NAMES[:4])
    for day in range(1, 6):
        make_report(f"2019-05-0{day}", NAMES[1])  # by now in many articles
    found = beside(own)
    assert [one.article for one in found.similar] == [rare, common]
    assert found.similar[0].why == "shares Sanna Reijo and Orla Quist, 10 days later" or (
        found.similar[0].why == "shares Sanna Reijo and Orla Quist, ten days later"
    )


def test_of_copies_one_is_similar_and_its_own_copies_are_not() -> None:
    own, copy, first, second = (
        make_report("2020-12-10", *NAMES[:3], headline=name) for name in "ABCD"
    )
    Article.objects.filter(pk__in=[own.pk, copy.pk]).update(lead=own)
    Article.objects.filter(pk__in=[first.pk, second.pk]).update(lead=first)
    Article.objects.update(published_at="2020-12-10T00:00Z")
    found = beside(own)
    named = [found.later.article if found.later else None, *(o.article for o in found.similar)]
    assert copy not in named
    assert set(named) == {first, second}


def test_a_copy_goes_on_with_the_story(client: Client) -> None:
    own, copy = make_report("2020-12-10", *NAMES[:2]), make_report("2020-12-11", "Old Mill")
    Article.objects.update(lead=own)
    own.refresh_from_db()
    found = around(own, Actor.objects.in_bulk(own.actor_ids), [copy])
    assert found.later
    assert found.later.why == "nearly the same, a day later"


@pytest.mark.parametrize("precision", ["year", "month"])
def test_where_the_day_is_not_known_nothing_is_said(precision: str) -> None:
    own, other = (make_report("2020-12-01", *NAMES[:3], headline=name) for name in "AB")
    Article.objects.filter(pk=other.pk).update(published_precision=precision)
    assert beside(own) == beside(other) == Around(None, None, [])


@pytest.mark.parametrize("day", [None, "0001-01-02", "9999-12-30"])
def test_dates_at_the_edge_are_no_errors(client: Client, day: str | None) -> None:
    own = make_report(day, *NAMES[:3])
    assert client.get(own.get_absolute_url()).status_code == 200


def test_what_is_off_the_site_stands_beside_nothing(chief: User) -> None:
    own, other = (make_report("2020-12-10", *NAMES[:3], headline=name) for name in "AB")
    acts.take_down(other, editor=chief, reason="An order.")
    assert beside(own) == Around(None, None, [])


def test_the_page_explains_why_each_is_there(client: Client) -> None:
    own = make_report("2020-12-10", *NAMES[:3])
    make_report("2020-12-12", *NAMES[:2], headline="Talks <go> on")
    make_report("2020-12-13", *NAMES[1:3], headline="Bank fails")
    page = client.get(own.get_absolute_url()).content.decode()
    seen = " ".join(html.unescape(re.sub(r"<[^>]*>", " ", page)).split())
    assert "Talks <go> on shares Mira Tolvan and Anton Vas, two days later" in seen
    assert "Bank fails 13 December 2020 , Demo Wire: shares Anton Vas and Sanna Reijo" in seen


def test_a_hundred_neighbours_cost_as_many_queries_as_two(client: Client) -> None:
    own = make_report("2020-12-10", *NAMES[:3])
    counts = []
    for number in (2, 20):
        for n in range(number):
            make_report(f"2020-12-{10 + n % 5}", *NAMES[:3], headline=f"{number} {n}")
        with CaptureQueriesContext(connection) as queries:
            client.get(own.get_absolute_url())
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 11
