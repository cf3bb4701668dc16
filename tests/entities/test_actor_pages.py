"""The index of actors and the page of each: what is public, what is counted, where links lead."""

import html
import re

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from articles.models import Article
from entities import review
from entities.extraction import Office
from entities.models import Actor
from entities.templatetags.actors import held_from_to
from entities.views import actors as actor_views
from tests.entities.test_review import give_new_text
from tests.factories import make_actor, make_article, make_mention, make_tag

pytestmark = pytest.mark.django_db


def words(page: bytes) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", page.decode())).split())


def get(name: str) -> Actor:
    return Actor.objects.get(name=name)


def listed(client: Client, query: str = "") -> list[str]:
    """Names on a page of the index."""
    response = client.get(f"/actors/{query}")
    assert response.status_code == 200
    return [actor.name for actor in response.context["listed"].actors]


def make_public(*names: str, kind: str = "person") -> None:
    """Actors of these names, all in one article."""
    article = make_article(", ".join(names))
    for name in names:
        make_mention(article, name, make_actor(name, kind))


def test_the_index_is_in_the_order_in_which_people_look(client: Client) -> None:
    make_public("Zoran Dimov", "Ángela Ruiz", "anton Berg", "Andrea Kol")
    assert listed(client) == ["Andrea Kol", "Ángela Ruiz", "anton Berg", "Zoran Dimov"]


def test_only_actors_of_public_articles_are_listed(client: Client, editor: User) -> None:
    make_actor("Nobody Atall")
    withheld = make_article()
    make_tag(withheld, "Halden")
    Article.objects.filter(pk=withheld.pk).update(status="taken down")
    review.reject(make_tag(make_article("Hanukkah began."), "Hanukkah"), editor=editor)
    make_public("Mira Tolvan")
    assert listed(client) == ["Mira Tolvan"]


def test_a_letter_narrows_accents_or_not(client: Client) -> None:
    make_public("Élise Morel", "Erik Lund", "Mira Tolvan")
    assert listed(client, "?letter=e") == ["Élise Morel", "Erik Lund"]


def test_names_in_figures_and_other_scripts_have_a_place(client: Client) -> None:
    make_public("5th Brigade", "Мира Толван", "Zoran Dimov", kind="organisation")
    assert listed(client, "?letter=other") == ["5th Brigade", "Мира Толван"]


def test_a_kind_narrows(client: Client) -> None:
    make_public("Mira Tolvan")
    make_public("Halden", kind="place")
    assert listed(client, "?kind=place") == ["Halden"]


def test_any_name_of_an_actor_is_searched(client: Client) -> None:
    make_public("Mira Tolvan", "Anton Vasilyenko")
    actor = Actor.objects.get(name="Mira Tolvan")
    actor.names.create(name="Mirá Tolwan", normalised_name="mira tolwan", origin="editor")
    assert listed(client, "?q=TOLWAN") == ["Mira Tolvan"]


def test_most_articles_come_first_when_asked(client: Client) -> None:
    make_public("Mira Tolvan")
    actor = Actor.objects.get(name="Mira Tolvan")
    make_mention(make_article("Mira Tolvan spoke."), "Mira Tolvan", actor)
    make_public("Anton Vasilyenko")
    assert listed(client, "?sort=articles") == ["Mira Tolvan", "Anton Vasilyenko"]


@pytest.mark.parametrize("query", ["kind=martian", "letter=aa", "sort=none", "q=" + "a" * 101])
def test_a_wrong_filter_is_named_and_shows_nothing(client: Client, query: str) -> None:
    make_public("Mira Tolvan")
    response = client.get(f"/actors/?{query}")
    assert response.status_code == 400
    assert "The address asks for something that this list does not have" in words(response.content)
    assert "Mira Tolvan" not in words(response.content)


@pytest.mark.parametrize("sort", ["name", "articles"])
def test_pages_go_forth_and_back_through_every_actor_once(
    client: Client, monkeypatch: pytest.MonkeyPatch, sort: str
) -> None:
    monkeypatch.setattr(actor_views, "PAGE", 3)
    make_public(*(f"{letter}nton Berg" for letter in "ABCDEFGH"))
    make_mention(make_article("Dnton Berg"), "Dnton Berg", Actor.objects.get(name="Dnton Berg"))
    pages, backwards, query = [], [], f"?sort={sort}"
    while query:
        pages.append(listed(client, query))
        last, query = query, client.get(f"/actors/{query}").context["listed"].next_url
    assert [len(names) for names in pages] == [3, 3, 2]
    assert len({name for names in pages for name in names}) == 8
    while last:
        backwards.append(listed(client, last))
        last = client.get(f"/actors/{last}").context["listed"].previous_url
    assert backwards == pages[::-1]


