"""Articles whose search vectors were made before what the vectors hold was changed.

Every vector holds the number of its kind ("@v2", migration 0007). What has another, or no words as
they stand, is written again, some articles at a time, so that a stop loses nothing and nobody waits
long for a row.
"""

from collections.abc import Iterator

from django.db import connection, transaction

VERSION = "@v2"
# Looked at in one statement; as many at most are written in one transaction.
BATCH = 500

_NEXT = """
    WITH these AS MATERIALIZED (
        SELECT id, exact_vector IS NULL OR NOT search_vector @@ %s::tsquery AS old
        FROM articles_article WHERE id > %s ORDER BY id LIMIT %s
    ) SELECT max(id), coalesce(array_agg(id ORDER BY id) FILTER (WHERE old), '{}') FROM these
"""
# Who is being written now by somebody else is waited for, in the order in which imports lock.
_LOCK = "SELECT FROM articles_article WHERE id = ANY (%s) ORDER BY id FOR NO KEY UPDATE"
# The trigger makes the vectors.
_WRITE = """
    UPDATE articles_article AS article SET author_ids = ARRAY(
        SELECT author_id FROM articles_article_authors AS credit
        WHERE credit.article_id = article.id ORDER BY author_id
    ) WHERE id = ANY (%s)
"""


def reindex() -> Iterator[tuple[int, int]]:
    """Bring every article up; after each batch yield how many were looked at and written in it."""
    last: int | None = 0
    while last is not None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(_NEXT, [f"'{VERSION}'", last, BATCH])
            last, old = cursor.fetchone()
            if old:
                cursor.execute(_LOCK, [old])
                cursor.execute(_WRITE, [old])
        if last is not None:
            yield BATCH, len(old)


def waiting() -> bool:
    """Whether words as they stand are not known of every article yet. One lookup."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM articles_article WHERE exact_vector IS NULL)")
        return bool(cursor.fetchone()[0])
