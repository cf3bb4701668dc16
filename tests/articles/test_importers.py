"""The readers: what they make of good input, and the sentence they have for bad input."""

import datetime
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.importers import ArticleData, Problem, read
from articles.importers.dates import read_date
from articles.importers.decoding import MOST_CHARACTERS, paragraphs
from articles.services import LIMITS

WIRE = """By: Sanna Reijo
Mira Tolvan met Anton Vasilyenko in Halden on Monday and spoke with him about the valley.
“We agreed on little,” Tolvan said.
(HDP)
"""


def the_article(content: bytes | str) -> ArticleData:
    content = content.encode() if isinstance(content, str) else content
    (record,) = read(content, "made.txt")
    assert isinstance(record.result, ArticleData), record.result
    return record.result


def the_reason(content: bytes | str) -> str:
    content = content.encode() if isinstance(content, str) else content
    (record,) = read(content, "made.txt")
    assert isinstance(record.result, Problem), record.result
    assert record.content == content
    return record.result.reason


def line(**fields: object) -> str:
    return json.dumps({"body": "Mira Tolvan left Halden.", **fields})


# --- Plain text ----------------------------------------------------------------------------------


def test_wire_story_gives_byline_credit_and_paragraphs_and_no_headline() -> None:
    article = the_article(WIRE)
    assert (article.byline, article.credit, article.headline) == ("Sanna Reijo", "HDP", "")
    assert article.body.split("\n\n") == WIRE.splitlines()[1:3]
    assert article.published_at is None


def test_header_lines_fill_their_fields() -> None:
    article = the_article(
        "Headline: Talks in Halden\nAuthor: S. Reijo\nDate: 29 December 2020\nSource: Halden Press"
        "\nSection: World\nurl: https://news.example/1\n\nMira Tolvan left.\n"
    )
    assert article.headline == "Talks in Halden"
    assert (article.byline, article.source, article.section) == (
        "S. Reijo",
        "Halden Press",
        "World",
    )
    assert article.published_at == datetime.datetime(2020, 12, 29, tzinfo=datetime.UTC)
    assert article.url == "https://news.example/1"


def test_second_header_of_one_name_is_text() -> None:
    article = the_article("By: One\nBy: Two sat in the first row.\nThe rest followed.")
    assert article.byline == "One"
    assert article.body.startswith("By: Two sat")


@pytest.mark.parametrize(
    "dateline", ["HALDEN, Dec 29 (HDP)", "HALDEN, Dec. 29, 2020 (HDP)", "HALDEN, Velmark (HDP)"]
)
@pytest.mark.parametrize("dash", [" - ", " — ", " -\n"])
def test_dateline_is_taken_off_the_text(dateline: str, dash: str) -> None:
    article = the_article(f"By: Dagny Reijo\n{dateline}{dash}Mira Tolvan left on Tuesday.\n(HDP)")
    assert (article.dateline, article.body) == (dateline, "Mira Tolvan left on Tuesday.")
    assert (article.byline, article.credit) == ("Dagny Reijo", "HDP")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("one\ntwo", ["one", "two"]),
        ("one\nstill one\n\n\ntwo", ["one still one", "two"]),
        ("long " * 30 + "\nsecond\n\n(last)", [("long " * 30).strip(), "second", "(last)"]),
    ],
    ids=["lines", "wrapped", "long lines beside an empty one"],
)
def test_paragraphs_are_found_however_they_are_parted(text: str, expected: list[str]) -> None:
    assert paragraphs(text).split("\n\n") == expected


@pytest.mark.parametrize(
    ("encoding", "note"),
    [
        ("utf-8", ""),
        ("utf-8-sig", ""),
        ("utf-16", ""),
        ("utf-32", ""),
        ("utf-16-le", "UTF-16"),
        ("utf-16-be", "UTF-16"),
        ("cp1252", "Windows-1252"),
    ],
)
def test_encodings_are_recognised_and_guesses_noted(encoding: str, note: str) -> None:
    article = the_article("Zoë met “Anton” in Øster – again and again.".encode(encoding))
    assert article.body == "Zoë met “Anton” in Øster – again and again."
    assert note in "; ".join(article.notes)
    assert bool(article.notes) == bool(note)


def test_text_is_stored_composed_and_without_controls() -> None:
    article = the_article(
        "Zoe\u0308 left\x07 the hall \u202eyltfos\u202c and came back again later."
    )
    assert article.body.startswith("Zoë left the hall yltfos")
    assert article.notes == ("2 control characters were dropped",)


def test_right_to_left_text_and_emoji_are_kept() -> None:
    text = "שר החוץ נפגש עם השגריר 🇮🇱 بيروت 👩🏽‍🚀."
    assert the_article(text).body == text


