"""Taking decisions back: whatever they are about, days later as well; an undo can be undone too.

Undo is a decision of its own. What then follows is derived anew from the decisions that are left;
how, and what it would change, depends on what the decision was about (`_WAYS`).
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from articles.models import Article
from entities.differences import differences
from entities.models import Batch, Decision, Kind
from entities.publish import lock_article, publish, read_article
from entities.review.common import ReviewError, Stale
from entities.review.edits import restore_edit
from entities.review.rules import restore_rule, tell_rule
from entities.review.tags import kind_without, restore_kind

Verb = Decision.Verb
Subject = Decision.Subject


@dataclass(frozen=True, slots=True)
class Way:
    """How decisions of one sort are undone.

    Both are given a decision and the one at the bottom of its chain of undoing. `restore` derives
    anew what follows from the decisions that are left, the undo is written already; it gets the
    article too, locked, if the decision was taken in one. `tell` says what undoing would change.
    """

    restore: Callable[[Decision, Decision, Article | None], None]
    tell: Callable[[Decision, Decision], tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Preview:
    """What undoing would change, a sentence each; `problem` says why it cannot be undone."""

    decision: Decision
    changes: tuple[str, ...]
    problem: str = ""
    theirs: Decision | None = None


def undo(decision: Decision, *, editor: User, note: str = "") -> Decision:
    """Take a decision back: everything is as if it had not been taken.

    Raises Stale when it is undone already, ReviewError for one that cannot be undone.
    """
    with transaction.atomic():
        origin = origin_of(decision)
        way = _way(origin)
        article = lock_article(decision.article_id) if decision.article_id else None
        if article is None:
            Decision.objects.select_for_update().get(pk=decision.pk)
        if theirs := _undo_of(decision):
            raise Stale(f"{theirs.editor} has undone this already.", theirs)
        undone = _undoing(decision, editor, note)
        undone.save()
        way.restore(decision, origin, article)
    return undone


def undo_batch(batch: Batch, *, editor: User, note: str = "") -> Batch:
    """Take back what was decided at once in one article, less what was taken back before.

    Returns the batch of the undoing, which can be undone too. Raises Stale when it is undone
    already, ReviewError when it is not of one article.
    """
    with transaction.atomic():
        articles = list(batch.decisions.order_by().values_list("article", flat=True).distinct()[:2])
        if len(articles) != 1 or articles[0] is None:
            raise ReviewError("This was not decided in one article.")
        article = lock_article(articles[0])
        if theirs := Batch.objects.select_related("editor").filter(undoes=batch).first():
            raise Stale(f"{theirs.editor} has undone this already.")
        standing = list(batch.decisions.filter(undone_by=None).order_by("pk"))
        total = batch.decisions.count()
        undone = Batch.objects.create(
            editor=editor,
            note=note,
            request={"verb": "undo", "article": article.pk},
            state=Batch.State.DONE,
            total_count=total,
            done_count=len(standing),
            skipped_count=total - len(standing),
            finished_at=timezone.now(),
            undoes=batch,
        )
        Decision.objects.bulk_create(
            [_undoing(decision, editor, note, batch=undone) for decision in standing]
        )
        publish(article)
    return undone


def preview(decision: Decision) -> Preview:
    """Return what undoing a decision would change. Reads only; some fifteen queries."""
    if theirs := _undo_of(decision):
        return Preview(decision, (), f"{theirs.editor} has undone this already.", theirs)
    origin = origin_of(decision)
    try:
        way = _way(origin)
    except ReviewError as error:
        return Preview(decision, (), str(error))
    return Preview(decision, way.tell(decision, origin))


def origin_of(decision: Decision) -> Decision:
    """Return the decision at the bottom of a chain of undoing."""
    while decision.undoes:
        decision = decision.undoes
    return decision


def is_of_a_rule(origin: Decision) -> bool:
    """Whether a decision is on a rule of the memory: "not the same" has that verb too."""
    return "of" in origin.after


def _undoing(
    decision: Decision, editor: User, note: str, *, batch: Batch | None = None
) -> Decision:
    return Decision(
        verb=Verb.UNDO,
        subject=decision.subject,
        article_id=decision.article_id,
        actor_id=decision.actor_id,
        editor=editor,
        note=note,
        batch=batch,
        undoes=decision,
        before=decision.after,
        after=decision.before,
    )


def _undo_of(decision: Decision) -> Decision | None:
    return Decision.objects.select_related("editor").filter(undoes=decision).first()


def _way(origin: Decision) -> Way:
    way = _WAYS.get((origin.subject, origin.verb)) or _WAYS.get((origin.subject, ""))
    if way is None or (origin.verb == Verb.RULE and not is_of_a_rule(origin)):
        raise ReviewError("This decision cannot be undone here.")
    return way


def _publish(_decision: Decision, _origin: Decision, article: Article | None) -> None:
    assert article  # noqa: S101 (decision_subject_known)
    publish(article)


def _tell(decision: Decision, _origin: Decision) -> tuple[str, ...]:
    article = decision.article
    assert article  # noqa: S101 (decision_subject_known)
    before, after = read_article(article), read_article(article, undone=[decision.pk])
    return differences(article, before, after)


def _restore_kind(_decision: Decision, origin: Decision, article: Article | None) -> None:
    assert article  # noqa: S101 (decision_subject_known)
    assert origin.actor_id  # noqa: S101 (decision_subject_known)
    restore_kind(origin.actor_id, article)


def _tell_kind(decision: Decision, origin: Decision) -> tuple[str, ...]:
    actor = origin.actor
    assert actor  # noqa: S101 (decision_subject_known)
    kind = kind_without(actor, decision)
    if kind == actor.kind:
        return ()
    count = actor.article_count
    articles = "its one article" if count == 1 else f"all its {count:,} articles"
    return (
        f"{actor.name}: {Kind(kind).label}, instead of {actor.get_kind_display()}, in {articles}.",
    )


def _tell_edit(_decision: Decision, origin: Decision) -> tuple[str, ...]:
    return (f"What is known of {origin.actor} is again as the other decisions on it say.",)


_IN_ARTICLE = Way(_publish, _tell)
_WAYS: dict[tuple[str, str], Way] = {
    (Subject.TAG, Verb.RETYPE): Way(_restore_kind, _tell_kind),
    (Subject.TAG, ""): _IN_ARTICLE,
    (Subject.QUOTE, ""): _IN_ARTICLE,
    (Subject.INTERACTION, ""): _IN_ARTICLE,
    (Subject.ACTOR, Verb.EDIT): Way(restore_edit, _tell_edit),
    (Subject.ACTOR, Verb.RULE): Way(restore_rule, tell_rule),
}
