"""Undo of anything, told before; all that is left confirmed at once, and taken back at once."""

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from entities import review
from entities.models import Actor, Batch, Decision, Quote, Tag
from entities.publish import read_article, resolve_article
from entities.told_desk import told_desk
from tests.entities.test_review import now, state
from tests.entities.test_told import WORDS, Story
from tests.entities.test_told_review import VERBS, seen
from tests.factories import BODY, make_actor, make_article, make_interaction, make_mention, make_tag

pytestmark = pytest.mark.django_db

told = review.told


@pytest.fixture
def story() -> Story:
    return Story()


def everything(story: Story) -> list[str]:
    """All that is suggested, as the desk would hand it to `confirm_rest`."""
    story.article.refresh_from_db()
    desk = told_desk(story.article, read_article(story.article).told)
    tags = Tag.objects.filter(article=story.article, status="suggested").select_related("actor")
    return [
        *(review.seen_tag(tag.actor) for tag in tags),
        *(one.seen for one in (*desk.quotes, *desk.interactions) if one.status == "suggested"),
    ]


def confirm_rest(story: Story, editor: User, wanted: list[str]) -> review.Rest:
    return review.confirm_rest(story.article, editor=editor, seen_version=1, seen=wanted)


# --- Other words for a tag -----------------------------------------------------------------------


def words_of(tag: Tag) -> list[str]:
    tag.article.refresh_from_db()
    (found,) = [one for one in resolve_article(tag.article) if one.actor == tag.actor_id]
    return [tag.article.body[mark.start : mark.end] for mark in found.marks]


def spans(*words: str) -> list[tuple[int, int]]:
    return [(BODY.index(one), BODY.index(one) + len(one)) for one in words]


@pytest.mark.parametrize(
    ("had", "before", "after", "left"),
    [
        ("Mira Tolvan", ["Mira Tolvan"], ["Foreign Minister Mira Tolvan"], None),
        ("Mira Tolvan", ["Mira Tolvan"], ["Tolvan "], ["Tolvan"]),
        ("Mira Tolvan", ["Mira Tolvan"], ["Mira", "Tolvan"], None),
        ("Vasilyenko", ["Vasilyenko"], [], ["Vasilyenko"]),
        ("Vasilyenko", [], ["Ambassador"], ["Ambassador", "Vasilyenko", "Vasilyenko"]),
    ],
)
def test_words_of_a_tag_are_widened_narrowed_split_dropped_and_more(
    had: str, before: list[str], after: list[str], left: list[str] | None, editor: User
) -> None:
    tag = now(make_tag(make_article(), had))
    first = state(tag.article)
    decision = review.adjust(
        tag, before_spans=spans(*before), after_spans=spans(*after), editor=editor
    )
    assert words_of(tag) == (left if left is not None else after)
    assert now(tag).status == "confirmed"
    review.undo(decision, editor=editor)
    assert state(tag.article) == first


def test_two_spans_are_joined_to_one(editor: User) -> None:
    article, actor = make_article(), make_actor("Mira Tolvan")
    make_mention(article, "Mira", actor)
    tag = now(make_tag(article, "Minister", actor))
    joined = spans("Minister Mira")
    review.adjust(tag, before_spans=spans("Minister", "Mira"), after_spans=joined, editor=editor)
    assert words_of(tag) == ["Minister Mira"]


@pytest.mark.parametrize(
    ("before", "after", "why"),
    [
        ([(0, 7)], [(0, 8)], "others than you saw"),
        (spans("Mira Tolvan"), spans("Mira Tolvan"), "already"),
        (spans("Mira Tolvan"), [], "no words left"),
        (spans("Mira Tolvan"), [(0, 3)], "whole words"),
        (spans("Mira Tolvan"), [(5, 5)], "do not stand"),
        (spans("Mira Tolvan"), [(0, 10**9)], "do not stand"),
        (spans("Mira Tolvan"), spans("Mira Tolvan", "Tolvan met"), "overlap"),
    ],
)
def test_words_that_cannot_be_a_tag_are_refused(
    before: list[tuple[int, int]], after: list[tuple[int, int]], why: str, editor: User
) -> None:
    tag = now(make_tag(make_article(), "Mira Tolvan"))
    with pytest.raises(review.ReviewError, match=why):
        review.adjust(tag, before_spans=before, after_spans=after, editor=editor)
    assert not Decision.objects.exists()


def test_dropped_words_do_not_come_back_when_the_machine_sees_them_again(editor: User) -> None:
    article, actor = make_article(), make_actor("Anton Vasilyenko")
    tag = now(make_tag(article, "Vasilyenko", actor))
    review.adjust(tag, before_spans=spans("Vasilyenko"), after_spans=[], editor=editor)
    article.mentions.all().delete()
    make_mention(article, "Vasilyenko", actor)
    assert len(words_of(tag)) == 1


# --- The rest ------------------------------------------------------------------------------------


def test_the_rest_is_confirmed_in_one_batch_and_taken_back_in_one(
    story: Story, editor: User
) -> None:
    before = state(story.article)
    rest = confirm_rest(story, editor, everything(story))
    assert (rest.confirmed_count, rest.left) == (4, ())
    assert not everything(story)
    assert "@reviewed" in story.article.label_lexemes
    after = state(story.article)
    undone = review.undo_batch(rest.batch, editor=editor)
    assert state(story.article) == before
    review.undo_batch(undone, editor=editor)
    assert state(story.article) == after


