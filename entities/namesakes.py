"""How likely two actors are one, by their names and the company they keep. Pure.

Names come first: the same, an initial for a first name, a part of a name, an acronym, a spelling
that differs a little. What else is known then speaks for or against it. Two Wikidata ids are two
actors for whoever made them, and are never suggested.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

PERSON = "person"
# How far a likeness of names alone goes; 1 would be certain.
SAME, INITIAL, PART, ACRONYM, SPELT, SURNAME = 0.85, 0.7, 0.7, 0.6, 0.55, 0.4
# What the rest adds and takes away.
COMPANY, TITLE, NO_YEARS, TOGETHER = 0.2, 0.1, 0.15, 0.35
# Below this nobody would look at it: a surname alone with nothing that speaks for it.
LEAST = 0.45
# Edits, of 100: "netanyahu" and "netanjahu" 89, "tolvan" and "tolman" 83.
LEAST_ALIKE = 86
MOST_NAMES = 12
LEAST_ACRONYM = 3

_SMALL = frozenset(
    ("of", "the", "and", "for", "in", "on", "to", "de", "la", "le", "du", "des", "et")
)
_TOKEN = re.compile(r"[\w'’-]+")


@dataclass(frozen=True, slots=True)
class Known:
    """What is compared of an actor. Names are folded, its own comes first."""

    kind: str
    names: tuple[str, ...]
    wikidata: str | None
    years: frozenset[int]
    company: frozenset[int]
    titles: frozenset[str]


@dataclass(frozen=True, slots=True)
class Likeness:
    """`score` runs from 0 to 1; `why` says in words what speaks for it and against it."""

    score: float
    why: tuple[str, ...]


def likeness_of_names(one: Known, other: Known) -> Likeness | None:
    """Return how alike two actors are by name alone; None when they are not, or cannot be one."""
    if one.kind != other.kind or (one.wikidata and other.wikidata):
        return None
    found = [
        (first, alike)
        for first in one.names[:MOST_NAMES]
        for second in other.names[:MOST_NAMES]
        if (alike := _alike(first, second, one.kind))
    ]
    # A short form of two names may be many people's, such as a surname.
    short = one.names[:1] != other.names[:1]
    weak = Likeness(SURNAME, ("both are called by one word",))
    alikes = [
        weak if short and alike.score == SAME and " " not in form else alike
        for form, alike in found
    ]
    return max(alikes, key=lambda alike: alike.score, default=None)


def weighed(names: Likeness, one: Known, other: Known, together: int) -> Likeness | None:
    """Return the likeness with all that is known; None when too little speaks for it.

    `together` is the number of articles in which both stand, under different words.
    """
    score, why = names.score, list(names.why)
    if shared := one.company & other.company:
        score += COMPANY * len(shared) / min(len(one.company), len(other.company))
        actors = "actor is" if len(shared) == 1 else "actors are"
        why.append(f"{len(shared)} {actors} often named with both")
    if titles := one.titles & other.titles:
        score += TITLE
        why.append(f"both are called {min(titles)}")
    if one.years and other.years and not one.years & other.years:
        score -= NO_YEARS
        why.append("no year has articles of both")
    if together:
        score -= TOGETHER
        articles = "article has" if together == 1 else "articles have"
        why.append(f"but {together:,} {articles} both, under different words")
    score = round(min(1.0, score), 3)
    return Likeness(score, tuple(why)) if score >= LEAST else None


def initials(name: str) -> str:
    """The acronym of a folded name, without its small words."""
    return "".join(word[0] for word in _TOKEN.findall(name) if word not in _SMALL)


def _alike(one: str, other: str, kind: str) -> Likeness | None:
    if one == other:
        return Likeness(SAME, ("the same name",))
    first, second = sorted((one, other), key=len)
    may_be_acronym = len(first) >= LEAST_ACRONYM and " " not in first and " " in second
    if may_be_acronym and first == initials(second):
        return Likeness(ACRONYM, (f"“{first}” are the initials of “{second}”",))
    if kind == PERSON:
        return _persons(_TOKEN.findall(first), _TOKEN.findall(second))
    if fuzz.ratio(first, second) >= LEAST_ALIKE:
        return Likeness(SPELT, ("names spelt alike",))
    return None


def _persons(first: Sequence[str], second: Sequence[str]) -> Likeness | None:
    short, long = sorted((first, second), key=len)
    if not short:
        return None
    if short[-1] != long[-1]:
        return _spelt(short, long)
    if len(short) == 1:
        return Likeness(SURNAME, ("the same surname",)) if len(long) > 1 else None
    rest = list(long[:-1])
    by_initial = False
    for word in short[:-1]:
        at = next((n for n, theirs in enumerate(rest) if _fits(word, theirs)), None)
        if at is None:
            return _spelt(short, long)
        by_initial |= rest[at] != word
        rest = rest[at + 1 :]
    if by_initial:
        return Likeness(INITIAL, ("an initial for a first name",))
    return Likeness(PART, ("one name is a part of the other",))


def _fits(word: str, other: str) -> bool:
    return word == other or (1 in (len(word), len(other)) and word[0] == other[0])


def _spelt(short: Sequence[str], long: Sequence[str]) -> Likeness | None:
    """Names of as many words, each spelt a little otherwise: another way of writing them."""
    if len(short) != len(long) or len(short) < 2:
        return None
    if any(one[0] != other[0] for one, other in zip(short, long, strict=True)):
        return None
    if fuzz.ratio(" ".join(short), " ".join(long)) >= LEAST_ALIKE:
        return Likeness(SPELT, ("names spelt alike",))
    return None
