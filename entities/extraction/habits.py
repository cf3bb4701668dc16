"""Which suggestions a desk takes: a small model of its decisions, explained and easily overruled.

A logistic regression over what a suggestion looks like, held to the machine's own confidence by a
prior, so that a few decisions change next to nothing; then, for an actor that was decided on, as
much more or less likely as it was taken more or less often than its looks had said. What falls
below a limit is held back: kept, not shown.
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

# Fewer decisions, or fewer rejections among them, tell nothing of a habit.
LEAST_DECISIONS, LEAST_REJECTIONS = 60, 12
# How far a weight may go from what the machine believes, in standard deviations.
SPREAD = 1.0
# So many decisions more that an actor was taken, and left, as its looks say: one of ten is little.
AS_IT_LOOKS = 1.0
# Nothing more likely right than not is held back.
MOST_LIMIT = 0.5
_ROLES = (
    *("country", "capital", "city", "region", "site", "leader", "minister", "official"),
    *("international body", "armed force", "armed group", "ministry", "media", "party"),
    "seat of power",
)
_KINDS = ("person", "organisation", "country", "place")
FEATURES = (
    *("bias", "sure", *_KINDS, *(f"role {role}" for role in _ROLES), "in the knowledge file"),
    *("only a nationality", "only a stand-in", "with a title", "one word"),
    *("often", "salient", "in the first lines", "late", "most salient", "among the first three"),
)
_STEPS, _NEAR = 40, 1e-6
_LEAST = 1e-9


@dataclass(frozen=True, slots=True)
class Look:
    """What a suggestion looks like; `rank` counts from 0, the most salient first."""

    key: str
    kind: str
    role: str
    confidence: float
    salience: float
    hows: Mapping[str, int]
    titled: bool
    one_word: bool
    first: float
    leads: bool
    rank: int
    local: bool


class Past(NamedTuple):
    """What became of the suggestions of an actor, and how often its looks let one expect it."""

    taken: int
    decided: int
    expected: float


UNKNOWN = Past(0, 0, 0.0)


@dataclass(frozen=True, slots=True)
class Habits:
    """The fitted habits: a weight a feature, the limit, and what became of known actors."""

    weights: tuple[float, ...]
    limit: float
    decisions: int
    seen: Mapping[str, Past] = field(default_factory=dict)

    def likely(self, looks: Sequence[Look]) -> list[float]:
        """How likely the desk takes each suggestion."""
        if not looks:
            return []
        model = _sigmoid(features(looks) @ np.array(self.weights))
        return [
            _with_past(float(p), self.seen.get(look.key, UNKNOWN))
            for p, look in zip(model, looks, strict=True)
        ]

    def held_back(self, looks: Sequence[Look]) -> dict[str, str]:
        """Why the suggestions below the limit are held back, by the key of the actor."""
        return {
            look.key: self._why(look, likely)
            for look, likely in zip(looks, self.likely(looks), strict=True)
            if likely < self.limit
        }

    def _why(self, look: Look, likely: float) -> str:
        known = self.seen.get(look.key, UNKNOWN)
        past = f"editors took it {known.taken} of {known.decided} times; " if known.decided else ""
        named = dict(zip(FEATURES, self.weights, strict=True))
        values = dict(zip(FEATURES, features([look])[0], strict=True))
        against = sorted(
            (name for name in FEATURES[2:] if named[name] * values[name] < -0.1),
            key=lambda name: named[name] * values[name],
        )
        reasons = f", as it is: {', '.join(against[:3])}" if against else ""
        return (
            f"{past}the desk takes about {round(100 * likely)} % of such tags{reasons} "
            f"({self.decisions:,} decisions)"
        )


def features(looks: Sequence[Look]) -> NDArray[np.float64]:
    """The features of suggestions, a row each, in the order of FEATURES."""
    return np.array([_row(look) for look in looks], dtype=np.float64)


def _row(look: Look) -> list[float]:
    hows = Counter(look.hows)
    count = sum(hows.values())
    sure = min(max(look.confidence, 0.02), 0.98)
    return [
        1.0,
        math.log(sure / (1 - sure)),
        *(float(look.kind == kind) for kind in _KINDS),
        *(float(look.role == role) for role in _ROLES),
        float(not look.local),
        float(hows["adjective"] == count),
        float(hows["name"] + hows["adjective"] == 0),
        float(look.titled),
        float(look.one_word),
        math.log(count),
        2 * look.salience - 1,
        float(look.leads),
        look.first,
        float(look.rank == 0),
        float(look.rank < 3),
    ]


def fit(looks: Sequence[Look], taken: Sequence[bool], missed: int) -> Habits | None:
    """The habits that decisions show; None when they are too few to tell.

    `missed` is how many tags had to be added: they count among what the desk wants.
    """
    refused = len(taken) - sum(taken)
    if len(taken) < LEAST_DECISIONS or refused < LEAST_REJECTIONS:
        return None
    rows, wanted = features(looks), np.array(taken, dtype=np.float64)
    weights = _fitted(rows, wanted)
    model = _sigmoid(rows @ weights)
    past: dict[str, Past] = {}
    for look, yes, p in zip(looks, taken, model, strict=True):
        had = past.get(look.key, UNKNOWN)
        past[look.key] = Past(had.taken + yes, had.decided + 1, had.expected + float(p))
    # What would have been said of each without having seen it.
    before = [
        _with_past(float(p), Past(had.taken - yes, had.decided - 1, had.expected - float(p)))
        for look, yes, p in zip(looks, taken, model, strict=True)
        for had in [past[look.key]]
    ]
    limit = min(MOST_LIMIT, _best_f1(before, taken, missed) / 2)
    return Habits(tuple(float(w) for w in weights), limit, len(taken), past)


def _fitted(rows: NDArray[np.float64], wanted: NDArray[np.float64]) -> NDArray[np.float64]:
    """Newton's method for the likeliest weights under a normal prior around the machine's view."""
    prior = np.zeros(rows.shape[1])
    prior[FEATURES.index("sure")] = 1.0
    weights = prior.copy()
    value = _loss(rows, wanted, weights, prior)
    for _ in range(_STEPS):
        p = _sigmoid(rows @ weights)
        gradient = rows.T @ (wanted - p) - (weights - prior) / SPREAD**2
        curvature = (rows * (p * (1 - p))[:, None]).T @ rows + np.eye(len(prior)) / SPREAD**2
        step = np.linalg.solve(curvature, gradient)
        # Where the machine is very sure and wrong, a whole step goes far beyond the aim.
        while (new := _loss(rows, wanted, weights + step, prior)) > value:
            step = step / 2
            if np.abs(step).max() < _NEAR:
                return weights
        weights, value = weights + step, new
        if np.abs(step).max() < _NEAR:
            break
    return weights


def _loss(
    rows: NDArray[np.float64],
    wanted: NDArray[np.float64],
    weights: NDArray[np.float64],
    prior: NDArray[np.float64],
) -> float:
    """How unlikely the decisions are under these weights, and these under the prior."""
    score = rows @ weights
    unlikely = np.logaddexp(0.0, score) - wanted * score
    return float(unlikely.sum() + ((weights - prior) ** 2).sum() / (2 * SPREAD**2))


def _best_f1(likely: Iterable[float], taken: Sequence[bool], missed: int) -> float:
    """The best F1 that any limit would have had: half of it is the best limit (Lipton, 2014)."""
    total = sum(taken) + missed
    right = best = 0.0
    ranked = sorted(zip(likely, taken, strict=True), key=lambda pair: -pair[0])
    for kept, (_p, yes) in enumerate(ranked, start=1):
        right += yes
        best = max(best, 2 * right / (kept + total))
    return best


def _with_past(model: float, past: Past) -> float:
    """How likely by the looks, moved by as much as the past was beyond what looks had said."""
    left, unexpected = past.decided - past.taken, past.decided - past.expected
    odds = model / max(1 - model, _LEAST)
    odds *= (past.taken + AS_IT_LOOKS) / (past.expected + AS_IT_LOOKS)
    odds *= (unexpected + AS_IT_LOOKS) / (left + AS_IT_LOOKS)
    return odds / (1 + odds)


def _sigmoid(x: NDArray[np.float64]) -> NDArray[np.float64]:
    return 1.0 / (1.0 + np.exp(-np.clip(x, -30, 30)))
