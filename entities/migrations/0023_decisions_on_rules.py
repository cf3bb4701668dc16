"""Finds the decisions on rules, which are few among millions."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("entities", "0022_scoped_rules")]

    operations = [
        migrations.AddIndex(
            model_name="decision",
            index=models.Index(
                fields=["id"],
                condition=models.Q(("verb", "rule")),
                name="decision_on_rules",
            ),
        ),
    ]
