"""Adding a quote or an interaction that the machine has missed: the verbs and the plain forms."""

import re
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client, override_settings
from django.urls import reverse

from articles.models import Article
from entities import review
from entities.desk import sentence
from entities.models import Actor, Decision, Interaction, Quote
from entities.publish import lock_article, publish
from tests.entities.test_article_page import words as plain
from tests.entities.test_reextraction import read
from tests.entities.test_review import give_new_text
from tests.factories import make_actor, make_article, make_quote, make_tag

pytestmark = pytest.mark.django_db

told = review.told

BODY = (
    "Mira Tolvan warned Anton Vasilyenko in Halden. He left.\n\n"
    "“The ferry sails,” read the note. She warned him again, said Runa Hollar. He left."
)
QUOTE, INTERACTION = "review:add_quote", "review:add_interaction"


@pytest.fixture
def desk(client: Client, editor: User) -> Client:
    client.force_login(editor)
    return client


@pytest.fixture
def article() -> Article:
    return make_article(BODY, guid="demo:1")


@pytest.fixture
def actors(article: Article) -> dict[str, Actor]:
    names = ("Mira Tolvan", "Anton Vasilyenko", "Runa Hollar")
    return {name: make_tag(article, name, make_actor(name)).actor for name in names}


@pytest.fixture
def dealing(actors: dict[str, Actor]) -> dict[str, Any]:
    """The form of an interaction, filled in."""
    return {
        "version": 1,
        "words": "warned him again",
        "source": actors["Mira Tolvan"].pk,
        "target": actors["Anton Vasilyenko"].pk,
        "kind": "threaten",
        "modality": "claimed",
        "by": actors["Runa Hollar"].pk,
    }


def send(client: Client, name: str, article: Article, fields: dict[str, Any], **more: Any) -> Any:
    return client.post(reverse(name, args=[article.pk]), {**fields, **more})


def page_of(client: Client, article: Article) -> str:
    return client.get(reverse("review:workspace", args=[article.pk])).content.decode()


# --- An interaction ------------------------------------------------------------------------------


def test_a_plain_form_adds_an_interaction_told_as_it_says(
    desk: Client, article: Article, actors: dict[str, Actor], dealing: dict[str, Any]
) -> None:
    answer = send(desk, INTERACTION, article, dealing)
    added = Interaction.objects.get()
    decision = Decision.objects.get()
    assert (answer.status_code, added.decision) == (302, decision)
    assert f"?saved={decision.pk}#" in answer["Location"]
    assert (added.kind, added.modality, added.status) == ("threaten", "claimed", "confirmed")
    assert (added.source, added.target, added.by) == tuple(actors.values())
    assert sentence(decision) == (
        "added threat or warning: Mira Tolvan → Anton Vasilyenko, claimed, on “warned him again”"
    )


def test_readers_see_an_added_interaction_as_confirmed_and_find_it(
    desk: Client,
    client: Client,
    article: Article,
    actors: dict[str, Actor],
    dealing: dict[str, Any],
) -> None:
    send(desk, INTERACTION, article, dealing)
    client.logout()
    page = client.get(article.get_absolute_url()).content.decode()
    shown = plain(page[page.index('id="interactions-heading"') :])
    assert "threat or warning → , towards Anton Vasilyenko" in shown
    assert "claimed by Runa Hollar" in shown
    assert "Added by an editor. Checked Confirmed by an editor" in shown
    article.refresh_from_db()
    sides = sorted(actors[name].pk for name in ("Mira Tolvan", "Anton Vasilyenko"))
    assert f"@i{sides[0]}-{sides[1]}" in article.label_lexemes


def test_reading_again_and_a_new_text_keep_what_was_added(
    desk: Client, article: Article, actors: dict[str, Actor], dealing: dict[str, Any]
) -> None:
    send(desk, INTERACTION, article, dealing)
    said = {"version": 1, "words": "He left", "nth": 2, "speaker": actors["Runa Hollar"].pk}
    send(desk, QUOTE, article, said)
    changed = give_new_text(article, "An update came in. " + BODY)
    read(changed)
    added = Interaction.objects.get(status="confirmed")
    quote = Quote.objects.get(status="confirmed")
    for row, words in ((added, "warned him again"), (quote, "He left")):
        assert changed.body[row.start + row.moved_by : row.end + row.moved_by] == words
    assert quote.start + quote.moved_by > changed.body.index("said Runa")
    assert (added.source, quote.speaker) == (actors["Mira Tolvan"], actors["Runa Hollar"])


