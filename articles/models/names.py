"""Who an article comes from, who wrote it, where it is filed."""

from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import F, Q

from articles.matching import normalise_name
from articles.querysets import NamedQuerySet


class NamedThing(models.Model):
    """A name and the form it is matched by."""

    name = models.CharField(max_length=200)
    normalised_name = models.CharField(max_length=200, unique=True, editable=False)
    # What comes in under this name is filed under the other, which was not merged itself; written
    # by articles.merging.
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="merged", editable=False
    )

    objects = NamedQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(merged_into=F("id")), name="%(class)s_not_merged_into_itself"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.normalised_name = normalise_name(self.name)
        super().save(*args, **kwargs)

    @property
    def kept(self) -> Self:
        """Itself, or the one that it was merged into."""
        survivor: Self | None = self.merged_into  # type: ignore[assignment]  # a row of its own kind
        return survivor or self


class Source(NamedThing):
    """Who delivered or published an article: an agency, a paper, a desk."""


class Author(NamedThing):
    """A person or desk named in a byline."""


class Section(NamedThing):
    """A part of the archive, such as World or Economy."""
