"""What the columns of a file are taken for, from its opening alone."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.importers.peeking import guess_columns
from tests.articles.importing import sample

TABLE = "Title,Text,Date,Views\nLake,Tolvan left.,2020-03-01,7\n"


def test_columns_of_a_table_are_named_with_what_they_fill() -> None:
    assert guess_columns(TABLE.encode()) == {
        "Text": "body",
        "Title": "headline",
        "Date": "published_at",
        "Views": "",
    }


def test_mapping_overrules_the_guess() -> None:
    guess = guess_columns(TABLE.encode(), {"Views": "section", "Date": "", "Missing": "url"})
    assert guess == {"Views": "section", "Text": "body", "Title": "headline", "Date": ""}


def test_keys_of_the_first_objects_are_the_columns_of_json_lines() -> None:
    lines = [{"title": "A", "text": "B"}, {"text": "C", "views": 7}]
    opening = "\n".join(map(json.dumps, lines)).encode() + b'\n{"text": "cut of'
    assert guess_columns(opening) == {"text": "body", "title": "headline", "views": ""}


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_opening_may_be_cut_in_the_midst_of_a_letter(encoding: str) -> None:
    opening = ("Título;Text;Date\n" + "Überall;Zoë ging.;2020\n" * 99).encode(encoding)
    for cut in (1, 2, 3):
        assert guess_columns(opening[:-cut]) == {
            "Text": "body",
            "Date": "published_at",
            "Título": "",
        }


def test_told_format_makes_a_table_of_what_looks_like_a_text() -> None:
    opening = b"Kop|Tekst\nMeer|Tolvan vertrok.\n"
    assert guess_columns(opening) is None
    assert guess_columns(opening, format="csv") == {"Kop": "", "Tekst": ""}


@pytest.mark.parametrize("name", ["page.html", "feed.rss", "ninjs-1.json", "newsitem.xml"])
def test_what_has_no_columns_has_no_guess(name: str) -> None:
    assert guess_columns(sample(name)) is None


@given(st.binary(max_size=300))
def test_random_bytes_never_raise(content: bytes) -> None:
    guess_columns(content)
    guess_columns(b'{"title":' + content)
    guess_columns(b"title,text\n" + content)
