"""What editors know: names withdrawn, posts held, days of death, and what contradicts itself."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

# Not a copy: a later change of the triggers brings a migration of its own.
from articles.generation import leave_changes, number_changes

# The machine, or whoever merges two actors, may add a name at any moment, also while an editor is
# withdrawing it: that row is then not stored. An editor who gives the name again takes the word of
# its withdrawal away first.
WITHDRAWN = """
CREATE FUNCTION entities_actorname_withdrawn() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM entities_withdrawnname
    WHERE actor_id = NEW.actor_id AND normalised_name = NEW.normalised_name;
    IF FOUND THEN
        RETURN NULL;
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER entities_actorname_withdrawn BEFORE INSERT ON entities_actorname
FOR EACH ROW EXECUTE FUNCTION entities_actorname_withdrawn();
"""
NOT_WITHDRAWN = """
DROP TRIGGER entities_actorname_withdrawn ON entities_actorname;
DROP FUNCTION entities_actorname_withdrawn();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0010_numbered_changes"),
        ("entities", "0017_merging"),
    ]

    operations = [
        migrations.CreateModel(
            name="Contradiction",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("check_name", models.CharField(max_length=20)),
                ("key", models.CharField(max_length=500)),
                ("facts", models.CharField(blank=True, max_length=500)),
                ("group", models.CharField(blank=True, max_length=300)),
                ("detail", models.JSONField(default=dict)),
                ("first_seen_at", models.DateTimeField()),
                ("last_seen_at", models.DateTimeField()),
                ("gone_at", models.DateTimeField(blank=True, null=True)),
                ("settled_facts", models.CharField(blank=True, max_length=500)),
                ("settles_group", models.BooleanField(default=False)),
            ],
            options={
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="Role",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("title", models.CharField(max_length=300)),
                ("of_text", models.CharField(blank=True, max_length=200)),
                ("start", models.CharField(blank=True, max_length=10)),
                ("end", models.CharField(blank=True, max_length=10)),
                (
                    "origin",
                    models.CharField(
                        choices=[
                            ("knowledge", "knowledge file"),
                            ("learned", "titles in articles"),
                            ("editor", "an editor"),
                        ],
                        max_length=9,
                    ),
                ),
                ("source_key", models.CharField(blank=True, max_length=400)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("suggested", "suggested, not checked"),
                            ("confirmed", "confirmed"),
                            ("rejected", "rejected"),
                        ],
                        default="suggested",
                        max_length=9,
                    ),
                ),
                ("first_seen_on", models.DateField(blank=True, null=True)),
                ("last_seen_on", models.DateField(blank=True, null=True)),
                ("seen_count", models.PositiveIntegerField(default=0)),
                ("evidence", models.JSONField(default=list)),
            ],
            options={
                "ordering": ["actor_id", "-start", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Walk",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=20, unique=True)),
                ("position", models.BigIntegerField(default=0)),
                ("started_at", models.DateTimeField(blank=True, null=True)),
                ("finished_at", models.DateTimeField(blank=True, null=True)),
                ("seconds", models.FloatField(default=0)),
                ("line_count", models.PositiveIntegerField(default=0)),
                ("cut_short", models.BooleanField(default=False)),
            ],
            options={
                "ordering": ["name"],
            },
        ),
        migrations.CreateModel(
            name="WithdrawnName",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=300)),
                ("normalised_name", models.CharField(max_length=300)),
            ],
            options={
                "ordering": ["actor_id", "normalised_name"],
            },
        ),
        migrations.AddField(
            model_name="actor",
            name="died_on",
            field=models.CharField(blank=True, editable=False, max_length=10),
        ),
        migrations.AddField(
            model_name="actor",
            name="edited",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=12),
                blank=True,
                default=list,
                editable=False,
                size=None,
            ),
        ),
        migrations.AddIndex(
            model_name="actor",
            index=models.Index(
                models.F("id"),
                condition=models.Q(("died_on", ""), _negated=True),
                name="actor_dead",
            ),
        ),
        migrations.AddIndex(
            model_name="mention",
            index=models.Index(
                models.F("actor"),
                models.F("article"),
                condition=models.Q(("title", ""), _negated=True),
                include=("title",),
                name="mention_titled",
            ),
        ),
        migrations.AddIndex(
            model_name="tag",
            index=models.Index(
                models.F("actor"),
                models.F("article"),
                condition=models.Q(("status", "confirmed")),
                name="tag_confirmed",
            ),
        ),
        migrations.AddConstraint(
            model_name="actor",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("died_on", ""),
                    ("died_on__regex", "^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$"),
                    _connector="OR",
                ),
                name="actor_died_on_is_a_date",
            ),
        ),
        migrations.AddField(
            model_name="contradiction",
            name="actor",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="contradictions",
                to="entities.actor",
            ),
        ),
        migrations.AddField(
            model_name="contradiction",
            name="article",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="articles.article",
            ),
        ),
        migrations.AddField(
            model_name="contradiction",
            name="decision",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="entities.decision",
            ),
        ),
        migrations.AddField(
            model_name="contradiction",
            name="other",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="entities.actor",
            ),
        ),
        migrations.AddField(
            model_name="role",
            name="actor",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="roles",
                to="entities.actor",
            ),
        ),
        migrations.AddField(
            model_name="role",
            name="decision",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="entities.decision",
            ),
        ),
        migrations.AddField(
            model_name="role",
            name="of",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="entities.actor",
            ),
        ),
        migrations.AddField(
            model_name="withdrawnname",
            name="actor",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="withdrawn_names",
                to="entities.actor",
            ),
        ),
        migrations.AddIndex(
            model_name="contradiction",
            index=models.Index(
                models.OrderBy(models.F("id"), descending=True),
                condition=models.Q(("gone_at", None)),
                name="contradiction_here",
            ),
        ),
        migrations.AddIndex(
            model_name="contradiction",
            index=models.Index(
                models.F("check_name"),
                models.OrderBy(models.F("id"), descending=True),
                condition=models.Q(("gone_at", None)),
                name="contradiction_of_check",
            ),
        ),
        migrations.AddIndex(
            model_name="contradiction",
            index=models.Index(
                models.F("check_name"),
                condition=models.Q(("settles_group", True)),
                name="contradiction_groups",
            ),
        ),
        migrations.AddConstraint(
            model_name="contradiction",
            constraint=models.UniqueConstraint(
                fields=("check_name", "key"), name="contradiction_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="contradiction",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("settles_group", False), ("decision__isnull", False), _connector="OR"
                ),
                name="contradiction_group_settled_by_a_decision",
            ),
        ),
        migrations.AddIndex(
            model_name="role",
            index=models.Index(
                models.F("actor"),
                condition=models.Q(("status", "confirmed")),
                name="role_confirmed",
            ),
        ),
        migrations.AddConstraint(
            model_name="role",
            constraint=models.UniqueConstraint(
                condition=models.Q(("source_key", ""), _negated=True),
                fields=("actor", "origin", "source_key"),
                name="role_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="role",
            constraint=models.CheckConstraint(
                condition=models.Q(("title", ""), _negated=True), name="role_title_not_empty"
            ),
        ),
        migrations.AddConstraint(
            model_name="role",
            constraint=models.CheckConstraint(
                condition=models.Q(("origin__in", ["knowledge", "learned", "editor"])),
                name="role_origin_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="role",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decision__isnull", True), ("status", "suggested")),
                    models.Q(
                        ("decision__isnull", False), ("status__in", ["confirmed", "rejected"])
                    ),
                    _connector="OR",
                ),
                name="role_decided_by_a_decision",
            ),
        ),
        migrations.AddConstraint(
            model_name="role",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("start", ""),
                        ("start__regex", "^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$"),
                        _connector="OR",
                    ),
                    models.Q(
                        ("end", ""),
                        ("end__regex", "^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$"),
                        _connector="OR",
                    ),
                ),
                name="role_dates_are_dates",
            ),
        ),
        migrations.AddConstraint(
            model_name="withdrawnname",
            constraint=models.UniqueConstraint(
                fields=("actor", "normalised_name"), name="withdrawnname_once"
            ),
        ),
        migrations.RunSQL(WITHDRAWN, NOT_WITHDRAWN),
        migrations.RunSQL(number_changes("entities_role"), leave_changes("entities_role")),
    ]
