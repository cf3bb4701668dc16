"""Scores that are probabilities: `python -m training.calibrate FOLDER --texts TEXTS`.

Fits slope and offset of a span's log-odds to whether the span is right, on the development split,
which the model of FOLDER must not have seen; prints them and a table, and writes them with --write
to `ner.json` of the folder to ship (Platt, Probabilistic outputs, 1999).
"""

import argparse
import json
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from entities.extraction.minilm import MiniLmNames, calibrated

from . import evaluate

STEPS = 2_000
EDGES = (0.0, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1.01)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--texts", type=Path, required=True)
    parser.add_argument("--write", type=Path)
    arguments = parser.parse_args()
    scores, right = outcomes(MiniLmNames(arguments.folder), arguments.texts)
    slope, offset = fitted(scores, right)
    print(f"slope {slope:.3f} offset {offset:.3f}")
    for line in table(np.array([calibrated(one, slope, offset) for one in scores]), right):
        print(line)
    if arguments.write:
        path = arguments.write / "ner.json"
        settings = json.loads(path.read_text(encoding="utf-8"))
        settings["calibration"] = [round(slope, 3), round(offset, 3)]
        path.write_text(json.dumps(settings) + "\n", encoding="utf-8")


def outcomes(model: MiniLmNames, texts: Path) -> tuple[list[float], NDArray[np.float64]]:
    """The score of every name found in the development split, and 1 where it is right."""
    scores: list[float] = []
    right: list[bool] = []
    for document in evaluate.held_out(texts):
        text, gold = evaluate.laid_out(document)
        for span in model.find(text):
            scores.append(span.score)
            right.append((span.start, span.end, span.kind) in gold)
    return scores, np.array(right, dtype=float)


def fitted(scores: list[float], right: NDArray[np.float64]) -> tuple[float, float]:
    """Slope and offset with the greatest likelihood, by Newton's steps."""
    clipped = np.clip(scores, 1e-4, 1 - 1e-4)
    odds = np.log(clipped / (1 - clipped))
    features = np.stack([odds, np.ones_like(odds)], axis=1)
    values = np.array([1.0, 0.0])
    for _ in range(STEPS):
        chance = 1 / (1 + np.exp(-features @ values))
        slope = features.T @ (right - chance)
        curve = (features * (chance * (1 - chance))[:, None]).T @ features
        step = np.linalg.solve(curve + 1e-6 * np.eye(2), slope)
        values = values + step
        if np.abs(step).max() < 1e-6:
            break
    return float(values[0]), float(values[1])


def table(chances: NDArray[np.float64], right: NDArray[np.float64]) -> Iterator[str]:
    for low, high in pairwise(EDGES):
        inside = (chances >= low) & (chances < high)
        if inside.any():
            yield (
                f"{low:4.2f}-{min(high, 1.0):4.2f} {inside.sum():6d} names, said "
                f"{chances[inside].mean():.3f}, right {right[inside].mean():.3f}"
            )


if __name__ == "__main__":
    main()
