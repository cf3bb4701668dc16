"""The query language: any text in, a tree and named problems out. Pure.

The grammar (grammar.py) reads well-formed queries. What it refuses is mended token by token
(mending.py), each mending a problem, and read again; so every text has a reading, and `tree.spell`
of it can be typed. What the index makes of the words, and who is meant by a name, is found out
later (reading.py).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from functools import lru_cache

from lark import Token, Tree
from lark.exceptions import LarkError

from articles.search.days import NoDate, day_of_year, days_of
from articles.search.grammar import FIELDS, LARK, NAME_FIELDS
from articles.search.mending import MOST_DEPTH, MOST_TERMS, is_large, mended, spelled
from articles.search.problems import Code, Problem
from articles.search.tree import (
    DATE_FIELDS,
    OPERATORS,
    And,
    How,
    Leaf,
    Node,
    Or,
    Term,
    Words,
    changed,
    joined,
    leaves,
    negated,
    spell,
)
from articles.search.words import tidy

# What an act makes of an article and readers are told.
FLAGS = ("correction", "clarification", "retraction", "update")

# Names of one query, each of which is looked up.
MOST_NAMES = 10
# A longer word is none, and the index holds no such words.
MOST_LETTERS = 100
# A shorter beginning has too many words: three letters are those of some hundred.
LEAST_PREFIX = 3
# How far apart so many words of a phrase may be sought: at most 300 orders and distances of them.
MOST_APART = {2: 50, 3: 10, 4: 5}
MOST_NEAR = 2

_PHRASE = re.compile(r'(?P<exact>=?)"(?P<text>[^"]*)"(?:~(?P<near>\d+))?')
# "foo:bar", but neither "10:30" nor an address.
_LIKE_FIELD = re.compile(r"(?P<name>[A-Za-z_]+):(?!//)")
# Signs that mean something in this language or another, and nothing where they stand.
_MEANT = re.compile(r"[@&|!<>\\^{}\[\]*~=]")
_SMALL_OR = re.compile(r'\bor\b(?=(?:[^"]*"[^"]*")*[^"]*$)')


@dataclass(frozen=True, slots=True)
class Parsed:
    """A tree, None when there is nothing to look for, and what was wrong with the text."""

    tree: Node | None = None
    problems: tuple[Problem, ...] = ()

    @property
    def has_words(self) -> bool:
        """Whether articles can fit better or worse: there are words that they shall have."""
        return any(isinstance(leaf, Words) for leaf in leaves(self.tree, wanted=True))


@lru_cache(maxsize=256)
def parse(typed: str) -> Parsed:
    """Read any text; never raises, and takes time in proportion to the text."""
    problems: list[Problem] = []
    tree = _read(typed, problems)
    # Spelled out it may be too long or too deep where the text was not: then less is read.
    for _again in range(MOST_DEPTH):
        remaining: list[Problem] = []
        again = _read(spell(tree), remaining) if tree else None
        if again == tree:
            break
        tree = again
        problems += remaining
    once = {(problem.code, problem.message): problem for problem in problems}
    return Parsed(tree, tuple(once.values()))


def _read(typed: str, problems: list[Problem]) -> Node | None:
    tidied = tidy(typed)
    problems += tidied.problems
    return _Reader(problems).read(tidied.text)


@dataclass(slots=True)
class _Reader:
    problems: list[Problem]
    signs: dict[str, None] = field(default_factory=dict)
    names: int = 0
    nears: int = 0
    text: str = ""

    def say(self, code: Code, message: str, *repairs: str) -> None:
        self.problems.append(Problem(code, message, repairs))

    def read(self, text: str) -> Node | None:
        if text.count('"') % 2:
            self.say(
                Code.QUOTE, "A quotation mark is not closed: it was read as closed at the end."
            )
            text += '"'
        self.text = text
        tokens = list(LARK.lex(text))
        try:
            if is_large(tokens):
                text = spelled(mended(tokens, self.say))
            tree = LARK.parse(text) if text.strip() else None
        except LarkError:
            text = spelled(mended(tokens, self.say))
            tree = LARK.parse(text) if text else None
        node = self._node(tree) if tree else None
        if self.signs:
            signs = " ".join(self.signs)
            self.say(Code.SIGNS, f"Signs that mean nothing where they stand were ignored: {signs}")
        return node

    # --- From what the grammar found to the tree -------------------------------------------------

    def _node(self, found: Tree[Token] | Token) -> Node | None:
        if isinstance(found, Token):
            return self._words(found)
        parts = found.children
        match found.data:
            case "either":
                return joined(Or, map(self._node, parts))
            case "both":
                return joined(And, map(self._node, parts))
            case "negation":
                # Two minus signs take each other away.
                even = str(parts[0]).count("-") % 2 == 0 and str(parts[0]) != "NOT"
                part = self._node(parts[1])
                return part if even else negated(part)
            case "fielded":
                return self._fielded(str(parts[0])[:-1].lower(), parts[1])
            case _:
                return self._node(parts[0])

    def _fielded(self, name: str, found: Tree[Token] | Token) -> Node | None:
        """Of brackets behind a field every word is one of the field."""
        if name in DATE_FIELDS and isinstance(found, Token):
            return self._term(name, str(found).strip('="').rstrip(",;"))
        node = self._node(found)
        return changed(node, lambda leaf: self._in_field(name, leaf)) if node else None

    def _in_field(self, name: str, leaf: Leaf) -> Node | None:
        if isinstance(leaf, Term):
            return leaf
        if name == "headline":
            return replace(leaf, headline=True)
        return self._term(name, leaf.text)

    def _words(self, token: Token) -> Node | None:
        if token.type == "PHRASE":
            return self._phrase(token)
        text = str(token)
        if token.type in ("EXACT", "FUZZY"):
            how = How.EXACT if token.type == "EXACT" else How.FUZZY
            cleaned = self._clean(text[1:])
            return Words(cleaned, how) if cleaned else None
        return self._word(text)

    def _word(self, text: str) -> Node | None:
        cleaned = self._clean(text.rstrip("*"), text)
        if cleaned.lower() in FIELDS and text.endswith(":"):
            # "source: Reuters"
            near = re.sub(rf"(?i)\b({cleaned}):\s+(?=\S)", r"\1:", self.text)
            message = f"“{text}” has nothing right behind it: it was read as a word."
            self.say(Code.EMPTY_FIELD, message, *([near] if near != self.text else []))
        pieces = [cleaned]
        if (like := _LIKE_FIELD.match(cleaned)) and not cleaned.startswith(("http:", "https:")):
            pieces = [piece for piece in map(self._clean, cleaned.split(":")) if piece]
            self._say_unknown(like["name"], cleaned)
        words: list[Node | None] = [Words(_lowered(piece)) for piece in pieces if piece]
        if words and text.endswith("*"):
            words[-1] = self._beginning(pieces[-1])
        if text == "or":
            better = _SMALL_OR.sub("OR", self.text)
            self.say(Code.SMALL_OR, "Write OR in capitals to find either word.", better)
        return joined(And, words)

    def _beginning(self, text: str) -> Words:
        if sum(map(str.isalnum, text)) >= LEAST_PREFIX:
            return Words(text, How.PREFIX)
        message = (
            f"“{text}*” begins too many words: at least {LEAST_PREFIX} letters must stand before"
            " a star. It was read as a word."
        )
        self.say(Code.WILDCARD, message)
        return Words(_lowered(text))

    def _say_unknown(self, name: str, text: str) -> None:
        if name.lower() in FIELDS:  # "@by:me"
            return
        alike = get_close_matches(name.lower(), FIELDS, 1)
        repairs = [self.text.replace(f"{name}:", f"{alike[0]}:", 1)] if alike else []
        message = f"There is no field “{name}:”: “{text}” was read as words."
        self.say(Code.FIELD, message, *repairs)

    def _phrase(self, token: Token) -> Node | None:
        found = _PHRASE.fullmatch(token)
        if found is None:
            raise AssertionError("the grammar lets no other token through")
        words = [word for word in found["text"].split() if any(map(str.isalnum, word))]
        text = " ".join(found["text"].split())
        if not words:
            return None
        if any(len(word) > MOST_LETTERS for word in words):
            self._too_long_a_word()
            return None
        if found["exact"]:
            return Words(text, How.EXACT, quoted=True)
        near = min(int(found["near"][:6]), 10_000) if found["near"] else 0
        if not near or len(words) == 1:
            return Words(text, quoted=True)
        self.nears += 1
        most = MOST_APART.get(len(words))
        if most is None or self.nears > MOST_NEAR:
            message = (
                f"Words near each other are sought twice in a query, and of at most"
                f" {max(MOST_APART)} words: these must only all occur."
            )
            self.say(Code.NEAR, message)
            return joined(And, map(self._word, words))
        if near > most:
            message = f"{len(words)} words can be sought at most {most} places apart."
            self.say(Code.NEAR, message)
        return Words(text, quoted=True, near=min(near, most))

    def _term(self, name: str, value: str) -> Node | None:
        if name in DATE_FIELDS:
            return self._date(name, value)
        value = _stripped(" ".join(value.replace('"', " ").split()))
        if not value:
            return None
        if name == "language":
            value = value.lower()
            if not re.fullmatch(r"[a-z]{2,8}(-[a-z0-9]{1,8})*", value):
                message = f"“{value}” is no code of a language, such as en or de: it was ignored."
                self.say(Code.VALUE, message)
                return None
        elif name in ("is", "kind", "reviewed"):
            value = value.lower()
            known = {"is": FLAGS, "reviewed": ("yes", "no")}.get(name)
            if known and value not in known:
                likely = get_close_matches(value, known, 1)
                repairs = [spell(Term(name, likely[0]))] if likely else []
                message = f"“{name}:” knows {_listed(known)}, not “{value}”: it was ignored."
                self.say(Code.VALUE, message, *repairs)
                return None
        elif name in NAME_FIELDS or name == "said":
            self.names += 1
            if self.names > MOST_NAMES:
                message = f"Only the first {MOST_NAMES} names were looked up; others were ignored."
                self.say(Code.TOO_MANY, message)
                return None
        return Term(name, value)

    def _date(self, name: str, value: str) -> Term | None:
        try:
            if name == "day":
                return Term(name, day_of_year(value))
            days_of(name, value)
        except NoDate as error:
            first, dots, last = value.partition("..")
            turned = f"{name}:{last}..{first}"
            try:
                days_of(name, f"{last}..{first}")
                repairs = [self.text.replace(f"{name}:{value}", turned)] if dots else []
            except NoDate:
                repairs = []
            self.say(Code.DATE, f"“{name}:{value}” was ignored. {error}", *repairs)
            return None
        return Term(name, value)

    def _clean(self, text: str, typed: str = "") -> str:
        """A word without the signs around it, which the index does not hold; empty for none."""
        if "://" not in text:
            self.signs |= dict.fromkeys(_MEANT.findall(typed.removesuffix("*") or text))
        cleaned = _stripped(text)
        if len(cleaned) > MOST_LETTERS:
            self._too_long_a_word()
            return ""
        return cleaned

    def _too_long_a_word(self) -> None:
        message = f"Words of more than {MOST_LETTERS} letters were ignored."
        self.say(Code.TOO_LONG, message)


def _stripped(text: str) -> str:
    """The text from its first letter or digit to its last; a stroke may begin it: "/etc"."""
    begin = next((n for n, c in enumerate(text) if c.isalnum() or c == "/"), len(text))
    end = next((n for n in range(len(text), begin, -1) if text[n - 1].isalnum()), begin)
    return text[begin:end]


def _lowered(text: str) -> str:
    """A word that is no operator: "OR," is "or"."""
    return text.lower() if text in OPERATORS else text


def _listed(values: Sequence[str]) -> str:
    return " or ".join(filter(None, (", ".join(values[:-1]), values[-1])))


__all__ = ["FIELDS", "FLAGS", "MOST_DEPTH", "MOST_TERMS", "NAME_FIELDS", "Parsed", "parse"]
