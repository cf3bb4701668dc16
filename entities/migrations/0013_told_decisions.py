"""Decisions on quotes and interactions: what the machine says stands apart from what readers see."""

import django.db.models.deletion
from django.db import migrations, models

KEEP_WHAT_WAS_FOUND = """
UPDATE entities_interaction
SET found = jsonb_build_object('kind', kind, 'modality', modality, 'symmetric', "symmetric");
"""


class Migration(migrations.Migration):
    dependencies = [
        ("entities", "0012_review_desk"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="decision",
            name="decision_names_whom",
        ),
        migrations.AddField(
            model_name="interaction",
            name="found",
            field=models.JSONField(blank=True, editable=False, null=True),
        ),
        migrations.AlterField(
            model_name="interaction",
            name="run",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="entities.extractionrun",
            ),
        ),
        migrations.AlterField(
            model_name="quote",
            name="run",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="entities.extractionrun",
            ),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("to_actor__isnull", False), ("verb__in", ["relink", "merge", "split"])
                    ),
                    ("verb__in", ["speaker", "change", "rule", "undo"]),
                    ("subject", "interaction"),
                    models.Q(
                        models.Q(
                            (
                                "verb__in",
                                ["relink", "merge", "split", "speaker", "change", "rule", "undo"],
                            ),
                            _negated=True,
                        ),
                        ("to_actor__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="decision_names_whom",
            ),
        ),
        migrations.RunSQL(KEEP_WHAT_WAS_FOUND, migrations.RunSQL.noop),
    ]
