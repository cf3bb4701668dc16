"""What decisions say when they are counted: which name means whom, and what a desk does not tag.

A name means an actor when at least LIKELY of the decisions on it say so, counting one more that is
half for and half against; a bare surname begins with the odds against. A name that was rejected
STOPPED_AFTER times and never taken is not suggested.

`decided` reads the decisions that hold, `tallies` counts them; `meanings`, `leavings` and `looks`
(the habits) say which rules follow.
"""

from collections.abc import Iterator

from entities.counted.decided import decisions_that_hold
from entities.counted.leavings import kinds, stops
from entities.counted.looks import habits
from entities.counted.meanings import meanings, names
from entities.counted.tallies import Learnt
from entities.models import Actor

__all__ = ["Learnt", "learnt_rules"]


def learnt_rules() -> Iterator[Learnt]:
    """Yield every rule that the decisions which hold now say."""
    decided, added = decisions_that_hold()
    ids = {one.said for one in decided} | {one.meant for one in [*decided, *added] if one.meant}
    actors = Actor.objects.in_bulk(ids)
    yield from meanings(decided, actors)
    yield from names(decided, added, actors)
    yield from kinds(decided, actors)
    yield from stops(decided, actors)
    missed = sum(not one.found for one in added)
    yield from habits(decided, missed, actors)
