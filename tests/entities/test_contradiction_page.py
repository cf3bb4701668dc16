"""The page of contradictions: lists, counts, where lines lead, and "this is fine"."""

import html
import re
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from entities.contradictions import begin, walk
from entities.models import Contradiction, Decision
from entities.views.review import contradicting
from tests.factories import make_actor, make_article, make_line, make_tag

pytestmark = pytest.mark.django_db

PAGE = "/review/contradictions/"


@pytest.fixture
def desk(client: Client, editor: User) -> Client:
    client.force_login(editor)
    return client


def words(response: Any) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", response.content.decode())).split())


def shown(client: Client, **query: str) -> list[Contradiction]:
    return [one.line for one in client.get(PAGE, query).context["lines"]]


def send(client: Client, line: Contradiction, **fields: Any) -> Any:
    address = reverse("review:settle", args=[line.pk])
    return client.post(address, {"seen": 0, "seen_facts": line.facts, **fields})


def test_two_actors_of_one_name_are_told_and_lead_to_both(desk: Client) -> None:
    for key in ("one", "two"):
        make_tag(make_article("Mira Tolvan."), "Mira Tolvan", make_actor(key=key))
    for pk in begin(["one-alias"]):
        walk(pk)
    page = desk.get(PAGE)
    assert "“mira tolvan” is a name of Mira Tolvan and of Mira Tolvan , both of that name" in words(
        page
    )
    for slug in ("mira-tolvan", "mira-tolvan-2"):
        assert reverse("review:actor_edit", args=[slug]) in page.content.decode()
    assert "one-alias" in str(page.context["checks"][0]["walk"])


def test_a_line_of_an_article_opens_its_workspace_at_the_tag(desk: Client) -> None:
    tag = make_tag(make_article(), "Tolvan")
    detail = {"title": "President", "held": ["President, 2009–2017"]}
    make_line(tag.actor, check_name="out-of-office", article=tag.article, detail=detail)
    page = desk.get(PAGE)
    workspace = reverse("review:workspace", args=[tag.article_id])
    assert f"{workspace}#tag-{tag.actor_id}" in page.content.decode()
    assert "is called “President”; known is President, 2009–2017" in words(page)


def test_lists_are_narrowed_by_check_and_state(desk: Client, editor: User) -> None:
    actor = make_actor()
    lines = [make_line(actor, check_name=name) for name in ("one-alias", "no-tag", "no-tag")]
    send(desk, lines[1], note="A namesake.")
    assert shown(desk) == [lines[2], lines[0]]
    assert shown(desk, check="no-tag") == [lines[2]]
    assert shown(desk, state="fine") == [lines[1]]
    assert "fine, says editor" in words(desk.get(PAGE, {"state": "fine"}))


@pytest.mark.parametrize("query", [{"check": "spelling"}, {"state": "lost"}])
def test_a_list_that_is_none_is_said(desk: Client, query: dict[str, str]) -> None:
    response = desk.get(PAGE, query)
    assert response.status_code == 400
    assert "There is no such list" in words(response)


def test_it_is_fine_and_the_list_comes_back(desk: Client) -> None:
    line = make_line(make_actor(), facts="a|b")
    response = send(desk, line, next=f"{PAGE}?check=wrong-type")
    assert response.url == f"{PAGE}?check=wrong-type"
    assert shown(desk) == []
    decision = Decision.objects.get()
    desk.post(reverse("review:undo", args=[decision.pk]), {"next": PAGE})
    assert shown(desk) == [line]


def test_a_form_never_leads_off_the_site(desk: Client) -> None:
    response = send(desk, make_line(make_actor()), next="https://press.example/")
    assert response.url == PAGE


def test_facts_that_changed_are_told(desk: Client) -> None:
    response = send(desk, make_line(make_actor(), facts="a"), seen_facts="b")
    assert response.status_code == 409
    assert "has changed since you opened the page" in words(response)


def test_a_line_that_is_gone_cannot_be_fine(desk: Client) -> None:
    line = make_line(make_actor())
    Contradiction.objects.update(gone_at=line.last_seen_at)
    assert send(desk, line).status_code == 422
    assert shown(desk, state="gone") == [line]


def test_pages_go_through_every_line_once(desk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(contradicting, "LINES_ON_A_PAGE", 2)
    lines = [make_line(make_actor(f"Mira {number}")) for number in range(5)]
    seen, query = [], "?"
    while query:
        context = desk.get(f"{PAGE}{query}").context
        seen += [one.line for one in context["lines"]]
        query = context["older_url"]
    assert seen == lines[::-1]


def test_before_anything_was_looked_for_the_page_says_so(desk: Client) -> None:
    page = words(desk.get(PAGE))
    assert "Nothing contradicts itself here" in page
    assert "never" in page


def test_twenty_lines_cost_as_many_queries_as_two(desk: Client) -> None:
    def make(count: int) -> None:
        for _ in range(count):
            tag = make_tag(
                make_article(), "Tolvan", make_actor(key=f"k{Contradiction.objects.count()}")
            )
            make_line(tag.actor, article=tag.article, other=make_actor(key=f"o{tag.pk}"))

    make(2)
    with CaptureQueriesContext(connection) as two:
        desk.get(PAGE)
    make(18)
    with CaptureQueriesContext(connection) as twenty:
        desk.get(PAGE)
    assert len(two) == len(twenty)
