"""The words of a query as SQL marks them in texts: its tree without what must not occur."""

from psycopg.sql import SQL, Composable, Literal

from articles.search.tree import And, How, Leaf, Node, Or, Term, Words

STEMS, AS_THEY_STAND = "newsroom", "newsroom_exact"
_NOTHING = SQL("''::tsquery")


def marking(node: Node | None, config: str, *, headline: bool) -> Composable | None:
    """The part of the tree that is looked up with a configuration; None when there is none.

    Of words for the headline alone only with `headline`.
    """
    match node:
        case And(parts) | Or(parts):
            found = [marking(part, config, headline=headline) for part in parts]
            wanted = [part for part in found if part is not None]
            sign = " && " if isinstance(node, And) else " || "
            return SQL("({})").format(SQL(sign).join(wanted)) if wanted else None
        case Words() | Term():
            return _leaf(node, config, headline=headline)
        case _:
            return None


def _leaf(leaf: Leaf, config: str, *, headline: bool) -> Composable | None:
    stems = config == STEMS
    if isinstance(leaf, Term):
        said = leaf.field == "said" and stems
        return _phrase(config, leaf.value) if said else None
    if leaf.headline and not headline:
        return None
    if leaf.how is How.PREFIX:
        return None if stems else _beginning(leaf.text)
    if leaf.how is How.EXACT:
        return None if stems else _phrase(config, leaf.text)
    if leaf.near:
        query = SQL("plainto_tsquery('newsroom', {})").format(Literal(leaf.text))
        return query if stems else None
    if leaf.quoted:
        return _phrase_or_nothing(config, leaf.text)
    return _phrase(config, leaf.text) if stems else None


def _phrase(config: str, text: str) -> Composable:
    return SQL("phraseto_tsquery({}, {})").format(Literal(config), Literal(text))


def _phrase_or_nothing(config: str, text: str) -> Composable:
    """A phrase that begins or ends with a common word is looked up as it stands (compiling.py)."""
    words = text.split()
    return SQL(
        "CASE WHEN ('' IN (to_tsvector('newsroom', {})::text, to_tsvector('newsroom', {})::text))"
        " = {} THEN {} ELSE {} END"
    ).format(
        Literal(words[0]),
        Literal(words[-1]),
        Literal(config == AS_THEY_STAND),
        _phrase(config, text),
        _NOTHING,
    )


def _beginning(text: str) -> Composable:
    return SQL("coalesce(nullif({}::text, '') || ':*', '')::tsquery").format(
        _phrase(AS_THEY_STAND, text)
    )
