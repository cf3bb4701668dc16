"""The public list of corrections: which acts stand there, and when they leave it."""

import datetime

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles import acts
from articles.models import ArticleAct
from articles.views import corrections as view
from tests.factories import make_article

pytestmark = pytest.mark.django_db


def page(client: Client, query: str = "") -> str:
    response = client.get(f"/corrections/{query}")
    assert response.status_code == 200
    return response.content.decode()


def clarify(headline: str, editor: User, note: str = "What was meant.") -> ArticleAct:
    article = make_article(headline=headline)
    said = {"editor": editor, "reason": "Asked.", "public_note": note}
    return acts.revise(article, "clarification", text=None, **said)


def test_an_empty_list_says_what_would_be_here(client: Client) -> None:
    assert "No article has been corrected yet." in page(client)


def test_acts_with_headline_and_note_newest_first(client: Client, chief: User) -> None:
    first = clarify("The first", chief, "Halden is meant.")
    acts.retract(make_article(headline="The second"), editor=chief, reason="Internal.")
    seen = page(client)
    assert seen.index("The second") < seen.index("The first")
    assert "Halden is meant." in seen
    assert f'href="{first.article.get_absolute_url()}"' in seen
    assert "Internal." not in seen
    assert "chief-editor" not in seen


def test_acts_that_are_nobody_elses_business_are_not_told(client: Client, chief: User) -> None:
    acts.deindex(make_article(headline="Asked"), editor=chief, reason="Asked.")
    note = "Left out of web search at the wish of somebody in it."
    acts.deindex(make_article(headline="Told"), editor=chief, reason="Asked.", public_note=note)
    seen = page(client)
    assert "Asked" not in seen
    assert note in seen


@pytest.mark.parametrize("act", ["take_down", "embargo"])
def test_what_leaves_the_site_leaves_the_list(client: Client, chief: User, act: str) -> None:
    article = clarify("Gone tomorrow", chief).article
    until = {"until": timezone.now() + datetime.timedelta(hours=1)} if act == "embargo" else {}
    done = getattr(acts, act)(article, editor=chief, reason="So.", public_note="A note.", **until)
    assert "No article has been corrected yet." in page(client)
    acts.restore(done, editor=chief, reason="So.")
    assert "Gone tomorrow" in page(client)


def test_a_retraction_that_was_restored_says_so(client: Client, chief: User) -> None:
    act = acts.retract(make_article(), editor=chief, reason="Made up.")
    assert "withdrawn on" not in page(client)
    acts.restore(act, editor=chief, reason="It was not.")
    assert "withdrawn on" in page(client)


def test_hidden_name_stands_in_no_note(client: Client, chief: User) -> None:
    article = make_article("Jane Pelloni met Tolvan.", headline="Talks")
    said = {"editor": chief, "reason": "Slip.", "public_note": "Jane  PELLONI is a teacher."}
    acts.revise(article, "clarification", text=None, **said)
    acts.anonymise(article, names=["Jane Pelloni"], editor=chief, reason="Asked.")
    seen = page(client)
    assert "pelloni" not in seen.casefold()
    assert "J. P. is a teacher." in seen


def test_older_pages_follow_without_gap(
    client: Client, chief: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(view, "PAGE", 2)
    made = [clarify(f"Story {letter}", chief) for letter in "ABC"]
    assert "Story A" not in page(client)
    older = page(client, f"?before={made[1].pk}")
    assert "Story A" in older
    assert "Story B" not in older
    assert "nothing older" in page(client, f"?before={made[0].pk}")


def test_twenty_cost_as_many_queries_as_two(client: Client, chief: User) -> None:
    counts = []
    for number in (2, 18):
        for _ in range(number):
            clarify("", chief)
        with CaptureQueriesContext(connection) as queries:
            page(client)
        counts.append(len(queries))
    assert counts == [3, 3]
