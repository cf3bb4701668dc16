"""The desk's pages: for whom, every verb as a plain form, conflicts, choices, and few queries."""

import re
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from articles.models import Article
from entities import review
from entities.models import (
    Actor,
    ActorName,
    ArticleReview,
    Batch,
    Decision,
    ExtractionRun,
    Tag,
)
from tests.factories import make_actor, make_article, make_mention, make_tag, make_user

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}


@pytest.fixture
def tag() -> Tag:
    return make_tag(make_article(), "Tolvan", make_actor("Mira Tolvan"))


@pytest.fixture
def desk(client: Client, editor: User) -> Client:
    client.force_login(editor)
    return client


def workspace(article: Article | int) -> str:
    return reverse("review:workspace", args=[getattr(article, "pk", article)])


def seen(tag: Tag, **more: Any) -> dict[str, Any]:
    """What the form of a tag sends."""
    tag = Tag.objects.select_related("actor", "article").get(pk=tag.pk)
    version = tag.article.version_number
    fields = {"seen": tag.decision_id or "", "seen_kind": tag.actor.kind, "version": version}
    return {**fields, **more}


def decide(client: Client, tag: Tag, **fields: Any) -> Any:
    address = reverse("review:decide", args=[tag.article_id, tag.actor_id])
    return client.post(address, fields)


def addresses(tag: Tag, decision: Decision) -> dict[str, str]:
    return {
        "queue": reverse("review:queue"),
        "log": reverse("review:log"),
        "options": reverse("review:actor_options"),
        "workspace": workspace(tag.article),
        "add": reverse("review:add", args=[tag.article_id]),
        "reextract": reverse("review:reextract", args=[tag.article_id]),
        "decide": reverse("review:decide", args=[tag.article_id, tag.actor_id]),
        "undo": reverse("review:undo", args=[decision.pk]),
    }


PAGES = ["queue", "log", "options", "workspace"]
FORMS = ["add", "reextract", "decide", "undo"]


@pytest.mark.parametrize("name", PAGES + FORMS)
@pytest.mark.parametrize(
    ("role", "page", "form"),
    [
        (None, 302, 302),
        ("", 403, 403),
        ("editor", 200, 0),
        ("chief editor", 200, 0),
        ("admin", 200, 0),
    ],
)
def test_the_desk_is_for_editors(
    client: Client, tag: Tag, name: str, role: str | None, page: int, form: int
) -> None:
    decision = review.confirm(tag, editor=make_user("editor", "earlier"))
    address = addresses(tag, decision)[name]
    if role is not None:
        client.force_login(make_user(role))
    answer = client.get(address) if name in PAGES else client.post(address)
    if name in PAGES:
        assert answer.status_code == page
    else:
        assert answer.status_code in ((form,) if form else (302, 422))
    if role is None:
        assert answer["Location"].startswith("/login/?next=")
        assert Decision.objects.count() == 1


@pytest.mark.parametrize("name", FORMS)
def test_a_form_takes_no_get_and_sends_strangers_back_to_a_page(
    desk: Client, tag: Tag, editor: User, name: str
) -> None:
    address = addresses(tag, review.confirm(tag, editor=editor))[name]
    assert desk.get(address).status_code == (200 if name == "undo" else 405)  # what it would change
    desk.logout()
    after_login = desk.post(address)["Location"].partition("next=")[2]
    assert after_login in (workspace(tag.article), reverse("review:queue"))


def test_a_fragment_asked_for_after_the_session_ended_leads_to_the_login(
    client: Client, tag: Tag
) -> None:
    address = reverse("review:decide", args=[tag.article_id, tag.actor_id])
    answer = client.post(address, headers=HTMX)
    assert answer["HX-Redirect"] == f"/login/?next={workspace(tag.article)}"


# --- Verbs, as plain forms -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"verb": "confirm"}, "confirmed"),
        ({"verb": "reject"}, "rejected"),
        ({"verb": "second look", "note": "is it the uncle?"}, "second look"),
    ],
)
def test_a_plain_form_decides_and_comes_back(
    desk: Client, tag: Tag, fields: dict[str, str], status: str
) -> None:
    answer = decide(desk, tag, **seen(tag), **fields)
    decision = Decision.objects.get()
    assert answer.status_code == 302
    assert answer["Location"].startswith(f"{workspace(tag.article)}?saved={decision.pk}#")
    page = desk.get(answer["Location"]).content.decode()
    assert "Saved: you" in page
    assert Tag.objects.get().status == status
    assert decision.note == fields.get("note", "")


