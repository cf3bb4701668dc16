"""The editors' verbs. This package is the only writer of decisions.

`tags` has the verbs on tags, `actors` those on actors everywhere, `common` what all verbs share.
"""

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
    "decided_since",
    "holding_merges",
    "merge",
    "origin_of",
    "reject",
    "relink",
    "restore_merge",
    "restore_rule_out",
    "retype",
    "rule_out",
    "seen_state",
    "split",
    "suggest",
    "undo",
    "undo_split",
]
