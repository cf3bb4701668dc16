"""Decisions on quotes, interactions and actors too, and many at once."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0010_numbered_changes"),
        ("entities", "0011_weeks_and_shelves"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Batch",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=1000)),
                ("request", models.JSONField(default=dict)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("pending", "waiting"),
                            ("running", "at work"),
                            ("done", "done"),
                            ("failed", "failed"),
                            ("stopped", "stopped"),
                        ],
                        default="pending",
                        max_length=7,
                    ),
                ),
                ("total_count", models.PositiveIntegerField(default=0)),
                ("done_count", models.PositiveIntegerField(default=0)),
                ("skipped_count", models.PositiveIntegerField(default=0)),
                ("error", models.TextField(blank=True)),
                ("claimed_by", models.CharField(blank=True, max_length=64)),
                ("lease_expires_at", models.DateTimeField(blank=True, null=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("finished_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ["-pk"],
            },
        ),
        migrations.RemoveConstraint(
            model_name="decision",
            name="decision_verb_known",
        ),
        migrations.RemoveConstraint(
            model_name="decision",
            name="decision_relink_names_whom",
        ),
        migrations.AddField(
            model_name="decision",
            name="subject",
            field=models.CharField(
                choices=[
                    ("tag", "tag"),
                    ("quote", "quote"),
                    ("interaction", "interaction"),
                    ("actor", "actor"),
                ],
                default="tag",
                max_length=11,
            ),
        ),
        migrations.AlterField(
            model_name="decision",
            name="actor",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="decisions",
                to="entities.actor",
            ),
        ),
        migrations.AlterField(
            model_name="decision",
            name="article",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="decisions",
                to="articles.article",
            ),
        ),
        migrations.AlterField(
            model_name="decision",
            name="verb",
            field=models.CharField(
                choices=[
                    ("confirm", "confirmed"),
                    ("reject", "rejected"),
                    ("relink", "relinked"),
                    ("retype", "changed the kind of"),
                    ("add", "added"),
                    ("span", "changed the words of"),
                    ("second look", "asked for a second look at"),
                    ("speaker", "named the speaker of a quote"),
                    ("change", "changed an interaction of"),
                    ("edit", "changed what is known of"),
                    ("merge", "merged"),
                    ("split", "split"),
                    ("rule", "made a rule for"),
                    ("undo", "undid"),
                ],
                max_length=11,
            ),
        ),
        migrations.AddField(
            model_name="batch",
            name="editor",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="batches",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="batch",
            name="undoes",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="undone_by",
                to="entities.batch",
            ),
        ),
        migrations.AddField(
            model_name="decision",
            name="batch",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="decisions",
                to="entities.batch",
            ),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "verb__in",
                        [
                            "confirm",
                            "reject",
                            "relink",
                            "retype",
                            "add",
                            "span",
                            "second look",
                            "speaker",
                            "change",
                            "edit",
                            "merge",
                            "split",
                            "rule",
                            "undo",
                        ],
                    )
                ),
                name="decision_verb_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("subject", "actor"),
                    models.Q(
                        ("actor__isnull", False), ("article__isnull", False), ("subject", "tag")
                    ),
                    models.Q(("article__isnull", False), ("subject__in", ["quote", "interaction"])),
                    _connector="OR",
                ),
                name="decision_subject_known",
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
        migrations.AddIndex(
            model_name="batch",
            index=models.Index(
                models.F("state"),
                condition=models.Q(("state__in", ["pending", "running"])),
                name="batch_open",
            ),
        ),
        migrations.AddConstraint(
            model_name="batch",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ["pending", "running", "done", "failed", "stopped"])
                ),
                name="batch_state_known",
            ),
        ),
    ]
