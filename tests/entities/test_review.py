"""The editors' verbs: one decision each, on what the editor saw, for ever, and to be undone."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError, connection, transaction
from django.db.models import Max

from articles.bulk import Placed, store_many
from articles.importers import ArticleData, Record
from articles.models import Article, ImportBatch
from articles.services import Defaults, start_batch
from entities import review
from entities.models import Actor, Decision, Tag
from entities.publish import lock_article, publish, resolve_article
from tests.factories import BODY, make_actor, make_article, make_mention, make_tag, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def tag() -> Tag:
    return make_tag(make_article(), "Tolvan", make_actor("Mira Tolvan"))


def now(tag: Tag) -> Tag:
    """The tag as it is in the database, with everything a verb compares."""
    return Tag.objects.select_related("article", "actor").get(
        article=tag.article_id, actor=tag.actor_id
    )


def state(article: Article) -> object:
    """Everything that follows from the decisions of an article."""
    article.refresh_from_db()
    tags = Tag.objects.filter(article=article).order_by("actor")
    marks = [
        (t.actor, t.status, [(m.start, m.end) for m in t.marks]) for t in resolve_article(article)
    ]
    return (
        list(tags.values_list("actor", "actor__kind", "status", "mention_count", "decision")),
        marks,
        article.actor_ids,
        article.label_text,
        article.label_lexemes,
    )


def give_new_text(article: Article, body: str) -> Article:
    record = Record(
        1, b"", ArticleData(body=body, headline=article.headline, guid=article.guid or "")
    )
    batch = start_batch(ImportBatch.Origin.COMMAND)
    (item,) = store_many(batch, [Placed("new.txt", record)], Defaults())
    assert item.outcome == "new version", item.reason
    return Article.objects.get(pk=article.pk)


def test_a_confirmation_is_one_decision_on_the_marked_words(tag: Tag, editor: User) -> None:
    decision = review.confirm(tag, editor=editor, note="seen in the byline")
    assert Decision.objects.get() == decision
    assert [anchor["quote"] for anchor in decision.anchors] == ["Tolvan", "Tolvan"]
    assert [BODY[a["start"] : a["end"]] for a in decision.anchors] == ["Tolvan", "Tolvan"]
    assert (decision.editor, decision.note) == (editor, "seen in the byline")
    assert (now(tag).status, now(tag).decision) == ("confirmed", decision)


@pytest.mark.parametrize(
    ("verb", "status"),
    [
        (review.confirm, "confirmed"),
        (review.reject, "rejected"),
        (review.ask_second_look, "second look"),
    ],
)
def test_each_verb_leaves_its_status_and_what_was_before(
    verb: Callable[..., Decision], status: str, tag: Tag, editor: User
) -> None:
    decision = verb(tag, editor=editor)
    assert now(tag).status == status
    assert decision.before == {"actor": "Mira Tolvan", "status": "suggested"}
    assert decision.after == {"actor": "Mira Tolvan", "status": status}
    with pytest.raises(review.ReviewError, match="already"):
        verb(now(tag), editor=editor)
    assert Decision.objects.count() == 1


def test_a_rejected_tag_gets_no_second_look(tag: Tag, editor: User) -> None:
    review.reject(tag, editor=editor)
    with pytest.raises(review.ReviewError, match="readers do not see it"):
        review.ask_second_look(now(tag), editor=editor)


def test_a_relink_gives_all_words_to_the_other_actor(tag: Tag, editor: User) -> None:
    other = make_actor("Marina Tolvan")
    decision = review.relink(tag, other, editor=editor)
    assert decision.after == {"actor": "Marina Tolvan", "status": "confirmed"}
    moved = Tag.objects.get()
    assert (moved.actor, moved.status, moved.mention_count) == (other, "confirmed", 2)


def test_a_relink_goes_to_the_actor_that_survived_a_merge(tag: Tag, editor: User) -> None:
    survivor, merged = make_actor("Marina Tolvan"), make_actor("M. Tolvan")
    merged.merged_into = survivor
    merged.save()
    review.relink(tag, merged, editor=editor)
    assert Tag.objects.get().actor == survivor


def test_a_tag_cannot_be_relinked_to_itself(tag: Tag, editor: User) -> None:
    with pytest.raises(review.ReviewError, match="already"):
        review.relink(tag, tag.actor, editor=editor)


def test_a_change_of_kind_holds_in_every_article(tag: Tag, editor: User) -> None:
    elsewhere = make_article("Tolvan spoke.")
    make_mention(elsewhere, "Tolvan", tag.actor)
    review.retype(now(tag), "organisation", editor=editor)
    tag.article.refresh_from_db()
    tag.actor.refresh_from_db()
    assert tag.actor.kind == "organisation"
    assert "@torganisation" in tag.article.label_lexemes
    assert tag.actor.publish_requested_at  # the worker does the others


def test_a_kind_must_be_another_and_known(tag: Tag, editor: User) -> None:
    with pytest.raises(review.ReviewError, match="already"):
        review.retype(tag, "person", editor=editor)
    with pytest.raises(review.ReviewError, match="not a kind"):
        review.retype(tag, "event", editor=editor)


def test_added_words_are_the_actor_wherever_they_stand(editor: User) -> None:
    article, actor = make_article(), make_actor("Anton Vasilyenko")
    decision = review.add(article, "Vasilyenko", actor, editor=editor, seen_version=1)
    tag = Tag.objects.get()
    assert (tag.status, tag.mention_count, tag.score) == ("confirmed", 2, 1)
    assert decision.before == {}
    article.refresh_from_db()
    assert article.actor_ids == [actor.pk]


def test_words_are_added_as_typed_with_plain_quotes(editor: User) -> None:
    article, actor = make_article("Tolvan’s  office spoke."), make_actor("Office of Tolvan")
    review.add(article, "Tolvan's office", actor, editor=editor, seen_version=1)
    assert Tag.objects.get().mention_count == 1


@pytest.mark.parametrize("words", ["Nobody", "Vasil", "", "Monday. Tolvan"])
def test_words_that_do_not_stand_there_cannot_be_added(words: str, editor: User) -> None:
    with pytest.raises(review.ReviewError, match="does not stand"):
        review.add(make_article(), words, make_actor(), editor=editor, seen_version=1)
    assert not Decision.objects.exists()


def test_words_cannot_be_added_twice_but_more_words_can(editor: User) -> None:
    article, actor = make_article(), make_actor("Mira Tolvan")
    review.add(article, "Mira Tolvan", actor, editor=editor, seen_version=1)
    with pytest.raises(review.ReviewError, match="already"):
        review.add(article, "Mira Tolvan", actor, editor=editor, seen_version=1)
    review.add(article, "Tolvan", actor, editor=editor, seen_version=1)
    assert Tag.objects.get().mention_count == 2


@pytest.mark.parametrize(("name", "kind"), [("  ", "person"), ("\u200b…", "person"), ("X", "")])
def test_an_actor_needs_a_name_and_a_kind(name: str, kind: str) -> None:
    with pytest.raises(review.ReviewError, match="a name and a kind"):
        review.actor_named(name, kind)


def test_a_second_editor_with_an_old_page_is_told_who_decided(
    tag: Tag, editor: User, other_editor: User
) -> None:
    seen = now(tag)
    first = review.confirm(tag, editor=editor)
    with pytest.raises(review.Stale) as caught:
        review.reject(seen, editor=other_editor)
    assert caught.value.decision == first
    assert now(tag).status == "confirmed"


def test_a_tag_that_was_relinked_meanwhile_is_stale(
    tag: Tag, editor: User, other_editor: User
) -> None:
    relinked = review.relink(tag, make_actor("Marina Tolvan"), editor=editor)
    with pytest.raises(review.Stale) as caught:
        review.confirm(tag, editor=other_editor)
    assert caught.value.decision == relinked


def test_a_decision_undone_meanwhile_is_stale_and_names_the_undo(
    tag: Tag, editor: User, other_editor: User
) -> None:
    review.confirm(tag, editor=editor)
    seen = now(tag)
    undone = review.undo(Decision.objects.get(), editor=editor)
    with pytest.raises(review.Stale) as caught:
        review.reject(seen, editor=other_editor)
    assert caught.value.decision == undone


def test_a_kind_changed_meanwhile_elsewhere_is_stale(
    tag: Tag, editor: User, other_editor: User
) -> None:
    elsewhere = make_tag(make_article("Tolvan spoke."), "Tolvan", tag.actor)
    retyped = review.retype(now(elsewhere), "place", editor=editor)
    with pytest.raises(review.Stale) as caught:
        review.retype(tag, "organisation", editor=other_editor)
    assert caught.value.decision == retyped


def test_a_new_text_makes_every_verb_stale(editor: User) -> None:
    tag = now(make_tag(make_article(guid="demo:1"), "Tolvan"))
    article = give_new_text(tag.article, BODY + " More.")
    with pytest.raises(review.Stale, match="new text"):
        review.confirm(tag, editor=editor)
    with pytest.raises(review.Stale, match="new text"):
        review.add(article, "Halden", make_actor("Halden"), editor=editor, seen_version=1)


def test_a_tag_as_a_page_showed_it_is_as_good_as_the_row(tag: Tag, editor: User) -> None:
    seen = review.as_seen(
        article=tag.article_id, version=1, actor=tag.actor_id, kind="person", decision=None
    )
    review.confirm(seen, editor=editor)
    assert now(tag).status == "confirmed"


@pytest.mark.parametrize(
    "statement", ["UPDATE entities_decision SET note = ''", "DELETE FROM entities_decision"]
)
def test_the_database_refuses_to_change_a_decision(statement: str, tag: Tag, editor: User) -> None:
    review.confirm(tag, editor=editor)
    with (
        pytest.raises(IntegrityError, match="never changed"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    assert Decision.objects.count() == 1


VERBS: dict[str, Callable[[Tag, User], Decision]] = {
    "confirm": lambda tag, editor: review.confirm(tag, editor=editor),
    "reject": lambda tag, editor: review.reject(tag, editor=editor),
    "second look": lambda tag, editor: review.ask_second_look(tag, editor=editor),
    "relink": lambda tag, editor: review.relink(tag, make_actor("Marina T."), editor=editor),
    "retype": lambda tag, editor: review.retype(tag, "place", editor=editor),
    "add": lambda tag, editor: review.add(
        tag.article, "met Ambassador", make_actor("X"), editor=editor, seen_version=1
    ),
}


@pytest.mark.parametrize("verb", VERBS)
def test_undo_restores_exactly_and_undoing_that_brings_it_back(
    verb: str, tag: Tag, editor: User, other_editor: User
) -> None:
    before = state(tag.article)
    decision = VERBS[verb](now(tag), editor)
    after = state(tag.article)
    assert before != after
    undone = review.undo(decision, editor=other_editor)
    assert state(tag.article) == before
    review.undo(undone, editor=editor)
    assert state(tag.article) == after


@pytest.mark.parametrize("verb", VERBS)
def test_undo_after_an_earlier_decision_restores_that(verb: str, tag: Tag, editor: User) -> None:
    review.ask_second_look(tag, editor=editor)
    if verb == "second look":
        review.confirm(now(tag), editor=editor)
    before = state(tag.article)
    review.undo(VERBS[verb](now(tag), editor), editor=editor)
    assert state(tag.article) == before


def test_the_first_of_two_changes_of_kind_can_be_undone(tag: Tag, editor: User) -> None:
    first = review.retype(tag, "place", editor=editor)
    review.retype(now(tag), "organisation", editor=editor)
    review.undo(first, editor=editor)
    assert now(tag).actor.kind == "organisation"


def test_undoing_another_verb_leaves_the_kind_alone(tag: Tag, editor: User) -> None:
    review.retype(tag, "place", editor=editor)
    Actor.objects.filter(pk=tag.actor_id).update(kind="organisation")  # by hand in the admin
    review.undo(review.confirm(now(tag), editor=editor), editor=editor)
    assert now(tag).actor.kind == "organisation"


def test_a_decision_cannot_be_undone_twice(tag: Tag, editor: User, other_editor: User) -> None:
    decision = review.confirm(tag, editor=editor)
    undone = review.undo(decision, editor=other_editor)
    with pytest.raises(review.Stale, match="other-editor has undone") as caught:
        review.undo(decision, editor=editor)
    assert caught.value.decision == undone


def test_decisions_move_with_their_words_to_a_new_text(editor: User) -> None:
    tag = make_tag(make_article(guid="demo:1"), "Halden")
    review.confirm(tag, editor=editor)
    article = give_new_text(tag.article, "🕊️ Update. " + BODY)
    publish(lock_article(article.pk))
    mark = resolve_article(article)[0].marks[0]
    assert article.body[mark.start : mark.end] == "Halden"
    assert now(tag).status == "confirmed"


def test_suggestions_of_the_old_text_are_shown_where_their_words_now_stand(editor: User) -> None:
    tag = make_tag(make_article(guid="demo:1"), "Halden")
    make_mention(tag.article, "Monday", make_actor("Monday"))
    article = give_new_text(tag.article, "Update. In Halden.")
    marks = [mark for tag in resolve_article(article) for mark in tag.marks]
    assert [article.body[mark.start : mark.end] for mark in marks] == ["Halden"]


@pytest.mark.django_db(transaction=True)
def test_of_two_editors_deciding_at_once_one_is_told_of_the_other() -> None:
    tag = make_tag(make_article(), "Tolvan")
    seen = [now(tag), now(tag)]
    users = [make_user("editor", "first"), make_user("editor", "second")]
    at_once = Barrier(2)

    def decide(number: int) -> Decision | review.Stale:
        verb = (review.confirm, review.reject)[number]
        try:
            at_once.wait(10)
            return verb(seen[number], editor=users[number])
        except review.Stale as stale:
            return stale
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        results = list(pool.map(decide, range(2)))
    decision = Decision.objects.get()
    (stale,) = [one for one in results if isinstance(one, review.Stale)]
    assert stale.decision == decision
    assert now(tag).decision == decision


@pytest.mark.django_db(transaction=True)
def test_of_two_editors_undoing_at_once_one_is_told_of_the_other() -> None:
    users = [make_user("editor", "first"), make_user("editor", "second")]
    decision = review.confirm(make_tag(make_article(), "Tolvan"), editor=users[0])
    at_once = Barrier(2)

    def undo(user: User) -> bool:
        try:
            at_once.wait(10)
            review.undo(decision, editor=user)
        except review.Stale:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(undo, users)) == [False, True]
    assert Decision.objects.filter(verb="undo").count() == 1


@pytest.mark.django_db(transaction=True)
def test_editors_of_many_articles_with_one_actor_do_not_lock_each_other_out() -> None:
    editor = make_user("editor")
    actors = [make_actor("Tolvan"), make_actor("Vasilyenko")]
    tags = []
    for number in range(6):
        article = make_article(f"{BODY} {number}")
        tags += [now(make_tag(article, actor.name, actor)) for actor in actors]

    def decide(tag: Tag) -> None:
        try:
            decision = review.reject(tag, editor=editor)
            review.undo(decision, editor=editor)
            review.reject(now(tag), editor=editor)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(decide, tags))
    assert Actor.objects.aggregate(most=Max("article_count")) == {"most": 0}
