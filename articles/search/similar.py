"""Other spellings: words of the archive that are written like a given one.

An edit is a letter put in, left out, taken for another, or two neighbours changed over. Words
within one edit begin with the first half of the word, or end with the last, as the edit stands in
the other; but for one word, where the edit is in the middle. So two indexes that begin with the
length of a word answer, in milliseconds over 500,000 words (docs/decisions/0013), with every word
within one edit and those within two that share a half; for long words, where a third tells enough,
those that share the first or the last third.

The list of words may be older than the archive. No word is given away here unless a public article
has it, in some form, at this moment.
"""

import unicodedata
from collections.abc import Sequence

from django.db import connection
from psycopg.sql import SQL, Composable, Literal
from rapidfuzz import process
from rapidfuzz.distance import OSA

from articles.search.rows import fetch

# A word that so many articles have counts as much as one with an edit less in a single one.
AN_EDIT = 50
# Of shorter words, every second is within two edits of another.
TWO_EDITS_FROM = 5
# For `variants`: shorter words within two edits are other words, longer ones other spellings.
LONG = 8
# A third of three letters.
THIRDS_FROM = 9
MOST_VARIANTS = 20
LEAST_LETTERS, MOST_LETTERS = 2, 40
# More are looked up than are told, as some may be gone from the archive.
TO_SPARE = 5
# Of a word that so many articles have, some lie in the 64th of the archive that @k0 marks.
COMMON = 6_400

_END = "\U0010ffff"
_BEGINNING = SQL(
    "SELECT word, article_count FROM articles_word"
    " WHERE length(word) = {length} AND word >= {part} AND word < {end}"
)
_ENDING = SQL(
    "SELECT word, article_count FROM articles_word"
    " WHERE length(word) = {length} AND reverse(word) >= {part} AND reverse(word) < {end}"
)
_EXACTLY = SQL("SELECT word, article_count FROM articles_word WHERE word = {word}")
_COMPLETIONS = SQL(
    "SELECT word, article_count FROM articles_word WHERE word >= {part} AND word < {end}"
    " ORDER BY article_count DESC, word LIMIT {most}"
)
# The query is no constant to the planner, who would otherwise read the large statistics of the
# vector for every word. Materialised, so that it takes the index for rare words too.
_HELD = SQL(
    """
    SELECT word FROM unnest({words}::text[], {common}::boolean[]) AS asked (word, common),
        plainto_tsquery('newsroom', word) AS query
    WHERE numnode(query) > 0 AND EXISTS (
        WITH found AS MATERIALIZED (
            SELECT 1 FROM articles_article WHERE status = 'published' AND search_vector @@
                CASE WHEN common THEN query && '''@k0'''::tsquery ELSE query END
        ) SELECT 1 FROM found
    )
    """
)

Counted = tuple[str, int]


def similar_words(word: str, most: int = 3) -> tuple[str, ...]:
    """Return what may have been meant by a word that nothing has, the likeliest first.

    Words of the archive within two edits, within one for short words; in lower case, without
    accents. Takes any text. Four short queries at most.
    """
    folded = _folded(word)
    if not folded:
        return ()
    edits = 2 if len(folded) >= TWO_EDITS_FROM else 1
    found = _within(folded, edits)
    ranked = sorted(found, key=lambda near: (-near[2] / AN_EDIT ** near[1], near[0]))
    return _held([(near, count) for near, _edits, count in ranked], most)


def variants(word: str) -> tuple[str, ...]:
    """Return other spellings of a word, the nearest and most frequent first, without itself.

    Words of the archive within one edit, within two for long words; at most twenty. Takes any text.
    Four short queries at most.
    """
    folded = _folded(word)
    if not folded:
        return ()
    found = _within(folded, 2 if len(folded) >= LONG else 1)
    ranked = sorted(found, key=lambda near: (near[1], -near[2], near[0]))
    return _held([(near, count) for near, _edits, count in ranked], MOST_VARIANTS)


def completions(beginning: str, most: int = 5) -> tuple[str, ...]:
    """Return words of the archive that begin so, the most frequent first. Three short queries."""
    folded = _folded(beginning)
    if not folded:
        return ()
    rows = fetch(
        _COMPLETIONS.format(
            part=Literal(folded), end=Literal(folded + _END), most=Literal(most + TO_SPARE)
        )
    )
    return _held(rows, most)


def _folded(word: str) -> str:
    """The word as the list has it; empty for what cannot be in it. One query unless it is plain."""
    plain = unicodedata.normalize("NFC", word.strip())
    if not plain.isalpha() or not LEAST_LETTERS <= len(plain) <= MOST_LETTERS:
        return ""
    if plain.isascii():
        return plain.lower()
    with connection.cursor() as cursor:
        cursor.execute("SELECT lower(unaccent(%s))", [plain])
        folded: str = cursor.fetchone()[0]
    return folded


def _within(folded: str, edits: int) -> list[tuple[str, int, int]]:
    """Words within so many edits, each with its edits and its number of articles."""
    found = _sharing(folded, edits, 2)
    if not found and edits > 1 and len(folded) >= THIRDS_FROM:
        found = _sharing(folded, edits, 3)
    return found


def _sharing(folded: str, edits: int, parts: int) -> list[tuple[str, int, int]]:
    """The same of those words that share the first, or the last, of so many parts. One query."""
    size = len(folded) // parts
    first = folded[:size]
    last = folded[size * (parts - 1) :][::-1]
    # The two letters in the middle changed over.
    swapped = folded[: size - 1] + folded[size - 1 : size + 1][::-1] + folded[size + 1 :]
    lookups: list[Composable] = [_EXACTLY.format(word=Literal(swapped))]
    for length in range(max(LEAST_LETTERS, len(folded) - edits), len(folded) + edits + 1):
        for statement, part in ((_BEGINNING, first), (_ENDING, last)):
            lookups.append(
                statement.format(
                    length=Literal(length), part=Literal(part), end=Literal(part + _END)
                )
            )
    counts = dict(fetch(SQL(" UNION ALL ").join(lookups)))
    near = process.extract(
        folded, list(counts), scorer=OSA.distance, score_cutoff=edits, limit=None
    )
    return [(word, int(away), counts[word]) for word, away, _place in near if away]


def _held(words: Sequence[Counted], most: int) -> tuple[str, ...]:
    """The first of these words that public articles have at this moment. One query."""
    asked = words[: most + TO_SPARE]
    if not asked:
        return ()
    statement = _HELD.format(
        words=Literal([word for word, _count in asked]),
        common=Literal([count >= COMMON for _word, count in asked]),
    )
    here = {word for (word,) in fetch(statement)}
    return tuple(word for word, _count in asked if word in here)[:most]
