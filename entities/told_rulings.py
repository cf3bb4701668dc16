"""What people decided on quotes and interactions, played over a text: which hold, and where.

Pure: rulings and a text in, findings that people hold out; `entities.told_held` gives each its row.
A ruling hangs on words. Several on one finding name the first of them (`root`), so that all follow
the words that any of them can still be found by. Played in the order in which they were taken, as
those on tags are:

- confirm      it is as it was shown, whatever the machine says later
- reject       it is not so; readers do not see it
- second look  it stays, marked as open; a rejected one stays hidden
- speaker      somebody else says it, or nobody of the article
- change       other sides, or another kind
- add          it is so, be it that the machine never said it
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from entities.anchoring import Anchor, Placed, follow
from entities.resolution import CONFIRMED, REJECTED, SECOND_LOOK

Span = tuple[int, int]

_STATUS_AFTER = {
    "confirm": CONFIRMED,
    "reject": REJECTED,
    "second look": SECOND_LOOK,
    "speaker": CONFIRMED,
    "change": CONFIRMED,
    "add": CONFIRMED,
}


@dataclass(frozen=True, slots=True)
class ToldRuling:
    """One decision that still holds on a quote or an interaction.

    `finding` is what the machine said when it was taken, and in which row (see review.told);
    `pin` is what it says in place of the machine: speaker, or sides and kind. None: nothing.
    """

    id: int
    verb: str
    root: int
    anchor: Anchor
    finding: Mapping[str, Any]
    pin: Mapping[str, Any] | None


@dataclass(slots=True)
class Held:
    """A finding that people decided on. `span`: where its words stand; None when they are gone.

    `was`: the words that were decided on, if the text has changed them a little since.
    `status` and `ruling` are the last word on it, `pin` and `pinned_by` on what it says.
    """

    rulings: list[ToldRuling]
    placed: Placed | None
    status: str = ""
    ruling: int = 0
    pin: Mapping[str, Any] | None = None
    pinned_by: int | None = None
    ids: set[int] = field(default_factory=set)

    @property
    def span(self) -> Span | None:
        return (self.placed.start, self.placed.end) if self.placed else None

    @property
    def last(self) -> ToldRuling:
        return self.rulings[-1]


def play(text: str, rulings: Sequence[ToldRuling]) -> list[Held]:
    """Return what people hold of a text, in the order in which they first decided.

    `rulings` are the active ones, oldest first.
    """
    by_root: dict[int, list[ToldRuling]] = {}
    for ruling in rulings:
        by_root.setdefault(ruling.root, []).append(ruling)
    held: dict[object, Held] = {}
    for group in by_root.values():
        placed = next((at for one in reversed(group) if (at := follow(one.anchor, text))), None)
        key = _identity(group[-1], placed)
        if same := held.get(key):  # decided again after everything on it had been undone
            same.rulings = sorted([*same.rulings, *group], key=lambda one: one.id)
        else:
            held[key] = Held(group, placed)
    for one in held.values():
        _decide(one)
    return list(held.values())


def _identity(ruling: ToldRuling, placed: Placed | None) -> object:
    finding = ruling.finding
    where = (placed.start, placed.end) if placed else (ruling.anchor.quote, finding.get("nth"))
    sides = frozenset((finding.get("source"), finding.get("target")))
    return where, sides, finding.get("kind")


def _decide(held: Held) -> None:
    for ruling in held.rulings:
        held.ids.add(ruling.id)
        if ruling.verb == "second look" and held.status == REJECTED:
            continue  # left by an undo between the two: doubt alone does not bring it back
        held.status, held.ruling = _STATUS_AFTER[ruling.verb], ruling.id
        if ruling.pin is not None:
            held.pin, held.pinned_by = ruling.pin, ruling.id
