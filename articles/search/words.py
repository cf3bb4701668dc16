"""The reader's words, made fit for PostgreSQL: bounded, printable, with plain quotation marks.

What they mean is decided by `websearch_to_tsquery` alone. It takes any text and never makes a
lexeme that begins with "@", so nobody can type a filter.
"""

import re
import unicodedata
from dataclasses import dataclass

# More than any question a person types; without them, one could keep the server busy.
MOST_CHARACTERS = 1000
MOST_WORDS = 60

_QUOTATION_MARKS = str.maketrans(dict.fromkeys("“”„‟«»″＂", '"'))
# A minus sign or dash before a word, as phones make them of a hyphen.
_LEADING_DASH = re.compile(r"(?<!\S)[−–—](?=\S)")
# Control, format (bidi marks, zero width), surrogate, private use and unassigned characters.
_UNPRINTABLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})


@dataclass(frozen=True, slots=True)
class Words:
    """`text` is what is searched for; `notes` say what of the typed text was left out."""

    text: str
    notes: tuple[str, ...] = ()


def tidy(typed: str) -> Words:
    """Return the words to search for. Takes any string, never raises, says what it dropped."""
    notes = []
    if len(typed) > MOST_CHARACTERS:
        notes.append(f"Only the first {MOST_CHARACTERS:,} characters were read.")
        typed = typed[:MOST_CHARACTERS]
    typed = " ".join(typed.split())
    text = "".join(" " if unicodedata.category(c) in _UNPRINTABLE else c for c in typed)
    if text != typed:
        notes.append("Characters that cannot be printed were ignored.")
    words = text.split()
    if len(words) > MOST_WORDS:
        notes.append(f"Only the first {MOST_WORDS} words were read.")
        words = words[:MOST_WORDS]
    text = _LEADING_DASH.sub("-", " ".join(words).translate(_QUOTATION_MARKS))
    if text.count('"') % 2:
        notes.append("A quotation mark is not closed: it was read as closed at the end.")
        text += '"'
    return Words(text, tuple(notes))
