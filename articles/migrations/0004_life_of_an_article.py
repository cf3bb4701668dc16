"""Acts, embargoes, hidden names, near-duplicates, feeds, push and uploads in the background."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0003_import_at_scale"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ArticleAct",
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
                            ("correction", "correction"),
                            ("clarification", "clarification"),
                            ("update", "update"),
                            ("retraction", "retraction"),
                            ("takedown", "takedown"),
                            ("embargo", "embargo"),
                            ("deindex", "left out of web search"),
                            ("anonymise", "name hidden"),
                            ("restore", "restored"),
                        ],
                        max_length=13,
                    ),
                ),
                ("reason", models.TextField()),
                ("public_note", models.TextField(blank=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("until", models.DateTimeField(blank=True, null=True)),
                (
                    "names",
                    models.JSONField(
                        default=dict, help_text="Names hidden, and what stands instead."
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="Feed",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=200, unique=True)),
                ("url", models.URLField(max_length=1000, unique=True)),
                (
                    "source",
                    models.CharField(
                        blank=True,
                        help_text="The source of its articles; else what the feed calls itself.",
                        max_length=200,
                    ),
                ),
                ("active", models.BooleanField(default=True)),
                (
                    "interval_minutes",
                    models.PositiveIntegerField(
                        default=15, validators=[django.core.validators.MinValueValidator(1)]
                    ),
                ),
                ("etag", models.CharField(blank=True, editable=False, max_length=500)),
                ("last_modified", models.CharField(blank=True, editable=False, max_length=100)),
                (
                    "next_poll_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False),
                ),
                ("polled_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("succeeded_at", models.DateTimeField(blank=True, editable=False, null=True)),
                (
                    "failure_count",
                    models.PositiveIntegerField(
                        default=0,
                        editable=False,
                        help_text="Failures in a row; each doubles the time to the next.",
                    ),
                ),
                ("last_error", models.TextField(blank=True, editable=False)),
                (
                    "created_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False),
                ),
            ],
            options={
                "ordering": ["name"],
            },
        ),
        migrations.CreateModel(
            name="Fingerprint",
            fields=[
                (
                    "article",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="fingerprint",
                        serialize=False,
                        to="articles.article",
                    ),
                ),
                (
                    "bands",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), size=None
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ImportFile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=1000)),
                ("content", models.BinaryField()),
                ("size", models.PositiveBigIntegerField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("asking", "waits for you to check its columns"),
                            ("waiting", "waiting"),
                            ("reading", "being read"),
                            ("done", "read"),
                            ("failed", "failed"),
                        ],
                        default="waiting",
                        max_length=7,
                    ),
                ),
                ("mapping", models.JSONField(default=dict)),
                ("reason", models.TextField(blank=True, help_text="Why it failed.")),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("claimed_by", models.CharField(blank=True, max_length=64)),
                ("lease_expires_at", models.DateTimeField(blank=True, null=True)),
                ("finished_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="IngestToken",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=200, unique=True)),
                ("digest", models.CharField(editable=False, max_length=64, unique=True)),
                (
                    "source",
                    models.CharField(
                        blank=True,
                        help_text="The source of articles that name none.",
                        max_length=200,
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False),
                ),
                ("last_used_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("revoked_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ["name"],
            },
        ),
        migrations.AlterModelOptions(
            name="article",
            options={
                "ordering": ["-sort_at", "-pk"],
                "permissions": [
                    ("import_articles", "Can import articles"),
                    ("act_on_articles", "Can correct, withdraw and restore articles"),
                ],
            },
        ),
        migrations.RemoveConstraint(
            model_name="article",
            name="article_status_known",
        ),
        migrations.RemoveConstraint(
            model_name="importitem",
            name="importitem_outcome_known",
        ),
        migrations.AddField(
            model_name="article",
            name="embargo_until",
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name="article",
            name="flags",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=20),
                default=list,
                editable=False,
                help_text='Kinds of the acts in force, such as "retraction".',
                size=None,
            ),
        ),
        migrations.AddField(
            model_name="article",
            name="genres",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=200), blank=True, default=list, size=None
            ),
        ),
        migrations.AddField(
            model_name="article",
            name="hidden_names",
            field=models.JSONField(
                default=dict,
                editable=False,
                help_text="Names of private people, and what stands instead.",
            ),
        ),
        migrations.AddField(
            model_name="article",
            name="lead",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="copies",
                to="articles.article",
            ),
        ),
        migrations.AddField(
            model_name="article",
            name="subjects",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=200), blank=True, default=list, size=None
            ),
        ),
        migrations.AddField(
            model_name="articleversion",
            name="source_version",
            field=models.CharField(blank=True, max_length=40),
        ),
        migrations.AddField(
            model_name="author",
            name="merged_into",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="merged",
                to="articles.author",
            ),
        ),
        migrations.AddField(
            model_name="importbatch",
            name="default_published_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="importbatch",
            name="default_source",
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.AddField(
            model_name="importitem",
            name="retry_of",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="retried_as",
                to="articles.importitem",
            ),
        ),
        migrations.AddField(
            model_name="importitem",
            name="settled_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="importitem",
            name="settled_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="section",
            name="merged_into",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="merged",
                to="articles.section",
            ),
        ),
        migrations.AddField(
            model_name="source",
            name="merged_into",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="merged",
                to="articles.source",
            ),
        ),
        migrations.AlterField(
            model_name="article",
            name="status",
            field=models.CharField(
                choices=[
                    ("published", "published"),
                    ("embargoed", "embargoed"),
                    ("taken down", "taken down"),
                ],
                default="published",
                editable=False,
                max_length=10,
            ),
        ),
        # Until now an administrator could withhold an article; 0005 records it as an act.
        migrations.RunSQL(
            "UPDATE articles_article SET status = 'taken down' WHERE status = 'withheld'",
            "UPDATE articles_article SET status = 'withheld' WHERE status <> 'published'",
        ),
        migrations.AlterField(
            model_name="importbatch",
            name="origin",
            field=models.CharField(
                choices=[
                    ("upload", "upload in the browser"),
                    ("command", "import command"),
                    ("feed", "feed"),
                    ("push", "push"),
                ],
                max_length=7,
            ),
        ),
        migrations.AlterField(
            model_name="importitem",
            name="outcome",
            field=models.CharField(
                choices=[
                    ("new", "new"),
                    ("new version", "new version"),
                    ("unchanged", "unchanged"),
                    ("duplicate", "duplicate"),
                    ("held", "held for an editor"),
                    ("rejected", "rejected"),
                ],
                max_length=11,
            ),
        ),
        migrations.AddIndex(
            model_name="article",
            index=models.Index(
                condition=models.Q(("lead__isnull", False)), fields=["lead"], name="article_lead"
            ),
        ),
        migrations.AddIndex(
            model_name="article",
            index=models.Index(
                models.F("status"),
                models.F("embargo_until"),
                condition=models.Q(("status", "published"), _negated=True),
                name="article_off_the_site",
            ),
        ),
        migrations.AddIndex(
            model_name="importitem",
            index=models.Index(
                models.F("article"),
                condition=models.Q(("outcome", "held"), ("settled_at__isnull", True)),
                name="importitem_held",
            ),
        ),
        migrations.AddConstraint(
            model_name="article",
            constraint=models.CheckConstraint(
                condition=models.Q(("status__in", ["published", "embargoed", "taken down"])),
                name="article_status_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="article",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "embargoed"), _negated=True),
                    ("embargo_until__isnull", False),
                    _connector="OR",
                ),
                name="article_embargo_has_an_end",
            ),
        ),
        migrations.AddConstraint(
            model_name="author",
            constraint=models.CheckConstraint(
                condition=models.Q(("merged_into", models.F("id")), _negated=True),
                name="author_not_merged_into_itself",
            ),
        ),
        migrations.AddConstraint(
            model_name="importitem",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "outcome__in",
                        ["new", "new version", "unchanged", "duplicate", "held", "rejected"],
                    )
                ),
                name="importitem_outcome_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="section",
            constraint=models.CheckConstraint(
                condition=models.Q(("merged_into", models.F("id")), _negated=True),
                name="section_not_merged_into_itself",
            ),
        ),
        migrations.AddConstraint(
            model_name="source",
            constraint=models.CheckConstraint(
                condition=models.Q(("merged_into", models.F("id")), _negated=True),
                name="source_not_merged_into_itself",
            ),
        ),
        migrations.AddField(
            model_name="articleact",
            name="article",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="acts",
                to="articles.article",
            ),
        ),
        migrations.AddField(
            model_name="articleact",
            name="created_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="article_acts",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="articleact",
            name="undoes",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="undone_by",
                to="articles.articleact",
            ),
        ),
        migrations.AddField(
            model_name="articleact",
            name="version",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="act",
                to="articles.articleversion",
            ),
        ),
        migrations.AddIndex(
            model_name="feed",
            index=models.Index(
                models.F("next_poll_at"), condition=models.Q(("active", True)), name="feed_due"
            ),
        ),
        migrations.AddField(
            model_name="importbatch",
            name="feed",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="batches",
                to="articles.feed",
            ),
        ),
        migrations.AddIndex(
            model_name="fingerprint",
            index=django.contrib.postgres.indexes.GinIndex(
                models.F("bands"), name="fingerprint_bands"
            ),
        ),
        migrations.AddField(
            model_name="importfile",
            name="batch",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="files",
                to="articles.importbatch",
            ),
        ),
        migrations.AddField(
            model_name="ingesttoken",
            name="created_by",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="importbatch",
            name="token",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="batches",
                to="articles.ingesttoken",
            ),
        ),
        migrations.AddIndex(
            model_name="articleact",
            index=models.Index(
                models.OrderBy(models.F("id"), descending=True),
                condition=models.Q(
                    models.Q(("public_note", ""), _negated=True),
                    ("kind__in", ["correction", "clarification", "retraction"]),
                    _connector="OR",
                ),
                name="articleact_public",
            ),
        ),
        migrations.AddIndex(
            model_name="articleact",
            index=models.Index(
                models.OrderBy(models.F("id"), descending=True),
                condition=models.Q(("created_by__isnull", False)),
                name="articleact_by_people",
            ),
        ),
        migrations.AddConstraint(
            model_name="articleact",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        [
                            "correction",
                            "clarification",
                            "update",
                            "retraction",
                            "takedown",
                            "embargo",
                            "deindex",
                            "anonymise",
                            "restore",
                        ],
                    )
                ),
                name="articleact_kind_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="articleact",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason", ""), _negated=True), name="articleact_has_reason"
            ),
        ),
        migrations.AddConstraint(
            model_name="articleact",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "embargo"), ("until__isnull", False)),
                    models.Q(models.Q(("kind", "embargo"), _negated=True), ("until__isnull", True)),
                    _connector="OR",
                ),
                name="articleact_embargo_has_an_end",
            ),
        ),
        migrations.AddConstraint(
            model_name="articleact",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "restore"), ("undoes__isnull", False)),
                    models.Q(
                        models.Q(("kind", "restore"), _negated=True), ("undoes__isnull", True)
                    ),
                    _connector="OR",
                ),
                name="articleact_restore_names_what",
            ),
        ),
        migrations.AddConstraint(
            model_name="articleact",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind", "anonymise"), ("names", {}), _negated=True),
                name="articleact_anonymise_names_whom",
            ),
        ),
        migrations.AddIndex(
            model_name="importfile",
            index=models.Index(
                models.F("state"),
                condition=models.Q(("state__in", ["waiting", "reading"])),
                name="importfile_open",
            ),
        ),
        migrations.AddConstraint(
            model_name="importfile",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ["asking", "waiting", "reading", "done", "failed"])
                ),
                name="importfile_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="importfile",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "reading"), _negated=True),
                    ("lease_expires_at__isnull", False),
                    _connector="OR",
                ),
                name="importfile_reading_has_lease",
            ),
        ),
    ]
