"""What editors have taught, as two steps of the pipeline: names to look for, and who is meant.

A lesson says of a name what editors decided on it, how often, and where it holds. It never changes
a human decision, only what is suggested next; whatever it changes says so in its evidence.
"""

import datetime
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from .consistency import merged
from .draft import Document, Draft, Group, Span
from .findings import Kind
from .habits import Habits
from .knowledge import Entry, normalise
from .scoring import actor_key
from .words import by_first_word, indexed_occurrences

# The keys under which evidence of this stands.
TAUGHT, SAID, HELD = "taught", "read as", "held back"
# A name that an editor added in one article is looked for in others, less surely than there.
ADDED = 0.85
# How sure a link is that editors made as often as they could.
LINKED = 0.95


@dataclass(frozen=True, slots=True)
class TaughtActor:
    """Whom a lesson means: an actor of the archive, by the key under which it is found again."""

    key: str
    name: str
    kind: Kind
    wikidata: str | None = None
    description: str = ""
    # What the knowledge file calls whoever the editors gave this name.
    role: str = ""


# Of two lessons that contradict each other the higher holds: how narrow, by an editor, how new.
Rank = tuple[int, int, int]
LOWEST: Rank = (0, 0, 0)


@dataclass(frozen=True, slots=True)
class Lesson:
    """What holds for a name or an actor, and why; `source` and `year` narrow where.

    `to` is whom it means, `None` nobody that is known. With `stop` it is not suggested; `never` are
    the keys of an actor that it does not mean.
    """

    why: str
    to: TaughtActor | None = None
    stop: bool = False
    never: frozenset[str] = frozenset()
    source: str = ""
    year: int = 0
    rank: Rank = LOWEST

    def holds(self, source: str, date: datetime.date | None) -> bool:
        """Whether the lesson is for articles of this source and day."""
        return (not self.source or self.source == source) and (
            not self.year or (date is not None and date.year == self.year)
        )


@dataclass(frozen=True, slots=True)
class Memory:
    """Everything editors taught. Of several lessons for one name the first that holds is taken.

    Learnt: `actors` by the extractor's key, `names` by the normalised name of an actor without a
    row, `kinds` what the desk calls our kinds, `stopped` actors and names that are not suggested.
    `said` is what editors said of words, by the words normalised; `known` are names to look for,
    as written.
    """

    actors: Mapping[str, tuple[Lesson, ...]] = field(default_factory=dict)
    names: Mapping[str, tuple[Lesson, ...]] = field(default_factory=dict)
    said: Mapping[str, tuple[Lesson, ...]] = field(default_factory=dict)
    known: Mapping[str, tuple[Lesson, ...]] = field(default_factory=dict)
    kinds: Mapping[Kind, tuple[Kind, str]] = field(default_factory=dict)
    settled: frozenset[str] = frozenset()
    stopped: Mapping[str, tuple[Lesson, ...]] = field(default_factory=dict)
    roles: Mapping[str, str] = field(default_factory=dict)
    habits: Habits | None = None
    known_by_word: Mapping[str, list[str]] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "known_by_word", by_first_word(self.known))


def find_taught(document: Document, draft: Draft) -> Draft:
    """Finds names that editors added elsewhere, also where the model saw a part of one."""
    if document.memory is None or not document.memory.known:
        return draft
    known = document.memory.known
    found = []
    for start, end, name in indexed_occurrences(
        document.text, document.memory.known_by_word, *draft.body
    ):
        lesson = _holding(document, known[name])
        if lesson is None or lesson.to is None:
            continue
        kind = lesson.to.kind
        broad: Kind = "place" if kind == "country" else kind
        found.append(
            Span(start, end, broad, "name", "taught name", ADDED, {TAUGHT: "added before"})
        )
    if not found:
        return draft
    # The longer of two stays: a model's name is not cut down to a part of it.
    kept = [span for span in found if not _is_part(span, draft.spans)]
    return replace(draft, spans=merged(kept, draft.spans))


def apply_taught(document: Document, draft: Draft) -> Draft:
    """Gives each group the actor, the kind and the silence that editors taught for it."""
    memory = document.memory
    if memory is None:
        return draft
    groups = [
        _silenced(document, memory, *_taught(document, memory, group)) for group in draft.groups
    ]
    return replace(draft, groups=_joined(groups))


