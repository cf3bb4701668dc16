"""Where the decision that was just taken would apply too: the same words in similar context.

After a decision on a tag, `siblings_of` finds other articles where the machine suggests the same
actor on the same words and nobody has decided yet; after words were added, articles that have these
words. Near-duplicates of the article come first, then its source within half a year, then all
others, each in the order of likeness: the words around, the title, the company of actors.

Found by walking indexes, never by a scan: the undecided tags of one actor from the newest article
on, or the search vector. Both end after so many rows; what is counted is exact below that, and "at
least" above.
"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from articles.models import Article
from entities.anchoring import Anchor, common_start, find
from entities.batches import MOST_ARTICLES, surfaces
from entities.models import Actor, Decision, Mention
from entities.review.bulk import NAMING, STATUS_AFTER

Verb = Decision.Verb

# "The same period": news of one affair names somebody in one way for months rather than for years.
PERIOD = datetime.timedelta(days=180)
# Undecided tags of the actor that are looked at; a look takes some 20 microseconds.
MOST_WALKED = 20_000
# Texts that are read to see whether words that were added stand there as whole words.
MOST_READ = 500

NEAR, PERIODICAL, ELSEWHERE = "near", "period", "elsewhere"
GROUPS = (NEAR, PERIODICAL, ELSEWHERE)

# What a likeness is made of: the words around count most, as they are what an editor looks at.
_AROUND, _TITLE, _COMPANY = 0.5, 0.2, 0.3


@dataclass(frozen=True, slots=True)
class Sibling:
    """An article where the decision would apply; `likeness` runs from 0 to 1."""

    article: int
    group: str
    likeness: float


@dataclass(frozen=True, slots=True)
class Siblings:
    """All that were found, the likest first in each group; `more`: not all were looked at."""

    found: tuple[Sibling, ...]
    more: bool

    def group(self, name: str) -> list[Sibling]:
        return [one for one in self.found if one.group == name]


_TAGS = """
WITH undecided AS MATERIALIZED (
    SELECT article_id FROM entities_tag
    WHERE actor_id = %(actor)s AND status = 'suggested' AND article_id IN (
        SELECT id FROM articles_article WHERE lead_id = %(lead)s
    )
    UNION
    (
        SELECT article_id FROM entities_tag WHERE actor_id = %(actor)s AND status = 'suggested'
        ORDER BY article_id DESC LIMIT %(walked)s
    )
)
SELECT article.id, article.lead_id, article.source_id, article.sort_at, article.actor_ids,
    seen.prefix, seen.suffix, seen.title
FROM undecided
JOIN articles_article AS article ON article.id = undecided.article_id
CROSS JOIN LATERAL (
    SELECT prefix, suffix, title FROM entities_mention AS mention
    WHERE mention.article_id = article.id AND mention.actor_id = ANY (%(actors)s)
        AND mention.quote = ANY (%(surfaces)s) AND mention.how = ANY (%(naming)s)
    ORDER BY mention.start LIMIT 1
) AS seen
WHERE article.id <> %(article)s AND (NOT %(only)s OR NOT EXISTS (
    SELECT FROM entities_mention AS mention
    WHERE mention.article_id = article.id AND mention.actor_id = ANY (%(actors)s)
        AND mention.quote <> ALL (%(surfaces)s) AND mention.how = ANY (%(naming)s)
))
LIMIT %(most)s
"""

_WORDS = """
WITH worded AS MATERIALIZED (
    (
        SELECT id FROM articles_article WHERE lead_id = %(lead)s LIMIT %(most)s
    ) UNION (
        SELECT id FROM articles_article
        WHERE search_vector @@ (phraseto_tsquery('newsroom', %(words)s) && %(source)s::tsquery)
            AND sort_at BETWEEN %(at)s - %(period)s AND %(at)s + %(period)s
        LIMIT %(most)s
    ) UNION (
        SELECT id FROM articles_article
        WHERE search_vector @@ phraseto_tsquery('newsroom', %(words)s) LIMIT %(most)s
    )
)
SELECT article.id, article.lead_id, article.source_id, article.sort_at, article.actor_ids,
    article.body
