"""The page of what the archive holds: numbers, gaps, and links to the articles behind them."""

import datetime
import re
from html import unescape

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from articles.models import Article, Source
from articles.texts import text_hash
from entities import review
from entities.views import coverage as view
from tests.factories import make_article, make_tag
from tests.newsroom.pages import Page

pytestmark = pytest.mark.django_db


def get(client: Client, *, status: int = 200, **asked: object) -> str:
    response = client.get(reverse("coverage"), asked)
    assert response.status_code == status
    return response.content.decode()


def words(html: str) -> str:
    return " ".join(unescape(re.sub("<[^>]+>", "", html)).split())


def held(source: str, *months: str, precision: str = "day") -> Source:
    """A source with an article of each of these months ("1991-03"), or undated ("")."""
    of = Source.objects.named(source)
    Article.objects.bulk_create(
        Article(
            body="The army left.",
            source=of,
            text_hash=text_hash(source, month, precision + str(number)),
            published_at=day(month),
            published_precision=precision,
        )
        for number, month in enumerate(months)
    )
    return of


def day(month: str) -> datetime.datetime | None:
    return datetime.datetime.fromisoformat(f"{month}-15T12:00+00:00") if month else None


def test_three_numbers_say_what_is_held_extracted_and_reviewed(
    client: Client, editor: User
) -> None:
    make_article("Nobody spoke.")
    make_tag(make_article(), "Tolvan")
    review.confirm(make_tag(make_article("Halden spoke."), "Halden"), editor=editor)
    off = make_article("Secret.")
    Article.objects.filter(pk=off.pk).update(status="taken down")
    page = words(get(client))
    assert "held 3 articles that readers can find here now" in page
    assert "extracted 2 66% of which" in page
    assert "reviewed 1 33% in which" in page
    assert "taken off the site are not counted" in page


def test_gaps_of_a_source_are_named(client: Client) -> None:
    held("Wire A", "1991-02", "1993-08", "1993-09", "1993-11", "")
    page = words(get(client))
    assert "Wire A 5 articles, 1 undated; 0% extracted" in page
    assert (
        "February 1991 to November 1993. Nothing from March 1991 to July 1993 and in October 1993."
    ) in page


def test_of_many_gaps_the_longest_are_named_and_the_others_counted(client: Client) -> None:
    held("Wire A", "1990-01", "1990-03", "1990-06", "1990-10", "1991-03", "1991-05", "1991-07")
    assert (
        "Nothing from April 1990 to May 1990, from July 1990 to September 1990, "
        "from November 1990 to February 1991, and 3 more gaps no longer than these."
    ) in words(get(client))


def test_a_source_known_by_years_alone_has_gaps_of_years(client: Client) -> None:
    source = held("Wire A", "1990-01", "1993-01", precision="year")
    assert "1990 to 1993. Nothing from 1991 to 1992." in words(get(client))
    page = words(get(client, source=source.pk))
    assert "No month All 1990 1 1 article, 1990 1991–1992 no article 1993 1" in page


def test_a_source_without_gaps_says_so(client: Client) -> None:
    held("Wire A", "1991-12", "1992-01")
    assert "December 1991 to January 1992. No gap." in words(get(client))


def test_the_largest_source_comes_first_and_a_strip_and_a_table_show_its_years(
    client: Client,
) -> None:
    held("Small Wire", "1992-01")
    source = held("Large Wire", "1991-01", "1991-02", "1993-01")
    page = get(client)
    assert page.index("Large Wire") < page.index("Small Wire")
    assert (page.count('class="strip-bar"'), page.count('class="strip-gap"')) == (3, 1)
    row = re.search(r'<th scope="row">Large Wire</th>.*?</tr>', page)
    assert row
    assert words(row[0].replace("<td", " <td")) == "Large Wire 3 0 0 0 2 0 1"
    assert f"source={source.pk}&amp;date_from=1991-01-01&amp;date_to=1991-12-31" in row[0]


def test_many_years_are_shown_as_decades(client: Client) -> None:
    held("Old Wire", "1905-01", "1987-01")
    page = get(client)
    assert '<th scope="col" class="number">1930s</th>' in page
    assert "date_from=1900-01-01&amp;date_to=1909-12-31" in page


def test_every_number_of_the_months_leads_to_as_many_articles(client: Client) -> None:
    source = held("Wire A", "1991-02", "1991-02", "1992-02", "1992-12")
    held("Wire B", "1991-02")
    for asked, count in ((source.pk, 5), ("all", 5)):
        page = get(client, source=asked)
        links = re.findall(r'<td class="number"><a href="([^"]*)">(\d+)<', page)
        assert len(links) == count
        for href, number in links:
            found = client.get(unescape(href)).content.decode()
            assert f'class="search-total">{number} article' in found


