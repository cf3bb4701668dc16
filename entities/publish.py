"""From mentions and decisions to tags, and from tags to what readers and search see.

`publish` is the only writer of tags, of the desk's row and of an article's labels, and by
entities.told of who is said to speak and to deal with whom.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from articles.models import Article
from entities.anchoring import Anchor, place
from entities.extraction.taught import HELD
from entities.models import Actor, ArticleReview, Decision, ExtractionRun, Mention, Tag
from entities.names import fold
from entities.resolution import (
    CONFIRMED,
    REJECTED,
    SECOND_LOOK,
    SUGGESTED,
    ResolvedTag,
    Ruling,
    Suggestion,
    active,
    resolve,
)
from entities.told import Told, told_in, write_told

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
    """What follows from the rows of an article: its tags, and what it tells of them."""

    tags: tuple[ResolvedTag, ...]
    told: Told


def read_article(article: Article) -> Reading:
    """Return tags, quotes and interactions as they follow from the rows. Four queries."""
    suggestions, moves = _suggestions(article)
    tags = resolve(article.body, suggestions, _rulings(article))
    return Reading(tags, told_in(article, suggestions, tags, moves))


def resolve_article(article: Article) -> tuple[ResolvedTag, ...]:
    """Return the tags of an article as they follow from its rows. Two queries."""
    suggestions, _moves = _suggestions(article)
    return resolve(article.body, suggestions, _rulings(article))


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
    _write_review(article, resolved)
    _write_labels(article, resolved, reading.told)


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
            held_back=HELD in mention.evidence,
        )
        for mention, span in placed
        if span
    ]
    return seen, list(dict.fromkeys((0, *(by for by, _count in moves.most_common(MOST_MOVES)))))


def _anchor(mention: Mention) -> Anchor:
    return Anchor(mention.start, mention.end, mention.quote, mention.prefix, mention.suffix)


def _rulings(article: Article) -> list[Ruling]:
    decisions = list(
        Decision.objects.filter(article=article, subject=Decision.Subject.TAG)
        .exclude(verb=Decision.Verb.RETYPE)
        .select_related("actor", "to_actor")
        .order_by("pk")
    )
    holding = active([(decision.pk, decision.undoes_id) for decision in decisions])
    return [_ruling(decision) for decision in decisions if decision.pk in holding]


def _ruling(decision: Decision) -> Ruling:
    actor, target = decision.actor, decision.to_actor
    assert actor  # noqa: S101 (decision_subject_known)
    return Ruling(
        id=decision.pk,
        verb=decision.verb,
        actor=actor.merged_into_id or actor.pk,
        actor_name=fold(actor.name),
        target=(target.merged_into_id or target.pk) if target else None,
        anchors=tuple(Anchor.from_json(anchor) for anchor in decision.anchors),
        known=(target or actor).wikidata is not None,
    )


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
                held_back=tag.held_back,
                decision_id=tag.ruling,
            )
            for tag in resolved
        ],
        update_conflicts=True,
        unique_fields=["article", "actor"],
        update_fields=[
            "status",
            "score",
            "salience",
            "mention_count",
            "orphaned",
            "held_back",
            "decision",
        ],
    )


def _write_review(article: Article, resolved: Sequence[ResolvedTag]) -> None:
    # What is held back waits for nobody.
    statuses = [tag.status for tag in resolved if not tag.held_back]
    orphaned = sum(tag.orphaned for tag in resolved)
    unsure = sum(1 - tag.score for tag in resolved if tag.status == SUGGESTED and not tag.held_back)
    ArticleReview.objects.update_or_create(
        article=article,
        defaults={
            "suggested_count": statuses.count(SUGGESTED),
            "second_look_count": statuses.count(SECOND_LOOK),
            "orphaned_count": orphaned,
            "decided_count": statuses.count(CONFIRMED) + statuses.count(REJECTED),
            "doubt": unsure + statuses.count(SECOND_LOOK) + orphaned,
        },
    )


def _write_labels(article: Article, resolved: Sequence[ResolvedTag], told: Told) -> None:
    """Hand the archive what readers may see, as values that mean nothing to it."""
    public = [tag for tag in resolved if tag.is_public]
    actors = Actor.objects.in_bulk([tag.actor for tag in public])
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
    waiting = [tag.status in (SUGGESTED, SECOND_LOOK) for tag in resolved if not tag.held_back]
    if all(waiting):
        return UNREVIEWED
    return PARTLY if any(waiting) else REVIEWED


def _is_extracted(article: Article) -> bool:
    """Whether the machine has read a text of it; a newer one may wait. What was read stays read."""
    done = ExtractionRun.objects.filter(article=article, state=ExtractionRun.State.DONE)
    return "@extracted" in article.label_lexemes or done.exists()
