"""Links to Wikidata that the knowledge file contradicts: as many look-ups as it has rows."""

from collections.abc import Iterator

from entities.checks.lines import Line
from entities.knowing import knowledge
from entities.models import Actor

IDS = 1000


def wrong_type(after: int) -> Iterator[tuple[int, list[Line]]]:
    """The kind of an actor is not that of its Wikidata id in the knowledge file."""
    entries = {one.wikidata: one for one in knowledge().entries.values() if one.wikidata}
    ids = sorted(entries)
    for at in range(after, len(ids), IDS):
        found = Actor.objects.current().filter(wikidata__in=ids[at : at + IDS]).order_by("pk")
        pairs = [(actor, entries[actor.wikidata or ""]) for actor in found]
        lines = [
            Line(
                key=str(actor.pk),
                actor=actor.pk,
                facts=f"{actor.wikidata}|{actor.kind}|{entry.kind}",
                detail={"wikidata": actor.wikidata, "known": entry.name, "kind": entry.kind},
            )
            for actor, entry in pairs
            if actor.kind != entry.kind
        ]
        yield at + IDS, lines
