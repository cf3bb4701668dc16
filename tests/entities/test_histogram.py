"""The picture of the dates: finer the nearer they are, and every bar leads to what it shows."""

import datetime
import re
from html import unescape

import pytest
from django.test import Client

from articles.models import Article
from tests.entities.searching import as_json, ask
from tests.factories import make_article

pytestmark = pytest.mark.django_db


@pytest.fixture
def archive() -> None:
    for day in ("2018-05-05", "2020-01-31", "2020-03-01", "2020-03-09", "2021-07-01"):
        make_article(f"The army left, {day}.", published_at=day)
    vague = make_article("The army left that year.", published_at="2020-01-01")
    Article.objects.filter(pk=vague.pk).update(published_precision="year")
    make_article("The army left once.", published_at=None)


def bars(page: str) -> dict[str, tuple[str, int]]:
    """Name of each bar, where it leads and its count."""
    found = re.findall(r'<a href="(\?[^"]*)" data-[^>]*aria-label="([^:]+): (\d+) article', page)
    return {name: (unescape(href), int(count)) for href, name, count in found}


def page_of(client: Client, **asked: object) -> str:
    content: str = ask(client, "search", **asked).content.decode()
    return content


def test_years_become_months_become_days(client: Client, archive: None) -> None:
    years = bars(page_of(client, q="army"))
    assert {name: count for name, (_href, count) in years.items()} == {
        "2018": 1,
        "2020": 4,
        "2021": 1,
    }
    months = bars(client.get(f"/search/{years['2020'][0]}").content.decode())
    assert {name: count for name, (_href, count) in months.items()} == {
        "January 2020": 1,
        "March 2020": 2,
    }
    days = bars(client.get(f"/search/{months['March 2020'][0]}").content.decode())
    assert set(days) == {"1 March 2020", "9 March 2020"}
    last = client.get(f"/search/{days['9 March 2020'][0]}").content.decode()
    assert "1 article<" in last
    assert bars(last) == {}


def test_what_is_known_only_by_its_year_is_of_no_month(client: Client, archive: None) -> None:
    asked = {"date_from": "2020-01-01", "date_to": "2020-12-31"}
    page = page_of(client, **asked)
    assert "known only by a longer time" in page
    told = as_json(client, **asked)["histogram"]
    assert (told["unit"], told["vague"], told["undated"]) == ("month", 1, 0)
    assert sum(bar["count"] for bar in told["bars"]) == 3


def test_a_range_is_picked_without_script_in_two_clicks(client: Client, archive: None) -> None:
    page = page_of(client, q="army")
    (pick,) = re.findall(r'<a href="(\?[^"]*pick=from)"', page)
    choosing = client.get(f"/search/{unescape(pick)}").content.decode()
    assert "Choose the bar to begin with." in choosing
    ending = client.get(f"/search/{bars(choosing)['2020'][0]}").content.decode()
    assert "Choose the bar to end with." in ending
    href = bars(ending)["2021"][0]
    assert href == "?q=army&date_from=2020-01-01&date_to=2021-12-31"
    assert (
        "from 1 January 2020 to 31 December 2021" in client.get(f"/search/{href}").content.decode()
    )


def test_the_choosing_is_left_and_is_no_part_of_the_search(client: Client, archive: None) -> None:
    page = page_of(client, q="army", pick="from")
    assert '<a href="?q=army">Stop</a>' in page
    assert 'href="/search/?q=army">Link to this search' in page
    assert "pick=" not in "".join(re.findall(r'class="facet".*', page))
    assert "Choose the bar" not in page_of(client, q="army", pick="'><script>")


def test_the_address_of_a_range_names_both_places(client: Client, archive: None) -> None:
    page = page_of(client, q="army", kind="", copies="hide")
    assert 'data-range="?q=army&amp;date_from=FIRST&amp;date_to=LAST&amp;copies=hide"' in page
    assert 'data-first="2018-01-01" data-last="2018-12-31" data-count="1"' in page


def test_all_dates_come_back(client: Client, archive: None) -> None:
    page = page_of(client, q="army", date_from="2020-01-01", date_to="2020-12-31")
    assert '<a href="?q=army">All dates</a>' in page
    assert "All dates" not in page_of(client, q="army")


@pytest.mark.parametrize(
    ("first", "last"), [("0001-01-01", "0001-02-01"), ("9999-12-01", "9999-12-31")]
)
def test_the_ends_of_the_calendar_are_drawn(client: Client, first: str, last: str) -> None:
    for day in (first, last):
        article = make_article(f"On {day}.")
        when = datetime.datetime.fromisoformat(day).replace(hour=1, tzinfo=datetime.UTC)
        Article.objects.filter(pk=article.pk).update(published_at=when)
    page = page_of(client, date_from=first, date_to=last)
    assert len(bars(page)) == 2


def test_a_bar_of_a_year_begun_halfway_leads_to_what_it_counts(
    client: Client, archive: None
) -> None:
    """An article known by its month alone lies within no part of that month."""
    vague = make_article("Rain fell.", published_at="2019-12-31", guid="vague")
    Article.objects.filter(pk=vague.pk).update(published_precision="month")
    make_article("Rain fell too.", published_at="2019-12-31", guid="known")
    (bar,) = [
        one
        for one in as_json(client, date_from="2019-12-31")["histogram"]["bars"]
        if one["from"].startswith("2019") and one["count"]
    ]
    assert (bar["from"], bar["to"], bar["count"]) == ("2019-12-31", "2019-12-31", 1)
    followed = as_json(client, date_from=bar["from"], date_to=bar["to"])
    assert followed["total"]["value"] == 1