def test_a_plain_form_changes_the_kind(desk: Client, tag: Tag) -> None:
    decide(desk, tag, **seen(tag), verb="retype", kind="organisation")
    assert Actor.objects.get().kind == "organisation"


def test_after_a_decision_comes_the_next_open_tag(desk: Client, tag: Tag) -> None:
    second = make_tag(tag.article, "Halden", confidence=0.9)
    answer = decide(desk, tag, **seen(tag), verb="confirm")
    assert answer["Location"].endswith(f"#tag-{second.actor_id}")
    answer = decide(desk, second, **seen(second), verb="confirm")
    assert answer["Location"].endswith("#desk-next")


def test_words_are_added_by_a_plain_form_as_a_new_actor(desk: Client) -> None:
    article = make_article("The Russian army left.")
    fields = {"words": "Russian army", "to": "", "kind": "organisation", "version": 1}
    desk.post(reverse("review:add", args=[article.pk]), fields)
    tag = Tag.objects.select_related("actor").get()
    assert (tag.actor.name, tag.actor.kind, tag.status) == (
        "Russian army",
        "organisation",
        "confirmed",
    )
    assert tag.actor.names.get().origin == ActorName.Origin.EDITOR


def test_words_are_added_to_a_known_actor_by_name(desk: Client) -> None:
    article, actor = make_article("The army left."), make_actor("Karvenian army", "organisation")
    fields = {"words": "army", "to": "karvenian Army", "kind": "", "version": 1}
    desk.post(reverse("review:add", args=[article.pk]), fields)
    assert Tag.objects.get().actor == actor


def test_words_that_are_not_there_come_back_with_the_reason(desk: Client) -> None:
    article = make_article()
    fields = {"words": "Russian army", "kind": "organisation", "version": 1}
    answer = desk.post(reverse("review:add", args=[article.pk]), fields)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "does not stand in the text" in page
    assert 'value="Russian army"' in page  # what was typed is kept
    assert not Actor.objects.exists()  # and the actor that it would have been is not left behind


def test_a_decision_is_undone_by_a_plain_form(desk: Client, tag: Tag, editor: User) -> None:
    decision = review.confirm(tag, editor=editor)
    answer = desk.post(reverse("review:undo", args=[decision.pk]))
    assert answer["Location"].startswith(workspace(tag.article))
    assert Tag.objects.get().status == "suggested"


def test_an_undo_in_the_log_comes_back_to_the_log_and_nowhere_else(
    desk: Client, tag: Tag, editor: User
) -> None:
    undo = reverse("review:undo", args=[review.confirm(tag, editor=editor).pk])
    assert desk.post(undo, {"next": "/review/decisions/?verb=confirm"})["Location"] == (
        "/review/decisions/?verb=confirm"
    )
    again = reverse("review:undo", args=[Decision.objects.get(verb="undo").pk])
    assert desk.post(again, {"next": "https://evil.example/"})["Location"].startswith("/review/")


def test_an_article_is_extracted_again_on_request(desk: Client, tag: Tag) -> None:
    answer = desk.post(reverse("review:reextract", args=[tag.article_id]))
    assert answer["Location"] == f"{workspace(tag.article)}#desk-run"
    assert ExtractionRun.objects.filter(article=tag.article, state="pending").count() == 1
    assert "Waiting for the machine" in desk.get(workspace(tag.article)).content.decode()


def test_the_state_of_the_machine_is_asked_for_until_it_is_done(desk: Client, tag: Tag) -> None:
    address = workspace(tag.article) + "?part=run"
    assert desk.get(address, headers=HTMX).status_code == 286  # htmx: stop
    desk.post(reverse("review:reextract", args=[tag.article_id]))
    assert desk.get(address, headers=HTMX).status_code == 200


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"verb": "destroy"},
        {"verb": "relink"},
        {"verb": "retype"},
        {"verb": "retype", "kind": "event"},
        {"verb": "confirm", "version": "1; drop"},
        {"verb": "relink", "actor": 10**30},
        {"verb": "relink", "entry": "Q0"},
        {"verb": "relink", "to": "X", "new": "1"},
        {"verb": "confirm", "note": "\x00"},
        {"verb": "confirm", "note": "n" * 1001},
    ],
)
def test_what_makes_no_sense_is_refused_with_the_page(
    desk: Client, tag: Tag, fields: dict[str, str]
) -> None:
    answer = decide(desk, tag, **{**seen(tag), **fields})
    assert answer.status_code == 422
    assert "Not saved" in answer.content.decode()
    assert not Decision.objects.exists()


