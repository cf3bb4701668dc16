"""Milliseconds of the desk in a large archive: a decision, the rest, the next article, the queue.

Takes the archive of N articles (100,000; N=1000000 for a million) that the figures of search keep
below BENCH_DATA, and puts beside each article what an extraction leaves: a version, a run, twenty
mentions, tags and a row of the queue. Then reports of the demo come in and are extracted, and an
editor works on them through the pages: confirms three tags, rejects one, confirms the rest, and is
shown the next article. Server time of each page, the database's with it.
"""

import json
import os
import re
import sys
import time
from collections import defaultdict
from functools import partial
from typing import Any

from benchmarks import _load
from benchmarks._timing import percentile, process_clock

REPORTS = 60
# So many are worked on before anything is measured: caches, prepared statements.
WARM_UP = 10

# Sixty million lookups of foreign keys one by one: they are checked at the end, all at once.
_KEYS = """
SELECT conrelid::regclass::text, quote_ident(conname), pg_get_constraintdef(oid)
FROM pg_constraint WHERE contype = 'f' AND conrelid IN (
    'entities_mention'::regclass, 'entities_tag'::regclass, 'entities_extractionrun'::regclass,
    'articles_articleversion'::regclass, 'entities_articlereview'::regclass
)
"""
_FILL = (
    """
    INSERT INTO articles_articleversion
        (article_id, number, headline, standfirst, body, byline, dateline, credit, text_hash,
        source_version, created_at, reason)
    SELECT id, 1, headline, '', '', '', '', '', text_hash, '', now(), '' FROM articles_article
    WHERE NOT EXISTS (SELECT FROM articles_articleversion WHERE article_id = articles_article.id)
    """,
    """
    INSERT INTO entities_extractionrun
        (article_id, version_id, state, pipeline, attempts, error, claimed_by, requested_at,
        finished_at, timings)
    SELECT article_id, id, 'done', 'made', 1, '', '', now(), now(), '{}'
    FROM articles_articleversion AS version
    WHERE NOT EXISTS (SELECT FROM entities_extractionrun WHERE version_id = version.id)
    """,
    """
    INSERT INTO entities_mention
        (article_id, run_id, actor_id, start, "end", quote, prefix, suffix, how, title, step,
        evidence, confidence, tag_confidence, tag_salience)
    SELECT article.id, run.id, actor_ids[place], nth * 40, nth * 40 + 6,
        substr(body, nth * 40 + 1, 6), '', substr(body, nth * 40 + 7, 16),
        'name', '', 'names', '{}', 0.8, 0.8, 1 - place * 0.02
    FROM articles_article AS article
        JOIN entities_extractionrun AS run ON run.article_id = article.id AND pipeline = 'made',
        generate_series(0, 19) AS nth,
        LATERAL (SELECT 1 + nth % cardinality(actor_ids) AS place) AS whose
    WHERE actor_ids <> '{}'
    """,
    """
    INSERT INTO entities_tag
        (article_id, actor_id, status, score, salience, mention_count, orphaned, held_back)
    SELECT article.id, actor, 'suggested', 0.8, 1 - place * 0.02, 3, false, false
    FROM articles_article AS article, unnest(actor_ids) WITH ORDINALITY AS named(actor, place)
    WHERE NOT EXISTS (SELECT FROM entities_tag WHERE article_id = article.id)
    """,
    """
    INSERT INTO entities_articlereview
        (article_id, source_id, suggested_count, second_look_count, told_count, decided_count,
        orphaned_count, unsure_count, unlinked_count, report_count, renewed, open_since, stake,
        reads)
    SELECT id, source_id, cardinality(actor_ids), 0, 0, 0, 0, 0, 0, 0, false, now(),
        cardinality(actor_ids) * 0.1 * random(), 0
    FROM articles_article ON CONFLICT DO NOTHING
    """,
)


def main() -> None:
    count = int(os.environ.get("N", "100000"))
    with _load.served(count) as folder:
        _load.load(folder, count)
        _fill()
        _tell_size()
        _work(_brought_in())


def _fill() -> None:
    """Bring in what an extraction leaves, unless it is there."""
    from django.apps import apps
    from django.core.management.color import no_style
    from django.db import connection, transaction

    from entities.models import Mention

    if Mention.objects.exists():
        return
    begun = time.perf_counter()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_KEYS)
        keys = cursor.fetchall()
        for table, name, _definition in keys:
            cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
        for statement in _FILL:
            cursor.execute(statement)
        for table, name, definition in keys:
            cursor.execute(f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition}")
        # What was loaded chose its own keys.
        for statement in connection.ops.sequence_reset_sql(no_style(), apps.get_models()):
            cursor.execute(statement)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    sys.stdout.write(f"filled in {time.perf_counter() - begun:.0f} s\n")


