"""Stretches of months, and how they are told."""

from hypothesis import given
from hypothesis import strategies as st

from entities.gaps import Month, Stretch, gaps

MONTHS = st.builds(Month, st.integers(1990, 1994), st.integers(0, 12))


def told(*months: tuple[int, int]) -> list[str]:
    return [gap.said() for gap in gaps(Month(*month) for month in months)]


def test_a_gap_is_told_as_far_as_it_must_be() -> None:
    assert told((1991, 2), (1993, 8)) == ["from March 1991 to July 1993"]
    assert told((1991, 2), (1991, 4)) == ["in March 1991"]
    assert told((1990, 12), (1992, 1)) == ["in 1991"]
    assert told((1990, 12), (1994, 1)) == ["from 1991 to 1993"]
    assert told((1990, 12), (1994, 2)) == ["from January 1991 to January 1994"]


def test_nothing_is_missing_before_the_first_article_and_after_the_last() -> None:
    assert told() == told((1991, 3)) == told((1991, 3), (1991, 4)) == []


def test_no_month_of_a_year_with_articles_of_unknown_month_is_missing() -> None:
    assert told((1990, 0), (1992, 3)) == ["from January 1991 to February 1992"]
    assert told((1990, 0), (1993, 0)) == ["from 1991 to 1992"]
    assert told((1991, 2), (1991, 0), (1991, 11)) == []


def test_undated_articles_make_no_gap() -> None:
    assert told((0, 0), (1991, 3)) == []


@given(st.sets(MONTHS))
def test_gaps_and_articles_together_are_all_months_between_the_first_and_the_last(
    months: set[Month],
) -> None:
    missing = [
        place for gap in gaps(months) for place in range(gap.first.place, gap.last.place + 1)
    ]
    known = {month.place for month in months if month.month}
    known |= {
        Month(month.year, n).place for month in months for n in range(1, 13) if not month.month
    }
    assert not known & set(missing)
    assert sorted(known | set(missing)) == (
        list(range(min(known), max(known) + 1)) if known else []
    )
    assert len(missing) == sum(len(gap) for gap in gaps(months))


def test_a_stretch_is_said_without_its_preposition() -> None:
    assert str(Stretch(Month(1991, 3), Month(1991, 3))) == "March 1991"
