"""Which suggested tags are taken into the sample that editors are asked about blind.

By a hash under the key of the site: neither the machine nor an editor can know or steer which, and
publishing an article again takes the same. `entities.audit` asks, and counts.
"""

from collections.abc import Sequence

from django.conf import settings
from django.utils.crypto import salted_hmac

from articles.models import Article
from entities.anchoring import Anchor
from entities.models import Actor, AuditItem, ExtractionRun
from entities.resolution import SUGGESTED, ResolvedTag

# Of the sample, so many are put to two editors, to see how far editors agree.
DOUBLE_SHARE = 0.2
MOST_ANCHORS = 3


def take_sample(article: Article, tags: Sequence[ResolvedTag]) -> None:
    """Keep the suggested tags of a locked article that are in the sample and not yet kept.

    Three queries where there are some, else none. A tag is kept as it was when it first stood
    there as a suggestion.
    """
    chosen = [
        tag
        for tag in tags
        if tag.status == SUGGESTED
        and not tag.held_back
        and tag.marks
        and _chance("taken", article.pk, tag.actor) < settings.AUDIT_SHARE
    ]
    if not chosen:
        return
    done = ExtractionRun.objects.filter(article=article, state=ExtractionRun.State.DONE)
    pipeline = done.values_list("pipeline", flat=True).first() or ""
    actors = Actor.objects.in_bulk([tag.actor for tag in chosen])
    AuditItem.objects.bulk_create(
        [
            AuditItem(
                article=article,
                actor_id=tag.actor,
                kind=actors[tag.actor].kind,
                score=tag.score,
                pipeline=pipeline,
                anchors=[
                    Anchor.of(article.body, mark.start, mark.end).as_json()
                    for mark in tag.marks[:MOST_ANCHORS]
                ],
                wanted=2 if _chance("twice", article.pk, tag.actor) < DOUBLE_SHARE else 1,
            )
            for tag in chosen
        ],
        ignore_conflicts=True,
    )


def _chance(what: str, article: int, actor: int) -> float:
    """A number from 0 to 1 that nobody without the key of the site can tell beforehand."""
    digest = salted_hmac("entities.sampling", f"{what}:{article}:{actor}", algorithm="sha256")
    return int(digest.hexdigest()[:13], 16) / 16**13