def test_what_changed_meanwhile_is_left_alone_and_told(
    story: Story, editor: User, other_editor: User
) -> None:
    wanted = everything(story)
    told.name_speaker(seen(story, story.quote), speaker=story.anton, editor=other_editor)
    review.reject(story.tag(story.tolvan), editor=other_editor)
    rest = confirm_rest(story, editor, [*wanted, "tag:999999:person", "quote:999999:1.0.0"])
    assert rest.confirmed_count == 1
    assert "Mira Tolvan: rejected meanwhile." in rest.left
    assert "A quote has changed meanwhile." in rest.left
    assert story.tag(story.tolvan).status == "rejected"


@pytest.mark.parametrize("wanted", [[], ["tag:x:person"], ["quote"], ["tag:99999999999999999999:"]])
def test_nothing_to_confirm_is_said(wanted: list[str], story: Story, editor: User) -> None:
    with pytest.raises(review.Stale, match="Nothing is left"):
        confirm_rest(story, editor, wanted)
    assert not Batch.objects.exists()


def test_the_rest_of_another_text_is_not_confirmed(story: Story, editor: User) -> None:
    with pytest.raises(review.Stale, match="new text"):
        review.confirm_rest(story.article, editor=editor, seen_version=2, seen=everything(story))


@pytest.mark.parametrize("count", [2, 20])
def test_the_rest_takes_as_many_queries_for_any_number_of_tags(count: int, editor: User) -> None:
    article = make_article(" and ".join(f"Tolvan{n}" for n in range(count)) + " met them.")
    actors = [make_actor(f"Tolvan{n}") for n in range(count)]
    for number, actor in enumerate(actors):
        make_mention(article, f"Tolvan{number}", actor)
    make_interaction(article, "met them", actors[0], actors[1])
    with CaptureQueriesContext(connection) as queries:
        review.confirm_rest(
            article, editor=editor, seen_version=1, seen=map(review.seen_tag, actors)
        )
    assert len(queries) <= 27


def test_decision_of_a_batch_is_undone_alone_and_the_batch_less_it(
    story: Story, editor: User, other_editor: User
) -> None:
    before = state(story.article)
    rest = confirm_rest(story, editor, everything(story))
    one = rest.batch.decisions.first()
    assert one
    review.undo(one, editor=other_editor)
    undone = review.undo_batch(rest.batch, editor=editor)
    assert (undone.done_count, undone.skipped_count) == (3, 1)
    assert state(story.article) == before
    with pytest.raises(review.Stale, match="undone this already"):
        review.undo_batch(rest.batch, editor=editor)


# --- Told before ---------------------------------------------------------------------------------


@pytest.mark.parametrize("verb", VERBS)
def test_preview_of_an_undo_changes_nothing_and_says_something(
    verb: str, story: Story, editor: User
) -> None:
    decision = VERBS[verb](story, editor)
    before = state(story.article)
    shown = review.preview(decision)
    assert state(story.article) == before
    assert shown.changes
    assert not shown.problem


def test_preview_says_in_words_what_would_change(story: Story, editor: User) -> None:
    relinked = review.relink(story.tag(story.tolvan), make_actor("Ada Tolvan"), editor=editor)
    assert set(review.preview(relinked).changes) == {
        "Ada Tolvan is no longer tagged.",
        "Mira Tolvan is tagged: suggested, not checked, on “Mira Tolvan”, “said Tolvan”.",
        f"Quote “{WORDS}”: suggested, not checked, said by Mira Tolvan, instead of "
        "suggested, not checked, said by Ada Tolvan.",
        "Interaction “met Anton”: suggested, not checked, talks: Mira Tolvan → Anton Vasilyenko, "
        "instead of suggested, not checked, talks: Ada Tolvan → Anton Vasilyenko.",
    }


def test_preview_of_a_kind_names_all_articles(editor: User) -> None:
    tag = now(make_tag(make_article(), "Tolvan"))
    decision = review.retype(tag, "place", editor=editor)
    assert review.preview(decision).changes == (
        "Tolvan: person, instead of place, in its one article.",
    )


def test_preview_of_what_a_later_decision_says_too_is_empty(story: Story, editor: User) -> None:
    first = review.ask_second_look(story.tag(story.tolvan), editor=editor)
    review.confirm(story.tag(story.tolvan), editor=editor)
    assert review.preview(first).changes == ()


def test_preview_of_what_is_undone_says_by_whom(
    story: Story, editor: User, other_editor: User
) -> None:
    decision = review.confirm(story.tag(story.tolvan), editor=editor)
    review.undo(decision, editor=other_editor)
    assert review.preview(decision).problem == "other-editor has undone this already."


def test_page_shows_what_undoing_changes_and_undoes_without_script(
    story: Story, editor: User, client: Client
) -> None:
    client.force_login(editor)
    decision = told.reject(seen(story, story.quote), editor=editor)
    address = reverse("review:undo", args=[decision.pk])
    page = client.get(address).content.decode()
    assert "suggested, not checked, said by Mira Tolvan, instead of rejected" in page
    assert Quote.objects.get().status == "rejected"
    client.post(address)
    assert Quote.objects.get().status == "suggested"
    assert "has undone this already" in client.get(address).content.decode()


def test_actor_decision_of_an_unknown_sort_is_not_undone(editor: User) -> None:
    decision = Decision.objects.create(
        verb="confirm", subject="actor", actor=make_actor(), editor=editor
    )
    assert "cannot be undone" in review.preview(decision).problem
    with pytest.raises(review.ReviewError, match="cannot be undone"):
        review.undo(decision, editor=editor)
    assert Actor.objects.count() == 1
