"""What the database itself keeps true: the search vector, immutable versions, the row layout."""

from django.db import migrations

# English stems over letters without accents: "Erdogan" finds "Erdoğan".
CONFIGURATION = """
CREATE TEXT SEARCH CONFIGURATION newsroom (COPY = english);
ALTER TEXT SEARCH CONFIGURATION newsroom
    ALTER MAPPING FOR hword, hword_part, word WITH unaccent, english_stem;
"""

# Words by weight (A headline, B standfirst, C names of actors and authors, D text) and, in the same
# vector, one lexeme for each thing that can be filtered by. The parser never makes a lexeme that
# starts with "@" out of text, so no article can pretend to a filter.
VECTOR = """
CREATE FUNCTION articles_search_vector(article articles_article, body text) RETURNS tsvector
LANGUAGE sql STABLE AS $$
    SELECT setweight(to_tsvector('newsroom', article.headline), 'A')
        || setweight(to_tsvector('newsroom', article.standfirst), 'B')
        || setweight(to_tsvector('newsroom', article.byline || E'\\n' || article.label_text), 'C')
        || setweight(to_tsvector('newsroom', body), 'D')
        || array_to_tsvector(
            ARRAY(SELECT DISTINCT '@a' || id FROM unnest(article.actor_ids) AS id)
            || article.label_lexemes::text[]
            || ARRAY['@s' || article.source_id, '@k' || article.id % 64]
            || CASE WHEN article.section_id IS NULL THEN '{}'
                    ELSE ARRAY['@c' || article.section_id] END
            || CASE WHEN article.published_at IS NULL THEN '{}'
                    ELSE ARRAY['@y' || to_char(article.published_at AT TIME ZONE 'UTC', 'FMYYYY')] END
            || CASE WHEN article.published_at IS NULL OR article.published_precision = 'year' THEN '{}'
                    ELSE ARRAY['@m' || to_char(article.published_at AT TIME ZONE 'UTC', 'YYYY-MM')] END
        )
$$;

CREATE FUNCTION articles_before_write() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.sort_at := coalesce(NEW.published_at, '0001-01-01 00:00:00+00');
    BEGIN
        NEW.search_vector := articles_search_vector(NEW, NEW.body);
    EXCEPTION WHEN program_limit_exceeded THEN
        -- A vector holds one megabyte: of a text beyond that the beginning is searched.
        NEW.search_vector := articles_search_vector(NEW, left(NEW.body, 100000));
    END;
    RETURN NEW;
END
$$;

CREATE TRIGGER articles_before_write BEFORE INSERT OR UPDATE OF
    headline, standfirst, body, byline, source_id, section_id, published_at, published_precision,
    actor_ids, label_text, label_lexemes
ON articles_article FOR EACH ROW EXECUTE FUNCTION articles_before_write();
"""

# Measured at a million articles: with everything long out of line, reading the rows for a facet is
# several times cheaper. MAIN, not PLAIN, for the actors: an article with thousands still fits.
LAYOUT = """
ALTER TABLE articles_article SET (toast_tuple_target = 128);
ALTER TABLE articles_article ALTER COLUMN headline SET STORAGE PLAIN;
ALTER TABLE articles_article ALTER COLUMN actor_ids SET STORAGE MAIN;
ALTER TABLE articles_article ALTER COLUMN search_vector SET STATISTICS 1000;
"""

IMMUTABLE = """
CREATE FUNCTION newsroom_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% rows are never changed or deleted', TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation';
END
$$;

CREATE TRIGGER articles_version_immutable BEFORE UPDATE OR DELETE ON articles_articleversion
    FOR EACH ROW EXECUTE FUNCTION newsroom_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [("articles", "0001_initial")]

    operations = [
        migrations.RunSQL(CONFIGURATION, "DROP TEXT SEARCH CONFIGURATION newsroom"),
        migrations.RunSQL(
            VECTOR,
            "DROP TRIGGER articles_before_write ON articles_article;"
            "DROP FUNCTION articles_before_write();"
            "DROP FUNCTION articles_search_vector(articles_article, text);",
        ),
        migrations.RunSQL(
            LAYOUT,
            "ALTER TABLE articles_article RESET (toast_tuple_target);"
            "ALTER TABLE articles_article ALTER COLUMN headline SET STORAGE EXTENDED;"
            "ALTER TABLE articles_article ALTER COLUMN actor_ids SET STORAGE EXTENDED;"
            "ALTER TABLE articles_article ALTER COLUMN search_vector SET STATISTICS -1;",
        ),
        migrations.RunSQL(
            IMMUTABLE,
            "DROP TRIGGER articles_version_immutable ON articles_articleversion;"
            "DROP FUNCTION newsroom_refuse_change();",
        ),
    ]
