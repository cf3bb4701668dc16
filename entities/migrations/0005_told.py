"""What the text tells: quotes, interactions, and how the pages of actors look them up."""

import django.db.models.deletion
import django.db.models.functions.comparison
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0006_matched_names"),
        ("entities", "0004_coverage"),
    ]

    operations = [
        migrations.CreateModel(
            name="Interaction",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("start", models.PositiveIntegerField()),
                ("end", models.PositiveIntegerField()),
                ("moved_by", models.IntegerField(default=0, editable=False)),
                ("words_hash", models.CharField(editable=False, max_length=64)),
                ("nth", models.PositiveIntegerField(default=0, editable=False)),
                ("step", models.CharField(max_length=60)),
                ("evidence", models.JSONField(default=dict)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("suggested", "suggested, not checked"),
                            ("confirmed", "confirmed"),
                            ("rejected", "rejected"),
                            ("second look", "needs a second look"),
                        ],
                        default="suggested",
                        max_length=11,
                    ),
                ),
                ("orphaned", models.BooleanField(default=False)),
                (
                    "sort_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("agree", "agreement or promise"),
                            ("aid", "aid"),
                            ("assault", "attack"),
                            ("coerce", "coercion"),
                            ("concede", "concession"),
                            ("consult", "talks"),
                            ("cooperate", "cooperation"),
                            ("demand", "demand"),
                            ("disapprove", "criticism"),
                            ("fight", "fighting"),
                            ("investigate", "investigation"),
                            ("mobilize", "show of force"),
                            ("protest", "protest"),
                            ("reject", "refusal"),
                            ("retreat", "withdrawal"),
                            ("sanction", "sanctions"),
                            ("support", "support"),
                            ("threaten", "threat or warning"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "modality",
                    models.CharField(
                        choices=[
                            ("asserted", "told as a fact"),
                            ("claimed", "claimed"),
                            ("negated", "said not to be so"),
                            ("desired", "wanted"),
                            ("future", "ahead or possible"),
                            ("habitual", "told as usual"),
                        ],
                        max_length=8,
                    ),
                ),
                ("symmetric", models.BooleanField()),
                ("phrase", models.CharField(max_length=300)),
                ("on", models.DateField(blank=True, null=True)),
                (
                    "article",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, to="articles.article"
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="entities.actor",
                    ),
                ),
                (
                    "decision",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="entities.decision",
                    ),
                ),
                (
                    "found_by",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="entities.actor",
                    ),
                ),
                (
                    "found_source",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="entities.actor",
                    ),
                ),
                (
                    "found_target",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="entities.actor",
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="entities.extractionrun",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="entities.actor",
                    ),
                ),
                (
                    "target",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="entities.actor",
                    ),
                ),
            ],
            options={
                "ordering": ["article_id", "start", "pk"],
                "default_related_name": "interactions",
            },
        ),
        migrations.CreateModel(
            name="Dealing",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=12)),
                ("sort_at", models.DateTimeField(editable=False)),
                (
                    "actor",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="dealings",
                        to="entities.actor",
                    ),
                ),
                (
                    "other",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="entities.actor",
                    ),
                ),
                (
                    "interaction",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="dealings",
                        to="entities.interaction",
                    ),
                ),
            ],
            options={
                "ordering": ["-sort_at", "interaction_id"],
            },
        ),
        migrations.CreateModel(
            name="Quote",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("start", models.PositiveIntegerField()),
                ("end", models.PositiveIntegerField()),
                ("moved_by", models.IntegerField(default=0, editable=False)),
                ("words_hash", models.CharField(editable=False, max_length=64)),
                ("nth", models.PositiveIntegerField(default=0, editable=False)),
                ("step", models.CharField(max_length=60)),
                ("evidence", models.JSONField(default=dict)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("suggested", "suggested, not checked"),
                            ("confirmed", "confirmed"),
                            ("rejected", "rejected"),
                            ("second look", "needs a second look"),
                        ],
                        default="suggested",
                        max_length=11,
                    ),
                ),
                ("orphaned", models.BooleanField(default=False)),
                (
                    "sort_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False),
                ),
                ("direct", models.BooleanField()),
                ("cue", models.CharField(blank=True, max_length=60)),
                ("speaker_start", models.PositiveIntegerField(blank=True, null=True)),
                ("speaker_end", models.PositiveIntegerField(blank=True, null=True)),
                (
                    "article",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, to="articles.article"
                    ),
                ),
                (
                    "decision",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="entities.decision",
                    ),
                ),
                (
                    "found_speaker",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="entities.actor",
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="entities.extractionrun",
                    ),
                ),
                (
                    "speaker",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="quotes",
                        to="entities.actor",
                    ),
                ),
            ],
            options={
                "ordering": ["article_id", "start", "pk"],
                "default_related_name": "quotes",
            },
        ),
        migrations.CreateModel(
            name="QuoteAbout",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("sort_at", models.DateTimeField(editable=False)),
                (
                    "actor",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="quotes_about",
                        to="entities.actor",
                    ),
                ),
                (
                    "quote",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="about",
                        to="entities.quote",
                    ),
                ),
            ],
            options={
                "ordering": ["-sort_at", "quote_id"],
            },
        ),
        migrations.AddConstraint(
            model_name="interaction",
            constraint=models.UniqueConstraint(
                models.F("article"),
                models.F("words_hash"),
                django.db.models.functions.comparison.Least("found_source", "found_target"),
                django.db.models.functions.comparison.Greatest("found_source", "found_target"),
                models.F("nth"),
                name="interaction_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="interaction",
            constraint=models.CheckConstraint(
                condition=models.Q(("end__gt", models.F("start"))),
                name="interaction_span_not_empty",
            ),
        ),
        migrations.AddConstraint(
            model_name="interaction",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("status__in", ["suggested", "confirmed", "rejected", "second look"])
                ),
                name="interaction_status_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="interaction",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decision__isnull", True), ("status", "suggested")),
                    models.Q(
                        models.Q(("status", "suggested"), _negated=True),
                        ("decision__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="interaction_decided_by_a_decision",
            ),
        ),
        migrations.AddConstraint(
            model_name="interaction",
            constraint=models.CheckConstraint(
                condition=models.Q(("found_source", models.F("found_target")), _negated=True),
                name="interaction_between_two",
            ),
        ),
        migrations.AddConstraint(
            model_name="interaction",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("orphaned", True),
                    models.Q(
                        ("source__isnull", False),
                        ("target__isnull", False),
                        models.Q(("source", models.F("target")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="interaction_shown_between_two",
            ),
        ),
        migrations.AddIndex(
            model_name="dealing",
            index=models.Index(
                models.F("actor"),
                models.OrderBy(models.F("sort_at"), descending=True),
                models.F("interaction"),
                name="dealing_actor",
            ),
        ),
        migrations.AddIndex(
            model_name="dealing",
            index=models.Index(
                models.F("actor"),
                models.F("kind"),
                models.OrderBy(models.F("sort_at"), descending=True),
                models.F("interaction"),
                name="dealing_kind",
            ),
        ),
        migrations.AddIndex(
            model_name="dealing",
            index=models.Index(
                models.F("actor"),
                models.F("other"),
                models.OrderBy(models.F("sort_at"), descending=True),
                models.F("interaction"),
                name="dealing_other",
            ),
        ),
        migrations.AddConstraint(
            model_name="dealing",
            constraint=models.UniqueConstraint(
                fields=("interaction", "actor"), name="dealing_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="dealing",
            constraint=models.CheckConstraint(
                condition=models.Q(("actor", models.F("other")), _negated=True),
                name="dealing_between_two",
            ),
        ),
        migrations.AddIndex(
            model_name="quote",
            index=models.Index(
                models.F("speaker"),
                models.OrderBy(models.F("sort_at"), descending=True),
                models.F("id"),
                condition=models.Q(
                    models.Q(("status", "rejected"), _negated=True), ("orphaned", False)
                ),
                name="quote_by_speaker",
            ),
        ),
        migrations.AddConstraint(
            model_name="quote",
            constraint=models.UniqueConstraint(
                fields=("article", "words_hash", "nth"), name="quote_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="quote",
            constraint=models.CheckConstraint(
                condition=models.Q(("end__gt", models.F("start"))), name="quote_span_not_empty"
            ),
        ),
        migrations.AddConstraint(
            model_name="quote",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("status__in", ["suggested", "confirmed", "rejected", "second look"])
                ),
                name="quote_status_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="quote",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decision__isnull", True), ("status", "suggested")),
                    models.Q(
                        models.Q(("status", "suggested"), _negated=True),
                        ("decision__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="quote_decided_by_a_decision",
            ),
        ),
        migrations.AddConstraint(
            model_name="quote",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("speaker_end__isnull", True), ("speaker_start__isnull", True)),
                    ("speaker_end__gt", models.F("speaker_start")),
                    _connector="OR",
                ),
                name="quote_speaker_span_not_empty",
            ),
        ),
        migrations.AddIndex(
            model_name="quoteabout",
            index=models.Index(
                models.F("actor"),
                models.OrderBy(models.F("sort_at"), descending=True),
                models.F("quote"),
                name="quoteabout_actor",
            ),
        ),
        migrations.AddConstraint(
            model_name="quoteabout",
            constraint=models.UniqueConstraint(fields=("quote", "actor"), name="quoteabout_once"),
        ),
    ]