FROM worded JOIN articles_article AS article USING (id)
WHERE article.id <> %(article)s AND NOT EXISTS (
    SELECT FROM entities_tag AS tag WHERE tag.article_id = article.id
        AND tag.actor_id = %(actor)s AND tag.decision_id IS NOT NULL
)
"""


# Whether every article that has the words was looked at.
_COUNT_WORDS = """
SELECT count(*) FROM (
    SELECT FROM articles_article
    WHERE search_vector @@ phraseto_tsquery('newsroom', %(words)s) LIMIT %(most)s
) AS worded
"""


def applies_elsewhere(decision: Decision) -> bool:
    """Whether a decision could be taken in other articles too."""
    on_tag = decision.subject == Decision.Subject.TAG
    return bool(on_tag and decision.verb in STATUS_AFTER and decision.anchors)


def siblings_of(decision: Decision) -> Siblings:
    """Return where the same decision would apply. At most five queries."""
    if not applies_elsewhere(decision):
        return Siblings((), more=False)
    assert decision.article_id  # noqa: S101 (decision_subject_known)
    article = Article.objects.only("lead", "source", "sort_at", "published_at", "actor_ids").get(
        pk=decision.article_id
    )
    origin = _Origin.of(article, decision)
    rows, more = _with_words(origin) if decision.verb == Verb.ADD else _with_tag(origin)
    found = sorted(
        (Sibling(row.article, origin.group_of(row), origin.likeness_to(row)) for row in rows),
        key=lambda one: (GROUPS.index(one.group), -one.likeness, -one.article),
    )
    return Siblings(tuple(found[:MOST_ARTICLES]), more or len(found) > MOST_ARTICLES)


@dataclass(frozen=True, slots=True)
class _Row:
    """An article that was found, and how the words stand in it."""

    article: int
    lead: int | None
    source: int
    sort_at: datetime.datetime
    actors: Sequence[int]
    prefix: str
    suffix: str
    title: str


@dataclass(frozen=True, slots=True)
class _Origin:
    """The article that was decided in, and how the words stand there."""

    article: Article
    decision: Decision
    contexts: tuple[tuple[str, str], ...]
    titles: frozenset[str]

    @classmethod
    def of(cls, article: Article, decision: Decision) -> "_Origin":
        titles = Mention.objects.filter(article=article, actor=decision.actor_id).exclude(title="")
        return cls(
            article,
            decision,
            tuple((anchor["prefix"], anchor["suffix"]) for anchor in decision.anchors),
            frozenset(titles.values_list("title", flat=True)),
        )

    def group_of(self, row: _Row) -> str:
        if row.lead is not None and row.lead == self.article.lead_id:
            return NEAR
        same = row.source == self.article.source_id and self.article.published_at
        return (
            PERIODICAL if same and abs(row.sort_at - self.article.sort_at) <= PERIOD else ELSEWHERE
        )

    def likeness_to(self, row: _Row) -> float:
        around = max(
            common_start(reversed(_words(prefix)), reversed(_words(row.prefix)))
            + common_start(_words(suffix), _words(row.suffix))
            for prefix, suffix in self.contexts
        )
        ours, theirs = set(self.article.actor_ids), set(row.actors)
        company = len(ours & theirs) / len(ours | theirs) if ours | theirs else 0.0
        return (
            _AROUND * min(1.0, around / _ENOUGH)
            + _TITLE * (row.title in self.titles)
            + _COMPANY * company
        )


# Words of context in common that make a likeness whole: an anchor keeps some five on either side.
_ENOUGH = 6


def _with_tag(origin: _Origin) -> tuple[list[_Row], bool]:
    """Articles whose undecided tag of the actor stands on the same words."""
    decision = origin.decision
    actors = Actor.objects.filter(merged_into=decision.actor_id).values_list("pk", flat=True)
    rows = _select(
        _TAGS,
        article=origin.article.pk,
        lead=origin.article.lead_id,
        actor=decision.actor_id,
        actors=[decision.actor_id, *actors],
        surfaces=sorted(surfaces(decision)),
        naming=list(NAMING),
        only=decision.verb != Verb.CONFIRM,
        walked=MOST_WALKED,
        most=MOST_ARTICLES + 1,
    )
    return [_Row(*row) for row in rows], _has_more_than(decision.actor_id or 0, MOST_WALKED)


def _has_more_than(actor: int, most: int) -> bool:
    """Whether an actor has more undecided tags than are walked."""
    statement = """
        SELECT FROM entities_tag WHERE actor_id = %(actor)s AND status = 'suggested'
        ORDER BY article_id DESC OFFSET %(most)s LIMIT 1
    """
    return bool(_select(statement, actor=actor, most=most))


def _with_words(origin: _Origin) -> tuple[list[_Row], bool]:
    """Articles that have the words and where nobody has decided on their actor."""
    words = str(origin.decision.anchors[0]["quote"])
    rows = _select(
        _WORDS,
        article=origin.article.pk,
        lead=origin.article.lead_id,
        actor=origin.decision.actor_id,
        words=words,
        source=f"'@s{origin.article.source_id}'",
        at=origin.article.sort_at,
        period=PERIOD if origin.article.published_at else datetime.timedelta(),
        most=MOST_READ + 1,
    )
    found = []
    for article, lead, source, sort_at, actors, body in rows:
        if span := next(find(words, body), None):
            here = Anchor.of(body, *span)
            found.append(
                _Row(article, lead, source, sort_at, actors, here.prefix, here.suffix, title="")
            )
    (having,) = _select(_COUNT_WORDS, words=words, most=MOST_READ + 1)
    return found, having[0] > MOST_READ


def _select(statement: str, **values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall()


def _words(context: str) -> list[str]:
    return context.casefold().split()
