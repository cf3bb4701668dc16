"""Quotes and interactions in the workspace: every verb as a plain form, conflicts, names."""

import re
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from articles.models import Article
from entities.models import Actor, Decision, Interaction, Quote
from entities.review import told
from entities.told import token_of
from tests.factories import make_actor, make_article, make_interaction, make_quote, make_tag

pytestmark = pytest.mark.django_db

BODY = (
    "Mira Tolvan summoned Anton Vasilyenko in Halden.\n\n“The ferry sails,” said Anton Vasilyenko."
)


@pytest.fixture
def desk(client: Client, editor: User) -> Client:
    client.force_login(editor)
    return client


@pytest.fixture
def article() -> Article:
    return make_article(BODY)


@pytest.fixture
def actors(article: Article) -> tuple[Actor, Actor]:
    minister, envoy = make_actor("Mira Tolvan"), make_actor("Anton Vasilyenko")
    make_tag(article, "Mira Tolvan", minister)
    make_tag(article, "Anton Vasilyenko", envoy)
    return minister, envoy


@pytest.fixture
def quote(article: Article, actors: tuple[Actor, Actor]) -> Quote:
    return make_quote(article, "“The ferry sails,”", actors[1])


@pytest.fixture
def interaction(article: Article, actors: tuple[Actor, Actor]) -> Interaction:
    return make_interaction(article, "summoned", *actors, kind="demand")


def send(client: Client, row: Quote | Interaction, **fields: Any) -> Any:
    """Send the form of a row as it now is, unless another token is given."""
    name = "review:quote" if isinstance(row, Quote) else "review:interaction"
    fields.setdefault("token", token(row))
    return client.post(reverse(name, args=[row.article_id, row.pk]), fields)


def token(row: Quote | Interaction) -> str:
    row.refresh_from_db()
    return token_of(Article.objects.get(pk=row.article_id), row)


@pytest.mark.parametrize(
    ("verb", "status"),
    [("confirm", "confirmed"), ("reject", "rejected"), ("second look", "second look")],
)
def test_plain_forms_decide_on_a_quote_and_on_an_interaction(
    desk: Client, quote: Quote, interaction: Interaction, verb: str, status: str
) -> None:
    for row in (quote, interaction):
        answer = send(desk, row, verb=verb, note="the minutes")
        decision = Decision.objects.first()
        assert decision
        assert answer.status_code == 302
        assert f"?saved={decision.pk}#" in answer["Location"]
        row.refresh_from_db()
        assert (row.status, decision.note) == (status, "the minutes")


def test_a_speaker_is_named_by_a_button_by_a_name_and_as_nobody(
    desk: Client, quote: Quote, actors: tuple[Actor, Actor]
) -> None:
    minister, envoy = actors
    for fields, speaker in (
        ({"actor": minister.pk}, minister.pk),
        ({"to": "anton vasilyenko"}, envoy.pk),
        ({}, None),
    ):
        send(desk, quote, verb="speaker", **fields)
        quote.refresh_from_db()
        assert (quote.speaker_id, quote.status) == (speaker, "confirmed")


def test_a_speaker_whom_nobody_tagged_is_refused(desk: Client, quote: Quote) -> None:
    answer = send(desk, quote, verb="speaker", to="Runa Hollar")
    assert answer.status_code == 422
    assert "Nobody tagged here is called “Runa Hollar”" in answer.content.decode()


def test_an_interaction_is_reversed(
    desk: Client, interaction: Interaction, actors: tuple[Actor, Actor]
) -> None:
    minister, envoy = actors
    send(desk, interaction, verb="reverse")
    interaction.refresh_from_db()
    assert (interaction.source_id, interaction.target_id) == (envoy.pk, minister.pk)


def test_the_kind_and_a_side_of_an_interaction_are_changed(
    desk: Client, interaction: Interaction, article: Article, actors: tuple[Actor, Actor]
) -> None:
    town = make_actor("Halden", "organisation")
    make_tag(article, "Halden", town)
    send(desk, interaction, verb="change", kind="consult", source="", target="Halden")
    interaction.refresh_from_db()
    assert (interaction.kind, interaction.source_id, interaction.target_id) == (
        "consult",
        actors[0].pk,
        town.pk,
    )


def test_a_decision_on_a_quote_is_undone_and_the_page_goes_back_to_it(
    desk: Client, quote: Quote
) -> None:
    send(desk, quote, verb="reject")
    answer = desk.post(reverse("review:undo", args=[Decision.objects.get().pk]))
    quote.refresh_from_db()
    assert quote.status == "suggested"
    assert answer["Location"].endswith(f"#quote-{quote.pk}")


def test_a_conflict_shows_both_hands_and_takes_all_the_same(
    desk: Client, quote: Quote, interaction: Interaction, other_editor: User
) -> None:
    for row, seen in (
        (quote, told.quote_as_seen(article=quote.article_id, quote=quote.pk, token=token(quote))),
        (
            interaction,
            told.interaction_as_seen(
                article=interaction.article_id, interaction=interaction.pk, token=token(interaction)
            ),
        ),
    ):
        old = token(row)
        told.reject(seen, editor=other_editor, note="the <b>uncle</b>")
        answer = send(desk, row, verb="confirm", token=old)
        page = answer.content.decode()
        assert answer.status_code == 409
        assert "other-editor" in page
        assert "the &lt;b&gt;uncle&lt;/b&gt;" in page
        notice = page.partition('id="desk-notice"')[2].partition("</form>")[0]
        fields = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', notice))
        send(desk, row, **fields)
        row.refresh_from_db()
        assert row.status == "confirmed"


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"verb": "reverse"},
        {"verb": "confirm", "token": ""},
        {"verb": "speaker", "actor": 10**30},
        {"verb": "confirm", "note": "n" * 1001},
        {"verb": "confirm", "note": "\x00"},
    ],
)
def test_what_makes_no_sense_for_a_quote_is_refused(
    desk: Client, quote: Quote, fields: dict[str, Any]
) -> None:
    answer = send(desk, quote, **fields)
    assert answer.status_code == 422
    assert not Decision.objects.exists()


@pytest.mark.parametrize("name", ["review:quote", "review:interaction"])
def test_a_row_that_is_gone_is_a_conflict_and_an_article_that_is_not_there_not_found(
    desk: Client, quote: Quote, name: str
) -> None:
    fields = {"verb": "confirm", "token": token(quote)}
    gone = desk.post(reverse(name, args=[quote.article_id, 10**15]), fields)
    assert gone.status_code == 409
    assert "no longer there" in gone.content.decode()
    assert desk.post(reverse(name, args=[10**15, quote.pk]), fields).status_code == 404


def test_every_form_of_the_page_can_be_sent_as_it_stands(
    desk: Client, quote: Quote, interaction: Interaction
) -> None:
    page = desk.get(reverse("review:workspace", args=[quote.article_id])).content.decode()
    for row, verb in ((quote, "reject"), (interaction, "reverse")):
        kind = "quotes" if isinstance(row, Quote) else "interactions"
        address = f"/review/{row.article_id}/{kind}/{row.pk}/"
        form = next(
            one for one in page.split("<form") if address in one and f'value="{verb}"' in one
        )
        fields = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', form))
        assert desk.post(address, {**fields, "verb": verb}).status_code == 302
