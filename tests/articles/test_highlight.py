"""Which words of a text a search marks: PostgreSQL decides, we only count."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from articles.search.highlight import START, STOP, highlights, spans

pytestmark = pytest.mark.django_db


def found(text: str, words: str) -> list[str]:
    [hits] = highlights([text], words)
    return [text[start:end] for start, end in hits]


def test_words_are_found_by_their_stem_and_without_accents() -> None:
    text = "Erdoğan summons ambassadors. The ambassador was summoned."
    assert found(text, "erdogan summoned") == ["Erdoğan", "summons", "summoned"]


def test_excluded_words_are_not_marked() -> None:
    assert found("Tolvan met Vasilyenko.", "tolvan -vasilyenko") == ["Tolvan"]


def test_words_inside_what_looks_like_a_tag_do_not_shift_the_rest() -> None:
    assert found("<b>Tolvan</b> & <i>Halden</i> Tolvan", "tolvan") == ["Tolvan", "Tolvan"]


def test_sentinels_in_the_text_mark_nothing() -> None:
    assert found(f"{START}Halden{STOP} Tolvan", "tolvan") == ["Tolvan"]


def test_each_text_has_its_own_hits() -> None:
    assert highlights(["Tolvan", "", "Halden Tolvan"], "tolvan") == [[(0, 6)], [], [(7, 13)]]


def test_no_words_mark_nothing_and_ask_nothing(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    with django_assert_num_queries(0):
        assert highlights(["Tolvan"], "  ") == [[]]


@given(st.lists(st.tuples(st.text("ab é🙂", max_size=4), st.booleans()), max_size=8))
def test_spans_are_where_the_sentinels_were(pieces: list[tuple[str, bool]]) -> None:
    marked = "".join(f"{START}{words}{STOP}" if hit else words for words, hit in pieces)
    text = "".join(words for words, _hit in pieces)
    assert [text[a:b] for a, b in spans(marked, text)] == [words for words, hit in pieces if hit]
    assert spans(marked + "x", text) == []
