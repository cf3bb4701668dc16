"""The verbs that add a quote or an interaction which the machine has missed.

Like all verbs on what an article tells they lock the article, write one decision (`told_notes`) and
derive the article again, in one transaction. The words must stand in the text as they were seen.
"""

from django.contrib.auth.models import User
from django.db import transaction

from articles.models import Article
from entities.anchoring import find, words_hash
from entities.extraction.quotation import quoted_stretches
from entities.models import Actor, Decision, Interaction, Quote, Tag
from entities.models.told import EDITOR
from entities.publish import lock_article, publish
from entities.review.common import ReviewError, check_tagged, check_version, checked_sides
from entities.review.told_notes import decision_on, pin_of
from entities.told_held import nearly_same

Verb = Decision.Verb
Kind = Interaction.Kind
Modality = Interaction.Modality
Span = tuple[int, int]

# Kinds in which both sides do the same.
BOTH_ACT = (Kind.CONSULT, Kind.COOPERATE)
# As the column holds; the words themselves may be longer.
MOST_PHRASE = 300


def add_interaction(
    article: Article,
    *,
    words: str,
    source: Actor,
    target: Actor,
    kind: str,
    editor: User,
    seen_version: int,
    modality: str = Modality.ASSERTED,
    by: Actor | None = None,
    nth: int | None = None,
    note: str = "",
) -> Decision:
    """`source` deals with `target`, as these words tell; `by`: who says so, where it is no fact.

    `nth`: which of the places where the words stand, from 1. Raises ReviewError when they do not
    stand there, or at several places and `nth` is None; when readers see no tag of somebody named;
    when the words tell the same already. Stale for another text.
    """
    with transaction.atomic():
        article = lock_article(article.pk)
        check_version(article, seen_version)
        start, end = _span(article, words, nth)
        source, target = checked_sides(article, source, target, kind)
        by = _claimant(article, modality, by)
        digest = words_hash(article.body[start:end])
        for row in Interaction.objects.filter(article=article, words_hash=digest):
            there = (row.start + row.moved_by, row.source_id, row.target_id, row.kind)
            if there == (start, source.pk, target.pk, kind):
                raise ReviewError("This interaction is there already: confirm it.")
        row = Interaction(
            article=article,
            start=start,
            end=end,
            words_hash=digest,
            step=EDITOR,
            kind=kind,
            modality=modality,
            symmetric=kind in BOTH_ACT,
            phrase=" ".join(article.body[start:end].split())[:MOST_PHRASE],
            found_source=source,
            found_target=target,
            found_by=by,
            source=source,
            target=target,
            by=by,
        )
        made = _added(article, row, editor, note)
    return made


def add_quote(
    article: Article,
    *,
    words: str,
    speaker: Actor | None,
    editor: User,
    seen_version: int,
    nth: int | None = None,
    note: str = "",
) -> Decision:
    """`speaker` says these words; nobody of the article if None. `nth` as above.

    Quotation marks that stand around just these words belong to them. Raises ReviewError when the
    words do not stand there, or at several places and `nth` is None; when readers see no tag of the
    speaker; when nearly the same words are a quote already. Stale for another text.
    """
    with transaction.atomic():
        article = lock_article(article.pk)
        check_version(article, seen_version)
        (start, end), direct = _with_marks(article.body, *_span(article, words, nth))
        speaker = (speaker.merged_into or speaker) if speaker else None
        check_tagged(article, [speaker] if speaker else [])
        _check_apart(article, start, end)
        row = Quote(
            article=article,
            start=start,
            end=end,
            words_hash=words_hash(article.body[start:end]),
            step=EDITOR,
            direct=direct,
            found_speaker=speaker,
            speaker=speaker,
        )
        made = _added(article, row, editor, note)
    return made


def _added(article: Article, row: Quote | Interaction, editor: User, note: str) -> Decision:
    made = decision_on(article, row, Verb.ADD, editor, note, pin=pin_of(row))
    made.before = {}
    made.save()
    publish(article)
    return made


def _span(article: Article, words: str, nth: int | None) -> Span:
    spans = list(find(words, article.body))
    if not spans:
        raise ReviewError(f"“{words}” does not stand in the text as whole words.")
    if nth is None and len(spans) > 1:
        raise ReviewError(
            f"“{words}” stands in the text {len(spans)} times: name more words, or say which."
        )
    if nth is not None and nth > len(spans):
        times = "once" if len(spans) == 1 else f"{len(spans)} times"
        raise ReviewError(f"“{words}” stands in the text only {times}.")
    return spans[(nth or 1) - 1]


def _claimant(article: Article, modality: str, by: Actor | None) -> Actor | None:
    if modality not in Modality.values:
        raise ReviewError(f"“{modality}” is not a way of telling something.")
    if by is None:
        return None
    if modality == Modality.ASSERTED:
        raise ReviewError("Who says so is noted only of what is not told as a fact.")
    by = by.merged_into or by
    check_tagged(article, [by])
    return by


def _with_marks(text: str, start: int, end: int) -> tuple[Span, bool]:
    """The words with the quotation marks around just them, and whether they stand within any."""
    low, high = text.rfind("\n", 0, start) + 1, text.find("\n", end)
    for one in quoted_stretches(text, low, high if high >= 0 else len(text)):
        if one.start <= start and end <= one.end:
            beside = text[one.start : start] + text[end : one.end]
            alone = not any(character.isalnum() for character in beside)
            return ((one.start, one.end) if alone else (start, end)), True
    return (start, end), False


def _check_apart(article: Article, start: int, end: int) -> None:
    """What the machine only suggests on nearly the same words gives way; what stands does not."""
    for row in Quote.objects.filter(article=article, orphaned=False):
        there = row.start + row.moved_by, row.end + row.moved_by
        if there == (start, end):
            raise ReviewError("This quote is there already: confirm it, or name its speaker.")
        held = row.status in (Tag.Status.CONFIRMED, Tag.Status.SECOND_LOOK)
        if held and nearly_same(there, (start, end)):
            raise ReviewError(
                "Nearly the same words are a quote already, decided on: "
                "reject it or undo that first, then add this one."
            )
