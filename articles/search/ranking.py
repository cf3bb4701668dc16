"""The best match: how well the words of an article fit, as SQL."""

import re

from psycopg.sql import SQL, Composable, Identifier, Literal

from articles.search.request import Search, Sort

# So many of the best matches are read for the form of their words: five pages.
MOST_LOOKED_AT = 100
# As far into the text, and so far ahead that no other match comes between.
FORM_CHARACTERS = 2_000
AHEAD = 10
# In the order "recent", a match that is a year older counts half.
HALF_LIFE_S = 365 * 24 * 60 * 60

_SCORED = SQL(
    """scored AS MATERIALIZED (
        SELECT id, sort_at, published_at IS NULL AS undated, {rank} AS rank
        FROM articles_article WHERE id = ANY ({ids})
    )"""
)
# The best by their words are put in order by how they have them: in the form that was typed, all
# together, in the headline. That takes reading the text, so it is asked of the best alone, and they
# stay before all others.
_BEST = SQL(
    """, best AS MATERIALIZED (
        SELECT id, ({ahead} + {forms})::float4 AS bonus FROM articles_article WHERE id IN (
            SELECT id FROM scored ORDER BY rank DESC, sort_at DESC, id DESC LIMIT {most}
        )
    ), ranked AS (
        SELECT scored.id, scored.sort_at, scored.undated,
            (scored.rank + coalesce(best.bonus, 0))::float4 AS rank
        FROM scored LEFT JOIN best ON best.id = scored.id
    )"""
)
_NO_BEST = SQL(", ranked AS (SELECT * FROM scored)")
_FORM = SQL(
    "CASE WHEN headline ~* {form} THEN 2 WHEN left(body, {most}) ~* {form} THEN 1 ELSE 0 END"
)


def ranked(search: Search, ids: Composable) -> Composable:
    """Subqueries, of which `ranked` has a row with its rank for each article of an array of ids."""
    return _SCORED.format(rank=_rank(search), ids=ids) + _best(search)


def _rank(search: Search) -> Composable:
    """How well the words fit; filters do not weigh. 1: long texts do not win by their length.

    Damped by age, it is a logarithm: ranks then keep their order whatever the day, so that a
    cursor of yesterday still fits.
    """
    reading = search.read()
    ranks = [
        SQL("ts_rank({}, {}::tsquery, 1)").format(Identifier(vector), Literal(query))
        for vector, query in (
            ("search_vector", reading.rank),
            ("exact_vector", reading.exact_rank),
        )
        if query
    ]
    rank = SQL(" + ").join(ranks) if ranks else SQL("0::float4")
    if search.order is not Sort.RECENT:
        return rank
    return SQL(
        "(ln(greatest({}, 1e-20)::float8)"
        " + ln(2::float8) * extract(epoch FROM sort_at)::float8 / {})::float4"
    ).format(rank, Literal(HALF_LIFE_S))


def _best(search: Search) -> Composable:
    """The best matches, and by how much each comes before those in other forms."""
    forms = [
        _FORM.format(form=Literal(_form(text)), most=Literal(FORM_CHARACTERS))
        for text in search.read().as_typed
    ]
    if not forms or search.order is not Sort.RELEVANCE:
        return _NO_BEST
    return _BEST.format(
        forms=SQL(" + ").join(forms), ahead=Literal(AHEAD), most=Literal(MOST_LOOKED_AT)
    )


def _form(text: str) -> str:
    """The words as they are typed, whole, as a regular expression of PostgreSQL's."""
    words = (re.sub(r"(\W)", r"\\\1", word) for word in text.split())
    return r"\m" + r"\s+".join(words) + r"\M"
