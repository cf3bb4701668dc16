"""From mentions and decisions to tags, and from tags to what readers and search see.

`publish` is the only writer of tags, of the desk's row and of an article's labels, and by
entities.told of who is said to speak and to deal with whom.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Case, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone

from articles.models import Article
from entities.anchoring import Anchor, place
from entities.models import Actor, ArticleReview, Decision, ExtractionRun, Mention, Tag
from entities.names import fold
from entities.resolution import (
    REJECTED,
    SECOND_LOOK,
    SUGGESTED,
    ResolvedTag,
    Suggestion,
    resolve,
)
from entities.rulings import rulings_of
from entities.standing import desk_row
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


@dataclass(frozen=True, slots=True)
class Reading:
    """What follows from the rows of an article: its tags, and what it tells of them.

    `suggestions` is what the machine says alone, whatever was decided.
    """

    tags: tuple[ResolvedTag, ...]
    told: Told
    suggestions: tuple[Suggestion, ...]


def read_article(article: Article, *, undone: Collection[int] = ()) -> Reading:
    """Return tags, quotes and interactions as they follow from the rows. Five queries.

    `undone`: ids of decisions to leave out, as if they were undone.
    """
    suggestions, moves = _suggestions(article)
    rulings = rulings_of(article, undone)
    tags = resolve(article.body, suggestions, rulings.tags)
    told = told_in(article, suggestions, tags, moves, rulings)
    return Reading(tags, told, tuple(suggestions))


def resolve_article(article: Article) -> tuple[ResolvedTag, ...]:
    """Return the tags of an article as they follow from its rows. Two queries."""
    suggestions, _moves = _suggestions(article)
    return resolve(article.body, suggestions, rulings_of(article).tags)


def lock_article(article_id: int) -> Article:
    """Return the article with its row locked: whoever publishes or decides holds this lock."""
    return Article.objects.select_for_update(of=("self",)).defer("search_vector").get(pk=article_id)


def publish(article: Article) -> None:
    """Derive the tags of a locked article, write them, what it tells, desk's row and labels.

    Call inside the transaction that changed a mention or a decision; it ends with the update of the
    article, whose trigger locks counters that all articles share.
    """
    reading = read_article(article)
    resolved = reading.tags
    _write_tags(article, resolved)
    write_told(article, reading.told)
    actors = Actor.objects.in_bulk([tag.actor for tag in resolved])
    _write_review(article, resolved, reading.told, actors)
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


def _suggestions(article: Article) -> tuple[list[Suggestion], list[int]]:
    """The machine's mentions, where their words now stand, and how far words have moved.

    Between a new text and its extraction they are still those of the old text; only where their
    very words stand, for the machine will soon say what it sees in others.
    """
    mentions = Mention.objects.filter(article=article).select_related("actor")
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
            known=mention.actor.wikidata is not None,
        )
        for mention, span in placed
        if span
    ]
    return seen, list(dict.fromkeys((0, *(by for by, _count in moves.most_common(MOST_MOVES)))))


def _anchor(mention: Mention) -> Anchor:
    return Anchor(mention.start, mention.end, mention.quote, mention.prefix, mention.suffix)


def _write_tags(article: Article, resolved: Sequence[ResolvedTag]) -> None:
    article.tags.exclude(actor__in=[tag.actor for tag in resolved]).delete()
    Tag.objects.bulk_create(
        [
            Tag(
                article=article,
                actor_id=tag.actor,
                status=tag.status,
                score=tag.score,
                salience=tag.salience,
                mention_count=len(tag.marks),
                orphaned=tag.orphaned,
                decision_id=tag.ruling,
            )
            for tag in resolved
        ],
        update_conflicts=True,
        unique_fields=["article", "actor"],
        update_fields=["status", "score", "salience", "mention_count", "orphaned", "decision"],
    )


def _write_review(
    article: Article, resolved: Sequence[ResolvedTag], told: Told, actors: Mapping[int, Actor]
) -> None:
    row = {**desk_row(article, resolved, told, actors), "renewed": _is_renewed(article)}
    now = timezone.now()
    if any(row[name] for name in ("suggested_count", "second_look_count", "orphaned_count")):
        first, since = now, Coalesce("open_since", Value(now))
    else:  # a report by a reader may keep it open
        first, since = None, Case(When(report_count__gt=0, then="open_since"))
    ArticleReview.objects.update_or_create(
        article=article,
        defaults={**row, "open_since": since},
        create_defaults={**row, "open_since": first},
    )


def _is_renewed(article: Article) -> bool:
    """Whether its text came after the last decision on it. A query where there are two texts."""
    if article.version_number == 1:
        return False
    decided = Decision.objects.filter(article=article).exclude(verb=Decision.Verb.UNDO)
    last = Subquery(decided.order_by("-pk").values("decided_at")[:1])
    return article.versions.filter(number=article.version_number, created_at__gt=last).exists()


def _write_labels(
    article: Article, resolved: Sequence[ResolvedTag], told: Told, actors: Mapping[int, Actor]
) -> None:
    """Hand the archive what readers may see, as values that mean nothing to it."""
    public = [tag for tag in resolved if tag.status != REJECTED and not tag.orphaned]
    named = [actors[tag.actor] for tag in public]
    lexemes = {f"@t{actor.kind}" for actor in named}
    lexemes |= _told_labels(told)
    if extracted := _is_extracted(article):
        lexemes.add("@extracted")
    if extracted or resolved:
        lexemes.add(f"@{_review_label(resolved)}")
    labels = {
        "actor_ids": [actor.pk for actor in named],
        "label_text": "\n".join(actor.name for actor in named)[:MOST_LABEL_CHARACTERS],
        "label_lexemes": sorted(lexemes),
    }
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
    """Whether every tag was decided on, some were, or none."""
    waiting = [tag.status in (SUGGESTED, SECOND_LOOK) for tag in resolved]
    if all(waiting):
        return UNREVIEWED
    return PARTLY if any(waiting) else REVIEWED


def _is_extracted(article: Article) -> bool:
    """Whether the machine has read a text of it; a newer one may wait. What was read stays read."""
    done = ExtractionRun.objects.filter(article=article, state=ExtractionRun.State.DONE)
    return "@extracted" in article.label_lexemes or done.exists()
