"""Editing an actor: what an editor says of it holds, can be undone, and no machine changes it."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from entities import review
from entities.actors import actors_for, keep_countries
from entities.extraction import Entry
from entities.extraction.findings import Actor as FoundActor
from entities.extraction.findings import Mention as FoundMention
from entities.models import Actor, ActorName, Decision
from entities.offices import key_of
from entities.partial_dates import first_day, last_day, parse
from entities.publish import publish_actor
from entities.review import knowing, undo
from entities.wikidata import id_in
from tests.factories import make_actor, make_article, make_tag, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def actor() -> Actor:
    return make_tag(make_article(), "Tolvan", make_actor("Mira Tolvan")).actor


def names(actor: Actor) -> set[str]:
    return set(actor.names.values_list("name", flat=True))


def found(actor: Actor, surface: str, **fields: str) -> FoundActor:
    """The actor as the extractor finds it again, named so."""
    mention = FoundMention(
        start=0,
        end=len(surface),
        surface=surface,
        how="name",
        title=None,
        step="names",
        confidence=0.9,
        evidence={},
    )
    said = {"wikidata": None, "description": "", "confidence": 0.9, "salience": 0.5, **fields}
    return FoundActor(
        key=actor.key or "", name=actor.name, kind=actor.kind, mentions=(mention,), **said
    )


def test_a_name_is_added_and_found_by(actor: Actor, editor: User) -> None:
    decision = knowing.add_name(actor, "Míra  Tolwan", editor=editor, seen=0, note="Her books.")
    assert Actor.objects.called("mira tolwan").get() == actor
    assert decision.after["value"]["state"] == "there"
    assert (decision.verb, decision.subject, decision.note) == ("edit", "actor", "Her books.")


def test_a_withdrawn_name_is_gone_and_the_machine_does_not_bring_it_back(
    actor: Actor, editor: User
) -> None:
    actors_for([found(actor, "Tolvan")])
    assert names(actor) == {"Mira Tolvan", "Tolvan"}
    knowing.withdraw_name(actor, "Tolvan", editor=editor, seen=0)
    actors_for([found(actor, "TOLVAN")])
    assert names(actor) == {"Mira Tolvan"}


def test_no_way_of_storing_a_withdrawn_name_brings_it_back(actor: Actor, editor: User) -> None:
    actors_for([found(actor, "Tolvan")])
    knowing.withdraw_name(actor, "Tolvan", editor=editor, seen=0)
    row = ActorName(actor=actor, name="Tolvan", normalised_name="tolvan", origin="extraction")
    ActorName.objects.bulk_create([row], ignore_conflicts=True)
    assert names(actor) == {"Mira Tolvan"}


def test_a_withdrawal_undone_brings_the_name_back_with_its_origin(
    actor: Actor, editor: User
) -> None:
    actors_for([found(actor, "Tolvan")])
    decision = knowing.withdraw_name(actor, "Tolvan", editor=editor, seen=0)
    undo(decision, editor=editor)
    assert actor.names.get(name="Tolvan").origin == "extraction"
    assert not actor.withdrawn_names.exists()


def test_an_editor_may_give_a_withdrawn_name_again(actor: Actor, editor: User) -> None:
    actors_for([found(actor, "Tolvan")])
    first = knowing.withdraw_name(actor, "Tolvan", editor=editor, seen=0)
    knowing.add_name(actor, "Tolvan", editor=editor, seen=first.pk)
    assert actor.names.get(name="Tolvan").origin == "editor"


def test_the_name_that_is_shown_cannot_be_withdrawn(actor: Actor, editor: User) -> None:
    with pytest.raises(review.ReviewError, match="show another one first"):
        knowing.withdraw_name(actor, "mira tolvan", editor=editor, seen=0)
    assert not Decision.objects.filter(verb="edit").exists()


def test_another_name_is_shown_everywhere(actor: Actor, editor: User, client: Client) -> None:
    knowing.add_name(actor, "Mira Holm", editor=editor, seen=0, show=True)
    publish_actor(actor.pk)
    article = actor.tags.get().article
    assert article.label_text == "Mira Holm"
    page = client.get(actor.get_absolute_url()).content.decode()
    assert "<h1>Mira Holm</h1>" in page
    assert '"name":"Mira Holm"' in page


def test_articles_are_published_again_after_another_name_only(actor: Actor, editor: User) -> None:
    knowing.describe(actor, "A minister.", editor=editor, seen=0)
    actor.refresh_from_db()
    assert actor.publish_requested_at is None
    knowing.add_name(actor, "Mira Holm", editor=editor, seen=0, show=True)
    actor.refresh_from_db()
    assert actor.publish_requested_at


def test_an_undone_name_is_shown_no_more(actor: Actor, editor: User) -> None:
    decision = knowing.add_name(actor, "Mira Holm", editor=editor, seen=0, show=True)
    undo(decision, editor=editor)
    actor.refresh_from_db()
    assert (actor.name, actor.edited) == ("Mira Tolvan", [])


@pytest.mark.parametrize(
    ("column", "verb", "value"),
    [
        ("description", knowing.describe, "Foreign Minister of Karvenia"),
        ("country", knowing.set_country, "NOR"),
        ("wikidata", knowing.link_wikidata, "Q999999999"),
        ("died_on", knowing.set_death, "2019-05"),
    ],
)
def test_a_column_is_set_and_undone_and_set_again(
    actor: Actor, editor: User, column: str, verb: Callable[..., Decision], value: str
) -> None:
    before = getattr(actor, column)
    decision = verb(actor, value, editor=editor, seen=0)
    actor.refresh_from_db()
    assert (getattr(actor, column), actor.edited) == (value, [column])
    undone = undo(decision, editor=editor)
    actor.refresh_from_db()
    assert (getattr(actor, column) or "", actor.edited) == (before or "", [])
    undo(undone, editor=editor)
    actor.refresh_from_db()
    assert (getattr(actor, column), actor.edited) == (value, [column])


def test_an_earlier_edit_undone_leaves_the_later_one(actor: Actor, editor: User) -> None:
    first = knowing.describe(actor, "A minister.", editor=editor, seen=0)
    knowing.describe(actor, "A poet.", editor=editor, seen=first.pk)
    undo(first, editor=editor)
    actor.refresh_from_db()
    assert actor.description == "A poet."


def test_whoever_was_quicker_on_the_same_thing_is_named(
    actor: Actor, editor: User, other_editor: User
) -> None:
    theirs = knowing.describe(actor, "A minister.", editor=other_editor, seen=0)
    with pytest.raises(review.Stale) as stale:
        knowing.describe(actor, "A poet.", editor=editor, seen=0)
    assert stale.value.decision == theirs


def test_edits_of_two_things_do_not_hinder_each_other(
    actor: Actor, editor: User, other_editor: User
) -> None:
    knowing.describe(actor, "A minister.", editor=other_editor, seen=0)
    knowing.set_country(actor, "NOR", editor=editor, seen=0)
    actor.refresh_from_db()
    assert (actor.description, actor.country) == ("A minister.", "NOR")


@pytest.mark.django_db(transaction=True)
def test_of_two_edits_at_once_one_is_stale() -> None:
    actor, barrier = make_actor("Mira Tolvan"), Barrier(2)
    people = [make_user("editor", "one"), make_user("editor", "two")]

    def edit(user: User) -> str:
        barrier.wait()
        try:
            knowing.describe(actor, f"By {user.username}.", editor=user, seen=0)
        except review.Stale:
            return "stale"
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(edit, people)) == ["done", "stale"]
    assert Decision.objects.count() == 1


def test_the_knowledge_file_does_not_change_a_country_that_an_editor_set(
    actor: Actor, editor: User
) -> None:
    knowing.set_country(actor, "NOR", editor=editor, seen=0)
    entry = Entry(key="x", wikidata=None, name="x", kind="person", country="SWE")
    keep_countries({"x": actor}, {"x": entry})  # as read before the editor's word
    actor.refresh_from_db()
    assert actor.country == "NOR"


def test_a_word_of_the_extractor_does_not_fill_what_an_editor_emptied(editor: User) -> None:
    actor = review.actor_named("Mira Tolvan", "person")
    knowing.describe(actor, "", editor=editor, seen=0)
    knowing.link_wikidata(actor, "", editor=editor, seen=0)
    machine = Actor(key="Q999", name="Mira Tolvan", kind="person")
    seen = actors_for([found(machine, "Mira Tolvan", wikidata="Q999", description="A minister")])
    assert seen["Q999"].pk == actor.pk
    actor.refresh_from_db()
    assert (actor.description, actor.wikidata) == ("", None)


def test_an_id_of_another_actor_is_refused_and_nothing_is_kept(actor: Actor, editor: User) -> None:
    make_actor("Mira T. Tolvan", key="Q999", wikidata="Q999")
    with pytest.raises(review.ReviewError, match="the id of Mira T"):
        knowing.link_wikidata(actor, "Q999", editor=editor, seen=0)
    assert not Decision.objects.exists()


def test_the_id_of_an_editor_says_whose_offices_are_known(actor: Actor, editor: User) -> None:
    linked = make_actor("Anton Reijo", key="Q998", wikidata="Q998")
    knowing.link_wikidata(linked, "", editor=editor, seen=0)
    linked.refresh_from_db()
    assert (key_of(linked), key_of(actor)) == ("", actor.key)


def test_a_country_that_is_none_is_refused(actor: Actor, editor: User) -> None:
    with pytest.raises(review.ReviewError, match="no country"):
        knowing.set_country(actor, "Karvenia", editor=editor, seen=0)


def test_only_people_die(editor: User) -> None:
    with pytest.raises(review.ReviewError, match="only people"):
        knowing.set_death(make_actor("Halden", "place"), "2019", editor=editor, seen=0)


def test_a_merged_actor_is_not_edited(actor: Actor, editor: User) -> None:
    merged = make_actor("M. Tolvan")
    Actor.objects.filter(pk=merged.pk).update(merged_into=actor)
    with pytest.raises(review.ReviewError, match="merged"):
        knowing.describe(merged, "A minister.", editor=editor, seen=0)


@pytest.mark.parametrize(
    ("pasted", "wikidata"),
    [
        ("Q42", "Q42"),
        (" q42 ", "Q42"),
        ("https://www.wikidata.org/wiki/Q42", "Q42"),
        ("http://www.wikidata.org/entity/Q42", "Q42"),
        ("https://m.wikidata.org/wiki/Q42#P31", "Q42"),
        ("wikidata.org/wiki/Special:EntityPage/Q42?uselang=en", "Q42"),
        ("", ""),
        ("Q0", None),
        ("P31", None),
        ("https://wikidata.org.example/wiki/Q42", None),
        ("https://[x", None),
        ("Q" + "9" * 40, None),
    ],
)
def test_an_id_is_read_from_what_people_paste(pasted: str, wikidata: str | None) -> None:
    assert id_in(pasted) == wikidata


@given(st.dates())
def test_a_date_spans_the_days_that_it_can_mean(day: object) -> None:
    whole = str(day)
    for known in (whole, whole[:7], whole[:4]):
        assert str(first_day(parse(known))) <= whole <= str(last_day(known))


@pytest.mark.parametrize("text", ["19", "2019-13", "2019-02-30", "0000", "May 2019", "２０１９"])
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="no d"):
        parse(text)
