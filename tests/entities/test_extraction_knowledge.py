"""The packaged knowledge file and how it is asked."""

import datetime

import pytest

from entities.extraction import Office
from entities.extraction.knowledge import PACKAGED, normalise
from tests.entities.reading import knowledge


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Benjamin Netanyahu", "Q43723"),
        ("the United States", "Q30"),
        ("U.S.", "Q30"),
        ("Kiev", "Q1899"),
        ("Hezballah", "Q41053"),
        ("The Kremlin", "kb:kremlin"),
        ("UN", "kb:united-nations"),
    ],
)
def test_a_name_finds_its_row(name: str, key: str) -> None:
    assert [entry.key for entry in knowledge().named(name)] == [key]


def test_every_row_names_its_sources_and_none_is_share_alike() -> None:
    for entry in knowledge().entries.values():
        assert entry.sources, entry.key
        assert not any("share-alike" in source.casefold() for source in entry.sources)


def test_what_is_written_by_hand_alone_has_no_identifier() -> None:
    by_hand = [
        entry
        for entry in knowledge().entries.values()
        if all("written by hand" in source for source in entry.sources)
    ]
    assert by_hand
    assert all(entry.wikidata is None and entry.key.startswith("kb:") for entry in by_hand)


def test_the_key_of_a_row_is_its_wikidata_id_where_it_has_one() -> None:
    for entry in knowledge().entries.values():
        assert entry.key == (entry.wikidata or entry.key)
        assert entry.key.startswith(("Q", "kb:"))


def test_the_packaged_file_is_small() -> None:
    assert PACKAGED.stat().st_size < 2_000_000


def test_every_country_word_leads_to_a_country() -> None:
    assert {entry.kind for entry in knowledge().demonyms.values()} == {"country"}
    assert knowledge().demonyms["Israelis"].name == "Israel"


def test_names_compare_without_case_accents_dots_and_article() -> None:
    assert normalise("The Élysée") == normalise("ELYSEE")
    assert normalise("U.S.") == normalise("US")
    assert normalise("Sana’a") == normalise("Sana'a")
    assert normalise("The") == "the"


@pytest.mark.parametrize(
    ("start", "end", "day", "held"),
    [
        ("2009-03-31", "2021-06-13", "2020-12-29", True),
        ("2009", "2021", "2021-12-29", True),
        ("2009-03-31", "", "2030-01-01", True),
        ("", "2009", "2001-01-01", True),
        ("2009-03", "2010", "2009-02-28", False),
        ("2009-03-31", "2021-06-13", "2021-06-14", False),
    ],
)
def test_posts_are_held_as_far_as_the_dates_say(start: str, end: str, day: str, held: bool) -> None:
    office = Office("President", "AAA", start, end)
    assert office.held_on(datetime.date.fromisoformat(day)) is held
