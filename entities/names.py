"""How names are compared, whoever typed them."""

import unicodedata

_APOSTROPHES = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "`": "'", "‐": "-", "‑": "-", "–": "-"})


def fold(name: str) -> str:
    """Return the name without accents and case, with plain apostrophes and single spaces."""
    decomposed = unicodedata.normalize("NFKD", name)
    bare = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return " ".join(bare.translate(_APOSTROPHES).casefold().split())
