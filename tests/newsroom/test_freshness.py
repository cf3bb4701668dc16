"""What a browser kept is confirmed while it holds, and never after a change readers can see."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.db import transaction
from django.test import Client
from django.utils.http import parse_http_date

from articles import acts
from articles.models import Article
from articles.views.sitemap import SECTION
from entities import review
from entities.models import ExtractionRun
from newsroom import freshness
from tests.factories import make_actor, make_article, make_mention, make_tag

pytestmark = pytest.mark.django_db

LATE = "Sat, 01 Jan 2050 00:00:00 GMT"


@pytest.fixture
def article(db: None) -> Article:
    article = make_article(headline="Tolvan meets envoy")
    make_mention(article, "Mira Tolvan", make_actor())
    make_mention(article, "Halden", make_actor("Halden", "place"))
    return Article.objects.get(pk=article.pk)


def pages(article: Article) -> list[str]:
    return [
        *(
            "/",
            "/search/",
            "/search/?q=tolvan",
            "/feed/",
            "/sitemap.xml",
            f"/sitemap-{article.pk // SECTION}.xml",
        ),
        *("/actors/", "/actors/mira-tolvan/", article.get_absolute_url(), "/corrections/"),
    ]


def kept(client: Client, article: Article) -> dict[str, str]:
    return {url: client.get(url)["ETag"] for url in pages(article)}


def confirmed(client: Client, tags: dict[str, str]) -> list[str]:
    """Those that are said to be as they were."""
    return [
        url
        for url, tag in tags.items()
        if client.get(url, headers={"If-None-Match": tag}).status_code == 304
    ]


def test_every_page_is_confirmed_while_nothing_changes(client: Client, article: Article) -> None:
    tags = kept(client, article)
    assert confirmed(client, tags) == list(tags)
    assert len(set(tags.values())) == len(tags)


def test_browsers_must_ask_every_time(client: Client, article: Article) -> None:
    for url in pages(article):
        response = client.get(url)
        assert response["Cache-Control"] == "no-cache"
        assert "Cookie" in response["Vary"]
        again = client.get(url, headers={"If-None-Match": response["ETag"]})
        assert (again["ETag"], again["Cache-Control"]) == (response["ETag"], "no-cache")
        assert again.content == b""


def take_down(article: Article, editor: User) -> None:
    acts.take_down(article, editor=editor, reason="An order.")


def correct(article: Article, editor: User) -> None:
    acts.revise(article, "correction", text=None, editor=editor, reason="x", public_note="Mended.")


def hide_a_name(article: Article, editor: User) -> None:
    names = ["Mira Tolvan", "Tolvan"]
    acts.anonymise(article, names=names, editor=editor, reason="She asked.")


def confirm(article: Article, editor: User) -> None:
    review.confirm(article.tags.get(actor__name="Halden"), editor=editor)


def reject(article: Article, editor: User) -> None:
    review.reject(article.tags.get(actor__name="Halden"), editor=editor)


def bring(article: Article, editor: User) -> None:
    make_article("The mill was sold.")


def extract(article: Article, editor: User) -> None:
    make_tag(article, "Anton Vasilyenko")


def ask_for_extraction(article: Article, editor: User) -> None:
    ExtractionRun.objects.filter(article=article).update(state="pending")


@pytest.mark.parametrize(
    "change",
    [take_down, correct, hide_a_name, confirm, reject, bring, extract, ask_for_extraction],
)
def test_after_a_change_no_page_is_confirmed(
    client: Client, article: Article, chief: User, change: Callable[[Article, User], None]
) -> None:
    tags = kept(client, article)
    change(article, chief)
    assert confirmed(client, tags) == []


def test_new_content_comes_with_the_answer(client: Client, article: Article, chief: User) -> None:
    url = article.get_absolute_url()
    headers = {"If-None-Match": client.get(url)["ETag"], "If-Modified-Since": LATE}
    correct(article, chief)
    response = client.get(url, headers=headers)
    assert response.status_code == 200
    assert "Mended." in response.content.decode()


@pytest.mark.parametrize("asked", ["*", "the tag"])
def test_an_article_that_is_gone_is_never_confirmed(
    client: Client, article: Article, chief: User, asked: str
) -> None:
    url = article.get_absolute_url()
    tag = client.get(url)["ETag"] if asked == "the tag" else asked
    take_down(article, chief)
    response = client.get(url, headers={"If-None-Match": tag, "If-Modified-Since": LATE})
    assert response.status_code == 410
    assert "ETag" not in response


@pytest.mark.parametrize("url", ["/actors/nobody/", "/search/?date_from=x", "/articles/1/other/"])
def test_only_pages_that_are_there_have_a_tag(client: Client, article: Article, url: str) -> None:
    url = url.replace("/1/", f"/{article.pk}/")
    assert "ETag" not in client.get(url)


def test_staff_are_not_answered_with_what_everybody_sees(
    client: Client, article: Article, editor: User
) -> None:
    tags = kept(client, article)
    client.force_login(editor)
    assert confirmed(client, tags) == []
    assert "ETag" not in client.get(article.get_absolute_url())


def test_a_rollback_changes_no_tag(client: Client, article: Article, chief: User) -> None:
    tags = kept(client, article)
    with transaction.atomic():
        take_down(article, chief)
        transaction.set_rollback(True)
    assert confirmed(client, tags) == list(tags)


def test_a_part_of_a_page_is_not_taken_for_the_page(client: Client, article: Article) -> None:
    tag = client.get("/search/")["ETag"]
    response = client.get("/search/", headers={"If-None-Match": tag, "HX-Request": "true"})
    assert (response.status_code, "ETag" in response) == (200, False)


@pytest.mark.parametrize("part", ["code_version", "day", "host"])
def test_other_code_another_day_or_another_host_is_another_page(
    client: Client, article: Article, part: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    tags = {"/": client.get("/")["ETag"]}
    if part == "code_version":
        monkeypatch.setattr(freshness, "code_version", lambda: "other")
    elif part == "day":
        monkeypatch.setattr(freshness.timezone, "localdate", lambda: freshness.timezone.now())
    else:
        client = Client(SERVER_NAME="localhost")
    assert confirmed(client, tags) == []


def test_the_state_is_read_before_the_page(
    client: Client, article: Article, chief: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What changes while a page is made makes its tag an old one."""
    url = article.get_absolute_url()
    real = freshness.generation.current

    def overtaken() -> int:
        number = real()
        correct(article, chief)
        return number

    with monkeypatch.context() as patched:
        patched.setattr(freshness.generation, "current", overtaken)
        response = client.get(url)
    assert "Mended." in response.content.decode()
    assert client.get(url, headers={"If-None-Match": response["ETag"]}).status_code == 200


def test_an_article_says_when_it_last_changed(
    client: Client, article: Article, chief: User
) -> None:
    Article.objects.update(received_at="2020-12-30T00:00Z")
    told = []
    for change in (lambda *_: None, correct, confirm):
        change(article, chief)
        told.append(parse_http_date(client.get(article.get_absolute_url())["Last-Modified"]))
    decided_at = article.decisions.get().decided_at
    assert told[0] <= told[1] <= told[2] == int(decided_at.timestamp())


def test_a_tag_costs_one_query(
    client: Client, article: Article, django_assert_num_queries: Callable[[int], object]
) -> None:
    tag = client.get("/")["ETag"]
    with django_assert_num_queries(1):  # type: ignore[attr-defined]
        client.get("/", headers={"If-None-Match": tag})
