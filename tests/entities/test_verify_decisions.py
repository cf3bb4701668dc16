"""`verify_decisions`: no decision is ever missing, and if one were, it would be told."""

import json
from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import connection, transaction

from articles.models import Article
from entities import review
from entities.models import Actor, Decision, Interaction, Quote, Tag
from entities.publish import lock_article, publish, read_article
from entities.told_desk import told_desk
from tests.entities.test_reextraction import BODY, decide_everything, read, tag_named
from tests.entities.test_review import give_new_text, now
from tests.entities.test_told import Story
from tests.entities.test_told_review import VERBS, seen
from tests.factories import make_article, make_tag

pytestmark = pytest.mark.django_db

TELLING = (
    BODY + "\n\n“We agreed on the whole plan,” Putin said. “It is good,” said Putin. "
    "Netanyahu thanked Putin. Putin met Netanyahu in Jerusalem."
)


def verify(capsys: pytest.CaptureFixture[str]) -> dict[str, int]:
    """What the command finds; that its exit status tells of what is missing is seen to."""
    capsys.readouterr()
    failed = False
    try:
        call_command("verify_decisions", "--json")
    except SystemExit as exited:
        failed = exited.code == 1
    found: dict[str, int] = json.loads(capsys.readouterr().out)
    assert failed == (found["missing"] > 0), found
    return found


def decide_on_all_that_is_told(article: Article, editor: User) -> None:
    """Verbs in turn on every quote and interaction that the machine found, and one added."""
    article.refresh_from_db()
    desk = told_desk(article, read_article(article).told)
    putin = Actor.objects.get(name="Vladimir Putin")
    viktorov = Actor.objects.get(name="Anatoly Viktorov")
    assert len(desk.quotes) >= 2
    assert desk.interactions
    told = review.told
    for number, one in enumerate(desk.quotes):
        row = told.quote_as_seen(article=article.pk, quote=one.row.pk, token=one.token)
        if number % 2:
            told.name_speaker(row, speaker=viktorov, editor=editor)
        else:
            told.reject(row, editor=editor)
    for number, dealt in enumerate(desk.interactions):
        row = told.interaction_as_seen(
            article=article.pk, interaction=dealt.row.pk, token=dealt.token
        )
        if number % 2:
            told.confirm(row, editor=editor)
        else:
            told.change(row, source=putin, target=viktorov, kind="demand", editor=editor)
    told.add_interaction(
        article,
        words="spoke on Monday",
        source=putin,
        target=viktorov,
        kind="consult",
        editor=editor,
        seen_version=article.version_number,
    )
    told.add_quote(
        article,
        words="Russia still",
        speaker=None,
        editor=editor,
        seen_version=article.version_number,
    )
    tag = tag_named(article, "Russia")
    start = article.body.index("Russia still")
    span = (start, start + len("Russia still"))
    review.adjust(tag, before_spans=[(start, start + 6)], after_spans=[span], editor=editor)


@pytest.fixture
def decided(editor: User) -> Article:
    """An article that was read, and on which every verb was used."""
    article = make_article(TELLING, guid="demo:1")
    read(article)
    decide_everything(article, editor)
    decide_on_all_that_is_told(article, editor)
    return article


def test_nothing_is_missing_after_every_verb_and_reading_again(
    decided: Article, capsys: pytest.CaptureFixture[str]
) -> None:
    first = verify(capsys)
    assert (first["missing"], first["orphaned"]) == (0, 0)
    assert first["in_force"] == Decision.objects.count()
    read(decided)
    assert verify(capsys) == first


def test_another_text_orphans_some_and_loses_none(
    decided: Article, capsys: pytest.CaptureFixture[str]
) -> None:
    changed = TELLING.replace("The Russian army keeps", "It has").replace("whole plan", "plan")
    read(give_new_text(decided, "Late news. " + changed.replace("Anatoly Viktorov", "A. Viktorov")))
    found = verify(capsys)
    assert found["missing"] == 0
    assert found["orphaned"] >= 2
    read(give_new_text(decided, TELLING + " More."))
    assert verify(capsys)["orphaned"] == 0


def test_text_that_still_waits_to_be_read_is_no_alarm(
    decided: Article, capsys: pytest.CaptureFixture[str]
) -> None:
    give_new_text(decided, "Late news. " + TELLING)
    assert verify(capsys)["missing"] == 0


def test_undone_decisions_are_not_counted_and_outranked_ones_are_told_apart(
    editor: User, capsys: pytest.CaptureFixture[str]
) -> None:
    tag = now(make_tag(make_article(), "Tolvan"))
    review.ask_second_look(tag, editor=editor)
    review.undo(review.confirm(now(tag), editor=editor), editor=editor)
    review.confirm(now(tag), editor=editor)
    found = verify(capsys)
    assert (found["in_force"], found["holds"], found["outranked"]) == (2, 1, 1)


def test_words_that_were_changed_a_little_are_told(
    editor: User, capsys: pytest.CaptureFixture[str]
) -> None:
    tag = now(make_tag(make_article("Anton Vasilyenko spoke in Halden.", guid="1"), "Vasilyenko"))
    review.confirm(tag, editor=editor)
    article = give_new_text(tag.article, "Anton Vasilenko spoke in Halden.")
    with transaction.atomic():
        publish(lock_article(article.pk))
    assert verify(capsys)["reanchored"] == 1


CORRUPTIONS: dict[str, Callable[[], object]] = {
    "status of a tag": lambda: Tag.objects.filter(status="rejected").update(
        status="suggested", decision=None
    ),
    "tag": lambda: Tag.objects.filter(status="second look").delete(),
    "labels": lambda: Article.objects.update(actor_ids=[]),
    "kind": lambda: Actor.objects.filter(name="Syria").update(kind="organisation"),
    "status of a quote": lambda: Quote.objects.filter(status="rejected").update(
        status="suggested", decision=None
    ),
    "speaker": lambda: Quote.objects.filter(status="confirmed").update(speaker=None),
    "interaction": lambda: Interaction.objects.filter(kind="demand").update(kind="aid"),
    "added quote": lambda: Quote.objects.filter(run=None).delete(),
    "added interaction": lambda: Interaction.objects.filter(run=None).delete(),
    "words of a tag": lambda: Tag.objects.filter(actor__name="Russia").update(mention_count=99),
}


@pytest.mark.parametrize("what", CORRUPTIONS)
def test_derived_row_that_says_otherwise_is_found(
    what: str, decided: Article, capsys: pytest.CaptureFixture[str]
) -> None:
    CORRUPTIONS[what]()
    assert verify(capsys)["missing"] >= 1
    with transaction.atomic():
        publish(lock_article(decided.pk))
    assert verify(capsys)["missing"] == (what == "kind")


def test_decision_that_a_row_contradicts_by_hand_is_one_missing(
    editor: User, capsys: pytest.CaptureFixture[str]
) -> None:
    story = Story()
    VERBS["confirm quote"](story, editor)
    review.told.confirm(seen(story, story.met), editor=editor)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE entities_quote SET speaker_id = NULL")
    assert verify(capsys)["missing"] == 1
    with pytest.raises(SystemExit):
        call_command("verify_decisions")
    told = capsys.readouterr().out
    assert "2 decisions in force: 1 hold" in told
    assert "1 missing." in told
    assert "(confirm, quote, article" in told


def test_nothing_decided_is_told_as_that(capsys: pytest.CaptureFixture[str]) -> None:
    make_tag(make_article(), "Tolvan")
    call_command("verify_decisions")
    assert "0 decisions in force: 0 hold" in capsys.readouterr().out