@pytest.mark.parametrize("number", [0, 10**30])
def test_what_does_not_exist_is_not_found(desk: Client, number: int) -> None:
    for name in ("review:workspace", "review:add", "review:reextract", "review:undo"):
        address = reverse(name, args=[number])
        answer = desk.get(address) if name == "review:workspace" else desk.post(address)
        assert answer.status_code == 404
    assert desk.post(reverse("review:decide", args=[number, 1])).status_code == 404


# --- Relinking -----------------------------------------------------------------------------------


def test_the_exact_name_of_one_actor_relinks(desk: Client, tag: Tag) -> None:
    other = make_actor("Anton Vasilyenko")
    decide(desk, tag, **seen(tag), verb="relink", to="anton  VASILYENKO")
    assert Tag.objects.get().actor == other


def test_one_name_of_several_actors_is_a_choice(desk: Client, tag: Tag) -> None:
    minister = make_actor("Anton Vasilyenko", key="a", description="minister")
    poet = make_actor("Anton Vasilyenko", key="b", description="poet")
    answer = decide(desk, tag, **seen(tag), verb="relink", to="Anton Vasilyenko")
    page = answer.content.decode()
    assert answer.status_code == 200
    assert not Decision.objects.exists()
    assert "minister" in page
    assert f'name="actor" value="{poet.pk}"' in page
    decide(desk, tag, **seen(tag), verb="relink", actor=minister.pk)
    assert Tag.objects.get().actor == minister


def test_a_misspelt_actor_is_relinked_to_one_of_the_knowledge_file(desk: Client) -> None:
    tag = make_tag(make_article("Basher al-Assad spoke."), "Basher al-Assad")
    fragment = desk.get(
        reverse("review:actor_options"),
        {"like": "Basher al-Assad", "not": tag.actor_id},
        headers=HTMX,
    ).content.decode()
    assert 'name="entry" value="Q44329"' in fragment
    assert "not yet in the archive" in fragment
    assert f'value="{tag.actor_id}"' not in fragment
    decide(desk, tag, **seen(tag), verb="relink", entry="Q44329")
    actor = Tag.objects.select_related("actor").get().actor
    assert (actor.name, actor.wikidata, actor.key) == ("Bashar al-Assad", "Q44329", "Q44329")
    assert actor.names.filter(origin=ActorName.Origin.KNOWLEDGE).exists()


def test_the_exact_name_of_one_entry_of_the_knowledge_file_relinks(desk: Client) -> None:
    tag = make_tag(make_article("Basher al-Assad spoke."), "Basher al-Assad")
    decide(desk, tag, **seen(tag), verb="relink", to="Bashar al-Assad")
    assert Tag.objects.select_related("actor").get().actor.wikidata == "Q44329"


def test_an_actor_of_the_archive_is_offered_once(desk: Client) -> None:
    make_actor("Bashar al-Assad", key="Q44329", wikidata="Q44329")
    fragment = desk.get(reverse("review:actor_options"), {"q": "bashar al-a"}, headers=HTMX)
    assert fragment.content.decode().count("Bashar al-Assad") == 1


def test_an_unknown_name_offers_a_new_actor(desk: Client, tag: Tag) -> None:
    answer = decide(desk, tag, **seen(tag), verb="relink", to="Zoltan Quibble")
    assert "Nobody known is called “Zoltan Quibble”" in answer.content.decode()
    assert not Decision.objects.exists()
    chosen = {"verb": "relink", "to": "Zoltan Quibble", "new": "1", "kind": "person"}
    decide(desk, tag, **seen(tag), **chosen)
    assert Tag.objects.select_related("actor").get().actor.name == "Zoltan Quibble"


def test_the_forms_of_a_choice_can_be_sent_as_they_stand(desk: Client, tag: Tag) -> None:
    make_actor("Anton Vasilyenko", key="a")
    make_actor("Anton Vasilyenko", key="b")
    page = decide(desk, tag, **seen(tag), verb="relink", to="Anton Vasilyenko").content.decode()
    notice = page.partition('id="desk-notice"')[2].partition("</form>")[0]
    action = re.search(r'action="([^"]+)"', notice)
    assert action
    fields = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', notice))
    option = re.search(r'name="(actor)" value="(\d+)"', notice)
    assert option
    desk.post(action[1].replace("&amp;", "&"), {**fields, option[1]: option[2]})
    assert Tag.objects.get().actor_id == int(option[2])


