"""Counters that cannot disagree with the articles, and decisions that cannot be changed."""

from django.db import migrations

# An article's `actor_ids` say who it is tagged with in public. This trigger, and nothing else, turns
# their changes into the counts of actors, years and pairs. Rows are written in the order of their
# keys, so that two articles published at once wait for each other instead of deadlocking.
COUNTERS = """
CREATE FUNCTION entities_count_article() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    -- Pairs grow with the square: of an article with more actors the most salient count.
    most_pairs CONSTANT integer := 50;
    old_ids bigint[] := '{}';
    new_ids bigint[] := '{}';
    old_year integer := 0;
    new_year integer := 0;
BEGIN
    IF TG_OP <> 'INSERT' THEN
        IF OLD.status = 'published' THEN old_ids := OLD.actor_ids; END IF;
        old_year := coalesce(extract(year FROM OLD.published_at AT TIME ZONE 'UTC'), 0);
    END IF;
    IF TG_OP <> 'DELETE' THEN
        IF NEW.status = 'published' THEN new_ids := NEW.actor_ids; END IF;
        new_year := coalesce(extract(year FROM NEW.published_at AT TIME ZONE 'UTC'), 0);
    END IF;
    IF old_ids = new_ids AND old_year = new_year THEN RETURN NULL; END IF;

    PERFORM 1 FROM entities_actor
        WHERE id = ANY (old_ids || new_ids) ORDER BY id FOR NO KEY UPDATE;

    UPDATE entities_actor SET article_count = article_count + delta.n
    FROM (
        SELECT id, sum(n) AS n
        FROM (SELECT unnest(old_ids) AS id, -1 AS n UNION ALL SELECT unnest(new_ids), 1) AS change
        GROUP BY id HAVING sum(n) <> 0
    ) AS delta
    WHERE entities_actor.id = delta.id;

    INSERT INTO entities_actoryear AS total (actor_id, year, article_count)
    SELECT id, year, sum(n)
    FROM (
        SELECT unnest(old_ids) AS id, old_year AS year, -1 AS n
        UNION ALL SELECT unnest(new_ids), new_year, 1
    ) AS change
    GROUP BY id, year HAVING sum(n) <> 0 ORDER BY id, year
    ON CONFLICT (actor_id, year)
        DO UPDATE SET article_count = total.article_count + excluded.article_count;

    INSERT INTO entities_actorpair AS total (actor_id, other_id, article_count)
    SELECT one, other, sum(n)
    FROM (
        SELECT a AS one, b AS other, -1 AS n
        FROM unnest(old_ids[:most_pairs]) AS a, unnest(old_ids[:most_pairs]) AS b WHERE a <> b
        UNION ALL
        SELECT a, b, 1
        FROM unnest(new_ids[:most_pairs]) AS a, unnest(new_ids[:most_pairs]) AS b WHERE a <> b
    ) AS change
    GROUP BY one, other HAVING sum(n) <> 0 ORDER BY one, other
    ON CONFLICT (actor_id, other_id)
        DO UPDATE SET article_count = total.article_count + excluded.article_count;

    RETURN NULL;
END
$$;

CREATE TRIGGER entities_count_article
    AFTER INSERT OR UPDATE OF actor_ids, status, published_at OR DELETE ON articles_article
    FOR EACH ROW EXECUTE FUNCTION entities_count_article();
"""

APPEND_ONLY = """
CREATE TRIGGER entities_decision_append_only BEFORE UPDATE OR DELETE ON entities_decision
    FOR EACH ROW EXECUTE FUNCTION newsroom_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("entities", "0001_initial"),
        ("articles", "0002_search_and_guards"),
    ]

    operations = [
        migrations.RunSQL(
            COUNTERS,
            "DROP TRIGGER entities_count_article ON articles_article;"
            "DROP FUNCTION entities_count_article();",
        ),
        migrations.RunSQL(
            APPEND_ONLY, "DROP TRIGGER entities_decision_append_only ON entities_decision;"
        ),
    ]
