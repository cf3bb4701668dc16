"""Whatever editors decide, and however the text changes: nothing is lost, and all can be undone."""

from collections import Counter
from collections.abc import Callable
from contextlib import suppress

import pytest
from django.contrib.auth.models import User
from django.db import transaction
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from articles.models import Article
from entities import review
from entities.models import Decision, Interaction, Quote, Tag
from entities.publish import lock_article, publish, read_article, resolve_article
from entities.told_desk import told_desk
from entities.verifying import Outcome, check_article
from tests.entities.test_reextraction import read
from tests.entities.test_review import give_new_text
from tests.factories import make_article, make_user

pytestmark = pytest.mark.django_db

BODY = (
    "Foreign Minister Mira Tolvan met Ambassador Anton Vasilyenko in Halden on Monday.\n\n"
    "“The army of Karvenia must leave the valley,” Tolvan said. “We agreed on the plan,” said "
    "Vasilyenko. Tolvan criticised Vasilyenko.\n\n"
    "Mira Tolvan thanked Ada Brandt. “We agreed on the plan,” Brandt said."
)
NEW = ("again", "Tolvan", "Brandt", "“No,”", "said", "met", "not", "Orsk")


def edited(text: str, how: str, at: int, new: str) -> str:
    """The text with one word or paragraph changed."""
    paragraphs = [one.split(" ") for one in text.split("\n\n")]
    places = [(p, w) for p, words in enumerate(paragraphs) for w in range(len(words))]
    p, w = places[at % len(places)]
    words = paragraphs[p]
    match how:
        case "insert":
            words.insert(w, new)
        case "delete" if len(words) > 1:
            del words[w]
        case "replace":
            words[w] = new
        case "misspell":
            words[w] = words[w][:-2] + words[w][-2:][::-1]
        case "move":
            paragraphs.append(paragraphs.pop(p))
        case "drop" if len(paragraphs) > 1:
            del paragraphs[p]
    return "\n\n".join(" ".join(words) for words in paragraphs)


numbers = st.integers(0, 50)
edits = st.tuples(
    st.just("edit"),
    st.sampled_from(["insert", "delete", "replace", "misspell", "move", "drop"]),
    numbers,
    st.sampled_from(NEW),
)
VERBS = (
    *("confirm", "reject", "second look", "relink", "add", "span"),
    *("confirm told", "reject told", "doubt told", "speaker", "change", "reverse", "add told"),
    "add quote",
)
choices = st.tuples(st.just("decide"), st.sampled_from(VERBS), numbers, numbers)
steps = st.one_of(
    edits,
    choices,
    choices,
    st.tuples(st.just("read"), st.just(""), st.just(0), st.just(0)),
    st.tuples(st.just("publish"), st.just(""), st.just(0), st.just(0)),
    st.tuples(st.just("undo"), st.just(""), numbers, st.just(0)),
    st.tuples(st.just("rest"), st.just(""), st.just(0), st.just(0)),
)


def decide_on_tag(article: Article, verb: str, number: int, other: int, editor: User) -> None:
    tags = list(Tag.objects.filter(article=article).select_related("actor", "article"))
    tag = tags[number % len(tags)]
    to = tags[other % len(tags)].actor
    if verb == "confirm":
        review.confirm(tag, editor=editor)
    elif verb == "reject":
        review.reject(tag, editor=editor)
    elif verb == "second look":
        review.ask_second_look(tag, editor=editor)
    elif verb == "relink":
        review.relink(tag, to, editor=editor)
    elif verb == "add":
        words = article.body.split()[other % len(article.body.split())].strip("“”.,")
        version = article.version_number
        review.add(article, words, tag.actor, editor=editor, seen_version=version)
    else:
        marks = next(t.marks for t in resolve_article(article) if t.actor == tag.actor_id)
        mark = marks[other % len(marks)]
        end = article.body.find(" ", mark.end + 1)
        after = [] if other % 3 == 0 else [(mark.start, end)]
        review.adjust(tag, before_spans=[(mark.start, mark.end)], after_spans=after, editor=editor)


