"""The mentions of each organisation of a document: full name, acronym, short form.

Israel Defense Forces (IDF) … the IDF         one organisation
"""

from collections import defaultdict

from .clusters import Cluster, group_of, surface_of
from .consistency import stands_for
from .draft import Group, Span
from .knowledge import normalise
from .words import COMPANY_SUFFIXES, words_of

# Common nouns with a capital: alone they mean the one longer name that ends in them.
_INSTITUTIONS = words_of(
    """
    council assembly senate commission court party ministry committee agency union league
    conference congress parliament bank department authority organisation organization company
    university
    """
)


def group_organisations(text: str, spans: list[Span]) -> list[Group]:
    """One group an organisation."""
    clusters: dict[str, Cluster] = {}
    for span in spans:
        name = organisation_name(span.called or text[span.start : span.end])
        clusters.setdefault(name, Cluster(words=tuple(name.split()))).spans.append(span)
    _join_acronyms(text, clusters)
    _join_endings(text, clusters)
    return [group_of(text, cluster) for cluster in clusters.values()]


def organisation_name(surface: str) -> str:
    """An organisation's name for comparing, without "Inc." and its like."""
    words = normalise(surface).split()
    while len(words) > 1 and words[-1] in COMPANY_SUFFIXES:
        words.pop()
    return " ".join(words)


def _join_acronyms(text: str, clusters: dict[str, Cluster]) -> None:
    """Moves an acronym to the one organisation whose initials it is."""
    by_initials: dict[str, list[str]] = defaultdict(list)
    for key, cluster in clusters.items():
        if len(cluster.words) > 1:
            surface = surface_of(text, cluster.spans[0])
            capitals = "".join(w[0] for w in surface.replace("-", " ").split() if w[0].isupper())
            every = "".join(word[0] for word in cluster.words)
            for initials in {capitals.casefold(), every}:
                by_initials[initials].append(key)
    for key in [key for key, cluster in clusters.items() if len(cluster.words) == 1]:
        cluster = clusters[key]
        surface = surface_of(text, cluster.spans[0])
        hits = by_initials.get(key, []) if surface.replace(".", "").isupper() else []
        hits = [
            hit for hit in hits if stands_for(surface, surface_of(text, clusters[hit].spans[0]))
        ]
        if len(hits) == 1:
            full = surface_of(text, clusters[hits[0]].spans[0])
            clusters[hits[0]].spans.extend(
                span.because("acronym", **{"acronym of": full}) for span in clusters.pop(key).spans
            )


def _join_endings(text: str, clusters: dict[str, Cluster]) -> None:
    """Joins "Foreign Ministry" to "Israeli Foreign Ministry" when no other name ends that way."""
    endings: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for key, cluster in clusters.items():
        for at in range(1, len(cluster.words)):
            endings[cluster.words[at:]].append(key)
    for key in list(clusters):
        words = clusters[key].words
        institution = len(words) == 1 and words[0] in _INSTITUTIONS
        longer = endings.get(words, []) if len(words) > 1 or institution else []
        if len(longer) == 1 and longer[0] in clusters:
            full = surface_of(text, clusters[longer[0]].spans[0])
            clusters[longer[0]].spans.extend(
                span.because("short form", **{"short for": full})
                for span in clusters.pop(key).spans
            )
