import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.contrib.postgres.operations import TrigramExtension, UnaccentExtension
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        UnaccentExtension(),
        TrigramExtension(),
        migrations.CreateModel(
            name="Author",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=200)),
                ("normalised_name", models.CharField(editable=False, max_length=200, unique=True)),
            ],
            options={
                "ordering": ["name"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Section",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=200)),
                ("normalised_name", models.CharField(editable=False, max_length=200, unique=True)),
            ],
            options={
                "ordering": ["name"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Source",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=200)),
                ("normalised_name", models.CharField(editable=False, max_length=200, unique=True)),
            ],
            options={
                "ordering": ["name"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Article",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("guid", models.CharField(blank=True, max_length=400, null=True, unique=True)),
                ("headline", models.CharField(blank=True, max_length=500)),
                ("standfirst", models.TextField(blank=True)),
                (
                    "body",
                    models.TextField(
                        help_text="Plain text, paragraphs separated by an empty line."
                    ),
                ),
                ("byline", models.CharField(blank=True, max_length=300)),
                ("dateline", models.CharField(blank=True, max_length=200)),
                ("credit", models.CharField(blank=True, max_length=200)),
                ("language", models.CharField(default="en", max_length=12)),
                ("published_at", models.DateTimeField(blank=True, null=True)),
                (
                    "published_precision",
                    models.CharField(
                        choices=[
                            ("year", "year"),
                            ("month", "month"),
                            ("day", "day"),
                            ("minute", "minute"),
                        ],
                        default="day",
                        max_length=6,
                    ),
                ),
                ("url", models.URLField(blank=True, max_length=1000)),
                (
                    "status",
                    models.CharField(
                        choices=[("published", "published"), ("withheld", "withheld")],
                        default="published",
                        max_length=9,
                    ),
                ),
                (
                    "received_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False),
                ),
                ("text_hash", models.CharField(editable=False, max_length=64, unique=True)),
                ("version_number", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "actor_ids",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), default=list, editable=False, size=None
                    ),
                ),
                ("label_text", models.TextField(blank=True, editable=False)),
                (
                    "label_lexemes",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=40),
                        default=list,
                        editable=False,
                        size=None,
                    ),
                ),
                (
                    "search_vector",
                    django.contrib.postgres.search.SearchVectorField(editable=False, null=True),
                ),
                (
                    "sort_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False),
                ),
                (
                    "authors",
                    models.ManyToManyField(
                        blank=True, related_name="articles", to="articles.author"
                    ),
                ),
                (
                    "section",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="articles",
                        to="articles.section",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="articles",
                        to="articles.source",
                    ),
                ),
            ],
            options={
                "ordering": ["-sort_at", "-pk"],
                "permissions": [("import_articles", "Can import articles")],
            },
        ),
        migrations.CreateModel(
            name="ImportBatch",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "origin",
                    models.CharField(
                        choices=[
                            ("upload", "upload in the browser"),
                            ("command", "import command"),
                        ],
                        max_length=7,
                    ),
                ),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "created_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "import batches",
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="ImportItem",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("path", models.CharField(help_text="The file it came in.", max_length=1000)),
                ("index", models.PositiveIntegerField(help_text="Its place in that file, from 1.")),
                ("content", models.BinaryField(help_text="The bytes as they came.")),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("new", "new"),
                            ("new version", "new version"),
                            ("unchanged", "unchanged"),
                            ("duplicate", "duplicate"),
                            ("rejected", "rejected"),
                        ],
                        max_length=11,
                    ),
                ),
                (
                    "reason",
                    models.TextField(
                        blank=True, help_text="Why it was rejected, or what was guessed."
                    ),
                ),
                (
                    "article",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="import_items",
                        to="articles.article",
                    ),
                ),
                (
                    "batch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="items",
                        to="articles.importbatch",
                    ),
                ),
            ],
            options={
                "ordering": ["batch_id", "pk"],
            },
        ),
        migrations.CreateModel(
            name="ArticleVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("headline", models.CharField(blank=True, max_length=500)),
                ("standfirst", models.TextField(blank=True)),
                ("body", models.TextField()),
                ("byline", models.CharField(blank=True, max_length=300)),
                ("dateline", models.CharField(blank=True, max_length=200)),
                ("credit", models.CharField(blank=True, max_length=200)),
                ("text_hash", models.CharField(max_length=64)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("reason", models.CharField(blank=True, max_length=300)),
                (
                    "article",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="versions",
                        to="articles.article",
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="versions",
                        to="articles.importitem",
                    ),
                ),
            ],
            options={
                "ordering": ["article_id", "number"],
            },
        ),
        migrations.AddConstraint(
            model_name="importitem",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("outcome__in", ["new", "new version", "unchanged", "duplicate", "rejected"])
                ),
                name="importitem_outcome_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="importitem",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("outcome", "rejected"), ("article__isnull", False), _connector="OR"
                ),
                name="importitem_article_unless_rejected",
            ),
        ),
        migrations.AddConstraint(
            model_name="importitem",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("outcome", "rejected"), _negated=True),
                    models.Q(("reason", ""), _negated=True),
                    _connector="OR",
                ),
                name="importitem_rejection_has_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="articleversion",
            constraint=models.UniqueConstraint(
                fields=("article", "number"), name="articleversion_number"
            ),
        ),
        migrations.AddIndex(
            model_name="article",
            index=django.contrib.postgres.indexes.GinIndex(
                models.F("search_vector"), fastupdate=False, name="article_search_vector"
            ),
        ),
        migrations.AddIndex(
            model_name="article",
            index=models.Index(
                models.OrderBy(models.F("sort_at"), descending=True),
                models.OrderBy(models.F("id"), descending=True),
                condition=models.Q(("status", "published")),
                name="article_public_newest",
            ),
        ),
        migrations.AddIndex(
            model_name="article",
            index=models.Index(
                models.OrderBy(models.F("sort_at"), descending=True),
                models.OrderBy(models.F("id"), descending=True),
                name="article_newest",
            ),
        ),
        migrations.AddConstraint(
            model_name="article",
            constraint=models.CheckConstraint(
                condition=models.Q(("status__in", ["published", "withheld"])),
                name="article_status_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="article",
            constraint=models.CheckConstraint(
                condition=models.Q(("published_precision__in", ["year", "month", "day", "minute"])),
                name="article_precision_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="article",
            constraint=models.CheckConstraint(
                condition=models.Q(("body", ""), _negated=True), name="article_body_not_empty"
            ),
        ),
        migrations.AddConstraint(
            model_name="article",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("guid__isnull", True), models.Q(("guid", ""), _negated=True), _connector="OR"
                ),
                name="article_guid_not_empty",
            ),
        ),
    ]
