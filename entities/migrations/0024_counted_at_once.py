"""Actors, their years, weeks and pairs are counted once a statement, as everything else is.

Fifty articles that lose an actor change its row once, not fifty times, and whoever writes many
articles in one statement has locked all their actors in the order of their keys.
"""

from importlib import import_module

from django.db import migrations

_ROWS = """
    SELECT actor_ids, {sign} AS n,
        coalesce(extract(year FROM published_at AT TIME ZONE 'UTC'), 0) AS year,
        entities_week(published_at, published_precision) AS week
    FROM {rows} WHERE status = 'published' AND actor_ids <> '{{}}'
"""

# Pairs grow with the square: of an article with more actors the most salient count. Whoever writes
# the row of a pair, a year or a week holds the lock of its actors, so no order of these is needed.
_COUNT = """
    PERFORM 1 FROM entities_actor
        WHERE id IN (SELECT unnest(actor_ids) FROM ({counted}) AS article)
        ORDER BY id FOR NO KEY UPDATE;
    IF NOT FOUND THEN RETURN NULL; END IF;

    WITH article AS MATERIALIZED ({counted}),
    tagged AS MATERIALIZED (SELECT unnest(actor_ids) AS id, n, year, week FROM article),
    years AS (
        INSERT INTO entities_actoryear AS total (actor_id, year, article_count)
        SELECT id, year, sum(n) FROM tagged GROUP BY id, year HAVING sum(n) <> 0
        ON CONFLICT (actor_id, year)
            DO UPDATE SET article_count = total.article_count + excluded.article_count
    ),
    weeks AS (
        INSERT INTO entities_actorweek AS total (actor_id, week, article_count)
        SELECT id, week, sum(n) FROM tagged WHERE week IS NOT NULL
        GROUP BY id, week HAVING sum(n) <> 0
        ON CONFLICT (actor_id, week)
            DO UPDATE SET article_count = total.article_count + excluded.article_count
    ),
    pairs AS (
        INSERT INTO entities_actorpair AS total (actor_id, other_id, article_count)
        SELECT one, other, sum(n)
        FROM article, unnest(actor_ids[:50]) AS one, unnest(actor_ids[:50]) AS other
        WHERE one <> other GROUP BY one, other HAVING sum(n) <> 0
        ON CONFLICT (actor_id, other_id)
            DO UPDATE SET article_count = total.article_count + excluded.article_count
    )
    UPDATE entities_actor SET article_count = article_count + delta.n
    FROM (SELECT id, sum(n) AS n FROM tagged GROUP BY id HAVING sum(n) <> 0) AS delta
    WHERE entities_actor.id = delta.id;
"""


def _rows(sign: str, rows: str) -> str:
    return _ROWS.format(sign=sign, rows=rows)


# PostgreSQL gives such a trigger no list of columns; most updates change nothing that is counted.
_CHANGED = """(
    SELECT {which}.* FROM rows_before JOIN rows_after USING (id)
    WHERE (
        rows_before.actor_ids, rows_before.status,
        rows_before.published_at, rows_before.published_precision
    ) IS DISTINCT FROM (
        rows_after.actor_ids, rows_after.status,
        rows_after.published_at, rows_after.published_precision
    )
) AS changed"""
OLD, NEW = "OLD TABLE AS rows_before", "NEW TABLE AS rows_after"
TRIGGERS = {
    "insert": (NEW, _rows("1", "rows_after")),
    "update": (
        f"{OLD} {NEW}",
        _rows("-1", _CHANGED.format(which="rows_before"))
        + " UNION ALL "
        + _rows("1", _CHANGED.format(which="rows_after")),
    ),
    "delete": (OLD, _rows("-1", "rows_before")),
}
CREATE = "".join(
    f"""
    CREATE FUNCTION entities_count_{event}() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN {_COUNT.format(counted=counted)} RETURN NULL; END
    $$;
    CREATE TRIGGER entities_count_{event} AFTER {event} ON articles_article
        REFERENCING {tables} FOR EACH STATEMENT EXECUTE FUNCTION entities_count_{event}();
    """
    for event, (tables, counted) in TRIGGERS.items()
)
DROP = "".join(
    f"DROP TRIGGER entities_count_{event} ON articles_article;"
    f"DROP FUNCTION entities_count_{event}();"
    for event in TRIGGERS
)

_0002, _0004, _0011 = (
    import_module(f"entities.migrations.{name}")
    for name in ("0002_counters_and_guards", "0004_coverage", "0011_weeks_and_shelves")
)
CREATE_OLD = (
    _0002.COUNTERS
    + _0004.COUNT_NEW
    + _0011.WEEKS[_0011.WEEKS.index("CREATE FUNCTION entities_count_weeks") :]
)
_OLD_ONES = (
    *("entities_count_article", "entities_count_new_article"),
    *("entities_count_weeks", "entities_count_weeks_of_new"),
)
DROP_OLD = "".join(f"DROP TRIGGER {name} ON articles_article;" for name in _OLD_ONES) + (
    "DROP FUNCTION entities_count_article(); DROP FUNCTION entities_count_weeks();"
)


class Migration(migrations.Migration):
    dependencies = [("entities", "0023_decisions_on_rules")]

    operations = [
        migrations.RunSQL(DROP_OLD, CREATE_OLD),
        migrations.RunSQL(CREATE, DROP),
    ]