def test_an_added_interaction_is_undone_from_the_desk_and_from_the_log(
    desk: Client, article: Article, dealing: dict[str, Any]
) -> None:
    for came_from in ("", reverse("review:log")):
        send(desk, INTERACTION, article, dealing)
        decision = Decision.objects.first()
        assert decision
        undo = reverse("review:undo", args=[decision.pk])
        assert f'="{undo}' in desk.get(came_from or page_url(article)).content.decode()
        assert "is gone" in plain(desk.get(undo).content.decode())
        desk.post(undo, {"next": came_from})
        assert not Interaction.objects.exists()


def page_url(article: Article) -> str:
    return reverse("review:workspace", args=[article.pk])


def test_which_of_several_places_is_meant_can_be_said(
    desk: Client, article: Article, dealing: dict[str, Any]
) -> None:
    unclear = send(desk, INTERACTION, article, dealing, words="He left")
    assert unclear.status_code == 422
    assert "stands in the text 2 times: name more words, or say which" in unclear.content.decode()
    assert send(desk, INTERACTION, article, dealing, words="He left", nth=3).status_code == 422
    send(desk, INTERACTION, article, dealing, words="He left", nth=2)
    assert Interaction.objects.get().start == BODY.rindex("He left")


def test_a_new_text_meanwhile_is_a_conflict_and_all_the_same_adds_it(
    desk: Client, article: Article, dealing: dict[str, Any]
) -> None:
    give_new_text(article, BODY + " Again.")
    answer = send(desk, INTERACTION, article, dealing)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "add threat or warning between Mira Tolvan and Anton Vasilyenko" in page
    notice = page.partition('id="desk-notice"')[2].partition("</form>")[0]
    fields = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', notice))
    assert send(desk, INTERACTION, article, fields).status_code == 302
    assert Interaction.objects.get().by_id == dealing["by"]


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"words": "nowhere"}, "does not stand in the text"),
    ({"words": ""}, "Say which words"),
    ({"words": "w" * 301}, "at most 300 characters"),
    ({"words": "\x00"}, "Null characters"),
    ({"source": ""}, "Choose two actors"),
    ({"source": 10**30}, "Choose again who it is"),
    ({"target": "x"}, "Choose again who it is"),
    ({"kind": "hug"}, "not one of the available choices"),
    ({"kind": ""}, "Choose how they deal"),
    ({"modality": "sung"}, "not one of the available choices"),
    ({"modality": "asserted"}, "only of what is not told as a fact"),
    ({"nth": 0}, "greater than or equal to 1"),
    ({"nth": 10**9}, "less than or equal to"),
    ({"version": ""}, "required"),
]


@pytest.mark.parametrize(("more", "why"), WRONG)
def test_what_makes_no_sense_is_refused_and_what_was_typed_is_kept(
    desk: Client, article: Article, dealing: dict[str, Any], more: dict[str, Any], why: str
) -> None:
    answer = send(desk, INTERACTION, article, dealing, **more)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert why in page
    assert '<option value="threaten" selected>' in page or "kind" in more
    assert not Decision.objects.exists()


def test_both_sides_must_be_two_who_are_tagged(
    desk: Client, article: Article, dealing: dict[str, Any]
) -> None:
    twice = send(desk, INTERACTION, article, dealing, target=dealing["source"])
    stranger = make_actor("Ada Brandt").pk
    unknown = send(desk, INTERACTION, article, dealing, target=stranger)
    claimant = send(desk, INTERACTION, article, dealing, by=stranger)
    assert "cannot deal with themselves" in twice.content.decode()
    assert "Ada Brandt is not tagged in this article" in unknown.content.decode()
    assert "Ada Brandt is not tagged in this article" in claimant.content.decode()
    assert not Decision.objects.exists()


def test_an_actor_whose_tag_was_rejected_is_not_offered_and_not_taken(
    desk: Client, article: Article, actors: dict[str, Actor], editor: User, dealing: dict[str, Any]
) -> None:
    envoy = actors["Anton Vasilyenko"]
    option = f'<option value="{envoy.pk}" >'
    assert page_of(desk, article).count(option) == 4
    tag = envoy.tags.select_related("article", "actor").get()
    review.reject(tag, editor=editor)
    assert option not in page_of(desk, article)
    assert send(desk, INTERACTION, article, dealing).status_code == 422


@override_settings(PUBLISH="confirmed")
def test_where_readers_see_confirmed_tags_alone_a_side_must_be_confirmed(
    desk: Client, article: Article, actors: dict[str, Actor], dealing: dict[str, Any]
) -> None:
    publish(lock_article(article.pk))
    answer = send(desk, INTERACTION, article, dealing)
    assert "Readers see no tag of Mira Tolvan here: first confirm it" in answer.content.decode()
    assert 'data-sort="interaction"' not in page_of(desk, article)


def test_the_same_interaction_is_not_added_twice(
    desk: Client, article: Article, dealing: dict[str, Any]
) -> None:
    send(desk, INTERACTION, article, dealing)
    again = send(desk, INTERACTION, article, dealing)
    assert again.status_code == 422
    assert "there already" in again.content.decode()


