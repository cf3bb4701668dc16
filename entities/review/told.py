"""The verbs on quotes and interactions.

Those that add one are in `told_adding`. Every other takes what the editor saw (`quote_as_seen`,
`interaction_as_seen`). It locks the article, makes sure that it is still so, writes one decision
(`told_notes`) and derives the article again, all in one transaction.
"""

from dataclasses import dataclass

from django.contrib.auth.models import User
from django.db import transaction

from articles.models import Article
from entities.models import Actor, Decision, Interaction, Quote, Tag
from entities.models.told import Finding
from entities.publish import lock_article, publish
from entities.review.common import ReviewError, Stale, check_tagged, check_version, checked_sides
from entities.review.told_adding import BOTH_ACT, add_interaction, add_quote
from entities.review.told_notes import decision_on, pin_of
from entities.told import token_of

Verb = Decision.Verb
Subject = Decision.Subject
Status = Tag.Status

__all__ = [
    "MODELS",
    "Seen",
    "add_interaction",
    "add_quote",
    "ask_second_look",
    "change",
    "confirm",
    "interaction_as_seen",
    "name_speaker",
    "quote_as_seen",
    "reject",
    "reverse",
]

MODELS: dict[str, type[Finding]] = {Subject.QUOTE: Quote, Subject.INTERACTION: Interaction}


@dataclass(frozen=True, slots=True)
class Seen:
    """A quote or an interaction as a page showed it (`told.token_of`)."""

    subject: str
    article: int
    row: int
    token: str


def quote_as_seen(*, article: int, quote: int, token: str) -> Seen:
    """Return a quote as a page showed it, to be handed to a verb; not read from the database."""
    return Seen(Subject.QUOTE, article, quote, token)


def interaction_as_seen(*, article: int, interaction: int, token: str) -> Seen:
    """The same of an interaction."""
    return Seen(Subject.INTERACTION, article, interaction, token)


def confirm(seen: Seen, *, editor: User, note: str = "") -> Decision:
    """These words are a quote of this speaker; these two deal with each other like this."""
    with transaction.atomic():
        article, row = _locked(seen)
        _check_stands(row)
        if row.status == Status.CONFIRMED:
            raise ReviewError("Confirmed already.")
        made = decision_on(article, row, Verb.CONFIRM, editor, note, pin=pin_of(row))
        made.save()
        publish(article)
    return made


def reject(seen: Seen, *, editor: User, note: str = "") -> Decision:
    """It is not so; readers do not see it."""
    with transaction.atomic():
        article, row = _locked(seen)
        if row.status == Status.REJECTED:
            raise ReviewError("Rejected already.")
        made = decision_on(article, row, Verb.REJECT, editor, note)
        made.save()
        publish(article)
    return made


def ask_second_look(seen: Seen, *, editor: User, note: str = "") -> Decision:
    """Somebody else should look; it stays as it is and is marked as open.

    Raises ReviewError for what is rejected: readers would see it again.
    """
    with transaction.atomic():
        article, row = _locked(seen)
        _check_stands(row)
        if row.status == Status.SECOND_LOOK:
            raise ReviewError("A second look was asked for already.")
        if row.status == Status.REJECTED:
            raise ReviewError(
                "It is rejected, and readers do not see it. If you doubt that, undo the rejection."
            )
        made = decision_on(article, row, Verb.SECOND_LOOK, editor, note)
        made.save()
        publish(article)
    return made


def name_speaker(seen: Seen, *, speaker: Actor | None, editor: User, note: str = "") -> Decision:
    """These words are said by `speaker`; by nobody of the article if None.

    Raises ReviewError if readers see no tag of the speaker, or see them as the speaker, confirmed.
    """
    with transaction.atomic():
        article, row = _locked(seen)
        assert isinstance(row, Quote)  # noqa: S101 (nobody names the speaker of an interaction)
        _check_stands(row)
        speaker = _survivor(speaker)
        to = speaker.pk if speaker else None
        if row.speaker_id == to and row.status == Status.CONFIRMED:
            raise ReviewError(f"{speaker or 'Nobody'}: confirmed as the speaker already.")
        check_tagged(article, [speaker] if speaker else [])
        made = decision_on(
            article, row, Verb.SPEAKER, editor, note, pin={"speaker": to}, to_actor=speaker
        )
        made.save()
        publish(article)
    return made


