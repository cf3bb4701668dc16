"""Cleared articles read a second time, blind: by how often two editors judge a tag alike.

A share of what editors cleared, drawn by lot, is offered to somebody who decided nothing in it and
is not told what was decided. A judgement changes nothing: it is a measurement of the desk.
"""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Count, Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.crypto import salted_hmac

from entities.intervals import wilson
from entities.models import Decision, SecondOpinion, SecondReading, Tag
from entities.models.queue import OPEN, ArticleReview
from entities.querysets import TagQuerySet
from entities.review import ReviewError

# One in twenty: an editor who clears a hundred articles a day costs a colleague five.
SHARE = 0.05
# How far back a draw looks for what was cleared; beat draws every minute, but may have been away.
LOOKS_BACK = datetime.timedelta(days=3)
_LOTS = 2**64


@dataclass(frozen=True, slots=True)
class Agreement:
    """How many tags two editors judged, in how many articles, and how many of them alike.

    `least` and `most` bound the share of a desk that goes on so, 95 times in 100.
    """

    article_count: int
    tag_count: int
    equal_count: int
    least: float
    most: float

    @property
    def share(self) -> float:
        return self.equal_count / self.tag_count if self.tag_count else 0.0


def draw() -> int:
    """Draw from the articles that editors have cleared lately; return how many were drawn.

    Whether an article is drawn is settled for ever by a keyed digest of its number: looking again
    draws no more, and nobody can tell beforehand.
    """
    # Whoever confirmed the rest of an article had it before their eyes; of many articles, nobody.
    seen = Q(batch=None) | Q(batch__request__has_key="article")
    lately = Decision.objects.filter(
        seen, article=OuterRef("pk"), decided_at__gte=timezone.now() - LOOKS_BACK
    )
    cleared = ArticleReview.objects.exclude(OPEN).filter(
        Exists(lately), decided_count__gt=0, article__second_reading=None
    )
    drawn = [pk for pk in cleared.values_list("pk", flat=True) if _is_drawn(pk)]
    SecondReading.objects.bulk_create(
        [SecondReading(article_id=pk) for pk in drawn], ignore_conflicts=True
    )
    return len(drawn)


def offered(reader: User) -> SecondReading | None:
    """Return what this editor can read a second time: nothing that they decided on themselves."""
    theirs = Decision.objects.filter(article=OuterRef("article"), editor=reader)
    waiting = SecondReading.objects.filter(~Exists(theirs), read_at=None)
    return waiting.order_by("pk").first()


def judge(reading: SecondReading, judgements: Mapping[int, bool], *, reader: User) -> int:
    """Keep whether each tag is right, by its actor; return of how many tags.

    Raises ReviewError when somebody was quicker, or the reader has decided in this article.
    """
    with transaction.atomic():
        if Decision.objects.filter(article=reading.article_id, editor=reader).exists():
            raise ReviewError("You have decided in this article yourself.")
        ours = SecondReading.objects.filter(pk=reading.pk, read_at=None)
        if not ours.update(reader=reader, read_at=timezone.now()):
            raise ReviewError("Somebody has read this article a second time already.")
        first = dict(decided_tags(reading.article_id).values_list("actor", "status"))
        opinions = [
            SecondOpinion(
                reading=reading,
                actor_id=actor,
                first=first[actor] == Tag.Status.CONFIRMED,
                second=right,
            )
            for actor, right in judgements.items()
            if actor in first
        ]
        SecondOpinion.objects.bulk_create(opinions)
    return len(opinions)


def decided_tags(article: int) -> TagQuerySet:
    """Return the tags of an article that were confirmed or rejected and still have words."""
    decided = (Tag.Status.CONFIRMED, Tag.Status.REJECTED)
    return Tag.objects.filter(article=article, status__in=decided, orphaned=False)


def agreement() -> Agreement:
    """Return how far two editors agree. One query."""
    counts = SecondOpinion.objects.aggregate(
        articles=Count("reading", distinct=True),
        tags=Count("pk"),
        equal=Count("pk", filter=Q(first=F("second"))),
    )
    articles, tags, equal = counts["articles"], counts["tags"], counts["equal"]
    return Agreement(articles, tags, equal, *wilson(equal, tags))


def _is_drawn(article: int) -> bool:
    digest = salted_hmac("entities.second_readings", str(article), algorithm="sha256").digest()
    return int.from_bytes(digest[:8]) < SHARE * _LOTS
