"""The archive by year, month and day, and a day in all its years."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from articles.models import Article
from entities.views import browse
from tests.entities.test_article_page import words
from tests.factories import make_actor, make_article, make_tag

pytestmark = pytest.mark.django_db


def dated(*days: str | None, precision: str = "day") -> list[Article]:
    articles = [make_article(f"On {day}: {n}.", published_at=day) for n, day in enumerate(days)]
    Article.objects.filter(pk__in=[one.pk for one in articles]).update(
        published_precision=precision
    )
    return articles


def shown(client: Client, path: str, status: int = 200) -> str:
    response = client.get(f"/browse/{path}")
    assert response.status_code == status
    page = response.content.decode()
    return page[page.index("<main") : page.index("</main>")]


def test_years_have_a_picture_a_table_and_their_pages(client: Client) -> None:
    dated("2020-12-29", "2020-01-01", "1999-05-03", None)
    page = shown(client, "")
    assert re.search(r'href="/browse/2020/"[^>]* aria-label="2020: 2 articles"', page)
    assert '<a href="/browse/1999/">1999</a>' in page
    assert "1 article without a date" in words(page)


def test_year_tells_its_months_and_leads_over_empty_years(client: Client) -> None:
    dated("1999-05-03", "2005-12-29", "2005-12-01", "2020-01-01")
    page = shown(client, "2005/")
    assert "December 2005 2" in words(page)
    assert 'href="/browse/2005/12/"' in page
    assert 'href="/browse/2005/11/"' not in page
    assert 'rel="prev" href="/browse/1999/"' in page
    assert 'rel="next" href="/browse/2020/"' in page


def test_month_is_a_calendar_of_its_days(client: Client) -> None:
    dated("2020-12-29", "2020-12-29", "2020-12-31T23:30", "2021-01-01", "2020-09-01")
    page = shown(client, "2020/12/")
    assert "3 articles" in words(page)
    assert 'href="/browse/2020/12/29/"><span class="browse-date">29</span>' in page
    assert 'href="/browse/2020/12/31/"' in page
    assert 'href="/browse/2020/12/30/"' not in page
    assert 'href="/browse/2020/9/"' in page
    assert 'href="/browse/2021/1/"' in page


def test_what_is_known_by_month_or_year_alone_is_told_so(client: Client) -> None:
    dated("2020-12-29")
    (month,) = dated("2020-12-01", precision="month")
    (year,) = dated("2020-01-01", precision="year")
    page = shown(client, "2020/12/")
    assert "1 article known only by its month" in words(page)
    assert month.get_absolute_url() in page
    assert 'href="/browse/2020/12/1/"' not in page
    page = shown(client, "2020/")
    assert "1 article known only by its year" in words(page)
    assert year.get_absolute_url() in page
    assert "January 2020 0" in words(page)


def test_day_lists_its_articles_and_leads_over_empty_days(client: Client) -> None:
    first, second, _other = dated("2020-12-29", "2020-12-29T22:00", "2020-12-30")
    dated("1999-05-03")
    dated("2020-06-01", precision="month")
    page = shown(client, "2020/12/29/")
    assert page.index(second.get_absolute_url()) < page.index(first.get_absolute_url())
    assert "2 articles" in words(page)
    assert 'rel="prev" href="/browse/1999/5/3/"' in page
    assert 'rel="next" href="/browse/2020/12/30/"' in page


def test_day_without_articles_says_so(client: Client) -> None:
    dated("2020-12-29")
    response = client.get("/browse/2020/12/30/")
    assert "No article is known to be of this day" in response.content.decode()
    assert 'name="robots" content="noindex' in response.content.decode()


@pytest.mark.parametrize(
    "path",
    [
        "0/",
        "9999/",
        "10000/",
        "2020/13/",
        "2020/0/",
        "2020/2/30/",
        "day/13-1/",
        "day/2-30/",
        "1998/",
        "2020/11/",
        "9999/12/31/",
        "0/1/1/",
        f"{'9' * 30}/",
    ],
)
def test_what_is_no_date_or_has_nothing_is_not_found(client: Client, path: str) -> None:
    dated("2020-12-29")
    found = {"9999/12/31/": 200}.get(path, 404)
    assert client.get(f"/browse/{path}").status_code == found


def test_day_in_every_year_skips_years_without_it(client: Client) -> None:
    dated("2020-02-29", "2019-03-01", "2016-02-29", "2016-02-28", "1999-01-01")
    page = shown(client, "day/2-29/")
    assert page.index('href="/browse/2020/2/29/"') < page.index('href="/browse/2016/2/29/"')
    assert page.count("<h2") == 2
    assert 'href="/browse/day/2-28/"' in page
    assert 'href="/browse/day/3-1/"' in page
    assert "No article of the archive" in words(shown(client, "day/7-1/"))


def test_day_in_every_year_shows_the_first_few_and_leads_to_all(client: Client) -> None:
    dated(*["2020-12-29"] * 5)
    page = shown(client, "day/12-29/")
    assert page.count('<li class="result">') == browse.MOST_OF_YEAR
    assert "All 5 articles" in words(page)


def test_day_in_many_years_stands_on_pages(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(browse, "YEARS", 2)
    dated(*[f"{year}-12-29" for year in (2020, 2010, 2000)])
    page = shown(client, "day/12-29/")
    assert "29 December 2000" not in words(page)
    assert 'href="?before=2010"' in page
    assert "29 December 2000" in words(shown(client, "day/12-29/?before=2010"))
    assert "29 December 2020" in words(shown(client, "day/12-29/?before=x"))


def test_undated_articles_have_a_page(client: Client) -> None:
    (undated,) = dated(None)
    page = shown(client, "undated/")
    assert undated.get_absolute_url() in page
    assert "1 article of which not even the year is known" in words(page)


def test_long_day_has_pages(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(browse, "PAGE", 2)
    dated(*["2020-12-29"] * 3)
    page = client.get("/browse/2020/12/29/").context["page"]
    assert len(page.rows) == 2
    assert len(client.get(f"/browse/2020/12/29/{page.next_url}").context["page"].rows) == 1


def test_empty_archive_can_be_browsed(client: Client) -> None:
    assert "The archive is empty" in shown(client, "")
    assert "Every article has a date" in shown(client, "undated/")


@pytest.mark.parametrize("path", ["", "2020/", "2020/12/", "2020/12/29/", "day/12-29/", "undated/"])
def test_page_costs_the_same_however_much_it_shows(client: Client, path: str) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as caught:
            shown(client, path)
        for one in caught:
            assert ', "articles_article"."body"' not in one["sql"].split(" FROM ")[0]
        return len(caught)

    def fill(first: int, last: int) -> None:
        for n in range(first, last):
            for day in (f"{2020 - n}-12-29", "2020-12-29", None):
                make_tag(dated(day)[0], "On", make_actor(f"On {n} {day}"))
            dated("2020-12-01", precision="month")
            dated("2020-01-01", precision="year")

    fill(1, 3)
    few = queries()
    fill(3, 9)
    assert queries() == few <= 7
