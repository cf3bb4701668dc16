"""A group of spans while it is being filled, and the name it goes by."""

from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass, field

from .draft import Group, Span
from .titles import STYLES


@dataclass(slots=True)
class Cluster:
    """A group while it is being filled."""

    spans: list[Span] = field(default_factory=list)
    words: tuple[str, ...] = ()
    # Where it is named in full, in order, and where it was last met under its surname alone.
    fulls: list[int] = field(default_factory=list)
    latest: int = -1
    titles: set[str] = field(default_factory=set)
    # What relative of another person of that surname: "wife", "father"; else "".
    kin: str = ""

    def distance(self, at: int) -> tuple[bool, int]:
        """How far before `at` it was last named; one only named later comes after all others."""
        index = bisect_left(self.fulls, at)
        before = max(self.latest, self.fulls[index - 1] if index else -1)
        return (False, at - before) if before >= 0 else (True, self.fulls[0] - at)


def fullest_name(text: str, spans: list[Span]) -> str:
    """The surface with the most words, then the commonest, then the earliest."""
    counts = Counter(span.called or _styled(text, span) for span in spans)
    first = {name: -at for at, name in enumerate(counts)}
    return max(
        counts, key=lambda name: (min(len(name.split()), 5), counts[name], len(name), first[name])
    )


def _styled(text: str, span: Span) -> str:
    """The surface, with its style where a name of one word needs it: "Queen Elizabeth"."""
    surface = surface_of(text, span)
    if span.kind == "person" and span.title and " " not in surface:
        style = span.title.split()[-1]
        if style.casefold() in STYLES:
            return f"{style} {surface}"
    return surface


def group_of(text: str, cluster: Cluster) -> Group:
    """The finished group: spans in order, of the kind of the first."""
    spans = sorted(cluster.spans, key=lambda span: span.start)
    return Group(spans[0].kind, fullest_name(text, spans), tuple(spans))


def surface_of(text: str, span: Span) -> str:
    """The words of a span, with single spaces."""
    return " ".join(text[span.start : span.end].split())
