"""What quotes say can be searched: a vector each, of the public words and of what filters ask for."""

import django.contrib.postgres.indexes
import django.contrib.postgres.search
from django.db import migrations, models

# The words, and in the same vector whose they are (@a), about whom (@b), of which year (@y) and in
# which part of the archive (@k), so that words and filters are one lookup. The parser never makes a
# lexeme that begins with "@" out of words. Of a speech the beginning is searched: a vector holds
# one megabyte. Without words there is no vector.
VECTOR = """
CREATE FUNCTION entities_quote_vector(
    quote bigint, words text, speaker bigint, abouts bigint[], sort_at timestamptz
) RETURNS tsvector LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN words IS NOT NULL THEN
        to_tsvector('newsroom', left(words, 100000)) || array_to_tsvector(
            ARRAY['@k' || quote % 64]
            || ARRAY(SELECT DISTINCT '@b' || id FROM unnest(abouts) AS id)
            || CASE WHEN speaker IS NULL THEN '{}' ELSE ARRAY['@a' || speaker] END
            || CASE WHEN sort_at <= '0001-01-01 00:00:00+00' THEN '{}'
                    ELSE ARRAY['@y' || to_char(sort_at AT TIME ZONE 'UTC', 'FMYYYY')] END
        )
    END
$$;
"""

# Words of a text that is no longer public, or no longer so, are not found from that moment on:
# whatever path changes the text, its quotes wait for entities.publish to say where they now stand.
FORGET = """
CREATE FUNCTION entities_forget_words() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE entities_quote SET search_vector = NULL
        WHERE article_id = NEW.id AND search_vector IS NOT NULL;
    RETURN NULL;
END
$$;

CREATE TRIGGER entities_forget_words AFTER UPDATE OF body ON articles_article
    FOR EACH ROW WHEN (OLD.body IS DISTINCT FROM NEW.body)
    EXECUTE FUNCTION entities_forget_words();

-- The year follows the date, which another trigger keeps (migration 0006).
CREATE FUNCTION entities_date_words() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.search_vector := ts_delete(
        NEW.search_vector, '@y' || to_char(OLD.sort_at AT TIME ZONE 'UTC', 'FMYYYY')
    );
    IF NEW.sort_at > '0001-01-01 00:00:00+00' THEN
        NEW.search_vector := NEW.search_vector || array_to_tsvector(
            ARRAY['@y' || to_char(NEW.sort_at AT TIME ZONE 'UTC', 'FMYYYY')]
        );
    END IF;
    RETURN NEW;
END
$$;

CREATE TRIGGER entities_date_words BEFORE UPDATE OF sort_at ON entities_quote
    FOR EACH ROW WHEN (OLD.sort_at IS DISTINCT FROM NEW.sort_at AND NEW.search_vector IS NOT NULL)
    EXECUTE FUNCTION entities_date_words();
"""

# For quotes that were stored without a vector: those of the next `most` rows behind `after`.
# Returns the last row looked at, NULL when there is none. The texts are locked, so that no text
# changes between the reading of its words and their writing.
FILL = """
CREATE FUNCTION entities_index_quotes(after bigint, most integer) RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE
    last bigint;
BEGIN
    SELECT max(id) INTO last FROM (
        SELECT id FROM entities_quote WHERE id > after ORDER BY id LIMIT most
    ) AS next;
    WITH texts AS MATERIALIZED (
        SELECT id, body FROM articles_article WHERE id IN (
            SELECT article_id FROM entities_quote
            WHERE id > after AND id <= last AND search_vector IS NULL
        ) ORDER BY id FOR SHARE
    )
    UPDATE entities_quote AS quote SET search_vector = entities_quote_vector(
        quote.id, said.words, quote.speaker_id,
        ARRAY(SELECT actor_id FROM entities_quoteabout WHERE quote_id = quote.id), quote.sort_at
    )
    FROM texts, entities_quote AS had, LATERAL (
        SELECT substr(texts.body, had.start + had.moved_by + 1, had."end" - had.start) AS words
    ) AS said
    WHERE quote.id > after AND quote.id <= last AND quote.search_vector IS NULL
        AND quote.status <> 'rejected' AND NOT quote.orphaned
        AND had.id = quote.id AND texts.id = quote.article_id
        AND encode(sha256(convert_to(said.words, 'UTF8')), 'hex') = quote.words_hash;
    RETURN last;
END
$$;
"""

# A small archive is filled at once, some seconds' work; `manage.py index_quotes` does the others.
AT_ONCE = "SELECT entities_index_quotes(0, 20000)"


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0006_matched_names"),
        ("entities", "0008_pairs"),
    ]

    operations = [
        migrations.AddField(
            model_name="quote",
            name="search_vector",
            field=django.contrib.postgres.search.SearchVectorField(editable=False, null=True),
        ),
        migrations.RunSQL(
            VECTOR,
            "DROP FUNCTION entities_quote_vector(bigint, text, bigint, bigint[], timestamptz)",
        ),
        migrations.RunSQL(
            FORGET,
            "DROP TRIGGER entities_date_words ON entities_quote;"
            "DROP FUNCTION entities_date_words();"
            "DROP TRIGGER entities_forget_words ON articles_article;"
            "DROP FUNCTION entities_forget_words();",
        ),
        migrations.RunSQL(FILL, "DROP FUNCTION entities_index_quotes(bigint, integer)"),
        migrations.RunSQL(AT_ONCE, migrations.RunSQL.noop),
        migrations.AddIndex(
            model_name="quote",
            index=django.contrib.postgres.indexes.GinIndex(
                fields=["search_vector"],
                name="quote_search_vector",
                fastupdate=True,
                gin_pending_list_limit=1024,
            ),
        ),
        migrations.AddIndex(
            model_name="quote",
            index=models.Index(
                models.OrderBy(models.F("sort_at"), descending=True),
                models.F("id"),
                condition=models.Q(
                    models.Q(("status", "rejected"), _negated=True), ("orphaned", False)
                ),
                name="quote_newest",
            ),
        ),
        migrations.RunSQL(
            "ALTER TABLE entities_quote ALTER COLUMN search_vector SET STATISTICS 1000",
            migrations.RunSQL.noop,
        ),
    ]
