"""Headline and two lines of the articles of a page, with the hits marked.

PostgreSQL's headlines are not safe HTML. It marks the hits with characters that no text contains,
the rest is escaped, and only then do the marks become elements.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from psycopg.sql import SQL, Literal

from articles.search.highlight import START, STOP
from articles.search.plans import fetch
from articles.search.words import tidy

# Of a long text the beginning is looked through: a headline costs about a microsecond a character.
MOST_CHARACTERS = 12_000
OPENING_CHARACTERS = 260

_OPTIONS = f"StartSel={START}, StopSel={STOP}"
# About two lines on a wide screen.
_FRAGMENTS = "MaxFragments=2, MinWords=12, MaxWords=26, FragmentDelimiter=' … '"
_SNIPPETS = SQL(
    """
    SELECT id,
        ts_headline('newsroom', translate(headline, {marks}, '??'), query, {whole}),
        ts_headline('newsroom', translate(left(body, {most}), {marks}, '??'), query, {parts}),
        translate(left(body, {opening}), {marks}, '??')
    FROM articles_article, websearch_to_tsquery('newsroom', {words}) AS query
    WHERE id = ANY ({ids})
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
    One query; call it for the articles of one page.
    """
    if not ids:
        return {}
    words = tidy(typed).text
    statement = (_SNIPPETS if words else _OPENINGS).format(
        marks=Literal(START + STOP),
        whole=Literal(f"{_OPTIONS}, HighlightAll=true"),
        parts=Literal(f"{_OPTIONS}, {_FRAGMENTS}"),
        most=Literal(MOST_CHARACTERS),
        opening=Literal(OPENING_CHARACTERS),
        words=Literal(words),
        ids=Literal(list(ids)),
    )
    return {
        row: Snippet(_marked(headline), _marked(_lines(parts, opening)))
        for row, headline, parts, opening in fetch(statement)
    }


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
