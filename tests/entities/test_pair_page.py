"""The page of two actors: what they did together, every article with both, and nothing else."""

import html
import re
from datetime import date
from functools import partial
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from articles import acts
from articles.models import Article
from articles.search import Limits
from entities import review
from entities.models import Actor, Dealing
from entities.pairs import pair_address
from entities.views import pairs as pair_views
from tests.entities.test_article_page import words
from tests.entities.test_review import give_new_text
from tests.factories import make_actor, make_article, make_interaction, make_tag

pytestmark = pytest.mark.django_db

TEXT = "Mira Tolvan met Anton Vasilyenko. She blamed Anton Vasilyenko, and he wrote to Mira Tolvan."


@pytest.fixture
def two() -> tuple[Actor, Actor]:
    """Anton first: the order of the slugs."""
    return make_actor("Anton Vasilyenko"), make_actor("Mira Tolvan")


def add(two: tuple[Actor, Actor], number: int = 1, *, day: str | None = "2020-12-29") -> Article:
    """An article with both in which they meet, she blames him, and he denies to have written."""
    anton, mira = two
    article = make_article(f"{TEXT} Part {number}.", published_at=day, guid=f"pair:{number}")
    make_tag(article, "Mira Tolvan", mira)
    make_tag(article, "Anton Vasilyenko", anton)
    make_interaction(article, "met Anton", mira, anton, symmetric=True)
    make_interaction(article, "blamed", mira, anton, kind="disapprove")
    make_interaction(article, "wrote to", anton, mira, modality="negated")
    return article


def add_silent(two: tuple[Actor, Actor], number: int, *, day: str | None = "2019-05-01") -> Article:
    """An article with both that tells nothing of them."""
    article = make_article(f"Mira Tolvan and Anton Vasilyenko slept. {number}", published_at=day)
    for actor in two:
        make_tag(article, actor.name, actor)
    return article


def shown(client: Client, two: tuple[Actor, Actor], query: str = "") -> Any:
    response = client.get(pair_address(*two) + query)
    assert response.status_code == 200
    return response


def listed(response: Any) -> tuple[list[int], list[str]]:
    """The articles of a page, and the kinds of the interactions under them."""
    entries = [entry for year in response.context["years"] for entry in year.entries]
    return [entry.article.pk for entry in entries], [
        line.told.kind for entry in entries for line in entry.lines
    ]


def test_timeline_tells_each_article_with_what_was_done(
    client: Client, two: tuple[Actor, Actor]
) -> None:
    told, silent = add(two), add_silent(two, 1)
    response = shown(client, two)
    assert listed(response) == ([told.pk, silent.pk], ["consult", "disapprove", "consult"])
    seen = words(response.content.decode())
    assert "2 articles with both 3 interactions told of" in seen
    assert "Mira Tolvan , person → criticism → , towards Anton Vasilyenko" in seen
    assert "said not to be so" in seen
    assert "suggested, not checked" in seen
    assert "<b>blamed</b>" in response.content.decode()
    assert [year.year for year in response.context["years"]] == [2020, 2019]


def test_undated_articles_stand_at_the_end(client: Client, two: tuple[Actor, Actor]) -> None:
    add(two, 1, day=None)
    add_silent(two, 1)
    response = shown(client, two)
    assert [year.year for year in response.context["years"]] == [2019, None]
    assert response.context["picture"].undated_told.total == 3
    assert "Undated" in words(response.content.decode())


@pytest.mark.parametrize(
    ("query", "articles", "kinds"),
    [
        ("", 2, ["consult", "disapprove", "consult"]),
        ("?show=articles", 2, []),
        ("?show=interactions", 1, ["consult", "disapprove", "consult"]),
        ("?kind=consult", 1, ["consult", "consult"]),
        ("?side=target", 1, ["disapprove"]),
        ("?side=source", 1, ["consult"]),
        ("?side=both", 1, ["consult"]),
        ("?kind=disapprove&side=source", 0, []),
        ("?year=2019", 1, []),
        ("?year=2020&kind=disapprove", 1, ["disapprove"]),
        ("?year=9999&show=interactions", 0, []),
        ("?year=9999", 0, []),
        ("?year=1", 0, []),
    ],
)
def test_filters_narrow_and_the_number_is_that_of_the_rows(
    client: Client, two: tuple[Actor, Actor], query: str, articles: int, kinds: list[str]
) -> None:
    add(two)
    add_silent(two, 1)
    response = shown(client, two, query)
    found, told = listed(response)
    assert (len(found), told) == (articles, kinds)
    if response.context["asked"].of_interactions:
        assert response.context["listed_interactions"] == len(told)
    else:
        assert response.context["page"].articles.value == len(found)


