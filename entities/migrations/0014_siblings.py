"""Bulk decisions: in which articles, where they stand in the log, and where they would apply."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import entities.models.decisions


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0010_numbered_changes"),
        ("entities", "0013_told_decisions"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="BatchItem",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("pending", "waiting"),
                            ("done", "done"),
                            ("skipped", "left alone"),
                        ],
                        default="pending",
                        max_length=7,
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=300)),
            ],
            options={
                "ordering": ["batch_id", "article_id"],
            },
        ),
        migrations.AddField(
            model_name="batch",
            name="place",
            field=models.BigIntegerField(
                default=entities.models.decisions.newest_decision, editable=False
            ),
        ),
        migrations.AddField(
            model_name="batch",
            name="started_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddIndex(
            model_name="batch",
            index=models.Index(
                models.OrderBy(models.F("place"), descending=True),
                models.OrderBy(models.F("id"), descending=True),
                name="batch_place",
            ),
        ),
        migrations.AddIndex(
            model_name="decision",
            index=models.Index(
                models.OrderBy(models.F("id"), descending=True),
                condition=models.Q(("batch__isnull", True)),
                name="decision_alone",
            ),
        ),
        migrations.AddIndex(
            model_name="tag",
            index=models.Index(
                models.F("actor"),
                models.OrderBy(models.F("article"), descending=True),
                condition=models.Q(("status", "suggested")),
                name="tag_undecided_of_actor",
            ),
        ),
        migrations.AddField(
            model_name="batchitem",
            name="article",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="articles.article",
            ),
        ),
        migrations.AddField(
            model_name="batchitem",
            name="batch",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="items",
                to="entities.batch",
            ),
        ),
        migrations.AddIndex(
            model_name="batchitem",
            index=models.Index(
                condition=models.Q(("state", "pending")),
                fields=["batch", "article"],
                name="batchitem_waiting",
            ),
        ),
        migrations.AddIndex(
            model_name="batchitem",
            index=models.Index(
                condition=models.Q(("state", "skipped")),
                fields=["batch", "article"],
                name="batchitem_skipped",
            ),
        ),
        migrations.AddConstraint(
            model_name="batchitem",
            constraint=models.UniqueConstraint(fields=("batch", "article"), name="batchitem_once"),
        ),
        migrations.AddConstraint(
            model_name="batchitem",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["pending", "done", "skipped"])),
                name="batchitem_state_known",
            ),
        ),
    ]
