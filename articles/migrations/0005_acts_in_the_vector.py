"""Acts are append-only, and what they make of an article can be filtered by."""

from importlib import import_module

from django.db import migrations

BEFORE = import_module("articles.migrations.0002_search_and_guards").VECTOR
BACK = (
    "DROP TRIGGER articles_before_write ON articles_article;"
    "DROP FUNCTION articles_before_write();"
    "DROP FUNCTION articles_search_vector(articles_article, text);"
)

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
            || ARRAY['@s' || article.source_id, '@k' || article.id % 64]
            || CASE WHEN article.section_id IS NULL THEN '{}'
                    ELSE ARRAY['@c' || article.section_id] END
            || CASE WHEN article.published_at IS NULL THEN '{}'
                    ELSE ARRAY['@y' || to_char(article.published_at AT TIME ZONE 'UTC', 'FMYYYY')] END
            || CASE WHEN article.published_at IS NULL OR article.published_precision = 'year' THEN '{}'
                    ELSE ARRAY['@m' || to_char(article.published_at AT TIME ZONE 'UTC', 'YYYY-MM')] END
        )
$$;

DROP TRIGGER articles_before_write ON articles_article;
CREATE TRIGGER articles_before_write BEFORE INSERT OR UPDATE OF
    headline, standfirst, body, byline, source_id, section_id, published_at, published_precision,
    actor_ids, label_text, label_lexemes, flags
ON articles_article FOR EACH ROW EXECUTE FUNCTION articles_before_write();
"""

APPEND_ONLY = """
CREATE TRIGGER articles_act_append_only BEFORE UPDATE OR DELETE ON articles_articleact
    FOR EACH ROW EXECUTE FUNCTION newsroom_refuse_change();
"""

# What administrators withheld before there were acts.
ADOPTED = """
INSERT INTO articles_articleact (kind, article_id, reason, public_note, created_at, names)
SELECT 'takedown', id, 'Withheld by an administrator before reasons were recorded.', '', now(), '{}'
FROM articles_article WHERE status = 'taken down';
UPDATE articles_article SET flags = '{takedown}' WHERE status = 'taken down';
"""


class Migration(migrations.Migration):
    dependencies = [("articles", "0004_life_of_an_article")]

    operations = [
        migrations.RunSQL(VECTOR, BACK + BEFORE),
        migrations.RunSQL(ADOPTED, migrations.RunSQL.noop),
        migrations.RunSQL(
            APPEND_ONLY, "DROP TRIGGER articles_act_append_only ON articles_articleact"
        ),
    ]
