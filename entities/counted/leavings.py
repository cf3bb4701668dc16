"""What a desk calls another kind, and what it does not tag."""

from collections import Counter, defaultdict
from collections.abc import Iterator

from entities.actors import taught_key
from entities.counted.decided import Decided, is_local
from entities.counted.tallies import Learnt, Tally, learnt
from entities.extraction.knowledge import normalise
from entities.knowing import knowledge
from entities.models import Actor, Rule

Sort = Rule.Sort

STOPPED_AFTER = 2
# Where a desk calls so many actors of one kind another, and so few not, it calls all so.
KINDS_AFTER, KINDS_SHARE = 3, 0.75


def kinds(decided: list[Decided], actors: dict[int, Actor]) -> Iterator[Learnt]:
    """Actors of another kind than the machine says, and kinds that the desk calls another."""
    pairs: dict[tuple[str, str], set[int]] = defaultdict(set)
    settled = set()
    seen = set()
    for one in decided:
        if one.meant is None:
            continue
        said, meant = actors[one.said], actors[one.meant]
        was = _machine_kind(said)
        if was:
            pairs[was, meant.kind].add(said.pk)
        settled.add(taught_key(meant))
        if one.meant == one.said and was and meant.kind != was and said.pk not in seen:
            seen.add(said.pk)
            yield Learnt(
                Sort.KIND,
                words=meant.kind,
                shown=meant.name,
                actor_id=said.pk,
                right_count=1,
                seen_count=1,
                learnt_from=[one.decision],
            )
    for was in {kind for kind, _ in pairs}:
        counts = Counter({now: len(ids) for (before, now), ids in pairs.items() if before == was})
        now, count = counts.most_common(1)[0]
        if now != was and count >= KINDS_AFTER and count >= KINDS_SHARE * counts.total():
            yield Learnt(
                Sort.KIND,
                words=was,
                shown=was,
                right_count=count,
                seen_count=counts.total(),
                details={"kind": now, "settled": sorted(settled)},
            )


def stops(decided: list[Decided], actors: dict[int, Actor]) -> Iterator[Learnt]:
    """Names that were rejected again and again and never taken."""
    tallies: dict[str, Tally] = defaultdict(Tally)
    who: dict[str, Actor] = {}
    for one in decided:
        said = actors[one.said]
        name = normalise(said.name) if is_local(said) else taught_key(said)
        who.setdefault(name, said)
        tallies[name].count(one)
    for name, tally in tallies.items():
        said = who[name]
        if not tally.accepted and len(tally.means[None]) >= STOPPED_AFTER:
            local = is_local(said)
            yield learnt(
                Sort.STOP,
                tally,
                None,
                words=name if local else "",
                shown=said.name,
                actor_id=None if local else said.pk,
            )


def _machine_kind(actor: Actor) -> str:
    """The kind that the extractor gives an actor by itself; empty for one that an editor made."""
    if entry := knowledge().entries.get(actor.key or ""):
        return entry.kind
    parts = (actor.key or "").split(":")
    return parts[1] if parts[0] == "local" and len(parts) > 2 else ""
