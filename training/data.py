"""The training texts: documents of sentences of words with BIO tags, read from their files.

The files are not part of the repository (README.md names their sources and licences); what they
hold is `{"id", "sentences": [{"words", "tags"}]}` a line, or CoNLL-like columns for English-EWT.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from .labels import Corrections, read_corrections

TAGS = {"person": "PER", "organisation": "ORG", "place": "LOC"}
# Sentences of a corrected newswire file that are kept together: neighbours tell one story.
STORY = 100

# Words before a person's name that English-EWT puts inside it and our scheme outside.
TITLES = frozenset(
    (
        *("mr", "mrs", "ms", "dr", "prof", "president", "shaikh", "sheikh", "sen", "senator"),
        *("gen", "general", "col", "colonel", "lt", "capt", "captain", "sgt", "rep", "gov"),
        *("governor", "king", "queen", "prince", "sir", "ayatollah", "minister", "secretary"),
        *("judge", "pope"),
    )
)


@dataclass(frozen=True, slots=True)
class Sentence:
    words: tuple[str, ...]
    tags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """One text: its set, its sentences and how much its words count in the loss."""

    source: str
    number: int
    sentences: tuple[Sentence, ...]
    weight: float = 1.0


def read_all(folder: Path, weights: dict[str, float], ewt: Path | None = None) -> list[Document]:
    """Every document of the sets that `weights` names, each with the weight of its set."""
    documents: list[Document] = []
    for source, weight in weights.items():
        if source == "ewt":
            found = list(read_ewt(ewt)) if ewt else []
        elif source == "gmb":
            found = list(read_newswire(folder / "names-gmb.jsonl", read_corrections()))
        else:
            found = list(read_set(source, folder / f"names-{source}.jsonl"))
        documents.extend(replace(one, weight=one.weight * weight) for one in found)
    return documents


def read_set(source: str, path: Path) -> Iterator[Document]:
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines):
            sentences = json.loads(line)["sentences"]
            yield Document(
                source,
                number,
                tuple(
                    Sentence(tuple(one["words"]), tuple(_short(tag) for tag in one["tags"]))
                    for one in sentences
                ),
            )


def read_newswire(path: Path, corrections: Corrections) -> Iterator[Document]:
    """The newswire sentences with our own corrections, in documents of `STORY` neighbours."""
    sentences: list[Sentence] = []
    first = 0
    for one in read_set("gmb", path):
        if one.number % STORY == 0 and sentences:
            yield Document("gmb", first // STORY, tuple(sentences))
            sentences = []
        if not sentences:
            first = one.number
        (sentence,) = one.sentences
        tags = corrections.tags(one.number, sentence.words, sentence.tags)
        if tags is not None:
            sentences.append(Sentence(sentence.words, tags))
    yield Document("gmb", first // STORY, tuple(sentences))


def read_ewt(path: Path) -> Iterator[Document]:
    """The news-like half of English-EWT: weblogs, newsgroups and e-mails."""
    text = path.read_text(encoding="utf-8")
    for number, part in enumerate(re.split(r"^# newdoc id = ", text, flags=re.M)[1:]):
        name, _, body = part.partition("\n")
        if not name.startswith(("weblog", "newsgroup", "email")):
            continue
        sentences = [_columns(block) for block in body.split("\n\n")]
        yield Document("ewt", number, tuple(one for one in sentences if one.words))


def is_held_out(document: Document) -> bool:
    """Whether a document belongs to the development split: whole documents, fixed for ever."""
    if document.source == "gum":
        return document.number % 8 == 3
    if document.source == "uner":
        return document.number % 8 == 5
    if document.source == "wikigold":
        return document.number % 7 == 2
    if document.source == "gmb":
        return document.number % 10 == 4
    return False


def spans(tags: tuple[str, ...]) -> list[tuple[int, int, str]]:
    """The names that BIO tags say: first word, word after the last, kind."""
    found: list[tuple[int, int, str]] = []
    start = None
    for at, tag in enumerate((*tags, "O")):
        if start is not None and not tag.startswith("I-"):
            found.append((start, at, tags[start][2:]))
            start = None
        if tag.startswith("B-") or (tag.startswith("I-") and start is None):
            start = at
    return found


def _short(tag: str) -> str:
    prefix, _, kind = tag.partition("-")
    return f"{prefix}-{TAGS[kind]}" if kind else "O"


def _columns(block: str) -> Sentence:
    words: list[str] = []
    tags: list[str] = []
    for line in block.splitlines():
        if line.startswith("#") or not line.strip():
            continue
        columns = line.split("\t")
        tag = columns[2]
        words.append(columns[1])
        tags.append(tag if tag[2:] in TAGS.values() else "O")
    for at in range(len(tags)):
        # A title is outside the name: the next word begins it.
        title = words[at].lower().rstrip(".") in TITLES
        if tags[at] == "B-PER" and title and at + 1 < len(tags) and tags[at + 1] == "I-PER":
            tags[at], tags[at + 1] = "O", "B-PER"
    return Sentence(tuple(words), tuple(tags))