def test_nul_bytes_late_in_a_text_are_dropped() -> None:
    article = the_article(b"Mira Tolvan left. " * 300 + b"\x00 End.")
    assert "\x00" not in article.body
    assert article.notes


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "made.txt is empty"),
        (b" \n\t\r\n", "made.txt is empty"),
        (b"\xef\xbb\xbf", "There is no text"),
        (b"By: Sanna Reijo\nDate: 2020-12-29\n", "nothing to read below its header lines"),
        ("— … !".encode(), "There is no text"),
        (b"a\x00b\x00\x00", "NUL bytes"),
        (b"\x7fELF" + bytes(range(256)) * 40, "NUL bytes"),
        (b"Tolvan \x81\x8d left.", "neither UTF-8 nor Windows-1252 (byte 8 does not fit)"),
        (b"\xff\xfeT\x00\x00\xd8\x00", "not UTF-16"),
        (b"word\x01\x02\x03\x04\x05" * 20, "full of control characters"),
        (b"%PDF-1.7 ...", "a PDF file"),
        (b"\x1f\x8b....", "a gzip archive"),
        (b"PK\x03\x04" + bytes(26) + b"[Content_Types].xml", "an office document"),
        (b"PK\x03\x04" + bytes(26) + b"mimetypeapplication/vnd.oasis", "an office document"),
        (b"{\\rtf1 Hello}", "an RTF document"),
        (b"<?xml version='1.0'?><book>Tolvan</book>", "neither RSS, Atom, NewsML-G2"),
        (b'{\n  "headline": "x"\n}', "one JSON document over several lines"),
        (b'[{"headline": "x"}]', "one JSON document over several lines"),
        (b"Date: 0000-01-01\nTolvan left.", "outside the years"),
        (b"Date: 9999-12-31\nTolvan left.", "outside the years"),
        (b"Date: yesterday\nTolvan left.", "'yesterday' is not understood"),
        (b"x " * (MOST_CHARACTERS // 2 + 1), "characters; 2,000,000 are the most"),
    ],
)
def test_bad_file_has_a_reason(content: bytes, reason: str) -> None:
    assert reason in the_reason(content)


def test_five_million_characters_are_refused_by_their_number() -> None:
    assert "The text has 5,000,000 characters" in the_reason("Halden fjord" * 416_666 + "Halden f")


# --- JSONL ---------------------------------------------------------------------------------------


def test_jsonl_gives_one_article_a_line_and_ignores_other_keys() -> None:
    content = "\n".join([line(guid="1", references=["x"]), "", line(id=2, title="Two\n lines")])
    first, second = read(content.encode(), "made.jsonl")
    assert (first.index, second.index) == (1, 3)
    assert isinstance(first.result, ArticleData)
    assert isinstance(second.result, ArticleData)
    assert (second.result.guid, second.result.headline) == ("2", "Two lines")
    assert second.content == line(id=2, title="Two\n lines").encode()


def test_broken_line_stops_neither_those_before_nor_those_after() -> None:
    lines = [line(), '{"body": "cut off', line(), "not json", line()]
    results = [record.result for record in read("\n".join(lines).encode(), "made.jsonl")]
    assert [isinstance(result, Problem) for result in results] == [False, True, False, True, False]


def test_broken_first_line_does_not_turn_jsonl_into_a_text() -> None:
    results = [record.result for record in read(f"oops\n{line()}".encode(), "made.jsonl")]
    assert [isinstance(result, Problem) for result in results] == [True, False]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_jsonl_comes_in_other_encodings(encoding: str) -> None:
    text = json.dumps({"body": "Zoë left."}, ensure_ascii=False)
    results = [r.result for r in read(f"{text}\n{text}\n".encode(encoding), "made.jsonl")]
    assert [result.body for result in results if isinstance(result, ArticleData)] == [
        "Zoë left.",
        "Zoë left.",
    ]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ('{"headline": "no text"}', "'body' is missing"),
        ('{"body": "  "}', "'body' is missing or has no words"),
        ('{"body": ["Tolvan"]}', "'body' must be a text, not list"),
        ('{"body": "Tolvan", "guid": true}', "'guid' must be a text, not bool"),
        ('{"body": "Tolvan", "date": {"year": 2020}}', "'published_at' must be a text, not dict"),
        ('{"body": "Tolvan", "date": "0000-00-00"}', "outside the years"),
        ('{"body": "Tolvan", "date": 9999}', "outside the years"),
        ('{"body": "Tolvan", "date": "2020-02-30"}', "not understood"),
        ('{"body": ' + "9" * 5000 + "}", "a number in it is too long"),
        ('{"body": ' + "[" * 100_000, "nested too deeply"),
        ('{"body": "Tolvan"', "not JSON: "),
        ("{'body': 'Tolvan'}", "not JSON: "),
    ],
)
def test_bad_line_has_a_reason(content: str, reason: str) -> None:
    assert reason in the_reason(content)


