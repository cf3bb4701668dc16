"""Articles of a list with the actors that they are most about."""

from collections.abc import Sequence

from articles.models import Article
from entities.models import Actor

MOST_CHIPS = 4


def with_chips(articles: Sequence[Article]) -> list[tuple[Article, list[Actor]]]:
    """Return each article with its most salient actors. One query."""
    chips = {article.pk: article.actor_ids[:MOST_CHIPS] for article in articles}
    actors = Actor.objects.in_bulk({pk for pks in chips.values() for pk in pks})
    return [
        (article, [actors[pk] for pk in chips[article.pk] if pk in actors]) for article in articles
    ]
