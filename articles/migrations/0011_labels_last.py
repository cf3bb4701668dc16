"""The names of actors stand last in the vector, so that new tags leave the words of the text be.

Rows that are there already need nothing: what was written in the old order is found as before, and
is in the new order when their tags next change.
"""

from importlib import import_module

from django.db import migrations

BEFORE = import_module("articles.migrations.0007_words_as_they_stand").VECTOR

# Weights A, B and D are the text; C and what has no place, and so no weight, is said of it. The last
# word of a headline does not stand beside the first of the text.
VECTOR = """
CREATE FUNCTION articles_text_vector(article articles_article, body text) RETURNS tsvector
LANGUAGE sql STABLE AS $$
    SELECT ts_delete(
        setweight(to_tsvector('newsroom', article.headline), 'A')
            || '@gap:16'::tsvector || setweight(to_tsvector('newsroom', article.standfirst), 'B')
            || '@gap:16'::tsvector || setweight(to_tsvector('newsroom', body), 'D'),
        '@gap')
$$;

CREATE FUNCTION articles_label_vector(article articles_article) RETURNS tsvector
LANGUAGE sql STABLE AS $$
    SELECT ts_delete('@gap:16'::tsvector
            || setweight(to_tsvector('newsroom', article.byline || E'\\n' || article.label_text), 'C'),
        '@gap')
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

CREATE OR REPLACE FUNCTION articles_search_vector(article articles_article, body text) RETURNS tsvector
LANGUAGE sql STABLE AS $$
    SELECT articles_text_vector(article, body) || articles_label_vector(article)
$$;

-- Tags change without the text: then its words are not read again.
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
        IF reads THEN
            NEW.search_vector := articles_search_vector(NEW, NEW.body);
            NEW.exact_vector := articles_exact_vector(NEW, NEW.body);
        ELSE
            NEW.search_vector :=
                ts_filter(OLD.search_vector, '{a,b,d}') || articles_label_vector(NEW);
        END IF;
    EXCEPTION WHEN program_limit_exceeded THEN
        -- A vector holds one megabyte: of a text beyond that the beginning is searched.
        NEW.search_vector := articles_search_vector(NEW, left(NEW.body, 100000));
        NEW.exact_vector := articles_exact_vector(NEW, left(NEW.body, 100000));
    END;
    RETURN NEW;
END
$$;
"""
BACK = BEFORE.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION") + (
    "DROP FUNCTION articles_text_vector(articles_article, text);"
    "DROP FUNCTION articles_label_vector(articles_article);"
)


class Migration(migrations.Migration):
    dependencies = [("articles", "0010_numbered_changes")]

    operations = [migrations.RunSQL(VECTOR, BACK)]
