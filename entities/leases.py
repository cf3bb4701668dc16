"""Who works on which article, so that two editors never work on one unawares.

Opening an article claims it for a while; whatever one does there goes on with the claim. A claim is
one statement on the article's row, which decides between two who come at once. It keeps nobody out:
whoever comes second sees who is there, can look, decide and take over, and a decision on what
somebody else has changed meanwhile is refused by itself (entities.review).
"""

import datetime
from collections.abc import Iterable
from typing import Any

from django.contrib.auth.models import User
from django.db import connection
from django.utils import timezone

from entities.models import Lease

# Long enough to read a long report without touching anything, short enough that an article which
# was left open over lunch is not kept from the others.
LEASE = datetime.timedelta(minutes=10)
# What has run out is of no use to anybody; a day later it is deleted.
KEPT = datetime.timedelta(days=1)

_CLAIM = """
INSERT INTO entities_lease AS held (article_id, editor_id, since, expires_at, ahead, taken_from_id)
VALUES (%(article)s, %(editor)s, %(now)s, %(until)s, %(ahead)s, NULL)
ON CONFLICT (article_id) DO UPDATE SET
    since = CASE WHEN held.editor_id = excluded.editor_id AND held.expires_at > %(now)s
        AND NOT held.ahead THEN held.since ELSE excluded.since END,
    taken_from_id = CASE WHEN held.editor_id = excluded.editor_id AND held.expires_at > %(now)s
        THEN held.taken_from_id END,
    ahead = excluded.ahead AND (held.ahead OR held.editor_id <> excluded.editor_id
        OR held.expires_at <= %(now)s),
    editor_id = excluded.editor_id,
    expires_at = excluded.expires_at
WHERE held.editor_id = excluded.editor_id OR held.expires_at <= %(now)s
    OR (held.ahead AND NOT excluded.ahead)
RETURNING editor_id
"""
_TAKE = """
INSERT INTO entities_lease AS held (article_id, editor_id, since, expires_at, ahead, taken_from_id)
VALUES (%(article)s, %(editor)s, %(now)s, %(until)s, false, NULL)
ON CONFLICT (article_id) DO UPDATE SET
    taken_from_id = CASE WHEN held.editor_id <> excluded.editor_id AND held.expires_at > %(now)s
        THEN held.editor_id END,
    since = excluded.since, ahead = false,
    editor_id = excluded.editor_id, expires_at = excluded.expires_at
"""


def claim(article: int, editor: User, *, ahead: bool = False) -> bool:
    """Claim an article, or go on with one's claim; False when somebody else is at it.

    `ahead`: the page is only loaded, nobody looks at it yet; whoever opens it meanwhile has it.
    """
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM, {**_values(article, editor), "ahead": ahead})
        return cursor.fetchone() is not None


def take_over(article: int, editor: User) -> None:
    """Claim an article whoever is at it: they are told when they do something there."""
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, _values(article, editor))


def release(article: int, editor: User) -> None:
    """Give up one's claim, if it is still one's own."""
    Lease.objects.filter(article=article, editor=editor).delete()


def lease_of(article: int) -> Lease | None:
    """Return the claim that holds on an article. One query."""
    leases = Lease.objects.in_force().select_related("editor")
    return leases.filter(article=article).first()


def leases_of(articles: Iterable[int]) -> dict[int, Lease]:
    """Return who looks at which of these articles. One query."""
    leases = Lease.objects.in_force().filter(article__in=list(articles), ahead=False)
    return {lease.article_id: lease for lease in leases.select_related("editor")}


def held_by_others(editor: User) -> list[int]:
    """Return the articles that somebody else works on, or is about to. One query."""
    others = Lease.objects.in_force().exclude(editor=editor)
    return list(others.values_list("article", flat=True))


def drop_old() -> None:
    """Delete what has long run out."""
    Lease.objects.filter(expires_at__lt=timezone.now() - KEPT).delete()


def _values(article: int, editor: User) -> dict[str, Any]:
    now = timezone.now()
    return {"article": article, "editor": editor.pk, "now": now, "until": now + LEASE}
