"""Where in a text the words of a search stand.

PostgreSQL decides, with the same configuration and the same reading of the words as the search, so
that what was found and what is marked cannot disagree.
"""

from collections.abc import Sequence

from django.db import connection

from articles.search.words import tidy

Span = tuple[int, int]

# Private-use characters: they mean nothing in any text, and survive ts_headline.
START, STOP = "\ue000", "\ue001"
OPTIONS = f"StartSel={START}, StopSel={STOP}, HighlightAll=true"
# ts_headline takes about a millisecond for 10,000 characters; of longer texts the beginning counts.
MOST_CHARACTERS = 200_000

# ts_headline puts a space for what looks like a tag; our own signs must not stand in a text.
_HARMLESS = str.maketrans({"<": " ", START: " ", STOP: " "})


def highlights(texts: Sequence[str], typed: str) -> list[list[Span]]:
    """Return, for each text, the spans of code points that the typed words look for. One query.

    None for the words that are to be avoided, and no query when there are no words.
    """
    words = tidy(typed).text
    plain = [text[:MOST_CHARACTERS].translate(_HARMLESS) for text in texts]
    if not words or not any(plain):
        return [[] for _text in texts]
    with connection.cursor() as cursor:
        cursor.execute(
            # querytree leaves out the words to be avoided, which ts_headline would mark.
            "SELECT ts_headline('newsroom', text,"
            " querytree(websearch_to_tsquery('newsroom', %s))::tsquery, %s)"
            " FROM unnest(%s::text[]) WITH ORDINALITY AS given(text, place) ORDER BY place",
            [words, OPTIONS, plain],
        )
        marked = [row[0] for row in cursor.fetchall()]
    return [spans(one, text) for one, text in zip(marked, plain, strict=True)]


def spans(marked: str, text: str) -> list[Span]:
    """Return the spans of `text` between the sentinels of `marked`.

    None at all when `marked` is not `text` with sentinels: a wrong mark is worse than no mark.
    """
    found, at, start = [], 0, 0
    plain = []
    for character in marked:
        if character == START:
            start = at
        elif character == STOP:
            found.append((start, at))
        else:
            plain.append(character)
            at += 1
    return found if "".join(plain) == text else []
