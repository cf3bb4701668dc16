"""The examples of docs/search.md, run."""

import datetime
import re
from pathlib import Path

import pytest

from articles.models import Article
from articles.search import Code, find, read
from articles.search.language import FIELDS, MOST_APART, MOST_DEPTH, MOST_LETTERS, MOST_TERMS
from articles.search.request import Search
from articles.search.words import MOST_CHARACTERS
from entities.meant import ARCHIVE_NAMES
from tests.factories import make_actor, make_article, make_tag

pytestmark = pytest.mark.django_db

TEXT = (Path(__file__).resolve().parents[2] / "docs" / "search.md").read_text()
ARTICLES = re.findall(r"^- \*\*(\w)\*\* \*(.+?)\.\* “(.+)”$", TEXT, re.MULTILINE)
EXAMPLES = re.findall(r"^\| `(.+?)` \| `(.+?)` \|((?: [A-D],?)*) +\|$", TEXT, re.MULTILINE)
WRONG = re.findall(r"^\| `([a-z-]+)` \| `(.+?)` \| `(.+?)` \|$", TEXT, re.MULTILINE)
PUBLISHED = {
    "A": ("29 December 2020", "Demo Wire"),
    "B": ("3 May 2021", "Halden Press"),
    "C": ("29 December 2019", "Demo Wire"),
    "D": ("1 March 1990", "Halden Press"),
}


def make_examples() -> dict[int, str]:
    letters = {}
    for letter, headline, body in ARTICLES:
        day, source = PUBLISHED[letter]
        date = datetime.datetime.strptime(day, "%d %B %Y").replace(tzinfo=datetime.UTC)
        article = make_article(
            body, headline=headline, source=source, published_at=date.date().isoformat()
        )
        letters[article.pk] = letter
        if letter == "B":
            Article.objects.filter(pk=article.pk).update(flags=["correction"])
        if letter == "C":
            Article.objects.filter(pk=article.pk).update(byline="By Sanna Reijo")
            make_tag(article, "Erdoğan", make_actor("Recep Erdoğan"))
    return letters


def test_the_document_has_examples_and_says_when_and_where_they_were_published() -> None:
    assert [letter for letter, _headline, _body in ARTICLES] == list(PUBLISHED)
    assert len(EXAMPLES) >= 35
    for day, source in PUBLISHED.values():
        assert f"{day} by {source}" in " ".join(TEXT.split())


@pytest.mark.parametrize(("typed", "read_as", "found"), EXAMPLES)
def test_an_example_is_read_and_finds_what_the_document_says(
    typed: str, read_as: str, found: str
) -> None:
    letters = make_examples()
    answer = find(Search(typed, names=ARCHIVE_NAMES))
    assert answer.reading.text == read_as
    assert sorted(letters[pk] for pk in answer.ids) == re.findall("[A-D]", found)


@pytest.mark.parametrize(("code", "typed", "read_as"), WRONG)
def test_a_problem_is_named_and_read_as_the_document_says(
    code: str, typed: str, read_as: str
) -> None:
    reading = read(typed, ARCHIVE_NAMES)
    assert code in [problem.code for problem in reading.problems]
    assert reading.text == read_as


def test_the_document_names_every_problem_and_every_field_and_the_limits() -> None:
    assert set(re.findall(r"^\| `([a-z-]+)` \| [^|]+ \| [^|]+ \|$", TEXT, re.MULTILINE)) >= set(
        Code
    )
    assert {name for name in FIELDS if f"`{name}:`" in TEXT} == set(FIELDS)
    words = " ".join(TEXT.split())
    for limit in (
        f"{MOST_CHARACTERS:,} characters",
        f"{MOST_TERMS} words",
        f"more than {MOST_LETTERS}",
    ):
        assert limit in words
    assert MOST_DEPTH == 12
    assert f"two words up to {MOST_APART[2]} places apart, three up to {MOST_APART[3]}" in words
