"""Where new text becomes work: a row in the same transaction, a message after it."""

from typing import Any

from django.dispatch import receiver

from articles.models import Article, ArticleVersion
from articles.signals import article_shown_anew, article_text_changed
from entities.publish import publish
from entities.runs import request_runs


@receiver(article_text_changed)
def extract_new_text(versions: list[ArticleVersion], **_: Any) -> None:
    request_runs(versions)


@receiver(article_shown_anew)
def publish_anew(article: Article, **_: Any) -> None:
    """Tags whose words are gone go from page and search at once, not when the text was read."""
    publish(article)
