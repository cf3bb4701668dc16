"""How many articles the archive holds, by source and month: kept by triggers, as deltas."""

import django.db.models.deletion
from django.db import migrations, models


def _articles(sign: str, rows: str) -> str:
    """Return the select of the public articles among some rows, counted by `sign`."""
    return f"""
    SELECT source_id,
        coalesce(extract(year FROM published_at AT TIME ZONE 'UTC'), 0) AS year,
        CASE WHEN published_at IS NULL OR published_precision = 'year' THEN 0
            ELSE extract(month FROM published_at AT TIME ZONE 'UTC') END AS month,
        {sign} AS n,
        '@extracted' = ANY (label_lexemes) AS extracted,
        '@reviewed' = ANY (label_lexemes) AS reviewed
    FROM {rows} WHERE status = 'published'
    """  # noqa: S608 (the names are those below)


def _add(*counted: str) -> str:
    """Return the insert of one row for each source and month whose numbers change."""
    return f"""
    INSERT INTO entities_coverage
        (source_id, year, month, held_count, extracted_count, reviewed_count)
    SELECT source_id, year, month, held, extracted, reviewed
    FROM (
        SELECT source_id, year, month, sum(n) AS held,
            coalesce(sum(n) FILTER (WHERE extracted), 0) AS extracted,
            coalesce(sum(n) FILTER (WHERE reviewed), 0) AS reviewed
        FROM ({" UNION ALL ".join(counted)}) AS article
        GROUP BY source_id, year, month
    ) AS change
    WHERE held <> 0 OR extracted <> 0 OR reviewed <> 0;
    """  # noqa: S608 (selects of our own)


BEFORE, AFTER = _articles("-1", "rows_before"), _articles("1", "rows_after")
OLD, NEW = "OLD TABLE AS rows_before", "NEW TABLE AS rows_after"
# Once a statement, over all its rows: two hundred articles of a month add one row. PostgreSQL gives
# such a trigger no list of columns; a statement that changes nothing counted adds no row.
TRIGGERS = {
    "insert": (NEW, _add(AFTER)),
    "update": (f"{OLD} {NEW}", _add(BEFORE, AFTER)),
    "delete": (OLD, _add(BEFORE)),
}

CREATE = "".join(
    f"""
    CREATE FUNCTION entities_cover_{event}() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN {add} RETURN NULL; END
    $$;
    CREATE TRIGGER entities_cover_{event} AFTER {event} ON articles_article
        REFERENCING {tables} FOR EACH STATEMENT EXECUTE FUNCTION entities_cover_{event}();
    """
    for event, (tables, add) in TRIGGERS.items()
)
DROP = "".join(
    f"DROP TRIGGER entities_cover_{event} ON articles_article;"
    f"DROP FUNCTION entities_cover_{event}();"
    for event in TRIGGERS
)

# Nobody writes between the count and the triggers. The label is the first of its sorted list.
FILL = f"""
LOCK TABLE articles_article IN SHARE ROW EXCLUSIVE MODE;
UPDATE articles_article SET label_lexemes = '{{@extracted}}' || label_lexemes
    WHERE NOT '@extracted' = ANY (label_lexemes) AND EXISTS (
        SELECT FROM entities_extractionrun AS run
        WHERE run.article_id = articles_article.id AND run.state = 'done'
    );
{_add(_articles("1", "articles_article"))}
"""  # noqa: S608 (a select of our own)


# Imports bring articles that nobody is tagged in yet: for those the counting is not even asked.
COUNT_NEW = """
DROP TRIGGER entities_count_article ON articles_article;
CREATE TRIGGER entities_count_article
    AFTER UPDATE OF actor_ids, status, published_at OR DELETE ON articles_article
    FOR EACH ROW EXECUTE FUNCTION entities_count_article();
CREATE TRIGGER entities_count_new_article AFTER INSERT ON articles_article
    FOR EACH ROW WHEN (NEW.actor_ids <> '{}') EXECUTE FUNCTION entities_count_article();
"""
COUNT_ALL = """
DROP TRIGGER entities_count_new_article ON articles_article;
DROP TRIGGER entities_count_article ON articles_article;
CREATE TRIGGER entities_count_article
    AFTER INSERT OR UPDATE OF actor_ids, status, published_at OR DELETE ON articles_article
    FOR EACH ROW EXECUTE FUNCTION entities_count_article();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("entities", "0003_actor_order"),
        ("articles", "0005_acts_in_the_vector"),
    ]

    operations = [
        migrations.CreateModel(
            name="Coverage",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("year", models.SmallIntegerField()),
                ("month", models.SmallIntegerField()),
                ("held_count", models.IntegerField()),
                ("extracted_count", models.IntegerField()),
                ("reviewed_count", models.IntegerField()),
                (
                    "source",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="articles.source",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["source", "year", "month"], name="coverage_month")
                ],
            },
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.RunSQL(CREATE, DROP),
        migrations.RunSQL(COUNT_NEW, COUNT_ALL),
    ]
