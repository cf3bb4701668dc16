"""Other spellings: which words of the archive are meant, and that none is given away."""

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from articles import acts
from articles.models import Word
from articles.search import similar
from articles.search.similar import completions, similar_words, variants
from articles.vocabulary import learn
from tests.factories import make_article

pytestmark = pytest.mark.django_db

reads_only = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.fixture
def learnt() -> None:
    make_article("The government signed a treaty in Halden. Ministers of the armies left.")
    make_article("The treaty of Halden was praised by President Erdoğan.")
    learn()


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("goverment", "government"),
        ("govermnent", "government"),
        ("Haldne", "halden"),
        ("traety", "treaty"),
        ("ministars", "ministers"),
        ("Erdogen", "erdogan"),
        ("Erdögen", "erdogan"),
        ("presidant", "president"),
    ],
)
def test_mistyped_word_finds_the_one_that_was_meant(learnt: None, typed: str, meant: str) -> None:
    assert similar_words(typed)[0] == meant


@pytest.mark.parametrize(
    "typed", ["", "x", "zzzzzz", "treaty-making", "2020", "@a17", "a\x00b", "\ud800", "x" * 5000]
)
def test_what_is_like_no_word_finds_none(learnt: None, typed: str) -> None:
    assert similar_words(typed) == ()
    assert variants(typed) == ()


def test_frequent_word_comes_first_and_no_more_than_asked_for() -> None:
    for body in ("Harden.", "Halden.", "Halden!", "Holden."):
        make_article(body)
    learn()
    assert similar_words("Hakden") == ("halden", "harden", "holden")
    assert similar_words("Hakden", 1) == ("halden",)


def test_word_is_no_other_spelling_of_itself(learnt: None) -> None:
    assert "treaty" not in variants("Treaty")


def test_variants_of_short_words_are_one_edit_away_of_long_ones_two() -> None:
    make_article("Harder hardest Halden. Governments governed government.")
    learn()
    assert variants("haldem") == ("halden",)
    assert variants("governmets") == ("governments", "government")


def test_twenty_variants_are_the_most() -> None:
    make_article(" ".join(f"stra{letter}e" for letter in "bcdfghjklmnpqrstvwxyz"))
    learn()
    assert len(variants("strae")) == 20


def test_word_that_no_public_article_has_any_more_is_not_offered(learnt: None, chief: User) -> None:
    article = make_article("A quillonade.")
    learn()
    assert similar_words("quillonadee") == ("quillonade",)
    acts.take_down(article, editor=chief, reason="An order.")
    assert Word.objects.filter(word="quillonade").exists()
    assert similar_words("quillonadee") == variants("quillonadee") == ()
    assert completions("quillo") == ()


def test_hidden_name_is_not_offered_from_the_moment_it_is_hidden(learnt: None, chief: User) -> None:
    article = make_article("Orlaith Vantresk met nobody.")
    learn()
    acts.anonymise(article, names=["Orlaith Vantresk"], editor=chief, reason="She asked.")
    assert similar_words("Vantresc") == variants("Vantresc") == completions("vantr") == ()


def test_word_of_many_articles_is_looked_for_in_a_part_of_them(
    learnt: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(similar, "COMMON", 2)
    in_sample = make_article("Halden again.")
    while in_sample.pk % 64:
        in_sample = make_article(f"Halden again after {in_sample.pk}.")
    make_article("The treaty and the army.")
    learn()
    assert similar_words("haldne") == ("halden",)
    assert "the" not in similar_words("thee")
    type(in_sample).objects.filter(pk=in_sample.pk).update(status="taken down")
    assert similar_words("haldne") == ()


def test_words_too_common_to_be_searched_for_are_not_offered(learnt: None) -> None:
    assert "the" not in similar_words("thee")


def test_beginning_of_a_word_is_completed_by_frequency(learnt: None) -> None:
    make_article("Trees and treason: treasures. Treasures.")
    make_article("Treasures?")
    make_article("Treasures.")
    learn()
    assert completions("Tré") == ("treasures", "treaty", "treason", "trees")
    assert completions("tre", 1) == ("treasures",)


def test_queries_are_few_whatever_is_typed(learnt: None) -> None:
    for word in ("goverment", "Erdögen", "zzzzzzzzzzzz"):
        with CaptureQueriesContext(connection) as queries:
            similar_words(word)
        assert len(queries) <= 4


@reads_only
@given(st.sampled_from(["government", "treaty", "halden", "ministers"]), st.data())
def test_every_word_one_edit_away_is_found(learnt: None, word: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(word) - 1))
    letter = data.draw(st.sampled_from("aeqz"))
    edits = (
        word[:at] + letter + word[at:],
        word[:at] + word[at + 1 :],
        word[:at] + letter + word[at + 1 :],
        word[:at] + word[at : at + 2][::-1] + word[at + 2 :],
    )
    typed = data.draw(st.sampled_from(edits))
    if OSA.distance(typed, word) == 1:
        assert word in variants(typed)
        assert word in similar_words(typed, 20)


@reads_only
@given(st.text(max_size=60))
def test_any_text_is_answered(learnt: None, typed: str) -> None:
    for word in (*similar_words(typed), *variants(typed), *completions(typed)):
        assert word.islower()