def _taught(document: Document, memory: Memory, group: Group) -> tuple[Group, Lesson | None]:
    """The group as what was taught has it, and the lesson that says so, if one does."""
    said = _said(document, memory, group)
    lesson = _chosen(said, _learnt(document, memory, group))
    key = actor_key(group)
    barred = next((one for one in said if key in one.never), None)
    if barred and group.entry and (lesson is None or lesson.rank < barred.rank or lesson.stop):
        group = _parted(document, group, key, barred)
        lesson = lesson or _chosen(said, _learnt(document, memory, group))
        key = actor_key(group)
    if lesson and lesson.to:
        if (lesson.to.key, lesson.to.kind) != (key, group.kind):
            group = _as(group, lesson.to, key, lesson.why)
    elif key not in memory.settled and group.kind in memory.kinds:
        kind, why = memory.kinds[group.kind]
        entry = group.entry and replace(group.entry, kind=kind)
        group = _because(replace(group, kind=kind, entry=entry), key, why)
    return group, lesson


def _learnt(document: Document, memory: Memory, group: Group) -> Lesson | None:
    lesson = _holding(document, memory.actors.get(actor_key(group), ()))
    if lesson is None and group.entry is None:
        lesson = _holding(document, memory.names.get(normalise(group.name), ()))
    return lesson


def _said(document: Document, memory: Memory, group: Group) -> list[Lesson]:
    """What editors said of the words of a group and holds here, the highest first."""
    if not memory.said:
        return []
    lessons = (one for words in _words(document, group) for one in memory.said.get(words, ()))
    here = (one for one in lessons if one.holds(document.source, document.date))
    return sorted(here, key=lambda one: one.rank, reverse=True)


def _words(document: Document, group: Group) -> set[str]:
    """The fullest names that the text has for a group, normalised.

    Where "Frank Kelley" stands, what is said of "Kelley" alone does not hold of him.
    """
    spans = [span for span in group.spans if span.how == "name"] or group.spans
    names = {normalise(document.text[span.start : span.end]) for span in spans}
    most = max(len(name.split()) for name in names)
    return {name for name in names if len(name.split()) == most}


def _chosen(said: Iterable[Lesson], learnt: Lesson | None) -> Lesson | None:
    """Of what is said and what was learnt the highest that says who, or nobody.

    A lesson is passed over where a higher one says that just this actor is never meant.
    """
    never: set[str] = set()
    lessons = [*said, *([learnt] if learnt else [])]
    for lesson in sorted(lessons, key=lambda one: one.rank, reverse=True):
        if lesson.never:
            never |= lesson.never
        elif lesson.to is None or lesson.to.key not in never:
            return lesson
    return None


def _parted(document: Document, group: Group, key: str, lesson: Lesson) -> Group:
    """A link that an editor forbade for these words is taken off: somebody of that name alone."""
    words = Counter(document.text[span.start : span.end] for span in group.spans)
    name = " ".join(words.most_common(1)[0][0].split())
    return _because(replace(group, name=name, entry=None, link=1.0), key, lesson.why)


def _silenced(document: Document, memory: Memory, group: Group, by: Lesson | None) -> Group:
    """The group, held back if what was said of it, or learnt and not outranked, has it so."""
    stop = by if by and by.stop else None
    for name in (actor_key(group), normalise(group.name)):
        stop = stop or _holding(document, memory.stopped.get(name, ()))
    if stop is None or (by and stop.rank < by.rank):
        return group
    spans = tuple(replace(span, evidence={**span.evidence, HELD: stop.why}) for span in group.spans)
    return replace(group, spans=spans)


def _holding(document: Document, lessons: Iterable[Lesson]) -> Lesson | None:
    holding = (one for one in lessons if one.holds(document.source, document.date))
    return next(holding, None)


def _as(group: Group, to: TaughtActor, key: str, why: str) -> Group:
    """The group as the taught actor, who keeps the post and country of the row it was."""
    was = group.entry or Entry(to.key, to.wikidata, to.name, to.kind, to.role)
    entry = replace(
        was,
        key=to.key,
        wikidata=to.wikidata,
        name=to.name,
        kind=to.kind,
        description=to.description or was.description,
    )
    group = replace(group, kind=to.kind, name=to.name, entry=entry, link=LINKED)
    return _because(group, key, why)


def _because(group: Group, key: str, why: str) -> Group:
    spans = tuple(
        replace(span, kind=group.kind, evidence={SAID: key, **span.evidence, TAUGHT: why})
        for span in group.spans
    )
    return replace(group, spans=spans)


def _joined(groups: Iterable[Group]) -> tuple[Group, ...]:
    by_key: dict[str, list[Group]] = {}
    for group in groups:
        by_key.setdefault(actor_key(group), []).append(group)
    joined = []
    for same in by_key.values():
        spans = tuple(sorted((s for g in same for s in g.spans), key=lambda span: span.start))
        joined.append(replace(max(same, key=lambda group: group.link), spans=spans))
    return tuple(sorted(joined, key=lambda group: group.spans[0].start))


def _is_part(span: Span, others: Iterable[Span]) -> bool:
    return any(one.start <= span.start and span.end <= one.end for one in others)
