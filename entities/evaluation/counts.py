"""Precision, recall and F1 of one figure."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Count:
    """How many were `right` of those `found`, and of those `wanted`; counts of texts add up."""

    right: int = 0
    found: int = 0
    wanted: int = 0

    def __add__(self, other: Count) -> Count:
        return Count(self.right + other.right, self.found + other.found, self.wanted + other.wanted)

    @property
    def precision(self) -> float | None:
        """The share of the found that is right; None when nothing was found."""
        return self.right / self.found if self.found else None

    @property
    def recall(self) -> float | None:
        """The share of the wanted that was found right; None when nothing was wanted."""
        return self.right / self.wanted if self.wanted else None

    @property
    def f1(self) -> float | None:
        """The harmonic mean of the two; None when nothing was found and nothing wanted."""
        both = self.found + self.wanted
        return 2 * self.right / both if both else None


def share(right: int, of: int) -> Count:
    """A figure with one number, as the share of links that are right."""
    return Count(right, of, of)


Figures = dict[str, Count]


def total(parts: list[Figures]) -> Figures:
    """The figures of several texts as those of one, in the order in which they first appear."""
    sums: Figures = {}
    for figures in parts:
        for name, count in figures.items():
            sums[name] = sums.get(name, Count()) + count
    return sums
