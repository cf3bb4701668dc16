"""Taking decisions back: whatever they are about, days later as well; an undo can be undone too.

Undo is a decision of its own. What then follows is derived anew from the decisions that are left;
how, depends on what the decision was about (`_RESTORE`).
"""

from collections.abc import Callable

from django.contrib.auth.models import User
from django.db import transaction

from articles.models import Article
from entities.models import Decision
from entities.publish import lock_article, publish
from entities.review.common import ReviewError, Stale
from entities.review.edits import restore_edit
from entities.review.tags import restore_kind

Verb = Decision.Verb
Subject = Decision.Subject
# Derives anew what follows from the decisions that are left; given the decision at the bottom of
# the chain of undoing, and the article, locked, if it was taken in one.
Restore = Callable[[Decision, Article | None], None]


def undo(decision: Decision, *, editor: User, note: str = "") -> Decision:
    """Take a decision back: everything is as if it had not been taken.

    Raises Stale when it is undone already, ReviewError for one that cannot be undone.
    """
    with transaction.atomic():
        origin = origin_of(decision)
        restore = _restore_of(origin)
        article = lock_article(decision.article_id) if decision.article_id else None
        if article is None:
            Decision.objects.select_for_update().get(pk=decision.pk)
        if theirs := Decision.objects.select_related("editor").filter(undoes=decision).first():
            raise Stale(f"{theirs.editor} has undone this already.", theirs)
        undone = Decision.objects.create(
            verb=Verb.UNDO,
            subject=decision.subject,
            article=article,
            actor_id=decision.actor_id,
            editor=editor,
            note=note,
            undoes=decision,
            before=decision.after,
            after=decision.before,
        )
        restore(origin, article)
    return undone


def origin_of(decision: Decision) -> Decision:
    """Return the decision at the bottom of a chain of undoing."""
    while decision.undoes:
        decision = decision.undoes
    return decision


def _restore_of(origin: Decision) -> Restore:
    restore = _RESTORE.get((origin.subject, origin.verb)) or _RESTORE.get((origin.subject, ""))
    if restore is None:
        raise ReviewError("This decision cannot be undone here.")
    return restore


def _publish(_origin: Decision, article: Article | None) -> None:
    assert article  # noqa: S101 (decision_subject_known)
    publish(article)


def _restore_kind(origin: Decision, article: Article | None) -> None:
    assert article  # noqa: S101 (decision_subject_known)
    assert origin.actor_id  # noqa: S101 (decision_subject_known)
    restore_kind(origin.actor_id, article)


_RESTORE: dict[tuple[str, str], Restore] = {
    (Subject.TAG, Verb.RETYPE): _restore_kind,
    (Subject.TAG, ""): _publish,
    (Subject.QUOTE, ""): _publish,
    (Subject.INTERACTION, ""): _publish,
    (Subject.ACTOR, Verb.EDIT): restore_edit,
}