# --- A quote -------------------------------------------------------------------------------------


def test_a_plain_form_adds_a_quote_with_the_marks_around_its_words(
    desk: Client, article: Article, actors: dict[str, Actor]
) -> None:
    fields = {"version": 1, "words": "The ferry sails", "speaker": actors["Runa Hollar"].pk}
    assert send(desk, QUOTE, article, fields).status_code == 302
    quote = Quote.objects.get()
    assert BODY[quote.start : quote.end] == "“The ferry sails,”"
    assert (quote.direct, quote.speaker, quote.status) == (
        True,
        actors["Runa Hollar"],
        "confirmed",
    )
    assert sentence(Decision.objects.get()) == "added the quote “The ferry sails,” of Runa Hollar"
    article.refresh_from_db()
    assert f"@q{actors['Runa Hollar'].pk}" in article.label_lexemes


def test_words_without_marks_are_in_other_words_and_may_be_nobodys(
    desk: Client, article: Article, actors: dict[str, Actor]
) -> None:
    send(desk, QUOTE, article, {"version": 1, "words": "She warned him again"})
    quote = Quote.objects.get()
    assert (quote.direct, quote.speaker) == (False, None)
    made = "added the quote “She warned him again” of nobody of the article"
    assert sentence(Decision.objects.get()) == made
    assert "Added by an editor." in page_of(desk, article)


def test_readers_see_an_added_quote_as_confirmed_and_search_its_words(
    desk: Client, client: Client, article: Article, actors: dict[str, Actor]
) -> None:
    fields = {"version": 1, "words": "The ferry sails", "speaker": actors["Runa Hollar"].pk}
    send(desk, QUOTE, article, fields)
    client.logout()
    page = client.get(article.get_absolute_url()).content.decode()
    listed = plain(page[page.index(f'id="quote-{Quote.objects.get().pk}"') :])
    assert "Added by an editor. Checked Confirmed by an editor" in listed
    assert "Runa Hollar" in client.get(reverse("quotes"), {"q": "ferry"}).content.decode()


def test_a_quote_with_better_bounds_takes_the_place_of_the_machines(
    desk: Client, article: Article, actors: dict[str, Actor], editor: User
) -> None:
    make_quote(article, "ferry sails,” read the note", actors["Mira Tolvan"])
    send(desk, QUOTE, article, {"version": 1, "words": "ferry sails,” read the"})
    assert [row.status for row in Quote.objects.filter(orphaned=False)] == ["confirmed"]
    review.undo(Decision.objects.get(), editor=editor)
    assert [row.status for row in Quote.objects.filter(orphaned=False)] == ["suggested"]


def test_a_quote_that_is_there_already_is_not_added_twice(
    desk: Client, article: Article, actors: dict[str, Actor]
) -> None:
    make_quote(article, "“The ferry sails,”", actors["Mira Tolvan"])
    same = send(desk, QUOTE, article, {"version": 1, "words": "The ferry sails"})
    assert "there already: confirm it" in same.content.decode()
    send(desk, QUOTE, article, {"version": 1, "words": "She warned him again"})
    nearly = send(desk, QUOTE, article, {"version": 1, "words": "warned him again"})
    assert "decided on: reject it or undo that first" in nearly.content.decode()
    assert Decision.objects.count() == 1


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"words": "Halden. He left. “The"}, "does not stand in the text"),
        ({"words": "q" * 3001}, "at most 3000 characters"),
        ({"words": ""}, "Say which words"),
        ({"words": "He left", "speaker": "9" * 40}, "Choose again who it is"),
    ],
)
def test_a_quote_that_makes_no_sense_is_refused(
    desk: Client, article: Article, actors: dict[str, Actor], fields: dict[str, str], why: str
) -> None:
    answer = send(desk, QUOTE, article, {"version": 1, **fields})
    assert answer.status_code == 422
    assert why in answer.content.decode()
    assert not Decision.objects.exists()


def test_hostile_words_are_shown_as_words(desk: Client) -> None:
    article = make_article("Tolvan said <script>alert(1)</script> to all.")
    make_tag(article, "Tolvan", make_actor("Mira <b>Tolvan</b>"))
    send(desk, QUOTE, article, {"version": 1, "words": "<script>alert(1)</script>"})
    page = page_of(desk, article)
    assert Quote.objects.get().status == "confirmed"
    assert "<script>alert" not in page
    assert "Mira <b>" not in page


@pytest.mark.parametrize("name", [QUOTE, INTERACTION])
def test_an_article_that_is_not_there_is_not_found(desk: Client, name: str) -> None:
    assert desk.post(reverse(name, args=[10**15])).status_code == 404
