"""Merging actors: seconds until 50,000 mentions have followed, and what the desk waits meanwhile.

Makes an archive of 14,000 articles (benchmarks/_corpus.py), puts a duplicate with 50,000 mentions
into 12,500 of them (four an article, two for everybody else), lets it speak in half and deal in a
quarter of these, and puts the one that is kept into 250 of the same articles. Then the verb itself,
the articles that follow in the worker's code in one process, an editor who confirms tags of other
articles of the duplicate all the while, and the undo. At the end a hundred of the articles are
published as any other is, to see that nothing changes.

BENCH_DATA in the environment names the folder that is kept for the next time.
"""

import sys
import threading
import time
from typing import Any

from benchmarks import _corpus, _load
from benchmarks._timing import percentile, process_clock

ARTICLES = 14_000
MENTIONED = 12_500
MENTIONS_EACH = 4
BOTH = 250
LOOKED_AT = 100
KEEP, DUPLICATE = _corpus.ACTORS + 1, _corpus.ACTORS + 2

# Mentions stand at made-up places of the text: every actor of an article has a stretch of its own.
_FILL = (
    f"""
    UPDATE articles_article SET
        actor_ids = {DUPLICATE} || CASE
            WHEN id <= {BOTH} THEN ARRAY[{KEEP}::bigint] ELSE '{{}}' END || actor_ids,
        label_text = 'M. Tovanka' || CASE
            WHEN id <= {BOTH} THEN E'\\nMirelka Tovanka' ELSE '' END || E'\\n' || label_text
    WHERE id <= {MENTIONED}
    """,
    """
    INSERT INTO articles_articleversion
        (article_id, number, headline, standfirst, body, byline, dateline, credit, text_hash,
        source_version, created_at, reason)
    SELECT id, 1, headline, '', '', '', '', '', text_hash, '', now(), '' FROM articles_article
    """,
    """
    INSERT INTO entities_extractionrun
        (article_id, version_id, state, pipeline, attempts, error, claimed_by, requested_at,
        finished_at, timings)
    SELECT article_id, id, 'done', 'made', 1, '', '', now(), now(), '{}'
    FROM articles_articleversion
    """,
    f"""
    INSERT INTO entities_mention
        (article_id, run_id, actor_id, start, "end", quote, prefix, suffix, how, title, step,
        evidence, confidence, tag_confidence, tag_salience)
    SELECT article.id, run.id, actor, at, at + 6, substr(body, at + 1, 6),
        substr(body, greatest(at - 31, 1), at - greatest(at - 32, 0)), substr(body, at + 7, 32),
        'name', '', 'names', '{{}}', 0.8, 0.8, 1 - place * 0.02
    FROM articles_article AS article
        JOIN entities_extractionrun AS run ON run.article_id = article.id,
        unnest(actor_ids) WITH ORDINALITY AS named(actor, place),
        generate_series(
            0, CASE WHEN actor = {DUPLICATE} THEN {MENTIONS_EACH - 1} ELSE 1 END
        ) AS nth,
        LATERAL (SELECT (place::integer - 1) * 40 + nth * 10 AS at) AS stands
    """,
    """
    INSERT INTO entities_tag
        (article_id, actor_id, status, score, salience, mention_count, orphaned, held_back)
    SELECT article_id, actor_id, 'suggested', 0.8, max(tag_salience), count(*), false, false
    FROM entities_mention GROUP BY article_id, actor_id
    """,
    f"""
    INSERT INTO entities_quote
        (article_id, run_id, start, "end", moved_by, words_hash, nth, step, evidence, status,
        orphaned, sort_at, direct, cue, found_speaker_id, speaker_id)
    SELECT article.id, run.id, 1000, 1080, 0,
        encode(sha256(convert_to(substr(body, 1001, 80), 'UTF8')), 'hex'), 0, 'quotes', '{{}}',
        'suggested', false, sort_at, true, 'said', {DUPLICATE}, {DUPLICATE}
    FROM articles_article AS article
        JOIN entities_extractionrun AS run ON run.article_id = article.id
    WHERE article.id <= {MENTIONED} AND article.id % 2 = 0
    """,
    f"""
    INSERT INTO entities_interaction
        (article_id, run_id, start, "end", moved_by, words_hash, nth, step, evidence, status,
        orphaned, sort_at, kind, modality, "symmetric", phrase, found_source_id, found_target_id,
        source_id, target_id)
    SELECT article.id, run.id, 0, 60, 0,
        encode(sha256(convert_to(substr(body, 1, 60), 'UTF8')), 'hex'), 0, 'made', '{{}}',
        'suggested', false, sort_at, 'consult', 'asserted', false, 'met', {DUPLICATE},
        actor_ids[cardinality(actor_ids)], {DUPLICATE}, actor_ids[cardinality(actor_ids)]
    FROM articles_article AS article
        JOIN entities_extractionrun AS run ON run.article_id = article.id
    WHERE article.id <= {MENTIONED} AND article.id % 4 = 0
    """,
)


def main() -> None:
    with _load.served(ARTICLES) as folder:
        _load.load(folder, ARTICLES, processes=1)
        _fill()
        _compare()
        _measure()


