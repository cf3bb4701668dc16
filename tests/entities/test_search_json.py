"""The answer as JSON, by address and by command: the same object as the page."""

import json
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from tests.entities.searching import as_json, ask
from tests.factories import make_actor, make_article, make_tag
from tests.locking import table_locked

pytestmark = pytest.mark.django_db


def by_command(*words: str, **options: object) -> dict[str, Any]:
    captured: list[str] = []

    class Output:
        def write(self, text: str) -> None:
            captured.append(text)

        def flush(self) -> None:
            pass

    call_command("search", *words, json=True, stdout=Output(), **options)
    told: dict[str, Any] = json.loads("".join(captured))
    return told


def test_the_whole_answer_is_told(client: Client) -> None:
    article = make_article("The army & navy left.", headline="Army & navy")
    tag = make_tag(article, "army", make_actor("Army", "organisation"))
    told = as_json(client, q="the army")
    assert "army & navy left" in told["results"][0].pop("snippet")
    assert told == {
        "read_as": "army",
        "notes": ["Too common to be searched for: the."],
        "problems": [],
        "total": {"value": 1, "exact": True},
        "results": [
            {
                "id": article.pk,
                "url": article.get_absolute_url(),
                "headline": "Army & navy",
                "published_at": "2020-12-29",
            }
        ],
        "facets": {
            "actors": [
                {"value": tag.actor.slug, "name": "Army", "count": 1, "kind": "organisation"}
            ],
            "sources": [{"value": str(article.source_id), "name": "Demo Wire", "count": 1}],
            "sections": [{"value": str(article.section_id), "name": "World", "count": 1}],
            "years": [{"value": "2020", "count": 1}],
        },
        "histogram": {
            "unit": "year",
            "bars": [{"from": "2020-01-01", "to": "2020-12-31", "count": 1}],
            "vague": 0,
            "undated": 0,
        },
        "next": None,
    }


def test_the_command_gives_the_same_object(client: Client) -> None:
    armies = [make_actor(f"Army {number}", "organisation") for number in range(3)]
    for number in range(22):
        article = make_article(f"The army left {number}.", headline=f"Report {number}")
        make_tag(article, "army", armies[number % 3])
    asked = {"actor": ["army-1"], "date_from": "2020-01-01", "sort": "oldest"}
    assert by_command("army", **asked) == as_json(client, q="army", **asked)
    first = by_command("army")
    assert by_command("army", page=first["next"]) == as_json(client, q="army", page=first["next"])
    assert len(by_command("army", page=first["next"])["results"]) == 2


def test_the_command_tells_a_person(capsys: pytest.CaptureFixture[str]) -> None:
    article = make_article("The army left.", headline="Talks")
    call_command("search", "the", "army")
    assert capsys.readouterr().out == (
        "Read as: army\nToo common to be searched for: the.\n1 article\n\n"
        f"1. Talks\n   29 December 2020, Demo Wire, {article.get_absolute_url()}\n"
    )


def test_the_command_names_a_wrong_filter() -> None:
    with pytest.raises(CommandError, match="knows no actor “nobody”"):
        call_command("search", "army", actor=["nobody"])


def test_words_that_nothing_has_and_strange_pages_are_problems(client: Client) -> None:
    make_article()
    assert as_json(client, q="tolvan atlantis")["problems"] == [
        {"name": "missing", "message": "No article has “atlantis”.", "repairs": ["tolvan"]}
    ]
    (problem,) = as_json(client, q='"tolvan')["problems"]
    assert (problem["name"], problem["repairs"]) == ("quote", ['"tolvan"'])
    (note,) = as_json(client, q="tolvan", page="x")["notes"]
    assert note == "There is no such page of results; this is the first."


def test_a_wrong_filter_is_told(client: Client) -> None:
    response = ask(client, "search_json", status=400, source="x")
    assert response.json() == {"errors": ["The archive has no such source."]}


def test_pages_of_twenty_cost_what_pages_of_two_cost(client: Client) -> None:
    counts = []
    for number in (6, 18):
        for _ in range(number):
            article = make_article("The army left.")
            make_tag(article, "army", make_actor(f"Army {article.pk}", "organisation"))
        with CaptureQueriesContext(connection) as queries:
            as_json(client, q="army")
        counts.append(len(queries))
    assert counts[0] == counts[1]


@pytest.mark.django_db(transaction=True)
def test_a_search_that_takes_too_long_says_so(client: Client, settings: Settings) -> None:
    settings.SEARCH_TIMEOUT_MS = 50
    with table_locked("articles_article"):
        told = ask(client, "search_json", status=503, q="army").json()
        with pytest.raises(CommandError, match="too long"):
            call_command("search", "army")
    assert "took too long" in told["errors"][0]
