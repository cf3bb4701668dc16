"""What PostgreSQL makes of words, asked once for all words of a query."""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db import connection

# Parts of hyphenated words (9 to 11) stand in the whole.
_LEX = """
    SELECT text, phraseto_tsquery('newsroom', text)::text,
        phraseto_tsquery('newsroom_exact', text)::text,
        coalesce((
            SELECT json_agg(json_build_array(token,
                tsvector_to_array(to_tsvector('newsroom', token)),
                tsvector_to_array(to_tsvector('newsroom_exact', token))))
            FROM ts_parse('default', text)
            WHERE token ~ '[[:alnum:]]' AND tokid NOT IN (9, 10, 11)
        ), '[]')::text
    FROM unnest(%s::text[]) AS text
"""
_QUOTED = re.compile(r"'(?:[^']|'')*'")
_PLACED = re.compile(rf"({_QUOTED.pattern})(?::[A-D]*(\*?))?|<(?:-|\d+)>")


@dataclass(frozen=True, slots=True)
class Token:
    """A word as it was typed; `stem` is empty for one that the index of stems leaves out."""

    word: str
    stem: str
    exact: str

    @property
    def is_common(self) -> bool:
        return not self.stem


@dataclass(frozen=True, slots=True)
class Lexed:
    """Words in order as parts of a tsquery, by their stems and as they stand; each may be empty."""

    stem: str = ""
    exact: str = ""
    tokens: tuple[Token, ...] = ()

    @property
    def begins_or_ends_common(self) -> bool:
        """Whether stems alone would forget where the phrase begins or ends."""
        return bool(self.tokens) and (self.tokens[0].is_common or self.tokens[-1].is_common)


def lex(texts: Iterable[str]) -> Mapping[str, Lexed]:
    """What is looked up for each text. One query, none for no texts."""
    wanted = list(dict.fromkeys(texts))
    if not wanted:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_LEX, [wanted])
        rows = cursor.fetchall()
    return {
        text: Lexed(_harmless(stem), _harmless(exact), tuple(map(_token, json.loads(tokens))))
        for text, stem, exact, tokens in rows
    }


def weighted(query: str, marks: str) -> str:
    """Every word of the query with marks: "A" in a headline, "*" as a beginning."""
    return _QUOTED.sub(lambda found: f"{found[0]}:{marks}", query)


def unplaced(query: str) -> str:
    """The query without where in a text its words stand, which no index knows."""
    return _PLACED.sub(
        lambda found: f"{found[1]}{':*' if found[2] else ''}" if found[1] else "&", query
    )


def beginning(query: str, marks: str = "") -> str:
    """The last word of the query as the beginning of a word."""
    before, last = query[: query.rindex("'", 0, -1)], query[query.rindex("'", 0, -1) :]
    return f"{weighted(before, marks) if marks else before}{last}:{marks}*"


def quoted(lexeme: str) -> str:
    return "'" + lexeme.replace("\\", "\\\\").replace("'", "''") + "'"


def _harmless(query: str) -> str:
    """No word that is typed may be the lexeme of a filter; the parser makes none, nor may it."""
    return "" if "'@" in query else query


def _token(row: tuple[str, list[str], list[str]]) -> Token:
    word, stems, exacts = row
    return Token(word, max(stems, key=len, default=""), max(exacts, key=len, default=""))
