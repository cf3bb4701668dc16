"""The shipped name model: a six-layer transformer run by onnxruntime, see models/names-minilm.

A text goes through in windows, so memory does not grow with its length: each window is cut into
word pieces, the pieces into chunks that end where sentences end, and the chunks go through the
model in batches of like length. The model card says what the inputs mean.
"""

import json
import math
import os
import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from tokenizers import Tokenizer

from .findings import Kind
from .names import NameSpan

FOLDER = Path(__file__).parent / "models" / "names-minilm"

# Characters a window: some 60 chunks, enough to fill batches of like length, small enough that a
# million words need no more memory than one report.
WINDOW = 30_000
# Chunks a batch: 16 keeps one core busy; larger ones gained nothing measurable.
BATCH = 16
CLS, SEP = 101, 102
KINDS: dict[str, Kind] = {"PER": "person", "ORG": "organisation", "LOC": "place"}
LOWER, TITLE, UPPER, MIXED, SINGLE, DIGIT, PUNCTUATION, SPECIAL = range(8)

_SENTENCE_END = re.compile(r"[.!?…][\"'”’)\]]*\s+(?=[\"'“‘(\[]*[A-Z0-9])")
_SURROGATE = re.compile(r"[\ud800-\udfff]")
# One to three initials right before a name; not the end of "Plan B. Castellane".
_INITIALS = re.compile(r"(?<![\w.'’-])(?:[A-Z]\.[ -]?){1,3}\Z")
_AFTER_CAPITAL = re.compile(r"[A-Z][\w'’-]*\.? \Z")
_LINE_END = re.compile(r"\n\s*")


class MiniLmNames:
    """A `NameFinder`; opens the model at its first use in each process, so it survives a fork."""

    name = "names-minilm"

    def __init__(self, folder: Path = FOLDER) -> None:
        self.folder = folder
        self._opened: tuple[int, _Model] | None = None

    def find(self, text: str) -> list[NameSpan]:
        """The names in `text`, in order."""
        model = self._model()
        # Half of a surrogate pair is no character, but may come in from broken JSON.
        text = _SURROGATE.sub("\ufffd", text)
        found: list[NameSpan] = []
        for start, end in windows(text):
            found.extend(
                NameSpan(start + span.start, start + span.end, span.kind, span.score)
                for span in model.find(text[start:end])
            )
        return with_initials(text, found)

    def _model(self) -> "_Model":
        # onnxruntime's threads do not survive a fork, so a model is only good in its own process.
        if self._opened is None or self._opened[0] != os.getpid():
            self._opened = (os.getpid(), _Model(self.folder))
        return self._opened[1]


class _Model:
    def __init__(self, folder: Path) -> None:
        settings = json.loads((folder / "ner.json").read_text(encoding="utf-8"))
        self.labels: list[str] = settings["labels"]
        self.max_pieces: int = settings["max_pieces"]
        # Slope and offset on the log-odds of a span's score that make it a probability; a model
        # that was never calibrated keeps its scores.
        self.slope, self.offset = settings.get("calibration", (1.0, 0.0))
        self.tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self.tokenizer.no_truncation()
        self.tokenizer.no_padding()
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        self.session = onnxruntime.InferenceSession(
            str(folder / "model.int8.onnx"), options, providers=["CPUExecutionProvider"]
        )
        prefixes = [label.partition("-")[0] for label in self.labels]
        self.begins = np.array([prefix == "B" for prefix in prefixes])
        self.outside = self.labels.index("O")
        self.kinds = list(KINDS)
        self.columns = [
            [index for index, label in enumerate(self.labels) if label.endswith("-" + kind)]
            for kind in self.kinds
        ]

    def find(self, text: str) -> list[NameSpan]:
        encoding = self.tokenizer.encode(text, add_special_tokens=False)
        offsets: list[tuple[int, int]] = encoding.offsets
        words: list[int | None] = encoding.word_ids
        if not offsets:
            return []
        first = [i for i, word in enumerate(words) if i == 0 or word != words[i - 1]]
        bounds = [*first[1:], len(words)]
        cases = np.empty(len(words), dtype=np.int64)
        for begin, end in zip(first, bounds, strict=True):
            cases[begin:end] = case_class(text[offsets[begin][0] : offsets[end - 1][1]])
        chunks = cut_chunks(text, offsets, first, self.max_pieces)
        logits = self._logits(np.array(encoding.ids, dtype=np.int64), cases, chunks)
        return self._decode(text, offsets, first, bounds, logits)

    def _logits(
        self, ids: NDArray[np.int64], cases: NDArray[np.int64], chunks: list[tuple[int, int]]
    ) -> NDArray[np.float32]:
        """The scores of every piece, chunk by chunk of like length so that little is padding."""
        logits = np.zeros((len(ids), len(self.labels)), dtype=np.float32)
        by_length = sorted(chunks, key=lambda chunk: chunk[1] - chunk[0])
        for at in range(0, len(by_length), BATCH):
            batch = by_length[at : at + BATCH]
            width = max(end - start for start, end in batch) + 2
            input_ids = np.zeros((len(batch), width), dtype=np.int64)
            mask = np.zeros((len(batch), width), dtype=np.int64)
            case_ids = np.full((len(batch), width), SPECIAL, dtype=np.int64)
            for row, (start, end) in enumerate(batch):
                length = end - start
                input_ids[row, 0] = CLS
                input_ids[row, 1 : length + 1] = ids[start:end]
                input_ids[row, length + 1] = SEP
                case_ids[row, 1 : length + 1] = cases[start:end]
                mask[row, : length + 2] = 1
            inputs = {"input_ids": input_ids, "attention_mask": mask, "case_ids": case_ids}
            output: Any = self.session.run(["logits"], inputs)[0]
            for row, (start, end) in enumerate(batch):
                logits[start:end] = output[row, 1 : end - start + 1]
        return logits

    def _decode(
        self,
        text: str,
        offsets: list[tuple[int, int]],
        first: list[int],
        bounds: list[int],
        logits: NDArray[np.float32],
    ) -> list[NameSpan]:
        """Spans of words whose first piece is labelled B or I; the kind with the largest sum."""
        scores = logits[first]
        scores = np.exp(scores - scores.max(axis=1, keepdims=True))
        scores /= scores.sum(axis=1, keepdims=True)
        best = scores.argmax(axis=1)
        inside = best != self.outside
        starts = self.begins[best]
        by_kind = np.stack([scores[:, columns].sum(axis=1) for columns in self.columns], axis=1)
        found: list[NameSpan] = []
        word, count = 0, len(first)
        while word < count:
            if not inside[word]:
                word += 1
                continue
            end = word + 1
            while end < count and inside[end] and not starts[end]:
                end += 1
            start_at, end_at = offsets[first[word]][0], offsets[bounds[end - 1] - 1][1]
            sums = by_kind[word:end].sum(axis=0)
            kind = int(sums.argmax())
            surface = text[start_at:end_at]
            if any(char.isalpha() for char in surface):
                score = calibrated(float(sums[kind]) / (end - word), self.slope, self.offset)
                found.append(NameSpan(start_at, end_at, KINDS[self.kinds[kind]], score))
            word = end
        return found


