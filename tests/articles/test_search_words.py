"""What may be typed, how it is read, and what is said about it."""

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from articles.search import missing_words, read
from articles.search.words import MOST_CHARACTERS, MOST_WORDS, tidy
from tests.factories import make_article

pytestmark = pytest.mark.django_db

# The connection is rolled back once, after all examples; they change nothing.
reads_only = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def tsquery(words: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT websearch_to_tsquery('newsroom', %s)::text", [words])
        return cursor.fetchone()[0]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("Viktorov summoned", "Viktorov and summoned"),
        ('"minister of state" -house', "“minister state” and not house"),
        ("army or valley border", "army or (valley and border)"),
        ("-Halden", "not Halden"),
        ("--Halden", "Halden"),
        ("well-known", "well-known"),
        ("the well-known O'Brien", "well-known and “O Brien”"),
        ("“Mira Tolvan”", "“Mira Tolvan”"),
        ("Tolvan –army", "Tolvan and not army"),
        ("état Erdoğan", "état and Erdoğan"),
        ("www.example.com/foo", "www.example.com/foo"),
    ],
)
def test_query_is_told_in_words(typed: str, said: str) -> None:
    assert read(typed).text == said


def test_words_too_common_to_search_for_are_named() -> None:
    reading = read("the Army of The valley")
    assert reading.ignored == ("the", "of")
    assert reading.text == "Army and valley"


def test_or_between_words_is_no_ignored_word() -> None:
    reading = read("army or navy")
    assert reading.ignored == ()
    assert reading.alternatives


def test_only_common_words_leave_nothing_to_search_for() -> None:
    assert read("to be or not to be").text == ""
    assert read('"the of" -the').text == ""


def test_words_that_no_article_has_are_named_as_they_were_typed() -> None:
    make_article("The army left Halden.")
    reading = read("Halden OR Atlantis -Lemuria OR armies")
    assert missing_words(reading) == ("Atlantis",)


def test_a_word_of_a_withheld_article_counts_as_missing() -> None:
    article = make_article("The army left Atlantis.")
    type(article).objects.update(status="taken down")
    assert missing_words(read("Atlantis")) == ("Atlantis",)


def test_an_unclosed_quotation_mark_is_read_as_closed_at_the_end() -> None:
    reading = read('army "left the valley')
    assert reading.text == "army and “left valley”"
    assert any("not closed" in note for note in reading.notes)


def test_long_input_is_cut_and_says_so() -> None:
    words = tidy(" or ".join(f"word{number}" for number in range(500)))
    assert len(words.text) <= MOST_CHARACTERS
    assert len(words.text.split()) <= MOST_WORDS
    assert len(words.notes) == 2


def test_characters_that_cannot_be_printed_are_dropped_and_named() -> None:
    words = tidy("ar\x00my\u202e \x07left\ud800")
    assert words.text.split() == ["ar", "my", "left"]
    assert words.notes == ("Characters that cannot be printed were ignored.",)


@reads_only
@given(st.text(max_size=300))
def test_no_typed_text_can_become_a_filter(typed: str) -> None:
    assert "'@" not in tsquery(tidy(typed).text)


@reads_only
@given(
    st.lists(
        st.sampled_from(
            [
                "@a17",
                "'@a17'",
                "@",
                "＠k3",
                '"@y2020',
                "-@s1",
                "or",
                "\\@a17",
                "a@b.de",
                "é@a1",
                "&",
            ]
        ),
        max_size=8,
    ),
    st.sampled_from([" ", "", "'", "\\"]),
)
def test_no_text_made_of_filters_can_become_one(parts: list[str], joint: str) -> None:
    assert "'@" not in tsquery(tidy(joint.join(parts)).text)


def test_no_character_turns_into_the_sign_of_a_filter_inside_a_word() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*), count(*) FILTER (WHERE"
            " websearch_to_tsquery('newsroom', chr(code) || 'a17')::text LIKE '%''@%')"
            " FROM generate_series(1, 1114111) AS code"
            " WHERE code NOT BETWEEN 55296 AND 57343 AND unaccent(chr(code)) LIKE '%@%'"
        )
        signs, filters = cursor.fetchone()
    assert signs >= 1
    assert filters == 0


def test_article_text_cannot_pretend_to_a_filter() -> None:
    article = make_article("Written as @a17, '@reviewed' and ＠tperson by mail@a17.example.")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM articles_article, unnest(search_vector) AS word"
            " WHERE id = %s AND lexeme LIKE '@%%' AND positions IS NOT NULL",
            [article.pk],
        )
        assert cursor.fetchone() == (0,)


@reads_only
@given(st.text(alphabet=st.sampled_from("ab '\"-()|&!<>:*\\@ortheé."), max_size=40))
def test_every_text_is_read_without_an_error(typed: str) -> None:
    reading = read(typed)
    assert bool(reading.text) == bool(tsquery(tidy(typed).text))
