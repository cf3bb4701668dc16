"""Named selections of actors, tags and what waits on the desk."""

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Exists, OuterRef, Q

from entities.names import fold

if TYPE_CHECKING:
    from entities.models import Actor, ArticleReview, Tag  # noqa: F401


class ActorQuerySet(models.QuerySet["Actor"]):
    def current(self) -> "ActorQuerySet":
        """Actors that have not been merged into another."""
        return self.filter(merged_into__isnull=True)

    def public(self) -> "ActorQuerySet":
        """Actors that some public article is about."""
        return self.current().filter(article_count__gt=0)

    def leading_to_public(self) -> "ActorQuerySet":
        """Public actors, and those that were merged into one."""
        return self.filter(
            Q(merged_into__isnull=True, article_count__gt=0) | Q(merged_into__article_count__gt=0)
        )

    def called(self, words: str) -> "ActorQuerySet":
        """Actors with these words in one of their names, in any case and with any accents."""
        return self._with_name(normalised_name__contains=fold(words))

    def named_exactly(self, name: str) -> "ActorQuerySet":
        return self._with_name(normalised_name=fold(name))

    def _with_name(self, **condition: Any) -> "ActorQuerySet":
        from entities.models import ActorName

        return self.filter(Exists(ActorName.objects.filter(actor=OuterRef("pk"), **condition)))


class TagQuerySet(models.QuerySet["Tag"]):
    def public(self) -> "TagQuerySet":
        """Tags that readers see: not what was rejected, lost by the text or held back."""
        return self.filter(~Q(status="rejected"), orphaned=False, held_back=False)


class ArticleReviewQuerySet(models.QuerySet["ArticleReview"]):
    def open(self) -> "ArticleReviewQuerySet":
        """Articles with something to decide (the condition of the index articlereview_queue)."""
        return self.filter(
            Q(suggested_count__gt=0) | Q(second_look_count__gt=0) | Q(orphaned_count__gt=0)
        )

    def most_doubtful_first(self) -> "ArticleReviewQuerySet":
        return self.order_by("-doubt", "article_id")

    def after(self, doubt: float, article: int) -> "ArticleReviewQuerySet":
        """What comes behind this place in the queue."""
        behind = Q(doubt__lt=doubt) | Q(article__gt=article)
        return self.filter(behind, doubt__lte=doubt).most_doubtful_first()
