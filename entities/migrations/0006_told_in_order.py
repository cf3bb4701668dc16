"""Quotes and interactions stand in the order of their articles, whatever date these are given."""

from django.db import migrations

ORDER = """
CREATE FUNCTION entities_order_told() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE entities_quoteabout SET sort_at = NEW.sort_at
        FROM entities_quote AS quote
        WHERE quote.id = quote_id AND quote.article_id = NEW.id;
    UPDATE entities_dealing SET sort_at = NEW.sort_at
        FROM entities_interaction AS interaction
        WHERE interaction.id = interaction_id AND interaction.article_id = NEW.id;
    UPDATE entities_quote SET sort_at = NEW.sort_at WHERE article_id = NEW.id;
    UPDATE entities_interaction SET sort_at = NEW.sort_at WHERE article_id = NEW.id;
    RETURN NULL;
END
$$;

CREATE TRIGGER entities_order_told AFTER UPDATE OF published_at ON articles_article
    FOR EACH ROW WHEN (OLD.sort_at IS DISTINCT FROM NEW.sort_at)
    EXECUTE FUNCTION entities_order_told();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("entities", "0005_told"),
        ("articles", "0002_search_and_guards"),
    ]

    operations = [
        migrations.RunSQL(
            ORDER,
            "DROP TRIGGER entities_order_told ON articles_article;"
            "DROP FUNCTION entities_order_told();",
        ),
    ]
