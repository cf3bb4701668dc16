"""Who is at an article: one at a time, told to whoever comes second, decided by the database."""

import datetime
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from entities import leases, review
from entities.models import ArticleReview, Decision, Lease, Tag
from entities.queue import claim_next
from tests.factories import make_actor, make_article, make_tag, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def tag() -> Tag:
    return make_tag(make_article(), "Tolvan", make_actor("Mira Tolvan"))


def at(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def workspace(article: int, **query: Any) -> str:
    return reverse("review:workspace", args=[article], query=query or None)


def run_out() -> None:
    Lease.objects.update(expires_at=timezone.now() - datetime.timedelta(seconds=1))


def test_a_claim_holds_against_others_until_it_runs_out(
    tag: Tag, editor: User, other_editor: User
) -> None:
    assert leases.claim(tag.article_id, editor)
    assert not leases.claim(tag.article_id, other_editor)
    run_out()
    assert leases.claim(tag.article_id, other_editor)
    assert Lease.objects.get().taken_from is None


def test_going_on_with_a_claim_keeps_since_when(tag: Tag, editor: User) -> None:
    leases.claim(tag.article_id, editor)
    first = Lease.objects.get()
    assert leases.claim(tag.article_id, editor)
    again = Lease.objects.get()
    assert again.since == first.since
    assert again.expires_at > first.expires_at


def test_a_claim_taken_up_again_begins_anew(tag: Tag, editor: User) -> None:
    leases.claim(tag.article_id, editor)
    first = Lease.objects.get()
    run_out()
    leases.claim(tag.article_id, editor)
    assert Lease.objects.get().since > first.since


def test_what_is_only_loaded_ahead_goes_to_whoever_opens_it(
    tag: Tag, editor: User, other_editor: User
) -> None:
    assert leases.claim(tag.article_id, editor, ahead=True)
    assert not leases.claim(tag.article_id, other_editor, ahead=True)
    assert leases.held_by_others(other_editor) == [tag.article_id]
    assert leases.leases_of([tag.article_id]) == {}
    assert leases.claim(tag.article_id, other_editor)
    assert not leases.claim(tag.article_id, editor)


def test_loading_ahead_what_one_is_at_does_not_give_it_up(
    tag: Tag, editor: User, other_editor: User
) -> None:
    leases.claim(tag.article_id, editor)
    leases.claim(tag.article_id, editor, ahead=True)
    assert not leases.claim(tag.article_id, other_editor)


def test_a_claim_can_be_given_up_by_who_holds_it_alone(
    tag: Tag, editor: User, other_editor: User
) -> None:
    leases.claim(tag.article_id, editor)
    leases.release(tag.article_id, other_editor)
    assert Lease.objects.exists()
    leases.release(tag.article_id, editor)
    assert not Lease.objects.exists()


def test_old_claims_are_dropped_and_none_that_holds(
    tag: Tag, editor: User, other_editor: User
) -> None:
    leases.claim(tag.article_id, editor)
    old = make_tag(make_article("Vale."), "Vale").article_id
    leases.claim(old, other_editor)
    Lease.objects.filter(article=old).update(
        expires_at=timezone.now() - leases.KEPT - datetime.timedelta(seconds=1)
    )
    leases.drop_old()
    assert Lease.objects.get().article_id == tag.article_id


# --- On the page ---------------------------------------------------------------------------------


def test_the_second_editor_sees_who_is_there_and_can_look(
    tag: Tag, editor: User, other_editor: User
) -> None:
    assert "Take over" not in at(editor).get(workspace(tag.article_id)).content.decode()
    page = at(other_editor).get(workspace(tag.article_id))
    assert page.status_code == 200
    assert "<b>editor</b> has been at this article since" in page.content.decode()
    assert Lease.objects.get().editor == editor


def test_who_was_taken_over_is_told_and_loses_nothing(
    tag: Tag, editor: User, other_editor: User
) -> None:
    first, second = at(editor), at(other_editor)
    first.get(workspace(tag.article_id))
    lease = reverse("review:lease", args=[tag.article_id])
    assert second.post(lease, {"take": "1"})["Location"] == workspace(tag.article_id)
    fields = {"seen": "", "seen_kind": "person", "version": 1, "verb": "confirm"}
    decide = reverse("review:decide", args=[tag.article_id, tag.actor_id])
    page = first.post(decide, fields, headers={"HX-Request": "true"}).content.decode()
    assert "<b>other-editor</b> took this article over from you" in page
    assert Decision.objects.get().editor == editor
    assert second.post(decide, {**fields, "verb": "reject"}).status_code == 409


def test_the_page_goes_on_with_its_claim_and_says_who_came(
    tag: Tag, editor: User, other_editor: User
) -> None:
    lease = reverse("review:lease", args=[tag.article_id])
    assert at(editor).post(lease).content.decode().strip() == ""
    assert Lease.objects.get().editor == editor
    assert "<b>editor</b> has been" in at(other_editor).post(lease).content.decode()


def test_the_queue_says_who_is_at_what(tag: Tag, editor: User, other_editor: User) -> None:
    at(editor).get(workspace(tag.article_id))
    page = at(other_editor).get(reverse("review:queue")).content.decode()
    assert "editor is at it since" in page


def test_who_comes_as_to_the_next_article_and_too_late_is_sent_on(
    tag: Tag, editor: User, other_editor: User
) -> None:
    wanted, free = (
        make_tag(make_article(f"{word}."), word, confidence=sure).article_id
        for word, sure in (("Vale", 0.2), ("Halden", 0.3))
    )
    leases.claim(tag.article_id, other_editor)
    leases.claim(wanted, editor)
    answer = at(other_editor).get(workspace(wanted, behind=tag.article_id), follow=True)
    assert answer.request["PATH_INFO"] == workspace(free)
    assert Lease.objects.get(editor=other_editor).article_id == free


def test_a_page_that_is_loaded_ahead_keeps_the_article_free_of_others(
    tag: Tag, editor: User, other_editor: User
) -> None:
    here = make_tag(make_article("Vale."), "Vale").article_id
    leases.claim(here, editor)
    at(editor).get(workspace(tag.article_id, behind=here), headers={"Purpose": "prefetch"})
    held = dict(Lease.objects.values_list("article", "ahead"))
    assert held == {here: False, tag.article_id: True}
    at(editor).get(workspace(tag.article_id, behind=here))
    assert dict(Lease.objects.values_list("article", "ahead")) == {tag.article_id: False}


def test_next_claims_and_goes_there_or_says_that_nothing_is_free(
    tag: Tag, editor: User, other_editor: User
) -> None:
    answer = at(editor).get(reverse("review:next"))
    assert answer["Location"] == workspace(tag.article_id)
    answer = at(other_editor).get(reverse("review:next"), follow=True)
    assert "nobody is working on" in answer.content.decode()


def test_next_keeps_the_filters(tag: Tag, editor: User) -> None:
    answer = at(editor).get(reverse("review:next"), {"state": "waiting", "at": "nan", "after": "x"})
    assert answer["Location"] == workspace(tag.article_id, state="waiting")


@pytest.mark.parametrize("number", [0, 10**30])
def test_nobody_is_at_an_article_that_is_not_there(editor: User, number: int) -> None:
    assert at(editor).post(reverse("review:lease", args=[number])).status_code == 404


# --- Two connections -----------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("count", [1, 4])
def test_editors_who_ask_for_the_next_article_at_once_get_different_ones(count: int) -> None:
    for number in range(count):
        make_tag(make_article(f"Vale {number}."), "Vale", make_actor(f"Vale {number}"))
    users = [make_user("editor", f"editor-{number}") for number in range(4)]
    at_once = Barrier(4)

    def ask(user: User) -> int | None:
        try:
            at_once.wait(20)
            return claim_next(ArticleReview.objects.open(), user, None)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        given = [article for article in pool.map(ask, users) if article]
    assert len(given) == len(set(given)) == count
    assert dict(Lease.objects.values_list("article", "editor__username")).keys() == set(given)


@pytest.mark.django_db(transaction=True)
def test_of_two_editors_who_open_an_article_at_once_one_has_it() -> None:
    article = make_tag(make_article(), "Tolvan").article_id
    users = [make_user("editor", name) for name in ("first", "second")]
    at_once = Barrier(2)

    def claim(user: User) -> bool:
        try:
            at_once.wait(20)
            return leases.claim(article, user)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        had = dict(zip(users, pool.map(claim, users), strict=True))
    assert sorted(had.values()) == [False, True]
    assert had[Lease.objects.get().editor]


def test_a_claim_does_not_stand_in_the_way_of_a_decision(
    tag: Tag, editor: User, other_editor: User
) -> None:
    leases.claim(tag.article_id, editor)
    review.confirm(tag, editor=other_editor)
    assert Tag.objects.get().status == "confirmed"
