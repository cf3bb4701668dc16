"""Where in a text the words of a search stand.

PostgreSQL decides, with the same configurations and the same reading of the words as the search, so
that what was found and what is marked cannot disagree.
"""

from collections.abc import Sequence

from django.db import connection
from psycopg.sql import SQL, Literal

from articles.search.language import parse
from articles.search.marking import AS_THEY_STAND, STEMS, marking

Span = tuple[int, int]

# Private-use characters: they mean nothing in any text, and survive ts_headline.
START, STOP = "\ue000", "\ue001"
OPTIONS = f"StartSel={START}, StopSel={STOP}, HighlightAll=true"
# ts_headline takes about a millisecond for 10,000 characters; of longer texts the beginning counts.
MOST_CHARACTERS = 200_000

# ts_headline puts a space for what looks like a tag; our own signs must not stand in a text.
_HARMLESS = str.maketrans({"<": " ", START: " ", STOP: " "})
_HEADLINE = SQL("ts_headline({}, text, CASE WHEN headline THEN {} ELSE {} END, {})")
_NOTHING = SQL("''::tsquery")


def highlights(texts: Sequence[str], typed: str) -> list[list[Span]]:
    """Return, for each text, the spans of code points that a query looks for. One query.

    The first text is the headline. None for words that are to be avoided, and no query when there
    are no words.
    """
    return marked_in([(text, number == 0) for number, text in enumerate(texts)], typed)


def marked_in(texts: Sequence[tuple[str, bool]], typed: str) -> list[list[Span]]:
    """The same for texts that each say whether they are a headline."""
    plain = [text[:MOST_CHARACTERS].translate(_HARMLESS) for text, _headline in texts]
    tree = parse(typed).tree
    columns = [
        _HEADLINE.format(
            Literal(config),
            in_headline,
            marking(tree, config, headline=False) or _NOTHING,
            Literal(OPTIONS),
        )
        for config in (STEMS, AS_THEY_STAND)
        if (in_headline := marking(tree, config, headline=True))
    ]
    if not columns or not any(plain):
        return [[] for _text in texts]
    statement = SQL(
        "SELECT {} FROM unnest({}::text[], {}::bool[]) WITH ORDINALITY"
        " AS given(text, headline, place) ORDER BY place"
    ).format(
        SQL(", ").join(columns), Literal(plain), Literal([headline for _text, headline in texts])
    )
    with connection.cursor() as cursor:
        cursor.execute(statement)
        rows = cursor.fetchall()
    return [
        _merged([span for marked in row for span in spans(marked, text)])
        for row, text in zip(rows, plain, strict=True)
    ]


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


def _merged(found: list[Span]) -> list[Span]:
    merged: list[Span] = []
    for start, end in sorted(found):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged
