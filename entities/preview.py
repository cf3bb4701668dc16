"""What an editor sees of siblings before deciding: date, source, headline, the words in context."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.safestring import SafeString

from articles.models import Article
from entities.anchoring import Anchor, find, place
from entities.batches import surfaces
from entities.marking import snippet
from entities.models import Actor, Decision, Mention
from entities.siblings import GROUPS, NEAR, PERIODICAL, Siblings

# Of a group so many are shown, the likest; all others can be chosen with the group.
MOST_SHOWN = 40

_LABELS = {NEAR: "Nearly the same text", PERIODICAL: "Same source and period"}


@dataclass(frozen=True, slots=True)
class Preview:
    """An article with the words that the decision would be on."""

    article: Article
    html: SafeString | str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Group:
    """Siblings that are likely for one reason; `count` are all of it, not only those shown."""

    name: str
    label: str
    count: int
    shown: tuple[Preview, ...]

    @property
    def unshown(self) -> int:
        return self.count - len(self.shown)


def preview(decision: Decision, siblings: Siblings) -> list[Group]:
    """Return the groups that are not empty, the likest articles of each. Three queries.

    Near-duplicates that are shown are chosen beforehand.
    """
    shown = {name: [one.article for one in siblings.group(name)[:MOST_SHOWN]] for name in GROUPS}
    ids = [pk for pks in shown.values() for pk in pks]
    rows = Article.objects.select_related("source__merged_into")
    articles = rows.defer("search_vector", "label_text", "label_lexemes").in_bulk(ids)
    spans = _spans(decision, articles)
    return [
        Group(
            name=name,
            label=_LABELS.get(name, "Elsewhere"),
            count=len(siblings.group(name)),
            shown=tuple(
                Preview(
                    articles[pk],
                    snippet(articles[pk].body, *spans[pk]) if pk in spans else "",
                    chosen=name == NEAR,
                )
                for pk in pks
            ),
        )
        for name, pks in shown.items()
        if pks
    ]


def _spans(decision: Decision, articles: dict[int, Article]) -> dict[int, tuple[int, int]]:
    """Where in each article the first of the words stands."""
    words = surfaces(decision)
    if decision.verb == Decision.Verb.ADD:
        return _first(
            (pk, next(find(one, article.body), None))
            for pk, article in articles.items()
            for one in words
        )
    actors = Actor.objects.filter(merged_into=decision.actor_id).values_list("pk", flat=True)
    mentions = Mention.objects.filter(
        article__in=articles, actor__in=[decision.actor_id, *actors], quote__in=words
    )
    return _first(
        (one.article_id, place(_anchor(one), articles[one.article_id].body))
        for one in mentions.order_by("article_id", "start")
    )


def _first(found: Iterable[tuple[int, tuple[int, int] | None]]) -> dict[int, tuple[int, int]]:
    first: dict[int, tuple[int, int]] = {}
    for pk, span in found:
        if span:
            first.setdefault(pk, span)
    return first


def _anchor(one: Mention) -> Anchor:
    return Anchor(one.start, one.end, one.quote, one.prefix, one.suffix)
