"""What the vectors hold beside words, who writes it, and how older articles get it."""

from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection

from articles import merging, reindexing
from articles.models import Article, Author
from articles.reindexing import reindex, waiting
from tests.factories import make_article

pytestmark = pytest.mark.django_db


def vectors(article: Article) -> dict[str, Any]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT author_ids, tsvector_to_array(search_vector), exact_vector::text"
            " FROM articles_article WHERE id = %s",
            [article.pk],
        )
        authors, lexemes, exact = cursor.fetchone()
    return {"authors": authors, "exact": exact} | {
        letter: {lexeme for lexeme in lexemes if lexeme.startswith(f"@{letter}")}
        for letter in "wdlv"
    }


def make_old(*articles: Article) -> None:
    """Rows as migration 0006 left them; the trigger does not fire for the vectors themselves."""
    ids = [article.pk for article in articles]
    Article.objects.filter(pk__in=ids).update(author_ids=[])
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE articles_article SET exact_vector = NULL,"
            " search_vector = ts_delete(search_vector, '@v2') WHERE id = ANY (%s)",
            [ids],
        )


@pytest.mark.parametrize(
    ("precision", "days"), [("minute", {"@d12-29"}), ("day", {"@d12-29"}), ("month", set())]
)
def test_the_day_of_the_year_is_known_where_the_day_is(precision: str, days: set[str]) -> None:
    article = make_article(published_at="2020-12-29")
    Article.objects.update(published_precision=precision)
    assert vectors(article)["d"] == days


def test_a_language_is_known_by_its_code_and_with_its_country() -> None:
    article = make_article()
    Article.objects.update(language="en-GB")
    assert vectors(article)["l"] == {"@len", "@len-gb"}


def test_whoever_credits_an_author_the_article_knows() -> None:
    article = make_article()
    authors = [Author.objects.named(name) for name in ("Sanna Reijo", "Anton Vas")]
    article.authors.set(authors)
    ids = sorted(author.pk for author in authors)
    assert vectors(article)["authors"] == ids
    assert vectors(article)["w"] == {f"@w{pk}" for pk in ids}
    article.authors.remove(authors[0])
    assert vectors(article)["w"] == {f"@w{authors[1].pk}"}


def test_merged_authors_take_their_articles_along() -> None:
    both, one = make_article("One."), make_article("Two.")
    keep, gone = (Author.objects.named(name) for name in ("Sanna Reijo", "S. Reijo"))
    both.authors.set([keep, gone])
    one.authors.set([gone])
    Author.objects.filter(pk=gone.pk).update(merged_into=keep)
    assert merging.move_some() == 2
    assert merging.move_some() == 0
    for article in (both, one):
        assert vectors(article)["w"] == {f"@w{keep.pk}"}
        assert list(article.authors.all()) == [keep]


def test_an_article_with_a_hidden_name_is_not_found_by_its_authors() -> None:
    article = make_article()
    article.authors.add(Author.objects.named("Sanna Reijo"))
    Article.objects.update(hidden_names={"Sanna Reijo": "S. R."})
    assert vectors(article)["w"] == set()


def test_words_as_they_stand_are_read_again_only_with_the_text() -> None:
    article = make_article("The Armies left.", headline="Übersee")
    before = vectors(article)["exact"]
    assert before == "'armies':3 'left':4 'the':2 'ubersee':1A"
    Article.objects.update(label_text="Mira Tolvan", flags=["correction"])
    assert vectors(article)["exact"] == before
    Article.objects.update(byline="By Sanna Reijo")
    assert "'reijo':4C" in vectors(article)["exact"]


def test_older_articles_are_brought_up_and_others_left_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    articles = [make_article(f"The army left {number}.") for number in range(5)]
    articles[3].authors.add(Author.objects.named("Sanna Reijo"))
    before = [vectors(article) for article in articles]
    make_old(articles[1], articles[3])
    assert waiting()
    monkeypatch.setattr(reindexing, "BATCH", 2)
    assert [written for _looked, written in reindex()] == [1, 1, 0]
    assert [vectors(article) for article in articles] == before
    assert not waiting()
    assert [written for _looked, written in reindex()] == [0, 0, 0]


def test_the_command_tells_what_it_wrote_and_can_be_stopped_and_run_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    make_old(*(make_article(f"The army left {number}.") for number in range(3)))
    monkeypatch.setattr(reindexing, "BATCH", 1)
    next(reindex())
    told = StringIO()
    call_command("reindex", stdout=told)
    assert told.getvalue() == "2 articles were written; every article is up to date.\n"
