"""What the desk shows: an article's tags with what can be done to them, and the decisions on them.

Nothing is decided here (see entities.review) and nothing is rendered.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from articles.models import Article
from entities.edit_sentences import edit_sentence
from entities.marking import TextMark, marked_paragraphs
from entities.models import Decision, Kind, Tag
from entities.provenance import ShownTag, shown_tags
from entities.publish import resolve_article
from entities.querysets import ArticleReviewQuerySet
from entities.resolution import ResolvedTag
from entities.told_sentences import told_sentence

Subject = Decision.Subject
Verb = Decision.Verb
Status = Tag.Status

# Beyond this the desk says "more than": counting a backlog of a million would cost every decision.
MOST_COUNTED = 1000


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


@dataclass(frozen=True, slots=True)
class DeskTag:
    """A tag with what a verb needs to know of it. `undo` is the decision to undo next.

    `was`: words that were decided on and that the text has changed a little since.
    """

    shown: ShownTag
    orphaned: bool
    seen: int | None
    words: tuple[tuple[str, int], ...]
    was: tuple[str, ...]
    undo: Entry | None

    @property
    def id(self) -> str:
        """Its place on the page."""
        return f"tag-{self.shown.actor.pk}"

    @property
    def is_open(self) -> bool:
        return self.orphaned or self.shown.status in (Status.SUGGESTED, Status.SECOND_LOOK)

    @property
    def can_confirm(self) -> bool:
        return self.shown.status != Status.CONFIRMED

    @property
    def can_reject(self) -> bool:
        return self.shown.status != Status.REJECTED

    @property
    def can_doubt(self) -> bool:
        return self.shown.status in (Status.SUGGESTED, Status.CONFIRMED)

    @property
    def other_kinds(self) -> list[tuple[str, str]]:
        return [(kind, label) for kind, label in Kind.choices if kind != self.shown.actor.kind]


@dataclass(frozen=True, slots=True)
class Desk:
    """Everything about one article."""

    article: Article
    paragraphs: tuple[SafeString, ...]
    tags: tuple[DeskTag, ...]
    history: tuple[Entry, ...]

    @property
    def decided_count(self) -> int:
        return sum(not tag.is_open for tag in self.tags)

    def next_open(self, actor: int | None) -> DeskTag | None:
        """Return the open tag behind an actor's, else the first; None when nothing is open."""
        ids = [tag.shown.actor.pk for tag in self.tags]
        at = ids.index(actor) + 1 if actor in ids else 0
        return next((tag for tag in (*self.tags[at:], *self.tags[:at]) if tag.is_open), None)


def desk_of(article: Article) -> Desk:
    """Return the desk of an article, the least certain tags first. Five queries.

    The order hangs on the machine's certainty alone, so that a tag keeps its place when it is
    decided.
    """
    resolved = sorted(resolve_article(article), key=_least_certain_first)
    shown = shown_tags(article, resolved)
    history = _history(article)
    tags = tuple(
        DeskTag(
            shown=one,
            orphaned=tag.orphaned,
            seen=tag.ruling,
            words=_words(article.body, tag),
            was=tuple(dict.fromkeys(mark.was for mark in tag.marks if mark.was)),
            undo=_latest(history, tag.actor),
        )
        for tag, one in zip(resolved, shown, strict=True)
    )
    marks = _marks(resolved, shown)
    return Desk(article, tuple(marked_paragraphs(article.body, marks)), tags, tuple(history))


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
        case Verb.ADD:
            words = decision.anchors[0]["quote"] if decision.anchors else ""
            return f"added {name} on “{words}”"
        case Verb.EDIT:
            return edit_sentence(decision)
        case Verb.UNDO:
            undone = decision.undoes
            if undone is None or undone.verb == Verb.UNDO:
                about = decision.get_subject_display()
                return f"undid an undoing for {name if about == 'tag' else f'the {about}'}"
            return f"undid: {sentence(undone)}"
    return f"{decision.get_verb_display()} {name}"


def waiting_words(queue: ArticleReviewQuerySet) -> str:
    """Return how many articles wait, counted no further than helps."""
    count = queue.order_by()[: MOST_COUNTED + 1].count()
    return f"more than {MOST_COUNTED:,}" if count > MOST_COUNTED else f"{count:,}"


def next_article(queue: ArticleReviewQuerySet, doubt: float, article: int) -> int | None:
    """Return the article behind a place in the queue, else its first; never `article` itself."""
    others = queue.exclude(article=article)
    behind = others.after(doubt, article).first() or others.most_doubtful_first().first()
    return behind.pk if behind else None


def _history(article: Article) -> list[Entry]:
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


def _latest(history: Iterable[Entry], actor: int) -> Entry | None:
    """The newest decision on an actor that holds."""
    return next(
        (
            entry
            for entry in history
            if entry.decision.verb != Verb.UNDO
            and entry.decision.subject == Subject.TAG
            and entry.undone_by is None
            and actor in (entry.decision.actor_id, entry.decision.to_actor_id)
        ),
        None,
    )


def _least_certain_first(tag: ResolvedTag) -> tuple[float, int, int]:
    return tag.score, tag.marks[0].start if tag.marks else 0, tag.actor


def _words(text: str, tag: ResolvedTag) -> tuple[tuple[str, int], ...]:
    """The different words that stand for the actor, and how often each does."""
    counts = Counter(" ".join(text[mark.start : mark.end].split()) for mark in tag.marks)
    return tuple(counts.items())


def _marks(tags: Sequence[ResolvedTag], shown: Sequence[ShownTag]) -> list[TextMark]:
    """The marks of all tags in reading order, each a link to its tag."""
    marks = [
        TextMark(
            start=mark.start,
            end=mark.end,
            href=f"#tag-{tag.actor}",
            kind=one.actor.kind,
            status=one.status,
            title=f"{one.actor.name}, {one.actor.kind} – {Status(one.status).label}",
        )
        for tag, one in zip(tags, shown, strict=True)
        for mark in tag.marks
    ]
    return sorted(marks, key=lambda mark: mark.start)
