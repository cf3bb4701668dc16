"""A story as the quotes step reads it: quoted words hidden, mentions and sentences at hand."""

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field

from .draft import Document, Draft, Group, Span
from .quotation import Stretch
from .words import sentence_end

# Stands for each character of quoted words, so that no pattern matches in them.
HIDDEN = "\ufffc"
# Quoted words this few are part of the sentence around them: the “green” minister.
FEW = 3
_BREAK = re.compile(r"[.!?…][\"'”’)\]]*\s+|\n\s*")


@dataclass(frozen=True, slots=True)
class Named:
    """A mention that can be somebody speaking, with the place of its group in the draft."""

    start: int
    end: int
    group: int
    span: Span


@dataclass(slots=True)
class Story:
    """What is known of a story; the last lines are filled while its quotes are read in order."""

    document: Document
    groups: tuple[Group, ...]
    told: str
    named: list[Named]
    breaks: list[int]
    # The group of the office of a person, by the name of that person.
    offices: dict[str, int]
    speaker: int | None = None
    spoke_at: int = -1
    issuers: dict[str, int] = field(default_factory=dict)
    # Where letters, statements and the like are named, by kind, once it was asked.
    documents: dict[str, list[tuple[int, int]]] = field(default_factory=dict)
    # Who issued the document that is named at a place, as far as it was asked.
    issued: dict[int, tuple[int | None, str]] = field(default_factory=dict)

    def sentence_start(self, at: int) -> int:
        """Where the sentence that holds `at` starts."""
        index = bisect_right(self.breaks, at)
        return self.breaks[index - 1] if index else 0

    def sentence_before(self, at: int) -> tuple[int, int] | None:
        """The sentence before the one that holds `at`."""
        index = bisect_right(self.breaks, at) - 1
        return (self.breaks[index - 1], self.breaks[index]) if index > 0 else None

    def next_break(self, at: int) -> int | None:
        """Where the next sentence starts after `at`."""
        index = bisect_right(self.breaks, at)
        return self.breaks[index] if index < len(self.breaks) else None

    def breaks_between(self, start: int, end: int) -> int:
        """How many sentences start after `start` and up to `end`."""
        return bisect_right(self.breaks, end) - bisect_right(self.breaks, start)

    def ending_at(self, at: int) -> Named | None:
        """The mention that ends right at `at`, outside quoted words."""
        index = bisect_left(self.named, at, key=lambda named: named.start)
        for named in reversed(self.named[max(0, index - 3) : index]):
            if named.end == at and self.told[named.start] != HIDDEN:
                return named
        return None

    def within(self, start: int, end: int) -> list[Named]:
        """The mentions outside quoted words that lie in a stretch, in order."""
        low = bisect_left(self.named, start, key=lambda named: named.start)
        high = bisect_left(self.named, end, key=lambda named: named.start)
        return [
            named
            for named in self.named[low:high]
            if named.end <= end and self.told[named.start] != HIDDEN
        ]


def read_story(document: Document, draft: Draft, stretches: list[Stretch]) -> Story:
    """The story of a draft whose groups are final."""
    named = [
        Named(span.start, span.end, at, span)
        for at, group in enumerate(draft.groups)
        for span in group.spans
        if span.how != "adjective"
    ]
    # Of "Netanyahu’s office" and "Netanyahu", which start together, the longer one comes last.
    named.sort(key=lambda one: (one.start, one.end))
    start, end = draft.body
    parts, at = [], 0
    for stretch in stretches:
        if len(stretch.inner(document.text).split()) <= FEW:
            continue
        parts.append(document.text[at : stretch.start])
        parts.append(HIDDEN * (stretch.end - stretch.start))
        at = stretch.end
    told = "".join((*parts, document.text[at:]))
    breaks = [start]
    for match in _BREAK.finditer(document.text, start, end):
        if sentence_end(document.text, match.start()) and _new_sentence(document.text, told, match):
            breaks.append(match.end())
    offices = {
        owner: at
        for at, group in enumerate(draft.groups)
        for span in group.spans
        if (owner := span.evidence.get("office of"))
    }
    return Story(document, draft.groups, told, named, breaks, offices)


def _new_sentence(text: str, told: str, match: re.Match[str]) -> bool:
    """Whether a sentence starts after a full stop: not in a quote, nor in “Why?” she asked."""
    if "\n" in match.group():
        return True
    if match.end() < len(text) and text[match.end()].islower():
        return False
    return told[match.start()] != HIDDEN or told[match.end() - 1] != HIDDEN
