"""Search: one object says what is asked, and everything shown of it comes from that object.

`Search` (request.py) is the question: words, filters, dates, order. `find` (finding.py) answers it
with a page of ids, the total, facets, years and the cursors of the neighbouring pages, all from one
plan (plans.py), so that they cannot disagree; `count` answers with the total alone. The words are a
query: language.py makes a tree of it, compiling.py conditions of the tree, and `read` (reading.py)
tells how it was understood, once `names` has said who is meant in it; `snippets` (snippets.py)
shows the hits in a page of articles, `highlights` (highlight.py) those in a whole text.

The package speaks SQL to the table of articles and imports no models: it returns ids, and whoever
asks loads the rows it wants to show. docs/search.md says which plan is chosen when.
"""

from articles.search.finding import (
    Answer,
    Count,
    SearchTimeout,
    Value,
    count,
    count_exactly,
    find,
    time_limit,
    walk,
)
from articles.search.highlight import highlights
from articles.search.links import changed, toggled
from articles.search.names import NOBODY, Named, Names
from articles.search.plans import MOST_FACETS, Limits
from articles.search.problems import Code, Problem
from articles.search.reading import Reading, missing_words, read
from articles.search.request import RANKED, Search, Sort
from articles.search.snippets import Snippet, snippets

__all__ = [
    "MOST_FACETS",
    "NOBODY",
    "RANKED",
    "Answer",
    "Code",
    "Count",
    "Limits",
    "Named",
    "Names",
    "Problem",
    "Reading",
    "Search",
    "SearchTimeout",
    "Snippet",
    "Sort",
    "Value",
    "changed",
    "count",
    "count_exactly",
    "find",
    "highlights",
    "missing_words",
    "read",
    "snippets",
    "time_limit",
    "toggled",
    "walk",
]
