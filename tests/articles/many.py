"""Archives of thousands of short articles, for what shows only at some size."""

import datetime
from collections.abc import Callable

from django.db import connection

from articles.models import Article, Section, Source
from articles.texts import text_hash

FIRST_DAY = datetime.datetime(2000, 1, 1, tzinfo=datetime.UTC)


def make_many(count: int, body: Callable[[int], str], *, days_apart: int = 1) -> list[Article]:
    """Articles number 0 to count - 1, oldest first, of four sources and two sections, analysed."""
    sources = [Source.objects.named(f"Wire {letter}") for letter in "ABCD"]
    sections = [Section.objects.named(name) for name in ("World", "Economy")]
    articles = Article.objects.bulk_create(
        Article(
            headline=f"Report {number}",
            body=f"{body(number)} Number {number}.",
            source=sources[number % 4],
            section=sections[number % 2],
            published_at=FIRST_DAY + datetime.timedelta(days=days_apart * number),
            text_hash=text_hash("many", "", str(number)),
        )
        for number in range(count)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE articles_article")
    return articles
