"""Named selections of actors, tags and what waits on the desk."""

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from entities.names import fold
from entities.publication import rule_of_site

if TYPE_CHECKING:
    from entities.models import Actor, ArticleReview, Lease, Tag  # noqa: F401


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
        """Tags that readers see (entities.publication)."""
        return self.filter(rule_of_site().tags)


class ArticleReviewQuerySet(models.QuerySet["ArticleReview"]):
    def open(self) -> "ArticleReviewQuerySet":
        """Articles with something to decide."""
        from entities.models.queue import OPEN

        return self.filter(OPEN)

    def in_state(self, state: str) -> "ArticleReviewQuerySet":
        """Open in one way: a key of entities.models.queue.STATES, which has an index of its own."""
        from entities.models.queue import STATES

        return self.filter(STATES[state])

    def most_urgent_first(self) -> "ArticleReviewQuerySet":
        return self.order_by("-priority", "article_id")

    def after(self, priority: float, article: int) -> "ArticleReviewQuerySet":
        """What comes behind this place in the queue."""
        behind = Q(priority__lt=priority) | Q(article__gt=article)
        return self.filter(behind, priority__lte=priority).most_urgent_first()


class LeaseQuerySet(models.QuerySet["Lease"]):
    def in_force(self) -> "LeaseQuerySet":
        return self.filter(expires_at__gt=timezone.now())
