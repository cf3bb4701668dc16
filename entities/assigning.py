"""Who was given which articles, by whom: told once for ever, and where it stands now."""

from collections.abc import Sequence

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import QuerySet

from entities.models import ArticleReview, Assignment
from entities.permissions import REVIEW

# The backend that knows of permissions; the other one only counts failed log-ins.
_BACKEND = "django.contrib.auth.backends.ModelBackend"


def reviewers() -> QuerySet[User]:
    """Return whoever may review, by name."""
    return User.objects.with_perm(REVIEW, backend=_BACKEND).order_by("username")


def assign(articles: Sequence[int], to: User | None, *, by: User, note: str = "") -> int:
    """Give articles of the queue to an editor, or to nobody; return of how many that is news.

    One transaction; locks the rows of the queue in the order of their keys.
    """
    with transaction.atomic():
        reviews = ArticleReview.objects.select_for_update(of=("self",)).order_by("pk")
        changed = [
            review.pk
            for review in reviews.filter(pk__in=articles)
            if review.assigned_to_id != (to.pk if to else None)
        ]
        ArticleReview.objects.filter(pk__in=changed).update(assigned_to=to)
        Assignment.objects.bulk_create(
            [Assignment(article_id=pk, editor=to, assigned_by=by, note=note) for pk in changed]
        )
    return len(changed)


def given_to(article: int, editor: User) -> Assignment | None:
    """Return how an article came to be an editor's, if it is. One query."""
    latest = Assignment.objects.filter(article=article).select_related("assigned_by").first()
    return latest if latest and latest.editor_id == editor.pk else None
