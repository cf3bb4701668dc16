"""The archive's own words, counted by a worker: `learn` is where to start.

Articles are gone through in the order of their ids, a batch in a transaction that also notes how
far it came; whoever is stopped goes on there. Of a large archive some 64ths are read, those that
the sample keys of search mark (@k0 to @k63). What was counted then takes the place of the words of
before in one transaction. So memory does not grow with the archive, and no reader ever waits, or
sees half a list.

The row of an article holds its public text, in which hidden names are initials; only rows of public
articles are read. A word that an act took out of all of them is gone with the next count, which
`due` has begin soon after the act. Until then articles.search.similar keeps it back.
"""

import datetime
import math

from django.db import connection, transaction
from django.utils import timezone

from articles.background import alone_at
from articles.models import Article, ArticleAct, WordCount
from articles.search.plans import SAMPLE_KEYS

# 110 to 180 articles a second were counted on a machine with much other work: half an hour. A word
# that one article in 10,000 has is then counted to 20 per cent.
MOST_ARTICLES = 250_000
BATCH = 1_000
# What the index of a million articles is searched for in five milliseconds; rarer ones are slips.
MOST_WORDS = 500_000
# The beginning of a text has its words.
MOST_TEXT = 100_000

EVERY = datetime.timedelta(days=1)
# More than every tenth article is new.
GROWN = 1.1
# A larger archive takes more than a few seconds, and is not counted more often than this.
SMALL = 10_000
AT_MOST_EVERY = datetime.timedelta(hours=1)

_COUNT = """
    WITH batch AS MATERIALIZED (
        SELECT id, concat_ws(E'\\n', headline, standfirst, byline, label_text, left(body, %(text)s))
            AS text
        FROM articles_article
        WHERE id > %(counted)s AND id <= %(last)s AND id %% 64 < %(keys)s AND status = 'published'
        ORDER BY id LIMIT %(batch)s
    ), counted AS (
        INSERT INTO articles_countedword AS known (word, article_count)
        SELECT word, count(*)
        FROM batch, unnest(tsvector_to_array(to_tsvector('newsroom_words', text))) AS word
        WHERE length(word) BETWEEN 2 AND 40 GROUP BY word ORDER BY word
        ON CONFLICT (word)
            DO UPDATE SET article_count = known.article_count + excluded.article_count
    )
    SELECT max(id) FROM batch
"""
# Words that stay as they were are not written again.
_TAKE_OVER = """
    WITH chosen AS MATERIALIZED (
        SELECT word, ceil(article_count * 64.0 / %(keys)s)::integer AS article_count
        FROM articles_countedword ORDER BY article_count DESC, word LIMIT %(most)s
    ), gone AS (
        DELETE FROM articles_word AS old
        WHERE NOT EXISTS (SELECT 1 FROM chosen WHERE chosen.word = old.word)
    )
    INSERT INTO articles_word AS old (word, article_count) SELECT word, article_count FROM chosen
    ON CONFLICT (word) DO UPDATE SET article_count = excluded.article_count
        WHERE old.article_count <> excluded.article_count
"""


def due() -> bool:
    """Whether the words should be counted again, or somebody was stopped at it. Three queries."""
    count, now = _count(), timezone.now()
    newest = _newest_id()
    if count.begun_at is not None or count.learned_at is None:
        return newest > 0
    age = now - count.learned_at
    if age < AT_MOST_EVERY and newest > SMALL:
        return False
    grown = newest > count.learned_id and newest >= count.learned_id * GROWN
    return age >= EVERY or grown or _act_since(count.learned_at)


def learn() -> bool:
    """Count the words of the archive, or go on where somebody was stopped.

    In transactions of its own: call it in none. False when another process is at it.
    """
    with alone_at("learn words") as ours:
        if not ours:
            return False
        count = _count()
        if count.begun_at is None or timezone.now() - count.begun_at >= EVERY:
            _begin(count)
        while count_some(count):
            pass
        _take_over(count)
    return True


def count_some(count: WordCount) -> bool:
    """Count the words of some articles; False when there are no more."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            _COUNT,
            {
                "counted": count.counted_id,
                "last": count.last_id,
                "keys": count.sample_keys,
                "batch": BATCH,
                "text": MOST_TEXT,
            },
        )
        (last,) = cursor.fetchone()
        if last is None:
            return False
        count.counted_id = last
        count.save(update_fields=["counted_id"])
    return True


def _count() -> WordCount:
    count, _created = WordCount.objects.get_or_create(pk=1)
    return count


def _newest_id() -> int:
    return Article.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def _act_since(moment: datetime.datetime) -> bool:
    """Whether an act was recorded since, by which an article may have lost a word."""
    last = ArticleAct.objects.order_by("-pk").values_list("created_at", flat=True).first()
    return last is not None and last >= moment


def _begin(count: WordCount) -> None:
    public = Article.objects.public().count()
    share = MOST_ARTICLES / max(public, MOST_ARTICLES)
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("TRUNCATE articles_countedword")
        count.begun_at = timezone.now()
        count.last_id = _newest_id()
        count.counted_id = 0
        count.sample_keys = math.ceil(SAMPLE_KEYS * share)
        count.save()


def _take_over(count: WordCount) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_TAKE_OVER, {"keys": count.sample_keys, "most": MOST_WORDS})
        cursor.execute("TRUNCATE articles_countedword")
        count.learned_at, count.learned_id = count.begun_at, count.last_id
        count.begun_at = None
        count.save()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE articles_word")
