"""The page that searches inside quotes."""

import re

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from articles.models import Article
from entities import review
from entities.models import Actor
from entities.views import quotes as quotes_view
from tests.entities.test_article_page import words
from tests.entities.test_quote_search import said
from tests.entities.test_told import WORDS, Story
from tests.factories import make_actor, make_article, make_quote, make_tag

pytestmark = pytest.mark.django_db


@pytest.fixture
def story() -> Story:
    return Story()


def shown(client: Client, query: str = "", status: int = 200) -> str:
    response = client.get(f"/quotes/{query}", follow=True)
    assert response.status_code == status
    return response.content.decode()


def test_result_tells_words_speaker_about_whom_where_and_when(client: Client, story: Story) -> None:
    page = shown(client, "?q=leaving")
    assert '<mark class="hit" id="hit-1">leave</mark>' in page
    told = words(page[page.index('<ol class="results">') :])
    assert "Mira Tolvan , person about Anton Vasilyenko , person" in told
    assert "29 December 2020" in told
    assert "suggested, not checked" in told
    place = f"{story.article.get_absolute_url()}?q=leaving#q{story.quote.pk}"
    assert f'href="{place}"' in page


def test_newest_come_first_unless_the_oldest_are_asked_for(client: Client) -> None:
    for year in (1999, 2020):
        said(f"Ice of {year}.", f"{year}-05-03")
    newest, oldest = (shown(client, f"?q=ice&sort={sort}") for sort in ("newest", "oldest"))
    assert newest.index("of 2020") < newest.index("of 1999")
    assert oldest.index("of 1999") < oldest.index("of 2020")


def test_phrase_tells_who_said_it_first(client: Client) -> None:
    said("A red line.", "2020-05-03")
    said("The red line.", "1999-01-01", by="Ada Berg")
    told = words(shown(client, "?q=%22red+line%22"))
    assert "Said first, as far as the archive holds: Ada Berg , person , 1 January 1999 ." in told
    assert "Said first" not in words(shown(client, "?q=red+line"))


def test_several_who_said_it_on_the_same_day_are_all_named(client: Client) -> None:
    said("A red line.")
    said("The red line.", by="Ada Berg")
    told = words(shown(client, "?q=%22red+line%22"))
    first = told[told.index("Said first") : told.index("newest first")]
    assert {"Mira", "Ada"} <= set(first.split())
    assert "on the same day" in first


def test_typed_name_becomes_the_speaker_that_is_meant(client: Client, story: Story) -> None:
    said("No comment.", by="Ada Berg")
    response = client.get("/quotes/?said_by=mira+tolvan&q=leave")
    assert response["Location"] == f"/quotes/?q=leave&speaker={story.tolvan.slug}"
    assert WORDS in words(shown(client, "?said_by=Tolvan"))
    assert WORDS not in words(shown(client, "?said_by=Berg"))
    assert WORDS in words(shown(client, "?naming=Vasilyenko"))


def test_name_of_several_is_asked_back(client: Client, story: Story) -> None:
    said("No comment.", by="Ada Tolvan")
    page = shown(client, "?said_by=Tolvan")
    assert "Whom do you mean by “Tolvan”?" in words(page)
    assert "?speaker=ada-tolvan" in page
    assert "2 quotes" in words(page)
    assert "nobody called “Nobody”" in words(shown(client, "?said_by=Nobody"))


def test_filters_stand_as_chips_that_take_them_away(client: Client, story: Story) -> None:
    page = shown(client, f"?q=leave&speaker={story.tolvan.slug}&date_from=2020-01-01")
    assert "said by Mira Tolvan" in words(page)
    assert 'href="?q=leave&amp;date_from=2020-01-01"' in page
    assert f'href="?q=leave&amp;speaker={story.tolvan.slug}"' in page


@pytest.mark.parametrize("query", ["?speaker=nobody", "?date_from=x", "?sort=best", "?said_by=%00"])
def test_wrong_filter_says_so_and_finds_nothing(client: Client, story: Story, query: str) -> None:
    page = shown(client, query, status=400)
    assert "Nothing was searched for" in page
    assert WORDS not in words(page)


@pytest.mark.parametrize("query", ["?q=the", "?q=%00", "?q=zzzz", "?q=-leave", '?q="', "?q=@k0"])
def test_words_that_find_nothing_are_answered(client: Client, story: Story, query: str) -> None:
    assert WORDS not in words(shown(client, query))


def test_merged_speaker_stands_for_the_one_that_is_kept(
    client: Client, story: Story, editor: User
) -> None:
    Actor.objects.filter(pk=make_actor("M. Tolvan").pk).update(
        slug="m-tolvan", merged_into=story.tolvan
    )
    assert WORDS in words(shown(client, "?speaker=m-tolvan"))


def test_rejected_speaker_is_nobody(client: Client, story: Story, editor: User) -> None:
    review.reject(story.tag(story.tolvan), editor=editor)
    assert "Speaker not known" in words(shown(client, "?q=leave"))


def test_long_speech_is_shown_where_the_words_are(client: Client) -> None:
    speech = f"“{'Ice came. ' * 120}A quagga stood there. {'Ice went. ' * 120}”"
    article = make_article(f"{speech} said Tolvan.")
    make_tag(article, "Tolvan")
    make_quote(article, speech)
    page = shown(client, "?q=quagga")
    passage = re.search(r'<a class="passage".*?</a>', page, re.DOTALL)
    assert passage
    assert '<mark class="hit" id="hit-1">quagga</mark>' in passage[0]
    assert len(words(passage[0])) < 700
    assert words(passage[0]).count("…") == 2


def test_pages_go_forth_and_back(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(quotes_view, "PAGE", 2)
    for number in range(5):
        said(f"Ice {number}.", f"2020-05-0{number + 1}")
    pages, query = [], "?q=ice"
    while query:
        page = client.get(f"/quotes/{query}").context["page"]
        pages.append([result.quote.pk for result in page.results])
        query = page.next_url
    assert [len(page) for page in pages] == [2, 2, 1]
    previous = client.get(f"/quotes/{page.previous_url}").context["page"]
    assert [result.quote.pk for result in previous.results] == pages[1]
    first = client.get(f"/quotes/{previous.previous_url}").context["page"]
    assert first.previous_url is None


@pytest.mark.parametrize("edge", ["after=x", "before=99999999999999999999", "after=%00", "after=0"])
def test_edge_that_is_nowhere_begins_at_the_start(client: Client, story: Story, edge: str) -> None:
    assert WORDS in words(shown(client, f"?{edge}"))


@pytest.mark.parametrize("query", ["", "?q=%22ice+came%22", "?q=ice&sort=oldest"])
def test_page_costs_the_same_however_much_it_shows(client: Client, query: str) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as caught:
            shown(client, query)
        for one in caught:
            assert ', "articles_article"."body"' not in one["sql"].split(" FROM ")[0]
        return len(caught)

    for number in range(2):
        said(f"Ice came {number}.", by=f"Tolvan {number}")
    few = queries()
    for number in range(2, 20):
        said(f"Ice came {number}.", by=f"Tolvan {number}")
    assert queries() == few <= 14


def test_article_off_the_site_is_quoted_nowhere(client: Client, story: Story) -> None:
    Article.objects.update(status="taken down")
    assert WORDS not in words(shown(client, "?q=leave"))
