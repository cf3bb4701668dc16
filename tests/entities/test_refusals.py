"""What the verbs of the desk refuse, in the words that the editor reads; nothing is decided."""

import threading
from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.db import transaction

from entities import review
from entities.anchoring import find
from entities.models import Actor, Decision, Interaction, Tag
from entities.publish import lock_article, publish
from entities.resolution import Span
from entities.review import rest
from entities.told import token_of
from newsroom.services.locks import wait_until
from tests.articles.test_duplicates import at_once, somebody_waits_for
from tests.entities.test_review import give_new_text, now
from tests.entities.test_told import BODY, Story
from tests.entities.test_told_review import seen
from tests.factories import BODY as TEXT
from tests.factories import make_actor, make_article, make_tag, make_user

pytestmark = pytest.mark.django_db

told = review.told


@pytest.fixture
def story() -> Story:
    return Story()


@pytest.fixture
def tag() -> Tag:
    return now(make_tag(make_article(), "Tolvan", make_actor("Mira Tolvan")))


def refused(words: str, act: Callable[[], object]) -> None:
    """The verb says so, and leaves no decision behind."""
    before = Decision.objects.count()
    with pytest.raises(review.ReviewError, match=words):
        act()
    assert Decision.objects.count() == before


# --- Tags ----------------------------------------------------------------------------------------


def test_a_tag_cannot_be_relinked_to_who_was_merged_into_its_actor(tag: Tag, editor: User) -> None:
    merged = make_actor("M. Tolvan")
    merged.merged_into = tag.actor
    merged.save()
    refused("already", lambda: review.relink(tag, merged, editor=editor))


def test_the_decision_names_the_actor_that_survived_a_merge(tag: Tag, editor: User) -> None:
    merged, survivor = make_actor("M. Hollar"), make_actor("Marina Hollar")
    merged.merged_into = survivor
    merged.save()
    assert review.relink(tag, merged, editor=editor).to_actor == survivor
    added = review.add(tag.article, "Halden", merged, editor=editor, seen_version=1)
    assert added.actor == survivor


def test_an_actor_that_was_merged_gets_no_other_kind(tag: Tag, editor: User) -> None:
    tag.actor.merged_into = make_actor("Marina Tolvan")
    tag.actor.save()
    refused("merged into another", lambda: review.retype(tag, "organisation", editor=editor))


def test_a_rejected_tag_gets_no_other_words(tag: Tag, editor: User) -> None:
    review.reject(tag, editor=editor)
    spans = {"before_spans": [(22, 28)], "after_spans": [(17, 28)]}
    refused("undo that first", lambda: review.adjust(now(tag), **spans, editor=editor))


FIRST, SECOND = find("Tolvan", TEXT)
WIDER = (FIRST[0] - 5, FIRST[1])


@pytest.mark.parametrize(
    ("had", "has", "words"),
    [
        ([WIDER], [FIRST], "words of this tag are others than you saw"),
        ([FIRST], [FIRST], "these are its words already"),
        ([FIRST, SECOND], [], "no words left: reject it"),
        ([SECOND], [WIDER], "overlap with others"),
        ([FIRST], [(FIRST[0], FIRST[1] - 1)], "“Tolva” are not whole words"),
        ([FIRST], [(FIRST[1], FIRST[1] + 1)], "not whole words"),
        ([FIRST], [(0, len(TEXT) + 1)], "do not stand in the text"),
    ],
)
def test_a_tag_gets_only_words_that_can_be_its_own(
    tag: Tag, editor: User, had: list[Span], has: list[Span], words: str
) -> None:
    refused(words, lambda: review.adjust(tag, before_spans=had, after_spans=has, editor=editor))


# --- Quotes and interactions ---------------------------------------------------------------------


@pytest.mark.parametrize("row", ["quote", "met"])
def test_what_is_decided_is_not_decided_so_again(story: Story, editor: User, row: str) -> None:
    one = getattr(story, row)
    for verb, words in (
        (told.confirm, "Confirmed already"),
        (told.ask_second_look, "second look was asked for already"),
        (told.reject, "Rejected already"),
    ):
        verb(seen(story, one), editor=editor)
        refused(words, lambda verb=verb: verb(seen(story, one), editor=editor))


@pytest.mark.parametrize("row", ["quote", "met"])
def test_what_is_rejected_gets_no_second_look(story: Story, editor: User, row: str) -> None:
    one = getattr(story, row)
    told.reject(seen(story, one), editor=editor)
    refused("readers do not see", lambda: told.ask_second_look(seen(story, one), editor=editor))


def test_a_confirmed_speaker_is_not_named_again(story: Story, editor: User) -> None:
    told.confirm(seen(story, story.quote), editor=editor)
    again = {"speaker": story.tolvan, "editor": editor}
    refused("Mira Tolvan: confirmed", lambda: told.name_speaker(seen(story, story.quote), **again))


def test_a_confirmed_interaction_is_not_changed_into_itself(story: Story, editor: User) -> None:
    told.confirm(seen(story, story.met), editor=editor)
    same = {"source": story.tolvan, "target": story.anton, "kind": "consult", "editor": editor}
    refused("stands like that", lambda: told.change(seen(story, story.met), **same))


def test_what_both_do_has_no_direction(story: Story, editor: User) -> None:
    Interaction.objects.update(symmetric=True)
    refused("no direction", lambda: told.reverse(seen(story, story.met), editor=editor))


