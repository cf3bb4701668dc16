"""The door behind which a name model sits: text in, scored stretches out.

Any object with a `find` like this can be given to `extract()` in `Config.names`; the shipped one
is `minilm.MiniLmNames`.
"""

from dataclasses import dataclass
from typing import Protocol

from .findings import Kind


@dataclass(frozen=True, slots=True)
class NameSpan:
    """A name found by a model: code-point offsets, its kind and how sure the model is (0 to 1)."""

    start: int
    end: int
    kind: Kind
    score: float


class NameFinder(Protocol):
    """Finds the names in a text, in order and without overlaps."""

    name: str

    def find(self, text: str) -> list[NameSpan]:
        """The names in `text`; countries come back as places, knowledge tells them apart later."""
        ...
