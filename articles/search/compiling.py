"""From the tree of a query to conditions in SQL: the one place where that happens.

All that is looked up in one vector becomes one tsquery, so that words, fields and filters together
are one lookup in one index. What needs both vectors, or a date, joins them in SQL, where PostgreSQL
combines the indexes.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations, permutations, product

from psycopg.sql import SQL, Composable, Literal

from articles.search.days import Days, days_of
from articles.search.lexemes import Lexed, beginning, weighted
from articles.search.names import NOBODY, Named, Names
from articles.search.tree import And, How, Leaf, Node, Not, Or, Term, Words, leaves

QUOTE_FIELDS = ("said", "speaker", "about")
_LETTERS = {"actor": "a", "source": "s", "section": "c", "by": "w"}
_NEVER = SQL("false")


@dataclass(frozen=True, slots=True)
class Condition:
    """All of it must hold: a query of each vector, and conditions in SQL.

    `checks` follow nearly from the rest: the planner, told of them, would reckon with them twice.
    """

    stem: str = ""
    exact: str = ""
    others: tuple[Composable, ...] = ()
    checks: tuple[Composable, ...] = ()

    def sql(self, lexemes: Iterable[str] = (), *, checked: bool = True) -> Composable:
        """Whether a row fits, and has all these lexemes."""
        stem = " & ".join(filter(None, (*lexemes, self.stem)))
        parts: list[Composable] = []
        if stem:
            parts.append(SQL("search_vector @@ {}::tsquery").format(Literal(stem)))
        if self.exact:
            parts.append(SQL("exact_vector @@ {}::tsquery").format(Literal(self.exact)))
        parts += self.others
        parts += self.checks if checked else ()
        return SQL(" AND ").join(parts) if parts else SQL("true")


@dataclass(frozen=True, slots=True)
class Known:
    """What was found out about the words and names of a query."""

    lexed: Mapping[str, Lexed] = field(default_factory=dict)
    named: Mapping[Term, Named] = field(default_factory=dict)
    similar: Mapping[str, Sequence[str]] = field(default_factory=dict)
    names: Names = NOBODY

    def text(self, text: str) -> Lexed:
        return self.lexed.get(text, Lexed())


def texts_of(tree: Node | None) -> Iterator[str]:
    """Every text that PostgreSQL must be asked of."""
    for leaf in leaves(tree):
        if isinstance(leaf, Term):
            if leaf.field == "by":
                yield leaf.value
        elif leaf.near:
            yield from leaf.text.split()
        else:
            yield leaf.text


def looks_as_it_stands(leaf: Words, known: Known) -> bool:
    """Whether words are sought as they stand: so asked, or a phrase that stems would cut short."""
    if leaf.how in (How.EXACT, How.PREFIX):
        return True
    return leaf.quoted and not leaf.near and known.text(leaf.text).begins_or_ends_common


def words_query(leaf: Words, known: Known) -> str:
    """The words as a query of their vector; empty where the index holds none of them."""
    marks = "A" if leaf.headline else ""
    lexed = known.text(leaf.text)
    if leaf.near:
        words = [known.text(word).stem for word in leaf.text.split()]
        query = _near([f"( {word} )" for word in words if word], leaf.near)
    elif leaf.how is How.FUZZY:
        similar = [known.text(word).stem for word in known.similar.get(leaf.text, ())]
        query = _any(filter(None, dict.fromkeys([lexed.stem, *similar])))
    elif leaf.how is How.PREFIX:
        return beginning(lexed.exact, marks) if lexed.exact else ""
    else:
        query = lexed.exact if looks_as_it_stands(leaf, known) else lexed.stem
    return weighted(query, marks) if marks else query


def condition_of(tree: Node | None, known: Known) -> Condition:
    if tree is None:
        return Condition()
    match tree:
        case Words():
            query = f"( {words_query(tree, known)} )"
            if looks_as_it_stands(tree, known):
                return Condition(exact=query)
            return Condition(stem=query)
        case Term():
            return _term(tree, known)
        case Not(part):
            return _not(condition_of(part, known))
        case Or(parts):
            return _or([condition_of(part, known) for part in parts])
        case And(parts):
            quotes = [part for part in parts if _is_of_quotes(part)]
            others = [condition_of(part, known) for part in parts if part not in quotes]
            return _and([*others, *_quoted(quotes, known)])  # type: ignore[arg-type]


def ranking_of(tree: Node | None, known: Known, *, exact: bool) -> str:
    """The words alone, those that shall occur, as one query of either vector."""
    match tree:
        case Words():
            if looks_as_it_stands(tree, known) is not exact:
                return ""
            if tree.near:  # their places are known to fit
                stems = (known.text(word).stem for word in tree.text.split())
                return " & ".join(filter(None, stems))
            return words_query(tree, known)
        case And(parts) | Or(parts):
            ranked = [ranking_of(part, known, exact=exact) for part in parts]
            sign = " & " if isinstance(tree, And) else " | "
            return sign.join(f"( {part} )" for part in ranked if part)
        case _:
            return ""


def _term(term: Term, known: Known) -> Condition:
    name, value = term.field, term.value
    if name in QUOTE_FIELDS:
        return _and(_quoted([term], known))
    if name in _LETTERS:
        ids = known.named.get(term, Named()).ids
        found = Condition(stem=_any(f"'@{_LETTERS[name]}{int(one)}'" for one in ids))
        byline = known.text(value).exact if name == "by" else ""
        ways = [found] if ids else []
        ways += [Condition(exact=f"( {weighted(byline, 'C')} )")] if byline else []
        return _or(ways) if ways else Condition(others=(_NEVER,))
    if name in ("kind", "reviewed"):
        label = known.names.labels(name).get(value)
        if label is None:
            return _not(Condition(stem=f"'@{known.names.labels(name)['yes']}'"))
        return Condition(stem=f"'@{label}'")
    if name == "is":
        return Condition(stem=f"'@{value}'")
    if name == "language":
        return Condition(stem=f"'@l{value}'")
    if name == "day":
        return Condition(stem=f"'@d{value}'")
    return _dates(days_of(name, value))


def _dates(days: Days) -> Condition:
    if days.are_lexemes():
        return Condition(stem=days.lexemes())
    if covering := days.lexemes():
        return Condition(stem=covering, checks=(days.within(), days.whole()))
    return Condition(others=(days.within(),), checks=(days.whole(),))


def _is_of_quotes(part: Node) -> bool:
    return isinstance(part, Term) and part.field in QUOTE_FIELDS


def _quoted(terms: Sequence[Leaf], known: Known) -> list[Condition]:
    """Quotes with all the words; of several speakers, or subjects, each must have one."""
    asked: dict[str, list[Term]] = {name: [] for name in QUOTE_FIELDS}
    for term in terms:
        if isinstance(term, Term):
            asked[term.field].append(term)
    if not any(asked.values()):
        return []
    if any(not known.named[term].ids for term in (*asked["speaker"], *asked["about"])):
        return [Condition(others=(_NEVER,))]
    words = " ".join(f'"{term.value}"' for term in asked["said"])
    speakers = [known.named[term].ids for term in asked["speaker"]] or [()]
    abouts = [known.named[term].ids for term in asked["about"]] or [()]
    found = []
    for speaker, about in product(speakers, abouts):
        selected = known.names.quoted(words, speaker, about)
        found.append(Condition(others=(SQL("id IN ({})").format(selected),)))
    return found


def _and(parts: Sequence[Condition]) -> Condition:
    return Condition(
        stem=" & ".join(part.stem for part in parts if part.stem),
        exact=" & ".join(part.exact for part in parts if part.exact),
        others=tuple(other for part in parts for other in part.others),
        checks=tuple(check for part in parts for check in part.checks),
    )


def _or(parts: Sequence[Condition]) -> Condition:
    stems, exacts, others = [], [], []
    for part in parts:
        if part.others or part.checks or (part.stem and part.exact):
            others.append(SQL("({})").format(part.sql()))
        elif part.stem:
            stems.append(f"( {part.stem} )")
        elif part.exact:
            exacts.append(f"( {part.exact} )")
    stem = Condition(stem=_any(stems))
    exact = Condition(exact=_any(exacts))
    ways = [way.sql() for way in (stem, exact) if way != Condition()] + others
    if len(ways) == 1 and not others:
        return stem if stems else exact
    return Condition(others=(SQL("({})").format(SQL(" OR ").join(ways)),))


def _not(part: Condition) -> Condition:
    if part.stem and not (part.exact or part.others or part.checks):
        return Condition(stem=f"!( {part.stem} )")
    # In SQL also for the other vector: no index knows what is absent, so none shall be asked.
    return Condition(others=(SQL("NOT ({})").format(part.sql()),))


def _any(queries: Iterable[str]) -> str:
    listed = list(queries)
    return f"( {' | '.join(listed)} )" if listed else ""


def _near(words: Sequence[str], most: int) -> str:
    """Words in any order, the last at most so many places behind the first."""
    if len(words) < 2:
        return "".join(words)
    ends = range(1, most + 1)
    ways = []
    for places in combinations(ends, len(words) - 1):
        steps = [b - a for a, b in zip((0, *places), places, strict=False)]
        for first, *rest in permutations(words):
            behind = (f" <{step}> {word}" for step, word in zip(steps, rest, strict=True))
            ways.append(f"( {first}{''.join(behind)} )")
    return _any(ways)
