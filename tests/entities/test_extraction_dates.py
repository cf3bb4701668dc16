"""Dates are resolved where text and day of publication make them sure, and never guessed."""

import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from entities.extraction import NameSpan
from entities.extraction.dates import find_dates
from entities.extraction.draft import Document, Draft
from entities.extraction.findings import DateFinding, Metadata
from entities.extraction.pipeline import shipped_parser
from tests.entities.reading import knowledge, read

PUBLISHED = datetime.date(2020, 12, 29)  # a Tuesday


class Nobody:
    """A name finder that finds nothing: dates need no names."""

    name = "nobody"

    def find(self, text: str) -> list[NameSpan]:
        return []


def dates(text: str, published: datetime.date | None = PUBLISHED) -> list[DateFinding]:
    document = Document(text, knowledge(), Nobody(), shipped_parser(), published)
    return list(find_dates(document, Draft(Metadata(), (0, len(text)))).dates)


def values(text: str, published: datetime.date | None = PUBLISHED) -> dict[str, str]:
    return {found.text: found.value for found in dates(text, published)}


@pytest.mark.parametrize(
    ("text", "date", "value"),
    [
        ("It closed on Dec. 10, 2020, for good.", "Dec. 10, 2020", "2020-12-10"),
        ("It closed on 10 December 2020.", "10 December 2020", "2020-12-10"),
        ("It closed on the 10th of December 2020.", "10th of December 2020", "2020-12-10"),
        ("On Friday, May 5th, 1995, it rained.", "Friday, May 5th, 1995", "1995-05-05"),
        ("It was signed on 1998-04-10 in Halden.", "1998-04-10", "1998-04-10"),
        ("The bridge opened in May 1995.", "May 1995", "1995-05"),
        ("The bridge opened in 1995.", "1995", "1995"),
        ("The 1995 election was close.", "1995", "1995"),
        ("He ruled (1967–1974) alone.", "1974", "1974"),
    ],
)
def test_dates_written_out_need_no_day_of_publication(text: str, date: str, value: str) -> None:
    assert values(text, None)[date] == value


@pytest.mark.parametrize(
    ("text", "date", "value"),
    [
        ("They spoke on Monday evening.", "Monday evening", "2020-12-28"),
        ("They spoke on Tuesday.", "Tuesday", "2020-12-29"),
        ("They spoke on Wednesday.", "Wednesday", "2020-12-23"),
        ("They spoke last Tuesday.", "last Tuesday", "2020-12-22"),
        ("They meet next Monday.", "next Monday", "2021-01-04"),
        ("On Friday the ministers will meet.", "Friday", "2021-01-01"),
        ("On Friday she said she would go.", "Friday", "2020-12-25"),
        ("They will meet on Friday.", "Friday", "2021-01-01"),
        ("They are due to meet on Friday.", "Friday", "2021-01-01"),
        ("The treaty will be signed on Friday.", "Friday", "2021-01-01"),
        ("They will sign what they agreed on Friday.", "Friday", "2020-12-25"),
        ("They were to stay until Friday.", "Friday", "2021-01-01"),
        ("She leads in the polls for the vote of 3 February.", "3 February", "2021-02-03"),
        ("She leads in the polls for the vote in February.", "February", "2021-02"),
        ("They gave him until 15 January.", "15 January", "2021-01-15"),
        ("They were to speak on Tuesday evening.", "Tuesday evening", "2020-12-29"),
        ("She said on Friday it will rain.", "Friday", "2020-12-25"),
        ("They spoke on December 10th.", "December 10th", "2020-12-10"),
        ("They spoke on 30 December.", "30 December", "2019-12-30"),
        ("They will meet on January 3.", "January 3", "2021-01-03"),
        ("They met on 3 March last year.", "3 March last year", "2019-03-03"),
        ("The vote of 3 November was close.", "3 November", "2020-11-03"),
        ("They met in May.", "May", "2020-05"),
        ("They met last December.", "last December", "2019-12"),
        ("They will meet in May.", "May", "2021-05"),
        ("They met in May of last year.", "May of last year", "2019-05"),
        ("Next year they meet again.", "Next year", "2021"),
        ("It closed last month.", "last month", "2020-11"),
        ("It closed yesterday.", "yesterday", "2020-12-28"),
        ("It closed the day before yesterday.", "the day before yesterday", "2020-12-27"),
        ("It closed a week ago.", "a week ago", "2020-12-22"),
        ("It closed two years ago.", "two years ago", "2018"),
        ("It closed three days ago.", "three days ago", "2020-12-26"),
    ],
)
def test_the_day_of_publication_resolves_the_others(text: str, date: str, value: str) -> None:
    assert values(text) == {date: value}
    assert values(text, None) == {}


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("earlier in the day", "1995-05-05"),
        ("later that day", "1995-05-05"),
        ("the following day", "1995-05-06"),
        ("the day before", "1995-05-04"),
        ("two days later", "1995-05-07"),
        ("the previous Monday", "1995-05-01"),
    ],
)
def test_the_day_named_last_is_counted_from(words: str, value: str) -> None:
    text = f"The mill burnt down on May 5, 1995. A guard had left {words}."
    assert values(text, None)[words] == value
    assert words not in values(f"A guard had left {words}.")


