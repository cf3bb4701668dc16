"""Quotes and interactions follow the tags of their article, and keep their rows."""

import datetime

import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError, transaction

from articles import acts
from articles.models import Article
from entities import review
from entities.models import Actor, Dealing, Interaction, Quote, QuoteAbout, Tag
from entities.publish import lock_article, publish
from entities.told import token_of
from tests.entities.test_reextraction import read
from tests.entities.test_review import give_new_text
from tests.factories import make_actor, make_article, make_interaction, make_quote, make_tag

pytestmark = pytest.mark.django_db

BODY = (
    "Mira Tolvan met Anton Vasilyenko in Halden.\n\n"
    "“Anton Vasilyenko must leave,” said Tolvan. He did not leave."
)
WORDS = "“Anton Vasilyenko must leave,”"


class Story:
    """An article in which Tolvan speaks about Vasilyenko, and meets him."""

    def __init__(self) -> None:
        self.article = make_article(BODY, guid="demo:1")
        self.tolvan, self.anton = make_actor("Mira Tolvan"), make_actor("Anton Vasilyenko")
        for words, actor in (("Mira Tolvan", self.tolvan), ("Anton Vasilyenko", self.anton)):
            make_tag(self.article, words, actor)
        make_tag(self.article, "said Tolvan", self.tolvan)
        self.quote = make_quote(self.article, WORDS, self.tolvan, named="said Tolvan")
        self.met = make_interaction(self.article, "met Anton", self.tolvan, self.anton)

    def tag(self, actor: Actor) -> Tag:
        tags = Tag.objects.select_related("article", "actor")
        return tags.get(article=self.article, actor=actor)

    def publish(self) -> None:
        with transaction.atomic():
            publish(lock_article(self.article.pk))

    def speaker(self) -> Actor | None:
        self.quote.refresh_from_db()
        return self.quote.speaker

    def dealings(self) -> list[tuple[str, str]]:
        rows = Dealing.objects.order_by("pk")
        return list(rows.values_list("actor__name", "other__name"))


@pytest.fixture
def story() -> Story:
    return Story()


def test_what_readers_see_is_looked_up_from_every_side(story: Story) -> None:
    assert story.speaker() == story.tolvan
    assert list(QuoteAbout.objects.values_list("actor__name", flat=True)) == ["Anton Vasilyenko"]
    both = ("Mira Tolvan", "Anton Vasilyenko")
    assert sorted(story.dealings()) == sorted([both, both[::-1]])


def test_rejected_speaker_is_no_speaker_until_that_is_undone(story: Story, editor: User) -> None:
    decision = review.reject(story.tag(story.tolvan), editor=editor)
    assert story.speaker() is None
    assert story.dealings() == []
    review.undo(decision, editor=editor)
    assert story.speaker() == story.tolvan
    assert len(story.dealings()) == 2


def test_relinked_actor_speaks_and_deals_under_the_right_name(story: Story, editor: User) -> None:
    sister = make_actor("Ada Tolvan")
    review.relink(story.tag(story.tolvan), sister, editor=editor)
    assert story.speaker() == sister
    assert ("Ada Tolvan", "Anton Vasilyenko") in story.dealings()


def test_words_given_to_somebody_else_are_that_ones_where_they_stand(
    story: Story, editor: User
) -> None:
    sister = make_actor("Ada Tolvan")
    version = story.article.version_number
    review.add(story.article, "said Tolvan", sister, editor=editor, seen_version=version)
    assert story.speaker() == sister
    assert ("Mira Tolvan", "Anton Vasilyenko") in story.dealings()


def test_dealing_with_oneself_is_none(story: Story, editor: User) -> None:
    review.relink(story.tag(story.tolvan), story.anton, editor=editor)
    story.met.refresh_from_db()
    assert story.met.orphaned
    assert story.dealings() == []


def test_merged_actor_speaks_as_the_one_that_is_kept(story: Story, editor: User) -> None:
    kept = make_actor("M. Tolvan")
    Actor.objects.filter(pk=story.tolvan.pk).update(merged_into=kept)
    review.confirm(story.tag(story.anton), editor=editor)  # publishes
    assert story.speaker() == kept


