"""The examples of docs/search.md, run."""

import re
from pathlib import Path

import pytest

from articles.search import find, read
from articles.search.request import Search
from tests.factories import make_article

pytestmark = pytest.mark.django_db

TEXT = (Path(__file__).resolve().parents[2] / "docs" / "search.md").read_text()
ARTICLES = re.findall(r"^- \*\*(\w)\*\* \*(.+?)\.\* “(.+)”$", TEXT, re.MULTILINE)
EXAMPLES = re.findall(r"^\| `(.+?)` \| (.+?) \| ([ABC, ]+) \|$", TEXT, re.MULTILINE)


def test_the_document_has_examples() -> None:
    assert [letter for letter, _headline, _body in ARTICLES] == ["A", "B", "C"]
    assert len(EXAMPLES) >= 10


@pytest.mark.parametrize(("typed", "read_as", "found"), EXAMPLES)
def test_an_example_is_read_and_finds_what_the_document_says(
    typed: str, read_as: str, found: str
) -> None:
    letters = {
        make_article(body, headline=headline).pk: letter for letter, headline, body in ARTICLES
    }
    assert read(typed).text == read_as
    assert sorted(letters[pk] for pk in find(Search(typed)).ids) == found.split(", ")
