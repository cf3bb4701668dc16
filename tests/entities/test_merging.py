"""Two actors become one, everywhere and at once; undone, everything is as it was."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection, transaction

from articles.models import Article
from entities import moving, review
from entities.meant import ARCHIVE_NAMES
from entities.models import (
    Actor,
    ActorMove,
    ActorName,
    ActorPair,
    ActorWeek,
    ActorYear,
    ArticleReview,
    Dealing,
    Decision,
    Interaction,
    Quote,
    QuoteAbout,
    Tag,
)
from entities.publish import lock_article, publish
from tests.factories import (
    make_actor,
    make_article,
    make_interaction,
    make_mention,
    make_quote,
    make_tag,
    make_user,
)

pytestmark = pytest.mark.django_db

# What follows from mentions and decisions, less the keys of rows that are written anew.
DERIVED: dict[Any, Sequence[str]] = {
    Actor: ("id", "merged_into", "name", "kind", "wikidata", "description", "country", "slug"),
    ActorName: ("id", "actor", "name", "normalised_name", "origin"),
    Tag: (
        "article",
        "actor",
        "status",
        "score",
        "salience",
        "mention_count",
        "orphaned",
        "decision",
    ),
    Quote: ("id", "speaker", "moved_by", "orphaned", "status", "search_vector"),
    QuoteAbout: ("quote", "actor", "sort_at"),
    Interaction: ("id", "source", "target", "by", "orphaned", "status"),
    Dealing: ("interaction", "actor", "other", "kind", "side", "modality", "sort_at", "public"),
    ArticleReview: ("article", "suggested_count", "decided_count", "unlinked_count", "stake"),
    Article: ("id", "actor_ids", "label_text", "label_lexemes", "search_vector"),
    ActorYear: ("actor", "year", "article_count"),
    ActorPair: ("actor", "other", "article_count"),
    ActorWeek: ("actor", "week", "article_count"),
}


def dump() -> dict[str, list[Any]]:
    """Everything that is derived, and the actors; a count of none is the same as no count."""
    found = {}
    for model, fields in DERIVED.items():
        rows = model.objects.all()
        if "article_count" in fields:
            rows = rows.exclude(article_count=0)
        found[model.__name__] = sorted(rows.values_list(*fields), key=repr)
    counts = Actor.objects.exclude(article_count=0).values_list("pk", "article_count")
    return {**found, "counts": sorted(counts)}


def publish_all() -> None:
    """Derive everything anew as every publication does."""
    for pk in Article.objects.order_by("pk").values_list("pk", flat=True):
        with transaction.atomic():
            publish(lock_article(pk))


def merge(keep: Actor, duplicate: Actor, editor: User, **more: Any) -> Decision:
    keep.refresh_from_db()
    duplicate.refresh_from_db()
    seen = review.seen_state(keep, duplicate)
    told = {"reason": "One person, two spellings.", "seen": seen, **more}
    return review.merge(keep=keep, duplicate=duplicate, editor=editor, **told)


def let_follow() -> None:
    for move in ActorMove.objects.filter(finished_at=None).order_by("pk"):
        moving.carry_out(move.pk)


@pytest.fixture
def keep() -> Actor:
    return make_actor("Mira Tolvan")


@pytest.fixture
def duplicate() -> Actor:
    return make_actor("M. Tolvan", description="minister", wikidata="Q71")


@pytest.fixture
def archive(keep: Actor, duplicate: Actor, editor: User) -> list[Article]:
    """Articles of either, of both, decided on, and with what they say and do."""
    other = make_actor("Anton Vasilyenko")
    said = "Vasilyenko met Tolvan. “It rains on Vasilyenko,” said Tolvan. Reijo sang."
    articles = [make_article(f"{said} {number}") for number in range(5)]
    for number, article in enumerate(articles):
        make_mention(article, "Vasilyenko", other, salience=0.5)
        make_mention(article, "Tolvan", keep if number == 4 else duplicate, salience=0.5)
        make_mention(article, "Reijo", keep if number == 3 else make_actor(f"Reijo {number}"))
        actor = keep if number == 4 else duplicate
        make_quote(article, "“It rains on Vasilyenko,”", actor, named="Tolvan")
        make_interaction(article, "met", other, actor)
    about = make_article("Tolvan came. “Tolvan is late,” said Vasilyenko.")
    make_mention(about, "Tolvan", duplicate)
    make_mention(about, "Vasilyenko", other)
    make_quote(about, "“Tolvan is late,”", other, named="Vasilyenko")
    review.confirm(articles[1].tags.get(actor=duplicate), editor=editor)
    review.relink(articles[2].tags.get(actor=duplicate), other, editor=editor)
    return [*articles, about]


def test_a_merge_is_one_decision_with_its_reason(
    keep: Actor, duplicate: Actor, chief: User
) -> None:
    decision = merge(keep, duplicate, chief)
    duplicate.refresh_from_db()
    assert duplicate.merged_into == keep
    assert (decision.verb, decision.subject) == ("merge", "actor")
    assert (decision.actor, decision.to_actor) == (duplicate, keep)
    assert decision.note == "One person, two spellings."


def test_what_the_survivor_lacks_it_takes_from_the_duplicate(
    keep: Actor, duplicate: Actor, chief: User
) -> None:
    merge(keep, duplicate, chief)
    keep.refresh_from_db()
    duplicate.refresh_from_db()
    assert (keep.wikidata, keep.description) == ("Q71", "minister")
    assert (duplicate.wikidata, duplicate.key) == (None, "local:person:m. tolvan")
    names = keep.names.order_by("pk").values_list("name", "origin")
    assert list(names) == [("Mira Tolvan", "extraction"), ("M. Tolvan", "extraction")]


def test_everything_moved_is_as_if_it_had_been_published_so(
    archive: list[Article], keep: Actor, duplicate: Actor, chief: User
) -> None:
    merge(keep, duplicate, chief)
    let_follow()
    moved = dump()
    assert not Tag.objects.filter(actor=duplicate).exists()
    publish_all()
    assert dump() == moved


@pytest.mark.parametrize("kind", ["person", "organisation"])
def test_a_survivor_of_another_kind_or_better_known_changes_what_is_at_stake(
    archive: list[Article], duplicate: Actor, chief: User, kind: str
) -> None:
    known = make_actor("Mira K. Tolvan", kind, wikidata="Q17")
    Actor.objects.filter(pk=duplicate.pk).update(wikidata=None)
    publish_all()
    before = dump()
    decision = merge(known, duplicate, chief)
    let_follow()
    moved = dump()
    publish_all()
    assert dump() == moved
    assert moved["ArticleReview"] != before["ArticleReview"]
    review.restore_merge(decision, editor=chief)
    let_follow()
    assert dump() == before


def test_most_articles_are_renamed_and_the_others_published(
    archive: list[Article], keep: Actor, duplicate: Actor, chief: User
) -> None:
    merge(keep, duplicate, chief)
    move = ActorMove.objects.get()
    with transaction.atomic():
        easy = moving._renamed(move, moving.articles_of(move))
    # Decided on are the second and the third, both actors are in the fourth.
    assert easy == {archive[0].pk, archive[5].pk}


def test_undone_everything_is_as_it_was(
    archive: list[Article], keep: Actor, duplicate: Actor, chief: User
) -> None:
    before = dump()
    decision = merge(keep, duplicate, chief)
    let_follow()
    assert dump() != before
    review.restore_merge(decision, editor=chief)
    let_follow()
    assert dump() == before


def test_an_undo_before_the_articles_have_followed_is_exact_too(
    archive: list[Article], keep: Actor, duplicate: Actor, chief: User
) -> None:
    before = dump()
    review.restore_merge(merge(keep, duplicate, chief), editor=chief)
    let_follow()
    assert dump() == before


def test_an_undone_merge_can_be_merged_again_by_undoing_the_undo(
    archive: list[Article], keep: Actor, duplicate: Actor, chief: User
) -> None:
    before = dump()
    decision = merge(keep, duplicate, chief)
    let_follow()
    merged = dump()
    undo = review.restore_merge(decision, editor=chief)
    let_follow()
    again = review.restore_merge(undo, editor=chief)
    let_follow()
    assert dump() == merged
    review.restore_merge(again, editor=chief)
    let_follow()
    assert dump() == before


def test_what_was_decided_meanwhile_stays_where_it_was_decided(
    archive: list[Article], keep: Actor, duplicate: Actor, chief: User, editor: User
) -> None:
    first, unmerged = archive[0], dump()
    decision = merge(keep, duplicate, chief)
    let_follow()
    review.confirm(tag_of(first, keep), editor=editor)
    review.restore_merge(decision, editor=chief)
    let_follow()
    assert tag_of(first, keep).status == "confirmed"
    assert not first.tags.filter(actor=duplicate).exists()
    now = dump()
    others = [row for row in now["Tag"] if row[0] != first.pk]
    assert others == [row for row in unmerged["Tag"] if row[0] != first.pk]
    publish_all()
    assert dump() == now


def tag_of(article: Article, actor: Actor) -> Tag:
    return Tag.objects.select_related("article", "actor").get(article=article, actor=actor)


def test_a_chain_of_merges_leads_to_the_last_and_comes_apart_in_any_order(
    keep: Actor, duplicate: Actor, chief: User
) -> None:
    third = make_actor("Marina Tolvan")
    for number, actor in enumerate((keep, duplicate, third)):
        make_tag(make_article(f"Tolvan spoke, {number}."), "Tolvan", actor)
    before = dump()
    first = merge(keep, duplicate, chief)
    second = merge(third, keep, chief)
    let_follow()
    assert list(third.merged.order_by("pk")) == [keep, duplicate]
    third.refresh_from_db()
    assert third.article_count == 3
    review.restore_merge(first, editor=chief)
    let_follow()
    third.refresh_from_db()
    assert third.article_count == 2
    review.restore_merge(second, editor=chief)
    let_follow()
    assert dump() == before


def test_undoing_the_later_of_two_leaves_the_earlier_one(
    keep: Actor, duplicate: Actor, chief: User
) -> None:
    third = make_actor("Marina Tolvan")
    make_tag(make_article("Tolvan spoke."), "Tolvan", duplicate)
    merge(keep, duplicate, chief)
    let_follow()
    between = dump()
    review.restore_merge(merge(third, keep, chief), editor=chief)
    let_follow()
    assert dump() == between


@pytest.mark.parametrize("into", ["itself", "merged", "back"])
def test_what_cannot_be_merged_is_answered_clearly(
    into: str, keep: Actor, duplicate: Actor, chief: User
) -> None:
    third = make_actor("Marina Tolvan")
    if into == "itself":
        with pytest.raises(review.ReviewError, match="into itself"):
            merge(keep, keep, chief)
        return
    merge(keep, duplicate, chief)
    with pytest.raises(review.Stale, match=r"M\. Tolvan has been merged into Mira Tolvan"):
        merge(duplicate, third if into == "merged" else keep, chief)


def test_a_merge_needs_a_reason(keep: Actor, duplicate: Actor, chief: User) -> None:
    with pytest.raises(review.ReviewError, match="needs a reason"):
        merge(keep, duplicate, chief, reason="  ")


def test_two_wikidata_ids_are_one_only_when_somebody_says_so(duplicate: Actor, chief: User) -> None:
    keep = make_actor("Mira Tolvan", wikidata="Q17")
    with pytest.raises(review.ReviewError, match="Q71 and Mira Tolvan as Q17"):
        merge(keep, duplicate, chief)
    merge(keep, duplicate, chief, both_ids=True)
    keep.refresh_from_db()
    duplicate.refresh_from_db()
    assert (keep.wikidata, duplicate.wikidata) == ("Q17", "Q71")


def test_a_merge_of_what_somebody_changed_since_is_stale(
    keep: Actor, duplicate: Actor, chief: User
) -> None:
    seen = review.seen_state(keep, duplicate)
    Actor.objects.filter(pk=keep.pk).update(kind="organisation")
    with pytest.raises(review.Stale, match="since you saw them"):
        merge(keep, duplicate, chief, seen=seen)


def test_an_old_name_in_a_query_means_the_survivor(
    keep: Actor, duplicate: Actor, chief: User
) -> None:
    make_tag(make_article(), "Tolvan", duplicate)
    merge(keep, duplicate, chief)
    let_follow()
    assert ARCHIVE_NAMES.named("actor", "M. Tolvan").ids == (keep.pk,)


def test_a_new_article_of_the_duplicate_is_the_survivors(
    keep: Actor, duplicate: Actor, chief: User
) -> None:
    merge(keep, duplicate, chief)
    article = make_article()
    make_mention(article, "Tolvan", duplicate)
    assert article.tags.get().actor == keep


def test_a_name_that_an_editor_took_away_meanwhile_comes_back_to_the_duplicate(
    keep: Actor, duplicate: Actor, chief: User
) -> None:
    names = dump()["ActorName"]
    decision = merge(keep, duplicate, chief)
    keep.names.filter(name="M. Tolvan").delete()
    review.restore_merge(decision, editor=chief)
    assert dump()["ActorName"] == names


def test_a_killed_worker_is_taken_over_where_it_was(
    archive: list[Article], keep: Actor, duplicate: Actor, chief: User, monkeypatch: Any
) -> None:
    merge(keep, duplicate, chief)
    monkeypatch.setattr(moving, "CHUNK", 2)
    rename = moving.rename

    def killed(articles: list[int], *rest: Any) -> None:
        if archive[5].pk in articles:
            raise KeyboardInterrupt
        rename(articles, *rest)

    monkeypatch.setattr(moving, "rename", killed)
    with pytest.raises(KeyboardInterrupt):
        let_follow()
    move = ActorMove.objects.get()
    assert (move.done_count, move.left_count, move.after) == (4, 1, archive[3].pk)
    monkeypatch.setattr(moving, "rename", rename)
    let_follow()
    move.refresh_from_db()
    assert (move.done_count, move.left_count) == (5, 0)
    assert move.finished_at


@pytest.mark.django_db(transaction=True)
def test_of_two_merges_at_once_each_into_the_other_one_is_told() -> None:
    one, other = make_actor("Mira Tolvan"), make_actor("M. Tolvan")
    users = [make_user("chief editor", "first"), make_user("chief editor", "second")]
    seen = review.seen_state(one, other)
    at_once = Barrier(2)

    def decide(number: int) -> Decision | review.Stale:
        keep, duplicate = (one, other) if number else (other, one)
        told = {"reason": "One person.", "seen": seen, "editor": users[number]}
        try:
            at_once.wait(10)
            return review.merge(keep=keep, duplicate=duplicate, **told)
        except review.Stale as stale:
            return stale
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        results = list(pool.map(decide, range(2)))
    (stale,) = [one for one in results if isinstance(one, review.Stale)]
    assert stale.decision == Decision.objects.get()
    assert Actor.objects.filter(merged_into=None).count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_merge_while_editors_decide_on_the_duplicate_loses_neither() -> None:
    keep, duplicate = make_actor("Mira Tolvan"), make_actor("M. Tolvan")
    tags = [
        tag_of(article, duplicate)
        for number in range(4)
        if make_tag(article := make_article(f"Tolvan spoke, {number}."), "Tolvan", duplicate)
    ]
    chief, editor = make_user("chief editor"), make_user("editor")
    at_once = Barrier(3)

    def decide(number: int) -> None:
        try:
            at_once.wait(10)
            if number == 0:
                merge(keep, duplicate, chief)
            else:
                for tag in tags[number - 1 :: 2]:
                    review.confirm(tag, editor=editor)
        finally:
            connection.close()

    with ThreadPoolExecutor(3) as pool:
        list(pool.map(decide, range(3)))
    let_follow()
    found = Tag.objects.values_list("actor", "status")
    assert list(found) == [(keep.pk, "confirmed")] * 4
