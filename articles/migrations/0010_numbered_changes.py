"""Every change that readers can see is counted: articles/generation.py, decision 15."""

from django.db import migrations

# Not a copy: a later change of the triggers brings a migration of its own.
from articles.generation import leave_changes, number_changes

TABLES = (
    "articles_article",
    "articles_articleact",
    "articles_articleversion",
    "articles_article_authors",
    "articles_author",
    "articles_exactcount",
    "articles_section",
    "articles_source",
    "articles_word",
)

# The count is the sum of the rows. A change takes the rows that nobody else is taking and puts one
# in their place, so that no two changes ever wait for each other and the rows stay few. A statement
# that changes no row counts nothing.
COUNT = """
CREATE TABLE articles_generation (changes bigint NOT NULL)
    WITH (autovacuum_vacuum_threshold = 500, autovacuum_vacuum_scale_factor = 0);

CREATE FUNCTION articles_number_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM changed) THEN RETURN NULL; END IF;
    WITH taken AS (
        DELETE FROM articles_generation
        WHERE ctid = ANY (ARRAY(SELECT ctid FROM articles_generation FOR UPDATE SKIP LOCKED))
        RETURNING changes
    )
    INSERT INTO articles_generation SELECT coalesce(sum(changes), 0) + 1 FROM taken;
    RETURN NULL;
END
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("articles", "0009_exact_counts")]

    operations = [
        migrations.RunSQL(
            COUNT, "DROP FUNCTION articles_number_change(); DROP TABLE articles_generation;"
        ),
        migrations.RunSQL(number_changes(*TABLES), leave_changes(*TABLES)),
    ]
