"""Rules that decisions have made, and tags that are held back by them."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0010_numbered_changes"),
        ("entities", "0020_blind_sample"),
    ]

    operations = [
        migrations.AddField(
            model_name="tag",
            name="held_back",
            field=models.BooleanField(default=False),
        ),
        migrations.CreateModel(
            name="Rule",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "sort",
                    models.CharField(
                        choices=[
                            ("never link", "never link"),
                            ("stop", "not suggested"),
                            ("alias", "name of"),
                            ("prior", "usually means"),
                            ("kind", "kind"),
                            ("habit", "habits of the desk"),
                        ],
                        max_length=10,
                    ),
                ),
                ("words", models.CharField(blank=True, max_length=300)),
                ("shown", models.CharField(blank=True, max_length=300)),
                ("year", models.PositiveSmallIntegerField(default=0)),
                ("right_count", models.PositiveIntegerField(default=0)),
                ("seen_count", models.PositiveIntegerField(default=0)),
                ("learnt_from", models.JSONField(default=list)),
                ("details", models.JSONField(default=dict)),
                ("is_active", models.BooleanField(default=True)),
                ("by_editor", models.BooleanField(default=False)),
                ("effect", models.JSONField(default=dict)),
                ("changed_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "actor",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="rules_about",
                        to="entities.actor",
                    ),
                ),
                (
                    "decision",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rules",
                        to="entities.decision",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="articles.source",
                    ),
                ),
                (
                    "to_actor",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="rules_to",
                        to="entities.actor",
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
                "indexes": [
                    models.Index(
                        models.OrderBy(models.F("changed_at"), descending=True), name="rule_changed"
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("sort__in", ["never link", "stop", "alias", "prior", "kind", "habit"])
                        ),
                        name="rule_sort_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("sort__in", ["alias", "prior"]), _negated=True),
                            ("to_actor__isnull", False),
                            _connector="OR",
                        ),
                        name="rule_names_whom",
                    ),
                    models.UniqueConstraint(
                        fields=("sort", "words", "actor", "source", "year"),
                        name="rule_once",
                        nulls_distinct=False,
                    ),
                ],
            },
        ),
    ]
