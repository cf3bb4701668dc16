"""Whom a name may mean, and how an actor of the knowledge file comes into the archive."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from entities.actors import actors_for
from entities.extraction.findings import Actor as FoundActor
from entities.extraction.findings import Mention as FoundMention
from entities.models import Actor, ActorName
from entities.suggesting import actor_of_entry, exactly, options
from tests.factories import make_actor

pytestmark = pytest.mark.django_db


def found(key: str, name: str, wikidata: str | None = None, kind: str = "person") -> FoundActor:
    mention = FoundMention(0, len(name), name, "name", None, "names", {}, 0.9)
    return FoundActor(key, name, kind, wikidata, "somebody", 0.5, 0.9, (mention,))  # type: ignore[arg-type]


def actor_for(one: FoundActor) -> Actor:
    return actors_for([one])[one.key]


def test_the_same_name_comes_before_a_longer_one_and_that_before_one_spelt_alike() -> None:
    alike = make_actor("Mira Tolwan")
    longer = make_actor("Mira Tolvan-Orsk")
    same = make_actor("Mira Tolvan")
    assert [option.actor for option in options("mira TOLVAN")] == [same.pk, longer.pk, alike.pk]


def test_every_name_of_an_actor_counts() -> None:
    actor = make_actor("Karvenian armed forces", "organisation")
    ActorName.objects.create(
        actor=actor, name="KAF", normalised_name="kaf", origin=ActorName.Origin.EDITOR
    )
    assert [option.actor for option in options("kaf") if option.actor] == [actor.pk]
    assert [option.actor for option in exactly("KAF")] == [actor.pk]


def test_the_actor_itself_and_merged_actors_are_left_out() -> None:
    own, survivor, merged = (make_actor("Mira Tolvan", key=key) for key in "abc")
    merged.merged_into = survivor
    merged.save()
    assert [option.actor for option in options("Tolvan", but=own.pk)] == [survivor.pk]
    assert [option.actor for option in exactly("Mira Tolvan", but=own.pk)] == [survivor.pk]


def test_words_are_looked_for_where_words_begin() -> None:
    names = [option.name for option in options("assad")]
    assert "Bashar al-Assad" in names
    assert not [name for name in names if "Ambassador" in name]


@pytest.mark.parametrize("words", ["", "a", " ", "(", "%_\\", "ab" * 200])
def test_any_words_can_be_looked_for(words: str) -> None:
    assert options(words) == []


def test_looking_takes_four_queries() -> None:
    with CaptureQueriesContext(connection) as queries:
        options("assad")
    assert len(queries) == 4


def test_an_entry_becomes_one_actor_however_often_it_is_chosen() -> None:
    actor = actor_of_entry("Q44329")
    assert actor
    assert actor == actor_of_entry("Q44329")
    assert actor == actor_for(found("Q44329", "Basher al-Assad", "Q44329"))
    assert set(actor.names.values_list("normalised_name", "origin")) == {
        ("bashar al-assad", "knowledge"),
        ("basher al-assad", "extraction"),
    }


def test_an_entry_that_is_not_there_is_nobody() -> None:
    assert actor_of_entry("Q0") is None


def test_a_wikidata_id_given_by_hand_is_found_by_the_extractor() -> None:
    local = make_actor("Bashar al-Assad", wikidata="Q44329")
    assert actor_for(found("Q44329", "Bashar al-Assad", "Q44329")) == local
    assert actor_of_entry("Q44329") == local
    assert not [option for option in options("Bashar al-Assad") if option.entry == "Q44329"]


def test_an_actor_made_by_an_editor_learns_its_key_and_id() -> None:
    made = make_actor("Bashar al-Assad", key=None)
    assert actor_for(found("Q44329", "Bashar al-Assad", "Q44329")) == made
    made.refresh_from_db()
    assert (made.key, made.wikidata, made.description) == ("Q44329", "Q44329", "somebody")


def test_an_actor_of_another_kind_is_not_taken_over() -> None:
    made = make_actor("Georgia", "country", key=None)
    assert actor_for(found("local:place:georgia", "Georgia", kind="place")) != made
    assert Actor.objects.count() == 2
