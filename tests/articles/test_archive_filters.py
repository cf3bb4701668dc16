"""How dates and numbers are written."""

import datetime

import pytest

from articles.models import Article
from articles.templatetags.archive import counted, published_machine, published_on, written

DAY = datetime.datetime(2020, 12, 29, tzinfo=datetime.UTC)


@pytest.mark.parametrize(
    ("precision", "written_out", "machine"),
    [
        ("year", "2020", "2020"),
        ("month", "December 2020", "2020-12"),
        ("day", "29 December 2020", "2020-12-29"),
        ("minute", "29 December 2020, 00:00", "2020-12-29T00:00:00+00:00"),
    ],
)
def test_a_date_is_written_as_far_as_it_is_known(
    precision: str, written_out: str, machine: str
) -> None:
    article = Article(published_at=DAY, published_precision=precision)
    assert published_on(article) == written_out
    assert published_machine(article) == machine


def test_an_article_without_a_date_is_undated() -> None:
    assert published_on(Article()) == "undated"
    assert published_machine(Article()) == ""


def test_another_time_zone_shifts_a_time_but_never_a_day(settings: object) -> None:
    settings.TIME_ZONE = "America/New_York"  # type: ignore[attr-defined]
    assert published_on(Article(published_at=DAY)) == "29 December 2020"
    told = Article(published_at=DAY, published_precision="minute")
    assert published_on(told) == "28 December 2020, 19:00"


def test_instants_and_numbers_are_written_out() -> None:
    assert written(DAY) == "29 December 2020, 00:00"
    assert written(DAY.date()) == "29 December 2020"
    assert written(None) == ""
    assert counted(212000) == "212,000"
