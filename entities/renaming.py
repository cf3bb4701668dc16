"""Give the articles of one actor to another by statements over many of them at once.

What `publish` would write, where it would only put one actor for another: nobody decided anything
in the article, and it knows only one of the two. Then marks, scores and counts stay as they are,
and a publication of tens of milliseconds is a share of a few statements (decision 23). All others
are left to `publish`. tests/entities/test_moving.py compares the two.
"""

import re
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from django.db import connection

from articles.models import Article
from entities.models import Kind, Tag
from entities.publish import MOST_LABEL_CHARACTERS, MOST_TOLD_LABELS, interaction_label

# `ours` are those whose articles move, `rivals` those of the other side, `both` are all of them.
_PLAIN = """
SELECT article.id FROM articles_article AS article
WHERE article.id = ANY (%(articles)s)
    AND cardinality(article.label_lexemes) < %(most)s
    AND NOT EXISTS (SELECT FROM entities_decision WHERE article_id = article.id)
    AND 1 = (
        SELECT count(*) FROM entities_tag
        WHERE article_id = article.id AND actor_id = ANY (%(both)s)
    )
    AND NOT EXISTS (
        SELECT FROM entities_mention
        WHERE article_id = article.id AND actor_id = ANY (%(rivals)s)
    )
    AND NOT EXISTS (
        SELECT FROM entities_quote
        WHERE article_id = article.id AND found_speaker_id = ANY (%(rivals)s)
    )
    AND NOT EXISTS (
        SELECT FROM entities_interaction
        WHERE article_id = article.id
            AND ARRAY[found_source_id, found_target_id, found_by_id] && %(rivals)s::bigint[]
    )
ORDER BY article.id
"""

_RENAME = (
    """
    UPDATE entities_tag SET actor_id = %(to)s
    WHERE article_id = ANY (%(articles)s) AND actor_id = ANY (%(from)s)
    """,
    # The words stay; whose they are and whom they name are lexemes without a place.
    """
    UPDATE entities_quote AS quote SET
        speaker_id = CASE
            WHEN had.speaker_id = ANY (%(from)s) THEN %(to)s::bigint ELSE had.speaker_id
        END,
        search_vector = ts_delete(had.search_vector, %(old)s::text[]) || array_to_tsvector(
            CASE WHEN had.speaker_id = ANY (%(from)s) THEN ARRAY['@a' || %(to)s::bigint]
                ELSE '{}' END
            || CASE WHEN named.quote_id IS NULL THEN '{}'
                ELSE ARRAY['@b' || %(to)s::bigint] END
        )
    FROM entities_quote AS had LEFT JOIN (
        SELECT DISTINCT quote_id FROM entities_quoteabout WHERE actor_id = ANY (%(from)s)
            AND quote_id IN (SELECT id FROM entities_quote WHERE article_id = ANY (%(articles)s))
    ) AS named ON named.quote_id = had.id
    WHERE quote.id = had.id AND had.article_id = ANY (%(articles)s)
        AND (had.speaker_id = ANY (%(from)s) OR named.quote_id IS NOT NULL)
    """,
    """
    UPDATE entities_quoteabout SET actor_id = %(to)s FROM entities_quote AS quote
    WHERE quote.id = quote_id AND quote.article_id = ANY (%(articles)s)
        AND actor_id = ANY (%(from)s)
    """,
    """
    UPDATE entities_interaction SET
        source_id = CASE WHEN source_id = ANY (%(from)s) THEN %(to)s::bigint ELSE source_id END,
        target_id = CASE WHEN target_id = ANY (%(from)s) THEN %(to)s::bigint ELSE target_id END,
        by_id = CASE WHEN by_id = ANY (%(from)s) THEN %(to)s::bigint ELSE by_id END
    WHERE article_id = ANY (%(articles)s)
        AND ARRAY[source_id, target_id, by_id] && %(from)s::bigint[]
    """,
    """
    UPDATE entities_dealing SET
        actor_id = CASE WHEN actor_id = ANY (%(from)s) THEN %(to)s::bigint ELSE actor_id END,
        other_id = CASE WHEN other_id = ANY (%(from)s) THEN %(to)s::bigint ELSE other_id END
    FROM entities_interaction AS told
    WHERE told.id = interaction_id AND told.article_id = ANY (%(articles)s)
        AND ARRAY[actor_id, other_id] && %(from)s::bigint[]
    """,
)

