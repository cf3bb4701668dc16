"""The marked paragraphs of `tests/data/quotations.txt`, and what the extractor makes of one."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.entities.reading import read

_FILE = Path(__file__).parents[1] / "data" / "quotations.txt"
_MARKED = re.compile(r"\{(~?)([^|{}]+)\|([^{}]+)\}")

# Words, speaker, where they start, whether direct, cue and the phrase of the speaker; of what the
# paragraph leaves open, "".
Answer = tuple[str, str, int, bool, str, str]


@dataclass(frozen=True, slots=True)
class Case:
    """A paragraph without its marks, and the quotes they told of."""

    name: str
    text: str
    expected: tuple[Answer, ...]


def cases() -> Iterator[Case]:
    """Every paragraph of the file, in order."""
    for block in _FILE.read_text(encoding="utf-8").split("\n## ")[1:]:
        name, _, marked = block.partition("\n")
        yield _case(name, marked.strip())


def _case(name: str, marked: str) -> Case:
    text, at, expected = "", 0, []
    for match in _MARKED.finditer(marked):
        text += marked[at : match.start()]
        speaker, cue, span = ([part.strip() for part in match[3].split("|")] + ["", ""])[:3]
        words = match[2].strip()
        expected.append((words, speaker, len(text), not match[1], cue, span))
        text += words
        at = match.end()
    return Case(name, text + marked[at:], tuple(expected))


def answers(case: Case) -> tuple[Answer, ...]:
    """What the extractor says of a paragraph, in the form of its marks."""
    found = read(case.text)
    names = {actor.key: actor.name for actor in found.actors}
    open_ends = {answer[2]: (answer[4], answer[5]) for answer in case.expected}
    result = []
    for quote in found.quotes:
        cue, span = quote.cue or "", ""
        if quote.speaker_span:
            span = case.text[slice(*quote.speaker_span)]
        wanted = open_ends.get(quote.start, ("?", "?"))
        speaker = names[quote.speaker] if quote.speaker else "-"
        cue, span = (got if want else "" for got, want in zip((cue, span), wanted, strict=True))
        result.append((quote.text, speaker, quote.start, quote.direct, cue, span))
    return tuple(result)
