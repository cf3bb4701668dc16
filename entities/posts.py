"""What a title says: the post, whose it is, and whether it is held now at all.

Two titles are of one post when their heads agree ("Russian President" and "President of Russia"):
all that can be compared, for texts and tables word offices in a hundred ways.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from entities.names import fold

# Heads that one person of a country or body holds, or few; those not listed cannot be compared.
_HEADS = (
    *("president", "chancellor", "king", "queen", "emperor", "pope", "sultan", "emir"),
    *("ambassador", "governor", "mayor", "speaker", "taoiseach", "premier", "minister"),
    *("secretary-general", "secretary"),
)
# Not held, or not yet, or no longer, or beside somebody who holds it.
_NOT_HELD = re.compile(
    r"\b(?:former|ex|late|then|vice|deputy|elect|designate|acting|interim|candidate|would-be"
    r"|incoming|outgoing|assistant|under|junior|shadow|honorary)\b"
)
# How somebody is addressed, not what they hold.
_ADDRESS = frozenset(
    (
        *("mr", "mrs", "ms", "miss", "dr", "prof", "professor", "sir", "dame", "lord", "lady"),
        *("hon", "rev", "reverend", "father", "sheikh", "shah", "mp", "md", "capt", "captain"),
        *("maj", "major", "lt", "lieutenant", "sgt", "sergeant", "gen", "col", "colonel"),
        *("author", "activist", "analyst", "economist", "coach"),
    )
)
_OF = re.compile(r" (?:of|to|for|at) (?:the )?")
# Posts that several hold at once by their nature, so that two holders say nothing.
_COLLECTIVE = re.compile(
    r"\b(?:without portfolio|member|members|representative|senator|delegate|deputy|vice|state for"
    r"|minister of state|lord of|lords of|adviser|advisor|commissioner|judge|justice|envoy|lady"
    r"|secretary of state for|under-?secretary|councillor|assistant|junior|co-\w+|acting|minister"
    r" in|minister to|council of)\b"
)


@dataclass(frozen=True, slots=True)
class Post:
    """A title taken apart: "Russian Foreign Minister" is "Foreign Minister" of "Russia"."""

    title: str
    of: str = ""


def head_of(title: str) -> str:
    """Return the word that a post is compared by; empty for one not held now, or none."""
    before = _OF.split(fold(title), maxsplit=1)[0].replace(" general", "-general")
    if _NOT_HELD.search(before):
        return ""
    words = before.split()
    if "premier" in words or before.endswith("prime minister"):
        return "prime minister"
    return next((word for word in reversed(words) if word in _HEADS), "")


def is_collective(title: str) -> bool:
    """Whether several people may hold it at once."""
    return bool(_COLLECTIVE.search(fold(title)))


def post_in(title: str, country_of: Callable[[str], str]) -> Post | None:
    """Return the post that a title before a name says somebody holds; None for none.

    `country_of` gives the country of an adjective or its own name ("Russian", "Russia’s"), else "".
    """
    words = title.split()
    of = ""
    while words and (country := country_of(re.sub(r"['’]s$", "", words[0]))):
        of, words = country, words[1:]
    plain = " ".join(words)
    before, *rest = _OF.split(plain, maxsplit=1)
    last = fold(before).rpartition(" ")[2].rstrip(".")
    if not last or last in _ADDRESS or _NOT_HELD.search(fold(before)):
        return None
    if rest and not of and (country := country_of(rest[0])):
        of, plain = country, before
    return Post(plain[:1].upper() + plain[1:], of)
