"""The same decision in many articles: the verbs on tags, for a batch (see entities.batches).

Both functions take some articles of a batch, lock those that nobody holds, and decide in one
transaction. They say of each article why it was left alone, "" if it was not; articles that
somebody holds are not told of, and are to be asked for again.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction

from entities.anchoring import find
from entities.models import Actor, Batch, Decision, Tag
from entities.publish import Rows
from entities.publish_many import lock_free, publish_many, read_many
from entities.resolution import Mark, ResolvedTag, active
from entities.review.common import anchor_json

Verb = Decision.Verb
Status = Tag.Status

# What a tag is after each verb that can be taken in bulk.
STATUS_AFTER = {
    Verb.CONFIRM: Status.CONFIRMED,
    Verb.REJECT: Status.REJECTED,
    Verb.RELINK: Status.CONFIRMED,
    Verb.ADD: Status.CONFIRMED,
}
# How words stand for an actor that name it; "he" and "the minister" may be anybody elsewhere.
NAMING = ("name", "adjective", "metonym")
GONE = "The tag is no longer there."
OTHER_WORDS = "Its words are others now."


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is decided in every article: on the tag of `actor`, for an `add` on `words`.

    `surfaces` are the words that were decided on. A tag is taken when it stands on one of them, and
    unless it is only confirmed, on no other name. `whole`: it is taken whatever its words, and even
    where it is confirmed, by whoever chose the very article.
    """

    verb: str
    actor: Actor
    to_actor: Actor | None
    surfaces: frozenset[str]
    words: str = ""
    whole: bool = False


@dataclass(frozen=True, slots=True)
class _Found:
    """What is decided in one article, or why nothing is."""

    marks: Sequence[tuple[int, int]] = ()
    before: str = ""
    trouble: str = ""


def decide_many(
    batch: Batch, wanted: Wanted, articles: Iterable[int], *, wait: bool = False
) -> dict[int, str]:
    """Take one decision in each article where the tag is still undecided and its words are there.

    `wait` for whoever holds the article: only for a single one.
    """
    with transaction.atomic():
        rows = read_many(lock_free(articles, wait=wait))
        look = _words_to_add if wanted.verb == Verb.ADD else _tag_to_decide
        found = [look(one, wanted) for one in rows]
        taken = [(one, what) for one, what in zip(rows, found, strict=True) if not what.trouble]
        decisions = [_decision(batch, wanted, one, what) for one, what in taken]
        Decision.objects.bulk_create(decisions)
        _publish([one for one, _what in taken], decisions)
    return {one.article.pk: what.trouble for one, what in zip(rows, found, strict=True)}


def undo_many(
    batch: Batch, undone: Batch, articles: Iterable[int], *, wait: bool = False
) -> dict[int, str]:
    """Undo the decision of `undone` in each article, unless somebody decided there since."""
    with transaction.atomic():
        rows = read_many(lock_free(articles, wait=wait))
        theirs = Decision.objects.filter(
            batch=undone, article__in=[one.article.pk for one in rows]
        ).select_related("actor", "to_actor")
        of_article = {decision.article_id: decision for decision in theirs}
        told, taken, decisions = {}, [], []
        for one in rows:
            decision = of_article[one.article.pk]
            told[one.article.pk] = _why_not_undo(one, decision)
            if not told[one.article.pk]:
                taken.append(one)
                decisions.append(_undo(batch, decision))
        Decision.objects.bulk_create(decisions)
        _publish(taken, decisions)
    return told


def later_decision(decision: Decision, decisions: Sequence[Decision]) -> Decision | None:
    """The first decision that was taken on the same actors after this one, and that holds.

    `decisions` are those of its article, oldest first.
    """
    holding = active([(one.pk, one.undoes_id) for one in decisions])
    touched = {decision.actor_id, decision.to_actor_id} - {None}
    on_tags = [one for one in decisions if one.subject == Decision.Subject.TAG]
    return next(
        (
            one
            for one in on_tags
            if one.pk > decision.pk
            and one.pk in holding
            and touched & {one.actor_id, one.to_actor_id}
        ),
        None,
    )


