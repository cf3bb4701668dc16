"""The editors' verbs. This package is the only writer of decisions.

`tags` has the verbs on tags, `told` those on quotes and interactions (`review.told.confirm`),
`undoing` takes back what any of them did; `common` has what all share.
"""

from entities.review import told
from entities.review.common import ReviewError, Stale
from entities.review.tags import (
    actor_named,
    add,
    as_seen,
    ask_second_look,
    confirm,
    reject,
    relink,
    retype,
)
from entities.review.undoing import undo

__all__ = [
    "ReviewError",
    "Stale",
    "actor_named",
    "add",
    "as_seen",
    "ask_second_look",
    "confirm",
    "reject",
    "relink",
    "retype",
    "told",
    "undo",
]
