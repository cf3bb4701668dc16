"""What `entities.publish` does for one article, for many at once: as many queries as for one.

A decision on five thousand articles spends its time on round trips, not on thinking. `read_many`
reads what the tags of some articles follow from, `publish_many` derives and writes what `publish`
would, through the same pure functions; a test compares the two on the same rows. Only what has
changed is written.

Articles are locked without waiting (`lock_free`): whoever holds many rows and waits for another may
wait for somebody who waits for one of them.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection

from articles.models import Article
from entities.models import Actor, Decision, ExtractionRun, Mention
from entities.publication import as_readers_see
from entities.publish import SHARED, Rows, labels_of, suggestions_of
from entities.resolution import ResolvedTag
from entities.rulings import decisions_in, rulings_from
from entities.sampling import take_samples
from entities.standing import write_desk_rows
from entities.tag_write import write_tags
from entities.told import Told, derive, found_in
from entities.told_write import write_told_many

_LABELS = ("actor_ids", "label_text", "label_lexemes")

# One statement, so that its triggers count once for all articles.
_WRITE_LABELS = """
UPDATE articles_article AS article SET
    actor_ids = given.actor_ids,
    label_text = given.label_text,
    label_lexemes = given.label_lexemes
FROM jsonb_to_recordset(%s)
    AS given(id bigint, actor_ids bigint[], label_text text, label_lexemes varchar(40)[])
WHERE article.id = given.id
"""


def lock_free(articles: Iterable[int], *, wait: bool = False) -> list[Article]:
    """Return those of the articles that nobody holds, locked until the transaction ends.

    `wait` for whoever holds them: only for a single article, and holding none.
    """
    rows = Article.objects.select_for_update(of=("self",), skip_locked=not wait)
    rows = rows.annotate(merges_wait=SHARED)
    return list(rows.defer("search_vector").filter(pk__in=list(articles)).order_by("pk"))


def read_many(articles: Sequence[Article]) -> list[Rows]:
    """Return the rows of locked articles, in their order. Three queries."""
    ids = [article.pk for article in articles]
    mentions: dict[int, list[Mention]] = defaultdict(list)
    found = list(Mention.objects.filter(article__in=ids).order_by("article_id", "start", "pk"))
    actors = Actor.objects.select_related("merged_into").in_bulk(
        {mention.actor_id for mention in found}
    )
    for mention in found:
        mention.actor = actors[mention.actor_id]
        mentions[mention.article_id].append(mention)
    decisions: dict[int, list[Decision]] = defaultdict(list)
    for decision in decisions_in(ids):
        decisions[decision.article_id or 0].append(decision)
    return [
        Rows(article, *suggestions_of(article, mentions[article.pk]), decisions[article.pk])
        for article in articles
    ]


def publish_many(rows: Sequence[Rows]) -> None:
    """Derive and write tags, what is told, the desk's rows and labels. Some twenty queries.

    Call inside the transaction that locked the articles and wrote the decisions; it ends with the
    update of the articles, whose trigger locks counters that all articles share.
    """
    rulings = {one.article.pk: rulings_from(one.decisions) for one in rows}
    resolved = {one.article.pk: one.tags_after(rulings[one.article.pk]) for one in rows}
    found = found_in(rulings)
    tellings = []
    for one in rows:
        pk = one.article.pk
        shown = as_readers_see(resolved[pk])
        told = derive(one.article, found[pk], one.suggestions, shown, one.moves, rulings[pk])
        tellings.append((one.article, told))
    write_tags(resolved)
    take_samples({one.article: resolved[one.article.pk] for one in rows})
    write_told_many(tellings)
    actors = Actor.objects.in_bulk({tag.actor for tags in resolved.values() for tag in tags})
    write_desk_rows(tellings, resolved, actors)
    _write_labels(tellings, resolved, actors)


def _write_labels(
    tellings: Sequence[tuple[Article, Told]],
    resolved: dict[int, tuple[ResolvedTag, ...]],
    actors: dict[int, Actor],
) -> None:
    extracted = _extracted([article for article, _told in tellings])
    changed: list[tuple[Article, dict[str, Any]]] = []
    for article, told in tellings:
        labels = labels_of(resolved[article.pk], told, actors, extracted=article.pk in extracted)
        # A confirmation seldom changes what readers may see, and the search vector is dear.
        if any(getattr(article, name) != labels[name] for name in _LABELS):
            changed.append((article, labels))
    if not changed:
        return
    with connection.cursor() as cursor:
        given = [{"id": article.pk, **labels} for article, labels in changed]
        cursor.execute(_WRITE_LABELS, [json.dumps(given)])
    for article, labels in changed:
        for name, value in labels.items():
            setattr(article, name, value)


def _extracted(articles: Sequence[Article]) -> set[int]:
    """The articles of which a machine has read some text."""
    known = {article.pk for article in articles if "@extracted" in article.label_lexemes}
    others = {article.pk for article in articles} - known
    if not others:
        return known
    done = ExtractionRun.objects.filter(article__in=others, state=ExtractionRun.State.DONE)
    return known | set(done.values_list("article_id", flat=True))
