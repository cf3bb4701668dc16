"""The bridge: the only place where the pure extraction meets the database."""

import time
from collections import Counter
from collections.abc import Callable, Hashable, Sequence
from typing import Any

from django.db import transaction

from articles.duplicates import group
from articles.models import Article
from entities import runs
from entities.actors import actors_for, keep_countries
from entities.anchoring import Anchor, words_hash
from entities.extraction import Extraction, extract, standins
from entities.extraction.findings import Actor as FoundActor
from entities.extraction.findings import Interaction as FoundInteraction
from entities.extraction.findings import Mention as FoundMention
from entities.extraction.findings import Quote as FoundQuote
from entities.extraction.taught import HELD
from entities.knowing import knowledge
from entities.memory import memory
from entities.models import Actor, ExtractionRun, Interaction, Mention, Quote
from entities.models.told import Finding
from entities.publish import lock_article, publish
from entities.row_updates import update_rows

State = ExtractionRun.State

# Rows of one statement.
BATCH = 500
_ALL = ("run", "start", "end", "step", "evidence")
_QUOTE = (*_ALL, "direct", "cue", "found_speaker", "speaker_start", "speaker_end")
_INTERACTION = (
    *(*_ALL, "found", "phrase", "on"),
    *("found_source", "found_target", "found_by"),
)


def perform(run: ExtractionRun) -> None:
    """Extract the text of a claimed run, replace what the machine found, derive the tags again.

    The article is grouped with its near-duplicates too, in transactions of that module's own.
    Computes outside any transaction. A run whose text is no longer the article's is superseded; a
    run that another task has taken over changes nothing.
    """
    begun = time.perf_counter()
    # As readers see it: a name that an act hides must not come back as an actor.
    body, published_at, source = Article.objects.values_list(
        "body", "published_at", "source__name"
    ).get(pk=run.article_id)
    date = published_at.date() if published_at else None
    found = extract(
        body, knowledge=knowledge(), date=date, source=source, memory=memory(run.article_id)
    )
    timings = {"extract_ms": round((time.perf_counter() - begun) * 1000, 1)}
    actors = actors_for(found.actors)
    keep_countries(actors, knowledge().entries)
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
            quotes = _quotes(article, run, found, actors)
            _replace_told(Quote, article, quotes, _QUOTE, _quote_identity)
            interactions = _interactions(article, run, found, actors)
            _replace_told(Interaction, article, interactions, _INTERACTION, _interaction_identity)
            publish(article)


def _replace_mentions(
    article: Article, run: ExtractionRun, found: Extraction, actors: dict[str, Actor]
) -> None:
    """Words without a name are left out: a tag must not outlive by a “she” the name it hides."""
    Mention.objects.filter(article=article).delete()
    Mention.objects.bulk_create(
        _mention(article, run, actors[actor.key], actor, mention)
        for actor in found.actors
        for mention in actor.mentions
        if mention.step != standins.STEP
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
        evidence={**mention.evidence, HELD: found.held_back}
        if found.held_back
        else mention.evidence,
        confidence=mention.confidence,
        tag_confidence=found.confidence,
        tag_salience=found.salience,
    )


def _place(
    article: Article, run: ExtractionRun, found: FoundQuote | FoundInteraction
) -> dict[str, Any]:
    """Where in which text a quote or an interaction was found, and on what evidence."""
    return {
        "article": article,
        "run": run,
        "start": found.start,
        "end": found.end,
        "words_hash": words_hash(article.body[found.start : found.end]),
        "evidence": found.evidence,
        "sort_at": article.sort_at,
    }


def _quotes(
    article: Article, run: ExtractionRun, found: Extraction, actors: dict[str, Actor]
) -> list[Quote]:
    return [
        Quote(
            **_place(article, run, quote),
            direct=quote.direct,
            cue=(quote.cue or "")[:60],
            found_speaker=actors[quote.speaker] if quote.speaker else None,
            speaker_start=quote.speaker_span[0] if quote.speaker_span else None,
            speaker_end=quote.speaker_span[1] if quote.speaker_span else None,
            step="quotes",
        )
        for quote in found.quotes
    ]


def _interactions(
    article: Article, run: ExtractionRun, found: Extraction, actors: dict[str, Actor]
) -> list[Interaction]:
    return [
        Interaction(
            **_place(article, run, told),
            kind=told.kind,
            modality=told.modality,
            symmetric=told.symmetric,
            found={
                "kind": told.kind,
                "modality": told.modality,
                "symmetric": told.symmetric,
            },
            phrase=told.phrase[:300],
            on=told.on,
            found_source=actors[told.source],
            found_target=actors[told.target],
            found_by=actors[told.by] if told.by else None,
            step="interactions",
            orphaned=True,  # until `publish` knows whom readers see in place of its sides
        )
        for told in found.interactions
        # Two keys may be one actor: what an editor made and what the extractor calls it.
        if actors[told.source] != actors[told.target]
    ]


def _quote_identity(row: Quote) -> Hashable:
    return row.words_hash


def _interaction_identity(row: Interaction) -> Hashable:
    """Whichever way round it is told (the constraint interaction_once)."""
    return row.words_hash, frozenset((row.found_source_id, row.found_target_id))


def _replace_told(
    model: type[Finding],
    article: Article,
    found: Sequence[Finding],
    fields: Sequence[str],
    identity: Callable[[Any], Hashable],
) -> None:
    """Replace what the machine said of each; what it finds again keeps its row and its status.

    What it no longer finds goes, unless an editor decided on it: then nobody but the decision says
    so, and the row has no run.
    """
    had = {(identity(row), row.nth): row for row in model._default_manager.filter(article=article)}
    seen: Counter[Hashable] = Counter()
    new, again = [], []
    for row in found:
        key = identity(row)
        row.nth = seen[key]
        seen[key] += 1
        old = had.pop((key, row.nth), None)
        if old is None:
            new.append(row)
            continue
        for name in fields:
            setattr(old, name, getattr(row, name))
        again.append(old)
    gone = model._default_manager.filter(pk__in=[row.pk for row in had.values()])
    gone.filter(decision=None).delete()
    gone.update(run=None)
    update_rows(again, fields)
    model._default_manager.bulk_create(new, batch_size=BATCH)
