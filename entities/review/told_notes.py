"""A decision on a quote or an interaction, as it is written down.

It hangs on the words of the finding, and notes

- `after["finding"]`: what the machine said, and the first decision on the same finding (`root`);
- beside it what it says itself (`pin`): speaker, or sides, kind and manner. From then on this is
  so, whatever the machine says. A rejection and a second look say nothing in its place.
"""

from collections.abc import Mapping
from typing import Any

from django.contrib.auth.models import User

from articles.models import Article
from entities.anchoring import words_hash
from entities.models import Actor, Batch, Decision, Interaction, Quote, Tag
from entities.models.told import Finding
from entities.review.common import ReviewError, anchor_json

Verb = Decision.Verb
Subject = Decision.Subject
Status = Tag.Status

_STATUS_AFTER: dict[str, str] = {
    Verb.CONFIRM: Status.CONFIRMED.value,
    Verb.REJECT: Status.REJECTED.value,
    Verb.SECOND_LOOK: Status.SECOND_LOOK.value,
    Verb.SPEAKER: Status.CONFIRMED.value,
    Verb.CHANGE: Status.CONFIRMED.value,
    Verb.ADD: Status.CONFIRMED.value,
}


def decision_on(
    article: Article,
    row: Finding,
    verb: str,
    editor: User,
    note: str,
    *,
    pin: Mapping[str, Any] | None = None,
    to_actor: Actor | None = None,
    batch: Batch | None = None,
) -> Decision:
    """Return a decision on a row of a locked article, not saved yet. At most two queries."""
    last = _last_on(row)
    status = _STATUS_AFTER[verb]
    before = {"status": row.status, **pin_of(row)}
    after = {**(pin or {}), "status": status, "finding": _finding(row, last)}
    actor, target = (
        (row.source or row.found_source, row.target or row.found_target)
        if isinstance(row, Interaction)
        else (getattr(row, "speaker", None), to_actor)
    )
    words = _anchor(article, row, last)
    return Decision(
        verb=verb,
        subject=Subject.INTERACTION if isinstance(row, Interaction) else Subject.QUOTE,
        article=article,
        actor=actor,
        to_actor=target,
        anchors=[words],
        editor=editor,
        note=note,
        batch=batch,
        before={**before, "sides": _names(row)},
        after={**after, "sides": _names(row)},
    )


def pin_of(row: Finding) -> dict[str, Any]:
    """What readers see of a row, beside its words and its status."""
    if isinstance(row, Interaction):
        return {
            "source": row.source_id,
            "target": row.target_id,
            "by": row.by_id,
            "kind": str(row.kind),
            "modality": str(row.modality),
            "symmetric": row.symmetric,
        }
    return {"speaker": getattr(row, "speaker_id", None)}


def _last_on(row: Finding) -> Decision | None:
    return Decision.objects.get(pk=row.decision_id) if row.decision_id else None


def _finding(row: Finding, last: Decision | None) -> dict[str, Any]:
    """What the machine says of a row, or said when it was first decided on."""
    root = (last.after["finding"]["root"] or last.pk) if last else None
    if last and row.run_id is None:
        return {**last.after["finding"], "root": root}
    common = {"root": root, "nth": row.nth, "step": row.step, "evidence": row.evidence}
    if isinstance(row, Interaction):
        found = row.found or {
            **{"kind": str(row.kind), "modality": str(row.modality)},
            "symmetric": row.symmetric,
        }
        return {
            **{**common, **found, "phrase": row.phrase},
            "on": row.on.isoformat() if row.on else None,
            "source": row.found_source_id,
            "target": row.found_target_id,
            "by": row.found_by_id,
        }
    assert isinstance(row, Quote)  # noqa: S101 (there is no third)
    return {**common, "direct": row.direct, "cue": row.cue, "speaker": row.found_speaker_id}


def _anchor(article: Article, row: Finding, last: Decision | None) -> Any:
    start, end = row.start + row.moved_by, row.end + row.moved_by
    if words_hash(article.body[start:end]) == row.words_hash:
        return anchor_json(article, start, end)
    if last is None:
        raise ReviewError("Its words are no longer in the text.")
    return last.anchors[0]


def _names(row: Finding) -> list[str]:
    """Whom readers see in it, as it was called then."""
    if isinstance(row, Interaction):
        return [str(row.source or row.found_source), str(row.target or row.found_target)]
    speaker = getattr(row, "speaker", None)
    return [speaker.name] if speaker else []
