"""Articles by week, section and author, kept at write time; countries of actors: for browsing."""

import django.db.models.deletion
from django.db import migrations, models

# The Monday of the week; none where no day is known. As in entities_count_article (migration 0002),
# whose trigger runs before this one and has locked the actors in the order of their keys.
WEEKS = """
CREATE FUNCTION entities_week(published_at timestamptz, published_precision text) RETURNS date
LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN published_precision IN ('day', 'minute')
        THEN date_trunc('week', published_at AT TIME ZONE 'UTC')::date END
$$;

CREATE FUNCTION entities_count_weeks() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    old_ids bigint[] := '{}';
    new_ids bigint[] := '{}';
    old_week date;
    new_week date;
BEGIN
    IF TG_OP <> 'INSERT' THEN
        IF OLD.status = 'published' THEN old_ids := OLD.actor_ids; END IF;
        old_week := entities_week(OLD.published_at, OLD.published_precision);
    END IF;
    IF TG_OP <> 'DELETE' THEN
        IF NEW.status = 'published' THEN new_ids := NEW.actor_ids; END IF;
        new_week := entities_week(NEW.published_at, NEW.published_precision);
    END IF;
    INSERT INTO entities_actorweek AS total (actor_id, week, article_count)
    SELECT id, week, sum(n)
    FROM (
        SELECT unnest(old_ids) AS id, old_week AS week, -1 AS n
        UNION ALL SELECT unnest(new_ids), new_week, 1
    ) AS change
    WHERE week IS NOT NULL
    GROUP BY id, week HAVING sum(n) <> 0 ORDER BY id, week
    ON CONFLICT (actor_id, week)
        DO UPDATE SET article_count = total.article_count + excluded.article_count;
    RETURN NULL;
END
$$;

CREATE TRIGGER entities_count_weeks
    AFTER UPDATE OF actor_ids, status, published_at, published_precision OR DELETE
    ON articles_article FOR EACH ROW EXECUTE FUNCTION entities_count_weeks();
CREATE TRIGGER entities_count_weeks_of_new AFTER INSERT ON articles_article
    FOR EACH ROW WHEN (NEW.actor_ids <> '{}') EXECUTE FUNCTION entities_count_weeks();
"""

# An article with hidden names counts for none of its authors: one of them may be hidden.
COUNTED = """
    SELECT 'section' AS kind, section_id AS key, {sign} AS n FROM {rows}
    WHERE status = 'published' AND section_id IS NOT NULL
    UNION ALL SELECT 'author', unnest(author_ids), {sign} FROM {rows}
    WHERE status = 'published' AND hidden_names = '{{}}'
"""


def _counted(sign: str, rows: str) -> str:
    return COUNTED.format(sign=sign, rows=rows)


def _add(*counted: str) -> str:
    """Return the insert of one row for each section and author whose number changes."""
    return f"""
    INSERT INTO entities_shelved (kind, key, article_count)
    SELECT kind, key, sum(n) FROM ({" UNION ALL ".join(counted)}) AS article
    GROUP BY kind, key HAVING sum(n) <> 0;
    """  # noqa: S608 (selects of our own)


BEFORE, AFTER = _counted("-1", "rows_before"), _counted("1", "rows_after")
OLD, NEW = "OLD TABLE AS rows_before", "NEW TABLE AS rows_after"
# Once a statement and as deltas, as coverage is counted (migration 0004): an import waits for none.
TRIGGERS = {
    "insert": (NEW, _add(AFTER)),
    "update": (f"{OLD} {NEW}", _add(BEFORE, AFTER)),
    "delete": (OLD, _add(BEFORE)),
}
CREATE = "".join(
    f"""
    CREATE FUNCTION entities_shelve_{event}() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN {add} RETURN NULL; END
    $$;
    CREATE TRIGGER entities_shelve_{event} AFTER {event} ON articles_article
        REFERENCING {tables} FOR EACH STATEMENT EXECUTE FUNCTION entities_shelve_{event}();
    """
    for event, (tables, add) in TRIGGERS.items()
)
DROP = "".join(
    f"DROP TRIGGER entities_shelve_{event} ON articles_article;"
    f"DROP FUNCTION entities_shelve_{event}();"
    for event in TRIGGERS
)

# Nobody writes between the count and the triggers.
FILL = f"""
LOCK TABLE articles_article IN SHARE ROW EXCLUSIVE MODE;
INSERT INTO entities_actorweek (actor_id, week, article_count)
SELECT actor, entities_week(published_at, published_precision), count(*)
FROM articles_article, unnest(actor_ids) AS actor
WHERE status = 'published' AND entities_week(published_at, published_precision) IS NOT NULL
GROUP BY 1, 2;
{_add(_counted("1", "articles_article"))}
"""  # noqa: S608 (a select of our own)

# The pages of a day and its neighbours, the days of a month, this day in any year; and what is known
# by its month or year alone.
INDEXES = """
CREATE INDEX entities_article_by_day ON articles_article (sort_at DESC, id DESC)
    WHERE status = 'published' AND published_precision IN ('day', 'minute')
        AND sort_at > '0001-01-01 00:00:00+00';
CREATE INDEX entities_article_vague ON articles_article (published_precision, sort_at DESC, id DESC)
    WHERE status = 'published' AND published_precision IN ('month', 'year');
"""

# The actors of a country by name, and how many there are of each.
COUNTRY = """
CREATE INDEX entities_actor_country ON entities_actor (country, entities_name_order(name), id)
    WHERE article_count > 0 AND merged_into_id IS NULL AND country <> '';
"""


class Migration(migrations.Migration):
    dependencies = [
        ("entities", "0010_numbered_changes"),
        ("articles", "0007_words_as_they_stand"),
    ]

    operations = [
        migrations.AddField(
            model_name="actor",
            name="country",
            field=models.CharField(blank=True, editable=False, max_length=3),
        ),
        migrations.RunSQL(COUNTRY, "DROP INDEX entities_actor_country"),
        migrations.CreateModel(
            name="ActorWeek",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "actor_id",
                        "week",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "actor",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="entities.actor",
                    ),
                ),
                ("week", models.DateField()),
                ("article_count", models.IntegerField()),
            ],
            options={
                "indexes": [
                    models.Index(
                        "week", models.F("article_count").desc(), "actor", name="actorweek_top"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Shelved",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=7)),
                ("key", models.BigIntegerField()),
                ("article_count", models.IntegerField()),
            ],
            options={"indexes": [models.Index(fields=["kind", "key"], name="shelved_key")]},
        ),
        migrations.RunSQL(
            WEEKS,
            "DROP TRIGGER entities_count_weeks_of_new ON articles_article;"
            "DROP TRIGGER entities_count_weeks ON articles_article;"
            "DROP FUNCTION entities_count_weeks();"
            "DROP FUNCTION entities_week(timestamptz, text);",
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.RunSQL(CREATE, DROP),
        migrations.RunSQL(
            INDEXES, "DROP INDEX entities_article_by_day; DROP INDEX entities_article_vague;"
        ),
    ]
