"""Which suggested tags are taken into the sample that editors are asked about blind.

By a hash under the key of the site: neither the machine nor an editor can know or steer which, and
publishing an article again takes the same. `entities.audit` asks, and counts.
"""

from collections.abc import Mapping, Sequence

from django.conf import settings
from django.utils.crypto import salted_hmac

from articles.models import Article
from entities.anchoring import Anchor
from entities.models import Actor, AuditItem, ExtractionRun
from entities.resolution import SUGGESTED, ResolvedTag

# Of the sample, so many are put to two editors, to see how far editors agree.
DOUBLE_SHARE = 0.2
MOST_ANCHORS = 3


def take_samples(tags: Mapping[Article, Sequence[ResolvedTag]]) -> None:
    """Keep the suggested tags of locked articles that are in the sample and not yet kept.

    Three queries where there are some, else none. A tag is kept as it was when it first stood
    there as a suggestion.
    """
    chosen = [
        (article, tag) for article, those in tags.items() for tag in those if _is_in(article, tag)
    ]
    if not chosen:
        return
    articles = {article.pk for article, _tag in chosen}
    done = ExtractionRun.objects.filter(article__in=articles, state=ExtractionRun.State.DONE)
    pipelines = dict(done.order_by("pk").values_list("article_id", "pipeline"))  # the latest wins
    actors = Actor.objects.in_bulk({tag.actor for _article, tag in chosen})
    AuditItem.objects.bulk_create(
        [
            AuditItem(
                article=article,
                actor_id=tag.actor,
                kind=actors[tag.actor].kind,
                score=tag.score,
                pipeline=pipelines.get(article.pk, ""),
                anchors=[
                    Anchor.of(article.body, mark.start, mark.end).as_json()
                    for mark in tag.marks[:MOST_ANCHORS]
                ],
                wanted=2 if _chance("twice", article.pk, tag.actor) < DOUBLE_SHARE else 1,
            )
            for article, tag in chosen
        ],
        ignore_conflicts=True,
    )


def _is_in(article: Article, tag: ResolvedTag) -> bool:
    asked = tag.status == SUGGESTED and not tag.held_back and tag.marks
    return bool(asked) and _chance("taken", article.pk, tag.actor) < settings.AUDIT_SHARE


def _chance(what: str, article: int, actor: int) -> float:
    """A number from 0 to 1 that nobody without the key of the site can tell beforehand."""
    digest = salted_hmac("entities.sampling", f"{what}:{article}:{actor}", algorithm="sha256")
    return int(digest.hexdigest()[:13], 16) / 16**13
