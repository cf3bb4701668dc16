"""What articles call an actor: the titles before and after its name."""

from collections.abc import Iterable, Mapping

from django.db.models import F, Q

from articles.models import Article
from articles.texts import hide
from entities.models import Actor, Mention


def titles_in(actor: Actor, articles: Iterable[Article], most: int) -> Mapping[str, Article]:
    """Return what these articles call the actor, with the first of them that does. One query.

    Only where the machine has read the text that readers see.
    """
    by_pk = {article.pk: article for article in articles}
    rows = Mention.objects.filter(
        Q(actor=actor) | Q(actor__merged_into=actor),
        article__in=by_pk,
        run__version__number=F("article__version_number"),
    ).exclude(title="")
    titles: dict[int, list[str]] = {}
    for pk, title in rows.order_by("start").values_list("article_id", "title"):
        titles.setdefault(pk, []).append(title)
    found: dict[str, Article] = {}
    for pk, article in by_pk.items():
        for title in titles.get(pk, ()):
            found.setdefault(hide(title, article.hidden_names), article)
    return dict(list(found.items())[:most])
