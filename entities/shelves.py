"""What articles stand under: sources, sections and authors, each with how many public ones.

Numbers are sums of the changes that triggers add: of sources those of entities.coverage, of the
others those of `Shelved`. An author is credited by what readers see: not by an article with hidden
names.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet, Sum
from django.utils.text import slugify

from articles.matching import normalise_name
from articles.models import Article, Author, Section, Source
from entities.coverage import fold_alone
from entities.models import Coverage, Shelved

Thing = Source | Section | Author


@dataclass(frozen=True, slots=True)
class Shelf:
    """One of the three. `lexeme` is the letter of its filter in the search vector of articles."""

    name: str
    plural: str
    model: type[Thing]
    lexeme: str

    def held(self) -> Any:
        """Those that are kept and may have public articles, by name: see `counts`."""
        return self.model.objects.kept().filter(Exists(self._rows().filter(**self._key())))

    def counts(self, keys: Iterable[int]) -> dict[int, int]:
        """Return the number of articles of each of these that has any. One query."""
        key, number = self._columns()
        rows = self._rows().filter(**{f"{key}__in": list(keys)}).order_by().values_list(key)
        return {pk: count for pk, count in rows.annotate(Sum(number)) if count > 0}

    def articles(self, thing: Thing) -> Any:
        return Article.objects.public().labelled(f"@{self.lexeme}{thing.pk}").for_list()

    def _rows(self) -> QuerySet[Any]:
        if self.model is Source:
            return Coverage.objects.all()
        return Shelved.objects.filter(kind=self.name)

    def _key(self) -> dict[str, OuterRef]:
        return {self._columns()[0]: OuterRef("pk")}

    def _columns(self) -> tuple[str, str]:
        return ("source", "held_count") if self.model is Source else ("key", "article_count")


SHELVES = {
    shelf.plural: shelf
    for shelf in (
        Shelf("source", "sources", Source, "s"),
        Shelf("section", "sections", Section, "c"),
        Shelf("author", "authors", Author, "w"),
    )
}


def slug_of(thing: Thing) -> str:
    return slugify(thing.name)[:80].strip("-") or "unnamed"


def beginning(things: Any, letter: str) -> Any:
    """Those whose names begin with this letter, as names are matched."""
    return things.filter(normalised_name__startswith=normalise_name(letter) or letter)


def fold() -> None:
    """Make one row of all the rows of a section or author."""
    fold_alone("fold shelves", _FOLD)


_FOLD = """
WITH taken AS (
    DELETE FROM entities_shelved WHERE (kind, key) IN (
        SELECT kind, key FROM entities_shelved GROUP BY kind, key HAVING count(*) > 1
    ) RETURNING kind, key, article_count
)
INSERT INTO entities_shelved (kind, key, article_count)
SELECT kind, key, sum(article_count) FROM taken
GROUP BY kind, key HAVING sum(article_count) <> 0
"""
