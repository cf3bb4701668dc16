"""What can be typed, the tree it makes, and what is said of text that is no query. No database."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.search import Code
from articles.search.language import (
    FIELDS,
    MOST_DEPTH,
    MOST_LETTERS,
    MOST_NAMES,
    MOST_TERMS,
    Parsed,
    parse,
)
from articles.search.tree import And, How, Not, Or, Term, Words, leaves, spell
from articles.search.words import MOST_CHARACTERS

PIECES = [
    *("army", "Erdoğan", "well-known", "O'Neil", "10:30", "http://a.example/b", "/etc", "x", "ﬁn"),
    *(
        "OR",
        "AND",
        "NOT",
        "or",
        "(",
        ")",
        "((",
        "))",
        '"',
        "“",
        "-",
        "--",
        "–",
        "=",
        "~",
        "*",
        "ar*",
    ),
    *(
        '"the army"',
        '="Will Self"',
        '"a b"~5',
        '"a b c d e f"~900',
        "~armi",
        "army~",
        "=of",
        "arm*",
    ),
    *("@a17", "'@a17'", "&", "|", "!", "<->", ":*", "\\", "foo:bar", "headlin:x", "a:b:c"),
    *(f"{name}:" for name in FIELDS),
    *(
        'actor:"Mira Tolvan"',
        "date:2019..2021",
        "date:2020-12",
        "date:31",
        "before:0001",
        "day:2-29",
    ),
    *("after:9999", "date:..2020", "is:correction", "kind:person", "reviewed:no", "language:en-GB"),
    *("\0", "\u202e", "\u200b", "\ufdd0", "\ud800", "\U0001f600", "é" * 120),
]
typed = st.text(max_size=80) | st.lists(st.sampled_from(PIECES), max_size=14).flatmap(
    lambda pieces: st.sampled_from(["", " "]).map(lambda joint: joint.join(pieces))
)


def read_as(text: str) -> str:
    tree = parse(text).tree
    return spell(tree) if tree else ""


def codes(text: str) -> list[str]:
    return [problem.code.value for problem in parse(text).problems]


@given(typed)
def test_any_text_has_a_reading_and_the_reading_is_read_as_itself(text: str) -> None:
    parsed = parse(text)
    assert isinstance(parsed, Parsed)
    assert parse(read_as(text)).tree == parsed.tree
    assert len(list(leaves(parsed.tree))) <= MOST_TERMS


@given(typed)
def test_every_repair_is_a_query_that_can_be_read(text: str) -> None:
    for problem in parse(text).problems:
        assert (
            problem.message.endswith((".", "=", "|", "&", "!", "@", "<", ">", "^", "]", "~", "*"))
            or problem.code is Code.SIGNS
        )
        for repair in problem.repairs:
            assert problem not in parse(repair).problems


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("army", Words("army")),
        ("army navy", And((Words("army"), Words("navy")))),
        ("army AND navy", And((Words("army"), Words("navy")))),
        ("a OR b c", Or((Words("a"), And((Words("b"), Words("c")))))),
        ("a (b OR c)", And((Words("a"), Or((Words("b"), Words("c")))))),
        ("-army", Not(Words("army"))),
        ("NOT army", Not(Words("army"))),
        ("--army", Words("army")),
        ("-(a b)", Not(And((Words("a"), Words("b"))))),
        ('"peace  treaty"', Words("peace treaty", quoted=True)),
        ("“peace treaty”", Words("peace treaty", quoted=True)),
        ('"a b"~5', Words("a b", quoted=True, near=5)),
        ("=of", Words("of", How.EXACT)),
        ('="Will Self"', Words("Will Self", How.EXACT, quoted=True)),
        ("minis*", Words("minis", How.PREFIX)),
        ("~armi", Words("armi", How.FUZZY)),
        ("headline:army", Words("army", headline=True)),
        ("headline:(a OR b*)", Or((Words("a", headline=True), Words("b", headline=True)))),
        ("Actor:Tolvan", Term("actor", "Tolvan")),
        ('actor:"Mira Tolvan"', Term("actor", "Mira Tolvan")),
        ("source:(A OR B)", Or((Term("source", "A"), Term("source", "B")))),
        ("date:2019..2021", Term("date", "2019..2021")),
        ("day:2-9", Term("day", "02-09")),
        ("language:EN", Term("language", "en")),
        ("army, navy.", And((Words("army"), Words("navy")))),
        ("10:30 http://a.example/b", And((Words("10:30"), Words("http://a.example/b")))),
    ],
)  # fmt: skip
def test_what_is_typed_makes_a_tree(text: str, tree: object) -> None:
    assert parse(text).tree == tree


@pytest.mark.parametrize(
    ("text", "code", "read"),
    [
        ('army "left the valley', "quote", 'army "left the valley"'),
        ("(army navy", "bracket", "army navy"),
        ("army) navy", "bracket", "army navy"),
        ("army ()", "empty-brackets", "army"),
        ("army -(()) navy", "empty-brackets", "army navy"),
        ("army OR", "operator", "army"),
        ("OR army", "operator", "army"),
        ("army OR OR navy", "operator", "army OR navy"),
        ("(army OR) navy", "operator", "army navy"),
        ("army AND", "operator", "army"),
        ("army or navy", "small-or", "army or navy"),
        ("foo:bar", "field", "foo bar"),
        ("headlin:army", "field", "headlin army"),
        ("source: Reuters", "empty-field", "source Reuters"),
        ("by:-army", "empty-field", "-army"),
        ("army date:2020-13", "date", "army"),
        ("army date:soon", "date", "army"),
        ("army day:2-30", "date", "army"),
        ("army before:0001", "date", "army"),
        ("army after:9999", "date", "army"),
        ("army is:deindex", "value", "army"),
        ("army reviewed:perhaps", "value", "army"),
        ("army language:!!!x.", "value", "army"),
        ("ar*", "wildcard", "ar"),
        ("* **", "signs", ""),
        ('"a b c d e"~5', "near", "a b c d e"),
        ('"a b"~900', "near", '"a b"~50'),
        ("@a17", "signs", "a17"),
        ("army & !navy | (x:*)", "signs", "army navy x"),
        ("ar\0my\u202e", "characters", "ar my"),
        ("x" * (MOST_LETTERS + 1), "too-long", ""),
        (" ".join(f"actor:a{n}" for n in range(MOST_NAMES + 1)), "too-many",
         " ".join(f"actor:a{n}" for n in range(MOST_NAMES))),
    ],
)  # fmt: skip
def test_a_problem_is_named_and_the_rest_is_read(text: str, code: str, read: str) -> None:
    assert code in codes(text)
    assert read_as(text) == read


@pytest.mark.parametrize(
    ("text", "repair"),
    [
        ("army or navy", "army OR navy"),
        ("headlin:army", "headline:army"),
        ("source: Reuters", "source:Reuters"),
        ("army date:2021..2019", "army date:2019..2021"),
        ("is:corection", "is:correction"),
    ],
)
def test_a_problem_with_a_likely_cause_offers_what_was_meant(text: str, repair: str) -> None:
    (problem,) = parse(text).problems
    assert problem.repairs == (repair,)
    assert parse(repair).problems == ()


def test_five_hundred_alternatives_are_cut_and_it_is_said() -> None:
    parsed = parse(" OR ".join(f"w{number}" for number in range(450)))
    assert isinstance(parsed.tree, Or)
    assert len(parsed.tree.parts) == MOST_TERMS
    assert {problem.code for problem in parsed.problems} >= {Code.TOO_MANY}


def test_long_text_is_cut_between_words_and_it_is_said() -> None:
    parsed = parse('"' + "armada " * 2000)
    assert len(read_as('"' + "armada " * 2000)) <= MOST_CHARACTERS
    assert parsed.problems[0].code is Code.TOO_LONG
    assert codes("x" * 10_000) == ["too-long", "too-long"]


@pytest.mark.parametrize("depth", [MOST_DEPTH, 900])
def test_brackets_are_read_to_a_depth(depth: int) -> None:
    text = "-(a " * depth + ")" * depth
    assert ("deep" in codes(text)) == (depth > MOST_DEPTH)
    assert parse(read_as(text)).tree == parse(text).tree


def test_only_words_that_shall_occur_can_be_ranked_by() -> None:
    assert parse("army source:A").has_words
    assert not parse("-army source:A date:2020").has_words
