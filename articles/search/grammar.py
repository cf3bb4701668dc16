"""The grammar of well-formed queries, and the fields of the language. Pure."""

from lark import Lark

from articles.search.tree import DATE_FIELDS

NAME_FIELDS = ("by", "source", "section", "actor", "speaker", "about")
FIELDS = ("headline", *NAME_FIELDS, "said", *DATE_FIELDS, "kind", "reviewed", "is", "language")

_GRAMMAR = rf"""
start: either
either: both (_OR both)*
both: part (_AND? part)*
part: (MINUS | NOT) part -> negation
    | FIELD atom -> fielded
    | atom
?atom: WORD | EXACT | FUZZY | PHRASE | "(" either ")"

_OR.4: /OR(?![^\s()"])/
_AND.4: /AND(?![^\s()"])/
NOT.4: /NOT(?![^\s()"])/
FIELD.4: /(?i:{"|".join(FIELDS)}):(?=[^\s)])/
MINUS.3: /-+(?=[^\s)-])/
PHRASE.3: /=?"[^"]*"(?:~\d+)?/
EXACT.3: /=[^\s()"]+/
FUZZY.3: /~[^\s()"]+/
WORD.1: /[^\s()"]+/
%ignore /\s+/
"""
LARK = Lark(_GRAMMAR, parser="lalr", lexer="basic")
ATOMS = ("WORD", "EXACT", "FUZZY", "PHRASE")
PREFIXES = ("MINUS", "NOT", "FIELD")
JOINTS = ("_OR", "_AND")
OPEN, CLOSE = "LPAR", "RPAR"
