"""A stopped import can be told from one that ended, and the search index takes many at once."""

import django.contrib.postgres.indexes
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("articles", "0002_search_and_guards")]

    operations = [
        migrations.AddField(
            model_name="importbatch",
            name="finished_at",
            field=models.DateTimeField(
                blank=True,
                help_text="When the import command read its last record; empty if it was stopped before.",
                null=True,
            ),
        ),
        # Of the batches until now nobody knows; they count as finished, so that none is resumed.
        migrations.RunSQL(
            "UPDATE articles_importbatch SET finished_at = created_at", migrations.RunSQL.noop
        ),
        migrations.AlterField(
            model_name="importitem",
            name="content",
            field=models.BinaryField(
                help_text="The bytes as they came; none if they changed nothing, or were too large to keep."
            ),
        ),
        migrations.SeparateDatabaseAndState(
            database_operations=[
                # Instead of building the index again.
                migrations.RunSQL(
                    "ALTER INDEX article_search_vector"
                    " SET (fastupdate = on, gin_pending_list_limit = 1024)",
                    "ALTER INDEX article_search_vector SET (fastupdate = off);"
                    "ALTER INDEX article_search_vector RESET (gin_pending_list_limit)",
                )
            ],
            state_operations=[
                migrations.RemoveIndex("article", "article_search_vector"),
                migrations.AddIndex(
                    "article",
                    django.contrib.postgres.indexes.GinIndex(
                        "search_vector",
                        name="article_search_vector",
                        fastupdate=True,
                        gin_pending_list_limit=1024,
                    ),
                ),
            ],
        ),
    ]