def test_counts_of_the_filters_are_those_of_their_pages(
    client: Client, two: tuple[Actor, Actor]
) -> None:
    add(two, 1)
    add(two, 2, day="2018-01-01")
    choices = dict(shown(client, two, "?side=target").context["choices"])
    for choice in [*choices["Kind"], *choices["Direction"]]:
        response = shown(client, two, choice["href"])
        if not choice["current"]:
            assert response.context["listed_interactions"] == choice["count"], choice
    assert [(one["label"], one["count"]) for one in choices["Direction"]] == [
        ("from Anton Vasilyenko to Mira Tolvan", 2),
        ("from Mira Tolvan to Anton Vasilyenko", 2),
        ("on both sides", 2),
    ]


@pytest.mark.parametrize("query", ["", "?show=articles", "?show=interactions", "?kind=consult"])
def test_pages_go_forth_and_back_through_every_row_once(
    client: Client, two: tuple[Actor, Actor], monkeypatch: pytest.MonkeyPatch, query: str
) -> None:
    monkeypatch.setattr(pair_views, "PAGE", 3)
    for number in range(7):
        add(two, number, day=f"2020-01-0{number % 3 + 1}")
    add(two, 8, day=None)
    pages, backwards, last = [], [], None
    while query is not None:
        response = shown(client, two, query)
        pages.append(rows(response))
        last, query = query, response.context["page"].next_url
    of_pages = [row for page in pages for row in page]
    expected = {"": 8, "?show=articles": 8, "?show=interactions": 24, "?kind=consult": 16}
    assert len(of_pages) == len(set(of_pages))
    assert len(of_pages) in expected.values()
    while last is not None:
        response = shown(client, two, last)
        backwards.append(rows(response))
        last = response.context["page"].previous_url
    assert backwards == pages[::-1]


def rows(response: Any) -> list[int]:
    """What a page counts: articles, or interactions where these are listed."""
    entries = [entry for year in response.context["years"] for entry in year.entries]
    if response.context["asked"].of_interactions:
        return [line.told.pk for entry in entries for line in entry.lines]
    return [entry.article.pk for entry in entries]


@pytest.mark.parametrize(
    "query",
    ["?kind=martian", "?side=left", "?show=none", "?year=x", "?year=0", "?year=10000", "?kind=%00"],
)
def test_unknown_filter_is_not_found(client: Client, two: tuple[Actor, Actor], query: str) -> None:
    add(two)
    assert client.get(pair_address(*two) + query).status_code == 404


@pytest.mark.parametrize("edge", ["?page=x", "?page=%00", "?show=interactions&after=x"])
def test_edge_that_is_nowhere_begins_at_the_start(
    client: Client, two: tuple[Actor, Actor], edge: str
) -> None:
    article = add(two)
    assert listed(shown(client, two, edge))[0] == [article.pk]


def test_other_order_and_merged_actors_are_sent_to_the_one_address(
    client: Client, two: tuple[Actor, Actor]
) -> None:
    add(two)
    merged = make_actor("Zora Tolvan")
    make_tag(make_article("Zora Tolvan spoke."), "Zora Tolvan", merged)
    Actor.objects.filter(pk=merged.pk).update(merged_into=two[1])
    for path in ("mira-tolvan/with/anton-vasilyenko", "anton-vasilyenko/with/zora-tolvan"):
        response = client.get(f"/actors/{path}/")
        assert (response.status_code, response["Location"]) == (301, pair_address(*two))


def test_actor_with_itself_is_sent_to_its_page(client: Client, two: tuple[Actor, Actor]) -> None:
    add(two)
    response = client.get("/actors/mira-tolvan/with/mira-tolvan/")
    assert (response.status_code, response["Location"]) == (301, "/actors/mira-tolvan/")


def test_actor_of_no_public_article_is_not_found(client: Client, two: tuple[Actor, Actor]) -> None:
    add(two)
    make_actor("Nobody Atall")
    assert client.get("/actors/mira-tolvan/with/nobody-atall/").status_code == 404
    assert client.get("/actors/mira-tolvan/with/never-made/").status_code == 404


def test_two_who_share_nothing_have_a_page_that_says_so(
    client: Client, two: tuple[Actor, Actor]
) -> None:
    for actor in two:
        make_tag(make_article(f"{actor.name} slept."), actor.name, actor)
    page = shown(client, two).content.decode()
    assert "No public article has a tag of both" in words(page)
    assert 'content="noindex"' in page


def test_takedown_of_the_only_article_empties_the_page(
    client: Client, two: tuple[Actor, Actor], chief: User
) -> None:
    article = add(two)
    for actor in two:
        make_tag(make_article(f"{actor.name} slept."), actor.name, actor)
    act = acts.take_down(article, editor=chief, reason="An order.")
    response = shown(client, two)
    assert response.context["interactions"] == response.context["answer"].total.value == 0
    assert article.headline not in response.content.decode()
    acts.restore(act, editor=chief, reason="Lifted.")
    assert shown(client, two).context["interactions"] == 3


