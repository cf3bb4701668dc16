"""Exact counts of searches: the queue, and what was counted."""

import django.utils.timezone
from django.db import migrations, models
from django.db.models import F, Q


class Migration(migrations.Migration):
    dependencies = [("articles", "0007_words_as_they_stand")]

    operations = [
        migrations.CreateModel(
            name="ExactCount",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(max_length=64, unique=True)),
                ("search", models.JSONField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "waiting to be counted"),
                            ("counted", "counted"),
                            ("failed", "not counted, as it took too long"),
                        ],
                        default="waiting",
                        max_length=7,
                    ),
                ),
                ("value", models.BigIntegerField(null=True)),
                ("counted_at", models.DateTimeField(null=True)),
                ("requested_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "ordering": ["-requested_at", "-pk"],
                "indexes": [
                    models.Index(
                        F("requested_at"), name="exactcount_waiting", condition=Q(state="waiting")
                    ),
                    models.Index(F("requested_at").desc(), name="exactcount_newest"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(state__in=["waiting", "counted", "failed"]),
                        name="exactcount_state_known",
                    ),
                    models.CheckConstraint(
                        condition=Q(value__isnull=True, counted_at__isnull=True)
                        | Q(value__isnull=False, value__gte=0, counted_at__isnull=False),
                        name="exactcount_value_has_its_time",
                    ),
                    models.CheckConstraint(
                        condition=~Q(state="counted") | Q(value__isnull=False),
                        name="exactcount_counted_has_value",
                    ),
                ],
            },
        ),
    ]
