"""The words that articles are written in: what is offered for a word that nothing has.

Written by articles.vocabulary alone; read by articles.search.similar.
"""

from typing import ClassVar

from django.db import models
from django.db.models.functions import Length, Reverse

MOST_CHARACTERS = 40


class Word(models.Model):
    """A word as it is written, without accents and case, and about how many articles have it.

    In the order of code points ("C"), so that an index answers what a word begins with.
    """

    word = models.CharField(max_length=MOST_CHARACTERS, primary_key=True, db_collation="C")
    article_count = models.PositiveIntegerField()

    class Meta:
        ordering: ClassVar = ["word"]
        indexes: ClassVar = [
            # Words spelt like one that was mistyped: so long, and beginning, or ending, like it.
            models.Index(Length("word"), "word", name="word_beginning"),
            models.Index(Length("word"), Reverse("word"), name="word_ending"),
        ]

    def __str__(self) -> str:
        return self.word


class CountedWord(models.Model):
    """What was counted until now. Not logged: it is emptied by a crash, and counted again."""

    word = models.CharField(max_length=MOST_CHARACTERS, primary_key=True, db_collation="C")
    article_count = models.PositiveIntegerField()

    class Meta:
        ordering: ClassVar = ["word"]

    def __str__(self) -> str:
        return self.word


class WordCount(models.Model):
    """Where the counting of words is, and when it last came to its end: one row.

    Not logged either: it must not outlive what was counted.
    """

    # The words are those of articles as they were at this moment or later, up to this id.
    learned_at = models.DateTimeField(null=True)
    learned_id = models.BigIntegerField(default=0)

    # The count that goes on: since when, up to which article, the last one that is counted, and in
    # how many 64ths of the archive.
    begun_at = models.DateTimeField(null=True)
    last_id = models.BigIntegerField(default=0)
    counted_id = models.BigIntegerField(default=0)
    sample_keys = models.PositiveSmallIntegerField(default=64)

    def __str__(self) -> str:
        return f"{self.counted_id} of {self.last_id}"
