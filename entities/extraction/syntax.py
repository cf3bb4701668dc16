"""The door behind which a parser sits: sentences in, words with their grammar out.

Any object with a `parse` like this can be given to `extract()` in `Config.parser`; the shipped one
is `spacy_syntax.SpacyParser`. The relations are those of the CLEAR style that spaCy's English
models speak: nsubj, dobj, pobj, agent, xcomp and so on.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a sentence; `head` is the place of the word it hangs on, its own for a root."""

    start: int
    end: int
    text: str
    lemma: str
    tag: str
    relation: str
    head: int


class Parser(Protocol):
    """Tells the grammar of sentences."""

    name: str

    def parse(self, sentences: Sequence[str]) -> Iterator[list[Word]]:
        """The words of each sentence, in order; offsets are code points into the sentence."""
        ...


class Tree:
    """A parsed sentence: its words, and what hangs on each of them."""

    def __init__(self, words: Sequence[Word]) -> None:
        self.words = words
        self.children: list[list[int]] = [[] for _ in words]
        for at, word in enumerate(words):
            if word.head != at:
                self.children[word.head].append(at)

    def below(self, at: int, *relations: str) -> list[int]:
        """The words that hang on `at` in one of these relations, in order."""
        return [c for c in self.children[at] if self.words[c].relation in relations]

    def word_at(self, start: int, end: int) -> int | None:
        """The first word that begins inside a stretch of the text."""
        return next((at for at, w in enumerate(self.words) if start <= w.start < end), None)

    def is_verb(self, at: int) -> bool:
        """Whether a word is a verb in any form, modals left out."""
        return self.words[at].tag.startswith("VB")

    def subtree(self, at: int) -> Iterator[int]:
        """The word and all that hangs on it, nearest first."""
        queue = [at]
        for here in queue:
            yield here
            queue.extend(self.children[here])
