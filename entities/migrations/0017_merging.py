"""Merging actors: the articles that follow, and pairs of actors that may be one."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

# Not a copy: a later change of the triggers brings a migration of its own.
from articles.generation import leave_changes, number_changes

# Names are compared with those of the same last word, and with those that begin with the letters of
# an acronym: "world health organization" with "who", and with "wh" for nobody's sake.
BLOCKS = """
CREATE FUNCTION entities_last_word(name text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$ SELECT split_part(name, ' ', -1) $$;

CREATE FUNCTION entities_initials(name text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT regexp_replace(
        regexp_replace(name, '\\m(of|the|and|for|in|on|to|de|la|le|du|des|et)\\M', '', 'g'),
        '\\W*(\\w)\\w*\\W*', '\\1', 'g'
    )
$$;

CREATE INDEX actorname_last_word ON entities_actorname (entities_last_word(normalised_name));
CREATE INDEX actorname_initials ON entities_actorname (entities_initials(normalised_name))
    WHERE length(entities_initials(normalised_name)) >= 3;
"""
NO_BLOCKS = """
DROP INDEX actorname_initials;
DROP INDEX actorname_last_word;
DROP FUNCTION entities_initials(text);
DROP FUNCTION entities_last_word(text);
"""


class Migration(migrations.Migration):
    dependencies = [
        ("entities", "0016_queue"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="NamesakeSearch",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("last_id", models.BigIntegerField(default=0)),
                ("seen_id", models.BigIntegerField(default=0)),
            ],
        ),
        migrations.AlterModelOptions(
            name="decision",
            options={
                "ordering": ["-pk"],
                "permissions": [
                    ("review_tags", "Can review tags"),
                    ("merge_actors", "Can merge and split actors"),
                ],
            },
        ),
        migrations.CreateModel(
            name="ActorMove",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "group",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), size=None
                    ),
                ),
                ("after", models.BigIntegerField(default=0)),
                ("total_count", models.PositiveIntegerField()),
                ("done_count", models.PositiveIntegerField(default=0)),
                ("requested_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("finished_at", models.DateTimeField(blank=True, null=True)),
                (
                    "actor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="moves",
                        to="entities.actor",
                    ),
                ),
                (
                    "decision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="moves",
                        to="entities.decision",
                    ),
                ),
                (
                    "other",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="entities.actor",
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
                "indexes": [
                    models.Index(
                        models.F("requested_at"),
                        condition=models.Q(("finished_at", None)),
                        name="actormove_open",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Namesakes",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("score", models.FloatField()),
                ("why", models.JSONField(default=list)),
                ("note", models.CharField(blank=True, max_length=1000)),
                ("found_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "one",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
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
                (
                    "ruled_out_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="entities.decision",
                    ),
                ),
                (
                    "suggested_by",
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
                "ordering": ["-score", "pk"],
                "indexes": [
                    models.Index(
                        models.OrderBy(models.F("score"), descending=True),
                        models.F("id"),
                        condition=models.Q(("ruled_out_by", None)),
                        name="namesakes_queue",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("one", "other"), name="namesakes_once"),
                    models.CheckConstraint(
                        condition=models.Q(("one__lt", models.F("other"))),
                        name="namesakes_in_order",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("score__range", (0, 1))),
                        name="namesakes_score_in_range",
                    ),
                ],
            },
        ),
        # The page of an actor says what still moves to it.
        migrations.RunSQL(
            number_changes("entities_actormove"), leave_changes("entities_actormove")
        ),
        migrations.RunSQL(BLOCKS, NO_BLOCKS),
    ]
