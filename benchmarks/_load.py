"""The made archive in the project's own database, in a data folder that is kept.

What is loaded: sources, sections, actors with a name each, and articles with text and actors, as
they stand after extraction and publication. The rows go in by COPY in blocks of a thousand, and the
project's trigger makes the search vector of each. What is left out, because it would take a day and
no figure here reads it: versions, mentions, tags, quotes, fingerprints.

Some triggers are off while articles go in: the counters of actors (a million times sixty upserts),
of weeks, shelves and coverage, and the number of changes. The counters are then made from the
articles by one statement each, the same sums that the triggers keep (a test compares them). GIN
indexes are made at the end.

A load that was stopped goes on where it stopped; a complete one is used again.
"""

import json
import os
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from benchmarks import _corpus

ROOT = Path(__file__).resolve().parent.parent
PROCESSES = 2
_OFF = (
    "entities_count_insert",
    "entities_cover_insert",
    "entities_shelve_insert",
    "articles_article_number_insert",
)

_COUNTERS = (
    "DELETE FROM entities_actoryear",
    "DELETE FROM entities_actorpair",
    "DELETE FROM entities_actorweek",
    "DELETE FROM entities_coverage",
    "DELETE FROM entities_shelved",
    """
    UPDATE entities_actor SET article_count = counted.n FROM (
        SELECT actor, count(*) AS n FROM articles_article, unnest(actor_ids) AS actor GROUP BY actor
    ) AS counted WHERE id = actor
    """,
    """
    INSERT INTO entities_actoryear (actor_id, year, article_count)
    SELECT actor, extract(year FROM published_at AT TIME ZONE 'UTC'), count(*)
    FROM articles_article, unnest(actor_ids) AS actor GROUP BY 1, 2 ORDER BY 1, 2
    """,
    """
    INSERT INTO entities_actorpair (actor_id, other_id, article_count)
    SELECT a, b, count(*)
    FROM articles_article, unnest(actor_ids[:50]) AS a, unnest(actor_ids[:50]) AS b
    WHERE a <> b GROUP BY a, b ORDER BY a, b
    """,
    """
    INSERT INTO entities_coverage
        (source_id, year, month, held_count, extracted_count, reviewed_count)
    SELECT source_id, extract(year FROM published_at AT TIME ZONE 'UTC'),
        extract(month FROM published_at AT TIME ZONE 'UTC'), count(*), count(*), 0
    FROM articles_article GROUP BY 1, 2, 3
    """,
    """
    INSERT INTO entities_actorweek (actor_id, week, article_count)
    SELECT actor, entities_week(published_at, published_precision), count(*)
    FROM articles_article, unnest(actor_ids) AS actor GROUP BY 1, 2 ORDER BY 1, 2
    """,
    """
    INSERT INTO entities_shelved (kind, key, article_count)
    SELECT 'section', section_id, count(*) FROM articles_article GROUP BY 2
    """,
)


@dataclass
class Stamp:
    """What is known of a load: the indexes that it took away, and when it is done its figures."""

    indexes: dict[str, str] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)
    megabytes: dict[str, float] = field(default_factory=dict)
    done: bool = False


def folder_of(count: int) -> Path:
    """Where the archive of this size lies: below BENCH_DATA, else .benchmarks in the project."""
    base = Path(os.environ.get("BENCH_DATA", ROOT / ".benchmarks"))
    return base.resolve() / f"search-{count}"


@contextmanager
def served(count: int) -> Iterator[Path]:
    """Have the servers of the archive of this size, with Django on them and the schema made."""
    folder = folder_of(count)
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o755)  # root's PostgreSQL runs as another user
    os.environ["NEWSROOM_DATA"] = str(folder / "data")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
    from newsroom.services import running

    with running(folder / "data"):
        _set_up()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        try:
            yield folder
        finally:
            leave_database()


def leave_database() -> None:
    """Close our connections: the server stops, or another process uses them."""
    from django.db import connections

    for connection in connections.all(initialized_only=True):
        connection.close()
        connection.close_pool()


