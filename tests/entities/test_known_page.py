"""The page of what is known of an actor: its forms, conflicts, links, and few queries."""

import html
import re
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from entities import review
from entities.learning_roles import learn
from entities.models import Actor, Decision, Mention, Role
from entities.review import confirm, knowing
from tests.factories import make_actor, make_article, make_tag

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client: Client, editor: User) -> Client:
    client.force_login(editor)
    return client


@pytest.fixture
def actor() -> Actor:
    return make_tag(make_article(), "Tolvan", make_actor("Mira Tolvan")).actor


def address(actor: Actor) -> str:
    return reverse("review:actor_edit", args=[actor.slug])


def words(response: Any) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", response.content.decode())).split())


def send(client: Client, actor: Actor, act: str, **fields: Any) -> Any:
    return client.post(address(actor), {"act": act, "seen": 0, "note": "", **fields})


def test_the_page_of_an_actor_leads_editors_to_it_and_nobody_else(
    actor: Actor, desk: Client
) -> None:
    link = f'href="{address(actor)}"'
    assert link in desk.get(actor.get_absolute_url()).content.decode()
    assert link not in Client().get(actor.get_absolute_url()).content.decode()


def test_an_actor_is_found_by_its_number_too(actor: Actor, desk: Client) -> None:
    assert desk.get(reverse("review:actor_edit", args=[actor.pk])).context["actor"] == actor
    assert desk.get(reverse("review:actor_edit", args=["9" * 30])).status_code == 404


def test_a_merged_actor_leads_to_the_one_that_is_kept(actor: Actor, desk: Client) -> None:
    merged = make_actor("M. Tolvan")
    Actor.objects.filter(pk=merged.pk).update(merged_into=actor)
    assert desk.get(address(merged)).url == address(actor)


@pytest.mark.parametrize(
    ("act", "fields", "said"),
    [
        ("add-name", {"name": "M. Tolvan"}, "gave Mira Tolvan the name “M. Tolvan”"),
        ("add-name", {"name": "Mira Holm", "show": "on"}, "the name shown of Mira Tolvan to"),
        ("description", {"description": "A poet."}, "the description of Mira Tolvan to “A poet.”"),
        ("country", {"country": "NOR"}, "the country of Mira Tolvan to “NOR”"),
        ("wikidata", {"wikidata": "Q999999"}, "the Wikidata id of Mira Tolvan to “Q999999”"),
        ("died_on", {"died_on": "2019-05"}, "the day of death of Mira Tolvan to “2019-05”"),
        ("kind", {"kind": "place", "seen_kind": "person"}, "from person to place"),
        ("add-role", {"title": "Mayor", "start": "2019"}, "that Mira Tolvan was Mayor, 2019–"),
    ],
)
def test_every_form_is_saved_told_and_undone(
    actor: Actor, desk: Client, act: str, fields: dict[str, str], said: str
) -> None:
    response = send(desk, actor, act, **fields)
    assert response.status_code == 302
    page = desk.get(response.url)
    assert "Saved: you" in words(page)
    assert said in words(page)
    undo_url = reverse("review:undo", args=[Decision.objects.latest("pk").pk])
    assert desk.post(undo_url, {"next": address(actor)}).status_code == 302
    assert Decision.objects.latest("pk").verb == "undo"


@pytest.mark.parametrize(
    ("act", "fields", "trouble"),
    [
        ("add-name", {"name": "…"}, "needs letters"),
        ("withdraw-name", {"name": "Mira Tolvan"}, "show another one first"),
        ("show-name", {"name": "Runa Holm"}, "add it first"),
        ("country", {"country": "Karvenia"}, "not one of the available choices"),
        ("wikidata", {"wikidata": "a poet"}, "is no id of Wikidata"),
        ("died_on", {"died_on": "soon"}, "no date"),
        ("confirm-role", {"title": "Mayor", "role": "77"}, "no longer there"),
        ("add-role", {"title": "Mayor", "start": "2019", "end": "2015"}, "ends before"),
        ("seize", {}, "not known"),
    ],
)
def test_what_makes_no_sense_is_said_and_kept_in_its_form(
    actor: Actor, desk: Client, act: str, fields: dict[str, str], trouble: str
) -> None:
    response = send(desk, actor, act, **fields)
    assert response.status_code == 422
    assert trouble in words(response)
    assert not Decision.objects.exists()


