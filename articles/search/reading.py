"""How the words were read: told from PostgreSQL's own answer, so it is what was searched for."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal as OneOf

from django.db import connection
from psycopg.sql import SQL, Literal

from articles.search.words import tidy

# Each costs one lookup in the index, and only a page that lacks something asks.
MOST_WORDS_LOOKED_UP = 20

_READ = SQL(
    """
    SELECT websearch_to_tsquery('newsroom', {words})::text,
        coalesce((
            SELECT json_agg(
                json_build_array(token, tsvector_to_array(to_tsvector('newsroom', token)))
            )
            FROM ts_parse('default', {words}) WHERE token ~ '[[:alnum:]]'
        ), '[]')::text
    """
)
# Materialised, so that the planner reckons with all rows of a word and takes the index; read only
# as far as the first row all the same.
_MISSING = SQL(
    """
    (WITH found AS MATERIALIZED (
        SELECT 1 FROM articles_article
        WHERE status = 'published' AND search_vector @@ {query}::tsquery
    ) SELECT {lexeme} WHERE NOT EXISTS (SELECT 1 FROM found))
    """
)


@dataclass(frozen=True, slots=True)
class Reading:
    """How words are understood.

    `text` says the query in words; empty when no word can be searched for. `ignored` are words that
    the index does not hold, because nearly every text has them. `lexemes` maps each thing looked up
    to the word it was typed as, words to be avoided left out. `alternatives`: not all must occur.
    """

    text: str = ""
    ignored: tuple[str, ...] = ()
    lexemes: Mapping[str, str] = field(default_factory=dict)
    alternatives: bool = False
    notes: tuple[str, ...] = ()


def read(typed: str) -> Reading:
    """Tell how the typed words are understood. One query; none when there are no words."""
    words = tidy(typed)
    if not words.text:
        return Reading(notes=words.notes)
    with connection.cursor() as cursor:
        cursor.execute(_READ.format(words=Literal(words.text)))
        query, tokens = cursor.fetchone()
    spelled: dict[str, str] = {}
    ignored: dict[str, str] = {}
    for token, lexemes in json.loads(tokens):
        if lexemes:
            spelled.setdefault(max(lexemes, key=len), token)
        elif token.casefold() != "or":
            ignored.setdefault(token.casefold(), token)
    tree = _Parser(query).tree()
    if tree is None:
        return Reading(ignored=tuple(ignored.values()), notes=words.notes)
    return Reading(
        text=_say(tree, spelled),
        ignored=tuple(ignored.values()),
        lexemes={lexeme: spelled.get(lexeme, lexeme) for lexeme in _sought(tree)},
        alternatives=_holds_or(tree),
        notes=words.notes,
    )


def missing_words(reading: Reading) -> tuple[str, ...]:
    """Return those of the words looked up that no public article has. One query."""
    asked = dict(list(reading.lexemes.items())[:MOST_WORDS_LOOKED_UP])
    if not asked:
        return ()
    lookups = [_MISSING.format(query=Literal(_quoted(a)), lexeme=Literal(a)) for a in asked]
    with connection.cursor() as cursor:
        cursor.execute(SQL(" UNION ALL ").join(lookups))
        missing = {lexeme for (lexeme,) in cursor.fetchall()}
    return tuple(dict.fromkeys(word for lexeme, word in asked.items() if lexeme in missing))


def _quoted(lexeme: str) -> str:
    return "'" + lexeme.replace("\\", "\\\\").replace("'", "''") + "'"


@dataclass(frozen=True, slots=True)
class _Node:
    """Part of a tsquery: a word, or what holds its parts together."""

    sort: OneOf["word", "not", "phrase", "and", "or"]
    lexeme: str = ""
    parts: tuple["_Node", ...] = ()


class _Parser:
    """PostgreSQL's spelling of a tsquery: "!" binds before "<n>", then "&", then "|"."""

    TOKEN = re.compile(r"'(?P<lexeme>(?:[^']|'')*)'|<(?:-|\d+)>|[&|!()]")
    LEVELS: tuple[tuple[OneOf["or", "and", "phrase"], str], ...] = (
        ("or", "|"),
        ("and", "&"),
        ("phrase", "<"),
    )

    def __init__(self, query: str) -> None:
        self.tokens = list(self.TOKEN.finditer(query))
        self.place = 0

    def tree(self) -> _Node | None:
        return self.joined(0) if self.tokens else None

    def joined(self, level: int) -> _Node:
        if level == len(self.LEVELS):
            return self.single()
        sort, sign = self.LEVELS[level]
        parts = [self.joined(level + 1)]
        while self.place < len(self.tokens) and self.tokens[self.place].group().startswith(sign):
            self.place += 1
            parts.append(self.joined(level + 1))
        return parts[0] if len(parts) == 1 else _Node(sort, parts=tuple(parts))

    def single(self) -> _Node:
        token = self.tokens[self.place]
        self.place += 1
        if token.group() == "!":
            inner = self.single()
            return inner.parts[0] if inner.sort == "not" else _Node("not", parts=(inner,))
        if token.group() == "(":
            inner = self.joined(0)
            self.place += 1  # the closing bracket
            return inner
        return _Node("word", token["lexeme"].replace("''", "'").replace("\\\\", "\\"))


def _sought(node: _Node) -> Iterator[str]:
    """The lexemes that may make an article match."""
    if node.sort == "word":
        yield node.lexeme
    elif node.sort != "not":
        for part in node.parts:
            yield from _sought(part)


def _holds_or(node: _Node) -> bool:
    return node.sort == "or" or any(map(_holds_or, node.parts))


def _say(node: _Node, spelled: Mapping[str, str], within: str = "") -> str:
    if node.sort == "word":
        return spelled.get(node.lexeme, node.lexeme)
    if node.sort == "not":
        return f"not {_say(node.parts[0], spelled, 'not')}"
    if node.sort == "phrase":
        return _say_phrase([_say(part, spelled, "phrase") for part in node.parts])
    said = f" {node.sort} ".join(_say(part, spelled, node.sort) for part in node.parts)
    return f"({said})" if within else said


def _say_phrase(words: list[str]) -> str:
    """The words of a phrase in quotes; a compound and the parts that follow it are one word."""
    kept: list[str] = []
    for word in words:
        if not (kept and word in kept[-1] and not kept[-1].isalnum()):
            kept.append(word)
    return kept[0] if len(kept) == 1 else f"“{' '.join(kept)}”"