def test_rejected_actor_is_not_what_a_quote_is_about(story: Story, editor: User) -> None:
    review.reject(story.tag(story.anton), editor=editor)
    assert not QuoteAbout.objects.exists()
    assert story.speaker() == story.tolvan


def test_words_move_with_those_around_them(story: Story) -> None:
    give_new_text(story.article, "A headline came in. " + BODY)
    story.publish()
    story.quote.refresh_from_db()
    assert (story.quote.moved_by, story.quote.orphaned) == (20, False)
    assert story.speaker() == story.tolvan
    assert len(story.dealings()) == 2


def test_changed_words_wait_for_the_next_extraction(story: Story) -> None:
    give_new_text(story.article, BODY.replace("must leave,”", "must go,”"))
    story.publish()
    story.quote.refresh_from_db()
    assert story.quote.orphaned
    assert not QuoteAbout.objects.exists()


def test_hidden_name_takes_the_quotes_that_hold_it_along(story: Story, chief: User) -> None:
    names = ["Anton Vasilyenko"]
    acts.anonymise(story.article, names=names, editor=chief, reason="Asked.", public_note="")
    story.quote.refresh_from_db()
    assert story.quote.orphaned
    assert story.dealings() == []


def test_another_date_of_the_article_moves_what_it_tells(story: Story) -> None:
    day = datetime.datetime(1999, 1, 2, tzinfo=datetime.UTC)
    Article.objects.filter(pk=story.article.pk).update(published_at=day)
    rows = (Quote.objects, QuoteAbout.objects, Interaction.objects, Dealing.objects)
    assert {at for row in rows for at in row.values_list("sort_at", flat=True)} == {day}


REAL = (
    "Russian President Vladimir Putin met Prime Minister Benjamin Netanyahu in Moscow.\n\n"
    "“We agreed on the whole plan,” Putin said. Netanyahu thanked Putin."
)


def told(article: Article) -> set[tuple[int, str | None]]:
    rows = Quote.objects.filter(article=article).values_list("pk", "speaker__name")
    dealt = Interaction.objects.filter(article=article).values_list("pk", "source__name")
    return {*rows, *dealt}


def test_reading_again_keeps_rows_and_what_editors_made_of_them(editor: User) -> None:
    article = make_article(REAL)
    read(article)
    before = told(article)
    assert {name for _pk, name in before} >= {"Vladimir Putin"}
    tag = Tag.objects.select_related("article", "actor").get(
        article=article, actor__name="Vladimir Putin"
    )
    review.relink(tag, make_actor("Somebody Else"), editor=editor)
    read(article)
    after = told(article)
    assert {pk for pk, _name in after} == {pk for pk, _name in before}
    assert "Vladimir Putin" not in {name for _pk, name in after}
    assert "Somebody Else" in {name for _pk, name in after}


def test_what_is_no_longer_found_goes_unless_it_was_decided(story: Story, editor: User) -> None:
    seen = review.told.quote_as_seen(
        article=story.article.pk, quote=story.quote.pk, token=token_of(story.article, story.quote)
    )
    review.told.confirm(seen, editor=editor)
    stale = make_quote(story.article, "He did not leave.")
    read(story.article)
    assert Quote.objects.filter(pk=story.quote.pk, status="confirmed").exists()
    assert not Quote.objects.filter(pk=stale.pk).exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"status": "maybe"},
        {"status": "confirmed"},
        {"end": 0},
        {"speaker_end": 3, "speaker_start": 3},
    ],
)
def test_quote_that_cannot_be_is_refused(story: Story, wrong: dict[str, object]) -> None:
    with pytest.raises(IntegrityError):
        Quote.objects.update(**wrong)


@pytest.mark.parametrize("wrong", [{"source": None}, {"status": "maybe"}, {"end": 0}])
def test_interaction_that_cannot_be_is_refused(story: Story, wrong: dict[str, object]) -> None:
    with pytest.raises(IntegrityError):
        Interaction.objects.update(**wrong)


def test_same_words_between_the_same_two_are_one_row_whichever_way_round(story: Story) -> None:
    with pytest.raises(IntegrityError):
        make_interaction(story.article, "met Anton", story.anton, story.tolvan)
