"""The real extractor reads a text again and again, and every decision stays."""

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from articles.models import Article
from entities import extract, review, runs
from entities.models import Actor, Decision, ExtractionRun, Mention, Tag
from entities.publish import resolve_article
from tests.entities.test_review import give_new_text, now
from tests.factories import BODY as FICTION
from tests.factories import make_article

pytestmark = pytest.mark.django_db

BODY = (
    "Russian President Vladimir Putin spoke on Monday with Prime Minister Benjamin Netanyahu, the "
    "Kremlin said. Putin congratulated Netanyahu on Hanukkah.\n\n"
    "Russia still backs Syrian President Basher al-Assad. The Russian army keeps a base in Syria "
    "🕊️, and Moscow wants Iran to leave. Basher al-Assad did not comment.\n\n"
    "In Jerusalem, Ambassador Anatoly Viktorov was summoned to the Foreign Ministry. Viktorov "
    "denied everything."
)


def read(article: Article) -> None:
    """What the worker does with the article's open run."""
    if not article.extraction_runs.filter(state="pending").exists():
        runs.request_run(article.versions.get(number=article.version_number))
    run = runs.claim(article.extraction_runs.filter(state="pending").get().pk, "a task")
    assert run
    extract.perform(run)


@pytest.fixture
def article() -> Article:
    article = make_article(BODY, guid="demo:1")
    read(article)
    return article


def tag_named(article: Article, name: str) -> Tag:
    return Tag.objects.select_related("actor", "article").get(article=article, actor__name=name)


def decided(article: Article) -> set[tuple[int, str, int | None]]:
    tags = Tag.objects.filter(article=article).exclude(status="suggested")
    return set(tags.values_list("actor", "status", "decision"))


def words(article: Article, actor: Actor) -> list[str]:
    article.refresh_from_db()
    marks = next(tag.marks for tag in resolve_article(article) if tag.actor == actor.pk)
    return [article.body[mark.start : mark.end] for mark in marks]


def decide_everything(article: Article, editor: User) -> Actor:
    """Each verb once; returns the actor that was relinked to."""
    review.confirm(tag_named(article, "Vladimir Putin"), editor=editor)
    review.reject(tag_named(article, "Benjamin Netanyahu"), editor=editor)
    review.ask_second_look(tag_named(article, "Anatoly Viktorov"), editor=editor)
    forces = review.actor_named("Iranian forces", "organisation")
    review.relink(tag_named(article, "Iran"), forces, editor=editor)
    review.retype(tag_named(article, "Syria"), "place", editor=editor)
    army = review.actor_named("Russian army", "organisation")
    version = article.version_number
    review.add(article, "Russian army", army, editor=editor, seen_version=version)
    return forces


def test_what_the_machine_found_is_published(article: Article) -> None:
    article.refresh_from_db()
    assert {"Vladimir Putin", "Anatoly Viktorov"} <= set(article.label_text.split("\n"))
    mention = Mention.objects.filter(actor__name="Vladimir Putin").earliest("start")
    assert article.body[mention.start : mention.end] == mention.quote == "Vladimir Putin"


def test_reading_a_text_again_keeps_every_decision(article: Article, editor: User) -> None:
    forces = decide_everything(article, editor)
    before, said = decided(article), list(Decision.objects.values())
    assert len(before) >= 5
    for _ in range(2):
        read(article)
    assert decided(article) == before
    assert list(Decision.objects.values()) == said
    assert words(article, forces) == ["Iran"]
    assert tag_named(article, "Syria").actor.kind == "place"
    assert not Tag.objects.filter(article=article, orphaned=True).exists()


def test_a_new_text_keeps_every_decision_on_its_words(article: Article, editor: User) -> None:
    forces = decide_everything(article, editor)
    before = decided(article)
    changed = give_new_text(article, "UPDATED 🕊️: Talks went on. " + BODY.replace("on Monday", ""))
    read(changed)
    assert decided(changed) == before
    assert words(changed, forces) == ["Iran"]
    army = Actor.objects.get(name="Russian army")
    assert words(changed, army) == ["Russian army"]


def test_words_that_a_new_text_drops_leave_an_orphan(article: Article, editor: User) -> None:
    decide_everything(article, editor)
    changed = give_new_text(article, BODY.replace("The Russian army keeps a base", "It has men"))
    read(changed)
    tag = tag_named(changed, "Russian army")
    assert (tag.status, tag.orphaned) == ("confirmed", True)
    changed.refresh_from_db()
    assert "Russian army" not in changed.label_text
    assert changed.review.orphaned_count == 1


def test_a_decision_follows_a_corrected_spelling_is_orphaned_and_comes_back(
    editor: User, client: Client
) -> None:
    article = make_article(FICTION, guid="demo:2")
    read(article)
    actor = tag_named(article, "Anton Vasilyenko").actor
    decision = review.confirm(tag_named(article, "Anton Vasilyenko"), editor=editor)
    client.force_login(editor)
    workspace = reverse("review:workspace", args=[article.pk])

    def seen(body: str) -> tuple[bool, bool, bool, str]:
        """In another text: orphaned, in the desk's tab, seen by readers, and the workspace."""
        read(give_new_text(article, body))
        tag = Tag.objects.get(article=article, actor=actor)
        assert (tag.status, tag.decision) == ("confirmed", decision)
        tab = client.get(reverse("review:queue"), {"state": "orphaned"}).content.decode()
        article.refresh_from_db()
        desk = client.get(workspace).content.decode()
        return tag.orphaned, workspace in tab, actor.pk in article.actor_ids, desk

    spelt = FICTION.replace("Vasilyenko", "Vasilenko")
    *state, desk = seen(spelt)
    assert state == [False, False, True]
    assert "was “Anton Vasilyenko” when decided" in desk
    assert words(article, actor) == ["Anton Vasilenko", "Vasilenko"]
    *state, desk = seen(spelt.replace("Anton Vasilenko", "her").replace("Vasilenko", "She"))
    assert state == [True, True, False]
    assert "None of its words stand in the text" in desk
    *state, desk = seen(FICTION.replace("on Monday", "on Tuesday"))
    assert state == [False, False, True]
    assert "when decided" not in desk
    assert words(article, actor) == ["Anton Vasilyenko", "Vasilyenko"]


def test_a_rejected_actor_does_not_come_back(article: Article, editor: User) -> None:
    review.reject(tag_named(article, "Vladimir Putin"), editor=editor)
    read(article)
    article.refresh_from_db()
    assert tag_named(article, "Vladimir Putin").status == "rejected"
    assert "Vladimir Putin" not in article.label_text


def test_an_actor_that_an_editor_made_is_taken_up_by_the_machine(editor: User) -> None:
    made = review.actor_named("Zoltan Quibblethorpe", "person")
    other = make_article("Minister Zoltan Quibblethorpe met Vladimir Putin on Monday.")
    read(other)
    assert Tag.objects.filter(article=other, actor=made).exists()
    made.refresh_from_db()
    assert made.key


def test_a_decision_taken_while_the_machine_reads_is_kept(article: Article, editor: User) -> None:
    runs.request_run(article.versions.get(number=1))
    run = runs.claim(ExtractionRun.objects.get(state="pending").pk, "a task")
    assert run
    tag = tag_named(article, "Vladimir Putin")
    review.reject(tag, editor=editor)
    extract.perform(run)
    assert now(tag).status == "rejected"
