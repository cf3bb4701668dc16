"""What two actors have to do with each other can be counted from one index."""

from django.db import migrations, models

# What stands beside a dealing is that of its interaction, told from the side of its actor.
FILL = """
UPDATE entities_dealing SET
    modality = told.modality,
    side = CASE
        WHEN told.symmetric THEN 'both' WHEN told.source_id = actor_id THEN 'source' ELSE 'target'
    END,
    public = article.status = 'published'
FROM entities_interaction AS told JOIN articles_article AS article ON article.id = told.article_id
WHERE told.id = interaction_id;
"""

SHOW = """
CREATE FUNCTION entities_show_dealings() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE entities_dealing SET public = NEW.status = 'published'
        FROM entities_interaction AS interaction
        WHERE interaction.id = interaction_id AND interaction.article_id = NEW.id;
    RETURN NULL;
END
$$;

CREATE TRIGGER entities_show_dealings AFTER UPDATE OF status ON articles_article
    FOR EACH ROW WHEN (OLD.status IS DISTINCT FROM NEW.status)
    EXECUTE FUNCTION entities_show_dealings();
"""


class Migration(migrations.Migration):
    # The index is built on rows that this migration writes.
    atomic = False

    dependencies = [
        ("entities", "0006_told_in_order"),
        ("articles", "0006_matched_names"),
    ]

    operations = [
        migrations.AddField(
            "dealing",
            "side",
            models.CharField(
                choices=[
                    ("source", "acts"),
                    ("target", "is acted upon"),
                    ("both", "acts together with the other"),
                ],
                default="both",
                max_length=6,
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            "dealing",
            "modality",
            models.CharField(default="asserted", max_length=8),
            preserve_default=False,
        ),
        migrations.AddField(
            "dealing",
            "public",
            models.BooleanField(default=True, editable=False),
            preserve_default=False,
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.AddIndex(
            "dealing",
            models.Index(
                models.F("actor"),
                models.F("other"),
                models.F("kind"),
                models.OrderBy(models.F("sort_at"), descending=True),
                models.F("interaction"),
                condition=models.Q(("public", True)),
                include=("side", "modality"),
                name="dealing_between",
            ),
        ),
        migrations.RunSQL(
            SHOW,
            "DROP TRIGGER entities_show_dealings ON articles_article;"
            "DROP FUNCTION entities_show_dealings();",
        ),
    ]