def test_an_actor_of_another_kind_is_no_answer_when_a_kind_was_given(desk: Client) -> None:
    article = make_article("Halden fell.")
    make_actor("Halden", "person")
    fields = {"words": "Halden", "kind": "place", "version": 1}
    answer = desk.post(reverse("review:add", args=[article.pk]), fields)
    assert "Who is “Halden”?" in answer.content.decode()
    assert not Decision.objects.exists()


def test_suggestions_say_how_often_somebody_is_seen_here_and_in_the_archive(
    desk: Client, tag: Tag
) -> None:
    asked = {"q": "tolvan", "in": tag.article_id}
    found = desk.get(reverse("review:actor_options"), asked, headers=HTMX).content.decode()
    assert "2 × in this article, in 1 article" in found
    for nonsense in ("", "x", "9" * 30, "²"):
        asked = {"q": "tolvan", "in": nonsense, "not": nonsense}
        assert desk.get(reverse("review:actor_options"), asked, headers=HTMX).status_code == 200


def test_actors_can_be_looked_up_without_script(desk: Client) -> None:
    make_actor("Mira Tolvan", description="foreign minister")
    page = desk.get(reverse("review:actor_options"), {"q": "tolv"}).content.decode()
    assert "foreign minister" in page
    assert "<html" in page


