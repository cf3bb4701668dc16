"""Who an actor of the machine is, as the tags of the article stand.

The machine says "Mira Tolvan said it"; an editor may have relinked her words to somebody else,
given some of them to another actor, or said that she is not in the text. Pure: suggestions and tags
in, actors out, so that whoever shows a speaker or a side of a dealing says the same.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from entities.resolution import Mark, ResolvedTag, Suggestion


@dataclass(frozen=True, slots=True)
class _Words:
    """Words in which the machine saw an actor, and whose they are now."""

    start: int
    end: int
    owner: int


class Owners:
    """Answers for one article; build it once from all its suggestions and all its tags."""

    def __init__(self, suggestions: Iterable[Suggestion], tags: Sequence[ResolvedTag]) -> None:
        marks = sorted(
            ((mark, tag.actor) for tag in tags for mark in tag.marks), key=lambda one: one[0].start
        )
        self._public = {tag.actor for tag in tags if tag.is_public and tag.marks}
        self._marks = [mark for mark, _actor in marks]
        self._actors = [actor for _mark, actor in marks]
        self._words: dict[int, list[_Words]] = {}
        for seen in sorted(suggestions, key=lambda one: one.start):
            for at in _touching(self._marks, seen.start, seen.end):
                words = _Words(seen.start, seen.end, self._actors[at])
                self._words.setdefault(seen.actor, []).append(words)

    def of(self, actor: int, start: int, end: int) -> int | None:
        """Return whom readers see as `actor` of the machine at a span of the text, None for nobody.

        Whoever owns the words of the span in which the machine saw the actor; where it saw none,
        whoever owns its words in the whole text. Of several owners nobody is guessed at.
        """
        words = self._words.get(actor, [])
        if not words:  # a changed text has lost them all
            return actor if actor in self._public else None
        here = {one.owner for one in words if one.start < end and start < one.end}
        owners = here or {one.owner for one in words}
        if actor in owners and actor in self._public:
            return actor
        owner = owners.pop() if len(owners) == 1 else None
        return owner if owner in self._public else None

    def named(self, start: int, end: int) -> set[int]:
        """Return the actors whom readers see marked in a span."""
        return {self._actors[at] for at in _touching(self._marks, start, end)} & self._public


def _touching(marks: Sequence[Mark], start: int, end: int) -> range:
    """The indexes of the marks that share a character with a span; they are apart and in order."""
    first = bisect_right(marks, start, key=lambda mark: mark.end)
    return range(first, bisect_left(marks, end, key=lambda mark: mark.start))
