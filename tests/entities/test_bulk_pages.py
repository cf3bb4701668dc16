"""The pages of siblings and batches, as plain forms and as htmx asks for them."""

import re
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries
from pytest_django.asserts import assertContains, assertNotContains

from articles.models import Article
from entities import batches, review
from entities.models import Batch, Decision, Tag
from tests.entities.test_batches import carried_out, suggested
from tests.entities.test_review import now
from tests.factories import make_actor, make_article, make_tag, make_user

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}


@pytest.fixture
def desk(client: Client, editor: User) -> Client:
    client.force_login(editor)
    return client


def text(answer: Any) -> str:
    """What a page says, without tags, on one line."""
    main = answer.content.decode().partition("<main")[2] or answer.content.decode()
    return " ".join(re.sub(r"<[^>]+>", "", main.replace("&ldquo;", "“")).split())


def siblings_url(decision: Decision) -> str:
    return reverse("review:siblings", args=[decision.pk])


def done_batch(count: int, editor: User) -> Batch:
    tags = suggested(count + 1)
    decision = review.confirm(tags[0], editor=editor)
    ids = [tag.article_id for tag in tags[1:]]
    return carried_out(batches.request_batch(decision, ids, editor=editor))


def test_the_desk_asks_for_siblings_after_a_decision(desk: Client, editor: User) -> None:
    first, _other = suggested(2)
    workspace = reverse("review:workspace", args=[first.article_id])
    assert "siblings" not in desk.get(workspace).content.decode()
    decision = review.confirm(first, editor=editor)
    page = desk.get(workspace, {"saved": decision.pk}).content.decode()
    assert f'href="{siblings_url(decision)}"' in page  # without script
    line = desk.get(siblings_url(decision), {"part": "line"}, headers=HTMX)
    assert text(line) == (
        "“Orme” is suggested as Kellan Orme in 1 more article, 1 of this source and time: look"
    )


def test_the_line_is_empty_when_there_is_nothing_else(desk: Client, editor: User) -> None:
    (only,) = suggested(1)
    decision = review.confirm(only, editor=editor)
    assert text(desk.get(siblings_url(decision), {"part": "line"}, headers=HTMX)) == ""
    assert "Nowhere else" in text(desk.get(siblings_url(decision)))


def test_chosen_articles_become_one_batch(desk: Client, editor: User) -> None:
    first, chosen, left = suggested(3)
    decision = review.confirm(first, editor=editor)
    fields = {"article": [chosen.article_id, first.article_id, "x", 10**20], "note": "one man"}
    answer = desk.post(siblings_url(decision), fields)
    batch = Batch.objects.get()
    assert answer["Location"] == batch.get_absolute_url()
    assert (batch.note, batch.total_count) == ("one man", 1)
    carried_out(batch)
    assert (now(chosen).status, now(left).status) == ("confirmed", "suggested")


