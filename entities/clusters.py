"""Groups of articles that are alike, by who is in them, when, where and in which words.

Pure and deterministic: contexts in, groups out, the same for the same articles in any order.
Features weigh by how rare they are among the articles (what all have in common tells nobody
apart); an article joins the group that it is most like by the cosine, or begins one; then each is
put where it fits best, so that the order in which they came does not matter.
"""

import hashlib
import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

# Enough to choose from by eye; whatever fits none of them well goes to the likeliest.
MOST_GROUPS = 8
# Likeness of two reports about one person of a beat reaches 0.2, of two namesakes seldom 0.1: seen
# on made pairs of the demo archive (docs/decisions/0023-merging-actors.md).
LEAST_ALIKE = 0.12
ROUNDS = 3
# How much each kind of feature tells. Titles hardly ever are two people's.
WEIGHTS = {"title": 3.0, "with": 2.0, "year": 1.0, "source": 1.0, "word": 0.7}
# Years on both sides of one are nearly as telling as the year itself.
PERIOD = 3
LEAST_LETTERS = 5
MOST_TOLD = 4

_WORD = re.compile(rf"[^\W\d_]{{{LEAST_LETTERS},}}")

Feature = tuple[str, object]
Vector = dict[Feature, float]


@dataclass(frozen=True, slots=True)
class Context:
    """What tells one bearer of a name from another in an article."""

    article: int
    year: int | None
    source: str
    titles: frozenset[str]
    company: frozenset[int]
    words: str


@dataclass(frozen=True, slots=True)
class Group:
    """Articles that are alike, newest first as they came in, and what is typical of them."""

    articles: tuple[int, ...]
    first_year: int | None
    last_year: int | None
    titles: tuple[str, ...]
    company: tuple[int, ...]
    sources: tuple[str, ...]
    words: tuple[str, ...]

    @property
    def name(self) -> str:
        """Another one for other articles, so that what was seen is what is moved."""
        return hashlib.sha256(repr(self.articles).encode()).hexdigest()[:16]


def grouped(contexts: Iterable[Context]) -> list[Group]:
    """Return the groups, the largest first."""
    ordered = sorted(contexts, key=lambda one: one.article)
    features = [_features(one) for one in ordered]
    frequency = Counter(feature for one in features for feature in one)
    vectors = [_weighed(one, frequency, len(ordered)) for one in features]
    centres = _centres(vectors)
    of = [0] * len(vectors)
    for _ in range(ROUNDS):
        of = [_nearest(vector, centres)[0] for vector in vectors]
        centres = [
            _mean([vector for vector, at in zip(vectors, of, strict=True) if at == number])
            for number in range(len(centres))
        ]
    groups = [
        _group([one for one, at in zip(ordered, of, strict=True) if at == number], centre)
        for number, centre in enumerate(centres)
        if number in of
    ]
    return sorted(groups, key=lambda group: (-len(group.articles), group.articles))


def _features(one: Context) -> set[Feature]:
    found: set[Feature] = {("source", one.source)}
    if one.year is not None:
        found |= {("year", year) for year in range(one.year - PERIOD, one.year + PERIOD + 1)}
    found |= {("title", title) for title in one.titles}
    found |= {("with", other) for other in one.company}
    return found | {("word", word) for word in _WORD.findall(one.words.casefold())}


def _weighed(features: set[Feature], frequency: Counter[Feature], count: int) -> Vector:
    """A vector of length 1; what is in all articles or only in this one weighs nothing."""
    weighed = {
        feature: WEIGHTS[feature[0]] * math.log((count + 1) / frequency[feature])
        for feature in features
        if frequency[feature] > 1
    }
    return _unit(weighed)


def _centres(vectors: Sequence[Vector]) -> list[Vector]:
    """Where groups begin: each vector joins the nearest, or begins one while there is room."""
    sums: list[Vector] = []
    centres: list[Vector] = []
    for vector in vectors:
        at, likeness = _nearest(vector, centres)
        if (not centres or likeness < LEAST_ALIKE) and len(centres) < MOST_GROUPS:
            sums.append(dict(vector))
            centres.append(vector)
            continue
        for feature, weight in vector.items():
            sums[at][feature] = sums[at].get(feature, 0.0) + weight
        centres[at] = _unit(sums[at])
    return centres


def _nearest(vector: Vector, centres: Sequence[Vector]) -> tuple[int, float]:
    best, most = 0, -1.0
    for number, centre in enumerate(centres):
        likeness = sum(weight * centre.get(feature, 0.0) for feature, weight in vector.items())
        if likeness > most:
            best, most = number, likeness
    return best, most


def _mean(vectors: Sequence[Vector]) -> Vector:
    total: Vector = {}
    for vector in vectors:
        for feature, weight in vector.items():
            total[feature] = total.get(feature, 0.0) + weight
    return _unit(total)


def _unit(vector: Vector) -> Vector:
    length = math.sqrt(sum(weight * weight for weight in vector.values()))
    return {feature: weight / length for feature, weight in vector.items()} if length else {}


def _group(members: Sequence[Context], centre: Vector) -> Group:
    years = [one.year for one in members if one.year is not None]
    return Group(
        articles=tuple(one.article for one in reversed(members)),
        first_year=min(years, default=None),
        last_year=max(years, default=None),
        titles=tuple(map(str, _typical(centre, "title"))),
        company=tuple(one for one in _typical(centre, "with") if isinstance(one, int)),
        sources=tuple(map(str, _typical(centre, "source"))),
        words=tuple(map(str, _typical(centre, "word"))),
    )


def _typical(centre: Vector, kind: str) -> list[object]:
    """The features of a kind that weigh most in a group."""
    found = [(-weight, str(name), name) for (one, name), weight in centre.items() if one == kind]
    return [name for _weight, _text, name in sorted(found, key=lambda row: row[:2])[:MOST_TOLD]]
