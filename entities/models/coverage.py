"""How many articles the archive holds, by source and month."""

from typing import ClassVar

from django.db import models

from articles.models import Source


class Coverage(models.Model):
    """A change of the number of public articles of a source and month. Kept by a trigger.

    The numbers of a month are the sums over its rows: writers only ever add rows, so that they
    never wait for each other, and entities.coverage.fold makes one row of many.

    Year and month are those of the date in UTC; month 0 holds what is known by its year alone,
    year 0 and month 0 what has no date.
    """

    source = models.ForeignKey(Source, models.CASCADE, related_name="+", db_index=False)
    year = models.SmallIntegerField()
    month = models.SmallIntegerField()
    held_count = models.IntegerField()
    extracted_count = models.IntegerField()
    reviewed_count = models.IntegerField()

    class Meta:
        indexes: ClassVar = [
            # The page of one source, and the rows that are folded into one.
            models.Index(fields=["source", "year", "month"], name="coverage_month"),
        ]

    def __str__(self) -> str:
        return f"{self.source_id} in {self.year}-{self.month:02}: {self.held_count:+}"