_LABEL = """
UPDATE articles_article SET
    actor_ids = given.actors::bigint[],
    label_text = given.names,
    label_lexemes = given.lexemes::varchar[]
FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::text[]) AS given(id, actors, names, lexemes)
WHERE articles_article.id = given.id
"""

_LABELLED = ("actor_ids", "label_lexemes")
_KINDS = {f"@t{kind}" for kind in Kind.values}
_TOLD = re.compile(r"@(?:q(\d+)|i(\d+)-(\d+))")


def plain(articles: Sequence[int], ours: Collection[int], rivals: Collection[int]) -> list[int]:
    """Return those of the articles in which one actor only has to take the place of another."""
    asked: dict[str, Any] = {
        "articles": list(articles),
        "rivals": list(rivals),
        "both": [*ours, *rivals],
        "most": MOST_TOLD_LABELS,
    }
    with connection.cursor() as cursor:
        cursor.execute(_PLAIN, asked)
        return [pk for (pk,) in cursor]


def rename(articles: Sequence[int], sources: Collection[int], target: int) -> None:
    """Put the target for the sources in all that follows from the rows of plain, locked articles.

    Eight statements, the last of which is dear: each article gets a new search vector.
    """
    asked: dict[str, Any] = {
        "articles": list(articles),
        "from": list(sources),
        "to": target,
        "old": [f"@{side}{pk}" for pk in sources for side in "ab"],
    }
    with connection.cursor() as cursor:
        for statement in _RENAME:
            cursor.execute(statement, asked)
    _label(articles, frozenset(sources), target)


def renamed(lexeme: str, sources: Collection[int], target: int) -> str:
    """Return the label of who speaks or deals with whom, with the target for the sources."""
    found = _TOLD.fullmatch(lexeme)
    if found is None:
        return lexeme
    ids = [target if int(pk) in sources else int(pk) for pk in found.groups() if pk]
    return f"@q{ids[0]}" if len(ids) == 1 else f"@{interaction_label(*ids)}"


def _label(articles: Sequence[int], sources: Collection[int], target: int) -> None:
    rows = Article.objects.filter(pk__in=articles).order_by("pk")
    had = {pk: (ids, labels) for pk, ids, labels in rows.values_list("pk", *_LABELLED)}
    # Readers see of the tags whom they saw before, the target among them.
    seen = {pk: {target if one in sources else one for one in ids} for pk, (ids, _) in had.items()}
    tags = Tag.objects.filter(article__in=articles)
    # As entities.resolution orders tags.
    ordered = tags.order_by("article", "-salience", "-mention_count", "actor_id")
    named: dict[int, list[tuple[int, str, str]]] = {pk: [] for pk in articles}
    columns = ("article_id", "actor_id", "actor__name", "actor__kind")
    for pk, actor, name, kind in ordered.values_list(*columns):
        if actor in seen[pk]:
            named[pk].append((actor, name, kind))
    given = [
        (
            pk,
            _array(actor for actor, _name, _kind in named[pk]),
            "\n".join(name for _actor, name, _kind in named[pk])[:MOST_LABEL_CHARACTERS],
            _array(
                sorted(
                    {f"@t{kind}" for _actor, _name, kind in named[pk]}
                    | {renamed(one, sources, target) for one in lexemes if one not in _KINDS}
                )
            ),
        )
        for pk, (_ids, lexemes) in had.items()
    ]
    with connection.cursor() as cursor:
        cursor.execute(_LABEL, [list(column) for column in zip(*given, strict=True)])


def _array(values: Iterable[object]) -> str:
    """An array of numbers or labels as PostgreSQL reads it: none has a comma, quote or brace."""
    return "{" + ",".join(map(str, values)) + "}"
