"""The page of what happened to an article: its texts, what changed, who may see what."""

import datetime
import html
import re
from dataclasses import replace

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from articles import acts, history
from articles.acts import Revision
from articles.history import ENTRIES
from articles.models import Article
from tests.factories import make_article

pytestmark = pytest.mark.django_db

BODY = "Mira Tolvan met Jane Pelloni in Halden.\n\nShe said little."


def address(article: Article) -> str:
    article.refresh_from_db()
    return reverse("article_versions", args=[article.pk, article.slug])


def page(client: Client, article: Article, query: str = "") -> str:
    response = client.get(address(article) + query)
    assert response.status_code == 200
    return response.content.decode()


def words(page: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]*>", "", page)).split())


def correct(article: Article, editor: User, *, note: str = "", **text: str) -> None:
    article.refresh_from_db()
    now = replace(Revision.of(acts.current_version(article)), **text)
    said = {"editor": editor, "reason": "The source was wrong.", "public_note": note}
    acts.revise(article, "correction", text=now, **said)


def marks(page: str, element: str) -> list[str]:
    """What is marked as added or taken out, without what screen readers are told."""
    found = re.findall(rf"<{element}>(.*?)</{element}>", page.split("history-entries")[1])
    return [re.sub(r"<span.*?</span>", "", text).strip() for text in found]


def test_readers_see_what_changed_and_the_note(client: Client, chief: User) -> None:
    article = make_article(BODY, headline="Tolvan in Halden")
    note = "She met nobody."
    correct(article, chief, note=note, body=BODY.replace("Jane Pelloni", "nobody"))
    seen = page(client, article)
    assert (marks(seen, "del"), marks(seen, "ins")) == (["Jane Pelloni"], ["nobody"])
    assert "[taken out: Jane Pelloni] [added: nobody]" in words(seen)
    assert "… 1 paragraph unchanged …" in words(seen)
    assert "Correction" in seen
    assert note in seen


def test_changes_of_headline_standfirst_and_byline_are_told_by_name(
    client: Client, chief: User
) -> None:
    article = make_article(BODY, headline="Talks begin in Halden")
    correct(
        article, chief, headline="Talks end in Halden", standfirst="Nobody won.", byline="R. Salmi"
    )
    seen = page(client, article)
    assert marks(seen, "del") == ["begin"]
    assert marks(seen, "ins") == ["end", "Nobody won.", "R. Salmi"]
    for name in ("Headline", "Standfirst", "Byline"):
        assert f'<span class="changes-name">{name}</span>' in seen


def test_readers_never_see_who_or_the_reason_but_staff_do(
    client: Client, chief: User, editor: User
) -> None:
    article = make_article(BODY)
    correct(article, chief, note="A note.", body="Another text.")
    acts.deindex(article, editor=chief, reason="A private person asked.")
    seen = page(client, article)
    assert "source was wrong" not in seen
    assert "chief-editor" not in seen
    assert "web search" not in seen
    client.force_login(editor)
    seen = words(page(client, article))
    assert "The source was wrong." in seen
    assert "by chief-editor" in seen
    assert "Left out of web search" in seen


def test_acts_without_a_text_stand_in_their_place(client: Client, chief: User) -> None:
    article = make_article(BODY)
    acts.retract(article, editor=chief, reason="Made up.", public_note="It is made up.")
    correct(article, chief, body="Another text.")
    seen = re.findall(r'history-what">(.*?)<', page(client, article))
    assert seen == ["Correction", "Retraction", "First text"]


def test_a_retraction_that_was_restored_says_so(client: Client, chief: User) -> None:
    article = make_article(BODY)
    act = acts.retract(article, editor=chief, reason="Made up.")
    acts.restore(act, editor=chief, reason="It was not.")
    assert "withdrawn on" in words(page(client, article))
    assert "It was not" not in page(client, article)


def test_a_new_text_from_the_source_is_called_an_update(client: Client) -> None:
    article = make_article(BODY, guid="urn:1")
    make_article("Another text.", guid="urn:1")
    assert "Update by its source" in page(client, article)


def test_a_hidden_name_stands_in_no_old_text_and_no_note(
    client: Client, chief: User, editor: User
) -> None:
    article = make_article("Tolvan met JANE\nPELLONI.", headline="Jane Pelloni speaks")
    correct(article, chief, note="Not Jane Pelloni’s car.", body="Jane Pelloni met Tolvan.")
    correct(article, chief, headline="Pelloni speaks out", byline="Jane Pelloni")
    names = ["Jane Pelloni", "Pelloni"]
    acts.anonymise(article, names=names, editor=chief, reason="She asked.")
    response = client.get(address(article))
    assert "pelloni" not in response.content.decode().casefold()
    assert "J. P." in words(response.content.decode())
    client.force_login(editor)
    assert "Not Jane Pelloni’s car." in page(client, article)


