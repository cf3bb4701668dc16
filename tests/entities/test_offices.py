"""Roles beside an article: as the text calls somebody, and as the office of its day."""

import datetime
import html
import re

import pytest
from django.test import Client

from entities.extraction import load_knowledge, load_offices
from entities.models import Actor
from entities.roles import held_on
from tests.factories import make_actor, make_article, make_mention

# On the public record: President of the United States from 20 January 2009 to 20 January 2017.
OBAMA = {"key": "Q76", "wikidata": "Q76"}
OFFICE = "President of the United States, 2009–2017"


def held(day: str, **fields: str) -> tuple[str, ...]:
    actor = Actor(pk=1, kind="person", name="x", **fields)
    return held_on(datetime.date.fromisoformat(day), [actor])[1].offices


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("day", "offices"),
    [("2009-01-19", False), ("2009-01-20", True), ("2016-12-29", True), ("2017-01-21", False)],
)
def test_an_office_is_told_for_the_days_on_which_it_was_held(day: str, *, offices: bool) -> None:
    assert (OFFICE in held(day, **OBAMA)) == offices


@pytest.mark.django_db
def test_being_known_or_in_a_government_is_no_office() -> None:
    spans = {
        office.title: (key, office.start)
        for key, offices in load_offices().items()
        for office in offices
        if office.title in ("government", "public figure", "existed") and len(office.start) == 10
    }
    assert spans
    for title, (key, day) in spans.items():
        assert not any(office.startswith(title) for office in held(day, key=key))


@pytest.mark.django_db
def test_who_is_not_in_the_knowledge_file_holds_no_office() -> None:
    assert held("2016-12-29", key="local:person:x") == ()
    assert held("2016-12-29") == ()


def test_without_a_day_nobody_holds_an_office() -> None:
    assert held_on(None, [Actor(pk=1, kind="person", **OBAMA)]) == {}


def test_offices_read_alone_are_those_of_the_whole_knowledge() -> None:
    entries = load_knowledge().entries.values()
    assert load_offices() == {entry.key: entry.offices for entry in entries if entry.offices}


def seen(client: Client, day: str | None) -> str:
    article = make_article("President Barack Obama spoke.", published_at=day)
    actor = Actor.objects.filter(key="Q76").first() or make_actor("Barack Obama", **OBAMA)
    (mention,) = make_mention(article, "Barack Obama", actor)
    mention.title = "President"
    mention.save(update_fields=["title"])
    page = client.get(article.get_absolute_url()).content.decode()
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", page)).split())


@pytest.mark.django_db
def test_the_page_tells_the_office_of_its_day_beside_the_title_in_the_text(client: Client) -> None:
    page = seen(client, "2016-12-29")
    assert "In this text: President" in page
    assert f"Held on the day of the article, by Wikidata: {OFFICE}" in page


@pytest.mark.django_db
@pytest.mark.parametrize("day", ["2020-12-29", None])
def test_the_page_tells_no_office_of_another_day(client: Client, day: str | None) -> None:
    assert OFFICE not in seen(client, day)
