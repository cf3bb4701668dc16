"""What readers see of quotes and interactions: in the text, below it, on the pages of actors."""

import html
import re
from datetime import date

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from articles.models import Article
from entities import review
from entities.extraction.lexicon import KINDS
from entities.models import Actor, Interaction, Tag
from entities.views import told as told_views
from tests.entities.test_article_page import words
from tests.entities.test_review import give_new_text
from tests.entities.test_told import WORDS, Story
from tests.factories import make_actor, make_article, make_interaction, make_quote, make_tag

pytestmark = pytest.mark.django_db

LISTS = ("quotes", "quotes-about", "dealings")


@pytest.fixture
def story() -> Story:
    return Story()


def shown(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def of(actor: Actor, page: str, query: str = "") -> str:
    return f"/actors/{actor.slug}/{page}/{query}"


def test_quote_is_marked_in_the_text_and_leads_to_who_says_it(client: Client, story: Story) -> None:
    page = shown(client, story.article.get_absolute_url())
    pk = story.quote.pk
    assert f'<q class="quote" id="q{pk}">“<a class="mark"' in page
    assert f'href="#quote-{pk}" title="Mira Tolvan" aria-label="Quote of Mira Tolvan"></a>' in page
    listed = page[page.index(f'id="quote-{pk}"') :]
    assert words(listed).startswith(f'id="quote-{pk}"> Mira Tolvan , person')
    assert f'<a class="passage" href="#q{pk}">{WORDS}</a>' in listed
    assert "The cue is “said”." in words(listed)


def test_interaction_is_a_sentence_with_its_place_in_the_text(client: Client, story: Story) -> None:
    fields = {"modality": "claimed", "on": date(2020, 12, 28), "found_by": story.anton}
    make_interaction(
        story.article, "must leave", story.tolvan, story.anton, kind="demand", **fields
    )
    page = shown(client, story.article.get_absolute_url())
    told = words(page[page.index('id="interactions-heading"') :])
    assert "Mira Tolvan , person → talks → , towards Anton Vasilyenko" in told
    assert "claimed by Anton Vasilyenko 28 December 2020" in told
    assert '<a class="passage" href="#p2">' in page
    assert "<b>must leave</b>" in page


def test_page_without_any_has_no_empty_lists(client: Client) -> None:
    page = shown(client, make_article().get_absolute_url())
    page = page[page.index("<main") : page.index("</main>")]
    assert "Quotes" not in words(page)
    assert "Who dealt with whom" not in words(page)


def test_rejected_speaker_is_named_nowhere_as_one(
    client: Client, story: Story, editor: User
) -> None:
    review.reject(story.tag(story.tolvan), editor=editor)
    page = shown(client, story.article.get_absolute_url())
    assert "Speaker not known" in words(page)
    assert "Quote of an unknown speaker" in page
    assert "Who dealt with whom" not in words(page)
    assert client.get(of(story.tolvan, "quotes")).status_code == 404
    assert "Tolvan , person" not in words(shown(client, of(story.anton, "quotes-about")))


def test_relinked_speaker_has_the_quote_on_the_right_page(
    client: Client, story: Story, editor: User
) -> None:
    sister = make_actor("Ada Tolvan")
    review.relink(story.tag(story.tolvan), sister, editor=editor)
    assert WORDS in words(shown(client, of(sister, "quotes")))
    assert client.get(of(story.tolvan, "quotes")).status_code == 404


def test_lists_of_an_actor_tell_by_about_and_with_whom(client: Client, story: Story) -> None:
    assert WORDS in words(shown(client, of(story.tolvan, "quotes")))
    about = shown(client, of(story.anton, "quotes-about"))
    assert WORDS in words(about)
    assert "Mira Tolvan , person" in words(about)
    assert f"{story.article.get_absolute_url()}#q{story.quote.pk}" in about
    dealings = words(shown(client, of(story.anton, "dealings")))
    assert "Mira Tolvan , person → talks → , towards Anton Vasilyenko" in dealings
    assert "Mira Tolvan met Anton Vasilyenko in Halden" in dealings
    overview = words(shown(client, story.anton.get_absolute_url()))
    assert "Quotes about Anton Vasilyenko" in overview
    assert "Mira Tolvan met Anton Vasilyenko in Halden" in overview


def test_list_of_nothing_says_what_would_stand_there(client: Client, story: Story) -> None:
    assert "No public article quotes Anton" in words(shown(client, of(story.anton, "quotes")))


@pytest.mark.parametrize("query", ["?kind=consult", "?with=mira-tolvan", "?kind=consult&with=ada"])
def test_dealings_narrow(client: Client, story: Story, query: str) -> None:
    other = make_actor("Ada Berg")
    Actor.objects.filter(pk=other.pk).update(slug="ada")
    article = make_article("Ada Berg blamed Anton Vasilyenko. Ada Berg met Anton Vasilyenko.")
    for name, actor in (("Ada Berg", other), ("Anton Vasilyenko", story.anton)):
        make_tag(article, name, actor)
    make_interaction(article, "blamed Anton", other, story.anton, kind="disapprove")
    make_interaction(article, "met Anton", other, story.anton)
    page = shown(client, of(story.anton, "dealings", query))
    results = words(page[page.index('<ol class="results">') : page.index("</ol>")])
    assert ("Ada Berg" in results) == (query != "?with=mira-tolvan")
    assert "criticism" not in results
    assert ("Mira" in results) == ("ada" not in query)


@pytest.mark.parametrize("query", ["?kind=martian", "?with=nobody", "?kind=%00"])
def test_unknown_kind_or_actor_is_not_found(client: Client, story: Story, query: str) -> None:
    assert client.get(of(story.anton, "dealings", query)).status_code == 404


@pytest.mark.parametrize("edge", ["after=x", "before=99999999999999999999", "after=%00", "after=0"])
@pytest.mark.parametrize("page", LISTS)
def test_edge_that_is_nowhere_begins_at_the_start(
    client: Client, story: Story, page: str, edge: str
) -> None:
    first, wrong = (
        client.get(of(story.anton, page, query)).context["lines"] for query in ("", f"?{edge}")
    )
    assert first == wrong


def many_articles(count: int) -> tuple[Actor, Actor]:
    """Articles of three days, in each of which Tolvan speaks of Vasilyenko and meets him."""
    tolvan, anton = make_actor("Mira Tolvan"), make_actor("Anton Vasilyenko")
    add_articles(tolvan, anton, range(count))
    return tolvan, anton


def add_articles(tolvan: Actor, anton: Actor, numbers: range) -> None:
    for number in numbers:
        text = f"“Anton Vasilyenko, {number}!” said Mira Tolvan. She met Anton."
        article = make_article(text, published_at=f"2020-01-0{number % 3 + 1}")
        make_tag(article, "Mira Tolvan", tolvan)
        make_tag(article, "Anton Vasilyenko", anton)
        make_quote(article, f"“Anton Vasilyenko, {number}!”", tolvan)
        make_interaction(article, "met Anton", tolvan, anton)


@pytest.mark.parametrize("page", LISTS)
def test_pages_go_forth_and_back_through_every_line_once(
    client: Client, monkeypatch: pytest.MonkeyPatch, page: str
) -> None:
    monkeypatch.setattr(told_views, "PAGE", 3)
    tolvan, anton = many_articles(8)
    actor = tolvan if page == "quotes" else anton
    pages, backwards, query = [], [], ""
    while query is not None:
        context = client.get(of(actor, page, query)).context
        pages.append([line.article.pk for line in context["lines"]])
        last, query = query, context["page"].next_url
    assert [len(lines) for lines in pages] == [3, 3, 2]
    newest_first = Article.objects.order_by("-sort_at", "pk").values_list("pk", flat=True)
    assert [pk for lines in pages for pk in lines] == list(newest_first)
    while last is not None:
        context = client.get(of(actor, page, last)).context
        backwards.append([line.article.pk for line in context["lines"]])
        last = context["page"].previous_url
    assert backwards == pages[::-1]


def test_twenty_rows_cost_as_many_queries_as_two_and_no_body(client: Client) -> None:
    tolvan, anton = many_articles(2)
    lists = [of(tolvan, "quotes"), *(of(anton, page) for page in LISTS)]
    addresses = [tolvan.get_absolute_url(), anton.get_absolute_url(), *lists]
    counts: dict[str, list[int]] = {}
    for further in (range(0), range(2, 20)):
        add_articles(tolvan, anton, further)
        for address in addresses:
            with CaptureQueriesContext(connection) as queries:
                client.get(address)
            counts.setdefault(address, []).append(len(queries))
            for query in queries:
                assert ', "articles_article"."body"' not in query["sql"].split(" FROM ")[0]
    assert all(two == twenty for two, twenty in counts.values()), counts
    assert max(two for two, _twenty in counts.values()) <= 15


def test_words_of_a_text_not_read_yet_are_not_taken_for_the_quote(
    client: Client, story: Story
) -> None:
    before = [client.get(of(story.anton, page)).context["lines"] for page in LISTS]
    give_new_text(story.article, "A wholly different text about nobody. " * 5)
    after = [client.get(of(story.anton, page)).context["lines"] for page in LISTS]
    assert any(before)
    assert not any(after)


@pytest.mark.parametrize("page", LISTS)
def test_withheld_article_tells_nothing(client: Client, story: Story, page: str) -> None:
    other = make_article("Anton Vasilyenko and Mira Tolvan slept.")
    make_tag(other, "Anton Vasilyenko", story.anton)
    Article.objects.filter(pk=story.article.pk).update(status="taken down")
    assert client.get(of(story.anton, page)).context["lines"] == []


@pytest.mark.parametrize("page", LISTS)
def test_merged_actor_is_sent_on(client: Client, story: Story, page: str) -> None:
    merged = make_actor("M. Tolvan")
    make_tag(make_article("M. Tolvan spoke."), "M. Tolvan", merged)
    Actor.objects.filter(pk=merged.pk).update(merged_into=story.tolvan)
    response = client.get(of(merged, page))
    assert (response.status_code, response["Location"]) == (301, of(story.tolvan, page))


def test_hostile_words_stay_text(client: Client) -> None:
    evil = "<script>alert(1)</script>"
    article = make_article(f"“{evil} is Tolvan,” said Anton {evil}. Tolvan met {evil}.")
    anton, tolvan = make_actor(f"Anton {evil}"), make_actor("Tolvan")
    make_tag(article, f"Anton {evil}", anton)
    make_tag(article, "Tolvan", tolvan)
    make_quote(article, f"“{evil} is Tolvan,”", anton, cue=evil, evidence={"speaker": evil})
    make_interaction(article, f"met {evil}", tolvan, anton, evidence={"rule": evil})
    addresses = [article.get_absolute_url(), of(anton, "quotes"), anton.get_absolute_url()]
    for address in [*addresses, of(tolvan, "quotes-about"), of(tolvan, "dealings")]:
        page = shown(client, address)
        assert "<script>alert" not in page
        assert "alert(1)" in page


def test_every_kind_that_the_extractor_knows_has_words() -> None:
    assert set(Interaction.Kind.values) == set(KINDS)


def test_text_without_the_tags_made_here_is_the_text(client: Client, story: Story) -> None:
    page = shown(client, story.article.get_absolute_url())
    text = re.search(r'id="article-text"[^>]*>(.*?)</div>', page, re.DOTALL)
    assert text
    paragraphs = re.findall(r"<p[^>]*>(.*?)</p>", text[1], re.DOTALL)
    plain = "\n\n".join(html.unescape(re.sub(r"<[^>]*>", "", one)) for one in paragraphs)
    assert plain == story.article.body


def test_second_look_keeps_the_speaker(client: Client, story: Story, editor: User) -> None:
    review.ask_second_look(story.tag(story.tolvan), editor=editor)
    assert Tag.objects.filter(actor=story.tolvan, status="second look").exists()
    assert WORDS in words(shown(client, of(story.tolvan, "quotes")))