def test_texts_that_differ_in_a_hidden_name_alone_do_not_differ_for_readers(
    client: Client, chief: User
) -> None:
    article = make_article("Jane Pelloni met Tolvan.")
    correct(article, chief, body="Joan Petters met Tolvan.")
    acts.anonymise(article, names=["Joan Petters", "Jane Pelloni"], editor=chief, reason="Asked.")
    seen = page(client, article)
    assert marks(seen, "ins") == []
    assert "No words differ in what is shown." in seen


def test_text_off_the_site_gets_the_answer_of_its_article(
    client: Client, chief: User, editor: User
) -> None:
    down, held = make_article(BODY), make_article(BODY)
    correct(down, chief, body="Another text.")
    acts.take_down(down, editor=chief, reason="A court order.", public_note="Taken down.")
    soon = timezone.now() + datetime.timedelta(hours=1)
    acts.embargo(held, until=soon, editor=chief, reason="Agreed.")
    for article in (down, held):
        article.refresh_from_db()
        answers = [client.get(url) for url in (article.get_absolute_url(), address(article))]
        assert answers[0].status_code == answers[1].status_code >= 404
        assert answers[0].content == answers[1].content
    client.force_login(editor)
    assert "Another text." in words(page(client, down))
    assert "This article is embargoed." in words(page(client, held))


def test_another_slug_is_sent_on(client: Client) -> None:
    article = make_article(headline="Talks")
    response = client.get(f"/articles/{article.pk}/old/versions/")
    assert (response.status_code, response["Location"]) == (301, address(article))


def test_twenty_entries_a_page_and_each_text_is_on_one(client: Client, chief: User) -> None:
    article = make_article("Text 1.")
    for number in range(2, ENTRIES + 4):
        correct(article, chief, body=f"Text {number}.")
    numbers = [
        [int(n) for n in re.findall(r"text number (\d+)", page(client, article, query))]
        for query in ("", "?page=2", "?page=x")
    ]
    assert numbers[0] == list(range(ENTRIES + 3, 3, -1))
    assert numbers[1] == [3, 2, 1]
    assert numbers[2] == numbers[0]
    # The last of a page is compared with a text of the next.
    assert len(marks(page(client, article), "ins")) == ENTRIES


def test_fewer_long_texts_stand_on_a_page(
    client: Client, chief: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    article = make_article("Text 1.")
    for number in range(2, 7):
        correct(article, chief, body=f"Text {number}.")
    monkeypatch.setattr(history, "LONG_BYTES", 3)
    seen = re.findall(r"text number (\d+)", page(client, article, "?page=2"))
    assert seen == ["3", "2", "1"]


def test_twenty_texts_cost_as_many_queries_as_two(client: Client, chief: User) -> None:
    few, many = make_article("Few 1."), make_article("Many 1.")
    correct(few, chief, body="Few 2.")
    for number in range(2, 21):
        correct(many, chief, body=f"Many {number}.", note="A note.")
    counts = []
    for article in (few, many):
        url = address(article)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 5


def test_old_texts_are_kept_from_web_search(client: Client, chief: User) -> None:
    article = make_article(BODY)
    assert client.get(address(article))["X-Robots-Tag"] == "noindex"
    assert "X-Robots-Tag" not in client.get(article.get_absolute_url())
    acts.deindex(article, editor=chief, reason="Asked.")
    response = client.get(article.get_absolute_url())
    assert response["X-Robots-Tag"] == "noindex"
    assert '<meta name="robots" content="noindex">' in response.content.decode()


def test_the_article_links_to_what_happened_to_it(client: Client, chief: User) -> None:
    article, other = make_article(BODY), make_article(BODY)
    assert address(article) not in client.get(article.get_absolute_url()).content.decode()
    correct(article, chief, body="Another text.")
    acts.retract(other, editor=chief, reason="Made up.")
    for one in (article, other):
        assert f'href="{address(one)}"' in client.get(one.get_absolute_url()).content.decode()


def test_the_original_is_not_linked_while_a_name_is_hidden(client: Client, chief: User) -> None:
    article = make_article(BODY)
    Article.objects.filter(pk=article.pk).update(url="https://example.org/jane-pelloni")
    assert "example.org" in client.get(article.get_absolute_url()).content.decode()
    acts.anonymise(article, names=["Jane Pelloni"], editor=chief, reason="She asked.")
    assert "example.org" not in client.get(article.get_absolute_url()).content.decode()
