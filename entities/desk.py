"""What the desk says of decisions, and of the queue.

Nothing is decided here (see entities.review) and nothing is rendered. What can be done on an
article is in entities.workspace.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from articles.models import Article
from entities.edit_sentences import edit_sentence
from entities.models import Decision, Tag
from entities.siblings import applies_elsewhere
from entities.told_sentences import told_sentence

Subject = Decision.Subject
Verb = Decision.Verb
Status = Tag.Status

# What an editor did to a rule, by the state it then had.
_ON_RULES = {"waits": "made", "in force": "put in force", "withdrawn": "withdrew"}


@dataclass(frozen=True, slots=True)
class Entry:
    """A decision in a list. `undone_by` is the undo that holds against it, if one does.

    `tip` is what must be undone to turn the decision round: itself, or the last of its undos.
    """

    decision: Decision
    sentence: str
    undone_by: Decision | None
    tip: int

    @property
    def can_undo(self) -> bool:
        return self.tip == self.decision.pk

    @property
    def applies_elsewhere(self) -> bool:
        """Whether the same could be decided in other articles."""
        return self.undone_by is None and applies_elsewhere(self.decision)


def entries(decisions: Sequence[Decision]) -> list[Entry]:
    """Return decisions as entries of a list, with what undid them.

    One query, and another for each further turn of undoing what was undone.
    """
    undo_of: dict[int, Decision] = {}
    latest = [decision.pk for decision in decisions]
    while latest:
        undos = Decision.objects.filter(undoes__in=latest).select_related("editor")
        new = {undo.undoes_id or 0: undo for undo in undos}
        latest = [undo.pk for undo in new.values() if undo.pk not in latest]
        undo_of |= new
    return [_entry(decision, undo_of) for decision in decisions]


def sentence(decision: Decision) -> str:
    """Return what was decided, to stand behind the name of the editor."""
    if decision.subject in (Subject.QUOTE, Subject.INTERACTION) and decision.verb != Verb.UNDO:
        return told_sentence(decision)
    told = decision.before.get("actor") or decision.after.get("actor")
    name = told or (decision.actor.name if decision.actor else "nobody")
    match decision.verb:
        case Verb.RELINK:
            return f"relinked {name} to {decision.after['actor']}"
        case Verb.RETYPE:
            change = f"from {decision.before['kind']} to {decision.after['kind']}"
            return f"changed {name} {change}"
        case Verb.MERGE:
            return f"merged {name} into {decision.after['actor']}"
        case Verb.SPLIT:
            return f"split {name}: some of it is {decision.after['actor']}"
        case Verb.RULE if decision.after.get("rule") == "not the same":
            return f"said that {name} and {decision.after['actor']} are not the same"
        case Verb.RULE if "says" in decision.after:
            return f"{_ON_RULES[decision.after['state']]} the rule {decision.after['says']}"
        case Verb.ADD:
            words = decision.anchors[0]["quote"] if decision.anchors else ""
            return f"added {name} on “{words}”"
        case Verb.SPAN:
            had, has = (
                ", ".join(f"“{anchor['quote']}”" for anchor in anchors) or "no words"
                for anchors in (decision.before["anchors"], decision.anchors)
            )
            return f"changed the words of {name}: {has} in place of {had}"
        case Verb.EDIT:
            return edit_sentence(decision)
        case Verb.UNDO:
            undone = decision.undoes
            if undone is None or undone.verb == Verb.UNDO:
                about = decision.get_subject_display()
                return f"undid an undoing for {name if about == 'tag' else f'the {about}'}"
            return f"undid: {sentence(undone)}"
    return f"{decision.get_verb_display()} {name}"


def history_of(article: Article) -> list[Entry]:
    """Every decision of an article, newest first. One query."""
    decisions = list(
        article.decisions.select_related("editor", "actor", "to_actor").order_by("-pk")
    )
    by_id = {decision.pk: decision for decision in decisions}
    undo_of = {}
    for decision in decisions:
        if decision.undoes_id:
            decision.undoes = by_id[decision.undoes_id]
            undo_of[decision.undoes_id] = decision
    return [_entry(decision, undo_of) for decision in decisions]


def _entry(decision: Decision, undo_of: dict[int, Decision]) -> Entry:
    chain = [decision]
    while undo := undo_of.get(chain[-1].pk):
        chain.append(undo)
    holds = len(chain) % 2 == 1
    return Entry(decision, sentence(decision), None if holds else chain[-1], chain[-1].pk)
