"""Pages kept for readers: asked again they cost nothing, and none outlives what it shows."""

import threading
from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.core.cache import cache
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext

from articles import acts, page_cache
from articles.models import Article
from articles.page_cache import kept_for_readers
from entities import review
from entities.views.search import search
from tests.articles.test_generation import take_down, uncommitted
from tests.factories import make_article, make_tag

pytestmark = pytest.mark.django_db(transaction=True)

ADDRESS = "/search/?q=valley"


def asked(client: Client, address: str = ADDRESS) -> str:
    return client.get(address).content.decode()


def elsewhere(change: Callable[[], object]) -> None:
    """Make a change on another connection, committed when this returns."""

    def run() -> None:
        change()
        connection.close()

    other = threading.Thread(target=run)
    other.start()
    other.join()


def test_a_question_asked_again_takes_one_query(client: Client) -> None:
    make_article(headline="Army leaves")
    first = asked(client)
    with CaptureQueriesContext(connection) as queries:
        again = client.get(ADDRESS)
    assert again.content.decode() == first
    assert again.headers["Content-Type"] == "text/html; charset=utf-8"
    assert len(queries) == 1


def test_an_article_taken_down_is_gone_from_the_next_page(client: Client, editor: User) -> None:
    article = make_article(headline="Army leaves")
    assert "Army leaves" in asked(client)
    elsewhere(lambda: acts.take_down(article, editor=editor, reason="Asked to."))
    assert "Army leaves" not in asked(client)


def test_a_page_made_while_an_article_is_taken_down_is_given_to_nobody_after(
    client: Client,
) -> None:
    article = make_article(headline="Army leaves")

    @kept_for_readers
    def overtaken(request: HttpRequest) -> HttpResponse:
        response = search.__wrapped__.__wrapped__(request)
        elsewhere(take_down(article))
        return response

    old = overtaken(RequestFactory().get(ADDRESS))
    assert "Army leaves" in old.content.decode()
    assert "Army leaves" not in asked(client)


def test_a_page_made_before_the_commit_is_not_the_page_after_it(client: Client) -> None:
    article = make_article(headline="Army leaves")
    with uncommitted(take_down(article)):
        assert "Army leaves" in asked(client)
        assert "Army leaves" in asked(client)
    assert "Army leaves" not in asked(client)


def test_a_decision_shows_on_the_next_page(client: Client, editor: User) -> None:
    tag = make_tag(make_article("Tolvan left the valley."), "Tolvan")
    assert "Tolvan" in asked(client, "/search/?q=left")
    elsewhere(lambda: review.reject(tag, editor=editor))
    assert 'href="/actors/tolvan/"' not in asked(client, "/search/?q=left")


def test_who_is_logged_in_is_never_given_a_readers_page(client: Client, editor: User) -> None:
    make_article()
    assert "Log out" not in asked(client)
    client.force_login(editor)
    assert "Log out" in asked(client)
    assert "Log out" not in asked(Client())


def test_a_refused_question_is_not_kept(client: Client) -> None:
    assert client.get("/search/?source=999").status_code == 400
    assert client.get("/search/?source=999").status_code == 400


def test_each_host_has_its_own_pages(client: Client) -> None:
    make_article()
    asked(client)
    with CaptureQueriesContext(connection) as queries:
        client.get(ADDRESS, headers={"host": "localhost"})
    assert len(queries) > 1


def test_without_a_cache_pages_are_made(client: Client) -> None:
    make_article(headline="Army leaves")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(page_cache._Away, "until", 0.0)
        patch.setattr(cache._cache, "_servers", ["unix:///nowhere.sock"])
        patch.setattr(cache._cache, "_pools", {})
        assert "Army leaves" in asked(client)
        assert page_cache._Away.until > 0


def test_a_page_in_a_transaction_is_neither_kept_nor_given() -> None:
    article = make_article(headline="Army leaves")
    with transaction.atomic():
        assert "Army leaves" in asked(Client())
        Article.objects.filter(pk=article.pk).update(headline="Army stays")
        assert "Army stays" in asked(Client())
        transaction.set_rollback(True)
    assert "Army leaves" in asked(Client())
