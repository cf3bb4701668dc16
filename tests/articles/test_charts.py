"""The arithmetic of a bar chart by year."""

from hypothesis import given
from hypothesis import strategies as st

from articles.charts import TOP, year_chart

COUNTS = st.dictionaries(st.integers(1850, 2100), st.integers(0, 300_000), max_size=60)


@given(COUNTS)
def test_every_bar_stands_in_its_column_between_top_and_zero(counts: dict[int, int]) -> None:
    chart = year_chart(counts, title="Articles")
    for bar in chart.bars:
        assert bar.x <= bar.bar_x
        assert bar.bar_x + bar.bar_width <= bar.x + bar.width + 0.02
        assert TOP - 0.01 <= bar.bar_y <= chart.base
        assert abs(bar.bar_y + bar.bar_height - chart.base) < 0.02


@given(COUNTS)
def test_the_bars_add_up_to_the_counts(counts: dict[int, int]) -> None:
    chart = year_chart(counts, title="Articles")
    assert sum(bar.count for bar in chart.bars) == sum(counts.values())


@given(COUNTS)
def test_the_axis_begins_at_zero_and_ends_above_the_highest_bar(counts: dict[int, int]) -> None:
    grid = [line.count for line in year_chart(counts, title="Articles").grid]
    assert grid[0] == 0
    assert grid[-1] >= max(counts.values(), default=0)
    assert 2 <= len(grid) <= 6


def test_years_without_articles_are_shown_and_lead_nowhere() -> None:
    chart = year_chart({2018: 1, 2020: 3}, title="Articles", href=lambda year: f"/{year}/")
    assert [(bar.year, bar.count, bar.href) for bar in chart.bars] == [
        (2018, 1, "/2018/"),
        (2019, 0, ""),
        (2020, 3, "/2020/"),
    ]


def test_undated_articles_stand_beside_the_years() -> None:
    chart = year_chart({0: 2, 2020: 1}, title="Articles")
    assert chart.undated == 2
    assert chart.description == "1 dated article in 2020. 2 undated."


def test_the_description_names_span_and_peak() -> None:
    chart = year_chart({1999: 4, 2001: 1200}, title="Articles")
    assert chart.description == "1,204 dated articles from 1999 to 2001, most in 2001 (1,200)."


def test_an_empty_chart_has_no_bars() -> None:
    assert year_chart({}, title="Articles").bars == ()
    assert year_chart({}, title="Articles").description == "No articles."
