"""The vector knows days, languages and authors; beside it stands a vector of words as they stand.

Articles that are there already get both from `manage.py reindex`, which can be stopped and run
again; of a small archive this migration does it.
"""

from importlib import import_module

import django.contrib.postgres.fields
from django.db import migrations, models

BEFORE = (
    import_module("articles.migrations.0002_search_and_guards").VECTOR
    + import_module("articles.migrations.0005_acts_in_the_vector").VECTOR
)

# Letters without accents, but no stems and no stop words: "Will Self" is two words.
CONFIGURATION = """
CREATE TEXT SEARCH CONFIGURATION newsroom_exact (COPY = simple);
ALTER TEXT SEARCH CONFIGURATION newsroom_exact
    ALTER MAPPING FOR hword, hword_part, word WITH unaccent, simple;
"""

# No field of the model: no list, lock or copy of a row ever has to leave it out.
COLUMN = """
ALTER TABLE articles_article ADD COLUMN exact_vector tsvector;
ALTER TABLE articles_article ALTER COLUMN exact_vector SET STATISTICS 1000;
ALTER TABLE articles_article ALTER COLUMN author_ids SET STORAGE MAIN;
CREATE INDEX article_exact_vector ON articles_article USING gin (exact_vector)
    WITH (fastupdate = on, gin_pending_list_limit = 1024);
-- Rows that wait for `reindex`: none, mostly, and then the question costs nothing.
CREATE INDEX article_to_reindex ON articles_article (id) WHERE exact_vector IS NULL;
"""

# An article with hidden names is found by its public byline alone: an author may be one of them.
VECTOR = """
CREATE OR REPLACE FUNCTION articles_search_vector(article articles_article, body text) RETURNS tsvector
LANGUAGE sql STABLE AS $$
    SELECT setweight(to_tsvector('newsroom', article.headline), 'A')
        || setweight(to_tsvector('newsroom', article.standfirst), 'B')
        || setweight(to_tsvector('newsroom', article.byline || E'\\n' || article.label_text), 'C')
        || setweight(to_tsvector('newsroom', body), 'D')
        || array_to_tsvector(
            ARRAY(SELECT DISTINCT '@a' || id FROM unnest(article.actor_ids) AS id)
            || article.label_lexemes::text[]
            || ARRAY(SELECT DISTINCT '@' || flag FROM unnest(article.flags) AS flag)
            || ARRAY['@s' || article.source_id, '@k' || article.id % 64, '@v2',
                '@l' || lower(article.language), '@l' || lower(split_part(article.language, '-', 1))]
            || CASE WHEN article.hidden_names <> '{}' THEN '{}'
                    ELSE ARRAY(SELECT DISTINCT '@w' || id FROM unnest(article.author_ids) AS id) END
            || CASE WHEN article.section_id IS NULL THEN '{}'
                    ELSE ARRAY['@c' || article.section_id] END
            || CASE WHEN article.published_at IS NULL THEN '{}'
                    ELSE ARRAY['@y' || to_char(article.published_at AT TIME ZONE 'UTC', 'FMYYYY')] END
            || CASE WHEN article.published_at IS NULL OR article.published_precision = 'year' THEN '{}'
                    ELSE ARRAY['@m' || to_char(article.published_at AT TIME ZONE 'UTC', 'YYYY-MM')] END
            || CASE WHEN article.published_at IS NULL
                        OR article.published_precision IN ('year', 'month') THEN '{}'
                    ELSE ARRAY['@d' || to_char(article.published_at AT TIME ZONE 'UTC', 'MM-DD')] END
        )
$$;

CREATE FUNCTION articles_exact_vector(article articles_article, body text) RETURNS tsvector
LANGUAGE sql STABLE AS $$
    SELECT setweight(to_tsvector('newsroom_exact', article.headline), 'A')
        || setweight(to_tsvector('newsroom_exact', article.standfirst), 'B')
        || setweight(to_tsvector('newsroom_exact', article.byline), 'C')
        || setweight(to_tsvector('newsroom_exact', body), 'D')
$$;

-- Tags change without the text: then the words as they stand are not read again.
CREATE OR REPLACE FUNCTION articles_before_write() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    reads boolean := TG_OP = 'INSERT';
BEGIN
    NEW.sort_at := coalesce(NEW.published_at, '0001-01-01 00:00:00+00');
    IF NOT reads THEN
        reads := OLD.exact_vector IS NULL
            OR (NEW.headline, NEW.standfirst, NEW.byline, NEW.body)
                IS DISTINCT FROM (OLD.headline, OLD.standfirst, OLD.byline, OLD.body);
    END IF;
    BEGIN
        NEW.search_vector := articles_search_vector(NEW, NEW.body);
        IF reads THEN
            NEW.exact_vector := articles_exact_vector(NEW, NEW.body);
        END IF;
    EXCEPTION WHEN program_limit_exceeded THEN
        -- A vector holds one megabyte: of a text beyond that the beginning is searched.
        NEW.search_vector := articles_search_vector(NEW, left(NEW.body, 100000));
        NEW.exact_vector := articles_exact_vector(NEW, left(NEW.body, 100000));
    END;
    RETURN NEW;
END
$$;

DROP TRIGGER articles_before_write ON articles_article;
CREATE TRIGGER articles_before_write BEFORE INSERT OR UPDATE OF
    headline, standfirst, body, byline, source_id, section_id, published_at, published_precision,
    language, author_ids, actor_ids, label_text, label_lexemes, flags, hidden_names
ON articles_article FOR EACH ROW EXECUTE FUNCTION articles_before_write();
"""
BACK = (
    "DROP TRIGGER articles_before_write ON articles_article;"
    "DROP FUNCTION articles_before_write();"
    "DROP FUNCTION articles_search_vector(articles_article, text);"
    "DROP FUNCTION articles_exact_vector(articles_article, text);"
)