def with_initials(text: str, found: list[NameSpan]) -> list[NameSpan]:
    """Puts initials back before people, "M." before "Castellane": the model was taught few."""
    kept: list[NameSpan] = []
    for span in found:
        # A name may come cut inside its initials: ". K. Marten".
        begin = span.start
        while begin < span.end and text[begin] in ". ":
            begin += 1
        match = _INITIALS.search(text[max(0, begin - 12) : begin])
        if span.kind == "person" and match:
            start = begin - len(match.group())
            while kept and kept[-1].start >= start:
                kept.pop()
            free = not kept or kept[-1].end <= start
            if free and not _AFTER_CAPITAL.search(text[max(0, start - 30) : start]):
                span = NameSpan(start, span.end, span.kind, span.score)
        kept.append(span)
    return kept


def calibrated(score: float, slope: float, offset: float) -> float:
    """The probability that a span of this score is right, kind and both ends."""
    score = min(max(score, 1e-4), 1 - 1e-4)
    return 1 / (1 + math.exp(-(slope * math.log(score / (1 - score)) + offset)))


@lru_cache(maxsize=50_000)
def case_class(word: str) -> int:
    """The case class of a whole word, one of the eight the model was trained with."""
    letters = [char for char in word if char.isalpha()]
    if not letters:
        return DIGIT if any(char.isdigit() for char in word) else PUNCTUATION
    capitals = sum(char.isupper() for char in letters)
    if not capitals:
        return LOWER
    if len(letters) == 1:
        return SINGLE
    if capitals == len(letters):
        return UPPER
    if capitals == 1 and letters[0].isupper():
        return TITLE
    return MIXED


def windows(text: str) -> Iterator[tuple[int, int]]:
    """Stretches of about WINDOW characters that end at a line end, a sentence end or a space."""
    start = 0
    while len(text) - start > WINDOW:
        limit = start + WINDOW
        cut = text.rfind("\n", start + WINDOW // 2, limit) + 1
        if not cut:
            cut = text.rfind(". ", start + WINDOW // 2, limit) + 1
        if not cut:
            cut = text.rfind(" ", start + 1, limit) + 1
        cut = cut or limit
        yield start, cut
        start = cut
    if start < len(text):
        yield start, len(text)


def cut_chunks(
    text: str, offsets: list[tuple[int, int]], first: list[int], limit: int
) -> list[tuple[int, int]]:
    """Whole sentences packed into chunks of at most `limit` pieces; a longer one is cut in words.

    `first` holds the index of the first piece of every word.
    """
    breaks = sorted(
        {match.end() for match in _SENTENCE_END.finditer(text)}
        | {match.end() for match in _LINE_END.finditer(text)}
    )
    ends: list[int] = []
    at = 0
    for piece in first[1:]:
        begin = offsets[piece][0]
        if at < len(breaks) and breaks[at] <= begin:
            ends.append(piece)
            while at < len(breaks) and breaks[at] <= begin:
                at += 1
    ends.append(len(offsets))
    chunks: list[tuple[int, int]] = []
    start = last = 0
    for end in ends:
        if end - start > limit and last > start:
            chunks.append((start, last))
            start = last
        while end - start > limit:
            # A sentence too long for one chunk is cut between words, or inside a monstrous word.
            cut = first[bisect_right(first, start + limit) - 1]
            cut = cut if cut > start else start + limit
            chunks.append((start, cut))
            start = cut
        last = end
    if start < len(offsets):
        chunks.append((start, len(offsets)))
    return chunks
