"""The archive's own words, and the count that they come from."""

from django.db import migrations, models
from django.db.models.functions import Length, Reverse

# Words as they are written, without accents and case; no numbers, addresses or parts of them.
CONFIGURATION = """
CREATE TEXT SEARCH CONFIGURATION newsroom_words (COPY = simple);
ALTER TEXT SEARCH CONFIGURATION newsroom_words
    DROP MAPPING FOR email, file, float, host, hword, asciihword, hword_numpart, int, numhword,
        numword, sfloat, uint, url, url_path, version;
ALTER TEXT SEARCH CONFIGURATION newsroom_words
    ALTER MAPPING FOR asciiword, word, hword_part, hword_asciipart WITH unaccent, simple;
"""

# What is counted until now is written often and can be counted again. A count is a small change of a
# row that no index tells of, for which the page keeps room.
LAYOUT = """
ALTER TABLE articles_countedword SET UNLOGGED;
ALTER TABLE articles_countedword SET (fillfactor = 50);
ALTER TABLE articles_wordcount SET UNLOGGED;
ALTER TABLE articles_word SET (fillfactor = 90);
"""


class Migration(migrations.Migration):
    dependencies = [("articles", "0007_words_as_they_stand")]

    operations = [
        migrations.RunSQL(CONFIGURATION, "DROP TEXT SEARCH CONFIGURATION newsroom_words"),
        migrations.CreateModel(
            name="CountedWord",
            fields=[
                (
                    "word",
                    models.CharField(
                        db_collation="C", max_length=40, primary_key=True, serialize=False
                    ),
                ),
                ("article_count", models.PositiveIntegerField()),
            ],
            options={"ordering": ["word"]},
        ),
        migrations.CreateModel(
            name="WordCount",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("learned_at", models.DateTimeField(null=True)),
                ("learned_id", models.BigIntegerField(default=0)),
                ("begun_at", models.DateTimeField(null=True)),
                ("last_id", models.BigIntegerField(default=0)),
                ("counted_id", models.BigIntegerField(default=0)),
                ("sample_keys", models.PositiveSmallIntegerField(default=64)),
            ],
        ),
        migrations.CreateModel(
            name="Word",
            fields=[
                (
                    "word",
                    models.CharField(
                        db_collation="C", max_length=40, primary_key=True, serialize=False
                    ),
                ),
                ("article_count", models.PositiveIntegerField()),
            ],
            options={
                "ordering": ["word"],
                "indexes": [
                    models.Index(Length("word"), models.F("word"), name="word_beginning"),
                    models.Index(Length("word"), Reverse("word"), name="word_ending"),
                ],
            },
        ),
        migrations.RunSQL(LAYOUT, migrations.RunSQL.noop),
    ]