def decide_on_told(article: Article, verb: str, number: int, other: int, editor: User) -> None:
    told = review.told
    desk = told_desk(article, read_article(article).told)
    tags = list(Tag.objects.filter(article=article).select_related("actor"))
    one, two = tags[number % len(tags)].actor, tags[other % len(tags)].actor
    words = article.body.split()
    if verb == "add quote":
        told.add_quote(
            article,
            words=" ".join(words[number % len(words) :][:4]).strip("."),
            speaker=None if other % 5 == 0 else two,
            editor=editor,
            seen_version=article.version_number,
            nth=1,
        )
        return
    if verb == "add told":
        told.add_interaction(
            article,
            words=" ".join(words[number % len(words) :][:3]).strip("“”.,"),
            source=one,
            target=two,
            kind="demand",
            editor=editor,
            seen_version=article.version_number,
        )
        return
    quotes = [
        told.quote_as_seen(article=article.pk, quote=q.row.pk, token=q.token) for q in desk.quotes
    ]
    dealt = [
        told.interaction_as_seen(article=article.pk, interaction=i.row.pk, token=i.token)
        for i in desk.interactions
    ]
    every = {"speaker": quotes, "change": dealt, "reverse": dealt}.get(verb, quotes + dealt)
    row = every[number % len(every)]
    if verb == "speaker":
        told.name_speaker(row, speaker=None if other % 5 == 0 else two, editor=editor)
    elif verb == "change":
        told.change(row, source=one, target=two, kind="threaten", editor=editor)
    else:
        verbs: dict[str, Callable[..., Decision]] = {
            "confirm told": told.confirm,
            "reject told": told.reject,
            "doubt told": told.ask_second_look,
            "reverse": told.reverse,
        }
        verbs[verb](row, editor=editor)


def confirm_all(article: Article, editor: User) -> None:
    desk = told_desk(article, read_article(article).told)
    tags = Tag.objects.filter(article=article).select_related("actor")
    seen = [
        *(review.seen_tag(tag.actor) for tag in tags),
        *(one.seen for one in (*desk.quotes, *desk.interactions)),
    ]
    version = article.version_number
    review.confirm_rest(article, editor=editor, seen_version=version, seen=seen)


def take(article: Article, step: tuple[str, str, int, object], editor: User) -> Article:
    what, how, number, more = step
    article = Article.objects.get(pk=article.pk)
    match what:
        case "edit":
            body = edited(article.body, how, number, str(more))
            if not article.versions.filter(body=body).exists():
                article = give_new_text(article, body)
        case "read":
            read(article)
        case "publish":
            with transaction.atomic():
                publish(lock_article(article.pk))
        case "undo":
            decisions = list(Decision.objects.filter(article=article))
            review.undo(decisions[number % len(decisions)], editor=editor)
        case "rest":
            confirm_all(article, editor)
        case _:
            on = decide_on_told if "told" in how or how in VERBS[9:] else decide_on_tag
            on(article, how, number, int(str(more)), editor)
    return article


def tip(decision: int) -> Decision:
    """What is to be undone to turn a decision round: itself, or the last of its undos."""
    undo = Decision.objects.filter(undoes=decision).first()
    return tip(undo.pk) if undo else Decision.objects.get(pk=decision)


def told_by(article: Article) -> object:
    """What readers see of an article, by words and names."""
    quotes = Quote.objects.filter(article=article)
    dealt = Interaction.objects.filter(article=article, orphaned=False)
    article.refresh_from_db()
    return (
        set(Tag.objects.filter(article=article).values_list("actor", "status", "mention_count")),
        Counter(quotes.values_list("words_hash", "status", "speaker", "orphaned", "nth")),
        Counter(dealt.values_list("words_hash", "status", "source", "target", "kind", "modality")),
        article.label_lexemes,
    )


@settings(
    max_examples=5,
    phases=[Phase.explicit, Phase.generate],  # an example takes a second: none is made smaller
    suppress_health_check=list(HealthCheck),
)
# A new text has lost the words of a tag and is not read yet, when the rest is confirmed.
@example(
    taken=[
        ("edit", "drop", 0, "again"),
        ("decide", "relink", 2, 12),
        ("rest", "", 0, 0),
        ("edit", "insert", 14, "Orsk"),
    ]
)
@given(st.lists(steps, min_size=1, max_size=10))
def test_no_decision_is_ever_missing_and_undoing_all_leaves_what_the_machine_says(
    taken: list[tuple[str, str, int, object]],
) -> None:
    with transaction.atomic():
        editor = make_user("editor")
        article = make_article(BODY, guid="demo:1")
        read(article)
        for step in taken:
            with suppress(review.ReviewError, ZeroDivisionError):
                article = take(article, step, editor)
        assert not [one for one in check_article(article.pk) if one.outcome == Outcome.MISSING]
        read(article)
        checked = check_article(article.pk)
        assert not [one for one in checked if one.outcome == Outcome.MISSING]
        for one in sorted(checked, key=lambda one: one.decision):
            review.undo(tip(one.decision), editor=editor)
        twin = make_article(article.body, headline="The same, never decided on")
        read(twin)
        assert told_by(article) == told_by(twin)
        transaction.set_rollback(True)