def load(folder: Path, count: int, *, processes: int = PROCESSES) -> Stamp:
    """Bring the database to `count` articles, unless it holds them, and return its figures."""
    file = folder / "load.json"
    stamp = Stamp(**json.loads(file.read_text())) if file.exists() else Stamp()
    if stamp.done:
        return stamp
    if not stamp.indexes:
        stamp.indexes = _rows(
            "SELECT indexname, indexdef FROM pg_indexes"
            " WHERE tablename = 'articles_article' AND indexdef LIKE '%USING gin%'"
        )
        file.write_text(json.dumps(asdict(stamp)))
    begun = time.perf_counter()
    _load_names()
    for name in stamp.indexes:
        _run(f'DROP INDEX IF EXISTS "{name}"')
    _triggers("DISABLE")
    missing = sorted(set(range(_corpus.blocks(count))) - _blocks_held(count))
    _load_articles(missing, count, processes)
    _triggers("ENABLE")
    stamp.seconds["articles"] = time.perf_counter() - begun
    stamp.seconds["articles a second"] = len(missing) * _corpus.BLOCK / stamp.seconds["articles"]
    for name, step in (("counters", _count), ("indexes", lambda: _index(stamp))):
        begun = time.perf_counter()
        step()
        stamp.seconds[name] = time.perf_counter() - begun
    stamp.megabytes = _sizes()
    stamp.done = True
    file.write_text(json.dumps(asdict(stamp)))
    return stamp


# --- Steps ---------------------------------------------------------------------------------------


def _load_names() -> None:
    from articles.matching import normalise_name
    from articles.models import Section, Source
    from entities.models import Actor, ActorName
    from entities.names import fold

    numbers = range(1, _corpus.ACTORS + 1)
    names = {number: _corpus.actor_name(number) for number in numbers}
    for model, word, count in (
        (Source, "Wire", _corpus.SOURCES),
        (Section, "Section", _corpus.SECTIONS),
    ):
        model.objects.bulk_create(
            [
                model(pk=i, name=f"{word} {i}", normalised_name=normalise_name(f"{word} {i}"))
                for i in range(1, count + 1)
            ],
            ignore_conflicts=True,
        )
    Actor.objects.bulk_create(
        [
            Actor(pk=i, name=name, kind=_corpus.actor_kind(i), slug=f"{name.replace(' ', '-')}-{i}")
            for i, name in names.items()
        ],
        batch_size=5000,
        ignore_conflicts=True,
    )
    ActorName.objects.bulk_create(
        [
            ActorName(pk=i, actor_id=i, name=name, normalised_name=fold(name), origin="knowledge")
            for i, name in names.items()
        ],
        batch_size=5000,
        ignore_conflicts=True,
    )


def _load_articles(missing: list[int], count: int, processes: int) -> None:
    if processes == 1:
        for done, block in enumerate(missing, 1):
            store_block(block, count)
            _tell(done, len(missing))
        return
    leave_database()
    with ProcessPoolExecutor(processes, get_context("spawn"), _set_up) as pool:
        stored = pool.map(store_block, missing, [count] * len(missing))
        for done, _ in enumerate(stored, 1):
            _tell(done, len(missing))