def test_a_conflict_shows_the_other_hand_and_a_second_try_holds(
    actor: Actor, desk: Client, other_editor: User
) -> None:
    knowing.describe(actor, "A minister.", editor=other_editor, seen=0)
    response = send(desk, actor, "description", description="A poet.")
    assert response.status_code == 409
    assert "other-editor" in words(response)
    form = response.context["forms"]["description"]
    assert form["description"].value() == "A poet."
    send(desk, actor, "description", description="A poet.", seen=form["seen"].value())
    actor.refresh_from_db()
    assert actor.description == "A poet."


def test_a_pasted_address_is_looked_up_in_the_knowledge_file(actor: Actor, desk: Client) -> None:
    # On the public record.
    page = desk.get(address(actor), {"wikidata": "https://www.wikidata.org/wiki/Q76"})
    assert "Q76 is Barack Obama" in words(page)
    page = desk.get(address(actor), {"wikidata": "Q999999999"})
    assert "does not know Q999999999" in words(page)
    assert "is no id of Wikidata" in words(desk.get(address(actor), {"wikidata": "poet"}))


def test_an_id_of_another_actor_leads_to_that_actor(actor: Actor, desk: Client) -> None:
    other = make_actor("Mira T. Tolvan", key="Q999", wikidata="Q999")
    page = desk.get(address(actor), {"wikidata": "Q999"})
    assert "It is the id of Mira T. Tolvan already" in words(page)
    assert address(other) in page.content.decode()


def test_rows_of_the_knowledge_file_with_a_like_name_are_offered(desk: Client) -> None:
    # As the knowledge file has it; the article spells it otherwise.
    local = make_tag(make_article("Barak Obama spoke."), "Barak Obama").actor
    suggested = desk.get(address(local)).context["suggested"]
    assert suggested[0][0].entry.wikidata == "Q76"
    assert suggested[0][0].years.startswith("2009") or suggested[0][0].years
    send(desk, local, "wikidata", wikidata="Q76")
    local.refresh_from_db()
    assert local.wikidata == "Q76"


def test_a_learned_role_is_confirmed_with_its_dates(
    actor: Actor, desk: Client, editor: User
) -> None:
    confirm(actor.tags.get(), editor=editor)
    Mention.objects.update(title="Foreign Minister")
    learn()
    page = desk.get(address(actor))
    assert "So called in 1 article with a confirmed tag, 29 December 2020" in words(page)
    fields = {"title": "Foreign Minister", "of": "Karvenia", "start": "2019", "end": ""}
    send(desk, actor, "confirm-role", role=Role.objects.get().pk, **fields)
    page = words(Client().get(actor.get_absolute_url()))
    assert "Foreign Minister (Karvenia) since 2019" in page


def test_the_day_of_death_stands_on_the_page_as_far_as_it_is_known(
    actor: Actor, editor: User, client: Client
) -> None:
    knowing.set_death(actor, "2019-05", editor=editor, seen=0)
    response = client.get(actor.get_absolute_url())
    assert "Died May 2019" in words(response)
    assert '"deathDate":"2019-05"' in response.content.decode()


def test_a_decision_undone_twice_is_said_on_the_page(
    actor: Actor, desk: Client, editor: User
) -> None:
    decision = knowing.describe(actor, "A poet.", editor=editor, seen=0)
    review.undo(decision, editor=editor)
    undo_url = reverse("review:undo", args=[decision.pk])
    page = desk.post(undo_url, {"next": address(actor)}, follow=True)
    assert "undone this already" in words(page)


def test_the_log_leads_to_the_actor(actor: Actor, desk: Client, editor: User) -> None:
    knowing.describe(actor, "A poet.", editor=editor, seen=0)
    assert address(actor) in desk.get(reverse("review:log")).content.decode()


def test_many_names_and_roles_cost_as_many_queries_as_few(
    actor: Actor, desk: Client, editor: User
) -> None:
    def tell(numbers: range) -> None:
        role = {"title": "Mayor", "start": "2019", "end": ""}
        for number in numbers:
            knowing.add_name(actor, f"Mira {number}", editor=editor, seen=10**9)
            review.add_role(actor, **role, of=f"Town {number}", editor=editor, seen=10**9)

    tell(range(2))
    with CaptureQueriesContext(connection) as few:
        desk.get(address(actor))
    tell(range(2, 20))
    with CaptureQueriesContext(connection) as many:
        desk.get(address(actor))
    assert len(few) == len(many)
