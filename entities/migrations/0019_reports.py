"""What readers report as wrong."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0010_numbered_changes"),
        ("entities", "0018_what_editors_know"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Report",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "problem",
                    models.CharField(
                        choices=[
                            ("somebody else", "The text means somebody else of that name"),
                            ("not there", "The text does not speak of them"),
                            (
                                "wrong kind",
                                "It is of another kind: a place, not a person, for example",
                            ),
                            ("other", "Something else"),
                        ],
                        max_length=13,
                    ),
                ),
                ("words", models.CharField(blank=True, max_length=500)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "open"),
                            ("accepted", "accepted"),
                            ("not wrong", "not wrong"),
                        ],
                        default="",
                        max_length=9,
                    ),
                ),
                ("settled_at", models.DateTimeField(blank=True, null=True)),
                ("note", models.CharField(blank=True, max_length=1000)),
                (
                    "actor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reports",
                        to="entities.actor",
                    ),
                ),
                (
                    "article",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reports",
                        to="articles.article",
                    ),
                ),
                (
                    "settled_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
            },
        ),
        migrations.AddIndex(
            model_name="report",
            index=models.Index(
                models.F("id"), condition=models.Q(("outcome", "")), name="report_open"
            ),
        ),
        migrations.AddIndex(
            model_name="report",
            index=models.Index(
                models.F("article"),
                condition=models.Q(("outcome", "")),
                name="report_open_of_article",
            ),
        ),
        migrations.AddConstraint(
            model_name="report",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("problem__in", ["somebody else", "not there", "wrong kind", "other"])
                ),
                name="report_problem_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="report",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("outcome", ""), ("settled_at__isnull", True), ("settled_by__isnull", True)
                    ),
                    models.Q(
                        ("outcome__in", ["accepted", "not wrong"]),
                        ("settled_at__isnull", False),
                        ("settled_by__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="report_settled_by_somebody",
            ),
        ),
    ]
