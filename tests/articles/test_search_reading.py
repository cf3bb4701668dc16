"""How a query is understood: what the index makes of its words, and what is said of it."""

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings

from articles.models import Article
from articles.search import Search, find, highlights, missing_words, read, snippets
from articles.search.lexemes import lex
from tests.articles.test_search_language import typed
from tests.factories import make_article

pytestmark = pytest.mark.django_db

# The connection is rolled back once, after all examples; they change nothing.
reads_only = settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Viktorov summoned", "Viktorov summoned"),
        ('"minister of state" -house', '"minister of state" -house'),
        ("army OR valley border", "army OR (valley border)"),
        ("the well-known O'Brien", "well-known O'Brien"),
        ("“Mira Tolvan” –army", '"Mira Tolvan" -army'),
        ("the (of OR army) -to", "army"),
        ("=the of", "=the"),
        ('"to be" the', '"to be"'),
        ("état source:nobody", "état source:nobody"),
    ],
)
def test_the_query_is_told_without_what_cannot_be_looked_up(text: str, said: str) -> None:
    assert read(text).text == said
    assert read(said).text == said


def test_words_too_common_to_search_for_are_named() -> None:
    reading = read("the Army of The valley")
    assert reading.ignored == ("the", "of")
    assert reading.text == "Army valley"


def test_only_common_words_can_be_searched_for_exactly() -> None:
    reading = read("To be or not to be")
    assert reading.text == ""
    (problem,) = reading.problems
    assert problem.code.value == "common"
    assert problem.repairs == ('="To be or not to be"',)
    article = make_article("To be or not to be, he asked.")
    make_article("Not to be outdone, they came to it or so.")
    assert find(Search(problem.repairs[0])).ids == (article.pk,)


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("Halden OR Atlantis -Lemuria OR armies", ("Atlantis",)),
        ("=armies army", ("armies",)),
        ("Atlan* Hald*", ("Atlan*",)),
        ("headline:Halden Halden", ("Halden",)),
        ('"left Atlantis" ="army left"', ("Atlantis",)),
        ('"left Atlantis"~4', ("Atlantis",)),
    ],
)
def test_words_that_no_article_has_are_named_as_they_were_typed(
    text: str, missing: tuple[str, ...]
) -> None:
    make_article("The army left Halden.")
    assert missing_words(read(text)) == missing


def test_the_query_without_a_word_keeps_the_rest() -> None:
    reading = read('army (Atlantis OR "left Atlantis") -navy')
    assert reading.without("Atlantis") == "army -navy"


def test_a_word_of_a_withheld_article_counts_as_missing() -> None:
    make_article("The army left Atlantis.")
    Article.objects.update(status="taken down")
    assert missing_words(read("Atlantis")) == ("Atlantis",)


@pytest.mark.parametrize(
    ("text", "lacks"), [("=army", True), ("day:12-29", True), ("army", False), ("date:2020", False)]
)
def test_a_search_says_what_articles_that_wait_to_be_read_again_lack(
    text: str, lacks: bool
) -> None:
    make_article("The army left.")
    assert read(text).notes == ()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE articles_article SET exact_vector = NULL")
    assert any("not found yet" in note for note in read(text).notes) == lacks


@reads_only
@given(typed)
def test_every_text_is_read_searched_and_marked_without_an_error(text: str) -> None:
    reading = read(text)
    assert read(reading.text).tree == reading.tree
    answer = find(Search(text))
    assert answer.reading.text == reading.text
    highlights(["The army left.", "A & <b> =of army"], text)
    snippets(answer.ids or (1,), text)


@reads_only
@given(typed)
def test_no_typed_word_can_become_the_lexeme_of_a_filter(text: str) -> None:
    for lexed in lex([text.replace("\0", " ").encode("utf-8", "replace").decode()]).values():
        assert "'@" not in lexed.stem + lexed.exact


def test_no_character_turns_into_the_sign_of_a_filter_inside_a_word() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*), count(*) FILTER (WHERE phraseto_tsquery('newsroom', word)::text"
            " || phraseto_tsquery('newsroom_exact', word)::text LIKE '%''@%')"
            " FROM generate_series(1, 1114111) AS code, LATERAL (SELECT chr(code) || 'a17' AS word)"
            " WHERE code NOT BETWEEN 55296 AND 57343 AND unaccent(chr(code)) LIKE '%@%'"
        )
        signs, filters = cursor.fetchone()
    assert signs >= 1
    assert filters == 0


def test_article_text_cannot_pretend_to_a_filter() -> None:
    article = make_article("Written as @a17, '@reviewed' and ＠tperson by mail@a17.example.")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM articles_article, unnest(search_vector || exact_vector) AS word"
            " WHERE id = %s AND lexeme LIKE '@%%' AND positions IS NOT NULL",
            [article.pk],
        )
        assert cursor.fetchone() == (0,)