@pytest.mark.parametrize("edge", ["after=0", "after=x", "before=99999999999999999999", "after=%00"])
def test_an_edge_that_is_nowhere_begins_at_the_start(client: Client, edge: str) -> None:
    make_public("Mira Tolvan")
    assert listed(client, f"?{edge}") == ["Mira Tolvan"]


def test_twenty_actors_cost_as_many_queries_as_two(client: Client) -> None:
    make_public("Mira Tolvan", "Anton Vasilyenko")
    with CaptureQueriesContext(connection) as two:
        listed(client)
    make_public(*(f"Person {letter}" for letter in "ABCDEFGHIJKLMNOPQRST"))
    with CaptureQueriesContext(connection) as twenty:
        listed(client)
    assert len(two) == len(twenty) == 2


def test_the_page_says_who_that_is(client: Client) -> None:
    actor = make_actor(
        "Mira Tolvan", description="Foreign Minister of Karvenia", wikidata="Q42", key="Q42"
    )
    actor.names.create(name="M. Tolvan", normalised_name="m. tolvan", origin="extraction")
    make_tag(make_article(), "Mira Tolvan", actor)
    response = client.get(actor.get_absolute_url())
    seen = words(response.content)
    assert "person – Foreign Minister of Karvenia" in seen
    assert "M. Tolvan found in articles" in seen
    assert 'href="https://www.wikidata.org/wiki/Q42"' in response.content.decode()


def test_the_page_counts_public_articles_by_year(client: Client) -> None:
    actor = make_actor("Mira Tolvan")
    dates = ["2018-05-01", "2020-01-01", "2020-12-29", None]
    for number, date in enumerate(dates):
        make_tag(
            make_article(f"Mira Tolvan, part {number}.", published_at=date), "Mira Tolvan", actor
        )
    response = client.get(actor.get_absolute_url())
    chart = response.context["chart"]
    assert {bar.year: bar.count for bar in chart.bars} == {2018: 1, 2019: 0, 2020: 2}
    assert chart.undated == 1
    seen = words(response.content)
    assert "4 articles first 1 May 2018 latest 29 December 2020" in seen
    assert "3 dated articles from 2018 to 2020, most in 2020 (2). 1 undated." in seen
    assert "actor=mira-tolvan&date_from=2020-01-01&date_to=2020-12-31" in html.unescape(
        response.content.decode()
    )


def test_the_page_names_who_is_in_the_same_articles(client: Client) -> None:
    article = make_article()
    tolvan = make_tag(article, "Mira Tolvan").actor
    make_tag(article, "Anton Vasilyenko")
    response = client.get(tolvan.get_absolute_url())
    assert "1 article with Mira Tolvan and Anton Vasilyenko" in words(response.content)
    assert 'href="/actors/anton-vasilyenko/with/mira-tolvan/"' in response.content.decode()


def test_company_is_a_picture_and_a_table_of_the_same(client: Client) -> None:
    names = ["Mira Tolvan", "Anton Vasilyenko", "Ada Berg"]
    make_public(*names)
    make_mention(make_article("Ada Berg and Anton Vasilyenko."), "Ada Berg", get("Ada Berg"))
    article = Article.objects.latest("pk")
    make_mention(article, "Anton Vasilyenko", get("Anton Vasilyenko"))
    response = client.get(get("Mira Tolvan").get_absolute_url())
    network = response.context["network"]
    assert [node.other.name for node in network.nodes] == ["Anton Vasilyenko", "Ada Berg"]
    assert [(link.one, link.other, link.count) for link in network.between] == [
        ("Anton Vasilyenko", "Ada Berg", 2)
    ]
    assert "Anton Vasilyenko and Ada Berg 2" in words(response.content)


def test_one_companion_makes_no_picture(client: Client) -> None:
    make_public("Mira Tolvan", "Anton Vasilyenko")
    response = client.get(get("Mira Tolvan").get_absolute_url())
    assert response.context["network"] is None


def test_roles_have_their_dates_and_their_articles(client: Client) -> None:
    cameron = make_actor("David Cameron", key="Q192")  # of the knowledge file
    tag = make_tag(make_article("David Cameron spoke in Halden."), "David Cameron", cameron)
    tag.article.mentions.update(title="Prime Minister")
    seen = words(client.get(tag.actor.get_absolute_url()).content)
    assert "First Lord of the Treasury 11 May 2010 – 13 July 2016" in seen
    assert "“Prime Minister” 29 December 2020" in seen


