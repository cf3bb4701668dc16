"""Whether what readers see is what people decided in articles, against what is stored.

For each decision two questions. Does what follows from the rows say what it says (the last word on
an actor or a finding, told apart here without `resolve`), and is that what is stored? Words are
followed as everywhere else: they stand, were changed a little, or are gone.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.db import transaction

from articles.models import Article
from entities.anchoring import follow
from entities.models import Actor, Decision, ExtractionRun, Tag
from entities.models.told import Finding
from entities.publication import as_readers_see, rule_of_site
from entities.publish import Reading, lock_article, read_article
from entities.resolution import (
    CONFIRMED,
    REJECTED,
    SECOND_LOOK,
    ResolvedTag,
    Ruling,
    active,
)
from entities.rulings import Rulings, rulings_of
from entities.told_rulings import Held, play
from entities.undone import in_force

Verb = Decision.Verb
Subject = Decision.Subject
_OPEN = (ExtractionRun.State.PENDING, ExtractionRun.State.RUNNING)


class Outcome(StrEnum):
    """What became of a decision. Undone are those that were undone, and what undid them."""

    HOLDS = "holds"
    REANCHORED = "reanchored"
    ORPHANED = "orphaned"
    OUTRANKED = "outranked"
    MISSING = "missing"
    UNDONE = "undone"


@dataclass(frozen=True, slots=True)
class Checked:
    """A decision and what became of it; `why` tells what is missing."""

    decision: int
    subject: str
    verb: str
    article: int | None
    outcome: Outcome
    why: str = ""


def check_articles() -> Iterator[Checked]:
    """Check every decision that was taken in an article, an article at a time."""
    decided = Decision.objects.exclude(subject=Subject.ACTOR).order_by("article_id")
    for article_id in decided.values_list("article_id", flat=True).distinct().iterator():
        yield from check_article(article_id)


def check_article(article_id: int) -> list[Checked]:
    """Check the decisions in an article. What seems missing is looked at again, locked."""
    article = Article.objects.defer("search_vector").get(pk=article_id)
    checked = _check(article)
    if any(one.outcome == Outcome.MISSING for one in checked):
        with transaction.atomic():
            checked = _check(lock_article(article_id))
    return checked


def _check(article: Article) -> list[Checked]:
    decisions = list(
        Decision.objects.filter(article=article).exclude(subject=Subject.ACTOR).order_by("pk")
    )
    holding = active([(one.pk, one.undoes_id) for one in decisions])
    reading = read_article(article)
    rulings = rulings_of(article)
    # Until the machine has read a new text, what is stored is that of the old one.
    waits = article.extraction_runs.filter(state__in=_OPEN).exists()
    stored = None if waits else {tag.actor_id: tag for tag in article.tags.all()}
    outcomes = {
        **_check_tags(article, reading, rulings.tags, stored),
        **_check_told(article, reading, rulings, stale=waits),
    }
    found = []
    for one in decisions:
        if one.pk not in holding or one.verb == Verb.UNDO:
            outcome, why = Outcome.UNDONE, ""
        elif one.verb == Verb.RETYPE:
            outcome, why = _check_kind(one)
        else:
            outcome, why = outcomes.get(one.pk, _LOST)
        found.append(Checked(one.pk, one.subject, one.verb, article.pk, outcome, why))
    return found


_Told = tuple[Outcome, str]
_LOST: _Told = (Outcome.MISSING, "nothing follows from it")


def _check_tags(
    article: Article,
    reading: Reading,
    rulings: Sequence[Ruling],
    stored: dict[int, Tag] | None,
) -> dict[int, _Told]:
    last = _last_words(rulings)
    tags = {tag.actor: tag for tag in reading.tags}
    outcomes: dict[int, _Told] = {}
    for ruling in rulings:
        owner = ruling.actor if ruling.target is None else ruling.target
        status, by = last.get(owner, ("", 0))
        if by != ruling.id:
            outcomes[ruling.id] = (Outcome.OUTRANKED, "")
            continue
        tag = tags.get(owner)
        if tag is None or (tag.status, tag.ruling) != (status, ruling.id):
            outcomes[ruling.id] = (Outcome.MISSING, f"the tag of actor {owner} is not {status}")
        elif stored is not None and (why := _unlike(article, tag, stored.get(owner))):
            outcomes[ruling.id] = (Outcome.MISSING, why)
        else:
            outcomes[ruling.id] = _words_of(article.body, ruling, tag, reading.tags)
    return outcomes


def _last_words(rulings: Sequence[Ruling]) -> dict[int, tuple[str, int]]:
    """The status of each decided actor and the ruling that says so."""
    last: dict[int, tuple[str, int]] = {}
    for ruling in rulings:
        if ruling.target is not None:
            last.pop(ruling.actor, None)
            last[ruling.target] = (CONFIRMED, ruling.id)
        elif ruling.verb == Verb.REJECT:
            last[ruling.actor] = (REJECTED, ruling.id)
        elif ruling.verb == Verb.SECOND_LOOK:
            if last.get(ruling.actor, ("",))[0] != REJECTED:
                last[ruling.actor] = (SECOND_LOOK, ruling.id)
        else:
            last[ruling.actor] = (CONFIRMED, ruling.id)
    return last


def _unlike(article: Article, tag: ResolvedTag, stored: Tag | None) -> str:
    """What of a stored tag, and of the article's labels, is not as it should be."""
    if stored is None:
        return f"no tag of actor {tag.actor} is stored"
    has = (stored.status, stored.decision_id, stored.mention_count, stored.orphaned)
    if has != (tag.status, tag.ruling, len(tag.marks), tag.orphaned):
        return f"the stored tag of actor {tag.actor} is {stored.status}"
    public = rule_of_site().shows(tag)
    if (tag.actor in article.actor_ids) != public:
        return f"search {'does not see' if public else 'sees'} actor {tag.actor}"
    return ""


