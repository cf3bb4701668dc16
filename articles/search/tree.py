"""A query as a tree, and the tree spelled as a query again.

`spell` and `language.parse` are each other's inverse: what a page says it has read can be typed.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

# What can stand bare behind the colon of a field.
_BARE = re.compile(r"[^\W_](?:[\w.-]*[^\W_])?")
OPERATORS = ("OR", "AND", "NOT")


class How(StrEnum):
    """How words are looked up."""

    STEM = "stem"  # in any form
    EXACT = "exact"  # as they stand
    PREFIX = "prefix"  # as the beginning of a word
    FUZZY = "fuzzy"  # with words spelt alike


@dataclass(frozen=True, slots=True)
class Words:
    """A word or, when `quoted`, words in order; with `near`, in any order so many places apart."""

    text: str
    how: How = How.STEM
    quoted: bool = False
    near: int = 0
    headline: bool = False


@dataclass(frozen=True, slots=True)
class Term:
    """What an article must be beside its words: its source, its date."""

    field: str
    value: str


@dataclass(frozen=True, slots=True)
class Not:
    part: "Node"


@dataclass(frozen=True, slots=True)
class And:
    parts: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Or:
    parts: tuple["Node", ...]


Leaf = Words | Term
Node = Leaf | Not | And | Or
# Their values are dates and numbers, not words.
DATE_FIELDS = ("date", "before", "after", "day")


def joined(kind: type[And] | type[Or], parts: Iterable[Node | None]) -> Node | None:
    """The parts as one: none is nothing, one is itself, and what holds its like takes it in."""
    flat: list[Node] = []
    for part in parts:
        if isinstance(part, kind):
            flat += part.parts
        elif part is not None:
            flat.append(part)
    if len(flat) < 2:
        return flat[0] if flat else None
    return kind(tuple(flat))


def negated(part: Node | None) -> Node | None:
    if part is None:
        return None
    return part.part if isinstance(part, Not) else Not(part)


def changed(node: Node, change: Callable[[Leaf], Node | None]) -> Node | None:
    """The tree with every leaf replaced, or left out where `change` returns None."""
    match node:
        case Not(part):
            return negated(changed(part, change))
        case And(parts) | Or(parts):
            return joined(type(node), [changed(part, change) for part in parts])
        case _:
            return change(node)


def leaves(node: Node | None, *, wanted: bool = False) -> Iterator[Leaf]:
    """The leaves from left to right; `wanted`: without those that must not occur."""
    match node:
        case None:
            return
        case Not(part):
            if not wanted:
                yield from leaves(part)
        case And(parts) | Or(parts):
            for part in parts:
                yield from leaves(part, wanted=wanted)
        case _:
            yield node


def holds_or(node: Node | None) -> bool:
    match node:
        case Or():
            return True
        case And(parts):
            return any(map(holds_or, parts))
        case Not(part):
            return holds_or(part)
        case _:
            return False


def without(node: Node | None, word: str) -> str:
    """The query without a word, and without phrases that hold it; empty when nothing is left."""

    def change(leaf: Leaf) -> Node | None:
        if isinstance(leaf, Words) and word in (spell(leaf), leaf.text, *leaf.text.split()):
            return None
        return leaf

    rest = changed(node, change) if node else None
    return spell(rest) if rest else ""


def spell(node: Node) -> str:
    match node:
        case Words():
            return _spell_words(node)
        case Term(field, value):
            bare = field in DATE_FIELDS or (_BARE.fullmatch(value) and value not in OPERATORS)
            return f"{field}:{value}" if bare else f'{field}:"{value}"'
        case Not(part):
            return f"-{_within(part)}"
        case And(parts):
            return " ".join(map(_within, parts))
        case Or(parts):
            return " OR ".join(map(_within, parts))


def _within(part: Node) -> str:
    return f"({spell(part)})" if isinstance(part, And | Or) else spell(part)


def _spell_words(words: Words) -> str:
    text = f'"{words.text}"' if words.quoted else words.text
    text += f"~{words.near}" if words.near else ""
    text = {How.EXACT: f"={text}", How.PREFIX: f"{text}*", How.FUZZY: f"~{text}"}.get(
        words.how, text
    )
    return f"headline:{text}" if words.headline else text
