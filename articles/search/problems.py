"""What was wrong with a query, by name, and queries without it."""

from dataclasses import dataclass
from enum import StrEnum


class Code(StrEnum):
    """Names of problems, as programs see them."""

    TOO_LONG = "too-long"
    TOO_MANY = "too-many"
    CHARACTERS = "characters"
    SIGNS = "signs"
    QUOTE = "quote"
    BRACKET = "bracket"
    DEEP = "deep"
    EMPTY_BRACKETS = "empty-brackets"
    OPERATOR = "operator"
    SMALL_OR = "small-or"
    FIELD = "field"
    EMPTY_FIELD = "empty-field"
    VALUE = "value"
    DATE = "date"
    WILDCARD = "wildcard"
    NEAR = "near"
    FUZZY = "fuzzy"
    COMMON = "common"
    NAME = "name"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Problem:
    """What was left out or read otherwise than it was typed; each repair is a whole query.

    Without a repair of its own, a problem is repaired by the query as it was read.
    """

    code: Code
    message: str
    repairs: tuple[str, ...] = ()
