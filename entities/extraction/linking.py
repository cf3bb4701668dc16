"""Which row of the knowledge a group means, if any: most people in the news are in no table.

Every candidate gets a score from how it is named, where, in which post and when. The best is taken
when it reaches LINK and leads the next by MARGIN; otherwise the actor stays local, and its evidence
names the candidates so that an editor can decide.
"""

from collections import Counter
from dataclasses import replace

from .draft import Document, Draft, Group
from .link_people import people
from .link_things import things

# An exact full name (0.75) of a known leader reaches it alone; a spelling variant or a surname only
# with a country, a post or a date that agrees.
LINK = 0.699
# Closer than this nothing but chance decides.
MARGIN = 0.1
# What a table's agreement leaves of the model's doubt about a name.
AGREED = 0.4
# Candidates named to an editor: at most so many, and none further below LINK than this.
_MAX_NAMED = 3
_NAMED_FROM = LINK - 2 * MARGIN


def link_groups(document: Document, draft: Draft) -> Draft:
    """Gives each group its knowledge row where one stands out; others stay local."""
    countries = _countries(document, draft)
    groups = tuple(
        _linked(document, group, countries) if group.entry is None else group
        for group in draft.groups
    )
    return replace(draft, groups=groups)


def merge_same_entry(document: Document, draft: Draft) -> Draft:
    """Joins groups that turned out to be one actor, in order of their first mention.

    From here on each mention carries the evidence of its own group.
    """
    by_key: dict[str, list[Group]] = {}
    for at, group in enumerate(draft.groups):
        explained = tuple(
            replace(span, evidence={**span.evidence, **group.evidence}) for span in group.spans
        )
        key = group.entry.key if group.entry else f"group {at}"
        by_key.setdefault(key, []).append(replace(group, spans=explained))
    groups = []
    for same in by_key.values():
        spans = tuple(sorted((s for g in same for s in g.spans), key=lambda span: span.start))
        groups.append(replace(max(same, key=lambda group: group.link), spans=spans))
    groups.sort(key=lambda group: group.spans[0].start)
    return replace(draft, groups=tuple(groups))


def _linked(document: Document, group: Group, countries: Counter[str]) -> Group:
    if group.kind == "person":
        candidates = people(document, group, countries)
        if not candidates and " " in group.name:
            # "Camp David": no person of the table, but a place that is called exactly so.
            candidates = things(document, replace(group, kind="place"), countries)
    else:
        candidates = things(document, group, countries)
    candidates = sorted(candidates, key=lambda c: (-c.score, c.entry.key))
    if not candidates:
        return group
    best = candidates[0]
    rival = len(candidates) > 1 and best.score - candidates[1].score < MARGIN
    if best.score < LINK or rival:
        named = "; ".join(
            f"{c.entry.name} ({c.entry.wikidata or c.entry.key}, {c.score:.2f}: {c.why})"
            for c in candidates[:_MAX_NAMED]
            if c.score > _NAMED_FROM
        )
        return replace(group, evidence={"may be": named}) if named else group
    score = min(1.0, best.score)
    return replace(
        group if best.entry.kind == "person" else _surer(group),
        kind=best.entry.kind,
        name=best.entry.name,
        entry=best.entry,
        link=score,
        evidence={"linked": f"{best.why} ({score:.2f})"},
    )


def _surer(group: Group) -> Group:
    """Raises each mention: the table, a second opinion, knows this country, place or body."""
    spans = tuple(
        replace(span, confidence=1.0 - (1.0 - span.confidence) * AGREED) for span in group.spans
    )
    return replace(group, spans=spans)


def _countries(document: Document, draft: Draft) -> Counter[str]:
    """How often each country is named or meant by a nationality: the scene of the story."""
    counts: Counter[str] = Counter()
    for group in draft.groups:
        if group.entry is not None:
            counts[group.entry.country] += len(group.spans)
        elif group.kind in ("place", "country", "organisation"):
            for entry in document.knowledge.named(group.name):
                if entry.country and entry.role in ("country", "capital", "seat of power"):
                    counts[entry.country] += len(group.spans)
        for span in group.spans:
            for word in (span.title or "").replace("’s", "").replace("'s", "").split():
                if country := document.knowledge.demonyms.get(word):
                    counts[country.country] += 1
    return counts