@pytest.mark.parametrize(
    ("start", "end", "said"),
    [
        ("2012", "2015-06", "2012 – June 2015"),
        ("2019-05-03", "", "since 3 May 2019"),
        ("", "2001", "until 2001"),
        ("2010", "2010", "2010"),
        ("", "", "dates not known"),
        ("2010-13-45", "c. 2011", "2010-13-45 – c. 2011"),
    ],
)
def test_office_was_held_as_far_as_is_known(start: str, end: str, said: str) -> None:
    assert held_from_to(Office("Envoy", "", start, end)) == said


def test_title_of_a_text_that_is_gone_is_not_shown(client: Client) -> None:
    tag = make_tag(make_article(guid="a:1"), "Mira Tolvan")
    tag.article.mentions.update(title="Foreign Minister")
    give_new_text(tag.article, "Mira Tolvan slept, wholly and deeply, until noon.")
    assert client.get(tag.actor.get_absolute_url()).context["titles"] == {}


def test_a_rejected_tag_leaves_no_trace_on_either_page(client: Client, editor: User) -> None:
    article = make_article()
    tolvan = make_tag(article, "Mira Tolvan").actor
    wrong = make_tag(article, "Halden")
    review.reject(wrong, editor=editor)
    assert client.get(wrong.actor.get_absolute_url()).status_code == 404
    assert "Halden" not in words(client.get(tolvan.get_absolute_url()).content)


def test_an_actor_of_no_public_article_is_for_editors(client: Client, editor: User) -> None:
    actor = make_actor("Nobody Atall")
    assert client.get(actor.get_absolute_url()).status_code == 404
    client.force_login(editor)
    response = client.get(actor.get_absolute_url())
    assert "Readers do not see this page" in words(response.content)


def test_a_merged_actor_is_sent_on(client: Client) -> None:
    kept, merged = make_actor("Mira Tolvan"), make_actor("Mira Tolwan")
    make_tag(make_article(), "Mira Tolvan", kept)
    make_tag(make_article("Mira Tolwan spoke."), "Mira Tolwan", merged)
    Actor.objects.filter(pk=merged.pk).update(merged_into=kept)
    response = client.get(merged.get_absolute_url())
    assert response.status_code == 301
    assert response["Location"] == kept.get_absolute_url()


def test_a_merged_actor_does_not_lead_to_one_that_is_not_public(client: Client) -> None:
    kept, merged = make_actor("Mira Tolvan"), make_actor("M. T.")
    Actor.objects.filter(pk=merged.pk).update(merged_into=kept)
    assert client.get(merged.get_absolute_url()).status_code == 404
    response = client.get("/search/", {"actor": merged.slug})
    assert response.status_code == 400
    assert "Mira Tolvan" not in response.content.decode()


def test_withheld_articles_are_not_listed_on_the_page(client: Client) -> None:
    actor = make_actor("Mira Tolvan")
    make_tag(make_article(headline="Public story"), "Mira Tolvan", actor)
    hidden = make_article("Mira Tolvan again.", headline="Hidden story")
    make_tag(hidden, "Mira Tolvan", actor)
    Article.objects.filter(pk=hidden.pk).update(status="taken down")
    seen = words(client.get(actor.get_absolute_url()).content)
    assert "Public story" in seen
    assert "Hidden story" not in seen
    assert "1 article" in seen


def test_hostile_names_stay_text(client: Client) -> None:
    evil = "<script>alert(1)</script>"
    actor = make_actor(evil, description=evil)
    actor.names.create(name=evil * 2, normalised_name="evil", origin="extraction")
    make_mention(make_article(f"{evil} spoke.", headline=evil), evil, actor)
    for address in ["/actors/", actor.get_absolute_url()]:
        assert "<script>alert" not in client.get(address).content.decode()


def test_ten_articles_cost_as_many_queries_as_two(client: Client) -> None:
    actor = make_actor("Mira Tolvan")
    counts = []
    for number in range(10):
        article = make_article(f"Mira Tolvan met Person {number}.")
        make_mention(article, "Mira Tolvan", actor)
        make_mention(article, f"Person {number}", make_actor(f"Person {number}"))
        if number in (1, 9):
            with CaptureQueriesContext(connection) as queries:
                client.get(actor.get_absolute_url())
            counts.append(len(queries))
    assert counts[0] == counts[1]
    assert counts[0] <= 16
