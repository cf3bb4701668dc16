"""Addresses of a search with one thing changed."""

from urllib.parse import parse_qsl

from hypothesis import given
from hypothesis import strategies as st

from articles.search import changed, toggled

names = st.sampled_from(["q", "actor", "source", "date_from"])
values = st.text(st.characters(codec="utf-8"), min_size=1, max_size=8)
parameters = st.dictionaries(names, st.lists(values, min_size=1, max_size=3, unique=True))


def pairs(query: str) -> list[tuple[str, str]]:
    return parse_qsl(query, keep_blank_values=True, strict_parsing=bool(query))


def as_parameters(query: str) -> dict[str, list[str]]:
    read: dict[str, list[str]] = {}
    for name, value in pairs(query):
        read.setdefault(name, []).append(value)
    return read


@given(parameters, names, values)
def test_toggling_twice_gives_the_same_search(
    given_: dict[str, list[str]], name: str, value: str
) -> None:
    once = as_parameters(toggled(given_, name, value, several=True))
    twice = toggled(once, name, value, several=True)
    assert {key: set(found) for key, found in as_parameters(twice).items()} == {
        key: set(found) for key, found in given_.items()
    }


@given(parameters, names, values)
def test_toggling_changes_one_value_and_keeps_the_rest(
    given_: dict[str, list[str]], name: str, value: str
) -> None:
    before = set(pairs(changed(given_, {})))
    after = set(pairs(toggled(given_, name, value, several=True)))
    assert before ^ after == {(name, value)}


@given(parameters, names, values)
def test_every_change_begins_at_the_first_page(
    given_: dict[str, list[str]], name: str, value: str
) -> None:
    assert "page" not in as_parameters(toggled({**given_, "page": ["x"]}, name, value))


def test_a_value_that_can_stand_only_once_takes_the_place_of_the_other() -> None:
    assert toggled({"source": ["1"]}, "source", "2") == "source=2"
    assert toggled({"source": ["2"]}, "source", "2") == ""


def test_a_page_can_be_named_and_empty_parameters_are_left_out() -> None:
    assert changed({"q": ["a b"], "kind": [""]}, {"page": ["c"]}) == "q=a+b&page=c"
