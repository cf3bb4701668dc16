"""A blind sample of what the machine suggests, and the setting that the archive was published under."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

# Not a copy: a later change of the triggers brings a migration of its own.
from articles.generation import leave_changes, number_changes

# What the page on accuracy is made of, and what all pages follow when the archive is republished.
TABLES = ("entities_auditanswer", "entities_audititem", "entities_publication")

APPEND_ONLY = """
CREATE TRIGGER entities_auditanswer_append_only BEFORE UPDATE OR DELETE ON entities_auditanswer
    FOR EACH ROW EXECUTE FUNCTION newsroom_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("entities", "0019_reports"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Publication",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("rule", models.CharField(max_length=40)),
                ("begun_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("finished_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="AuditItem",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("person", "person"),
                            ("organisation", "organisation"),
                            ("country", "country"),
                            ("place", "place"),
                        ],
                        max_length=12,
                    ),
                ),
                ("score", models.FloatField()),
                ("pipeline", models.CharField(max_length=60)),
                ("anchors", models.JSONField(default=list)),
                ("wanted", models.PositiveSmallIntegerField(default=1)),
                ("answer_count", models.PositiveSmallIntegerField(default=0)),
                (
                    "verdict",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "not answered"),
                            ("right", "right"),
                            ("wrong", "wrong"),
                            ("unsure", "cannot be told"),
                        ],
                        default="",
                        max_length=6,
                    ),
                ),
                ("lapsed", models.BooleanField(default=False)),
                ("taken_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "actor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="entities.actor",
                    ),
                ),
                (
                    "article",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="audit_items",
                        to="articles.article",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="AuditAnswer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "said",
                    models.CharField(
                        choices=[("yes", "yes"), ("no", "no"), ("unsure", "cannot tell")],
                        max_length=6,
                    ),
                ),
                ("answered_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "decision",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="entities.decision",
                    ),
                ),
                (
                    "editor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="answers",
                        to="entities.audititem",
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
            },
        ),
        migrations.AddIndex(
            model_name="audititem",
            index=models.Index(
                models.F("id"),
                condition=models.Q(("answer_count__lt", models.F("wanted")), ("lapsed", False)),
                name="audititem_to_ask",
            ),
        ),
        migrations.AddIndex(
            model_name="audititem",
            index=models.Index(
                models.F("pipeline"),
                models.F("kind"),
                models.F("verdict"),
                models.F("lapsed"),
                name="audititem_counts",
            ),
        ),
        migrations.AddConstraint(
            model_name="audititem",
            constraint=models.UniqueConstraint(fields=("article", "actor"), name="audititem_once"),
        ),
        migrations.AddConstraint(
            model_name="audititem",
            constraint=models.CheckConstraint(
                condition=models.Q(("verdict__in", ["", "right", "wrong", "unsure"])),
                name="audititem_verdict_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="audititem",
            constraint=models.CheckConstraint(
                condition=models.Q(("score__range", (0, 1))), name="audititem_score_in_range"
            ),
        ),
        migrations.AddConstraint(
            model_name="auditanswer",
            constraint=models.UniqueConstraint(fields=("item", "editor"), name="auditanswer_once"),
        ),
        migrations.AddConstraint(
            model_name="auditanswer",
            constraint=models.CheckConstraint(
                condition=models.Q(("said__in", ["yes", "no", "unsure"])), name="auditanswer_known"
            ),
        ),
        migrations.RunSQL(
            APPEND_ONLY, "DROP TRIGGER entities_auditanswer_append_only ON entities_auditanswer;"
        ),
        migrations.RunSQL(number_changes(*TABLES), leave_changes(*TABLES)),
    ]
