"""From mentions and decisions to tags, and from tags to what readers and search see.

`publish` is the only writer of tags, of the desk's row and of an article's labels, and by
entities.told of who is said to speak and to deal with whom.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction
from django.db.models import Func, TextField, Value

from articles.models import Article
from entities.anchoring import Anchor, place
from entities.extraction.taught import HELD
from entities.models import Actor, Decision, ExtractionRun, Mention, Tag
from entities.names import fold
from entities.publication import as_readers_see, public_tags
from entities.resolution import (
    SECOND_LOOK,
    SUGGESTED,
    ResolvedTag,
    Suggestion,
    resolve,
)
from entities.rulings import Rulings, decisions_in, rulings_from
from entities.sampling import take_samples
from entities.standing import write_desk_rows
from entities.tag_write import write_tags
from entities.told import Told, told_in
from entities.told_write import write_told

# The names of the tagged actors are searched with the text; a text of ten thousand names is not.
MOST_LABEL_CHARACTERS = 20_000
# Who speaks and who deals with whom, as labels to search by: a vector holds one megabyte.
MOST_TOLD_LABELS = 5_000
# How far editors have come with an article.
REVIEWED, PARTLY, UNREVIEWED = "reviewed", "partly", "unreviewed"
# A new text moves what follows a change; one with more changes than this is soon read again.
MOST_MOVES = 20
# A number of our own among PostgreSQL's advisory locks: who publishes shares it, who merges has it.
_MERGING = 7_220_023
# What queries that lock articles are annotated with.
SHARED = Func(Value(_MERGING), function="pg_advisory_xact_lock_shared", output_field=TextField())


@dataclass(frozen=True, slots=True)
class Reading:
    """What follows from the rows of an article: its tags, and what it tells of them.

    `suggestions` is what the machine says alone, whatever was decided.
    """

    tags: tuple[ResolvedTag, ...]
    told: Told
    suggestions: tuple[Suggestion, ...]


@dataclass(slots=True)
class Rows:
    """What the tags of an article follow from. A verb adds its decision before it publishes.

    `decisions` are all on its tags, quotes and interactions, oldest first; `moves` say how far
    words have moved. `actors` are those that were read on the way, merged ones not among them.
    """

    article: Article
    suggestions: list[Suggestion]
    moves: list[int]
    decisions: list[Decision]
    actors: dict[int, Actor] = field(default_factory=dict)

    def tags(self) -> tuple[ResolvedTag, ...]:
        return self.tags_after(rulings_from(self.decisions))

    def tags_after(self, rulings: Rulings) -> tuple[ResolvedTag, ...]:
        return resolve(self.article.body, self.suggestions, rulings.tags)


def read_rows(article: Article) -> Rows:
    """Return what the tags of an article follow from. Two queries."""
    of_article = Mention.objects.filter(article=article)
    mentions = list(of_article.select_related("actor__merged_into"))
    suggestions, moves = suggestions_of(article, mentions)
    decisions = list(decisions_in([article.pk]))
    actors = [mention.actor for mention in mentions]
    actors += [actor for one in decisions for actor in (one.actor, one.to_actor) if actor]
    known = {actor.pk: actor for actor in actors if actor.merged_into_id is None}
    return Rows(article, suggestions, moves, decisions, known)


def read_article(article: Article, *, undone: Collection[int] = ()) -> Reading:
    """Return tags, quotes and interactions as they follow from the rows. Five queries.

    All tags; what is told is told by those that readers see.
    `undone`: ids of decisions to leave out, as if they were undone.
    """
    return _reading(read_rows(article), undone)


def _reading(rows: Rows, undone: Collection[int] = ()) -> Reading:
    rulings = rulings_from(rows.decisions, undone)
    tags = rows.tags_after(rulings)
    shown = as_readers_see(tags)
    told = told_in(rows.article, rows.suggestions, shown, rows.moves, rulings)
    return Reading(tags, told, tuple(rows.suggestions))


def resolve_article(article: Article) -> tuple[ResolvedTag, ...]:
    """Return the tags of an article as they follow from its rows. Two queries."""
    return read_rows(article).tags()


def lock_article(article_id: int) -> Article:
    """Return the article with its row locked: whoever publishes or decides holds this lock.

    Until the transaction ends no actors are merged (`lock_out_publishing`).
    """
    articles = Article.objects.select_for_update(of=("self",)).defer("search_vector")
    return articles.annotate(merges_wait=SHARED).get(pk=article_id)


def merges_wait() -> bool:
    """Let no actors be merged until the transaction ends; False when some just are.

    For whoever locks articles otherwise and may not wait: a merge may wait for what it holds.
    """
    return bool(_advise("pg_try_advisory_xact_lock_shared"))


def lock_out_publishing() -> None:
    """Wait until nobody is publishing, and let nobody until the transaction ends.

    What a merge needs before it writes: an article that is published after it goes by it, and what
    was published before it is there to be found. Ask for it before any lock on a row.
    """
    _advise("pg_advisory_xact_lock")


def let_merges_wait() -> None:
    """Let no actors be merged until the transaction ends; waits for one that is."""
    _advise("pg_advisory_xact_lock_shared")


def _advise(function: str) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(%s)", [_MERGING])
        return cursor.fetchone()[0]


def publish(article: Article, rows: Rows | None = None) -> None:
    """Derive the tags of a locked article, write them, what it tells, desk's row and labels.

    `rows`: what was read since it was locked, with what was decided since. Only what has changed
    is written. Call inside the transaction that changed a mention or a decision; it ends with the
    update of the article, whose trigger locks counters that all articles share.
    """
    rows = rows or read_rows(article)
    reading = _reading(rows)
    resolved = reading.tags
    write_tags({article.pk: resolved})
    take_samples({article: resolved})
    write_told(article, reading.told)
    others = [tag.actor for tag in resolved if tag.actor not in rows.actors]
    actors = {**rows.actors, **(Actor.objects.in_bulk(others) if others else {})}
    write_desk_rows([(article, reading.told)], {article.pk: resolved}, actors)
    _write_labels(article, resolved, reading.told, actors)


def publish_actor(actor_id: int) -> None:
    """Publish every article that has a tag of this actor, each in a transaction of its own."""
    requested_at = Actor.objects.values_list("publish_requested_at", flat=True).get(pk=actor_id)
    articles = Tag.objects.filter(actor=actor_id).values_list("article", flat=True)
    for article_id in articles.order_by("article_id").iterator():
        with transaction.atomic():
            publish(lock_article(article_id))
    # Unless it was asked for again meanwhile.
    Actor.objects.filter(pk=actor_id, publish_requested_at=requested_at).update(
        publish_requested_at=None
    )


def suggestions_of(
    article: Article, mentions: Iterable[Mention]
) -> tuple[list[Suggestion], list[int]]:
    """The machine's mentions, where their words now stand, and how far words have moved.

    Between a new text and its extraction they are still those of the old text; only where their
    very words stand, for the machine will soon say what it sees in others.
    """
    placed = [(mention, place(_anchor(mention), article.body)) for mention in mentions]
    moves = Counter(span[0] - mention.start for mention, span in placed if span)
    seen = [
        Suggestion(
            actor=mention.actor.merged_into_id or mention.actor_id,
            actor_name=fold(mention.actor.name),
            start=span[0],
            end=span[1],
            how=mention.how,
            title=mention.title,
            step=mention.step,
            evidence=mention.evidence,
            confidence=mention.confidence,
            tag_confidence=mention.tag_confidence,
            tag_salience=mention.tag_salience,
            known=(mention.actor.merged_into or mention.actor).wikidata is not None,
            held_back=HELD in mention.evidence,
        )
        for mention, span in placed
        if span
    ]
    return seen, list(dict.fromkeys((0, *(by for by, _count in moves.most_common(MOST_MOVES)))))


def _anchor(mention: Mention) -> Anchor:
    return Anchor(mention.start, mention.end, mention.quote, mention.prefix, mention.suffix)


def labels_of(
    resolved: Sequence[ResolvedTag], told: Told, actors: Mapping[int, Actor], *, extracted: bool
) -> dict[str, Any]:
    """What readers may see, as values that mean nothing to the archive: columns of Article.

    `actors` holds at least those of the public tags; `extracted`: a machine has read the article.
    """
    named = [actors[tag.actor] for tag in public_tags(resolved)]
    lexemes = {f"@t{actor.kind}" for actor in named}
    lexemes |= _told_labels(told)
    if extracted:
        lexemes.add("@extracted")
    if extracted or resolved:
        lexemes.add(f"@{_review_label(resolved)}")
    return {
        "actor_ids": [actor.pk for actor in named],
        "label_text": "\n".join(actor.name for actor in named)[:MOST_LABEL_CHARACTERS],
        "label_lexemes": sorted(lexemes),
    }


def _write_labels(
    article: Article, resolved: Sequence[ResolvedTag], told: Told, actors: Mapping[int, Actor]
) -> None:
    labels = labels_of(resolved, told, actors, extracted=_is_extracted(article))
    # A confirmation seldom changes what readers may see, and the search vector is dear to write.
    if any(getattr(article, name) != value for name, value in labels.items()):
        Article.objects.filter(pk=article.pk).update(**labels)
        for name, value in labels.items():
            setattr(article, name, value)


def _told_labels(told: Told) -> set[str]:
    """Who is quoted (@q17) and who deals with whom (@i17-23, whichever way round)."""
    speakers = {quote.speaker_id for quote in told.shown_quotes if quote.speaker_id}
    dealings = {
        interaction_label(one.source_id, one.target_id)
        for one in told.shown_interactions
        if one.source_id and one.target_id
    }
    labels = [f"@q{speaker}" for speaker in sorted(speakers)]
    labels += [f"@{label}" for label in sorted(dealings)]
    return set(labels[:MOST_TOLD_LABELS])


def interaction_label(one: int, other: int) -> str:
    """The label of articles in which two actors deal with each other, whichever way round."""
    return f"i{min(one, other)}-{max(one, other)}"


def _review_label(resolved: Sequence[ResolvedTag]) -> str:
    """Whether every tag that is not held back was decided on, some were, or none."""
    waiting = [tag.status in (SUGGESTED, SECOND_LOOK) for tag in resolved if not tag.held_back]
    if all(waiting):
        return UNREVIEWED
    return PARTLY if any(waiting) else REVIEWED


def _is_extracted(article: Article) -> bool:
    """Whether the machine has read a text of it; a newer one may wait. What was read stays read."""
    done = ExtractionRun.objects.filter(article=article, state=ExtractionRun.State.DONE)
    return "@extracted" in article.label_lexemes or done.exists()