@pytest.mark.parametrize(
    "text",
    [
        "They may march on.",
        "It rained last week and for the last year.",
        "Shops open every Friday; Black Friday is best.",
        "In the 1990s it rained.",
        "A force of 2000 soldiers, 1,995 horses and 1995.5 tonnes slept in 2000 houses.",
        "On 31 February it rained.",
        "About three days ago and some 20 days ago.",
        "They gave him until Friday, or by October.",
        "They agreed on visits by families and friends from the north around 15 January.",
        "It closed two weeks ago.",
        "The score was 10-12-2020 and 10/12/2020.",
    ],
)
def test_what_is_no_sure_date_is_left_out(text: str) -> None:
    assert values(text) == {}


def test_a_day_after_another_year_in_the_paragraph_is_not_guessed() -> None:
    text = "The war began in 1967. On 5 June planes took off."
    assert values(text) == {"1967": "1967"}
    assert values(text.replace(" On", "\nOn"))["5 June"] == "2020-06-05"
    assert values(text.replace("On", "The new one came on"))["5 June"] == "2020-06-05"


def test_a_name_is_no_date() -> None:
    found = read(
        "The Sunday Times said that Theresa May was in Berlin on Saturday, after Angela Merkel.",
        "2020-12-29",
    )
    assert [date.text for date in found.dates] == ["Saturday"]


def test_a_date_tells_what_it_was_counted_from() -> None:
    found = dates("It closed on Monday. It had opened earlier in the day.")
    assert [date.evidence["counted from"] for date in found] == [
        "publication, 2020-12-29",
        "the day named before, 2020-12-28",
    ]


def test_another_language_is_not_read_for_dates() -> None:
    assert read("Dubois est mort le 10 avril 1995 à Paris, sa ville, dit Martin.").dates == ()


PARTS = (
    "on|in|May|31|30|12|1995|2020|,|.|the|next|last|Monday|March|day|earlier|5th|of|year|will|"
    "Dec.|2020-02-30|–|ago|two|days|later|yesterday|night|\n|😀|\u200f"
)


@given(
    st.lists(st.sampled_from(PARTS.split("|")), max_size=30),
    st.one_of(st.none(), st.dates()),
)
@settings(max_examples=200, deadline=None)
def test_any_mixture_of_words_gives_dates_in_order_and_in_place(
    parts: list[str], published: datetime.date | None
) -> None:
    text = " ".join(parts)
    end = 0
    for found in dates(text, published):
        assert end <= found.start < found.end
        assert text[found.start : found.end] == found.text
        length = {"year": 4, "month": 7, "day": 10}[found.precision]
        assert len(found.value) == length
        datetime.date.fromisoformat(found.value + "0000-01-01"[length:])
        end = found.end


def test_a_megabyte_of_dates_is_read() -> None:
    assert len(dates("On Monday, 5 May 1995, \nIt fell in May. " * 30_000)) == 60_000
