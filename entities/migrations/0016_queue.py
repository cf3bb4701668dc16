"""The queue in the order of expected harm, who works on what, second readings."""

import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.math
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

APPEND_ONLY = """
CREATE TRIGGER entities_assignment_append_only BEFORE UPDATE OR DELETE ON entities_assignment
    FOR EACH ROW EXECUTE FUNCTION newsroom_refuse_change();
"""
# The rest of a row is derived anew by `manage.py republish`; until then what is at stake is the
# doubt of before.
KNOWN_ALREADY = """
UPDATE entities_articlereview AS review
SET source_id = article.source_id,
    open_since = CASE
        WHEN suggested_count > 0 OR second_look_count > 0 OR orphaned_count > 0
        THEN article.received_at
    END
FROM articles_article AS article WHERE article.id = review.article_id;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0010_numbered_changes"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("entities", "0014_siblings"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Assignment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("assigned_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("note", models.CharField(blank=True, max_length=1000)),
            ],
            options={
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="DeskSettings",
            fields=[
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="desk_settings",
                        serialize=False,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("single_keys", models.BooleanField(default=True)),
            ],
        ),
        migrations.CreateModel(
            name="Lease",
            fields=[
                (
                    "article",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="lease",
                        serialize=False,
                        to="articles.article",
                    ),
                ),
                ("since", models.DateTimeField(default=django.utils.timezone.now)),
                ("expires_at", models.DateTimeField(db_index=True)),
                ("ahead", models.BooleanField(default=False)),
            ],
        ),
        migrations.CreateModel(
            name="SecondOpinion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("first", models.BooleanField()),
                ("second", models.BooleanField()),
            ],
        ),
        migrations.CreateModel(
            name="SecondReading",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("drawn_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("read_at", models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.AlterModelOptions(
            name="articlereview",
            options={
                "permissions": [("lead_desk", "Can assign articles and see the desk’s figures")]
            },
        ),
        migrations.RemoveIndex(
            model_name="articlereview",
            name="articlereview_queue",
        ),
        migrations.RenameField(
            model_name="articlereview",
            old_name="doubt",
            new_name="stake",
        ),
        migrations.AddField(
            model_name="articlereview",
            name="assigned_to",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="articlereview",
            name="open_since",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="articlereview",
            name="reads",
            field=models.FloatField(default=0),
        ),
        migrations.AddField(
            model_name="articlereview",
            name="report_count",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="articlereview",
            name="source",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="articles.source",
            ),
        ),
        migrations.AddField(
            model_name="articlereview",
            name="reads_on",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="articlereview",
            name="renewed",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="articlereview",
            name="unlinked_count",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="articlereview",
            name="unsure_count",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="articlereview",
            name="priority",
            field=models.GeneratedField(
                db_persist=True,
                expression=django.db.models.expressions.CombinedExpression(
                    django.db.models.expressions.CombinedExpression(
                        django.db.models.expressions.CombinedExpression(
                            models.F("stake"),
                            "+",
                            django.db.models.expressions.CombinedExpression(
                                models.F("report_count"), "*", models.Value(3.0)
                            ),
                        ),
                        "*",
                        django.db.models.functions.math.Ln(
                            django.db.models.expressions.CombinedExpression(
                                models.F("reads"), "+", models.Value(2.0)
                            )
                        ),
                    ),
                    "/",
                    models.Value(0.6931471805599453),
                ),
                output_field=models.FloatField(),
            ),
        ),
        migrations.AddIndex(
            model_name="articlereview",
            index=models.Index(
                models.OrderBy(models.F("priority"), descending=True),
                models.F("article"),
                condition=models.Q(
                    ("suggested_count__gt", 0),
                    ("second_look_count__gt", 0),
                    ("orphaned_count__gt", 0),
                    ("report_count__gt", 0),
                    _connector="OR",
                ),
                name="articlereview_queue",
            ),
        ),
        migrations.AddIndex(
            model_name="articlereview",
            index=models.Index(
                models.F("source"),
                models.OrderBy(models.F("priority"), descending=True),
                models.F("article"),
                condition=models.Q(
                    ("suggested_count__gt", 0),
                    ("second_look_count__gt", 0),
                    ("orphaned_count__gt", 0),
                    ("report_count__gt", 0),
                    _connector="OR",
                ),
                name="articlereview_source",
            ),
        ),
        migrations.AddIndex(
            model_name="articlereview",
            index=models.Index(
                models.F("assigned_to"),
                models.OrderBy(models.F("priority"), descending=True),
                models.F("article"),
                condition=models.Q(
                    models.Q(
                        ("suggested_count__gt", 0),
                        ("second_look_count__gt", 0),
                        ("orphaned_count__gt", 0),
                        ("report_count__gt", 0),
                        _connector="OR",
                    ),
                    ("assigned_to__isnull", False),
                ),
                name="articlereview_assigned",
            ),
        ),
        migrations.AddIndex(
            model_name="articlereview",
            index=models.Index(
                models.OrderBy(models.F("priority"), descending=True),
                models.F("article"),
                condition=models.Q(("second_look_count__gt", 0)),
                name="articlereview_second_look",
            ),
        ),
        migrations.AddIndex(
            model_name="articlereview",
            index=models.Index(
                models.OrderBy(models.F("priority"), descending=True),
                models.F("article"),
                condition=models.Q(("orphaned_count__gt", 0)),
                name="articlereview_orphaned",
            ),
        ),
        migrations.AddIndex(
            model_name="articlereview",
            index=models.Index(
                models.OrderBy(models.F("priority"), descending=True),
                models.F("article"),
                condition=models.Q(("report_count__gt", 0)),
                name="articlereview_reported",
            ),
        ),
        migrations.AddIndex(
            model_name="articlereview",
            index=models.Index(
                models.OrderBy(models.F("priority"), descending=True),
                models.F("article"),
                condition=models.Q(("renewed", True)),
                name="articlereview_new_version",
            ),
        ),
        migrations.AddIndex(
            model_name="articlereview",
            index=models.Index(
                models.OrderBy(models.F("priority"), descending=True),
                models.F("article"),
                condition=models.Q(("unsure_count__gt", 0)),
                name="articlereview_uncertain",
            ),
        ),
        migrations.AddIndex(
            model_name="articlereview",
            index=models.Index(
                models.OrderBy(models.F("priority"), descending=True),
                models.F("article"),
                condition=models.Q(("unlinked_count__gt", 0)),
                name="articlereview_unlinked",
            ),
        ),
        migrations.AddIndex(
            model_name="articlereview",
            index=models.Index(
                models.F("open_since"),
                condition=models.Q(
                    ("suggested_count__gt", 0),
                    ("second_look_count__gt", 0),
                    ("orphaned_count__gt", 0),
                    ("report_count__gt", 0),
                    _connector="OR",
                ),
                name="articlereview_oldest",
            ),
        ),
        migrations.AddIndex(
            model_name="articlereview",
            index=models.Index(
                models.F("reads_on"),
                condition=models.Q(("reads_on__isnull", False)),
                name="articlereview_read",
            ),
        ),
        migrations.AddField(
            model_name="assignment",
            name="article",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="assignments",
                to="articles.article",
            ),
        ),
        migrations.AddField(
            model_name="assignment",
            name="assigned_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="assignment",
            name="editor",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="assignments",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="lease",
            name="editor",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="leases",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="lease",
            name="taken_from",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="secondopinion",
            name="actor",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="entities.actor"
            ),
        ),
        migrations.AddField(
            model_name="secondreading",
            name="article",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="second_reading",
                to="articles.article",
            ),
        ),
        migrations.AddField(
            model_name="secondreading",
            name="reader",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="secondopinion",
            name="reading",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="opinions",
                to="entities.secondreading",
            ),
        ),
        migrations.AddIndex(
            model_name="secondreading",
            index=models.Index(
                models.F("id"),
                condition=models.Q(("read_at__isnull", True)),
                name="secondreading_open",
            ),
        ),
        migrations.AddConstraint(
            model_name="secondreading",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("read_at__isnull", True), ("reader__isnull", True)),
                    models.Q(("read_at__isnull", False), ("reader__isnull", False)),
                    _connector="OR",
                ),
                name="secondreading_read_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="secondopinion",
            constraint=models.UniqueConstraint(
                fields=("reading", "actor"), name="secondopinion_once"
            ),
        ),
        migrations.AddIndex(
            model_name="decision",
            index=models.Index(models.F("decided_at"), models.F("editor"), name="decision_by_day"),
        ),
        migrations.RunSQL(
            APPEND_ONLY, "DROP TRIGGER entities_assignment_append_only ON entities_assignment;"
        ),
        # Last: rows that were changed would keep the table from being altered.
        migrations.RunSQL(KNOWN_ALREADY, migrations.RunSQL.noop),
    ]
