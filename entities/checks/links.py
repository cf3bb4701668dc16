"""Links to Wikidata that the knowledge file contradicts: as many look-ups as it has rows."""

from collections.abc import Iterator

from entities.checks.lines import Line
from entities.extract import knowledge
from entities.models import Actor

IDS = 1000


def wrong_type(after: int) -> Iterator[tuple[int, list[Line]]]:
    """The kind of an actor is not that of its Wikidata id in the knowledge file."""
    entries = {one.wikidata: one for one in knowledge().entries.values() if one.wikidata}
    ids = sorted(entries)
    for at in range(after, len(ids), IDS):
        found = Actor.objects.current().filter(wikidata__in=ids[at : at + IDS]).order_by("pk")
        lines = [
            Line(
                key=str(actor.pk),
                actor=actor.pk,
                facts=f"{actor.wikidata}|{actor.kind}|{entries[actor.wikidata].kind}",
                detail={
                    "wikidata": actor.wikidata,
                    "known": entries[actor.wikidata].name,
                    "kind": entries[actor.wikidata].kind,
                },
            )
            for actor in found
            if actor.kind != entries[actor.wikidata].kind
        ]
        yield at + IDS, lines