def change(
    seen: Seen, *, source: Actor, target: Actor, kind: str, editor: User, note: str = ""
) -> Decision:
    """`source` deals with `target`, in this way; how it is told, and by whom, stays.

    Raises ReviewError for an unknown kind, for sides that readers see no tag of, for one who deals
    with themselves, and where it stands like that, confirmed.
    """
    with transaction.atomic():
        article, row = _locked(seen)
        assert isinstance(row, Interaction)  # noqa: S101 (a quote has no sides)
        made = _change(article, row, source, target, kind, editor, note)
    return made


def reverse(seen: Seen, *, editor: User, note: str = "") -> Decision:
    """It is the other way round. Raises ReviewError where both do the same."""
    with transaction.atomic():
        article, row = _locked(seen)
        assert isinstance(row, Interaction)  # noqa: S101 (a quote has no sides)
        _check_stands(row)
        if row.symmetric:
            raise ReviewError("Both act in it: there is no direction to reverse.")
        source, target = row.source, row.target
        assert source  # noqa: S101 (interaction_shown_between_two)
        assert target  # noqa: S101 (interaction_shown_between_two)
        made = _change(article, row, target, source, row.kind, editor, note)
    return made


def _change(
    article: Article,
    row: Interaction,
    source: Actor,
    target: Actor,
    kind: str,
    editor: User,
    note: str,
) -> Decision:
    source, target = checked_sides(article, source, target, kind)
    before = pin_of(row)
    symmetric = row.symmetric if kind == row.kind else kind in BOTH_ACT
    after = {
        **before,
        **{"source": source.pk, "target": target.pk, "kind": str(kind), "symmetric": symmetric},
    }
    if after == before and row.status == Status.CONFIRMED:
        raise ReviewError("It stands like that, confirmed, already.")
    made = decision_on(article, row, Verb.CHANGE, editor, note, pin=after)
    made.actor, made.to_actor = source, target
    made.after["sides"] = [source.name, target.name]
    made.save()
    publish(article)
    return made


def _locked(seen: Seen) -> tuple[Article, Finding]:
    """Lock the article and return it with the row as it is now; raise Stale if not as seen."""
    article = lock_article(seen.article)
    rows = MODELS[seen.subject]._default_manager.filter(article=article)
    sides = ("source", "target", "found_source", "found_target")
    related = sides if seen.subject == Subject.INTERACTION else ("speaker",)
    row = rows.select_related(*related).filter(pk=seen.row).first()
    if row is not None and token_of(article, row) == seen.token:
        return article, row
    version, _, rest = seen.token.partition(".")
    if version.isdecimal() and version.isascii():
        check_version(article, int(version))
    decided = Decision.objects.select_related("editor", "actor", "to_actor")
    if row is None:
        here = decided.filter(article=article, subject=seen.subject)
        raise Stale("This is no longer there.", here.first())
    if str(row.decision_id or 0) != rest.partition(".")[0]:
        theirs = decided.filter(pk=row.decision_id or 0) or decided.filter(
            article=article, subject=seen.subject, verb=Verb.UNDO
        )
        raise Stale("Somebody decided on this since you saw it.", theirs.first())
    raise Stale("This has changed since you saw it.")


def _check_stands(row: Finding) -> None:
    if row.orphaned:
        raise ReviewError("It is no longer in the text: reject it, or undo what was decided on it.")


def _survivor(actor: Actor | None) -> Actor | None:
    return (actor.merged_into or actor) if actor else None
