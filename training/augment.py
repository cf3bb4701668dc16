"""Small changes of the training sentences, made anew in every pass.

Shouted and headline lines, because feeds have them; and people renamed after people of the
project's own knowledge file, because the texts are mostly Western and the archives are not.
"""

import gzip
import json
import random
from collections.abc import Iterable, Iterator
from pathlib import Path

from .data import Sentence, spans

KNOWLEDGE = Path(__file__).parents[1] / "entities" / "extraction" / "knowledge.json.gz"

# Shares of sentences: small, so that the texts stay what they are.
SHOUTED = 0.04
HEADLINE = 0.03
SHOUTED_PLACE = 0.05
# Share of stretches in which a full name is given to someone else.
RENAMED = 0.15
# Neighbouring sentences in which one new name stands for one old.
STRETCH = 6


def people_names(path: Path = KNOWLEDGE) -> list[str]:
    """Two and three word names of the people in the knowledge file."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        entries = json.load(file)["entries"]
    names = {entry[2] for entry in entries if entry[3] == "person"}
    return sorted(name for name in names if 2 <= len(name.split()) <= 3)


def augmented(
    sentences: tuple[Sentence, ...], rng: random.Random, names: list[str]
) -> Iterator[Sentence]:
    for at in range(0, len(sentences), STRETCH):
        stretch = sentences[at : at + STRETCH]
        renaming = renamings(stretch, rng, names) if rng.random() < RENAMED else {}
        for sentence in stretch:
            yield recased(renamed(sentence, renaming), rng)


def renamings(
    stretch: Iterable[Sentence], rng: random.Random, names: list[str]
) -> dict[tuple[str, ...], tuple[str, ...]]:
    """New names for the full names of a stretch, and the new surnames for their surnames."""
    found: dict[tuple[str, ...], tuple[str, ...]] = {}
    for sentence in stretch:
        for start, end, kind in spans(sentence.tags):
            old = sentence.words[start:end]
            if kind == "PER" and len(old) in (2, 3) and old not in found and names:
                new = tuple(rng.choice(names).split())
                found[old] = new
                found[old[-1:]] = new[-1:]
    return found


def renamed(sentence: Sentence, renaming: dict[tuple[str, ...], tuple[str, ...]]) -> Sentence:
    if not renaming:
        return sentence
    words: list[str] = []
    tags: list[str] = []
    at = 0
    for start, end, kind in spans(sentence.tags):
        words += sentence.words[at:start]
        tags += sentence.tags[at:start]
        name = sentence.words[start:end]
        if kind == "PER":
            name = renaming.get(name, name)
        words += name
        tags += [f"B-{kind}", *[f"I-{kind}"] * (len(name) - 1)]
        at = end
    return Sentence((*words, *sentence.words[at:]), (*tags, *sentence.tags[at:]))


def recased(sentence: Sentence, rng: random.Random) -> Sentence:
    draw = rng.random()
    if draw < SHOUTED:
        return Sentence(tuple(word.upper() for word in sentence.words), sentence.tags)
    if draw < SHOUTED + HEADLINE:
        words = tuple(word[:1].upper() + word[1:] for word in sentence.words)
        return Sentence(words, sentence.tags)
    if draw < SHOUTED + HEADLINE + SHOUTED_PLACE and sentence.tags[:1] == ("B-LOC",):
        size = spans(sentence.tags)[0][1]
        words = (*(word.upper() for word in sentence.words[:size]), *sentence.words[size:])
        return Sentence(words, sentence.tags)
    return sentence
