"""What the tags of an article are, given what the machine suggests and what people decided.

One pure function, `resolve`, used by whatever shows or stores a tag, so that page, list and search
cannot disagree. Rulings are played in the order in which they were taken over the machine's
suggestions; a ruling beats every suggestion, a later ruling beats an earlier one:

- confirm    the actor is there, and owns the words it was confirmed on, whatever the machine says
- reject     the actor is not there; words it was rejected on do not come back under another kind
- relink     what was tagged as one actor is another, on all its words
- add        these words are the actor
- second look  the tag stays, marked as open; a rejected one stays hidden

Retyping changes an actor, not a tag, and so does not appear here; an undone ruling is left out
before (`active`).
"""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from entities.anchoring import Anchor, Placed, follow, place

SUGGESTED = "suggested"
CONFIRMED = "confirmed"
REJECTED = "rejected"
SECOND_LOOK = "second look"

Span = tuple[int, int]

_STATUS_AFTER = {
    "confirm": CONFIRMED,
    "reject": REJECTED,
    "relink": CONFIRMED,
    "add": CONFIRMED,
    "span": CONFIRMED,
    "second look": SECOND_LOOK,
}


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One machine mention. `actor_name` is folded; scores run from 0 to 1.

    `known`: the actor is somebody of the knowledge file, not only a name. `held_back`: by what
    editors taught, it is not shown unless one says so.
    """

    actor: int
    actor_name: str
    start: int
    end: int
    how: str
    title: str
    step: str
    evidence: dict[str, str]
    confidence: float
    tag_confidence: float
    tag_salience: float
    known: bool = False
    held_back: bool = False


@dataclass(frozen=True, slots=True)
class Ruling:
    """One decision that still holds. `actor_name` is folded; `target` is set for a relink.

    `dropped`: words that are no longer the actor's. `known`: whom it claims words for is somebody
    of the knowledge file.
    """

    id: int
    verb: str
    actor: int
    actor_name: str
    target: int | None
    anchors: tuple[Anchor, ...]
    known: bool = False
    dropped: tuple[Anchor, ...] = ()


@dataclass(frozen=True, slots=True)
class Mark:
    """Words that stand for an actor: from a suggestion, from a ruling, or from both.

    `was`: the words that were decided on, if the text has changed them a little since.
    """

    start: int
    end: int
    suggestion: Suggestion | None
    ruling: int | None
    was: str = ""


@dataclass(frozen=True, slots=True)
class ResolvedTag:
    """An actor in the text. `marks` are in reading order and overlap with no mark of any tag."""

    actor: int
    status: str
    score: float
    salience: float
    marks: tuple[Mark, ...]
    ruling: int | None
    orphaned: bool
    held_back: bool = False


@dataclass(slots=True)
class _Board:
    """The state that rulings are played on: who owns which words, and what was said of whom."""

    text: str
    marks: dict[int, list[Mark]] = field(default_factory=dict)
    status: dict[int, tuple[str, int]] = field(default_factory=dict)
    names: dict[int, str] = field(default_factory=dict)

    def claim(self, actor: int, ruling: Ruling) -> None:
        """Give the anchored words to `actor`, taking them from whoever has them.

        Words that were changed since are only taken where nobody else is better entitled to them.
        """
        placed = [one for anchor in ruling.anchors if (one := follow(anchor, self.text))]
        spans = _apart((one.start, one.end) for one in placed if not one.was)
        was = {
            (one.start, one.end): one.was
            for one in placed
            if one.was and not self._is_anothers(one, actor, ruling.known, spans)
        }
        spans = _apart([*spans, *was])
        if not spans:
            return
        seen: dict[Span, Suggestion] = {}
        for owner, marks in self.marks.items():
            kept = []
            for mark in marks:
                if not _touches_any(mark, spans):
                    kept.append(mark)
                elif mark.suggestion:
                    seen[mark.start, mark.end] = mark.suggestion
            self.marks[owner] = kept
        claimed = [
            Mark(*span, suggestion=seen.get(span), ruling=ruling.id, was=was.get(span, ""))
            for span in spans
        ]
        self.marks.setdefault(actor, []).extend(claimed)

    def _is_anothers(self, placed: Placed, actor: int, known: bool, exact: Sequence[Span]) -> bool:
        """Whether words like the anchored ones are clearly somebody else, or stand there exactly.

        Somebody else: whom a decision on just these words gave them, or, where it is not only a
        name that was decided on, another whom the machine knows by these words.
        """
        span = [(placed.start, placed.end)]
        if _touches_any(Mark(placed.start, placed.end, None, None), exact):
            return True
        return any(
            (mark.ruling is not None and not mark.was)
            or (known and mark.suggestion is not None and mark.suggestion.known)
            for owner, marks in self.marks.items()
            if owner != actor
            for mark in marks
            if _touches_any(mark, span)
        )

    def drop(self, actor: int, anchors: Sequence[Anchor]) -> None:
        """Take the anchored words from `actor`; they are then nobody's."""
        placed = [one for anchor in anchors if (one := follow(anchor, self.text))]
        spans = _apart((one.start, one.end) for one in placed)
        marks = self.marks.get(actor, [])
        self.marks[actor] = [mark for mark in marks if not _touches_any(mark, spans)]

    def move(self, source: int, target: int, ruling: int) -> None:
        moved = [replace(mark, ruling=ruling) for mark in self.marks.pop(source, [])]
        self.marks.setdefault(target, []).extend(moved)


