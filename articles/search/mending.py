"""From tokens that make no query to a query that is near them. Pure."""

from collections.abc import Callable, Sequence

from lark import Token

from articles.search.grammar import ATOMS, CLOSE, JOINTS, OPEN, PREFIXES
from articles.search.problems import Code

# Words, phrases and fields of one query.
MOST_TERMS = 100
# Brackets within brackets. Nobody can read more, and recursion stays shallow.
MOST_DEPTH = 12

Say = Callable[[Code, str], None]


def is_large(tokens: Sequence[Token]) -> bool:
    depth = deepest = 0
    for token in tokens:
        depth += (token.type == OPEN) - (token.type == CLOSE)
        deepest = max(deepest, depth)
    terms = sum(token.type in ATOMS for token in tokens)
    return deepest > MOST_DEPTH or terms > MOST_TERMS


def mended(tokens: Sequence[Token], say: Say) -> list[Token]:
    """The tokens that the grammar takes, as near to those given as can be; each loss is said."""
    kept: list[Token] = []
    opened: list[bool] = []  # whether each open bracket was kept
    terms = 0
    for token in tokens:
        if token.type in ATOMS:
            terms += 1
            if terms > MOST_TERMS:
                continue
            kept.append(token)
        elif token.type == OPEN:
            opened.append(sum(opened) < MOST_DEPTH)
            if opened[-1]:
                kept.append(token)
            else:
                message = f"Only {MOST_DEPTH} brackets within brackets were read."
                say(Code.DEEP, message)
        elif token.type == CLOSE:
            if not opened:
                say(Code.BRACKET, "A bracket is closed that was not opened: it was ignored.")
            elif opened.pop():
                _close(kept, say)
        elif token.type in JOINTS:
            _drop_dangling(kept, say)
            if kept and kept[-1].type not in (OPEN, *JOINTS):
                kept.append(token)
            else:
                _say_dangling(token, say)
        else:
            if kept and kept[-1].type == "FIELD":
                _say_dangling(kept.pop(), say)
            kept.append(token)
    if terms > MOST_TERMS:
        say(Code.TOO_MANY, f"Only the first {MOST_TERMS} words and phrases were read.")
    if any(opened):
        say(Code.BRACKET, "A bracket is not closed: it was read as closed at the end.")
    for _open in filter(None, opened):
        _close(kept, say)
    _drop_dangling(kept, say, joints=True)
    return kept


def _close(kept: list[Token], say: Say) -> None:
    _drop_dangling(kept, say, joints=True)
    if kept[-1].type == OPEN:
        say(Code.EMPTY_BRACKETS, "Brackets with nothing in them were ignored.")
        kept.pop()
        _drop_dangling(kept, say)
    else:
        kept.append(Token(CLOSE, ")"))


def _drop_dangling(kept: list[Token], say: Say, *, joints: bool = False) -> None:
    """Take away what stands before nothing: a minus, a field and, if so asked, an OR."""
    while kept and kept[-1].type in (*PREFIXES, *(JOINTS if joints else ())):
        _say_dangling(kept.pop(), say)


def _say_dangling(token: Token, say: Say) -> None:
    message = f"“{token}” has nothing to belong to: it was ignored."
    say(Code.EMPTY_FIELD if token.type == "FIELD" else Code.OPERATOR, message)


def spelled(tokens: Sequence[Token]) -> str:
    return "".join(token if token.type in ("FIELD", "MINUS") else f"{token} " for token in tokens)