def _fill() -> None:
    """Bring in mentions, tags and what they tell, unless they are there, and publish it all."""
    from django.db import connection, transaction

    from entities.models import Actor, Mention
    from entities.names import fold
    from entities.publish_many import lock_free, publish_many, read_many

    if Mention.objects.exists():
        return
    with transaction.atomic(), connection.cursor() as cursor:
        for pk, name in ((KEEP, "Mirelka Tovanka"), (DUPLICATE, "M. Tovanka")):
            actor = Actor.objects.create(pk=pk, kind="person", name=name, slug=f"tovanka-{pk}")
            actor.names.create(name=name, normalised_name=fold(name), origin="extraction")
        for statement in _FILL:
            cursor.execute(statement)
    # What is said and done in them: speakers and sides in labels and vectors.
    told = range(1, ARTICLES + 1)
    for at in range(0, len(told), 100):
        with transaction.atomic():
            publish_many(read_many(lock_free(told[at : at + 100])))
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def _compare() -> None:
    """Compare two thousand of the fifty thousand names with all the others."""
    from entities.duplicates import BATCH, compare
    from entities.models import ActorName

    names = list(ActorName.objects.order_by("pk").values_list("pk", flat=True)[::25])
    clock = process_clock(_backend())
    begun, spent, found = time.perf_counter(), clock(), 0
    for at in range(0, len(names), BATCH):
        found += len(compare(names[at : at + BATCH]))
    seconds, spent = time.perf_counter() - begun, clock() - spent
    figure = f"{seconds * 1000 / len(names):.1f} ms ({spent * 1000 / len(names):.1f} of processor)"
    _tell("a name compared with 50,000", f"{figure}, {found} pairs of {len(names):,} names")


def _measure() -> None:
    from django.contrib.auth.models import User

    from entities import moving, review
    from entities.models import Actor, ActorMove, Mention

    chief, _made = User.objects.get_or_create(username="chief")
    _tell("mentions of the duplicate", f"{Mention.objects.filter(actor=DUPLICATE).count():,}")
    keep, duplicate = (Actor.objects.get(pk=pk) for pk in (KEEP, DUPLICATE))
    told: dict[str, Any] = {"editor": chief, "reason": "Made.", "keep": keep}
    told |= {"duplicate": duplicate, "seen": review.seen_state(keep, duplicate)}
    begun = time.perf_counter()
    merged = review.merge(**told)
    _tell("the verb", f"{(time.perf_counter() - begun) * 1000:.0f} ms")
    for name, decide in (
        ("merge", lambda: merged),
        ("undo", lambda: review.restore_merge(merged, editor=chief)),
    ):
        decide()
        move = ActorMove.objects.get(finished_at=None)
        desk = _Desk(chief)
        desk.start()
        clock = process_clock(_backend())
        begun, spent = time.perf_counter(), clock()
        moving.carry_out(move.pk)
        seconds, spent = time.perf_counter() - begun, clock() - spent - desk.spent
        desk.stop()
        move.refresh_from_db()
        figure = f"{seconds:.1f} s ({spent:.1f} s of processor), {move.done_count:,} articles"
        _tell(f"{name}: articles that follow", figure)
        waits = f"p50 {percentile(desk.waited, 50):.0f} ms, longest {max(desk.waited):.0f} ms"
        _tell(f"{name}: a decision meanwhile", f"{waits} of {len(desk.waited)}")
        _tell(f"{name}: published, changed", _changed())


def _backend() -> int:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        pid: int = cursor.fetchone()[0]
    return pid


class _Desk(threading.Thread):
    """An editor who confirms tags and takes that back, in articles that nothing moves in."""

    def __init__(self, editor: Any) -> None:
        super().__init__()
        self._editor, self._done = editor, threading.Event()
        self.waited: list[float] = []
        self.spent = 0.0

    def run(self) -> None:
        from entities import review
        from entities.models import Tag

        tags = Tag.objects.select_related("article", "actor").filter(article__gt=MENTIONED)
        for tag in tags.order_by("pk")[:500]:
            begun = time.perf_counter()
            decision = review.confirm(tag, editor=self._editor)
            self.waited.append((time.perf_counter() - begun) * 1000)
            review.undo(decision, editor=self._editor)
            self.spent = time.thread_time()  # of our process, and not the worker's
            if self._done.wait(0.2):
                break
        _load.leave_database()

    def stop(self) -> None:
        self._done.set()
        self.join()


def _changed() -> str:
    """Of a hundred of the articles, how many are changed by publishing them."""
    from articles.models import Article
    from entities.models import Quote, Tag

    ids = [1 + at * MENTIONED // LOOKED_AT for at in range(LOOKED_AT)]

    def state() -> dict[int, object]:
        rows = Article.objects.in_bulk(ids)
        return {
            pk: (
                (rows[pk].actor_ids, rows[pk].label_text, rows[pk].label_lexemes),
                rows[pk].search_vector,
                list(
                    Tag.objects.filter(article=pk)
                    .order_by("actor_id")
                    .values_list("actor", "score")
                ),
                list(Quote.objects.filter(article=pk).values_list("speaker", "search_vector")),
            )
            for pk in ids
        }

    before = state()
    _publish(ids)
    after = state()
    return f"{sum(before[pk] != after[pk] for pk in ids)} of {LOOKED_AT}"


def _publish(ids: list[int]) -> None:
    from django.db import transaction

    from entities.publish import lock_article, publish

    for pk in ids:
        with transaction.atomic():
            publish(lock_article(pk))


def _tell(what: str, figure: str) -> None:
    sys.stdout.write(f"{what:<32}{figure}\n")
    sys.stdout.flush()