def test_missing_months_are_visible_and_told(client: Client) -> None:
    source = held("Wire A", "1991-02", "1991-05", "1994-01")
    page = get(client, source=source.pk)
    first, between, last = re.findall(r"<tr id.*?</tr>", page, re.DOTALL)
    assert first.count("coverage-gap") == first.count(">none<") == 9
    assert "1992–1993 no article" in words(between.replace("<td", " <td"))
    assert "coverage-gap" not in last


def test_extracted_and_reviewed_have_their_months_too(client: Client, editor: User) -> None:
    article = make_article(published_at="1991-02-01")
    make_article("Another.", published_at="1991-02-02")
    review.confirm(make_tag(article, "Tolvan"), editor=editor)
    for show in ("extracted", "reviewed"):
        page = get(client, source=article.source_id, show=show)
        assert "1991 1 of 2 1" in words(page.replace("<td", " <td"))
        assert f'show={show}" aria-current="true"' in page


def test_undated_articles_have_a_line_of_their_own(client: Client) -> None:
    source = held("Wire A", "", "", "1991-02")
    assert "2 undated articles, in no month." in words(get(client, source=source.pk))
    assert get(client, source=held("Wire B", "").pk)


def test_what_is_taken_down_is_gone_at_once(client: Client) -> None:
    source = held("Hidden Wire", "1991-02")
    held("Wire A", "1991-02")
    Article.objects.filter(source=source).update(status="taken down")
    assert "Hidden Wire" not in get(client)
    assert "Hidden Wire" not in get(client, source=source.pk, status=404)


@pytest.mark.parametrize(
    "asked",
    [
        {"source": "0"},
        {"source": "-1"},
        {"source": "9" * 30},
        {"source": "²"},
        {"source": "x' OR 1=1"},
        {"source": "no\0ne"},
        {"source": "<script>alert(1)</script>"},
        {"source": "all", "show": "secret"},
        {"page": "2"},
        {"page": "0"},
        {"page": "first"},
    ],
)
def test_an_address_that_names_nothing_says_so(client: Client, asked: dict[str, str]) -> None:
    held("Wire A", "1991-02")
    page = get(client, status=404, **asked)
    assert "There is no such list" in page
    assert "<script>alert" not in page


def test_a_merged_source_leads_to_the_one_that_was_kept(client: Client) -> None:
    kept, merged = held("Wire A", "1991-02"), held("A Wire", "1991-03")
    Article.objects.update(source=kept)
    Source.objects.filter(pk=merged.pk).update(merged_into=kept)
    response = client.get(reverse("coverage"), {"source": merged.pk})
    assert (response.status_code, response["Location"]) == (301, f"/coverage/?source={kept.pk}")


def test_an_empty_archive_says_what_would_be_here(client: Client) -> None:
    assert "The archive is empty" in get(client)
    assert get(client, source="all", status=404)


def test_hostile_names_stay_text(client: Client) -> None:
    name = '<script>alert(1)</script>" onload="x" \u202e{{ 7 }}'
    source = held(name, "1991-02", "1991-05")
    for page in (get(client), get(client, source=source.pk)):
        read = Page(page)
        assert read.dangers == []
        assert source.name in read.text


def test_pages_of_sources_follow_each_other(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(view, "PAGE", 2)
    for name in ("Wire A", "Wire B", "Wire C"):
        held(name, "1991-02")
    first, second = get(client), get(client, page=2)
    assert "Sources 1 to 2 of 3" in words(first)
    assert 'rel="next" href="/coverage/?page=2"' in first
    assert ("Wire C" in first, "Wire C" in second, "Wire A" in second) == (False, True, False)
    assert "held 3 articles" in words(second)


def test_the_years_of_a_long_life_are_cut_and_said(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(view, "MOST_YEARS", 2)
    source = held("Wire A", "1890-01", "1891-01", "1992-01", "2004-01")
    page = words(get(client, source=source.pk))
    assert "2 earlier years with articles" in page
    assert "1992" in page.split("Dec All")[1]
    assert "1891" not in page.split("Dec All")[1]


def test_the_number_of_queries_does_not_grow(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for count in (2, 20):
        for number in range(count):
            source = held(f"Wire {number} of {count}", "1991-02", "1999-03", "")
        with django_assert_num_queries(4):
            get(client)
        with django_assert_num_queries(3):
            get(client, source=source.pk)
        with django_assert_num_queries(3):
            get(client, source="all")
