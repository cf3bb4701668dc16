"""The keys that corrections cost on the desk (docs/desk.md)."""

from bisect import bisect_left

from entities.models import Actor
from entities.suggesting import LEAST_LETTERS, options
from entities.teaching.lines import WantedTag

REJECT = 1
# Of what is held back: one key to see it, one to confirm.
TAKE = 2
# All that is left on an article, at once.
CONFIRM_REST = 1
# The key, and the kind.
RETYPE = 2
ENTER = 1
# The key that begins; before an added tag the words are selected, which counts as one more.
_RELINK, _ADD = 1, 2
# Somebody new: chosen behind the name, and of which kind.
_NEW = 2
# Whoever has typed so much goes on to the end of the name rather than look again.
MOST_LOOKED_AT = 12


def keys_to_relink(want: WantedTag, to: Actor | None) -> int:
    """The key, the letters until the actor is the first to choose, Enter. `to` None: a new one."""
    return _RELINK + _letters(want, to) + ENTER


def keys_to_add(want: WantedTag, to: Actor | None) -> int:
    """The same, and the words selected."""
    return _ADD + _letters(want, to) + ENTER


def _letters(want: WantedTag, to: Actor | None) -> int:
    """How many letters of the name are typed. Of somebody new all, and who and what it is."""
    if to is None:
        return len(want.name) + _NEW
    lengths = range(LEAST_LETTERS, min(len(want.name), MOST_LOOKED_AT) + 1)

    def is_first(length: int) -> bool:
        found = options(want.name[:length])
        return bool(found) and found[0].actor == to.pk

    at = bisect_left(lengths, True, key=is_first)
    return lengths[at] if at < len(lengths) else len(want.name)
