"""Sources, sections and authors: how many articles each has, and which."""

import pytest
from django.contrib.auth.models import User
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from articles import acts
from articles.merging import merge, move_some
from articles.models import Article, Author, Section, Source
from entities import shelves
from entities.models import Shelved
from entities.shelves import SHELVES, slug_of
from entities.views import shelves as shelf_views
from tests.entities.test_article_page import words
from tests.factories import make_article

pytestmark = pytest.mark.django_db


def credited(article: Article, name: str) -> Author:
    author: Author = Author.objects.named(name)
    article.authors.add(author)
    return author


def counts(shelf: str) -> dict[str, int]:
    here = SHELVES[shelf]
    return {thing.name: here.counts([thing.pk]).get(thing.pk, 0) for thing in here.held()}


def url(shelf: str, thing: Source | Section | Author) -> str:
    return f"/{shelf}/{thing.pk}-{slug_of(thing)}/"


def test_numbers_follow_articles(chief: User) -> None:
    one, two = make_article("One.", section="World"), make_article("Two.", section="Economy")
    credited(one, "Ada Berg")
    credited(two, "Ada Berg")
    assert counts("sections") == {"World": 1, "Economy": 1}
    assert counts("authors") == {"Ada Berg": 2}
    two.section = one.section
    two.save(update_fields=["section"])
    Article.objects.filter(pk=one.pk).update(status="taken down")
    shelves.fold()
    assert counts("sections") == {"World": 1}
    assert counts("authors") == {"Ada Berg": 1}
    assert counts("sources") == {"Demo Wire": 1}


def test_numbers_are_the_same_when_they_are_folded() -> None:
    for n in range(3):
        credited(make_article(f"{n}."), "Ada Berg")
    before = counts("authors"), counts("sections")
    shelves.fold()
    assert (counts("authors"), counts("sections")) == before
    assert Shelved.objects.count() == 2


def test_article_with_hidden_names_is_nobodys(client: Client, chief: User) -> None:
    article = make_article("Ada Berg wrote of ice.")
    author = credited(article, "Ada Berg")
    fields = {"editor": chief, "reason": "Asked.", "public_note": ""}
    acts.anonymise(article, names=["Ada Berg"], **fields)
    assert client.get(url("authors", author)).status_code == 404
    assert "Berg" not in client.get("/authors/").content.decode()


@pytest.mark.parametrize("shelf", SHELVES)
def test_list_leads_to_the_articles_of_each(client: Client, shelf: str) -> None:
    article = make_article("Ice.", source="Halden Wire", section="Halden")
    credited(article, "Halden Berg")
    page = client.get(f"/{shelf}/").content.decode()
    (thing,) = SHELVES[shelf].held()
    assert f'<a href="{url(shelf, thing)}">{thing.name}</a>' in page
    page = client.get(url(shelf, thing)).content.decode()
    assert article.get_absolute_url() in page
    assert "1 article" in words(page)
    assert thing.name in client.get(f"/{shelf}/?letter=h").content.decode()
    assert f">{thing.name}<" not in client.get(f"/{shelf}/?letter=b").content.decode()
    assert client.get(f"/{shelf}/?letter=hh").status_code == 404


def test_merged_name_and_other_slug_lead_to_the_one_that_is_kept(client: Client) -> None:
    article = make_article("Ice.")
    gone, kept = credited(article, "A. Berg"), credited(article, "Ada Berg")
    with transaction.atomic():
        merge(kept, [gone])
    while move_some():
        pass
    assert client.get(url("authors", gone))["Location"] == url("authors", kept)
    assert client.get(f"/authors/{kept.pk}-x/")["Location"] == url("authors", kept)
    assert counts("authors") == {"Ada Berg": 1}


def test_one_without_public_articles_is_not_named(client: Client) -> None:
    author = Author.objects.named("Ada Berg")
    assert client.get(url("authors", author)).status_code == 404
    assert client.get(f"/authors/{'9' * 18}-x/").status_code == 404
    assert "No authors yet" in client.get("/authors/").content.decode()


def test_list_has_pages_forth_and_back(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shelf_views, "PAGE", 2)
    for n in range(5):
        credited(make_article(f"{n}."), f"Berg {n}")
    names, query = [], ""
    while query is not None:
        context = client.get(f"/authors/{query}").context
        names.append([line.thing.name[-1] for line in context["lines"]])
        query, last = context["next_url"], context["previous_url"]
    assert names == [["0", "1"], ["2", "3"], ["4"]]
    back = client.get(f"/authors/{last}").context
    assert [line.thing.name[-1] for line in back["lines"]] == ["2", "3"]


@pytest.mark.parametrize("shelf", SHELVES)
def test_pages_cost_the_same_however_much_they_show(client: Client, shelf: str) -> None:
    def queries() -> tuple[int, int]:
        found = []
        for path in (f"/{shelf}/", url(shelf, SHELVES[shelf].held()[0])):
            with CaptureQueriesContext(connection) as caught:
                client.get(path)
            found.append(len(caught))
        return found[0], found[1]

    def fill(first: int, last: int) -> None:
        for n in range(first, last):
            credited(
                make_article(f"{n}.", source=f"Wire {n % 5}", section=f"S {n % 5}"), f"B {n % 5}"
            )

    fill(0, 2)
    few = queries()
    fill(2, 12)
    assert queries() == few