# Whoever credits an author, by whatever way, the article knows. An import says the same before it
# stores the article, so that nothing is written twice.
AUTHORS = """
CREATE FUNCTION articles_note_authors() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE articles_article AS article SET author_ids = credited.ids
    FROM (
        SELECT touched.article_id,
            array_remove(array_agg(credit.author_id ORDER BY credit.author_id), NULL) AS ids
        FROM (SELECT DISTINCT article_id FROM changed) AS touched
        LEFT JOIN articles_article_authors AS credit USING (article_id)
        GROUP BY touched.article_id
    ) AS credited
    WHERE article.id = credited.article_id AND article.author_ids <> credited.ids;
    RETURN NULL;
END
$$;
CREATE TRIGGER articles_credit_added AFTER INSERT ON articles_article_authors
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION articles_note_authors();
CREATE TRIGGER articles_credit_changed AFTER UPDATE ON articles_article_authors
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION articles_note_authors();
CREATE TRIGGER articles_credit_removed AFTER DELETE ON articles_article_authors
    REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION articles_note_authors();
"""

# Some seconds' work. A larger archive is open meanwhile, and `reindex` does it.
SMALL = """
UPDATE articles_article AS article SET author_ids = ARRAY(
    SELECT author_id FROM articles_article_authors AS credit
    WHERE credit.article_id = article.id ORDER BY author_id
)
WHERE (SELECT count(*) FROM (SELECT FROM articles_article LIMIT 3001) AS first) <= 3000;
"""


class Migration(migrations.Migration):
    dependencies = [("articles", "0006_matched_names")]

    operations = [
        migrations.AddField(
            model_name="article",
            name="author_ids",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.BigIntegerField(), default=list, editable=False, size=None
            ),
        ),
        migrations.RunSQL(CONFIGURATION, "DROP TEXT SEARCH CONFIGURATION newsroom_exact"),
        migrations.RunSQL(COLUMN, "ALTER TABLE articles_article DROP COLUMN exact_vector"),
        migrations.RunSQL(VECTOR, BACK + BEFORE),
        migrations.RunSQL(
            AUTHORS,
            "DROP TRIGGER articles_credit_added ON articles_article_authors;"
            "DROP TRIGGER articles_credit_changed ON articles_article_authors;"
            "DROP TRIGGER articles_credit_removed ON articles_article_authors;"
            "DROP FUNCTION articles_note_authors();",
        ),
        migrations.RunSQL(SMALL, migrations.RunSQL.noop),
    ]
