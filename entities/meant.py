"""Who is meant by the names in a query: what the archive tells `articles.search.Names`.

Only what readers may know: actors of public articles, and never the name of an author, who may be
somebody that an act hides.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.contrib.postgres.search import TrigramSimilarity
from django.db.models import Max
from psycopg.sql import Composable
from rapidfuzz import fuzz, process

from articles.matching import normalise_name
from articles.merging import with_merged
from articles.models import Author, Section, Source
from articles.search import Named
from entities.models import Actor, Kind
from entities.names import fold
from entities.quote_search import articles_with

# So many may be meant by one name; more names do not help to find anything.
MOST_MEANT = 20
MOST_CANDIDATES = 3
# Trigrams that "vladimir puttin" shares with "vladimir putin": 0.8; mere first names reach 0.4.
LEAST_SIMILAR = 0.45
LEAST_ALIKE = 75
# A list of more sources or sections is not gone through for one that is spelt alike.
MOST_COMPARED = 2_000

_NAMED: dict[str, type[Source] | type[Section] | type[Author]] = {
    "source": Source,
    "section": Section,
    "by": Author,
}


class ArchiveNames:
    """The names of this archive."""

    def named(self, field: str, name: str) -> Named:
        """Who is meant: whoever has just this name, else whoever has these words in one.

        At most three queries.
        """
        if field in _NAMED:
            return _things(_NAMED[field], name)
        return _actors(name)

    def labels(self, field: str) -> Mapping[str, str]:
        if field == "kind":
            return {kind.value: f"t{kind.value}" for kind in Kind}
        return {"yes": "reviewed"}

    def quoted(self, words: str, speakers: Sequence[int], abouts: Sequence[int]) -> Composable:
        """Articles with such words in a quote, by one of the speakers, about one of the others."""
        return articles_with(words, speakers, abouts)


ARCHIVE_NAMES = ArchiveNames()


def _actors(name: str) -> Named:
    actors = Actor.objects.leading_to_public().select_related("merged_into")
    often = actors.order_by("-article_count", "pk")
    for found, just_so in ((often.named_exactly(name), True), (often.called(name), False)):
        kept = {actor.merged_into or actor: None for actor in found[:MOST_MEANT]}
        if kept:
            names = tuple(actor.name for actor in kept)
            said = () if just_so and len(kept) == 1 and fold(names[0]) == fold(name) else names
            return Named(tuple(actor.pk for actor in kept), said)
    folded = fold(name)
    alike = (
        actors.filter(names__normalised_name__trigram_similar=folded)
        .annotate(likeness=Max(TrigramSimilarity("names__normalised_name", folded)))
        .filter(likeness__gte=LEAST_SIMILAR)
        .order_by("-likeness", "-article_count", "pk")
    )
    likely = dict.fromkeys((actor.merged_into or actor).name for actor in alike[:MOST_CANDIDATES])
    return Named(candidates=tuple(likely))


def _things(model: type[Source] | type[Section] | type[Author], name: str) -> Named:
    """Sources, sections and authors, with what was merged into them."""
    shown = model is not Author
    form = normalise_name(name)
    rows = model.objects.select_related("merged_into").order_by("pk")
    if exactly := rows.filter(normalised_name=form).first():
        return Named(_ids([exactly.kept]))
    found = {row.kept: None for row in rows.filter(normalised_name__contains=form)[:MOST_MEANT]}
    if found:
        return Named(_ids(found), tuple(row.name for row in found) if shown else ())
    if not shown:
        return Named()
    names = dict(rows.values_list("name", "normalised_name")[:MOST_COMPARED])
    alike = process.extract(
        form, names, scorer=fuzz.ratio, score_cutoff=LEAST_ALIKE, limit=MOST_CANDIDATES
    )
    return Named(candidates=tuple(key for _form, _score, key in alike))


def _ids(rows: Iterable[Any]) -> tuple[int, ...]:
    every: list[int] = []
    for row in rows:
        ids = with_merged(row)
        every += (ids,) if isinstance(ids, int) else ids
    return tuple(every)
