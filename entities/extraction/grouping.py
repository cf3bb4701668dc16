"""The spans of a document that mean one actor, by rules on names alone."""

from collections import defaultdict
from dataclasses import replace

from .clusters import Cluster, group_of
from .draft import Document, Draft, Group, Span
from .knowledge import normalise
from .organisations import group_organisations
from .people import group_people


def group_spans(document: Document, draft: Draft) -> Draft:
    """Groups in order of their first mention; every span of the draft is in exactly one."""
    text = document.text
    by_kind: dict[str, list[Span]] = defaultdict(list)
    for span in draft.spans:
        by_kind["entry" if span.entry else span.kind].append(span)
    groups = [
        *group_people(document.knowledge, text, by_kind["person"]),
        *group_organisations(text, by_kind["organisation"]),
        *_same_name(text, by_kind["place"]),
        *_same_name(text, by_kind["country"]),
        *_entries(document, by_kind["entry"]),
    ]
    groups.sort(key=lambda group: group.spans[0].start)
    return replace(draft, groups=tuple(groups))


def _same_name(text: str, spans: list[Span]) -> list[Group]:
    clusters: dict[str, Cluster] = {}
    for span in spans:
        clusters.setdefault(normalise(text[span.start : span.end]), Cluster()).spans.append(span)
    return [group_of(text, cluster) for cluster in clusters.values()]


def _entries(document: Document, spans: list[Span]) -> list[Group]:
    """Spans that a step already knows the knowledge row of."""
    by_entry: dict[str, list[Span]] = defaultdict(list)
    for span in spans:
        by_entry[span.entry or ""].append(span)
    return [
        Group(entry.kind, entry.name, tuple(found), entry)
        for key, found in by_entry.items()
        if (entry := document.knowledge.entries[key])
    ]
