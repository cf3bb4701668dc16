"""The editors' verbs. This package is the only writer of decisions.

`tags` has the verbs on tags, `told` those on quotes and interactions (`review.told.confirm`),
`knowing` those on what is known of an actor, `roles` on the posts it held, `lines` on
contradictions, `undoing` takes back what any of them did; `common` has what all share.
"""

from entities.review import knowing, told
from entities.review.common import ReviewError, Stale
from entities.review.edits import seen_now
from entities.review.lines import settle
from entities.review.roles import add_role, confirm_role, reject_role, role_of_office
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
    "add_role",
    "as_seen",
    "ask_second_look",
    "confirm",
    "confirm_role",
    "knowing",
    "reject",
    "reject_role",
    "relink",
    "retype",
    "role_of_office",
    "seen_now",
    "settle",
    "told",
    "undo",
]
