"""The page on which a chief editor uses what was held, or leaves it."""

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from articles import acts
from articles.held import dismiss_held
from articles.models import Article, ImportItem
from tests.articles.wires import corrected, ninjs, sent
from tests.newsroom.pages import Page

pytestmark = pytest.mark.django_db

HOSTILE = "<script>alert(1)</script>"


@pytest.fixture
def desk(client: Client, chief: User) -> Client:
    client.force_login(chief)
    return client


@pytest.fixture
def held(editor: User) -> ImportItem:
    sent(ninjs())
    corrected(Article.objects.get(), "Tolvan did not leave.", editor)
    return sent(ninjs(f"Tolvan came {HOSTILE}."))


def url_of(item: ImportItem) -> str:
    return reverse("review:held", args=[item.pk])


def test_history_leads_to_what_is_held_and_it_is_compared(desk: Client, held: ImportItem) -> None:
    history = desk.get(reverse("review:history", args=[held.article_id])).content.decode()
    assert url_of(held) in history
    page = Page(desk.get(url_of(held)).content.decode())
    assert (page.dangers, page.tags.count("del"), page.tags.count("ins")) == ([], 2, 2)
    assert HOSTILE in page.text
    assert "An editor corrected this article" in page.text


def test_history_leads_nowhere_for_an_editor_who_may_not_choose(
    client: Client, held: ImportItem, editor: User
) -> None:
    client.force_login(editor)
    history = client.get(reverse("review:history", args=[held.article_id])).content.decode()
    assert "An editor corrected this article" in history
    assert url_of(held) not in history


def test_used_text_becomes_that_of_the_article(desk: Client, held: ImportItem) -> None:
    answer = desk.post(url_of(held), {"reason": "It is newer.", "public_note": "New."}, follow=True)
    assert "Saved: updated." in answer.content.decode()
    assert Article.objects.get().body == f"Tolvan came {HOSTILE}."
    assert Article.objects.get().acts.get().public_note == "New."


def test_text_is_not_used_without_a_reason(desk: Client, held: ImportItem) -> None:
    answer = desk.post(url_of(held), {"reason": ""})
    assert (answer.status_code, Article.objects.get().body) == (422, "Tolvan did not leave.")
    held.refresh_from_db()
    assert held.settled_at is None


def test_left_text_leaves_the_article_as_it_is(desk: Client, held: ImportItem, chief: User) -> None:
    answer = desk.post(url_of(held), {"verb": "leave"}, follow=True)
    assert "the article stays as it is" in answer.content.decode()
    held.refresh_from_db()
    assert (held.settled_by, Article.objects.get().body) == (chief, "Tolvan did not leave.")


@pytest.mark.parametrize("sent_form", [{"verb": "leave"}, {"reason": "It is newer."}])
def test_slower_of_two_learns_who_was_quicker(
    desk: Client, held: ImportItem, other_editor: User, sent_form: dict[str, str]
) -> None:
    dismiss_held(held, editor=other_editor)
    answer = desk.post(url_of(held), sent_form)
    assert answer.status_code == 409
    assert "by other-editor" in answer.content.decode()
    assert b"<form method" not in answer.content.partition(b"<h1>")[2]


def test_cancellation_that_was_held_says_that_it_takes_the_article_down(
    desk: Client, chief: User
) -> None:
    sent(ninjs())
    act = acts.take_down(Article.objects.get(), editor=chief, reason="An order.")
    acts.restore(act, editor=chief, reason="No order.")
    item = sent(ninjs(pubstatus="canceled"))
    assert "the article is taken down" in desk.get(url_of(item)).content.decode()
    desk.post(url_of(item), {"reason": "They are right."})
    assert Article.objects.get().status == "taken down"


def test_what_cannot_be_read_again_can_only_be_left(desk: Client, held: ImportItem) -> None:
    ImportItem.objects.filter(pk=held.pk).update(content=b"")
    page = desk.get(url_of(held)).content.decode()
    assert "import its file again" in page
    assert "Use this text" not in page
    assert "Leave the article as it is" in page