def resolve(
    text: str, suggestions: Sequence[Suggestion], rulings: Sequence[Ruling]
) -> tuple[ResolvedTag, ...]:
    """Return the tags of `text`, most salient first.

    `rulings` are the active ones, oldest first. Of overlapping suggestions the longer, then the
    earlier one is taken. Every actor that a ruling confirmed, rejected or marked has a tag
    even when none of its words are left; it is then `orphaned`.
    """
    board = _Board(text)
    for suggestion in _without_overlap(suggestions):
        board.names[suggestion.actor] = suggestion.actor_name
        board.marks.setdefault(suggestion.actor, []).append(
            Mark(suggestion.start, suggestion.end, suggestion, None)
        )
    for ruling in rulings:
        _play(board, ruling)
    tags = [
        _tag(board, actor)
        for actor in {**board.marks, **board.status}
        if board.marks.get(actor) or actor in board.status
    ]
    return tuple(sorted(tags, key=lambda tag: (-tag.salience, -len(tag.marks), tag.actor)))


def active(decisions: Sequence[tuple[int, int | None]]) -> set[int]:
    """Return the ids of the decisions that hold, of (id, id of what it undoes), oldest first.

    An undo that was itself undone has no effect.
    """
    undone: set[int] = set()
    holding: set[int] = set()
    for decision, undoes in reversed(decisions):
        if decision in undone:
            continue
        if undoes is None:
            holding.add(decision)
        else:
            undone.add(undoes)
    return holding


def _play(board: _Board, ruling: Ruling) -> None:
    if ruling.target is not None:  # a relink, by a constraint of the database
        board.move(ruling.actor, ruling.target, ruling.id)
        board.claim(ruling.target, ruling)
        board.status.pop(ruling.actor, None)
        board.status[ruling.target] = (CONFIRMED, ruling.id)
        return
    if ruling.verb == "reject":
        for namesake in _namesakes(board, ruling):
            board.move(namesake, ruling.actor, ruling.id)
    elif ruling.verb == "second look":
        if board.status.get(ruling.actor, (SUGGESTED,))[0] == REJECTED:
            # Left by an undo between the two: doubt alone does not bring it back before readers.
            return
        if not board.marks.get(ruling.actor):
            board.claim(ruling.actor, ruling)
    else:
        board.drop(ruling.actor, ruling.dropped)
        board.claim(ruling.actor, ruling)
    board.status[ruling.actor] = (_STATUS_AFTER[ruling.verb], ruling.id)


def _namesakes(board: _Board, ruling: Ruling) -> list[int]:
    """Actors of the same name that the machine sees in rejected words: the same mistake again."""
    spans = _apart(span for anchor in ruling.anchors if (span := place(anchor, board.text)))
    return [
        actor
        for actor, marks in board.marks.items()
        if actor != ruling.actor
        and actor not in board.status
        and board.names.get(actor) == ruling.actor_name
        and any(_touches_any(mark, spans) for mark in marks)
    ]


def _tag(board: _Board, actor: int) -> ResolvedTag:
    marks = tuple(sorted(board.marks.get(actor, []), key=lambda mark: mark.start))
    seen = [mark.suggestion for mark in marks if mark.suggestion]
    status, ruling = board.status.get(actor, (SUGGESTED, None))
    return ResolvedTag(
        actor=actor,
        status=status,
        score=max((s.tag_confidence for s in seen), default=1.0),
        salience=max((s.tag_salience for s in seen), default=0.0),
        marks=marks,
        ruling=ruling,
        orphaned=not marks and status != REJECTED,
        held_back=status == SUGGESTED and any(s.held_back for s in seen),
    )


def _without_overlap(suggestions: Sequence[Suggestion]) -> list[Suggestion]:
    kept: list[Suggestion] = []
    end = -1
    for one in sorted(suggestions, key=lambda s: (s.start, s.start - s.end)):
        if one.start >= end:
            kept.append(one)
            end = one.end
        elif one.end - one.start > kept[-1].end - kept[-1].start:
            kept[-1] = one
            end = one.end
    return kept


def _apart(spans: Iterable[Span]) -> list[Span]:
    """The spans in reading order, less those that overlap an earlier one."""
    kept: list[Span] = []
    for span in sorted(set(spans)):
        if not kept or kept[-1][1] <= span[0]:
            kept.append(span)
    return kept


def _touches_any(mark: Mark, spans: Sequence[Span]) -> bool:
    """Whether a mark shares a character with one of `spans`, which are apart and in order."""
    last = bisect_right(spans, mark.end - 1, key=lambda span: span[0]) - 1
    return last >= 0 and spans[last][1] > mark.start
