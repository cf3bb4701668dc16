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


@dataclass(frozen=True, slots=True)
class Lesson:
    """What holds for a name or an actor, and why; `source` and `year` narrow where.

    `to` is whom it means, `None` nobody that is known. With `stop` it is not suggested.
    """

    why: str
    to: TaughtActor | None = None
    stop: bool = False
    source: str = ""
    year: int = 0

    def holds(self, source: str, date: datetime.date | None) -> bool:
        """Whether the lesson is for articles of this source and day."""
        return (not self.source or self.source == source) and (
            not self.year or (date is not None and date.year == self.year)
        )


@dataclass(frozen=True, slots=True)
class Memory:
    """Everything editors taught. Of several lessons for one name the first that holds is taken.

    `actors` are by the extractor's key, `names` by the normalised name of an actor without a row,
    `apart` holds (words, key) of links that are never made, `known` names as written, `kinds` what
    the desk calls our kinds, `stopped` actors and names that are not suggested.
    """

    actors: Mapping[str, tuple[Lesson, ...]] = field(default_factory=dict)
    names: Mapping[str, tuple[Lesson, ...]] = field(default_factory=dict)
    apart: Mapping[tuple[str, str], Lesson] = field(default_factory=dict)
    known: Mapping[str, Kind] = field(default_factory=dict)
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
        kind = known[name]
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
        _silenced(document, memory, _taught(document, memory, group)) for group in draft.groups
    ]
    return replace(draft, groups=_joined(groups))


def _taught(document: Document, memory: Memory, group: Group) -> Group:
    key = actor_key(group)
    if group.entry and memory.apart:
        group = _parted(document, memory, group, key)
        key = actor_key(group)
    lesson = _holding(document, memory.actors.get(key, ()))
    if lesson is None and group.entry is None:
        lesson = _holding(document, memory.names.get(normalise(group.name), ()))
    if lesson and lesson.to and (lesson.to.key, lesson.to.kind) != (key, group.kind):
        return _as(group, lesson.to, key, lesson.why)
    if key not in memory.settled and group.kind in memory.kinds:
        kind, why = memory.kinds[group.kind]
        entry = group.entry and replace(group.entry, kind=kind)
        return _because(replace(group, kind=kind, entry=entry), key, why)
    return group


def _parted(document: Document, memory: Memory, group: Group, key: str) -> Group:
    """A link that an editor forbade for these words is taken off: somebody of that name alone."""
    words = Counter(document.text[span.start : span.end] for span in group.spans)
    name = " ".join(words.most_common(1)[0][0].split())
    lesson = memory.apart.get((normalise(name), key))
    if lesson is None or not lesson.holds(document.source, document.date):
        return group
    return _because(replace(group, name=name, entry=None, link=1.0), key, lesson.why)


def _silenced(document: Document, memory: Memory, group: Group) -> Group:
    if not memory.stopped:
        return group
    for name in (actor_key(group), normalise(group.name)):
        if lesson := _holding(document, memory.stopped.get(name, ())):
            spans = tuple(
                replace(span, evidence={**span.evidence, HELD: lesson.why}) for span in group.spans
            )
            return replace(group, spans=spans)
    return group


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
        replace(span, kind=group.kind, evidence={**span.evidence, TAUGHT: why, SAID: key})
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
