"""What the trigger writes into an article's vector of words."""

import pytest
from django.db import connection

from articles.models import Article
from tests.factories import make_article

pytestmark = pytest.mark.django_db

TEXT = "The harbour of Brevik stays closed, said the harbour master.\n\nShips wait for the harbour."


def as_a_whole(article: Article) -> tuple[str, str]:
    """The stored vector, and one made of the whole row."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT search_vector::text, articles_search_vector(article, body)::text"
            " FROM articles_article AS article WHERE id = %s",
            [article.pk],
        )
        return cursor.fetchone()


@pytest.mark.parametrize(
    "changed",
    [
        {"label_text": "Harbour Board\nBrevik", "actor_ids": [3, 5]},
        {"label_lexemes": ["@reviewed", "@tplace"]},
        {"flags": ["correction"]},
        {"label_text": "", "actor_ids": [], "label_lexemes": []},
        {"byline": "Harbour Correspondent"},
        {"headline": "Another harbour"},
    ],
)
def test_a_change_writes_the_vector_that_the_whole_row_makes(changed: dict[str, object]) -> None:
    article = make_article(TEXT, headline="Brevik waits", byline="Our harbour correspondent")
    Article.objects.filter(pk=article.pk).update(label_text="Brevik Council", actor_ids=[7])
    Article.objects.filter(pk=article.pk).update(**changed)
    stored, whole = as_a_whole(article)
    assert stored == whole


def test_a_name_that_is_taken_off_is_found_no_more_and_the_same_words_of_the_text_are() -> None:
    article = make_article(TEXT)
    Article.objects.filter(pk=article.pk).update(label_text="Brevik Council")
    Article.objects.filter(pk=article.pk).update(label_text="")
    stored, _whole = as_a_whole(article)
    assert "'council'" not in stored
    assert "'brevik'" in stored


def test_the_headline_and_the_text_are_no_phrase() -> None:
    make_article("Opens again tomorrow.", headline="The harbour")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM articles_article"
            " WHERE search_vector @@ phraseto_tsquery('newsroom', 'harbour opens')"
        )
        assert cursor.fetchone() == (0,)
