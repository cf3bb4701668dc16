"""What columns a table has: names, guess and first values, before anything is read."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.importers.peeking import Column, Table, in_order, table_in
from tests.articles.importing import SAMPLES, mutated, sample

CSV = "Title;Text;Colour\nIce;The fjord froze.;white\nFire;;red\n"


def table(content: str | bytes | dict[str, object]) -> Table:
    if isinstance(content, dict):
        content = json.dumps(content)
    found = table_in(content.encode() if isinstance(content, str) else content)
    assert found
    return found


def test_columns_of_a_csv_file_come_with_their_guess_and_first_values() -> None:
    assert table(CSV).columns == (
        Column("Title", "headline", ("Ice", "Fire")),
        Column("Text", "body", ("The fjord froze.",)),
        Column("Colour", "", ("white", "red")),
    )


def test_csv_file_is_never_certain() -> None:
    assert not table("headline,body\nIce,The fjord froze.\n").certain


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_columns_are_found_in_any_encoding(encoding: str) -> None:
    names = [column.name for column in table(CSV.encode(encoding)).columns]
    assert names == ["Title", "Text", "Colour"]


def test_line_for_the_delimiter_is_no_header() -> None:
    assert table("sep=;\n" + CSV).columns[0].name == "Title"


def test_keys_of_all_first_lines_are_columns() -> None:
    lines = '{"headline": "Ice", "text": "x"}\n{broken\n{"headline": "Fire", "by": ["Reijo"]}\n'
    assert table(lines).columns == (
        Column("headline", "headline", ("Ice", "Fire")),
        Column("text", "body", ("x",)),
        Column("by", "", ("Reijo",)),
    )


@pytest.mark.parametrize(
    ("keys", "certain"),
    [
        (["body"], True),
        (["body", "headline", "published_at", "guid"], True),
        (["body", "title"], False),
        (["body", "headline", "colour"], False),
        (["headline", "standfirst"], False),
    ],
)
def test_json_lines_are_certain_when_every_key_is_a_fields_own_name(
    keys: list[str], certain: bool
) -> None:
    assert table(dict.fromkeys(keys, "x")).certain == certain


@pytest.mark.parametrize("key", ["a\x00b", "\ud800", "x" * 201, "turned \u202e"])
def test_key_that_cannot_be_shown_and_stored_is_no_column(key: str) -> None:
    found = table({"body": "x", key: "y"})
    assert [column.name for column in found.columns] == ["body"]


def test_values_are_shown_short_on_one_line_and_without_turned_writing() -> None:
    found = table({"body": "a\nb \u202e" + "c" * 100, "tags": {"x": [1]}, "n": 7, "none": None})
    shown = [column.values for column in found.columns]
    assert shown == [("a b " + "c" * 56 + " …",), ("{…}",), ("7",), ()]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"PK\x03\x04",
        b"<html><body>x</body></html>",
        b"%PDF-1",
        b"Tolvan met Reijo, they said.\n\nNothing else, really.",
        sample("ninjs-3.json"),
        json.dumps(json.loads(sample("ninjs-1.json"))).encode(),
    ],
)
def test_what_is_no_table_has_no_columns(content: bytes) -> None:
    assert table_in(content) is None


def test_stored_mapping_is_asked_in_the_order_of_the_guess() -> None:
    stored = {"a": "credit", "text": "body", "body": "body", "gone": "url"}
    assert list(in_order(stored, table("a,text,body\n1,2,3\n"))) == ["body", "text", "a", "gone"]


@given(
    st.binary(max_size=300)
    | st.sampled_from(sorted(SAMPLES.iterdir())).flatmap(lambda path: mutated(path.read_bytes()))
)
def test_any_bytes_are_looked_at_without_an_error(content: bytes) -> None:
    found = table_in(content)
    for column in found.columns if found else ():
        for text in (column.name, *column.values):
            assert text.encode()
            assert not {"\x00", "\u202e"} & set(text)