def store_block(block: int, count: int) -> None:
    """Store one block of articles in one transaction."""
    from django.db import connection, transaction
    from psycopg.sql import SQL, Identifier

    from articles.models import Article
    from articles.texts import text_hash

    fields = Article._meta.concrete_fields
    usual = Article()
    # The trigger makes the vector and the order.
    row = {
        field.column: field.get_db_prep_save(getattr(usual, field.attname), connection)
        for field in fields
        if not field.column.endswith("_vector")
    }
    statement = SQL("COPY articles_article ({}) FROM STDIN").format(
        SQL(", ").join(map(Identifier, row))
    )
    with (
        transaction.atomic(),
        connection.cursor() as cursor,
        cursor.copy(statement) as copy,
    ):
        for made in _corpus.block_of(block, count):
            names = [_corpus.actor_name(number) for number in made.actors]
            kinds = {f"@t{_corpus.actor_kind(number)}" for number in made.actors}
            row |= {
                "id": made.number,
                "guid": f"made-{made.number}",
                "headline": made.headline,
                "body": made.body,
                "byline": f"Reporter {made.number % 500}",
                "source_id": made.source,
                "section_id": made.section,
                "published_at": made.published_at,
                "text_hash": text_hash(made.headline, "", made.body),
                "actor_ids": list(made.actors),
                "label_text": "\n".join(names),
                "label_lexemes": sorted(kinds | {"@extracted"}),
            }
            copy.write_row(list(row.values()))


def _count() -> None:
    """Make the counters, in one transaction; pairs without their indexes and keys meanwhile."""
    from django.db import transaction

    with transaction.atomic():
        _run("SET LOCAL work_mem = '256MB'")
        _run("SET LOCAL maintenance_work_mem = '1GB'")
        keys = _rows(
            "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint"
            " WHERE conrelid = 'entities_actorpair'::regclass AND contype IN ('f', 'u')"
        )
        indexes = _rows(
            "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = 'entities_actorpair'"
            " AND indexname NOT IN (SELECT conname FROM pg_constraint)"
        )
        for name in keys:
            _run(f'ALTER TABLE entities_actorpair DROP CONSTRAINT "{name}"')
        for name in indexes:
            _run(f'DROP INDEX "{name}"')
        for statement in _COUNTERS:
            _run(statement)
        for name, definition in keys.items():
            _run(f'ALTER TABLE entities_actorpair ADD CONSTRAINT "{name}" {definition}')
        for definition in indexes.values():
            _run(definition)


def _index(stamp: Stamp) -> None:
    _run("SET maintenance_work_mem = '1GB'")
    for definition in stamp.indexes.values():
        _run(definition.replace("CREATE INDEX", "CREATE INDEX IF NOT EXISTS", 1))
    for table in ("articles_article", "entities_actor", "entities_actorname", "entities_actorpair"):
        sequence = f"pg_get_serial_sequence('{table}', 'id')"
        _run(f"SELECT setval({sequence}, max(id)) FROM {table}")
    from django.db import connection

    if not connection.in_atomic_block:
        _run("VACUUM ANALYZE")


def _blocks_held(count: int) -> set[int]:
    # A block is one transaction: its first article stands for it.
    return {
        (number - 1) // _corpus.BLOCK
        for number in _rows(
            "SELECT id, id FROM articles_article WHERE id = ANY (%s)",
            [[block * _corpus.BLOCK + 1 for block in range(_corpus.blocks(count))]],
        )
    }


def _triggers(what: str) -> None:
    there = _rows(
        "SELECT tgname, tgname FROM pg_trigger"
        " WHERE tgrelid = 'articles_article'::regclass AND tgname = ANY (%s)",
        [list(_OFF)],
    )
    for name in there:
        _run(f"ALTER TABLE articles_article {what} TRIGGER {name}")


def _sizes() -> dict[str, float]:
    return _rows(
        "SELECT name, round(size / 1e6)::float FROM (VALUES"
        " ('whole database', pg_database_size(current_database())),"
        " ('articles', pg_table_size('articles_article')),"
        " ('indexes of articles', pg_indexes_size('articles_article')),"
        " ('pairs of actors', pg_total_relation_size('entities_actorpair'))) AS told(name, size)"
    )


def _set_up() -> None:
    import django

    django.setup()


def _run(statement: str) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(statement)


def _rows(statement: str, values: list[Any] | None = None) -> dict[Any, Any]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return dict(cursor.fetchall())


def _tell(done: int, whole: int) -> None:
    if done == whole or done % 20 == 0:
        sys.stderr.write(f"\r{done * _corpus.BLOCK:,} of {whole * _corpus.BLOCK:,} articles stored")
        sys.stderr.flush()
