"""One decision in many articles: each once, nothing against anybody, and undone as one."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event, Thread

import pytest
from django.contrib.auth.models import User
from django.db import connection, transaction
from django.utils import timezone

from articles.models import Article
from entities import batches, review
from entities.models import Actor, Batch, BatchItem, Decision, Tag
from entities.publish import lock_article, resolve_article
from newsroom.services.locks import wait_until
from tests.entities.test_review import now, state
from tests.factories import make_actor, make_article, make_mention, make_tag, make_user

pytestmark = pytest.mark.django_db

WORDS = "Kellan Orme said report {} was late, and Orme left Halden."


def suggested(count: int, words: str = WORDS) -> list[Tag]:
    """Undecided tags of one actor in so many articles."""
    actor = Actor.objects.filter(name="Kellan Orme").first() or make_actor("Kellan Orme")
    return [now(make_tag(make_article(words.format(n)), "Orme", actor)) for n in range(count)]


def bulk(decision: Decision, tags: list[Tag], editor: User) -> Batch:
    """Ask for the same decision on these tags and carry it out; return the batch as it is then."""
    batch = batches.request_batch(decision, [tag.article_id for tag in tags], editor=editor)
    return carried_out(batch)


def carried_out(batch: Batch) -> Batch:
    batches.carry_out(batch.pk, "a worker")
    return Batch.objects.get(pk=batch.pk)


def states() -> list[object]:
    return [state(article) for article in Article.objects.order_by("pk")]


@pytest.mark.parametrize("verb", ["confirm", "reject", "relink", "add"])
def test_a_bulk_decision_is_what_the_verb_does_in_each_article(verb: str, editor: User) -> None:
    first, one_by_one, at_once = suggested(3)
    other = make_actor("Kendra Orme")

    def decide(tag: Tag) -> Decision:
        match verb:
            case "relink":
                return review.relink(tag, other, editor=editor)
            case "add":
                return review.add(tag.article, "Halden", other, editor=editor, seen_version=1)
        return getattr(review, verb)(tag, editor=editor)

    decision, expected = decide(first), decide(one_by_one)
    batch = bulk(decision, [at_once], editor)
    taken = batch.decisions.get()
    assert (batch.state, batch.done_count, batch.skipped_count) == ("done", 1, 0)
    for name in ("verb", "actor_id", "to_actor_id", "anchors", "before", "after", "editor_id"):
        theirs = getattr(expected, name)
        if name == "anchors":
            theirs = [{**a, "prefix": a["prefix"].replace("1", "2"),
                       "suffix": a["suffix"].replace("1", "2")} for a in theirs]  # fmt: skip
        assert getattr(taken, name) == theirs
    tags = [
        list(article.tags.order_by("actor").values_list("actor", "status", "mention_count"))
        for article in (one_by_one.article, at_once.article)
    ]
    assert tags[0] == tags[1]


def test_whatever_was_decided_meanwhile_stays(editor: User, other_editor: User) -> None:
    first, theirs, ours = suggested(3)
    decision = review.confirm(first, editor=editor)
    batch = batches.request_batch(decision, [theirs.article_id, ours.article_id], editor=editor)
    review.reject(theirs, editor=other_editor)
    batch = carried_out(batch)
    assert (batch.done_count, batch.skipped_count) == (1, 1)
    skipped = batch.items.get(state="skipped")
    assert skipped.article_id == theirs.article_id
    assert skipped.reason == "other-editor rejected Kellan Orme meanwhile."
    assert (now(theirs).status, now(ours).status) == ("rejected", "confirmed")


def test_a_tag_that_is_gone_or_on_other_words_is_left_alone(editor: User) -> None:
    first, gone, fuller = suggested(3)
    decision = review.reject(first, editor=editor)
    make_mention(fuller.article, "Kellan", fuller.actor)
    gone.article.mentions.all().delete()
    batch = bulk(decision, [gone, fuller], editor)
    assert dict(batch.items.values_list("article", "reason")) == {
        gone.article_id: "The tag is no longer there.",
        fuller.article_id: "Its words are others now.",
    }
    assert not batch.decisions.exists()


def test_added_words_that_an_editor_gave_to_somebody_stay_theirs(
    editor: User, other_editor: User
) -> None:
    first, theirs, without = suggested(3)
    Article.objects.filter(pk=without.article_id).update(body="Orme left.")
    place, person = make_actor("Halden", "place"), make_actor("Anna Halden")
    review.add(theirs.article, "Halden", person, editor=other_editor, seen_version=1)
    decision = review.add(first.article, "Halden", place, editor=editor, seen_version=1)
    batch = bulk(decision, [theirs, without], editor)
    assert dict(batch.items.values_list("article", "reason")) == {
        theirs.article_id: "other-editor added Anna Halden meanwhile.",
        without.article_id: "“Halden” does not stand there as whole words.",
    }


def test_a_retyping_is_no_bulk_decision_and_nothing_chosen_is_none(editor: User) -> None:
    first, second = suggested(2)
    confirmed = review.confirm(second, editor=editor)
    with pytest.raises(review.ReviewError, match="at least one"):
        batches.request_batch(confirmed, [second.article_id], editor=editor)
    retyped = review.retype(now(first), "place", editor=editor)
    with pytest.raises(review.ReviewError, match="its own article"):
        batches.request_batch(retyped, [second.article_id], editor=editor)


# --- Undo ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("verb", ["confirm", "reject", "relink"])
def test_undo_of_a_batch_restores_exactly_and_can_be_undone(verb: str, editor: User) -> None:
    tags = suggested(4)
    target = [make_actor("Kendra Orme")] if verb == "relink" else []
    decision = getattr(review, verb)(tags[0], *target, editor=editor)
    before = states()
    batch = bulk(decision, tags[1:], editor)
    after = states()
    assert before != after
    undo = carried_out(batches.request_undo(batch, editor=editor))
    assert (undo.done_count, undo.skipped_count) == (3, 0)
    assert states() == before
    carried_out(batches.request_undo(undo, editor=editor))
    assert states() == after


def test_undo_leaves_alone_what_somebody_decided_since(editor: User, other_editor: User) -> None:
    tags = suggested(3)
    batch = bulk(review.confirm(tags[0], editor=editor), tags[1:], editor)
    review.reject(now(tags[1]), editor=other_editor)
    undo = carried_out(batches.request_undo(batch, editor=editor))
    assert undo.items.get(state="skipped").reason == (
        "other-editor rejected Kellan Orme meanwhile."
    )
    assert [now(tag).status for tag in tags] == ["confirmed", "rejected", "suggested"]


def test_undo_of_what_one_editor_undid_already_goes_on_with_the_others(editor: User) -> None:
    tags = suggested(3)
    batch = bulk(review.confirm(tags[0], editor=editor), tags[1:], editor)
    review.undo(batch.decisions.order_by("pk")[0], editor=editor)
    undo = carried_out(batches.request_undo(batch, editor=editor))
    assert (undo.done_count, undo.skipped_count) == (1, 1)
    assert undo.items.get(state="skipped").reason == "It was undone already."


def test_a_batch_is_undone_once_and_not_while_it_is_at_work(editor: User) -> None:
    first, second = suggested(2)
    decision = review.confirm(first, editor=editor)
    batch = batches.request_batch(decision, [second.article_id], editor=editor)
    with pytest.raises(review.ReviewError, match="stop it first"):
        batches.request_undo(batch, editor=editor)
    carried_out(batch)
    batches.request_undo(batch, editor=editor)
    with pytest.raises(review.Stale, match="already"):
        batches.request_undo(batch, editor=editor)


# --- Stopping, failing, lost workers -------------------------------------------------------------


def test_a_stopped_batch_decides_no_more_until_it_goes_on(editor: User) -> None:
    first, second = suggested(2)
    decision = review.confirm(first, editor=editor)
    batch = batches.request_batch(decision, [second.article_id], editor=editor)
    assert batches.stop(batch)
    assert carried_out(batch).state == "stopped"
    assert now(second).status == "suggested"
    assert not batches.stop(batch)
    assert batches.go_on(batch)
    assert carried_out(batch).state == "done"
    assert now(second).status == "confirmed"
    assert not batches.go_on(batch)


def test_an_article_that_fails_is_told_of_and_the_others_go_on(editor: User) -> None:
    tags = suggested(4)
    Decision.objects.create(  # as no verb would: nothing says where its words are
        verb="confirm", article=tags[2].article, actor=make_actor("X"), anchors=[{}], editor=editor
    )
    batch = bulk(review.confirm(tags[0], editor=editor), tags[1:], editor)
    assert (batch.state, batch.done_count, batch.skipped_count) == ("done", 2, 1)
    assert batch.items.get(state="skipped").reason == "It failed: KeyError."


def test_a_batch_without_a_worker_is_called_for_again_when_its_lease_is_over(
    editor: User,
) -> None:
    first, second = suggested(2)
    decision = review.confirm(first, editor=editor)
    batch = batches.request_batch(decision, [second.article_id], editor=editor)
    assert batches.sweep() == 0
    Batch.objects.update(lease_expires_at=timezone.now())
    assert batches.sweep() == 1
    assert batches.sweep() == 0
    carried_out(batch)
    Batch.objects.update(lease_expires_at=timezone.now())
    assert batches.sweep() == 0


@pytest.mark.django_db(transaction=True)
def test_two_workers_decide_in_every_article_once() -> None:
    editor = make_user("editor")
    tags = suggested(13)
    decision = review.reject(tags[0], editor=editor)
    batch = batches.request_batch(decision, [tag.article_id for tag in tags[1:]], editor=editor)
    at_once = Barrier(2)

    def carry_out(name: str) -> None:
        try:
            at_once.wait(10)
            batches.carry_out(batch.pk, name)
        finally:
            connection.close()

    chunk, batches.CHUNK = batches.CHUNK, 2
    try:
        with ThreadPoolExecutor(2) as pool:
            list(pool.map(carry_out, ["one", "other"]))
    finally:
        batches.CHUNK = chunk
    batch.refresh_from_db()
    assert (batch.state, batch.done_count, batch.skipped_count) == ("done", 12, 0)
    assert Decision.objects.filter(batch=batch).count() == 12
    assert set(Tag.objects.values_list("status", flat=True)) == {"rejected"}
    assert Actor.objects.get(name="Kellan Orme").article_count == 0


@pytest.mark.django_db(transaction=True)
def test_an_editor_who_holds_an_article_is_waited_for_and_wins() -> None:
    editor, other = make_user("editor"), make_user("editor", "other")
    first, held, free = suggested(3)
    decision = review.confirm(first, editor=editor)
    batch = batches.request_batch(decision, [held.article_id, free.article_id], editor=editor)
    locked, done = Event(), Event()

    def decide_slowly() -> None:
        with transaction.atomic():
            lock_article(held.article_id)
            locked.set()
            done.wait(30)
            review.reject(held, editor=other)
        connection.close()

    def carry_out() -> None:
        batches.carry_out(batch.pk, "a worker")
        connection.close()

    slow, worker = Thread(target=decide_slowly), Thread(target=carry_out)
    slow.start()
    assert locked.wait(30)
    worker.start()
    # The other article does not wait for the editor.
    items = BatchItem.objects.filter(batch=batch, article=free.article_id, state="done")
    assert wait_until(items.exists, 30)
    done.set()
    for thread in (slow, worker):
        thread.join(30)
    batch.refresh_from_db()
    assert (batch.state, batch.done_count, batch.skipped_count) == ("done", 1, 1)
    assert now(held).status == "rejected"
    assert len(resolve_article(Article.objects.get(pk=free.article_id))) == 1