def test_an_interaction_that_is_there_is_not_added(story: Story, editor: User) -> None:
    sides = {"source": story.tolvan, "target": story.anton, "kind": "consult"}
    more = {"words": "met Anton", "editor": editor, "seen_version": 1}
    refused("there already", lambda: told.add_interaction(story.article, **sides, **more))


def test_words_that_stand_twice_are_too_few(story: Story, editor: User) -> None:
    sides = {"source": story.tolvan, "target": story.anton, "kind": "demand"}
    more = {"words": "leave", "editor": editor, "seen_version": 1}
    refused("2 times", lambda: told.add_interaction(story.article, **sides, **more))


def test_whom_readers_see_no_tag_of_is_no_speaker(story: Story, editor: User) -> None:
    review.reject(story.tag(story.anton), editor=editor)
    named = {"speaker": story.anton, "editor": editor}
    refused("first add a tag", lambda: told.name_speaker(seen(story, story.quote), **named))


def test_whose_words_are_gone_is_no_speaker(story: Story, editor: User) -> None:
    ada = make_actor("Ada Halden")
    review.add(story.article, "Halden", ada, editor=editor, seen_version=1)
    story.article = give_new_text(story.article, BODY.replace(" in Halden", ""))
    publish(lock_article(story.article.pk))
    named = {"speaker": ada, "editor": editor}
    refused("first add a tag", lambda: told.name_speaker(seen(story, story.quote), **named))


def test_a_speaker_that_was_merged_is_who_survived(story: Story, editor: User) -> None:
    merged = make_actor("A. Vasilyenko")
    merged.merged_into = story.anton
    merged.save()
    named = told.name_speaker(seen(story, story.quote), speaker=merged, editor=editor)
    assert named.to_actor == story.anton


@pytest.mark.parametrize("verb", [told.confirm, told.ask_second_look])
def test_what_is_no_longer_in_the_text_can_only_be_rejected(
    story: Story, editor: User, verb: Callable[..., Decision]
) -> None:
    told.name_speaker(seen(story, story.quote), speaker=story.anton, editor=editor)
    story.article = give_new_text(story.article, "Mira Tolvan met Anton Vasilyenko in Halden.")
    publish(lock_article(story.article.pk))
    refused("no longer in the text", lambda: verb(seen(story, story.quote), editor=editor))
    told.reject(seen(story, story.quote), editor=editor)


# --- The rest ------------------------------------------------------------------------------------


def test_more_than_anybody_saw_is_not_confirmed(
    tag: Tag, editor: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rest, "MOST_SEEN", 1)
    shown = {"seen": [rest.seen_tag(tag.actor), "tag:1:person"], "seen_version": 1}
    refused("More than 1", lambda: rest.confirm_rest(tag.article, editor=editor, **shown))


def test_a_tag_of_another_kind_than_was_seen_is_not_confirmed(tag: Tag, editor: User) -> None:
    shown = rest.seen_tag(Actor(pk=tag.actor_id, kind="organisation"))
    asked = {"seen": [shown], "seen_version": 1, "editor": editor}
    refused("Mira Tolvan: person meanwhile", lambda: rest.confirm_rest(tag.article, **asked))


def test_a_quote_that_is_no_longer_as_it_was_seen_is_not_confirmed(
    story: Story, editor: User
) -> None:
    shown = f"{Decision.Subject.QUOTE}:{story.quote.pk}:{token_of(story.article, story.quote)}0"
    asked = {"seen": [shown], "seen_version": 1, "editor": editor}
    refused("quote has changed meanwhile", lambda: rest.confirm_rest(story.article, **asked))


# --- Two at once ---------------------------------------------------------------------------------


def told_to_the_slower(first: Callable[[], object], second: Callable[[], object]) -> str:
    """Begin the second while the first has not ended, and return why it is refused."""
    said = list[str]()

    def slower() -> None:
        with pytest.raises(review.ReviewError) as error:
            second()
        said.append(str(error.value))

    worker = threading.Thread(target=at_once, args=(slower,))
    with transaction.atomic():
        first()
        worker.start()
        assert wait_until(somebody_waits_for("transactionid"), 30, every_s=0.02)
    worker.join(timeout=60)
    (only,) = said
    return only


@pytest.mark.django_db(transaction=True)
def test_of_two_who_change_a_kind_at_once_in_two_articles_the_slower_is_told() -> None:
    editor, actor = make_user("editor"), make_actor("Mira Tolvan")
    tag = now(make_tag(make_article(), "Tolvan", actor))
    other = now(make_tag(make_article("Tolvan spoke."), "Tolvan", actor))
    told = told_to_the_slower(
        lambda: review.retype(tag, "organisation", editor=editor),
        lambda: review.retype(other, "organisation", editor=editor),
    )
    assert told == "Mira Tolvan: organisation already."
    assert Decision.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_who_undo_what_is_known_at_once_the_slower_is_told() -> None:
    editor, actor = make_user("editor"), make_actor("Mira Tolvan")
    decision = review.knowing.describe(actor, "A minister.", seen=0, editor=editor)
    told = told_to_the_slower(
        lambda: review.undo(decision, editor=editor),
        lambda: review.undo(Decision.objects.get(pk=decision.pk), editor=editor),
    )
    assert told == "editor has undone this already."
    assert Decision.objects.count() == 2