def test_suggestions_are_made_in_as_many_queries_whatever_is_found(
    desk: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(12):
        make_actor(f"Tolvan {number}")
    with django_assert_max_num_queries(8):
        desk.get(reverse("review:actor_options"), {"q": "tolvan"}, headers=HTMX)


# --- Conflicts -----------------------------------------------------------------------------------


def test_a_conflict_shows_both_hands_and_how_to_go_on(
    desk: Client, tag: Tag, other_editor: User
) -> None:
    old = seen(tag)
    review.reject(tag, editor=other_editor, note="the <b>uncle</b>")
    answer = decide(desk, tag, **old, verb="confirm")
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "confirm Mira Tolvan" in page
    assert "rejected Mira Tolvan" in page
    assert "other-editor" in page
    assert "the &lt;b&gt;uncle&lt;/b&gt;" in page
    assert Tag.objects.get().status == "rejected"


def test_after_a_conflict_the_same_can_be_done_all_the_same(
    desk: Client, tag: Tag, other_editor: User
) -> None:
    old = seen(tag)
    review.reject(tag, editor=other_editor)
    page = decide(desk, tag, **old, verb="confirm").content.decode()
    notice = page.partition('id="desk-notice"')[2].partition("</form>")[0]
    fields = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', notice))
    decide(desk, tag, **fields)
    assert Tag.objects.get().status == "confirmed"


def test_a_tag_that_was_relinked_away_cannot_be_confirmed_all_the_same(
    desk: Client, tag: Tag, other_editor: User
) -> None:
    old = seen(tag)
    review.relink(tag, make_actor("Marina Tolvan"), editor=other_editor)
    answer = decide(desk, tag, **old, verb="confirm")
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "relinked Mira Tolvan to Marina Tolvan" in page
    assert "All the same" not in page


def test_an_undo_that_somebody_took_already_is_a_conflict(
    desk: Client, tag: Tag, editor: User, other_editor: User
) -> None:
    decision = review.confirm(tag, editor=editor)
    review.undo(decision, editor=other_editor)
    answer = desk.post(reverse("review:undo", args=[decision.pk]))
    assert answer.status_code == 409
    assert "other-editor has undone this already" in answer.content.decode()


def test_a_new_text_since_the_page_was_opened_is_a_conflict(desk: Client, tag: Tag) -> None:
    old = seen(tag)
    Article.objects.filter(pk=tag.article_id).update(version_number=2)
    answer = decide(desk, tag, **old, verb="confirm")
    assert answer.status_code == 409
    assert "new text" in answer.content.decode()


def test_an_undo_from_another_article_leads_back_to_its_own(
    desk: Client, tag: Tag, editor: User
) -> None:
    decision = review.confirm(tag, editor=editor)
    elsewhere = {**HTMX, "HX-Current-URL": "http://testserver/review/999/"}
    answer = desk.post(reverse("review:undo", args=[decision.pk]), headers=elsewhere)
    assert answer["HX-Redirect"].startswith(workspace(tag.article))
    assert Tag.objects.get().status == "suggested"


def test_what_was_saved_in_the_article_before_can_be_undone_from_the_next(
    desk: Client, tag: Tag, editor: User, other_editor: User
) -> None:
    following = make_tag(make_article("Halden fell."), "Halden").article
    own = review.confirm(tag, editor=editor)
    page = desk.get(workspace(following), {"saved": own.pk}).content.decode()
    assert "Saved: you confirmed Mira Tolvan." in page
    assert f"/review/decisions/{own.pk}/undo/" in page
    theirs = review.undo(own, editor=other_editor)
    page = desk.get(workspace(following), {"saved": theirs.pk}).content.decode()
    assert "Saved" not in page


def test_a_conflict_comes_as_parts_of_the_page_to_htmx(
    desk: Client, tag: Tag, other_editor: User
) -> None:
    old = seen(tag)
    review.reject(tag, editor=other_editor)
    address = reverse("review:decide", args=[tag.article_id, tag.actor_id])
    answer = desk.post(address, {**old, "verb": "confirm"}, headers=HTMX)
    assert answer.status_code == 409
    assert "desk-notice" in answer["HX-Trigger-After-Settle"]
    assert "<html" not in answer.content.decode()


# --- With htmx -----------------------------------------------------------------------------------


def test_htmx_gets_the_parts_and_where_to_go_on(desk: Client, tag: Tag) -> None:
    second = make_tag(tag.article, "Halden", confidence=0.9)
    address = reverse("review:decide", args=[tag.article_id, tag.actor_id])
    answer = desk.post(address, {**seen(tag), "verb": "confirm"}, headers=HTMX)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert f'"tag-{second.actor_id}"' in answer["HX-Trigger-After-Settle"]
    assert "Saved: you confirmed Mira Tolvan." in page
    assert "<html" not in page


def test_every_part_that_htmx_swaps_is_on_the_page_and_in_the_answer(
    desk: Client, tag: Tag
) -> None:
    page = desk.get(workspace(tag.article)).content.decode()
    fragment = desk.get(workspace(tag.article), headers=HTMX).content.decode()
    parts = re.search(r'hx-select-oob="([^"]+)"', page)
    assert parts
    for part in parts[1].split(","):
        name = part.removeprefix("#").removesuffix(":innerHTML")
        assert page.count(f'id="{name}"') == fragment.count(f'id="{name}"') == 1


# --- The workspace -------------------------------------------------------------------------------


def test_the_workspace_shows_marks_that_lead_to_their_tags(desk: Client, tag: Tag) -> None:
    page = desk.get(workspace(tag.article)).content.decode()
    assert page.count(f'href="#tag-{tag.actor_id}" data-kind="person"') == 2
    assert f'id="tag-{tag.actor_id}"' in page
    assert "0 of 1</b> decided" in page


def test_the_least_certain_tag_is_first_and_keeps_its_place(
    desk: Client, tag: Tag, editor: User
) -> None:
    unsure = make_tag(tag.article, "Vasilyenko", make_actor("Anton Vasilyenko"), confidence=0.3)

    def places() -> list[str]:
        return re.findall(r'id="tag-(\d+)"', desk.get(workspace(tag.article)).content.decode())

    assert places() == [str(unsure.actor_id), str(tag.actor_id)]
    review.reject(unsure, editor=editor)
    assert places() == [str(unsure.actor_id), str(tag.actor_id)]


def test_hostile_text_is_inert_on_the_desk(desk: Client, editor: User) -> None:
    evil = "<script>alert(1)</script>"
    article = make_article(f"Tolvan {evil} spoke.", headline=evil)
    tag = make_tag(article, "Tolvan", make_actor(f'{evil}" onclick="x'))
    review.ask_second_look(tag, editor=editor, note=evil)
    for address in (workspace(article), reverse("review:log"), reverse("review:queue")):
        page = desk.get(address).content.decode()
        assert evil not in page
        assert 'onclick="x' not in page
    found = desk.get(reverse("review:actor_options"), {"q": "<script"}, headers=HTMX)
    assert "<script" not in found.content.decode()


def test_an_undone_decision_is_shown_as_such(
    desk: Client, tag: Tag, editor: User, other_editor: User
) -> None:
    review.undo(review.confirm(tag, editor=editor), editor=other_editor)
    for address in (workspace(tag.article), reverse("review:log")):
        page = desk.get(address).content.decode()
        assert "undone by other-editor" in page
        assert "undid: confirmed Mira Tolvan" in page


def test_undoing_an_undo_is_offered_in_its_place(desk: Client, tag: Tag, editor: User) -> None:
    decision = review.confirm(tag, editor=editor)
    first = review.undo(decision, editor=editor)
    second = review.undo(first, editor=editor)
    page = desk.get(workspace(tag.article)).content.decode()
    buttons = re.findall(r"/review/decisions/(\d+)/undo/", page.partition('id="desk-items"')[2])
    assert set(buttons) == {str(second.pk)}


def test_an_orphaned_tag_says_what_to_do(desk: Client, editor: User) -> None:
    tag = make_tag(make_article(), "Halden")
    review.confirm(tag, editor=editor)
    Article.objects.filter(pk=tag.article_id).update(body="Nothing of it.")
    assert (
        "None of its words stand in the text" in desk.get(workspace(tag.article)).content.decode()
    )


@pytest.mark.parametrize("count", [2, 20])
def test_the_workspace_takes_as_many_queries_for_any_number_of_tags(
    desk: Client,
    editor: User,
    count: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    article = make_article(" and ".join(f"Tolvan{n}" for n in range(count)) + " met.")
    for number in range(count):
        make_mention(article, f"Tolvan{number}", make_actor(f"Tolvan{number}"))
    for tag in Tag.objects.select_related("article", "actor")[: count // 2]:
        review.confirm(tag, editor=editor)
    make_tag(make_article("Halden fell."), "Halden")
    with django_assert_num_queries(26):
        desk.get(workspace(article))


@pytest.mark.parametrize("count", [2, 20])
def test_a_decision_takes_as_many_queries_for_any_number_of_tags(
    desk: Client, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    article = make_article(" and ".join(f"Tolvan{n}" for n in range(count)) + " met.")
    for number in range(count):
        make_mention(article, f"Tolvan{number}", make_actor(f"Tolvan{number}"))
    tag = Tag.objects.first()
    assert tag
    address, fields = reverse("review:decide", args=[article.pk, tag.actor_id]), seen(tag)
    with django_assert_num_queries(44):
        desk.post(address, {**fields, "verb": "confirm"}, headers=HTMX)


# --- The queue and the log -----------------------------------------------------------------------


def test_the_queue_shows_the_most_urgent_first_with_counts(desk: Client, editor: User) -> None:
    sure = make_tag(make_article(headline="Sure"), "Halden", confidence=0.9).article
    unsure = make_tag(make_article("Vale.", headline="Unsure"), "Vale", confidence=0.2).article
    page = desk.get(reverse("review:queue")).content.decode()
    assert page.index("Unsure") < page.index(">Sure<")
    assert "2 articles waiting" in page
    assert f"{workspace(unsure)}?at=2.4" in page  # a private person: 3 x 0.8
    assert workspace(sure) in page


def test_the_queue_is_narrowed_by_source_and_by_state(desk: Client, editor: User) -> None:
    make_tag(make_article("One fell.", headline="First", source="Karvenia Wire"), "One")
    other = make_tag(make_article("Two fell.", headline="Second", source="Halden Post"), "Two")
    review.ask_second_look(other, editor=editor)
    lost = make_tag(make_article("Three fell.", headline="Third"), "Three")
    review.confirm(lost, editor=editor)
    ArticleReview.objects.filter(article=lost.article).update(orphaned_count=1)

    def headlines(**asked: Any) -> set[str]:
        page = desk.get(reverse("review:queue"), asked).content.decode()
        return set(re.findall(r">(First|Second|Third)</a>", page))

    assert headlines() == {"First", "Second", "Third"}
    assert headlines(source=other.article.source_id) == {"Second"}
    assert headlines(state="waiting") == {"First"}
    assert headlines(state="second-look") == {"Second"}
    assert headlines(state="orphaned") == {"Third"}
    assert headlines(state="waiting", source=other.article.source_id) == set()


def test_a_queue_that_cannot_be_narrowed_like_that_shows_nothing(desk: Client, tag: Tag) -> None:
    answer = desk.get(reverse("review:queue"), {"state": "lost", "source": "x"})
    assert answer.status_code == 400
    assert workspace(tag.article) not in answer.content.decode()


def test_an_empty_queue_teaches(desk: Client) -> None:
    assert "An article comes here by itself" in desk.get(reverse("review:queue")).content.decode()


def test_a_finished_article_leaves_the_queue(desk: Client, tag: Tag, editor: User) -> None:
    review.confirm(tag, editor=editor)
    assert workspace(tag.article) not in desk.get(reverse("review:queue")).content.decode()


def test_the_queue_has_pages(desk: Client) -> None:
    for number in range(27):
        make_tag(make_article(f"Vale {number}."), "Vale", make_actor(f"Vale {number}"))
    first = desk.get(reverse("review:queue")).content.decode()
    following = re.search(r'rel="next" href="([^"]+)"', first)
    assert following
    address = reverse("review:queue") + following[1].replace("&amp;", "&")
    second = desk.get(address).content.decode()
    assert (first.count('class="queue-item"'), second.count('class="queue-item"')) == (25, 2)
    shown = re.findall(r'href="/review/(\d+)/\?', first + second)
    assert len(set(shown)) == 27


@pytest.mark.parametrize("count", [2, 20])
def test_the_queue_takes_as_many_queries_for_any_number_of_articles(
    desk: Client, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(count):
        headline = "" if number % 2 else f"Headline {number}"
        article = make_article(f"Vale {number}.", headline=headline, source=f"Source {number}")
        make_tag(article, "Vale", make_actor(f"Vale {number}"))
    with django_assert_num_queries(14):
        desk.get(reverse("review:queue"))


def test_next_is_the_article_behind_in_the_same_queue(desk: Client) -> None:
    tags = [
        make_tag(
            make_article(f"Vale {number}.", source=source), "Vale", make_actor(f"Vale {number}"),
            confidence=confidence,
        )
        for number, (source, confidence) in enumerate([("A", 0.1), ("B", 0.2), ("A", 0.3)])
    ]  # fmt: skip
    source = tags[0].article.source_id

    def following(tag: Tag, **asked: Any) -> int:
        page = desk.get(workspace(tag.article), asked).content.decode()
        link = re.search(r'id="desk-next" href="/review/(\d+)/', page)
        assert link
        return int(link[1])

    assert following(tags[0]) == tags[1].article_id
    assert following(tags[0], source=source) == tags[2].article_id
    assert following(tags[2]) == tags[0].article_id  # from the end to the beginning
    # The place in the queue is the one the article was opened at, not where it has sunk to.
    assert following(tags[2], at=0.95) == tags[0].article_id


def test_the_log_shows_the_newest_first_and_is_narrowed(
    desk: Client, tag: Tag, editor: User, other_editor: User
) -> None:
    review.confirm(tag, editor=editor, note="first")
    halden = make_tag(tag.article, "Halden")
    review.reject(halden, editor=other_editor, note="second")
    elsewhere = make_tag(make_article("Vale."), "Vale")
    review.confirm(elsewhere, editor=other_editor, note="third")

    def notes(**asked: Any) -> list[str]:
        page = desk.get(reverse("review:log"), asked).content.decode()
        return re.findall(r'decision-note">(\w+)<', page)

    assert notes() == ["third", "second", "first"]
    assert notes(editor=other_editor.pk) == ["third", "second"]
    assert notes(verb="confirm") == ["third", "first"]
    assert notes(article=tag.article_id) == ["second", "first"]
    assert notes(verb="confirm", article=tag.article_id) == ["first"]
    assert notes(verb="destroy") == []


def test_the_log_has_pages_by_key(desk: Client, tag: Tag, editor: User) -> None:
    latest = review.confirm(tag, editor=editor)
    for _ in range(51):
        latest = review.undo(latest, editor=editor)
    first = desk.get(reverse("review:log")).content.decode()
    older = re.search(r'rel="next" href="(\?before=\d+)"', first)
    assert older
    second = desk.get(reverse("review:log") + older[1]).content.decode()
    assert (first.count('class="decision"'), second.count('class="decision"')) == (50, 2)


@pytest.mark.parametrize("count", [2, 20])
def test_the_log_takes_as_many_queries_for_any_number_of_decisions(
    desk: Client, editor: User, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(count):
        article = make_article(f"Vale {number}.", headline="" if number % 2 else "Vale")
        review.confirm(make_tag(article, "Vale", make_actor(f"Vale {number}")), editor=editor)
    with django_assert_num_queries(9):
        desk.get(reverse("review:log"))


def test_the_log_of_an_empty_archive_teaches(desk: Client) -> None:
    assert "No decisions yet" in desk.get(reverse("review:log")).content.decode()


# --- The rest ------------------------------------------------------------------------------------


def rest_of(desk: Client, article: Article) -> dict[str, Any]:
    """What the form that confirms the rest sends."""
    page = desk.get(workspace(article)).content.decode()
    form = page.partition(f'action="{reverse("review:rest", args=[article.pk])}')[2]
    form = form.partition("</form>")[0]
    return {"version": 1, "rest": re.findall(r'name="rest" value="([^"]+)"', form)}


def confirm_rest(desk: Client, article: Article, fields: dict[str, Any], **headers: Any) -> Any:
    return desk.post(reverse("review:rest", args=[article.pk]), fields, **headers)


def test_the_rest_is_confirmed_at_once_and_undone_from_the_next_article(
    desk: Client, tag: Tag, editor: User
) -> None:
    second = make_tag(tag.article, "Halden", confidence=0.9)
    following = make_tag(make_article("The ferry sank."), "ferry", confidence=0.95).article
    review.reject(second, editor=editor)
    answer = confirm_rest(desk, tag.article, rest_of(desk, tag.article))
    batch = Batch.objects.get()
    assert answer["Location"] == f"{workspace(following)}?behind={tag.article_id}&rest={batch.pk}"
    page = desk.get(answer["Location"]).content.decode()
    assert "you confirmed all that was left: 1" in page
    undo = reverse("review:rest_undo", args=[tag.article_id, batch.pk])
    assert undo in page
    assert desk.post(undo)["Location"].startswith(workspace(tag.article))
    assert set(Tag.objects.filter(article=tag.article).values_list("status", flat=True)) == {
        "rejected",
        "suggested",
    }


def test_after_the_last_article_the_rest_is_told_where_it_was_confirmed(
    desk: Client, tag: Tag
) -> None:
    answer = confirm_rest(desk, tag.article, rest_of(desk, tag.article))
    assert answer["Location"].startswith(f"{workspace(tag.article)}?")
    page = desk.get(answer["Location"]).content.decode()
    assert "you confirmed all that was left: 1" in page


def test_htmx_is_told_where_to_go_on_after_the_rest(desk: Client, tag: Tag) -> None:
    following = make_tag(make_article("The ferry sank."), "ferry").article
    fields = rest_of(desk, tag.article)
    answer = confirm_rest(desk, tag.article, fields, headers=HTMX)
    onward = f"{workspace(following)}?behind={tag.article_id}"
    assert f'"url": "{onward}"' in answer["HX-Trigger-After-Settle"]
    assert "desk-items" not in answer.content.decode()


def test_what_was_decided_meanwhile_is_left_alone_when_the_rest_is_confirmed(
    desk: Client, tag: Tag, other_editor: User
) -> None:
    make_tag(tag.article, "Halden")
    fields = rest_of(desk, tag.article)
    review.reject(tag, editor=other_editor)
    answer = confirm_rest(desk, tag.article, fields)
    assert Tag.objects.get(pk=tag.pk).status == "rejected"
    page = desk.get(answer["Location"]).content.decode()
    assert "1 had changed meanwhile and was left alone" in page


@pytest.mark.parametrize("fields", [{"version": 2}, {"version": 1, "rest": ["tag:1:person", ""]}])
def test_a_rest_that_is_no_longer_there_is_a_conflict(
    desk: Client, tag: Tag, fields: dict[str, Any]
) -> None:
    assert confirm_rest(desk, tag.article, fields).status_code == 409
    assert confirm_rest(desk, tag.article, {"version": "x"}).status_code == 422


def test_a_rest_is_undone_once(desk: Client, tag: Tag) -> None:
    confirm_rest(desk, tag.article, rest_of(desk, tag.article))
    undo = reverse("review:rest_undo", args=[tag.article_id, Batch.objects.get().pk])
    assert desk.post(undo).status_code == 302
    assert desk.post(undo).status_code == 409
    elsewhere = reverse("review:rest_undo", args=[tag.article_id + 1, Batch.objects.first().pk])
    assert desk.post(elsewhere).status_code == 404


def test_a_tag_is_given_other_words_by_a_plain_form(desk: Client) -> None:
    tag = make_tag(make_article(), "Mira Tolvan", make_actor("Mira Tolvan"))
    decide(desk, tag, **seen(tag), verb="span", words="Minister Mira Tolvan")
    assert "“Minister Mira Tolvan”" in desk.get(workspace(tag.article)).content.decode()
    answer = decide(desk, tag, **seen(tag), verb="span", words="valley")
    assert answer.status_code == 422
