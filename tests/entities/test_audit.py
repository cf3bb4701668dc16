"""The blind sample: taken by chance, asked without a hint, answered once, counted honestly."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects
from pytest_django.fixtures import Settings

from articles import acts
from articles.models import Article
from entities import audit, review, sampling
from entities.intervals import wilson
from entities.models import AuditAnswer, AuditItem, Decision, Tag
from entities.publish import lock_article, publish
from tests.factories import make_actor, make_article, make_tag, make_user

pytestmark = pytest.mark.django_db

AUDIT = "/review/audit/"


@pytest.fixture(autouse=True)
def everything_is_sampled(settings: Settings) -> None:
    settings.AUDIT_SHARE = 1


@pytest.fixture(autouse=True)
def nobody_is_asked_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sampling, "DOUBLE_SHARE", 0)


@pytest.fixture
def desk(client: Client, editor: User) -> Client:
    client.force_login(editor)
    return client


def make_item(words: str = "Tolvan", kind: str = "person", **scores: float) -> AuditItem:
    name = "Mira Tolvan" if words == "Tolvan" else words
    key = f"local:{AuditItem.objects.count()}"
    tag = make_tag(make_article(), words, make_actor(name, kind, key=key), **scores)
    return AuditItem.objects.get(article=tag.article_id, actor=tag.actor_id)


def tag_of(item: AuditItem) -> Tag:
    tags = Tag.objects.select_related("article", "actor")
    return tags.get(article=item.article_id, actor=item.actor_id)


def say(client: Client, item: AuditItem, said: str) -> object:
    return client.post(AUDIT, {"item": item.pk, "said": said})


# --- Taken ---------------------------------------------------------------------------------------


def test_suggested_tag_is_kept_as_it_was_when_it_was_first_suggested(editor: User) -> None:
    item = make_item(confidence=0.61)
    assert (item.kind, item.score, item.pipeline) == ("person", 0.61, "test/1")
    assert [anchor["quote"] for anchor in item.anchors] == ["Tolvan", "Tolvan"]
    review.confirm(tag_of(item), editor=editor)
    with transaction.atomic():
        publish(lock_article(item.article_id))
    assert AuditItem.objects.get() == item


def test_share_of_the_sample_is_as_set_and_nobody_without_the_key_can_tell_which(
    settings: Settings,
) -> None:
    def taken() -> list[int]:
        return [n for n in range(5000) if sampling._chance("taken", 1, n) < 0.02]

    first = taken()
    assert taken() == first
    assert 60 <= len(first) <= 145  # 100 by expectation, 4.5 standard deviations
    settings.SECRET_KEY = "another-key"  # noqa: S105
    assert len(set(taken()) & set(first)) < 20


def test_nothing_is_taken_of_what_people_added(editor: User, settings: Settings) -> None:
    settings.AUDIT_SHARE = 0
    tag = make_tag(make_article(), "Halden")
    review.reject(tag, editor=editor)
    settings.AUDIT_SHARE = 1
    review.add(tag.article, "Vasilyenko", make_actor("V"), editor=editor, seen_version=1)
    assert not AuditItem.objects.exists()


# --- Asked ---------------------------------------------------------------------------------------


def test_question_shows_the_words_and_not_what_anybody_thinks(
    desk: Client, other_editor: User
) -> None:
    item = make_item(confidence=0.61)
    review.reject(tag_of(item), editor=other_editor, note="Nobody of that name.")
    page = desk.get(AUDIT)
    assertContains(page, "Is Mira Tolvan meant here?")
    assertContains(page, "<b>Tolvan</b> met Ambassador")
    for hint in ("0.61", "rejected", "suggested,", "other-editor", "Nobody of", "fairly sure"):
        assertNotContains(page, hint)
    article = Article.objects.get()
    assertNotContains(page, f"/review/{article.pk}/")
    assertNotContains(page, article.get_absolute_url())


def test_every_editor_is_asked_once_and_of_most_tags_only_one(
    desk: Client, other_editor: User
) -> None:
    item = make_item()
    assertRedirects(say(desk, item, "yes"), AUDIT)
    assert audit.next_question(other_editor) is None
    assertContains(desk.get(AUDIT), "Nothing is waiting for you")


def test_share_of_the_sample_is_put_to_two_editors(
    editor: User, other_editor: User, chief: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sampling, "DOUBLE_SHARE", 1)
    item = make_item()
    audit.answer(item.pk, "yes", editor=editor)
    assert audit.next_question(editor) is None
    assert audit.next_question(other_editor)
    audit.answer(item.pk, "no", editor=other_editor)
    assert audit.next_question(chief) is None
    assert audit.agreement() == audit.Agreement(count=1, same=0)
    assert audit.accuracy()[0].whole == audit.Precision("", right=1, wrong=0, unsure=0)


def test_words_that_are_gone_are_not_asked_about_and_counted(editor: User) -> None:
    item = make_item()
    Article.objects.update(body="Nothing of it.")
    assert audit.next_question(editor) is None
    item.refresh_from_db()
    assert item.lapsed


def test_article_off_the_site_is_not_asked_about(editor: User, chief: User) -> None:
    item = make_item()
    act = acts.take_down(item.article, editor=chief, reason="An order.")
    assert audit.next_question(editor) is None
    acts.restore(act, editor=chief, reason="Lifted.")
    assert audit.next_question(editor)


# --- Answered ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "status", "verb"),
    [("yes", "confirmed", "confirm"), ("no", "rejected", "reject"), ("unsure", "suggested", None)],
)
def test_answer_on_a_mere_suggestion_is_the_decision_too(
    desk: Client, editor: User, said: str, status: str, verb: str | None
) -> None:
    item = make_item()
    say(desk, item, said)
    given = AuditAnswer.objects.get()
    assert (given.said, given.editor) == (said, editor)
    assert tag_of(item).status == status
    assert (given.decision.verb if given.decision else None) == verb


@pytest.mark.parametrize("said", ["yes", "no"])
@pytest.mark.parametrize("verb", [review.confirm, review.reject, review.ask_second_look])
def test_answer_leaves_what_a_colleague_decided(
    other_editor: User, editor: User, said: str, verb: object
) -> None:
    item = make_item()
    decision = verb(tag_of(item), editor=other_editor)  # type: ignore[operator]
    given = audit.answer(item.pk, said, editor=editor)
    assert given
    assert given.decision is None
    assert tag_of(item).decision == decision
    assert audit.accuracy()[0].whole.count == 1


def test_answer_stays_when_its_decision_is_undone(editor: User) -> None:
    item = make_item()
    given = audit.answer(item.pk, "no", editor=editor)
    assert given
    review.undo(given.decision, editor=editor)  # type: ignore[arg-type]
    assert tag_of(item).status == "suggested"
    assert audit.accuracy()[0].whole.wrong == 1


def test_relinked_tag_is_asked_about_and_left_as_it_is(editor: User, other_editor: User) -> None:
    item = make_item()
    review.relink(tag_of(item), make_actor("Ada Tolvan"), editor=other_editor)
    assert audit.answer(item.pk, "no", editor=editor)
    assert [tag.actor.name for tag in Tag.objects.select_related("actor")] == ["Ada Tolvan"]


def test_question_is_about_the_kind_that_was_suggested_and_decides_on_no_other(
    desk: Client, other_editor: User
) -> None:
    item = make_item()
    review.retype(tag_of(item), "place", editor=other_editor)
    assertContains(desk.get(AUDIT), "Person")
    say(desk, item, "no")
    assert tag_of(item).status == "suggested"
    assert audit.accuracy()[0].kinds[0] == audit.Precision("person", 0, 1, 0)


def test_second_answer_of_one_editor_changes_nothing(desk: Client) -> None:
    item = make_item()
    say(desk, item, "yes")
    again = desk.post(AUDIT, {"item": item.pk, "said": "no"}, follow=True)
    assertContains(again, "your first answer stands")
    assert AuditAnswer.objects.get().said == "yes"


def test_answers_are_never_changed_or_deleted(editor: User) -> None:
    audit.answer(make_item().pk, "yes", editor=editor)
    with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
        AuditAnswer.objects.update(said="no")
    with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
        AuditAnswer.objects.all().delete()


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({}, 422),
        ({"item": "1"}, 422),
        ({"item": "x", "said": "yes"}, 422),
        ({"item": "9" * 30, "said": "yes"}, 422),
        ({"item": "1", "said": "maybe"}, 422),
        ({"item": "999999", "said": "yes"}, 404),
    ],
)
def test_answer_that_makes_no_sense_is_refused(
    desk: Client, fields: dict[str, str], status: int
) -> None:
    assert desk.post(AUDIT, fields).status_code == status


@pytest.mark.django_db(transaction=True)
def test_of_two_answers_of_one_editor_at_once_one_is_kept() -> None:
    editor, item = make_user("editor"), make_item()
    at_once = Barrier(2)

    def answer(said: str) -> bool:
        try:
            at_once.wait(10)
            return audit.answer(item.pk, said, editor=editor) is not None
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(answer, ("yes", "no"))) == [False, True]
    assert Decision.objects.count() == AuditAnswer.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_answers_and_decisions_on_one_article_do_not_lock_each_other_out() -> None:
    editors = [make_user("editor", "first"), make_user("editor", "second")]
    items = [make_item(words) for words in ("Tolvan", "Halden")]
    both = make_tag(items[0].article, "Vasilyenko")
    tag = Tag.objects.select_related("article", "actor").get(pk=both.pk)

    def answer(_: int) -> bool:
        try:
            return audit.answer(items[0].pk, "yes", editor=editors[0]) is not None
        finally:
            connection.close()

    def decide(_: int) -> bool:
        try:
            return bool(review.confirm(tag, editor=editors[1]))
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        futures = [pool.submit(answer, 0), pool.submit(decide, 0)]
        assert [future.result(30) for future in futures] == [True, True]
    assert Decision.objects.count() == 2


# --- Counted -------------------------------------------------------------------------------------


def test_public_page_tells_precision_by_kind_with_interval_size_and_date(
    client: Client, editor: User
) -> None:
    for said in ["yes"] * 9 + ["no", "unsure"]:
        audit.answer(make_item().pk, said, editor=editor)
    make_item()
    page = client.get(reverse("accuracy"))
    low, high = wilson(9, 10)
    for words in ("test/1", "9 of 10", "90.0 %", f"{100 * low:.1f} % to {100 * high:.1f} %"):
        assertContains(page, words)
    assertContains(page, "1 sampled tag of this version waits")
    assertContains(page, "<time")
    assertContains(page, "not known", count=3)  # the other kinds


def test_page_without_answers_says_what_will_be_there(client: Client) -> None:
    assertContains(client.get(reverse("accuracy")), "Nothing has been measured yet.")
    make_item()
    assertContains(client.get(reverse("accuracy")), "1 tag of the sample waits for an editor")


def test_cannot_tell_is_counted_apart_until_somebody_can(
    editor: User, other_editor: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sampling, "DOUBLE_SHARE", 1)
    item = make_item()
    audit.answer(item.pk, "unsure", editor=editor)
    assert audit.accuracy()[0].whole == audit.Precision("", right=0, wrong=0, unsure=1)
    audit.answer(item.pk, "no", editor=other_editor)
    assert audit.accuracy()[0].whole == audit.Precision("", right=0, wrong=1, unsure=0)


def test_page_is_confirmed_until_somebody_answers(client: Client, editor: User) -> None:
    item = make_item()
    tag = client.get("/accuracy/")["ETag"]
    assert client.get("/accuracy/", headers={"If-None-Match": tag}).status_code == 304
    audit.answer(item.pk, "yes", editor=editor)
    assert client.get("/accuracy/", headers={"If-None-Match": tag}).status_code == 200


def test_page_takes_as_many_queries_for_any_number_of_answers(
    client: Client, editor: User, django_assert_max_num_queries: object
) -> None:
    for _ in range(6):
        audit.answer(make_item().pk, "yes", editor=editor)
    with django_assert_max_num_queries(4):  # type: ignore[operator]
        client.get("/accuracy/")


@pytest.mark.parametrize(
    ("right", "count", "low", "high"),
    [(0, 0, 0.0, 1.0), (10, 10, 0.7225, 1.0), (0, 10, 0.0, 0.2775), (81, 263, 0.2553, 0.3662)],
)
def test_interval_is_as_published(right: int, count: int, low: float, high: float) -> None:
    """The last row is an example of Newcombe (1998), Statistics in Medicine 17."""
    assert wilson(right, count) == pytest.approx((low, high), abs=0.0001)


@given(st.integers(1, 10_000), st.floats(0, 1))
def test_interval_holds_the_share_and_is_within_the_possible(count: int, part: float) -> None:
    right = round(part * count)
    low, high = wilson(right, count)
    assert 0 <= low <= right / count + 1e-9
    assert right / count - 1e-9 <= high <= 1
