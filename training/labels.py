"""Our own labels of the newswire set: its sentences read by hand, the wrong ones written down."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent / "labels"
KINDS = {"P": "PER", "O": "ORG", "L": "LOC"}


@dataclass(frozen=True, slots=True)
class Corrections:
    """For the number of a sentence all its names in order, or None where it cannot be judged."""

    names: dict[int, tuple[tuple[str, tuple[str, ...]], ...] | None]

    def tags(
        self, number: int, words: tuple[str, ...], tags: tuple[str, ...]
    ) -> tuple[str, ...] | None:
        """The right tags of a sentence; None where it is to be dropped."""
        if number not in self.names:
            return tags
        names = self.names[number]
        return None if names is None else tagged(words, names)


def read_corrections(folder: Path = FOLDER) -> Corrections:
    names: dict[int, tuple[tuple[str, tuple[str, ...]], ...] | None] = {}
    for path in sorted(folder.glob("*.tsv")):
        names.update(parsed(path.read_text(encoding="utf-8").splitlines()))
    return Corrections(names)


def parsed(
    lines: Iterable[str],
) -> dict[int, tuple[tuple[str, tuple[str, ...]], ...] | None]:
    """Lines of `number<TAB>K name | K name`; `-` says no name, `?` that none can be judged."""
    found: dict[int, tuple[tuple[str, tuple[str, ...]], ...] | None] = {}
    for line in lines:
        if not line.strip():
            continue
        number, rest = line.rstrip("\n").split("\t")
        if rest == "?":
            found[int(number)] = None
        elif rest == "-":
            found[int(number)] = ()
        else:
            names = (name.partition(" ") for name in rest.split(" | "))
            found[int(number)] = tuple((KINDS[k], tuple(name.split(" "))) for k, _, name in names)
    return found


def tagged(words: tuple[str, ...], names: Iterable[tuple[str, tuple[str, ...]]]) -> tuple[str, ...]:
    """BIO tags of `words` with `names` found in order; raises ValueError where one is not there."""
    tags = ["O"] * len(words)
    at = 0
    for kind, name in names:
        size = len(name)
        while at + size <= len(words) and words[at : at + size] != name:
            at += 1
        if at + size > len(words):
            raise ValueError(f"{' '.join(name)!r} is not in {' '.join(words)!r}")
        tags[at : at + size] = [f"B-{kind}", *[f"I-{kind}"] * (size - 1)]
        at += size
    return tuple(tags)
