"""Documents as the model sees them: units of word pieces with case classes, labels and weights."""

import random
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from entities.extraction.minilm import CLS, SEP, SPECIAL, case_class

from .augment import augmented
from .data import Document, Sentence

LABELS = ["O", "B-PER", "I-PER", "B-ORG", "I-ORG", "B-LOC", "I-LOC"]
IGNORED = -100
# Pieces a unit, as at run time less the two special ones.
LIMIT = 126


@dataclass(frozen=True, slots=True)
class Unit:
    """Consecutive sentences that fit one window of the model."""

    ids: list[int]
    cases: list[int]
    labels: list[int]
    weight: float


@dataclass(frozen=True, slots=True)
class Batch:
    ids: NDArray[np.int64]
    mask: NDArray[np.int64]
    cases: NDArray[np.int64]
    labels: NDArray[np.int64]
    weights: NDArray[np.float32]


def units(
    documents: list[Document], tokenizer: Tokenizer, rng: random.Random, names: list[str]
) -> list[Unit]:
    """One pass over the documents, cut anew each time, with some sentences changed (`augment`)."""
    found: list[Unit] = []
    for document in documents:
        pack = _Pack(document.weight)
        # Sometimes a short window: at run time a text may be one line.
        limit = rng.choice((126, 126, 126, 96, 48))
        for sentence in augmented(document.sentences, rng, names):
            ids, cases, labels = encoded(sentence, tokenizer)
            for start in range(0, len(ids), LIMIT):
                stop = start + LIMIT
                size = len(ids[start:stop])
                if pack.ids and len(pack.ids) + size > limit:
                    found.append(pack.unit())
                    pack = _Pack(document.weight)
                    limit = rng.choice((126, 126, 126, 96, 48))
                pack.add(ids[start:stop], cases[start:stop], labels[start:stop])
        if pack.ids:
            found.append(pack.unit())
    return found


def encoded(sentence: Sentence, tokenizer: Tokenizer) -> tuple[list[int], list[int], list[int]]:
    """The pieces of a sentence, the case of their words, and a label on every word's first piece.

    A word here is one of the tokenizer ("U.S." is four), as at run time.
    """
    text = " ".join(sentence.words)
    owner: list[int] = []
    for at, word in enumerate(sentence.words):
        owner.extend([at] * (len(word) + 1))
    encoding = tokenizer.encode(text, add_special_tokens=False)
    ids, cases, labels = list(encoding.ids), [], []
    previous_word, previous_token = None, None
    ends: dict[int, int] = {}
    for (_, end), word in zip(encoding.offsets, encoding.word_ids, strict=True):
        ends[word] = end
    case = SPECIAL
    for (start, _), word in zip(encoding.offsets, encoding.word_ids, strict=True):
        if word == previous_word:
            cases.append(case)
            labels.append(IGNORED)
            continue
        case = case_class(text[start : ends[word]])
        token = owner[start]
        tag = sentence.tags[token]
        if token == previous_token and tag.startswith("B-"):
            tag = "I-" + tag[2:]
        cases.append(case)
        labels.append(LABELS.index(tag))
        previous_word, previous_token = word, token
    return ids, cases, labels


def batches(found: list[Unit], size: int, rng: random.Random) -> Iterator[Batch]:
    """Shuffled batches of units of like length, so that little is padding."""
    order = list(range(len(found)))
    rng.shuffle(order)
    pool = size * 16
    cut: list[list[Unit]] = []
    for at in range(0, len(order), pool):
        chosen = sorted(order[at : at + pool], key=lambda index: len(found[index].ids))
        cut.extend([found[i] for i in chosen[b : b + size]] for b in range(0, len(chosen), size))
    rng.shuffle(cut)
    for chosen_units in cut:
        yield _batch(chosen_units)


def _batch(chosen: list[Unit]) -> Batch:
    width = max(len(unit.ids) for unit in chosen) + 2
    shape = (len(chosen), width)
    ids = np.zeros(shape, dtype=np.int64)
    mask = np.zeros(shape, dtype=np.int64)
    cases = np.full(shape, SPECIAL, dtype=np.int64)
    labels = np.full(shape, IGNORED, dtype=np.int64)
    for row, unit in enumerate(chosen):
        end = len(unit.ids) + 1
        ids[row, 0], ids[row, end] = CLS, SEP
        ids[row, 1:end] = unit.ids
        cases[row, 1:end] = unit.cases
        labels[row, 1:end] = unit.labels
        mask[row, : end + 1] = 1
    weights = np.array([unit.weight for unit in chosen], dtype=np.float32)
    return Batch(ids, mask, cases, labels, weights)


class _Pack:
    def __init__(self, weight: float) -> None:
        self.ids: list[int] = []
        self.cases: list[int] = []
        self.labels: list[int] = []
        self.weight = weight

    def add(self, ids: list[int], cases: list[int], labels: list[int]) -> None:
        self.ids += ids
        self.cases += cases
        self.labels += labels

    def unit(self) -> Unit:
        return Unit(self.ids, self.cases, self.labels, self.weight)