def _words_of(text: str, ruling: Ruling, tag: ResolvedTag, tags: Sequence[ResolvedTag]) -> _Told:
    """Whether the words of a ruling stand, and are marked for its actor or by a later ruling."""
    placed = [at for anchor in ruling.anchors if (at := follow(anchor, text))]
    exact = [at for at in placed if not at.was]
    if ruling.verb not in (Verb.REJECT, Verb.SECOND_LOOK):
        theirs = [
            mark
            for other in tags
            for mark in other.marks
            if other.actor == tag.actor or (mark.ruling or 0) > ruling.id
        ]
        for at in exact:
            if not any(mark.start < at.end and at.start < mark.end for mark in theirs):
                return Outcome.MISSING, f"“{text[at.start : at.end]}” is not marked"
    if exact or not ruling.anchors:
        return Outcome.HOLDS, ""
    return (Outcome.REANCHORED if placed and not tag.orphaned else Outcome.ORPHANED), ""


def _check_kind(decision: Decision) -> _Told:
    """A change of kind holds wherever the actor is; the last that is in force says which."""
    later = Decision.objects.filter(actor=decision.actor_id, verb=Verb.RETYPE, pk__gt=decision.pk)
    if in_force(later).exists():
        return Outcome.OUTRANKED, ""
    actor = decision.actor
    assert actor  # noqa: S101 (decision_subject_known)
    if actor.kind != decision.after["kind"]:
        return Outcome.MISSING, f"the kind of actor {actor.pk} is {actor.kind}"
    return Outcome.HOLDS, ""


def _check_told(
    article: Article, reading: Reading, rulings: Rulings, *, stale: bool
) -> dict[int, _Told]:
    told = reading.told
    unlike = set() if stale else {id(row) for row in (*told.changed, *told.gone)}
    tags = {tag.actor: tag for tag in as_readers_see(reading.tags)}
    relinked = {one.actor for one in rulings.tags if one.target is not None}
    rows: Sequence[Finding] = [*told.quotes, *told.interactions]
    by_ruling = {row.decision_id: row for row in rows if row.decision_id}
    merged = dict(
        Actor.objects.filter(pk__in=_pinned(rulings), merged_into__isnull=False).values_list(
            "pk", "merged_into"
        )
    )

    def says(row: Finding, held: Held) -> str:
        for name, actor in (held.pin or {}).items():
            if name not in ("speaker", "source", "target", "by"):
                if not row.orphaned and getattr(row, name) != actor:
                    return f"its {name} is not {actor}"
                continue
            actor = merged.get(actor, actor)
            overruled = actor in relinked or article.hidden_names
            overruled = overruled or (actor in tags and tags[actor].status == REJECTED)
            if not row.orphaned and not overruled and getattr(row, f"{name}_id") != actor:
                return f"its {name} is not actor {actor}"
        return ""

    outcomes: dict[int, _Told] = {}
    held = [*play(article.body, rulings.quotes), *play(article.body, rulings.interactions)]
    for one in held:
        row = by_ruling.get(one.ruling)
        for ruling in one.rulings:
            if ruling.id not in (one.ruling, one.pinned_by):
                outcomes[ruling.id] = (Outcome.OUTRANKED, "")
            elif row is None or row.status != one.status:
                outcomes[ruling.id] = (Outcome.MISSING, f"it is not {one.status}")
            elif id(row) in unlike:
                outcomes[ruling.id] = (Outcome.MISSING, "what is stored says otherwise")
            elif why := says(row, one):
                outcomes[ruling.id] = (Outcome.MISSING, why)
            elif one.placed is None or row.orphaned:
                outcomes[ruling.id] = (Outcome.ORPHANED, "")
            else:
                outcomes[ruling.id] = (
                    Outcome.REANCHORED if one.placed.was else Outcome.HOLDS,
                    "",
                )
    return outcomes


def _pinned(rulings: Rulings) -> set[int]:
    pins = [one.pin or {} for one in (*rulings.quotes, *rulings.interactions)]
    named = [pin.get(name) for pin in pins for name in ("speaker", "source", "target", "by")]
    return {pk for pk in named if pk is not None}
