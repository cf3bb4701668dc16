"""Exact F1 of a model folder on the development split: `python -m training.evaluate FOLDER…`.

Goes through `MiniLmNames`, the code that runs in the archive, on each document as one text.
"""

import argparse
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from entities.extraction.minilm import KINDS, MiniLmNames

from . import data

Found = set[tuple[int, int, str]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", type=Path, nargs="+")
    parser.add_argument("--texts", type=Path, required=True)
    arguments = parser.parse_args()
    documents = held_out(arguments.texts)
    for folder in arguments.folders:
        print(folder)
        for line in table(MiniLmNames(folder), documents):
            print("  ", line)


def held_out(texts: Path) -> list[data.Document]:
    found = data.read_all(texts, dict.fromkeys(("gum", "uner", "wikigold", "gmb"), 1.0))
    return [one for one in found if data.is_held_out(one)]


def table(model: MiniLmNames, documents: list[data.Document]) -> Iterator[str]:
    """Lines of figures: one a set, one a kind, and the mean of the sets."""
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for document in documents:
        text, gold = laid_out(document)
        found = {(span.start, span.end, span.kind) for span in model.find(text)}
        for key in (document.source, *KINDS.values()):
            of_kind = key in KINDS.values()
            wanted = {one for one in gold if not of_kind or one[2] == key}
            given = {one for one in found if not of_kind or one[2] == key}
            counts[key][0] += len(wanted & given)
            counts[key][1] += len(given)
            counts[key][2] += len(wanted)
    sets = [key for key in counts if key not in KINDS.values()]
    for key, (right, given, wanted) in counts.items():
        precision, recall = 100 * right / max(given, 1), 100 * right / max(wanted, 1)
        yield f"{key:14} P {precision:5.1f} R {recall:5.1f} F {f1(right, given, wanted):5.1f}"
    yield f"mean of sets   F {sum(f1(*counts[key]) for key in sets) / len(sets):5.2f}"


def f1(right: int, given: int, wanted: int) -> float:
    return 200 * right / (given + wanted) if given + wanted else 0.0


def laid_out(document: data.Document) -> tuple[str, Found]:
    """A document as one text, a sentence a line, with the places of its names."""
    text = ""
    gold: Found = set()
    for sentence in document.sentences:
        begins: list[int] = []
        for word in sentence.words:
            begins.append(len(text))
            text += word + " "
        for start, end, kind in data.spans(sentence.tags):
            last = begins[end - 1] + len(sentence.words[end - 1])
            gold.add((begins[start], last, KINDS[kind]))
        text = text.rstrip(" ") + "\n"
    return text, gold


if __name__ == "__main__":
    main()
