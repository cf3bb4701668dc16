"""The editors' verbs. This package is the only writer of decisions.

`tags` has the verbs on tags, `rules` those on rules, `common` what all verbs share.
"""

from entities.review.common import ReviewError, Stale
from entities.review.rules import never_link, put_in_force, stop, withdraw
from entities.review.tags import (
    actor_named,
    add,
    as_seen,
    ask_second_look,
    confirm,
    reject,
    relink,
    retype,
    undo,
)

__all__ = [
    "ReviewError",
    "Stale",
    "actor_named",
    "add",
    "as_seen",
    "ask_second_look",
    "confirm",
    "never_link",
    "put_in_force",
    "reject",
    "relink",
    "retype",
    "stop",
    "undo",
    "withdraw",
]