def _tell_size() -> None:
    from articles.models import Article
    from entities.models import Mention, Tag

    counts = ", ".join(
        f"{model.objects.count():,} {model._meta.verbose_name_plural}"
        for model in (Article, Mention, Tag)
    )
    sys.stdout.write(f"{counts}\n")


def _brought_in() -> list[int]:
    """Reports of the demo that nobody has decided on, imported and extracted; their articles."""
    from articles.bulk import Placed, import_many
    from articles.importers import read
    from articles.models import Article, ImportBatch
    from articles.services import Defaults, start_batch
    from entities import runs
    from entities.extract import perform
    from entities.models import ExtractionRun

    file = _load.ROOT / "demo" / "reports-2000-2020.jsonl"
    records = list(read(file.read_bytes(), file.name))
    batch = start_batch(ImportBatch.Origin.COMMAND)
    items = list(import_many(batch, (Placed(file.name, one) for one in records), Defaults()))
    ids = [item.article_id for _placed, item in items if item.article_id]
    for run in ExtractionRun.objects.filter(article__in=ids, state="pending").order_by("pk"):
        if claimed := runs.claim(run.pk, "benchmark"):
            perform(claimed)
    fresh = Article.objects.filter(pk__in=ids, decisions=None, tags__status="suggested")
    return list(fresh.distinct().order_by("pk").values_list("pk", flat=True)[:REPORTS])


def _work(articles: list[int]) -> None:
    from django.contrib.auth.models import Group, User
    from django.db import connection
    from django.test import Client
    from django.urls import reverse

    editor, _made = User.objects.get_or_create(username="bench")
    editor.groups.add(Group.objects.get(name="editor"))
    client = Client(headers={"host": "localhost"})
    client.force_login(editor)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        clock = process_clock(cursor.fetchone()[0])
    wall: dict[str, list[float]] = defaultdict(list)
    spent: dict[str, list[float]] = defaultdict(list)

    def timed(name: str, ask: Any) -> Any:
        begun, used = time.perf_counter(), clock()
        response = ask()
        if response.status_code != 200:
            sys.exit(f"{name}: status {response.status_code}")
        spent[name].append((clock() - used) * 1000)
        wall[name].append((time.perf_counter() - begun) * 1000)
        return response

    for number, article in enumerate(articles):
        if number == WARM_UP:
            wall.clear()
            spent.clear()
        page = reverse("review:workspace", args=[article])
        shown = timed("the workspace", partial(client.get, page))
        for verb, tag in zip(["confirm"] * 3 + ["reject"], _open(article), strict=False):
            url = reverse("review:decide", args=[article, tag.actor_id])
            sent = _sent(tag, verb)
            shown = timed(verb, partial(client.post, url, sent, headers=_HTMX))
        left = {"version": "1", "rest": _REST.findall(shown.content.decode())}
        url = reverse("review:rest", args=[article])
        done = timed("confirm the rest", partial(client.post, url, left, headers=_HTMX))
        onward = json.loads(done.headers["HX-Trigger-After-Settle"])["desk:onward"]["url"]
        timed("the next article", partial(client.get, onward))
        timed("the queue", partial(client.get, reverse("review:queue")))
    for name, times in wall.items():
        sys.stdout.write(
            f"{name:<18}p50 {percentile(times, 50):4.0f} ms, p95 {percentile(times, 95):4.0f}; of "
            f"processor p50 {percentile(spent[name], 50):4.0f}, p95 "
            f"{percentile(spent[name], 95):4.0f}; {len(times)} times\n"
        )


_HTMX = {"HX-Request": "true"}
_REST = re.compile(r'name="rest" value="([^"]+)"')


def _open(article: int) -> list[Any]:
    from entities.models import Tag

    tags = Tag.objects.filter(article=article, status="suggested", held_back=False)
    return list(tags.select_related("article", "actor").order_by("pk"))


def _sent(tag: Any, verb: str) -> dict[str, Any]:
    """What the form of a tag sends."""
    return {
        "verb": verb,
        "seen": "",
        "seen_kind": tag.actor.kind,
        "version": tag.article.version_number,
    }
