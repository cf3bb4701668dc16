"""Headline and two lines of the articles of a page, with the hits marked.

PostgreSQL's headlines are not safe HTML. It marks the hits with characters that no text contains,
the rest is escaped, and only then do the marks become elements.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from psycopg.sql import SQL, Literal

from articles.search.highlight import START, STOP, Span, marked_in
from articles.search.language import parse
from articles.search.marking import AS_THEY_STAND, STEMS, marking
from articles.search.rows import fetch

# Of a long text the beginning is looked through: a headline costs about a microsecond a character.
MOST_CHARACTERS = 12_000
OPENING_CHARACTERS = 260

_NO_MARKS = str.maketrans("", "", START + STOP)
_OPTIONS = f"StartSel={START}, StopSel={STOP}"
# About two lines on a wide screen.
_FRAGMENTS = "MaxFragments=2, MinWords=12, MaxWords=26, FragmentDelimiter=' … '"
_SNIPPETS = SQL(
    """
    SELECT id,
        ts_headline({config}, translate(headline, {marks}, '??'), {in_headline}, {whole}),
        ts_headline({config}, translate(left(body, {most}), {marks}, '??'), {in_body}, {parts}),
        translate(left(body, {opening}), {marks}, '??')
    FROM articles_article WHERE id = ANY ({ids})
    """
)
_OPENINGS = SQL(
    """
    SELECT id, translate(headline, {marks}, '??'), '', translate(
            CASE standfirst WHEN '' THEN left(body, {opening}) ELSE standfirst END, {marks}, '??'
        )
    FROM articles_article WHERE id = ANY ({ids})
    """
)


@dataclass(frozen=True, slots=True)
class Snippet:
    """Safe HTML; the headline is empty where the article has none."""

    headline: SafeString
    text: SafeString


def snippets(ids: Sequence[int], typed: str = "") -> Mapping[int, Snippet]:
    """Return, for each article, its headline and two lines of its text with the hits marked.

    Without words, or where only other parts of the article have them, the lines are its opening.
    One query, another for words in any form beside words as they stand; call it for the articles of
    one page.
    """
    if not ids:
        return {}
    tree = parse(typed).tree
    ways = [
        (config, in_headline)
        for config in (STEMS, AS_THEY_STAND)
        if (in_headline := marking(tree, config, headline=True))
    ]
    config, in_headline = ways[0] if ways else (STEMS, SQL(""))
    in_body = marking(tree, config, headline=False)
    statement = (_SNIPPETS if ways else _OPENINGS).format(
        config=Literal(config),
        in_headline=in_headline,
        in_body=in_body or SQL("''::tsquery"),
        marks=Literal(START + STOP),
        whole=Literal(f"{_OPTIONS}, HighlightAll=true"),
        parts=Literal(f"{_OPTIONS}, {_FRAGMENTS}"),
        most=Literal(MOST_CHARACTERS),
        opening=Literal(OPENING_CHARACTERS),
        ids=Literal(list(ids)),
    )
    found = [
        (row, headline, _lines(parts, opening))
        for row, headline, parts, opening in fetch(statement)
    ]
    if len(ways) > 1:
        found = _marked_again(found, typed)
    return {row: Snippet(_marked(headline), _marked(text)) for row, headline, text in found}


def _marked_again(found: list[tuple[int, str, str]], typed: str) -> list[tuple[int, str, str]]:
    """With the hits of every kind, not only those by which the lines were chosen."""
    bare = [
        (text.translate(_NO_MARKS), is_headline)
        for _row, headline, lines in found
        for text, is_headline in ((headline, True), (lines, False))
    ]
    marked = [
        _with(text, hits) for (text, _), hits in zip(bare, marked_in(bare, typed), strict=True)
    ]
    return [(row, marked[2 * n], marked[2 * n + 1]) for n, (row, *_texts) in enumerate(found)]


def _with(text: str, hits: Sequence[Span]) -> str:
    for start, end in reversed(hits):
        text = f"{text[:start]}{START}{text[start:end]}{STOP}{text[end:]}"
    return text


def _lines(parts: str, opening: str) -> str:
    """The parts with hits, else the opening; dots where the text goes on."""
    if START not in parts:
        whole = len(opening) < OPENING_CHARACTERS
        return opening if whole else opening.rsplit(" ", 1)[0] + " …"
    beginning = parts.replace(START, "").replace(STOP, "")[:20]
    before = "" if opening.startswith(beginning) else "… "
    after = "" if parts.rstrip(f'{STOP}”’"').endswith((".", "!", "?")) else " …"
    return f"{before}{parts}{after}"


def _marked(text: str) -> SafeString:
    escaped = escape(" ".join(text.split()))
    marked = escaped.replace(START, '<mark class="hit">').replace(STOP, "</mark>")
    return mark_safe(marked)  # noqa: S308  (escaped, then marked with our own elements)
