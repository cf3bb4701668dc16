"""Where an article stands on the desk: what is open in it, and what is at stake if nobody looks.

Given what is derived of an article, `desk_row` returns what its row of the queue says. See
docs/decisions/0022 for the order of the queue.
"""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db.models import OuterRef, Subquery
from django.utils import timezone

from articles.models import Article, ArticleVersion
from entities import harm
from entities.models import Actor, ArticleReview, Decision, Kind, Quote
from entities.models.queue import OPEN_COUNTS
from entities.models.told import Finding
from entities.resolution import CONFIRMED, REJECTED, SECOND_LOOK, SUGGESTED, ResolvedTag
from entities.told import Told, is_shown

# Below this the pages call the machine unsure (entities.provenance.sure_words).
UNSURE = 0.7
# Somebody doubts it, or its words are gone: the machine's certainty says nothing any more.
NOT_SURE_AT_ALL = 0.0
LINKED_KINDS = (Kind.PERSON, Kind.ORGANISATION)


def write_desk_rows(
    tellings: Sequence[tuple[Article, Told]],
    tags: Mapping[int, Sequence[ResolvedTag]],
    actors: Mapping[int, Actor],
) -> None:
    """Write the rows of the queue of locked articles, where they have changed. Three queries.

    `actors` holds at least those of the tags.
    """
    renewed = _renewed([article for article, _told in tellings])
    rows = {
        article.pk: {
            **desk_row(article, tags[article.pk], told, actors),
            "renewed": article.pk in renewed,
        }
        for article, told in tellings
    }
    names = [*next(iter(rows.values()), {}), "open_since"]
    stored = ArticleReview.objects.filter(article__in=rows).order_by()
    had = {
        row.pop("article_id"): row for row in stored.values("article_id", "report_count", *names)
    }
    changed = []
    for pk, row in rows.items():
        before = had.get(pk, {})
        reports = before.pop("report_count", 0)
        row["open_since"] = _open_since(row, reports, before.get("open_since"))
        if row != before:
            changed.append(ArticleReview(article_id=pk, **row))
    ArticleReview.objects.bulk_create(
        changed, update_conflicts=True, unique_fields=["article"], update_fields=_fields(names)
    )


def _fields(names: Sequence[str]) -> list[str]:
    return [name.removesuffix("_id") for name in names]


def _open_since(
    row: Mapping[str, Any], reports: int, before: datetime.datetime | None
) -> datetime.datetime | None:
    if any(row[name] for name in OPEN_COUNTS):
        return before or timezone.now()
    return before if reports else None  # a report by a reader may keep it open


def _renewed(articles: Iterable[Article]) -> set[int]:
    """The articles whose text came after the last decision on them.

    A query where any has two texts.
    """
    numbers = {article.pk: article.version_number for article in articles}
    several = [pk for pk, number in numbers.items() if number > 1]
    if not several:
        return set()
    decided = Decision.objects.filter(article=OuterRef("article")).exclude(verb=Decision.Verb.UNDO)
    last = Subquery(decided.order_by("-pk").values("decided_at")[:1])
    newer = ArticleVersion.objects.filter(article__in=several, created_at__gt=last)
    found = newer.values_list("article_id", "number")
    return {pk for pk, number in found if number == numbers[pk]}


def desk_row(
    article: Article, tags: Sequence[ResolvedTag], told: Told, actors: Mapping[int, Actor]
) -> dict[str, Any]:
    """Return the counts of an article's row of the queue, and what is at stake in it."""
    # What is held back waits for nobody.
    statuses = [tag.status for tag in tags if not tag.held_back]
    decided = [row for row in told.decided if row.status != REJECTED]
    doubted = statuses.count(SECOND_LOOK) + sum(row.status == SECOND_LOOK for row in decided)
    suggested = [tag for tag in tags if tag.status == SUGGESTED and not tag.held_back]
    against = accused(article.body, told)
    told_open = [row for row in (*told.quotes, *told.interactions) if _is_open(row)]
    return {
        "source_id": article.source_id,
        "suggested_count": len(suggested),
        "second_look_count": doubted,
        "orphaned_count": sum(tag.orphaned for tag in tags) + sum(row.orphaned for row in decided),
        "told_count": sum(row.status == SUGGESTED for row in told_open),
        "decided_count": statuses.count(CONFIRMED) + statuses.count(REJECTED),
        "unsure_count": sum(tag.score < UNSURE for tag in suggested),
        "unlinked_count": sum(_is_unlinked(actors[tag.actor]) for tag in suggested),
        "stake": sum(
            harm.expected(
                harm.of_tag(_who(actors[tag.actor]), accused=tag.actor in against), _sure(tag)
            )
            for tag in tags
            if tag.orphaned or (tag.status in (SUGGESTED, SECOND_LOOK) and not tag.held_back)
        )
        + _told_stake(article.body, told, {tag.actor: actors[tag.actor] for tag in tags}),
    }


def _told_stake(text: str, told: Told, actors: Mapping[int, Actor]) -> float:
    """The harm to be expected of the quotes and interactions that are open.

    `actors` are those of the tags: who else is named by them is known to decisions alone.
    """
    expected = 0.0
    for quote, about in zip(told.quotes, told.about, strict=True):
        if _is_open(quote):
            start, end = quote.start + quote.moved_by, quote.end + quote.moved_by
            words = "" if quote.orphaned else text[start:end]
            people = _people({*about, quote.speaker_id}, actors)
            expected += _told_harm(harm.of_quote(words, quote.cue, people), quote)
    for dealing in told.interactions:
        if _is_open(dealing):
            people = _people({dealing.source_id, dealing.target_id}, actors)
            expected += _told_harm(harm.of_interaction(dealing.kind, people), dealing)
    return expected


def _people(ids: Iterable[int | None], actors: Mapping[int, Actor]) -> list[harm.Who]:
    return [_who(actors[pk]) for pk in ids if pk is not None and pk in actors]


def _is_open(row: Finding) -> bool:
    """Whether the desk asks about it (told_desk.DeskTold.is_open)."""
    if row.orphaned:
        return row.decision_id is not None and row.status != REJECTED
    return row.status in (SUGGESTED, SECOND_LOOK)


def _told_harm(cost: harm.Harm, row: Finding) -> float:
    if row.status != SUGGESTED:
        return harm.expected(cost, NOT_SURE_AT_ALL)
    is_quote = isinstance(row, Quote)
    return harm.expected(cost, harm.SURE_OF_QUOTE if is_quote else harm.SURE_OF_INTERACTION)


def accused(text: str, told: Told) -> frozenset[int]:
    """Whom the article says something against: who deals so, whom such words name, who says them.

    Either side of such a dealing, and the speaker too: mistaking who did it, to whom, or who said
    so does the same harm.
    """
    people: set[int | None] = set()
    for dealing in told.shown_interactions:
        if dealing.kind in harm.ACCUSING_KINDS:
            people |= {dealing.source_id, dealing.target_id}
    for quote, about in zip(told.quotes, told.about, strict=True):
        words = text[quote.start + quote.moved_by : quote.end + quote.moved_by]
        if is_shown(quote) and harm.accuses(words, quote.cue):
            people |= {quote.speaker_id, *about}
    return frozenset(actor for actor in people if actor)


def _sure(tag: ResolvedTag) -> float:
    return tag.score if tag.status == SUGGESTED else NOT_SURE_AT_ALL


def _who(actor: Actor) -> harm.Who:
    return harm.Who(actor.kind, known=actor.wikidata is not None)


def _is_unlinked(actor: Actor) -> bool:
    return actor.kind in LINKED_KINDS and actor.wikidata is None
