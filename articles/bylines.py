"""Who is named in a byline. Pure: a line in, names out; the line itself is kept as it came.

Credit goes to people, where a line names any: not to the place, the office, the agency or "staff"
beside them. A line that names none, such as "Staff and agencies", is one author as it stands. Where
it is not clear what is a name, less is taken apart, not more: nobody is credited with half a name.
"""

import re

# No report is by more; a line that seems to name more is no list of names.
MOST_AUTHORS = 20
# The longest names have six words; what is longer is a sentence.
MOST_WORDS = 6

_LEADING = re.compile(
    r"(?:(?:text|story|words|report|reported|reporting|written|writing)\s+by|by)\b[\s:]+",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"[<(\[]?(?:mailto:)?[^\s<>()\[\],;]+@[^\s<>()\[\],;]+[>)\]]?")
# "(HDP)", "(Halden Press)": the agency.
_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
# Never a stroke without spaces: "AFP/Reuters" is one line of credit.
_PARTS = re.compile(r"[;|\n•]|\s/\s")
_AND = re.compile(r"\s+(?:and|with)\s+|\s*&\s*", re.IGNORECASE)
_LEADING_AND = re.compile(r"(?:(?:and|with|by)\s+|&\s*)+", re.IGNORECASE)
# "Sanna Reijo in Halden", "Anton Vas of the Halden Press"; in capitals it could be a name.
_WHERE = re.compile(r"(?<=\S)\s+(?:in|at|for|of|from)\s.*", re.DOTALL)
_GENERATION = re.compile(r"(?:jr|sr|junior|senior|[IVX]{2,4})\.?", re.IGNORECASE)
_PARTICLES = {"al", "bin", "bint", "d", "da", "de", "del", "della", "den", "der", "di", "dos", "du"}
_PARTICLES |= {"el", "ibn", "la", "le", "ten", "ter", "van", "von", "zu"}
# Who is called by one of these words is not called by a name.
_NO_NAME = {"agence", "agencies", "agency", "analyst", "bureau", "columnist", "commentator"}
_NO_NAME |= {"contributor", "contributors", "correspondent", "correspondents", "critic"}
_NO_NAME |= {"daily", "desk", "edited", "editing", "editor", "editorial", "editors"}
_NO_NAME |= {"freelance", "journalist", "news", "newsroom", "office", "photographer"}
_NO_NAME |= {"photographs", "photos", "press", "producer", "reporter", "reporters", "service"}
_NO_NAME |= {"services", "special", "staff", "team", "times", "wire", "wires", "writer"}
_NO_NAME |= {"writers"}
# How places of two words begin, which a comma may part from the name before them.
_PLACES = {"cape", "east", "fort", "los", "mount", "new", "north", "port", "rio", "san", "santa"}
_PLACES |= {"south", "st", "tel", "united", "west"}


def authors_in(byline: str) -> list[str]:
    """Return the names in a byline as they are written, each once, at most MOST_AUTHORS."""
    line = _BRACKETS.sub(" ", _ADDRESS.sub(" ", byline))
    line = _tidy(_LEADING.sub("", line.strip(), count=1))
    names = [name for part in _PARTS.split(line) for name in _listed(part)]
    if not names:
        whole = line if _has_words(line) else _tidy(byline)
        names = [whole] if _has_words(whole) else []
    once = {name.casefold(): name for name in reversed(names)}
    return list(reversed(once.values()))[:MOST_AUTHORS]


def _listed(part: str) -> list[str]:
    """The people in what no semicolon parts: names joined by commas and "and"."""
    segments = [tidied for segment in part.split(",") if (tidied := _tidy(segment))]
    single = [len(segment.split()) == 1 for segment in segments]
    if single == [True, True] and is_name(segments[1]) and not _GENERATION.fullmatch(segments[1]):
        return [", ".join(segments)] if is_name(segments[0]) else []  # "Reijo, Sanna", turned round
    names: list[str] = []
    for number, segment in enumerate(segments):
        if names and _GENERATION.fullmatch(segment):
            names[-1] += f" {segment}"
            continue
        joined = _LEADING_AND.match(segment)
        segment = segment[joined.end() :] if joined else segment
        if number and not joined and _is_beside(segment, surnames=single[0]):
            continue
        pieces = [_tidy(_WHERE.sub("", piece.strip())) for piece in _AND.split(segment)]
        names += [piece for piece in pieces if is_name(piece)]
    return names


def _is_beside(segment: str, *, surnames: bool) -> bool:
    """Whether what stands behind a comma is a place or an office, not another name."""
    words = _words(segment)
    first = words[0].casefold() if words else ""
    alone = len(words) == 1 and not surnames  # "Sanna Reijo, Halden"
    return alone or first in _PLACES or not _NO_NAME.isdisjoint(map(str.casefold, words))


def is_name(words: str) -> bool:
    """Whether words can be the name of a person, not of a desk or an agency."""
    parts = _words(words)
    if not 0 < len(parts) <= MOST_WORDS or any(map(str.isdigit, words)):
        return False
    small = parts[0].islower() and parts[0] not in _PARTICLES
    return not small and _NO_NAME.isdisjoint(map(str.casefold, parts))


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text)


def _tidy(text: str) -> str:
    return " ".join(text.split()).strip(" ,;:/|-–—•")


def _has_words(text: str) -> bool:
    return any(map(str.isalnum, text))
