"""The verbs on rules: editors make them, put them in force, withdraw them, and take any of it back.

A rule is never changed by hand: its state follows from the decisions on it that are not undone, as
with edits (entities.review.edits). A decision names its rule by what it says (`of`), not by its
row: a row that was learnt from decisions comes and goes with them. Whatever puts a rule in force,
or ends that, has the articles that it may change read again.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.utils import timezone

from articles.models import Article, Source
from entities.effects import count_affected, reextract_affected
from entities.extraction.knowledge import normalise
from entities.memory import says, why
from entities.models import Actor, Decision, Rule
from entities.resolution import active
from entities.review.common import ReviewError, Stale
from entities.undone import undos_of

Sort, State, Verb = Rule.Sort, Rule.State, Decision.Verb

_MOST_WORDS = 300
_YEARS = range(1500, 2200)
# What tells one rule from all others: of learnt ones whom they mean is counted, not said.
_LEARNT = ("sort", "words", "actor_id", "source_id", "year", "by_editor")
_MADE = (*_LEARNT, "to_actor_id", "article_id")
# What else a row needs that counting has deleted.
_REST = ("shown", "to_actor_id")

_OUTCOME: dict[str, str] = {
    State.WAITS: "waits again to be put in force",
    State.IN_FORCE: "is in force again",
    State.WITHDRAWN: "is withdrawn again",
    State.TAKEN_BACK: "is gone, as if nobody had made it",
}


@dataclass(frozen=True, slots=True)
class Where:
    """Where a rule holds: everywhere, in a source, in a year, in a year of a source, or in an
    article, however often it is read again."""

    source: Source | None = None
    year: int = 0
    article: Article | None = None


EVERYWHERE = Where()


def means(
    words: str, actor: Actor, *, editor: User, where: Where = EVERYWHERE, note: str = ""
) -> Rule:
    """These words mean this actor: a name of it, or in a source or year what it usually means."""
    sort = Sort.PRIOR if where.source or where.year else Sort.ALIAS
    return _make(sort, words, where, editor, note, to_actor=actor)


def never_link(
    words: str, actor: Actor, *, editor: User, where: Where = EVERYWHERE, note: str = ""
) -> Rule:
    """These words never mean this actor."""
    return _make(Sort.NEVER_LINK, words, where, editor, note, actor=actor)


def stop(words: str, *, editor: User, where: Where = EVERYWHERE, note: str = "") -> Rule:
    """These words are not suggested as anybody."""
    return _make(Sort.STOP, words, where, editor, note)


def put_in_force(rule: Rule, *, editor: User, note: str = "") -> Decision:
    """The rule holds from now on; what it may change is read again."""
    return _turn(rule, State.IN_FORCE, editor, note)


def withdraw(rule: Rule, *, editor: User, note: str = "") -> Decision:
    """The rule holds no longer; counting the decisions again does not bring it back."""
    return _turn(rule, State.WITHDRAWN, editor, note)


def restore_rule(decision: Decision, origin: Decision, _article: Article | None) -> None:
    """Give a rule the state that its remaining decisions say. The undo is written already."""
    _derive(origin.after["of"], origin.after["row"], last=decision)


def tell_rule(decision: Decision, origin: Decision) -> tuple[str, ...]:
    """Say what undoing a decision on a rule would change, with the rule's effect if counted."""
    of = origin.after["of"]
    rule = Rule.objects.filter(**of).first() or Rule(**of, **origin.after["row"])
    left = [one for one in chain_of(of) if one.pk != decision.pk]
    state, _standing = state_of(left, by_editor=of["by_editor"])
    if state == rule.state:
        return ()
    told = [f"The rule {origin.after['says']} {_OUTCOME[state]}."]
    if State.IN_FORCE in (state, rule.state):
        told.append(f"Read again: {count_affected(rule)}.")
    effect = rule.effect
    if effect.get("looked"):
        told.append(
            f"When its effect was counted, it changed {effect['changed']:,} of "
            f"{effect['looked']:,} articles."
        )
    return tuple(told)


def chain_of(of: dict[str, Any]) -> list[Decision]:
    """Return every decision on a rule, and what undid them or that, oldest first."""
    on_it = Decision.objects.filter(verb=Verb.RULE, after__of=of).values_list("pk", flat=True)
    pks = [*on_it, *(pk for pk, _undoes in undos_of(on_it))]
    return list(Decision.objects.filter(pk__in=pks).order_by("pk"))


