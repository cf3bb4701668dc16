"""Rules that editors make and withdraw. Each is a decision, kept like any other."""

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.utils import timezone

from entities.extraction.knowledge import normalise
from entities.models import Actor, Decision, Rule
from entities.review.common import ReviewError, Stale

Sort = Rule.Sort


def never_link(words: str, actor: Actor, *, editor: User, note: str = "") -> Rule:
    """These words never mean this actor. The rule waits until it is put in force."""
    return _make(Sort.NEVER_LINK, words, actor, editor, note)


def stop(words: str, *, editor: User, note: str = "") -> Rule:
    """These words are not suggested as anybody. The rule waits until it is put in force."""
    return _make(Sort.STOP, words, None, editor, note)


def put_in_force(rule: Rule, *, editor: User, note: str = "") -> Decision:
    """The rule holds from now on, for what is extracted from now on."""
    return _turn(rule, True, editor, note)


def withdraw(rule: Rule, *, editor: User, note: str = "") -> Decision:
    """The rule holds no longer; counting the decisions again does not bring it back."""
    return _turn(rule, False, editor, note)


def _make(sort: str, words: str, actor: Actor | None, editor: User, note: str) -> Rule:
    folded = normalise(words)
    if not folded:
        raise ReviewError("A rule needs words.")
    words = " ".join(words.split())
    if actor and actor.merged_into:
        actor = actor.merged_into
    try:
        with transaction.atomic():
            decision = Decision.objects.create(
                verb=Decision.Verb.RULE,
                subject=Decision.Subject.ACTOR,
                actor=actor,
                editor=editor,
                note=note,
                after={"actor": actor.name if actor else words, "rule": sort, "words": words},
            )
            return Rule.objects.create(
                sort=sort,
                words=folded[:300],
                shown=words[:300],
                actor=actor,
                is_active=False,
                by_editor=True,
                decision=decision,
            )
    except IntegrityError as error:
        raise ReviewError(f"There is such a rule for “{words}” already.") from error


def _turn(rule: Rule, active: bool, editor: User, note: str) -> Decision:
    with transaction.atomic():
        now = Rule.objects.select_for_update(of=("self",)).get(pk=rule.pk)
        if now.is_active == active:
            state = "in force" if active else "withdrawn"
            raise Stale(f"This rule is {state} already.", now.decision)
        name = now.shown or (now.actor.name if now.actor else now.get_sort_display())
        decision = Decision.objects.create(
            verb=Decision.Verb.RULE,
            subject=Decision.Subject.ACTOR,
            actor=now.actor,
            editor=editor,
            note=note,
            before={"actor": name, "rule": now.sort, "active": now.is_active},
            after={"actor": name, "rule": now.sort, "active": active},
        )
        now.is_active, now.decision, now.changed_at = active, decision, timezone.now()
        if active and not now.by_editor:
            now.decision = None  # counted again from here on
        now.save(update_fields=["is_active", "decision", "changed_at"])
    return decision
