"""The queue is walked along its indexes, however long it is and whatever narrows it."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from pytest_django import DjangoDbBlocker

from entities.assigning import assign
from entities.models import ArticleReview
from entities.models.queue import STATES
from tests.articles.many import make_many
from tests.keeping import kept_rows


@pytest.fixture(scope="module")
def kept(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[list[int]]:
    with kept_rows(django_db_blocker):
        yield make_queue()


@pytest.fixture
def many(kept: list[int], db: None) -> list[int]:
    return kept


def make_queue() -> list[int]:
    """Four thousand rows of the queue, all open, in every state."""
    articles = make_many(4000, lambda number: "Vale.")
    ArticleReview.objects.bulk_create(
        ArticleReview(
            article=article,
            source_id=article.source_id,
            suggested_count=number % 50 != 6,
            told_count=1,
            stake=number % 997,
            **{
                name: number % 50 == place
                for place, name in enumerate(
                    (
                        *("second_look_count", "orphaned_count", "report_count"),
                        *("renewed", "unsure_count", "unlinked_count"),
                    )
                )
            },
        )
        for number, article in enumerate(articles)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE entities_articlereview")
    return [article.pk for article in articles]


def plan(rows: Any) -> str:
    return str(rows.explain())


@pytest.mark.parametrize("state", ["", *STATES])
def test_the_queue_and_what_comes_behind_are_walks_along_an_index(
    many: list[int], state: str
) -> None:
    rows = ArticleReview.objects.open()
    rows = rows.in_state(state) if state else rows
    free = rows.exclude(article__in=many[:3]).filter(assigned_to=None)
    for walk in (rows.most_urgent_first(), free.after(500.0, many[500])):
        shown = plan(walk.values_list("article")[:1])
        assert "Index" in shown
        assert "Seq Scan" not in shown
        assert "Sort" not in shown


def test_the_queue_of_a_source_and_of_an_editor_are_walks_too(
    many: list[int], editor: User
) -> None:
    assign(many[::40], editor, by=editor)
    source = ArticleReview.objects.get(pk=many[0]).source_id
    for rows in (
        ArticleReview.objects.open().filter(source=source),
        ArticleReview.objects.open().filter(assigned_to=editor),
    ):
        shown = plan(rows.after(500.0, many[500]).values_list("article")[:1])
        assert "Seq Scan" not in shown
        assert "Sort" not in shown


def test_the_oldest_that_waits_is_found_along_an_index(many: list[int]) -> None:
    rows = ArticleReview.objects.open().filter(open_since__isnull=False)
    shown = plan(rows.order_by("open_since").values_list("open_since")[:1])
    assert "articlereview_oldest" in shown
    assert "Sort" not in shown
