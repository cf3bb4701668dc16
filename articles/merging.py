"""Sources, authors and sections of which several are one: which is kept, and how articles follow.

A merge is one short transaction: from then on everything that comes in under the other names is
filed under the one that is kept. The articles there are move in the worker, some at a time, for a
source may have half a million and each gets a new search vector. That any are left is seen from the
rows themselves, so that nothing is lost with a message or a worker: beat looks again and again.
"""

import logging
from collections.abc import Sequence

from celery import current_app
from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q
from kombu.exceptions import OperationalError

from articles.models import Article, Author, Section, Source
from articles.querysets import NamedQuerySet

log = logging.getLogger(__name__)

# Short enough that nobody waits for a lock on these articles, long enough to amortise the commit.
BATCH = 500
# More is no slip of spelling, and nobody would look at the names one by one.
MOST_AT_ONCE = 20

Named = Source | Section | Author
# How articles hang on each: the field of the article.
FIELDS: dict[type[Named], str] = {Source: "source", Section: "section", Author: "authors"}


class MergeError(Exception):
    """A merge that cannot be; the text says why, for the administrator."""


def merge(keep: Named, others: Sequence[Named]) -> None:
    """Merge the others into the one to keep; their articles follow when this is committed.

    What was merged into one of the others goes with it. Locks all of them; raises MergeError when
    one has been merged meanwhile. Call inside a transaction that records who did it and why.
    """
    model = type(keep)
    chosen = {keep.pk, *(other.pk for other in others)}
    locked = list(model.objects.select_for_update(no_key=True).filter(pk__in=chosen).order_by("pk"))
    for row in locked:
        if row.merged_into:
            raise MergeError(f"“{row}” has been merged into “{row.kept}” meanwhile.")
    if len(locked) < max(2, len(chosen)):
        raise MergeError("Choose two or more that are still there.")
    gone = chosen - {keep.pk}
    model.objects.filter(Q(pk__in=gone) | Q(merged_into__in=gone)).update(merged_into=keep)
    transaction.on_commit(request_moves)


def request_moves() -> None:
    """Ask a worker to move what is left. With the broker away beat does, when it is back."""
    try:
        current_app.send_task("articles.tasks.move_merged")
    except OperationalError as error:
        log.warning("broker away, merged articles wait for beat: %s", error)


def holding_articles(model: type[Named]) -> NamedQuerySet:
    """Rows that were merged and still have articles: hardly ever any."""
    articles = Article.objects.filter(**{FIELDS[model]: OuterRef("pk")})
    return model.objects.filter(Exists(articles), merged_into__isnull=False)


def with_merged(keep: Named) -> int | tuple[int, ...]:
    """Under which ids the articles of a row stand: its own, and others while they move."""
    left = holding_articles(type(keep)).filter(merged_into=keep).values_list("pk", flat=True)
    return (keep.pk, *left) if left else keep.pk


def move_some() -> int:
    """Move a batch of articles to what their source, section or author was merged into.

    Returns how many; 0 when none are left or another worker is at it. One transaction, which locks
    the articles in the order of their keys, as imports do.
    """
    for model in FIELDS:
        with transaction.atomic():
            if not _ours():
                return 0
            gone = holding_articles(model).first()
            if gone is not None:
                return _move_authorship(gone) if model is Author else _move_articles(gone)
    return 0


def _ours() -> bool:
    """Whether no other worker moves articles now; holds until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtextextended('articles.merging', 0))")
        return bool(cursor.fetchone()[0])


def _move_articles(gone: Named) -> int:
    field = FIELDS[type(gone)]
    # Not in any order: that would let the planner walk the whole table by its key.
    some = Article.objects.filter(**{field: gone}).order_by().values_list("pk", flat=True)[:BATCH]
    ids = list(some)
    locked = Article.objects.select_for_update(no_key=True).filter(pk__in=ids, **{field: gone})
    return Article.objects.filter(
        pk__in=list(locked.order_by("pk").values_list("pk", flat=True))
    ).update(**{field: gone.merged_into_id})


def _move_authorship(gone: Named) -> int:
    """Credit the one that is kept; an article that credits it already has it once."""
    credit = Article.authors.through
    first = credit.objects.filter(author=gone.pk).order_by()[:BATCH]
    some = dict(first.values_list("article", "pk"))
    # A trigger writes to these articles who their authors are.
    locked = Article.objects.select_for_update(no_key=True).filter(pk__in=some).order_by("pk")
    some = {pk: some[pk] for pk in locked.values_list("pk", flat=True)}
    both = credit.objects.filter(author=gone.merged_into_id, article__in=some)
    twice = [some.pop(article) for article in both.values_list("article", flat=True)]
    credit.objects.filter(pk__in=twice).delete()
    moved = credit.objects.filter(pk__in=some.values()).update(author_id=gone.merged_into_id)
    return moved + len(twice)
