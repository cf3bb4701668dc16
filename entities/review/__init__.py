"""The editors' verbs. This package is the only writer of decisions.

`tags` has the verbs on tags, `told` those on quotes and interactions (`review.told.confirm`),
`rest` confirms all that is left of an article, `undoing` takes back what any of them did; `common`
has what all share.
"""

from entities.review import told
from entities.review.common import ReviewError, Stale
from entities.review.rest import Rest, confirm_rest, seen_tag
from entities.review.tags import (
    actor_named,
    add,
    adjust,
    as_seen,
    ask_second_look,
    confirm,
    reject,
    relink,
    retype,
)
from entities.review.undoing import Preview, preview, undo, undo_batch

__all__ = [
    "Preview",
    "Rest",
    "ReviewError",
    "Stale",
    "actor_named",
    "add",
    "adjust",
    "as_seen",
    "ask_second_look",
    "confirm",
    "confirm_rest",
    "preview",
    "reject",
    "relink",
    "retype",
    "seen_tag",
    "told",
    "undo",
    "undo_batch",
]
