import django.contrib.postgres.indexes
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("articles", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Actor",
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
                ("name", models.CharField(max_length=300)),
                ("slug", models.SlugField(editable=False, max_length=120, unique=True)),
                ("description", models.CharField(blank=True, max_length=500)),
                ("wikidata", models.CharField(blank=True, max_length=20, null=True, unique=True)),
                (
                    "key",
                    models.CharField(
                        blank=True, editable=False, max_length=400, null=True, unique=True
                    ),
                ),
                ("article_count", models.PositiveIntegerField(default=0, editable=False)),
                (
                    "publish_requested_at",
                    models.DateTimeField(blank=True, editable=False, null=True),
                ),
                (
                    "created_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False),
                ),
                (
                    "merged_into",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="merged",
                        to="entities.actor",
                    ),
                ),
            ],
            options={
                "ordering": ["name", "pk"],
            },
        ),
        migrations.CreateModel(
            name="ActorName",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=300)),
                ("normalised_name", models.CharField(editable=False, max_length=300)),
                (
                    "origin",
                    models.CharField(
                        choices=[
                            ("knowledge", "knowledge file"),
                            ("extraction", "found in articles"),
                            ("editor", "given by an editor"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "actor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="names",
                        to="entities.actor",
                    ),
                ),
            ],
            options={
                "ordering": ["actor_id", "name"],
            },
        ),
        migrations.CreateModel(
            name="ActorPair",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("article_count", models.IntegerField()),
                (
                    "actor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="company",
                        to="entities.actor",
                    ),
                ),
                (
                    "other",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="entities.actor",
                    ),
                ),
            ],
            options={
                "ordering": ["actor_id", "-article_count"],
            },
        ),
        migrations.CreateModel(
            name="ActorYear",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("year", models.SmallIntegerField()),
                ("article_count", models.IntegerField()),
                (
                    "actor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="years",
                        to="entities.actor",
                    ),
                ),
            ],
            options={
                "ordering": ["actor_id", "year"],
            },
        ),
        migrations.CreateModel(
            name="ArticleReview",
            fields=[
                (
                    "article",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="review",
                        serialize=False,
                        to="articles.article",
                    ),
                ),
                ("suggested_count", models.PositiveIntegerField(default=0)),
                ("second_look_count", models.PositiveIntegerField(default=0)),
                ("decided_count", models.PositiveIntegerField(default=0)),
                ("orphaned_count", models.PositiveIntegerField(default=0)),
                ("doubt", models.FloatField(default=0)),
            ],
            options={
                "indexes": [
                    models.Index(
                        models.OrderBy(models.F("doubt"), descending=True),
                        models.F("article"),
                        condition=models.Q(
                            ("suggested_count__gt", 0),
                            ("second_look_count__gt", 0),
                            ("orphaned_count__gt", 0),
                            _connector="OR",
                        ),
                        name="articlereview_queue",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Decision",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "verb",
                    models.CharField(
                        choices=[
                            ("confirm", "confirmed"),
                            ("reject", "rejected"),
                            ("relink", "relinked"),
                            ("retype", "changed the kind of"),
                            ("add", "added"),
                            ("second look", "asked for a second look at"),
                            ("undo", "undid"),
                        ],
                        max_length=11,
                    ),
                ),
                ("anchors", models.JSONField(default=list)),
                ("decided_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("note", models.CharField(blank=True, max_length=1000)),
                ("before", models.JSONField(default=dict)),
                ("after", models.JSONField(default=dict)),
                (
                    "actor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="decisions",
                        to="entities.actor",
                    ),
                ),
                (
                    "article",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="decisions",
                        to="articles.article",
                    ),
                ),
                (
                    "editor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="decisions",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "to_actor",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="decisions_to",
                        to="entities.actor",
                    ),
                ),
                (
                    "undoes",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="undone_by",
                        to="entities.decision",
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
                "permissions": [("review_tags", "Can review tags")],
            },
        ),
        migrations.CreateModel(
            name="ExtractionRun",
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
                            ("running", "being extracted"),
                            ("done", "extracted"),
                            ("failed", "failed"),
                            ("superseded", "superseded by a newer text"),
                        ],
                        default="pending",
                        max_length=10,
                    ),
                ),
                ("pipeline", models.CharField(blank=True, max_length=60)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("error", models.TextField(blank=True)),
                ("claimed_by", models.CharField(blank=True, max_length=64)),
                ("lease_expires_at", models.DateTimeField(blank=True, null=True)),
                ("requested_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("started_at", models.DateTimeField(blank=True, null=True)),
                ("finished_at", models.DateTimeField(blank=True, null=True)),
                ("timings", models.JSONField(default=dict, help_text="Milliseconds by stage.")),
                (
                    "article",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="extraction_runs",
                        to="articles.article",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="extraction_runs",
                        to="articles.articleversion",
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="Mention",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("start", models.PositiveIntegerField()),
                ("end", models.PositiveIntegerField()),
                ("quote", models.TextField()),
                ("prefix", models.CharField(blank=True, max_length=64)),
                ("suffix", models.CharField(blank=True, max_length=64)),
                ("how", models.CharField(max_length=10)),
                ("title", models.CharField(blank=True, max_length=300)),
                ("step", models.CharField(max_length=60)),
                ("evidence", models.JSONField(default=dict)),
                ("confidence", models.FloatField()),
                ("tag_confidence", models.FloatField()),
                ("tag_salience", models.FloatField()),
                (
                    "actor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="mentions",
                        to="entities.actor",
                    ),
                ),
                (
                    "article",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="mentions",
                        to="articles.article",
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="mentions",
                        to="entities.extractionrun",
                    ),
                ),
            ],
            options={
                "ordering": ["article_id", "start", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Tag",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("suggested", "suggested, not checked"),
                            ("confirmed", "confirmed"),
                            ("rejected", "rejected"),
                            ("second look", "needs a second look"),
                        ],
                        max_length=11,
                    ),
                ),
                (
                    "score",
                    models.FloatField(
                        help_text="How sure the machine is, 0 to 1; 1 when only people say so."
                    ),
                ),
                ("salience", models.FloatField()),
                ("mention_count", models.PositiveIntegerField()),
                ("orphaned", models.BooleanField(default=False)),
                (
                    "actor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tags",
                        to="entities.actor",
                    ),
                ),
                (
                    "article",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="tags",
                        to="articles.article",
                    ),
                ),
                (
                    "decision",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tags",
                        to="entities.decision",
                    ),
                ),
            ],
            options={
                "ordering": ["article_id", "-salience", "pk"],
            },
        ),
        migrations.AddIndex(
            model_name="actor",
            index=models.Index(
                models.F("name"),
                models.F("id"),
                condition=models.Q(("article_count__gt", 0)),
                name="actor_name",
            ),
        ),
        migrations.AddIndex(
            model_name="actor",
            index=models.Index(
                models.F("publish_requested_at"),
                condition=models.Q(("publish_requested_at__isnull", False)),
                name="actor_publish_requested",
            ),
        ),
        migrations.AddIndex(
            model_name="actor",
            index=models.Index(
                models.OrderBy(models.F("article_count"), descending=True),
                models.F("id"),
                name="actor_most_mentioned",
            ),
        ),
        migrations.AddConstraint(
            model_name="actor",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["person", "organisation", "country", "place"])),
                name="actor_kind_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="actor",
            constraint=models.CheckConstraint(
                condition=models.Q(("name", ""), _negated=True), name="actor_name_not_empty"
            ),
        ),
        migrations.AddConstraint(
            model_name="actor",
            constraint=models.CheckConstraint(
                condition=models.Q(("merged_into", models.F("id")), _negated=True),
                name="actor_not_merged_into_itself",
            ),
        ),
        migrations.AddConstraint(
            model_name="actor",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("wikidata__isnull", True),
                    ("wikidata__regex", "^Q[1-9][0-9]*$"),
                    _connector="OR",
                ),
                name="actor_wikidata_is_an_id",
            ),
        ),
        migrations.AddIndex(
            model_name="actorname",
            index=django.contrib.postgres.indexes.GinIndex(
                fields=["normalised_name"], name="actorname_trigrams", opclasses=["gin_trgm_ops"]
            ),
        ),
        migrations.AddIndex(
            model_name="actorname",
            index=models.Index(models.F("normalised_name"), name="actorname_exact"),
        ),
        migrations.AddConstraint(
            model_name="actorname",
            constraint=models.UniqueConstraint(
                fields=("actor", "normalised_name"), name="actorname_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="actorname",
            constraint=models.CheckConstraint(
                condition=models.Q(("origin__in", ["knowledge", "extraction", "editor"])),
                name="actorname_origin_known",
            ),
        ),
        migrations.AddIndex(
            model_name="actorpair",
            index=models.Index(
                models.F("actor"),
                models.OrderBy(models.F("article_count"), descending=True),
                models.F("other"),
                name="actorpair_top",
            ),
        ),
        migrations.AddConstraint(
            model_name="actorpair",
            constraint=models.UniqueConstraint(fields=("actor", "other"), name="actorpair_once"),
        ),
        migrations.AddConstraint(
            model_name="actoryear",
            constraint=models.UniqueConstraint(fields=("actor", "year"), name="actoryear_once"),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "verb__in",
                        ["confirm", "reject", "relink", "retype", "add", "second look", "undo"],
                    )
                ),
                name="decision_verb_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("undoes__isnull", False), ("verb", "undo")),
                    models.Q(models.Q(("verb", "undo"), _negated=True), ("undoes__isnull", True)),
                    _connector="OR",
                ),
                name="decision_undo_names_what",
            ),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("to_actor__isnull", False), ("verb", "relink")),
                    models.Q(
                        models.Q(("verb", "relink"), _negated=True), ("to_actor__isnull", True)
                    ),
                    _connector="OR",
                ),
                name="decision_relink_names_whom",
            ),
        ),
        migrations.AddIndex(
            model_name="extractionrun",
            index=models.Index(
                models.F("state"),
                models.F("requested_at"),
                condition=models.Q(("state__in", ["pending", "running", "failed"])),
                name="extractionrun_open",
            ),
        ),
        migrations.AddIndex(
            model_name="extractionrun",
            index=models.Index(
                models.F("article"),
                models.OrderBy(models.F("id"), descending=True),
                name="extractionrun_latest",
            ),
        ),
        migrations.AddConstraint(
            model_name="extractionrun",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["pending", "running"])),
                fields=("version",),
                name="extractionrun_one_open_per_version",
            ),
        ),
        migrations.AddConstraint(
            model_name="extractionrun",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ["pending", "running", "done", "failed", "superseded"])
                ),
                name="extractionrun_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="extractionrun",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "running"), _negated=True),
                    models.Q(("lease_expires_at__isnull", False), ("started_at__isnull", False)),
                    _connector="OR",
                ),
                name="extractionrun_running_has_lease",
            ),
        ),
        migrations.AddConstraint(
            model_name="mention",
            constraint=models.CheckConstraint(
                condition=models.Q(("end__gt", models.F("start"))), name="mention_span_not_empty"
            ),
        ),
        migrations.AddConstraint(
            model_name="mention",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("how__in", ["name", "nominal", "pronoun", "adjective", "metonym"])
                ),
                name="mention_how_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="mention",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("confidence__range", (0, 1)),
                    ("tag_confidence__range", (0, 1)),
                    ("tag_salience__range", (0, 1)),
                ),
                name="mention_scores_in_range",
            ),
        ),
        migrations.AddConstraint(
            model_name="tag",
            constraint=models.UniqueConstraint(fields=("article", "actor"), name="tag_once"),
        ),
        migrations.AddConstraint(
            model_name="tag",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("status__in", ["suggested", "confirmed", "rejected", "second look"])
                ),
                name="tag_status_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="tag",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decision__isnull", True), ("status", "suggested")),
                    models.Q(
                        models.Q(("status", "suggested"), _negated=True),
                        ("decision__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="tag_decided_by_a_decision",
            ),
        ),
        migrations.AddConstraint(
            model_name="tag",
            constraint=models.CheckConstraint(
                condition=models.Q(("score__range", (0, 1)), ("salience__range", (0, 1))),
                name="tag_scores_in_range",
            ),
        ),
    ]