def test_article_off_the_site_is_not_counted_when_it_is_published_anew(
    two: tuple[Actor, Actor], chief: User
) -> None:
    article = add(two)
    acts.take_down(article, editor=chief, reason="An order.")
    anton, mira = two
    make_interaction(article, "he wrote", anton, mira)
    assert set(Dealing.objects.values_list("public", flat=True)) == {False}


def test_rejected_tag_takes_what_it_told_from_the_page(
    client: Client, two: tuple[Actor, Actor], editor: User
) -> None:
    article, other = add(two), add_silent(two, 1)
    review.reject(article.tags.get(actor=two[0]), editor=editor)
    response = shown(client, two)
    assert listed(response) == ([other.pk], [])
    assert response.context["interactions"] == 0


def test_words_of_a_text_not_read_yet_are_counted_and_not_shown(
    client: Client, two: tuple[Actor, Actor]
) -> None:
    article = add(two)
    give_new_text(article, "A wholly different text about nobody. " * 5)
    seen = words(shown(client, two, "?show=interactions").content.decode())
    assert "3 interactions" in seen
    assert seen.count("new text that is being read") == 3
    assert "criticism →" not in seen


def test_article_that_tells_much_leads_to_the_rest(
    client: Client, two: tuple[Actor, Actor], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("entities.pairs.MOST_IN_ARTICLE", 2)
    article = add(two)
    page = shown(client, two).content.decode()
    assert "And 1 more in the article" in words(page)
    assert f"{article.get_absolute_url()}#interactions-heading" in page


def test_picture_shows_years_by_class_and_leaves_out_what_was_not_done(
    client: Client, two: tuple[Actor, Actor]
) -> None:
    add(two)
    add_silent(two, 1, day="2018-05-01")
    response = shown(client, two)
    columns = {one.bar.year: one for one in response.context["picture"].columns}
    assert {year: one.articles for year, one in columns.items()} == {2018: 1, 2019: 0, 2020: 1}
    assert (columns[2020].told.cooperative, columns[2020].told.conflictual) == (1, 1)
    seen = words(response.content.decode())
    assert "1 more is said not to be so, wanted, or ahead" in seen
    assert "2020 1 1 1 1" in seen


def test_links_to_the_search_of_articles_with_both(
    client: Client, two: tuple[Actor, Actor]
) -> None:
    article = add(two)
    page = html.unescape(shown(client, two).content.decode())
    address = re.search(r'href="(/search/[^"]+)"', page)
    assert address
    assert list(client.get(address[1]).context["answer"].ids) == [article.pk]


def test_claims_say_by_whom_and_of_which_day(client: Client, two: tuple[Actor, Actor]) -> None:
    article = add(two)
    claimed = {"modality": "claimed", "found_by": two[0], "on": date(2020, 12, 28)}
    make_interaction(article, "and he", two[1], two[0], kind="threaten", **claimed)
    seen = words(shown(client, two, "?kind=threaten").content.decode())
    assert "claimed by Anton Vasilyenko 28 December 2020" in seen


def test_twenty_articles_cost_as_many_queries_as_two_and_no_body(
    client: Client, two: tuple[Actor, Actor]
) -> None:
    counts: dict[str, list[int]] = {}
    for numbers in (range(2), range(2, 20)):
        for number in numbers:
            add(two, number, day=f"2020-01-{number + 1:02}")
        for query in ("", "?show=articles", "?show=interactions", "?kind=consult&year=2020"):
            with CaptureQueriesContext(connection) as queries:
                shown(client, two, query)
            counts.setdefault(query, []).append(len(queries))
            for one in queries:
                assert ', "articles_article"."body"' not in one["sql"].split(" FROM ")[0]
    assert all(few == many for few, many in counts.values()), counts
    assert max(few for few, _many in counts.values()) <= 18


def test_hostile_names_stay_text(client: Client) -> None:
    evil = "<script>alert(1)</script>"
    two = make_actor(f"Anton {evil}"), make_actor(f"Mira {evil}")
    article = make_article(f"Mira {evil} met Anton {evil}.", headline=evil)
    for actor in two:
        make_tag(article, actor.name, actor)
    make_interaction(article, f"met Anton {evil}", two[1], two[0])
    page = shown(client, two).content.decode()
    assert "<script>alert" not in page
    assert "alert(1)" in page


def test_very_many_articles_are_estimated_and_said_to_be(
    client: Client, two: tuple[Actor, Actor], monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(60):
        add_silent(two, number)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE articles_article")
    assert "60 articles" in words(shown(client, two).content.decode())
    monkeypatch.setattr(pair_views, "MOST_COUNTED", -1)
    monkeypatch.setattr(pair_views, "Limits", partial(Limits, sample=30))
    assert re.search(r"about \d+ articles", words(shown(client, two).content.decode()))