def is_on(surfaces: frozenset[str], verb: str, named: Iterable[str]) -> bool:
    """Whether a decision on `surfaces` is one on a tag that stands on these words."""
    words = set(named)
    return bool(words & surfaces) and (verb == Verb.CONFIRM or words <= surfaces)


def _tag_to_decide(rows: Rows, wanted: Wanted) -> _Found:
    tag = _tag_of(rows, wanted.actor)
    if tag is None:
        return _Found(trouble=GONE)
    if wanted.whole and tag.status != Status.REJECTED:
        return _Found([(mark.start, mark.end) for mark in tag.marks], tag.status)
    if tag.status != Status.SUGGESTED:
        return _Found(trouble=_decided(rows, tag.ruling))
    body = rows.article.body
    names = [body[mark.start : mark.end] for mark in tag.marks if _names(mark)]
    if not is_on(wanted.surfaces, wanted.verb, names):
        return _Found(trouble=OTHER_WORDS)
    return _Found([(mark.start, mark.end) for mark in tag.marks], Status.SUGGESTED)


def _words_to_add(rows: Rows, wanted: Wanted) -> _Found:
    spans = list(find(wanted.words, rows.article.body))
    if not spans:
        return _Found(trouble=f"“{wanted.words}” does not stand there as whole words.")
    tags = rows.tags()
    for tag in tags:
        touches = any(
            mark.ruling and mark.start < end and start < mark.end
            for mark in tag.marks
            for start, end in spans
        )
        if tag.ruling and (tag.actor == wanted.actor.pk or touches):
            return _Found(trouble=_decided(rows, tag.ruling))
    tag_there = next((tag for tag in tags if tag.actor == wanted.actor.pk), None)
    return _Found(spans, tag_there.status if tag_there else "")


def _names(mark: Mark) -> bool:
    return mark.suggestion is not None and mark.suggestion.how in NAMING


def _tag_of(rows: Rows, actor: Actor) -> ResolvedTag | None:
    return next((tag for tag in rows.tags() if tag.actor == actor.pk), None)


def _decision(batch: Batch, wanted: Wanted, rows: Rows, found: _Found) -> Decision:
    after = (wanted.to_actor or wanted.actor).name
    status = STATUS_AFTER[Verb(wanted.verb)]
    return Decision(
        verb=wanted.verb,
        article=rows.article,
        actor=wanted.actor,
        to_actor=wanted.to_actor,
        anchors=[anchor_json(rows.article, *span) for span in found.marks],
        editor=batch.editor,
        note=batch.note,
        batch=batch,
        before={"actor": wanted.actor.name, "status": found.before} if found.before else {},
        after={"actor": after, "status": status},
    )


def _why_not_undo(rows: Rows, decision: Decision) -> str:
    if any(one.undoes_id == decision.pk for one in rows.decisions):
        return "It was undone already."
    since = later_decision(decision, rows.decisions)
    return _decided(rows, since.pk) if since else ""


def _undo(batch: Batch, decision: Decision) -> Decision:
    return Decision(
        verb=Verb.UNDO,
        article_id=decision.article_id,
        actor=decision.actor,
        editor=batch.editor,
        note=batch.note,
        batch=batch,
        undoes=decision,
        before=decision.after,
        after=decision.before,
    )


def _publish(rows: Sequence[Rows], decisions: Sequence[Decision]) -> None:
    for one, decision in zip(rows, decisions, strict=True):
        one.decisions.append(decision)
    if rows:
        publish_many(rows)


def _decided(rows: Rows, ruling: int | None) -> str:
    """Who decided meanwhile, and what. One query, for the few articles that are left alone."""
    theirs = next(one for one in rows.decisions if one.pk == ruling)
    return f"{theirs.editor} {theirs.get_verb_display()} {theirs.actor} meanwhile."
