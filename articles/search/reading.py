"""How a query was read: its tree without what cannot be looked up, and what was wrong with it.

Everything shown of a search and everything looked up comes from one reading, so that what a page
says it has read is what was searched for.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import partial

from psycopg.sql import SQL, Identifier, Literal

from articles.reindexing import waiting
from articles.search import tree as trees
from articles.search.compiling import (
    Condition,
    Known,
    condition_of,
    looks_as_it_stands,
    ranking_of,
    texts_of,
    words_query,
)
from articles.search.language import NAME_FIELDS, parse
from articles.search.lexemes import lex, quoted, unplaced, weighted
from articles.search.names import NOBODY, Names
from articles.search.problems import Code, Problem
from articles.search.rows import fetch
from articles.search.similar import variants
from articles.search.tree import How, Leaf, Node, Term, Words, changed, holds_or, leaves, spell

# Each costs one lookup in the index, and only a page that lacks something asks.
MOST_WORDS_LOOKED_UP = 20
# Of so many words the form is looked at when the best are put in order.
MOST_AS_TYPED = 8
# So many names of those that may be meant are told.
MOST_SAID = 5

# The query is no constant to the planner, who would otherwise read the large statistics of the
# vector for every word. Materialised, so that it takes the index; read only as far as the first row
# all the same.
_MISSING = SQL(
    """
    SELECT query FROM unnest({queries}::text[]) AS query WHERE NOT EXISTS (
        WITH found AS MATERIALIZED (
            SELECT 1 FROM articles_article
            WHERE status = 'published' AND {vector} @@ query::tsquery
        ) SELECT 1 FROM found
    )
    """
)


@dataclass(frozen=True, slots=True)
class Sought:
    """A word as it was typed, and how it is looked up."""

    word: str
    vector: str
    query: str


@dataclass(frozen=True, slots=True)
class Reading:
    """How a query is understood.

    `text` is the query as it was read, and can be typed; empty when there is nothing to look for.
    `ignored` are words that the index does not hold, because nearly every text has them; `problems`
    say what was read otherwise than it was typed, `notes` who was meant. `sought` are the words
    looked up, those to be avoided left out. `alternatives`: not all must occur. `candidates` is
    what the index knows of `condition` where that asks for places in the text. `rank` and
    `exact_rank` are the words to rank by, of either vector; `as_typed` their forms.
    """

    text: str = ""
    tree: Node | None = None
    ignored: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    notes: tuple[str, ...] = ()
    sought: tuple[Sought, ...] = ()
    condition: Condition = field(default_factory=Condition)
    candidates: Condition | None = None
    rank: str = ""
    exact_rank: str = ""
    as_typed: tuple[str, ...] = ()

    @property
    def alternatives(self) -> bool:
        return holds_or(self.tree)

    @property
    def has_words(self) -> bool:
        return bool(self.rank or self.exact_rank)

    def without(self, word: str) -> str:
        """The query without a word and the phrases that hold it."""
        return trees.without(self.tree, word)


def read(typed: str, names: Names = NOBODY) -> Reading:
    """Tell how a query is understood. One query when there are words, and some for each name."""
    parsed = parse(typed)
    problems = list(parsed.problems)
    notes: list[str] = []
    known = _known(parsed.tree, names)
    ignored: dict[str, str] = {}
    tree = parsed.tree
    if tree:
        tree = changed(tree, partial(_kept, known=known, ignored=ignored, problems=problems))
    for leaf in leaves(tree):
        if isinstance(leaf, Term):
            _tell_name(leaf, known, tree, problems, notes)
        elif leaf.how is How.FUZZY and not known.similar[leaf.text]:
            message = f"The archive knows no other word that is spelt like “{leaf.text}”."
            problems.append(Problem(Code.FUZZY, message))
    if _asks_what_old_vectors_lack(tree, known) and waiting():
        notes.append("Some articles were not read again since an upgrade: they are not found yet.")
    if tree is None and ignored:
        # Of nothing but common words "or" is one more.
        problems = [one for one in problems if one.code is not Code.SMALL_OR]
        problems.append(_only_common(parsed.tree))
    text = spell(tree) if tree else ""
    condition = condition_of(tree, known)
    return Reading(
        text=text,
        tree=tree,
        ignored=tuple(ignored.values()),
        problems=tuple(
            replace(one, repairs=tuple(filter(None, one.repairs or (text,)))) for one in problems
        ),
        notes=tuple(notes),
        sought=tuple(_sought(tree, known)),
        condition=condition,
        candidates=_candidates(tree, known, condition),
        rank=ranking_of(tree, known, exact=False),
        exact_rank=ranking_of(tree, known, exact=True),
        as_typed=tuple(_as_typed(tree)),
    )


def missing_words(reading: Reading) -> tuple[str, ...]:
    """Return those of the words looked up that no public article has. One query."""
    asked = list(dict.fromkeys(reading.sought))[:MOST_WORDS_LOOKED_UP]
    if not asked:
        return ()
    queries: dict[str, list[str]] = {}
    for one in asked:
        queries.setdefault(one.vector, []).append(one.query)
    lookups = [
        SQL("SELECT {}, query FROM ({}) AS missing").format(
            Literal(vector),
            _MISSING.format(vector=Identifier(vector), queries=Literal(of_vector)),
        )
        for vector, of_vector in queries.items()
    ]
    missing = set(fetch(SQL(" UNION ALL ").join(lookups)))
    return tuple(dict.fromkeys(one.word for one in asked if (one.vector, one.query) in missing))


def _candidates(tree: Node | None, known: Known, condition: Condition) -> Condition | None:
    """What must hold of the words wherever they stand; None where that tells nothing more."""

    def placed(*, wanted: bool) -> int:
        queries = [
            words_query(leaf, known)
            for leaf in leaves(tree, wanted=wanted)
            if isinstance(leaf, Words)
        ]
        return sum(query != unplaced(query) for query in queries)

    # Who avoids a phrase does not avoid its words.
    if placed(wanted=False) != placed(wanted=True):
        return None
    loose = replace(condition, stem=unplaced(condition.stem), exact=unplaced(condition.exact))
    return loose if loose != condition else None


def _asks_what_old_vectors_lack(tree: Node | None, known: Known) -> bool:
    return any(
        leaf.field in ("by", "day", "language")
        if isinstance(leaf, Term)
        else looks_as_it_stands(leaf, known)
        for leaf in leaves(tree)
    )


def _known(tree: Node | None, names: Names) -> Known:
    named, similar = {}, {}
    for leaf in leaves(tree):
        if isinstance(leaf, Term):
            if leaf.field in NAME_FIELDS and leaf not in named:
                named[leaf] = names.named(leaf.field, leaf.value)
        elif leaf.how is How.FUZZY:
            similar[leaf.text] = variants(leaf.text)
    texts = [*texts_of(tree), *(word for words in similar.values() for word in words)]
    return Known(lex(texts), named, similar, names)


def _kept(
    leaf: Leaf, *, known: Known, ignored: dict[str, str], problems: list[Problem]
) -> Node | None:
    """The leaf, or nothing where there is nothing to look up."""
    if isinstance(leaf, Words):
        if words_query(leaf, known):
            return leaf
        texts = leaf.text.split() if leaf.near else [leaf.text]
        for token in (token for text in texts for token in known.text(text).tokens):
            ignored.setdefault(token.word.casefold(), token.word)
        return None
    if leaf.field in ("kind", "reviewed"):
        labels = known.names.labels(leaf.field)
        if leaf.value not in (*labels, *(["no"] if leaf.field == "reviewed" and labels else [])):
            message = f"“{spell(leaf)}” was ignored: it can be {', '.join(labels) or 'nothing'}."
            problems.append(Problem(Code.VALUE, message))
            return None
    return leaf


def _tell_name(
    term: Term, known: Known, tree: Node | None, problems: list[Problem], notes: list[str]
) -> None:
    if term.field not in NAME_FIELDS:
        return
    named = known.named[term]
    if named.said:
        more = len(named.said) - MOST_SAID
        said = ", ".join(named.said[:MOST_SAID]) + (f" and {more} more" if more > 0 else "")
        notes.append(f"“{spell(term)}” was read as {'any of ' if more > -4 else ''}{said}.")
    elif not named.ids and term.field != "by":
        repairs = [
            spell(better)
            for name in named.candidates
            if tree and (better := _renamed(tree, term, name))
        ]
        message = f"The archive knows no {_CALLED[term.field]} “{term.value}”."
        without = changed(tree, lambda leaf: None if leaf == term else leaf) if tree else None
        repairs += [spell(without)] if without else []
        problems.append(Problem(Code.NAME, message, tuple(repairs)))


_CALLED = {"actor": "actor", "speaker": "actor", "about": "actor"}
_CALLED |= {"source": "source", "section": "section"}


def _renamed(tree: Node, term: Term, name: str) -> Node | None:
    return changed(tree, lambda leaf: Term(term.field, name) if leaf == term else leaf)


def _only_common(tree: Node | None) -> Problem:
    words = [leaf for leaf in leaves(tree) if isinstance(leaf, Words)]
    exactly = Words(" ".join(leaf.text for leaf in words), How.EXACT, quoted=True)
    message = "Nearly every article has these words, so they tell none apart."
    return Problem(Code.COMMON, message, (spell(exactly),))


def _sought(tree: Node | None, known: Known) -> Iterator[Sought]:
    for leaf in leaves(tree, wanted=True):
        if not isinstance(leaf, Words):
            continue
        marks = "A" if leaf.headline else ""
        exact = looks_as_it_stands(leaf, known)
        vector = "exact_vector" if exact else "search_vector"
        if leaf.how in (How.PREFIX, How.FUZZY):
            yield Sought(spell(replace(leaf, headline=False)), vector, words_query(leaf, known))
            continue
        texts = leaf.text.split() if leaf.near else [leaf.text]
        for token in (token for text in texts for token in known.text(text).tokens):
            if lexeme := token.exact if exact else token.stem:
                query = quoted(lexeme)
                yield Sought(token.word, vector, weighted(query, marks) if marks else query)


def _as_typed(tree: Node | None) -> list[str]:
    """The forms in which words were typed, and all of them as one where they stand side by side."""
    words = [leaf for leaf in leaves(tree, wanted=True) if isinstance(leaf, Words)]
    plain = [leaf.text for leaf in words if leaf.how is not How.FUZZY and not leaf.near]
    together = [" ".join(plain)] if len(plain) > 1 and not holds_or(tree) else []
    return [*together, *plain][:MOST_AS_TYPED]
