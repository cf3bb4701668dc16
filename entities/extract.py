"""The bridge: the only place where the pure extraction meets the database."""

import time
from functools import cache

from django.db import transaction

from articles.duplicates import group
from articles.models import Article
from entities import runs
from entities.actors import actors_for
from entities.anchoring import Anchor
from entities.extraction import Extraction, extract, load_knowledge
from entities.extraction.findings import Actor as FoundActor
from entities.extraction.findings import Mention as FoundMention
from entities.models import Actor, ExtractionRun, Mention
from entities.publish import lock_article, publish

# Once a process: the file is read when the first text comes, in the worker and after its fork.
knowledge = cache(load_knowledge)

State = ExtractionRun.State


def perform(run: ExtractionRun) -> None:
    """Extract the text of a claimed run, replace the machine's mentions, derive the tags again.

    The article is grouped with its near-duplicates too, in transactions of that module's own.
    Computes outside any transaction. A run whose text is no longer the article's is superseded; a
    run that another task has taken over changes nothing.
    """
    begun = time.perf_counter()
    # As readers see it: a name that an act hides must not come back as an actor.
    body, published_at = Article.objects.values_list("body", "published_at").get(pk=run.article_id)
    date = published_at.date() if published_at else None
    found = extract(body, knowledge=knowledge(), date=date)
    timings = {"extract_ms": round((time.perf_counter() - begun) * 1000, 1)}
    actors = actors_for(found.actors)
    begun = time.perf_counter()
    # Before the run is done, so that what a worker leaves undone when it dies is done by the next.
    group(run.article_id)
    timings["group_ms"] = round((time.perf_counter() - begun) * 1000, 1)
    with transaction.atomic():
        article = lock_article(run.article_id)
        current = article.text_hash == run.version.text_hash and article.body == body
        state = State.DONE if current else State.SUPERSEDED
        if runs.finish(run, state, pipeline=found.pipeline, timings=timings) and current:
            _replace_mentions(article, run, found, actors)
            publish(article)


def _replace_mentions(
    article: Article, run: ExtractionRun, found: Extraction, actors: dict[str, Actor]
) -> None:
    Mention.objects.filter(article=article).delete()
    Mention.objects.bulk_create(
        _mention(article, run, actors[actor.key], actor, mention)
        for actor in found.actors
        for mention in actor.mentions
    )


def _mention(
    article: Article, run: ExtractionRun, actor: Actor, found: FoundActor, mention: FoundMention
) -> Mention:
    anchor = Anchor.of(article.body, mention.start, mention.end)
    return Mention(
        article=article,
        run=run,
        actor=actor,
        start=mention.start,
        end=mention.end,
        quote=anchor.quote,
        prefix=anchor.prefix,
        suffix=anchor.suffix,
        how=mention.how,
        title=(mention.title or "")[:300],
        step=mention.step,
        evidence=mention.evidence,
        confidence=mention.confidence,
        tag_confidence=found.confidence,
        tag_salience=found.salience,
    )
