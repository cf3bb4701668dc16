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
from entities.views.review.deciding import decision_undo, tag_add, tag_decide
from entities.views.review.lists import actor_options, decision_log, queue
from entities.views.review.memory import memory, rule_act
from entities.views.review.workspace import article_reextract, workspace

__all__ = [
    "act_log",
    "act_restore",
    "actor_options",
    "article_act",
    "article_reextract",
    "decision_log",
    "decision_undo",
    "held_list",
    "held_text",
    "history",
    "memory",
    "off_the_site",
    "queue",
    "rule_act",
    "tag_add",
    "tag_decide",
    "workspace",
]
