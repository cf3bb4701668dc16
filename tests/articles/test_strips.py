"""Strips of bars over one scale of years."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from articles.strips import HEIGHT, MOST_SPANS, spans, strip

YEARS = st.integers(1, 9999)


def test_few_years_have_a_bar_each_and_many_share_one() -> None:
    assert [str(span) for span in spans([1991, 1993])] == ["1991", "1992", "1993"]
    assert str(spans([1923, 1999])[0]) == "1920s"
    assert str(spans([1450, 2200])[-1]) == "2200–2299"


@given(st.sets(YEARS, min_size=1))
def test_no_scale_is_longer_than_a_phone_can_show_or_leaves_a_year_out(years: set[int]) -> None:
    scale = spans(years)
    assert len(scale) <= MOST_SPANS
    assert all(any(span.first <= year <= span.last for span in scale) for year in years)
    assert all(one.last + 1 == other.first for one, other in pairwise(scale))


@given(st.dictionaries(YEARS, st.integers(1, 1_000_000), min_size=1))
def test_a_strip_counts_every_article_and_stays_in_its_place(counts: dict[int, int]) -> None:
    bars = strip(counts, spans(counts)).bars
    assert sum(bar.count for bar in bars) == sum(counts.values())
    assert all(bar.y >= 0 and bar.y + bar.height <= HEIGHT for bar in bars)
    assert all(bar.height for bar in bars if bar.count)


def test_only_what_is_missing_in_between_is_a_gap() -> None:
    bars = strip({1991: 3, 1993: 1}, spans([1990, 1994])).bars
    assert [bar.gap for bar in bars] == [False, False, True, False, False]


def test_a_strip_of_nothing_dated_is_empty() -> None:
    assert strip({0: 3}, spans([])).bars == ()
