"""The desk: the queue, the workspace of an article, the log of decisions, acts on articles.

Every form works as a plain form and answers with a page. Sent by htmx it answers with the parts of
that page that may have changed (templates/review/_desk.html). What cannot be done as asked is
answered with the workspace as it now is and a notice on top: 409 when somebody was quicker, 422
when it makes no sense, 200 when the editor must choose whom they mean.
"""

from entities.views.review.acts import (
    act_log,
    act_restore,
    article_act,
    held_list,
    held_text,
    history,
    off_the_site,
)
from entities.views.review.adding import interaction_add, quote_add
from entities.views.review.audit import audit_next
from entities.views.review.bulk import batch, batch_act, batch_undo, siblings
from entities.views.review.contradicting import contradiction_list, contradiction_settle
from entities.views.review.deciding import tag_add, tag_decide
from entities.views.review.duplicates import duplicate_rule_out, duplicates
from entities.views.review.knowing import actor_edit
from entities.views.review.lists import actor_options, decision_log, queue
from entities.views.review.memory import memory, rule_act
from entities.views.review.merging import merge, merge_choose, undo_actor
from entities.views.review.passing import article_lease, article_next, assign
from entities.views.review.people import figures, me
from entities.views.review.reports import report_list, report_settle
from entities.views.review.rest import article_rest
from entities.views.review.second import second, second_reading
from entities.views.review.splitting import split
from entities.views.review.telling import interaction_decide, quote_decide
from entities.views.review.undoing import decision_undo, rest_undo
from entities.views.review.workspace import article_reextract, workspace

__all__ = [
    "act_log",
    "act_restore",
    "actor_edit",
    "actor_options",
    "article_act",
    "article_lease",
    "article_next",
    "article_reextract",
    "article_rest",
    "assign",
    "audit_next",
    "batch",
    "batch_act",
    "batch_undo",
    "contradiction_list",
    "contradiction_settle",
    "decision_log",
    "decision_undo",
    "duplicate_rule_out",
    "duplicates",
    "figures",
    "held_list",
    "held_text",
    "history",
    "interaction_add",
    "interaction_decide",
    "me",
    "memory",
    "merge",
    "merge_choose",
    "off_the_site",
    "queue",
    "quote_add",
    "quote_decide",
    "report_list",
    "report_settle",
    "rest_undo",
    "rule_act",
    "second",
    "second_reading",
    "siblings",
    "split",
    "tag_add",
    "tag_decide",
    "undo_actor",
    "workspace",
]
