"""The verbs on quotes and interactions: one decision each, for ever, whatever the machine says."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.db import transaction
from pytest_django import DjangoAssertNumQueries

from articles import acts
from articles.models import Article
from entities import review
from entities.anchoring import words_hash
from entities.models import Actor, Dealing, Decision, Interaction, Quote, Tag
from entities.publish import lock_article, publish, read_article
from entities.review.told import Seen
from entities.told import token_of
from entities.told_desk import DeskOfTold, told_desk
from tests.entities.test_reextraction import read
from tests.entities.test_review import give_new_text
from tests.entities.test_told import BODY, WORDS, Story
from tests.factories import make_actor, make_article, make_interaction, make_quote, make_tag

pytestmark = pytest.mark.django_db

told = review.told


@pytest.fixture
def story() -> Story:
    return Story()


def seen(story: Story, row: Quote | Interaction) -> Seen:
    """The row as a page would show it now."""
    row.refresh_from_db()
    story.article.refresh_from_db()
    token = token_of(story.article, row)
    if isinstance(row, Quote):
        return told.quote_as_seen(article=story.article.pk, quote=row.pk, token=token)
    return told.interaction_as_seen(article=story.article.pk, interaction=row.pk, token=token)


def state(article: Article) -> object:
    """Everything that follows from what was decided on the quotes and interactions."""
    article.refresh_from_db()
    quotes = Quote.objects.filter(article=article).order_by("start")
    dealt = Interaction.objects.filter(article=article).order_by("start", "found_source")
    return (
        list(quotes.values_list("words_hash", "status", "speaker", "orphaned", "decision")),
        list(dealt.values_list("words_hash", "status", "source", "target", "kind", "decision")),
        sorted(Dealing.objects.values_list("actor", "other", "kind", "side")),
        article.label_lexemes,
    )


def desk(article: Article) -> DeskOfTold:
    article.refresh_from_db()
    return told_desk(article, read_article(article).told)


def machine_finds_nothing(article: Article) -> None:
    """As an extraction that sees none of it any more leaves things."""
    Quote.objects.filter(decision=None).delete()
    Interaction.objects.filter(decision=None).delete()
    Quote.objects.update(run=None)
    Interaction.objects.update(run=None, found=None)
    with transaction.atomic():
        publish(lock_article(article.pk))


VERBS: dict[str, Callable[[Story, User], Decision]] = {
    "confirm quote": lambda s, e: told.confirm(seen(s, s.quote), editor=e),
    "reject quote": lambda s, e: told.reject(seen(s, s.quote), editor=e),
    "doubt quote": lambda s, e: told.ask_second_look(seen(s, s.quote), editor=e),
    "speaker": lambda s, e: told.name_speaker(seen(s, s.quote), speaker=s.anton, editor=e),
    "no speaker": lambda s, e: told.name_speaker(seen(s, s.quote), speaker=None, editor=e),
    "confirm interaction": lambda s, e: told.confirm(seen(s, s.met), editor=e),
    "reject interaction": lambda s, e: told.reject(seen(s, s.met), editor=e),
    "doubt interaction": lambda s, e: told.ask_second_look(seen(s, s.met), editor=e),
    "reverse": lambda s, e: told.reverse(seen(s, s.met), editor=e),
    "change": lambda s, e: told.change(
        seen(s, s.met), source=s.tolvan, target=s.anton, kind="threaten", editor=e
    ),
    "add": lambda s, e: told.add_interaction(
        s.article,
        words="must leave",
        source=s.tolvan,
        target=s.anton,
        kind="demand",
        editor=e,
        seen_version=s.article.version_number,
    ),
    "add quote": lambda s, e: told.add_quote(
        s.article,
        words="He did not leave",
        speaker=s.tolvan,
        editor=e,
        seen_version=s.article.version_number,
    ),
}


@pytest.mark.parametrize("verb", VERBS)
def test_undo_restores_exactly_and_undoing_that_brings_it_back(
    verb: str, story: Story, editor: User, other_editor: User
) -> None:
    before = state(story.article)
    decision = VERBS[verb](story, editor)
    after = state(story.article)
    assert before != after
    undone = review.undo(decision, editor=other_editor)
    assert state(story.article) == before
    review.undo(undone, editor=editor)
    assert state(story.article) == after


@pytest.mark.parametrize("verb", VERBS)
def test_what_was_decided_stays_when_the_machine_no_longer_finds_it(
    verb: str, story: Story, editor: User
) -> None:
    decision = VERBS[verb](story, editor)
    before = [*Quote.objects.all(), *Interaction.objects.all()]
    machine_finds_nothing(story.article)
    (row,) = [*Quote.objects.all(), *Interaction.objects.all()]
    assert (row.decision, row.status) == (decision, decision.after["status"])
    assert row in before


@pytest.mark.parametrize("verb", VERBS)
def test_what_was_decided_is_made_anew_when_its_row_is_gone(
    verb: str, story: Story, editor: User
) -> None:
    VERBS[verb](story, editor)
    machine_finds_nothing(story.article)
    kept = state(story.article)
    Quote.objects.all().delete()
    Interaction.objects.all().delete()
    story.publish()
    assert state(story.article) == kept


@pytest.mark.parametrize("verb", VERBS)
def test_reading_again_changes_nothing_of_what_was_decided(
    verb: str, story: Story, editor: User
) -> None:
    decision = VERBS[verb](story, editor)
    for _ in range(2):
        read(story.article)
    rows = [
        *Quote.objects.filter(decision=decision),
        *Interaction.objects.filter(decision=decision),
    ]
    assert [row.status for row in rows] == [decision.after["status"]]


@pytest.mark.parametrize("verb", [verb for verb in VERBS if "add" not in verb])
def test_a_second_editor_with_an_old_page_is_told_who_decided(
    verb: str, story: Story, editor: User, other_editor: User
) -> None:
    old = [seen(story, story.quote), seen(story, story.met)]
    first = VERBS[verb](story, editor)
    row = old[first.subject == "interaction"]
    with pytest.raises(review.Stale) as caught:
        told.reject(row, editor=other_editor)
    assert caught.value.decision == first
    assert Decision.objects.count() == 1


@pytest.mark.parametrize("count", [2, 12])
def test_a_decision_takes_as_many_queries_for_any_number_of_quotes(
    count: int, editor: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    words = [f"“We agreed on plan {number},”" for number in range(count)]
    article = make_article(
        "Mira Tolvan met Anton. " + " ".join(f"{one} she said." for one in words)
    )
    actor, other = make_actor("Mira Tolvan"), make_actor("Anton")
    make_tag(article, "Mira Tolvan", actor)
    make_tag(article, "Anton", other)
    quotes = [make_quote(article, one, actor) for one in words]
    for one in words:
        make_interaction(article, one[1:-2], actor, other)
    token = token_of(article, quotes[0])
    row = told.quote_as_seen(article=article.pk, quote=quotes[0].pk, token=token)
    with django_assert_num_queries(17):
        told.confirm(row, editor=editor)


def test_undone_meanwhile_is_stale_and_names_the_undo(story: Story, editor: User) -> None:
    decision = told.confirm(seen(story, story.quote), editor=editor)
    old = seen(story, story.quote)
    undone = review.undo(decision, editor=editor)
    with pytest.raises(review.Stale) as caught:
        told.reject(old, editor=editor)
    assert caught.value.decision == undone


def test_another_speaker_than_the_editor_saw_is_stale(story: Story, editor: User) -> None:
    old = seen(story, story.quote)
    Quote.objects.update(found_speaker=story.anton)
    story.publish()
    with pytest.raises(review.Stale, match="changed"):
        told.confirm(old, editor=editor)


def test_new_text_makes_every_verb_stale(story: Story, editor: User) -> None:
    old = seen(story, story.quote)
    give_new_text(story.article, BODY + " More.")
    with pytest.raises(review.Stale, match="new text"):
        told.confirm(old, editor=editor)


@pytest.mark.parametrize("token", ["", "1", "x.y.z", "1.0", "٣.0.1", "1." * 90])
def test_token_of_no_page_is_stale(token: str, story: Story, editor: User) -> None:
    with pytest.raises(review.Stale):
        told.confirm(
            told.quote_as_seen(article=story.article.pk, quote=story.quote.pk, token=token),
            editor=editor,
        )


def test_confirmed_speaker_stays_though_the_machine_names_another(
    story: Story, editor: User
) -> None:
    told.confirm(seen(story, story.quote), editor=editor)
    Quote.objects.update(found_speaker=story.anton)
    story.publish()
    assert story.speaker() == story.tolvan


def test_confirmed_speaker_stays_though_the_machine_sees_no_such_actor(
    story: Story, editor: User
) -> None:
    told.confirm(seen(story, story.quote), editor=editor)
    story.article.mentions.filter(actor=story.tolvan).delete()
    story.publish()
    assert story.speaker() == story.tolvan
    assert not Tag.objects.filter(actor=story.tolvan).exists()


def test_confirmed_interaction_stays_though_the_machine_tells_it_otherwise(
    story: Story, editor: User
) -> None:
    told.confirm(seen(story, story.met), editor=editor)
    said = {"kind": "assault", "modality": "claimed", "symmetric": True}
    Interaction.objects.update(found=said, found_source=story.anton, found_target=story.tolvan)
    story.publish()
    story.met.refresh_from_db()
    row = story.met
    assert (row.kind, row.modality, row.symmetric) == ("consult", "asserted", False)
    assert (row.source, row.target) == (story.tolvan, story.anton)


def test_later_decision_on_the_tag_goes_before_the_speaker(story: Story, editor: User) -> None:
    told.confirm(seen(story, story.quote), editor=editor)
    sister = make_actor("Ada Tolvan")
    relinked = review.relink(story.tag(story.tolvan), sister, editor=editor)
    assert story.speaker() == sister
    review.undo(relinked, editor=editor)
    rejected = review.reject(story.tag(story.tolvan), editor=editor)
    assert story.speaker() is None
    review.undo(rejected, editor=editor)
    assert story.speaker() == story.tolvan


def test_whom_an_act_hides_is_no_speaker_though_confirmed(
    story: Story, editor: User, chief: User
) -> None:
    told.confirm(seen(story, story.quote), editor=editor)
    names = ["Mira Tolvan", "Tolvan"]
    acts.anonymise(story.article, names=names, editor=chief, reason="Asked.", public_note="")
    story.publish()
    assert story.speaker() is None
    assert not Dealing.objects.exists()


def test_speaker_must_be_tagged_and_the_editor_is_told_what_to_do(
    story: Story, editor: User
) -> None:
    stranger = make_actor("Ada Tolvan")
    with pytest.raises(review.ReviewError, match="first add a tag"):
        told.name_speaker(seen(story, story.quote), speaker=stranger, editor=editor)
    review.add(story.article, "He", stranger, editor=editor, seen_version=1)
    told.name_speaker(seen(story, story.quote), speaker=stranger, editor=editor)
    assert story.speaker() == stranger


def test_sides_must_be_two_tagged_actors_and_of_a_known_kind(story: Story, editor: User) -> None:
    def change(source: Actor, target: Actor, kind: str = "consult") -> None:
        row = seen(story, story.met)
        told.change(row, source=source, target=target, kind=kind, editor=editor)

    with pytest.raises(review.ReviewError, match="not a kind"):
        change(story.tolvan, story.anton, "hug")
    with pytest.raises(review.ReviewError, match="themselves"):
        change(story.tolvan, story.tolvan)
    with pytest.raises(review.ReviewError, match="not tagged"):
        change(make_actor("Ada"), story.tolvan)
    assert not Decision.objects.exists()


def test_reversed_interaction_is_told_the_other_way_round(story: Story, editor: User) -> None:
    told.reverse(seen(story, story.met), editor=editor)
    row = Interaction.objects.get()
    assert (row.source, row.target, row.status) == (story.anton, story.tolvan, "confirmed")
    assert row.found_source == story.tolvan


def test_what_both_do_has_no_direction(story: Story, editor: User) -> None:
    said = {"kind": "consult", "modality": "asserted", "symmetric": True}
    Interaction.objects.update(found=said)
    story.publish()
    with pytest.raises(review.ReviewError, match="no direction"):
        told.reverse(seen(story, story.met), editor=editor)


def test_added_interaction_is_found_by_readers_and_taken_up_by_the_machine(
    story: Story, editor: User
) -> None:
    decision = VERBS["add"](story, editor)
    added = Interaction.objects.get(decision=decision)
    assert (added.kind, added.run, added.status) == ("demand", None, "confirmed")
    assert Dealing.objects.filter(interaction=added).count() == 2
    with pytest.raises(review.ReviewError, match="already"):
        VERBS["add"](story, editor)


@pytest.mark.parametrize(("words", "why"), [("leave", "2 times"), ("nowhere", "does not stand")])
def test_words_of_an_added_interaction_must_stand_in_one_place(
    words: str, why: str, story: Story, editor: User
) -> None:
    with pytest.raises(review.ReviewError, match=why):
        told.add_interaction(
            story.article,
            words=words,
            source=story.tolvan,
            target=story.anton,
            kind="demand",
            editor=editor,
            seen_version=1,
        )


def test_decision_moves_with_its_words(story: Story, editor: User) -> None:
    told.name_speaker(seen(story, story.quote), speaker=story.anton, editor=editor)
    changed = give_new_text(story.article, "An update came in. " + BODY)
    read(changed)
    quote = Quote.objects.get(decision__isnull=False)
    start, end = quote.start + quote.moved_by, quote.end + quote.moved_by
    assert changed.body[start:end] == WORDS
    assert (quote.speaker, quote.orphaned) == (story.anton, False)


def test_words_that_are_gone_leave_an_orphan_on_the_desk_and_come_back(
    story: Story, editor: User
) -> None:
    told.confirm(seen(story, story.quote), editor=editor)
    read(give_new_text(story.article, BODY.replace(WORDS, "Nothing,")))
    (quote,) = [one for one in desk(story.article).quotes if one.decision]
    assert (quote.orphaned, quote.words, quote.status) == (True, WORDS, "confirmed")
    story.article.review.refresh_from_db()
    assert story.article.review.orphaned_count >= 1
    read(give_new_text(story.article, BODY + " Again."))
    (quote,) = [one for one in desk(story.article).quotes if one.decision]
    assert (quote.orphaned, quote.speaker) == (False, story.tolvan)


def test_rejected_quote_does_not_come_back_with_other_bounds(story: Story, editor: User) -> None:
    told.reject(seen(story, story.quote), editor=editor)
    Quote.objects.update(run=None)
    run = story.article.extraction_runs.latest("pk")
    start = BODY.index("Anton Vasilyenko must")
    digest = words_hash(BODY[start : start + 28])
    Quote.objects.create(
        article=story.article, run=run, start=start, end=start + 28, words_hash=digest, direct=True
    )
    story.publish()
    assert not any(label.startswith("@q") for label in Article.objects.get().label_lexemes)


def test_desk_shows_rejected_ones_with_what_was_decided(story: Story, editor: User) -> None:
    decision = told.reject(seen(story, story.met), editor=editor)
    (one,) = desk(story.article).interactions
    assert (one.status, one.decision, one.is_open) == ("rejected", decision, False)
    assert one.sentence == "rejected talks: Mira Tolvan → Anton Vasilyenko on “met Anton”"
    assert one.token == seen(story, story.met).token