def test_lone_surrogates_of_json_escapes_are_dropped() -> None:
    article = the_article(
        r'{"body": "Tolvan \ud800 left \u0000 Halden.", "headline": "\udfffTalks"}'
    )
    assert (article.body, article.headline) == ("Tolvan  left  Halden.", "Talks")
    assert len(article.notes) == 2


def test_second_name_of_a_field_serves_where_the_first_is_empty() -> None:
    assert the_article('{"body": "", "text": "Tolvan left."}').body == "Tolvan left."


@pytest.mark.parametrize("url", ["javascript:alert(1)", "not a url", "http://[", "//x", "data:,x"])
def test_address_that_no_link_may_lead_to_is_left_out(url: str) -> None:
    article = the_article(line(url=url))
    assert article.url == ""
    assert "its url is no web address" in article.notes[0]


@pytest.mark.parametrize("language", ["English (UK)", "<b>", "x" * 40, "en-aaaaaaaa-bbbbbbbb"])
def test_language_that_is_no_code_is_left_out(language: str) -> None:
    assert the_article(line(language=language)).language == ""


# --- Dates ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "expected", "precision"),
    [
        ("2020-12-29", "2020-12-29T00:00:00+00:00", "day"),
        ("20201229", "2020-12-29T00:00:00+00:00", "day"),
        ("2020-12-29T18:20:00+02:00", "2020-12-29T16:20:00+00:00", "minute"),
        ("20201229T1820", "2020-12-29T18:20:00+00:00", "minute"),
        ("2020-12-29 18:20", "2020-12-29T18:20:00+00:00", "minute"),
        ("1978", "1978-01-01T00:00:00+00:00", "year"),
        ("1978-09", "1978-09-01T00:00:00+00:00", "month"),
        ("17 September 1978", "1978-09-17T00:00:00+00:00", "day"),
        ("September 17,  1978", "1978-09-17T00:00:00+00:00", "day"),
    ],
)
def test_dates_are_read_with_what_is_known_of_them(
    value: str, expected: str, precision: str
) -> None:
    assert read_date(value) == (datetime.datetime.fromisoformat(expected), precision)


@pytest.mark.parametrize(
    "value", ["9999-12-31T23:59:59-05:00", "0001-01-01T00:00:00+05:00", "1978-13"]
)
def test_dates_at_the_ends_of_time_are_problems(value: str) -> None:
    assert isinstance(read_date(value), Problem)


def test_reason_quotes_only_the_beginning_of_a_long_date() -> None:
    problem = read_date("x" * 100_000)
    assert isinstance(problem, Problem)
    assert len(problem.reason) < 200


# --- Anything ------------------------------------------------------------------------------------

TEXTS = st.text(st.characters(codec=None), max_size=80)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=8,
)
FIELDS = st.sampled_from(["body", "headline", "guid", "url", "date", "language", "byline"])


def assert_storable(content: bytes) -> None:
    """Whatever comes in: a reason to show, or an article that the columns can hold."""
    for record in read(content, "made.txt"):
        result = record.result
        if isinstance(result, Problem):
            assert result.reason.encode()
            continue
        for field in (*LIMITS, "body", "standfirst", "language"):
            value = getattr(result, field)
            assert "\x00" not in value
            assert value.encode() is not None
        assert result.status != "usable" or any(map(str.isalnum, result.body))
        assert len(result.language) <= 12
        for note in result.notes:
            assert note.encode()


@given(st.binary(max_size=400))
def test_random_bytes_never_raise(content: bytes) -> None:
    assert_storable(content)


@given(TEXTS, st.sampled_from(["utf-8", "utf-16", "utf-32-be", "cp1252"]))
def test_random_text_in_any_encoding_never_raises(text: str, encoding: str) -> None:
    assert_storable(text.encode(encoding, "replace"))
    assert_storable(f"By: {text}\nDate: {text}\n{text}".encode(encoding, "replace"))


@given(st.dictionaries(FIELDS, JSON, max_size=7))
def test_random_json_never_raises(fields: dict[str, object]) -> None:
    assert_storable(json.dumps(fields).encode())
    assert_storable(json.dumps(fields, ensure_ascii=False).encode("utf-8", "surrogatepass"))


@given(TEXTS)
def test_random_dates_never_raise(value: str) -> None:
    read_date(value)
