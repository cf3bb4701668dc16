"""The editors' verbs. This package is the only writer of decisions.

`tags` has the verbs on tags, `told` those on quotes and interactions (`review.told.confirm`),
`actors` those on actors everywhere, `rest` confirms all that is left of an article, `undoing` takes
back what any of them did; `common` has what all share.
"""

from entities.review import told
from entities.review.actors import (
    decided_since,
    holding_merges,
    merge,
    origin_of,
    restore_merge,
    restore_rule_out,
    rule_out,
    seen_state,
    split,
    suggest,
    undo_split,
)
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
    "decided_since",
    "holding_merges",
    "merge",
    "origin_of",
    "preview",
    "reject",
    "relink",
    "restore_merge",
    "restore_rule_out",
    "retype",
    "rule_out",
    "seen_state",
    "seen_tag",
    "split",
    "suggest",
    "told",
    "undo",
    "undo_batch",
    "undo_split",
]
