"""The reader's words, made fit to be read: bounded, printable, with plain quotation marks."""

import re
import unicodedata
from dataclasses import dataclass

from articles.search.problems import Code, Problem

# More than any question a person types; without it, one could keep the server busy.
MOST_CHARACTERS = 2000

_QUOTATION_MARKS = str.maketrans(dict.fromkeys("“”„‟«»″＂", '"'))
# A minus sign or dash before a word, as phones make them of a hyphen.
_LEADING_DASH = re.compile(r"(?<![^\s(])[−–—](?=\S)")
# Control, format (bidi marks, zero width), surrogate, private use and unassigned characters.
_UNPRINTABLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})


@dataclass(frozen=True, slots=True)
class Words:
    """`text` is what is read; `problems` say what of the typed text was left out."""

    text: str
    problems: tuple[Problem, ...] = ()


def tidy(typed: str) -> Words:
    """Return the text to read. Takes any string, never raises, says what it dropped."""
    problems = []
    if len(typed) > MOST_CHARACTERS:
        message = f"Only the first {MOST_CHARACTERS:,} characters were read."
        problems.append(Problem(Code.TOO_LONG, message))
        # Not half a word, unless there is nothing but one.
        typed = typed[:MOST_CHARACTERS].rsplit(None, 1)[0]
    typed = " ".join(typed.split())
    text = "".join(" " if unicodedata.category(c) in _UNPRINTABLE else c for c in typed)
    if text != typed:
        message = "Characters that cannot be printed were ignored."
        problems.append(Problem(Code.CHARACTERS, message))
    text = " ".join(text.split()).translate(_QUOTATION_MARKS)
    return Words(_LEADING_DASH.sub("-", text), tuple(problems))