def test_a_whole_group_can_be_chosen_whatever_of_it_is_shown(
    desk: Client, editor: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("entities.preview.MOST_SHOWN", 1)
    first, *others = suggested(4)
    decision = review.confirm(first, editor=editor)
    assert "All 3, also the 2 not shown here" in text(desk.get(siblings_url(decision)))
    desk.post(siblings_url(decision), {"all": ["period", "elsewhere", "moon"]})
    items = Batch.objects.get().items.values_list("article", flat=True)
    assert set(items) == {tag.article_id for tag in others}


def test_nothing_chosen_is_told_and_nothing_done(desk: Client, editor: User) -> None:
    first, _other = suggested(2)
    answer = desk.post(siblings_url(review.confirm(first, editor=editor)), {})
    assert answer.status_code == 422
    assert "Choose at least one article." in text(answer)
    assert not Batch.objects.exists()


def test_only_decisions_that_may_apply_elsewhere_have_siblings(desk: Client, editor: User) -> None:
    (tag,) = suggested(1)
    undone = review.undo(review.confirm(tag, editor=editor), editor=editor)
    assert desk.get(siblings_url(undone)).status_code == 404
    assert desk.get(reverse("review:siblings", args=[10**18])).status_code == 404


def test_hostile_text_is_inert_where_siblings_are_shown(desk: Client, editor: User) -> None:
    evil = "<script>alert(1)</script>"
    actor = make_actor(f"{evil} Orme")
    first, other = (
        make_tag(make_article(f"Orme {evil} {n}", headline=f"{evil} {n}"), "Orme", actor)
        for n in range(2)
    )
    decision = review.confirm(now(first), editor=editor)
    for headers in ({}, HTMX):
        assert evil not in desk.get(siblings_url(decision), headers=headers).content.decode()
    desk.post(siblings_url(decision), {"article": other.article_id, "note": evil})
    batch = Batch.objects.get()
    for name in ("batch", "batch_undo"):
        assert evil not in desk.get(reverse(f"review:{name}", args=[batch.pk])).content.decode()
    assert evil not in desk.get(reverse("review:log")).content.decode()


# --- A batch -------------------------------------------------------------------------------------


def test_a_batch_tells_how_far_it_is_until_it_is_over(desk: Client, editor: User) -> None:
    first, second = suggested(2)
    decision = review.confirm(first, editor=editor)
    batch = batches.request_batch(decision, [second.article_id], editor=editor)
    page = desk.get(batch.get_absolute_url())
    assert "Waiting: 0 of 1 article decided, 1 still waits." in text(page)
    assert 'hx-trigger="every 1s"' in page.content.decode()
    assert 'http-equiv="refresh"' in page.content.decode()
    assert desk.get(batch.get_absolute_url(), headers=HTMX).status_code == 200
    carried_out(batch)
    over = desk.get(batch.get_absolute_url(), headers=HTMX)
    assert over.status_code == 286  # htmx: stop
    assert "Done: 1 of 1 article decided" in text(over)


def test_a_batch_is_stopped_and_goes_on_by_plain_forms(desk: Client, editor: User) -> None:
    first, second = suggested(2)
    decision = review.confirm(first, editor=editor)
    batch = batches.request_batch(decision, [second.article_id], editor=editor)
    act = reverse("review:batch_act", args=[batch.pk])
    assert desk.post(act, {"verb": "stop"})["Location"] == batch.get_absolute_url()
    assert "Stopped: 0 of 1" in text(desk.get(batch.get_absolute_url()))
    desk.post(act, {"verb": "go on"})
    batch.refresh_from_db()
    assert batch.state == "pending"
    carried_out(batch)
    assert "cannot be done" in text(desk.post(act, {"verb": "stop"}, follow=True))


def test_what_was_left_alone_is_told_with_the_reason(
    desk: Client, editor: User, other_editor: User
) -> None:
    first, theirs = suggested(2)
    decision = review.confirm(first, editor=editor)
    batch = batches.request_batch(decision, [theirs.article_id], editor=editor)
    review.reject(theirs, editor=other_editor)
    carried_out(batch)
    page = text(desk.get(batch.get_absolute_url()))
    assert "Left alone: 1" in page
    assert page.count("other-editor rejected Kellan Orme meanwhile.") == 2  # reason, article
    assert "Undo all" not in page  # nothing was done


def test_undo_shows_what_would_change_and_does_it(
    desk: Client, editor: User, other_editor: User
) -> None:
    batch = done_batch(3, editor)
    theirs = Tag.objects.filter(decision__batch=batch).order_by("article")[0]
    review.reject(now(theirs), editor=other_editor)
    address = reverse("review:batch_undo", args=[batch.pk])
    page = text(desk.get(address))
    assert "2 return to: suggested" in page
    assert "somebody decided since, 1" in page
    assert "other-editor rejected Kellan Orme since." in page
    undo = Batch.objects.get(pk=desk.post(address)["Location"].strip("/").split("/")[-1])
    undo = carried_out(undo)
    assert (undo.done_count, undo.skipped_count) == (2, 1)
    again = desk.post(address)
    assert again.status_code == 409
    assert "undone already" in text(again)
    assert "Undone by editor" in text(desk.get(batch.get_absolute_url()))


# --- The log -------------------------------------------------------------------------------------


def test_a_batch_is_one_line_of_the_log_at_its_place(
    desk: Client, editor: User, other_editor: User
) -> None:
    batch = done_batch(4, editor)
    later = make_tag(make_article("Vale."), "Vale")
    review.confirm(now(later), editor=other_editor, note="later")
    page = desk.get(reverse("review:log"))
    assert page.content.decode().count('class="decision"') == 3
    said = text(page)
    assert said.index("later") < said.index("in 4 articles at once") < said.rindex("Report number")
    assert batch.get_absolute_url() in page.content.decode()


def test_a_batch_is_undone_from_the_log_and_struck_through_there(
    desk: Client, editor: User
) -> None:
    batch = done_batch(2, editor)
    undo = reverse("review:batch_undo", args=[batch.pk])
    assertContains(desk.get(reverse("review:log")), f'href="{undo}"')
    carried_out(batches.request_undo(batch, editor=editor))
    page = desk.get(reverse("review:log"))
    assertNotContains(page, f'href="{undo}"')
    assert page.content.decode().count("data-undone") == 1
    assert "undone by editor" in text(page)


def test_the_log_narrows_batches_as_it_does_decisions(
    desk: Client, editor: User, other_editor: User
) -> None:
    batch = done_batch(2, editor)

    def lines(**asked: Any) -> tuple[int, int]:
        page = desk.get(reverse("review:log"), asked).content.decode()
        return page.count('class="decision"'), page.count("articles at once")

    assert lines() == (2, 1)
    assert lines(editor=editor.pk) == (2, 1)
    assert lines(verb="confirm") == (2, 1)
    assert lines(verb="reject") == (0, 0)
    article = batch.items.values_list("article", flat=True)[0]
    assert lines(article=article) == (1, 0)  # of one article, its own decision
    carried_out(batches.request_undo(batch, editor=other_editor))
    assert lines(editor=other_editor.pk) == (1, 1)
    assert lines(verb="undo") == (1, 1)


def test_the_log_has_pages_across_batches_and_loses_none(
    desk: Client, editor: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("entities.decision_log.LINES_ON_A_PAGE", 1)
    tags = suggested(4)
    decision = review.confirm(tags[0], editor=editor)
    for tag in tags[1:3]:
        batches.request_batch(decision, [tag.article_id], editor=editor)
    last = review.reject(now(tags[3]), editor=editor)
    seen, address = [], reverse("review:log")
    while address:
        page = desk.get(address).content.decode()
        seen += re.findall(r'/decisions/(\d+)/undo/|/batches/(\d+)/"', page)
        older = re.search(r'rel="next" href="([^"]+)"', page)
        address = reverse("review:log") + older[1] if older else ""
    first_batch, second_batch = Batch.objects.order_by("pk").values_list("pk", flat=True)
    assert seen == [
        (str(last.pk), ""), ("", str(second_batch)), ("", str(first_batch)), (str(decision.pk), "")
    ]  # fmt: skip


def test_what_was_decided_at_once_in_one_article_is_one_line_too(
    desk: Client, editor: User
) -> None:
    (tag,) = suggested(1)
    seen = [review.seen_tag(tag.actor)]
    rest = review.confirm_rest(tag.article, editor=editor, seen_version=1, seen=seen)
    said = text(desk.get(reverse("review:log")))
    assert "editor confirmed the rest of an article, 1 decision" in said
    assert f"in {tag.article.headline}" in said
    assert desk.get(rest.batch.get_absolute_url()).status_code == 404
    review.undo_batch(rest.batch, editor=editor)
    assert "editor undid: confirmed the rest" in text(desk.get(reverse("review:log")))


@pytest.mark.parametrize("count", [2, 20])
def test_the_pages_of_a_batch_take_as_many_queries_for_any_number(
    count: int, desk: Client, editor: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    other = make_user("editor", "other")
    batch = done_batch(count, editor)
    for tag in Tag.objects.filter(decision__batch=batch).order_by("pk")[: count // 2]:
        review.reject(now(tag), editor=other)
    undo = reverse("review:batch_undo", args=[batch.pk])
    with django_assert_num_queries(9):
        desk.get(undo)
    undone = carried_out(batches.request_undo(batch, editor=editor))
    with django_assert_num_queries(9):
        desk.get(undone.get_absolute_url())
    with django_assert_num_queries(9):
        desk.get(reverse("review:log"))
    assert Article.objects.count() == count + 1
