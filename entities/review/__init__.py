"""The editors' verbs. This package is the only writer of decisions.

`tags` has the verbs on tags, `told` those on quotes and interactions (`review.told.confirm`),
`actors` and `merging` those on actors everywhere, `knowing` those on what is known of an actor,
`roles` on the posts it held, `lines` on contradictions, `rules` on rules, `rest` confirms all that
is left of an article, `undoing` takes back what any of them did; `common` has what all share.
"""

from entities.review import knowing, told
from entities.review.actors import (
    holding_merges,
    origin_of,
    restore_rule_out,
    rule_out,
    seen_state,
    split,
    suggest,
    undo_split,
)
from entities.review.common import ReviewError, Stale
from entities.review.edits import seen_now
from entities.review.lines import settle
from entities.review.merging import decided_since, merge, restore_merge
from entities.review.rest import Rest, confirm_rest, seen_tag
from entities.review.roles import add_role, confirm_role, reject_role, role_of_office
from entities.review.rules import Where, means, never_link, put_in_force, stop, withdraw
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
from entities.review.undoing import Preview, is_of_a_rule, preview, undo, undo_batch

__all__ = [
    "Preview",
    "Rest",
    "ReviewError",
    "Stale",
    "Where",
    "actor_named",
    "add",
    "add_role",
    "adjust",
    "as_seen",
    "ask_second_look",
    "confirm",
    "confirm_rest",
    "confirm_role",
    "decided_since",
    "holding_merges",
    "is_of_a_rule",
    "knowing",
    "means",
    "merge",
    "never_link",
    "origin_of",
    "preview",
    "put_in_force",
    "reject",
    "reject_role",
    "relink",
    "restore_merge",
    "restore_rule_out",
    "retype",
    "role_of_office",
    "rule_out",
    "seen_now",
    "seen_state",
    "seen_tag",
    "settle",
    "split",
    "stop",
    "suggest",
    "told",
    "undo",
    "undo_batch",
    "undo_split",
    "withdraw",
]
