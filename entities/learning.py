"""From decisions to rules: `learn` counts the decisions that hold and writes the rules that follow.

entities.counted says which do. An editor's rule, or an editor's withdrawal of one, stays as it is.
What the extractor reads of the rules is entities.memory.
"""

from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from articles.background import alone_at
from entities.counted import Learnt, learnt_rules
from entities.models import Decision, Rule

# The last decision that this process counted: a worker that starts counts once more.
_kept_learnt: dict[str, int] = {}


def learn() -> int:
    """Count the decisions and write what changed of the rules learnt from them; return how many.

    Reads every decision: for a worker, now and then.
    """
    learnt = {rule.identity: rule for rule in learnt_rules()}
    now = timezone.now()
    with transaction.atomic():
        rows = Rule.objects.select_for_update(of=("self",)).filter(by_editor=False)
        there = {_identity(rule): rule for rule in rows}
        changed = []
        for identity, rule in there.items():
            if rule.decision_id is None and identity in learnt and _update(rule, learnt[identity]):
                rule.changed_at = now
                changed.append(rule)
        gone = [
            rule.pk
            for identity, rule in there.items()
            if rule.decision_id is None and identity not in learnt
        ]
        new = [one.as_row(now) for identity, one in learnt.items() if identity not in there]
        Rule.objects.bulk_update(changed, [*_COUNTED, "changed_at"], batch_size=500)
        Rule.objects.filter(pk__in=gone).delete()
        Rule.objects.bulk_create(new, batch_size=500)
    return len(changed) + len(gone) + len(new)


def learn_anew() -> int:
    """Learn unless nobody decided anything since, or another worker is at it."""
    with alone_at("learning") as ours:
        latest = Decision.objects.aggregate(Max("pk"))["pk__max"]
        if not ours or latest is None or _kept_learnt.get("decision") == latest:
            return 0
        changed = learn()
        _kept_learnt["decision"] = latest
    return changed


_COUNTED = ("to_actor_id", "shown", "right_count", "seen_count", "learnt_from", "details")


def _update(rule: Rule, learnt: Learnt) -> bool:
    changed = False
    for name in _COUNTED:
        if getattr(rule, name) != getattr(learnt, name):
            setattr(rule, name, getattr(learnt, name))
            changed = True
    return changed


def _identity(rule: Rule) -> tuple[Any, ...]:
    return rule.sort, rule.words, rule.actor_id, rule.source_id, rule.year
