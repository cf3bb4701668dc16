"""Where new text becomes work: a row in the same transaction, a message after it."""

from typing import Any

from django.dispatch import receiver

from articles.models import ArticleVersion
from articles.signals import article_text_changed
from entities.runs import request_runs


@receiver(article_text_changed)
def extract_new_text(versions: list[ArticleVersion], **_: Any) -> None:
    request_runs(versions)