def state_of(chain: Iterable[Decision], *, by_editor: bool) -> tuple[str, Decision | None]:
    """Return the state that decisions on a rule say, and the one that says so, if one still does.

    An editor's rule that nobody made any more is gone, whatever was decided on it since.
    """
    known = list(chain)
    holding = active([(one.pk, one.undoes_id) for one in known])
    standing = [one for one in known if one.pk in holding and one.verb == Verb.RULE]
    if by_editor and not any(_makes(one) for one in standing):
        return State.TAKEN_BACK, None
    if not standing:
        return State.IN_FORCE, None
    return standing[-1].after["state"], standing[-1]


def _makes(decision: Decision) -> bool:
    return not decision.before


def _make(
    sort: str,
    words: str,
    where: Where,
    editor: User,
    note: str,
    *,
    actor: Actor | None = None,
    to_actor: Actor | None = None,
) -> Rule:
    words = " ".join(words.split())[:_MOST_WORDS]
    folded = normalise(words)[:_MOST_WORDS]
    if not folded:
        raise ReviewError("A rule needs words.")
    if where.article and (where.source or where.year):
        raise ReviewError("One article is of one source and year: name the article alone.")
    if where.year and where.year not in _YEARS:
        raise ReviewError(f"{where.year} is no year of an article.")
    rule = Rule(
        sort=sort,
        words=folded,
        shown=words,
        actor=actor and (actor.merged_into or actor),
        to_actor=to_actor and (to_actor.merged_into or to_actor),
        source=where.source and where.source.kept,
        year=where.year,
        article=where.article,
        by_editor=True,
    )
    of = _of(rule)
    try:
        with transaction.atomic():
            there = Rule.objects.select_for_update(of=("self",)).filter(**of).first()
            if there and there.state != State.TAKEN_BACK:
                told = there.get_state_display()
                raise ReviewError(f"There is such a rule for “{words}” already: {told}.")
            decision = _decide(rule, State.WAITS, editor, note)
            if there is None:
                rule.state, rule.decision = State.TAKEN_BACK, decision
                rule.save()
            return _derive(of, _row(rule), last=decision) or rule
    except IntegrityError as error:  # another editor, at the same time
        raise ReviewError(f"There is such a rule for “{words}” already.") from error


def _turn(rule: Rule, state: str, editor: User, note: str) -> Decision:
    with transaction.atomic():
        now = Rule.objects.select_for_update(of=("self",)).filter(pk=rule.pk).first()
        if now is None:
            raise Stale("The decisions that this rule was learnt from are no longer there.")
        if now.state in (state, State.TAKEN_BACK):
            raise Stale(f"This rule is {now.get_state_display()} already.", now.decision)
        decision = _decide(now, state, editor, note)
        _derive(_of(now), _row(now), last=decision)
    return decision


def _decide(rule: Rule, state: str, editor: User, note: str) -> Decision:
    name = rule.shown or (rule.actor.name if rule.actor else rule.get_sort_display())
    told = {"actor": name, "rule": rule.sort}
    return Decision.objects.create(
        verb=Verb.RULE,
        subject=Decision.Subject.ACTOR,
        actor=rule.actor,
        to_actor=rule.to_actor,
        editor=editor,
        note=note,
        before={} if rule.pk is None else {**told, "state": rule.state},
        after={
            **told,
            "state": state,
            "says": f"that {says(rule)}" if rule.by_editor else f"“{why(rule)}”",
            "of": _of(rule),
            "row": _row(rule),
        },
    )


def _of(rule: Rule) -> dict[str, Any]:
    return {name: getattr(rule, name) for name in (_MADE if rule.by_editor else _LEARNT)}


def _row(rule: Rule) -> dict[str, Any]:
    # The weights of habits are many, and are counted anew.
    details = {} if rule.sort == Sort.HABIT else rule.details
    names = ("shown",) if rule.by_editor else _REST
    return {**{name: getattr(rule, name) for name in names}, "details": details}


def _derive(of: dict[str, Any], row: dict[str, Any], *, last: Decision) -> Rule | None:
    """Write what follows from the decisions on a rule; read again what that may change.

    Returns its row; None where it is learnt and counting alone says whether there is one.
    """
    rule = Rule.objects.select_for_update(of=("self",)).filter(**of).first()
    state, standing = state_of(chain_of(of), by_editor=of["by_editor"])
    was = rule.state if rule else ""
    learnt = not of["by_editor"]
    if rule is None and learnt and state == State.IN_FORCE:
        return None
    rule = rule or Rule(**of, **row)
    rule.state, rule.changed_at = state, timezone.now()
    rule.decision = standing or last
    if standing and not learnt:
        rule.shown = standing.after["row"]["shown"]  # made again, it may be written otherwise
    if learnt and state == State.IN_FORCE:
        rule.decision = None  # counted again from here on
    rule.save()
    if was != state and State.IN_FORCE in (was, state):
        reextract_affected(rule)
    return rule
