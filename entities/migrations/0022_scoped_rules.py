"""Rules that hold in one article; their state as one word; editors may contradict each other."""

import django.db.models.deletion
from django.db import migrations, models

_STATES = """
UPDATE entities_rule SET state = CASE
    WHEN is_active THEN 'in force'
    WHEN by_editor AND EXISTS (
        SELECT FROM entities_decision WHERE id = decision_id AND before = '{}'::jsonb
    ) THEN 'waits'
    ELSE 'withdrawn'
END
"""
_ACTIVE = "UPDATE entities_rule SET is_active = (state = 'in force')"


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0010_numbered_changes"),
        ("entities", "0021_rules"),
    ]

    operations = [
        migrations.AddField(
            model_name="rule",
            name="article",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="articles.article",
            ),
        ),
        migrations.AlterField(
            model_name="rule",
            name="source",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="articles.source",
            ),
        ),
        migrations.AddField(
            model_name="rule",
            name="state",
            field=models.CharField(
                choices=[
                    ("waits", "waits"),
                    ("in force", "in force"),
                    ("withdrawn", "withdrawn"),
                    ("taken back", "taken back"),
                ],
                default="in force",
                max_length=10,
            ),
        ),
        migrations.RunSQL(_STATES, _ACTIVE),
        migrations.RemoveField(model_name="rule", name="is_active"),
        migrations.RemoveConstraint(model_name="rule", name="rule_once"),
        migrations.AddConstraint(
            model_name="rule",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["waits", "in force", "withdrawn", "taken back"])),
                name="rule_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="rule",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("by_editor", False),
                    models.Q(models.Q(("words", ""), _negated=True), ("decision__isnull", False)),
                    _connector="OR",
                ),
                name="rule_of_an_editor_says_whose",
            ),
        ),
        migrations.AddConstraint(
            model_name="rule",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("article__isnull", True),
                    models.Q(("by_editor", True), ("source", None), ("year", 0)),
                    _connector="OR",
                ),
                name="rule_scope_is_one",
            ),
        ),
        migrations.AddConstraint(
            model_name="rule",
            constraint=models.UniqueConstraint(
                condition=models.Q(("by_editor", False)),
                fields=("sort", "words", "actor", "source", "year"),
                name="rule_learnt_once",
                nulls_distinct=False,
            ),
        ),
        migrations.AddConstraint(
            model_name="rule",
            constraint=models.UniqueConstraint(
                condition=models.Q(("by_editor", True)),
                fields=("sort", "words", "actor", "to_actor", "source", "year", "article"),
                name="rule_made_once",
                nulls_distinct=False,
            ),
        ),
    ]
