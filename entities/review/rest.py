"""Confirming all that is left of an article, exactly as the editor saw it.

One transaction, one publication, one batch: one undo takes it back (`undoing.undo_batch`).
"""

from collections.abc import Container, Iterable
from dataclasses import dataclass

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from articles.models import Article
from entities.models import Actor, Batch, Decision, Interaction, Tag
from entities.models.told import Finding
from entities.publish import lock_article, publish, read_rows
from entities.resolution import Mark
from entities.review.common import ReviewError, Stale, anchor_json, check_version
from entities.review.told import MODELS
from entities.review.told_notes import decision_on, pin_of
from entities.told import token_of

Verb = Decision.Verb
Subject = Decision.Subject
Status = Tag.Status

# Nobody looks at more at once, and it bounds what a forged form can ask for.
MOST_SEEN = 5000


@dataclass(frozen=True, slots=True)
class Rest:
    """What became of it. `left` says of each thing that was left alone why, in words."""

    batch: Batch
    confirmed_count: int
    left: tuple[str, ...]


def seen_tag(actor: Actor) -> str:
    """Return how `confirm_rest` is told of a suggested tag (of others: `DeskTold.seen`)."""
    return f"{Subject.TAG}:{actor.pk}:{actor.kind}"


def confirm_rest(
    article: Article, *, editor: User, seen_version: int, seen: Iterable[str], note: str = ""
) -> Rest:
    """Confirm every tag, quote and interaction that is still suggested as the editor saw it.

    What has changed meanwhile is left alone and told of. Raises Stale for another text, and when
    nothing is left to confirm.
    """
    wanted = list(dict.fromkeys(seen))
    if len(wanted) > MOST_SEEN:
        raise ReviewError(f"More than {MOST_SEEN:,} cannot be confirmed at once.")
    with transaction.atomic():
        article = lock_article(article.pk)
        check_version(article, seen_version)
        rows = read_rows(article)
        marks = {tag.actor: tag.marks for tag in rows.tags()}
        tags, left_tags = _tags(article, _of(wanted, Subject.TAG), marks)
        quotes, left_quotes = _told(article, Subject.QUOTE, wanted)
        dealt, left_dealt = _told(article, Subject.INTERACTION, wanted)
        left = (*left_tags, *left_quotes, *left_dealt)
        count = len(tags) + len(quotes) + len(dealt)
        if not count:
            raise Stale(" ".join(["Nothing is left to confirm as you saw it.", *left]))
        batch = Batch.objects.create(
            editor=editor,
            note=note,
            request={"verb": "confirm", "article": article.pk},
            state=Batch.State.DONE,
            total_count=len(wanted),
            done_count=count,
            skipped_count=len(left),
            finished_at=timezone.now(),
        )
        made = [
            *(_on_tag(article, tag, marks[tag.actor_id], batch) for tag in tags),
            *(
                decision_on(article, row, Verb.CONFIRM, editor, note, pin=pin_of(row), batch=batch)
                for row in (*quotes, *dealt)
            ),
        ]
        rows.decisions += Decision.objects.bulk_create(made)
        publish(article, rows)
    return Rest(batch, count, left)


def _of(wanted: Iterable[str], subject: str) -> dict[int, str]:
    """The kinds of tags, or the tokens of others, by their keys; what is malformed is left out."""
    found = {}
    for one in wanted:
        about, _, rest = one.partition(":")
        key, _, shown = rest.partition(":")
        if about == subject and key.isascii() and key.isdecimal() and len(key) < 19:
            found[int(key)] = shown
    return found


def _tags(
    article: Article, wanted: dict[int, str], marks: Container[int]
) -> tuple[list[Tag], list[str]]:
    found, left = [], []
    tags = Tag.objects.filter(article=article, actor__in=wanted).select_related("actor")
    there = {tag.actor_id: tag for tag in tags.order_by("pk")}
    for pk, kind in wanted.items():
        tag = there.get(pk)
        if tag is None or pk not in marks:  # the latter while a new text waits to be read
            left.append("A tag is no longer there.")
        elif tag.status != Status.SUGGESTED:
            left.append(f"{tag.actor.name}: {tag.get_status_display()} meanwhile.")
        elif tag.actor.kind != kind:
            left.append(f"{tag.actor.name}: {tag.actor.get_kind_display()} meanwhile.")
        else:
            found.append(tag)
    return found, left


def _told(article: Article, subject: str, wanted: Iterable[str]) -> tuple[list[Finding], list[str]]:
    tokens = _of(wanted, subject)
    sides = ("source", "target", "found_source", "found_target")
    rows = MODELS[subject]._default_manager.filter(article=article, pk__in=tokens)
    rows = rows.select_related(*(sides if MODELS[subject] is Interaction else ("speaker",)))
    there = {row.pk: row for row in rows}
    name = Subject(subject).label
    found, left = [], []
    for pk, token in tokens.items():
        row = there.get(pk)
        if row is None or row.orphaned:
            left.append(f"A {name} is no longer there.")
        elif row.status != Status.SUGGESTED or token_of(article, row) != token:
            left.append(f"A {name} has changed meanwhile.")
        else:
            found.append(row)
    return found, left


def _on_tag(article: Article, tag: Tag, marks: Iterable[Mark], batch: Batch) -> Decision:
    return Decision(
        verb=Verb.CONFIRM,
        article=article,
        actor=tag.actor,
        anchors=[anchor_json(article, mark.start, mark.end) for mark in marks],
        editor=batch.editor,
        note=batch.note,
        batch=batch,
        before={"actor": tag.actor.name, "status": tag.status},
        after={"actor": tag.actor.name, "status": Status.CONFIRMED},
    )
