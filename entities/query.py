"""A search as an address asks it: the one object behind everything that is shown of a search.

The page, the JSON, the command, the exports, the feeds and the exact count all begin with
`query_of`, so that the same parameters mean the same everywhere. What is found is found by
articles.search; entities.answers loads what an answer names.
"""

from dataclasses import dataclass

from django.http import QueryDict

from articles.models import Article
from articles.search import Search, changed
from entities.filters import ArchiveFilter
from entities.narrowing import Parameters, parameters_of


class WrongFilterError(Exception):
    """The parameters ask for something that does not exist; the form of `filter` says what."""

    def __init__(self, archive_filter: ArchiveFilter) -> None:
        super().__init__("a filter is wrong")
        self.filter = archive_filter

    @property
    def said(self) -> list[str]:
        """What is wrong, in words."""
        return [error for errors in self.filter.form.errors.values() for error in errors]


@dataclass(frozen=True, slots=True)
class Query:
    """`parameters` are what was understood, in one order: merged things under their new names."""

    filter: ArchiveFilter
    search: Search
    parameters: Parameters

    @property
    def address(self) -> str:
        """The query string of the first page, always the same for the same search."""
        return changed(self.parameters, {})

    @property
    def unordered(self) -> str:
        """The same without the order: what a feed or a count is asked with."""
        return changed(self.parameters, {"sort": []})

    @property
    def is_narrowed(self) -> bool:
        return self.search.has_filters


def query_of(given: QueryDict) -> Query:
    """Return the search that the parameters ask; raise WrongFilterError. At most nine queries."""
    archive_filter = ArchiveFilter(given, queryset=Article.objects.none())
    if not archive_filter.is_valid():
        raise WrongFilterError(archive_filter)
    asked = archive_filter.search()
    return Query(archive_filter, asked, parameters_of(archive_filter, asked))
