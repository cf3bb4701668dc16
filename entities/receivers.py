"""Where new text becomes work: a row in the same transaction, a message after it."""

from functools import partial
from typing import Any

from django.db import transaction
from django.dispatch import receiver

from articles.models import Article, ArticleVersion
from articles.signals import article_shown_anew, article_text_changed
from entities.publish import lock_article, merges_wait, publish
from entities.runs import request_runs


@receiver(article_text_changed)
def extract_new_text(versions: list[ArticleVersion], **_: Any) -> None:
    request_runs(versions)


@receiver(article_shown_anew)
def publish_anew(article: Article, **_: Any) -> None:
    """Tags whose words are gone go from page and search at once, not when the text was read."""
    if not merges_wait():
        transaction.on_commit(partial(_publish_again, article.pk))
    publish(article)


def _publish_again(article: int) -> None:
    """Actors were merged while it was published: it may show those that were before."""
    with transaction.atomic():
        publish(lock_article(article))
