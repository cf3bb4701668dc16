"""By which form the names of sources, authors and sections are matched.

Two spellings of one name have one form; two people never share one. So everything that is only a
way of writing is folded away, and everything that may tell two names apart is kept: no letter is
guessed, no word dropped, and what parts the names of a list stays.
"""

import re
import unicodedata

MOST_CHARACTERS = 200  # what the column holds

# Some belong to the word they stand in: "O’Neil" is "ONeil".
_APOSTROPHES = str.maketrans("", "", "'’‘ʼʻ`´′")
_BY = re.compile(r"by(?:\s+|\s*:\s*)(?=\S)")
_AND = re.compile(r"\s*&\s*")
# "Lind, Vas" is two people or a name turned round, "Lind Vas" is one person.
_PARTING = re.compile(r"([,;/|])")
# The marks that Latin, Greek and Cyrillic letters bear. In other scripts marks are letters.
_ACCENTS = re.compile("[\u0300-\u036f]")
# Of the punctuation these mean something: "@reijo" is an account, "Halden #2" is not "Halden 2".
_MEANING = "@#%,;/|"


def normalise_name(name: str) -> str:
    """Return the form by which a name is matched; never empty unless the name is.

    Case, accents, spacing, apostrophes, full stops and other punctuation do not count, hyphens are
    spaces, "&" is "and", initials are one word ("J. K. Reijo" is "JK Reijo"), and a leading "By"
    falls away. Commas, semicolons, strokes, digits and symbols count.
    """
    plain = unicodedata.normalize("NFKD", name.translate(_APOSTROPHES)).casefold()
    plain = _ACCENTS.sub("", plain)
    plain = _PARTING.sub(r" \1 ", _AND.sub(" and ", _BY.sub("", plain.strip(), count=1)))
    spaced = "".join(
        " " if unicodedata.category(letter)[0] == "P" and letter not in _MEANING else letter
        for letter in plain
    )
    form = unicodedata.normalize("NFC", " ".join(_joined(spaced.split())).strip(" ,;/|"))
    # Of a name that is nothing but punctuation, that is all there is to go by.
    return (form or " ".join(name.split()).casefold())[:MOST_CHARACTERS]


def _joined(words: list[str]) -> list[str]:
    """The words, initials that follow each other as one."""
    joined: list[str] = []
    open_run = False
    for word in words:
        single = len(word) == 1 and word.isalpha()
        if single and open_run:
            joined[-1] += word
        else:
            joined.append(word)
        open_run = single
    return joined
