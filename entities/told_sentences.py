"""What was decided on a quote or an interaction, in words for editors."""

from typing import Any

from entities.models import Decision, Interaction

Verb = Decision.Verb
# Enough of a quote to know it by.
MOST_WORDS = 80


def told_sentence(decision: Decision) -> str:
    """Return what was decided, to stand behind the name of the editor. No queries."""
    words = f"“{_short(decision.anchors[0]['quote'])}”" if decision.anchors else "words"
    if decision.subject == Decision.Subject.QUOTE:
        return _on_quote(decision, words)
    return _on_interaction(decision, words)


def dealing(said: dict[str, Any]) -> str:
    """Return sides and kind, as a decision notes them: “talks: Mira Tolvan → Anton Vasilyenko”."""
    source, target = said["sides"]
    arrow = "↔" if said.get("symmetric") else "→"
    kind = Interaction.Kind(said["kind"]).label if "kind" in said else "interaction"
    return f"{kind}: {source} {arrow} {target}"


def _on_quote(decision: Decision, words: str) -> str:
    added = decision.verb == Verb.ADD
    names = (decision.after if added else decision.before)["sides"]
    of = f" of {names[0]}" if names else ""
    match decision.verb:
        case Verb.ADD:
            return f"added the quote {words}{of or ' of nobody of the article'}"
        case Verb.SPEAKER:
            return f"named {decision.to_actor or 'nobody of the article'} as who says {words}"
        case Verb.SECOND_LOOK:
            return f"asked for a second look at the quote {words}{of}"
    return f"{decision.get_verb_display()} the quote {words}{of}"


def _on_interaction(decision: Decision, words: str) -> str:
    before, after = decision.before, decision.after
    match decision.verb:
        case Verb.ADD:
            return f"added {dealing(after)}{_told_how(after)} on {words}"
        case Verb.CHANGE:
            return f"changed {dealing(before)} to {dealing(after)} on {words}"
        case Verb.SECOND_LOOK:
            return f"asked for a second look at {dealing(before)} on {words}"
    return f"{decision.get_verb_display()} {dealing(before)} on {words}"


def _told_how(said: dict[str, Any]) -> str:
    modality = Interaction.Modality(said["modality"])
    return "" if modality == Interaction.Modality.ASSERTED else f", {modality.label},"


def _short(words: str) -> str:
    plain = " ".join(words.split()).strip('“”"')
    return plain if len(plain) <= MOST_WORDS else f"{plain[: MOST_WORDS - 1]}…"
