"""Where an article stands on the desk: what is open in it, and what is at stake if nobody looks.

Given what is derived of an article, `desk_row` returns what its row of the queue says. See
docs/decisions/0022 for the order of the queue.
"""

from collections.abc import Mapping, Sequence

from articles.models import Article
from entities import harm
from entities.models import Actor, Kind
from entities.resolution import CONFIRMED, REJECTED, SECOND_LOOK, SUGGESTED, ResolvedTag
from entities.told import Told, is_shown

# Below this the pages call the machine unsure (entities.provenance.sure_words).
UNSURE = 0.7
# Somebody doubts it, or its words are gone: the machine's certainty says nothing any more.
NOT_SURE_AT_ALL = 0.0
LINKED_KINDS = (Kind.PERSON, Kind.ORGANISATION)


def desk_row(
    article: Article, tags: Sequence[ResolvedTag], told: Told, actors: Mapping[int, Actor]
) -> dict[str, int | float]:
    """Return the counts of an article's row of the queue, and what is at stake in it."""
    statuses = [tag.status for tag in tags]
    decided = [row for row in told.decided if row.status != REJECTED]
    doubted = statuses.count(SECOND_LOOK) + sum(row.status == SECOND_LOOK for row in decided)
    suggested = [tag for tag in tags if tag.status == SUGGESTED]
    against = accused(article.body, told)
    return {
        "source_id": article.source_id,
        "suggested_count": len(suggested),
        "second_look_count": doubted,
        "orphaned_count": sum(row.orphaned for row in (*tags, *decided)),
        "decided_count": statuses.count(CONFIRMED) + statuses.count(REJECTED),
        "unsure_count": sum(tag.score < UNSURE for tag in suggested),
        "unlinked_count": sum(_is_unlinked(actors[tag.actor]) for tag in suggested),
        "stake": sum(
            harm.expected(
                harm.of_tag(_who(actors[tag.actor]), accused=tag.actor in against), _sure(tag)
            )
            for tag in tags
            if tag.orphaned or tag.status in (SUGGESTED, SECOND_LOOK)
        ),
    }


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
