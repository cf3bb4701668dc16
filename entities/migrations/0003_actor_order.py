"""Names in the order in which people look for them: Ángela beside Angela, al-Shabaab under A."""

from django.db import migrations

# unaccent() itself is not immutable, because its dictionary could be changed; ours is not. The
# search path is set so that a restored dump can build the index.
ORDER = """
CREATE FUNCTION entities_name_order(name text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE SET search_path = public, pg_catalog AS $$
    SELECT regexp_replace(lower(unaccent(name)), '^[^[:alnum:]]+', '')
$$;

-- The A-Z list, its letters and its pages.
CREATE INDEX entities_actor_name_order ON entities_actor (entities_name_order(name), id)
    WHERE article_count > 0 AND merged_into_id IS NULL;
"""


class Migration(migrations.Migration):
    dependencies = [("entities", "0002_counters_and_guards")]

    operations = [
        migrations.RunSQL(
            ORDER,
            "DROP INDEX entities_actor_name_order; DROP FUNCTION entities_name_order(text);",
        ),
    ]
