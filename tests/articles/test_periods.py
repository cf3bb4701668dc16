"""Years, months and days as periods: they follow each other, and each is known by its key."""

import datetime
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from articles.periods import Unit, period_around, period_of, periods, unit_of

DAYS = st.dates()
UNITS = st.sampled_from(Unit)


@given(UNITS, DAYS)
def test_a_period_is_known_again_by_its_key(unit: Unit, day: datetime.date) -> None:
    period = period_around(unit, day)
    assert period.first <= day <= period.last
    assert period_of(unit, period.key) == period


@given(UNITS, DAYS, st.integers(0, 400))
def test_periods_follow_each_other_without_a_gap(unit: Unit, day: datetime.date, days: int) -> None:
    last = min(datetime.date.max.toordinal(), day.toordinal() + days)
    found = list(periods(unit, day, datetime.date.fromordinal(last)))
    assert found[0].first <= day
    assert found[-1].first.toordinal() <= last <= found[-1].last.toordinal()
    for one, following in pairwise(found):
        assert one.last + datetime.timedelta(days=1) == following.first


def test_the_nearer_the_dates_the_finer_the_periods() -> None:
    first = datetime.date(2019, 1, 1)
    assert unit_of(first, datetime.date(2019, 2, 28)) is Unit.DAY
    assert unit_of(first, datetime.date(2021, 12, 31)) is Unit.MONTH
    assert unit_of(first, datetime.date(2022, 12, 31)) is Unit.YEAR
    assert unit_of(first, None) is unit_of(None, first) is unit_of(None, None) is Unit.YEAR


def test_periods_are_written_out() -> None:
    day = datetime.date(2020, 12, 9)
    names = [period_around(unit, day).name for unit in Unit]
    assert names == ["2020", "December 2020", "9 December 2020"]
