"""The rows of tags: written where they have changed, for one article or for many."""

from collections.abc import Mapping, Sequence

from entities.models import Tag
from entities.resolution import ResolvedTag

_DERIVED = (
    *("status", "score", "salience", "mention_count"),
    *("orphaned", "held_back", "decision_id"),
)


def write_tags(resolved: Mapping[int, Sequence[ResolvedTag]]) -> None:
    """Make the stored tags of these articles, locked and by their ids, what was derived.

    One query, and one for what is gone and one for what is new or other.
    """
    had = {
        (article, actor): (pk, values)
        for pk, article, actor, *values in Tag.objects.filter(article__in=resolved)
        .order_by()
        .values_list("pk", "article_id", "actor_id", *_DERIVED)
    }
    wanted = {
        (article, tag.actor): [
            *(tag.status, tag.score, tag.salience, len(tag.marks)),
            *(tag.orphaned, tag.held_back, tag.ruling),
        ]
        for article, tags in resolved.items()
        for tag in tags
    }
    if gone := [pk for key, (pk, _values) in had.items() if key not in wanted]:
        Tag.objects.filter(pk__in=gone).delete()
    Tag.objects.bulk_create(
        [
            Tag(article_id=article, actor_id=actor, **dict(zip(_DERIVED, values, strict=True)))
            for (article, actor), values in wanted.items()
            if (article, actor) not in had or had[article, actor][1] != values
        ],
        update_conflicts=True,
        unique_fields=["article", "actor"],
        update_fields=[name.removesuffix("_id") for name in _DERIVED],
    )
