"""Encodings: what is recognised, what is guessed, and that each guess is noted."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.importers.data import ArticleData, Problem
from articles.importers.decoding import Decoded, decode, guess_legacy, to_text
from articles.importers.jsonl import read_jsonl
from tests.articles.importing import of_bytes

jsonl_records = of_bytes(read_jsonl)

TEXTS = {
    "French": "Le ministre a été reçu à Halden, où il a évoqué la pêche. « Nous sommes "
    "prêts », a-t-il déclaré après la réunion.",
    "Polish": "Minister spotkał się w poniedziałek z ambasadorem. Powiedział, że współpraca będzie "
    "się rozwijać, choć są różnice zdań między państwami.",
    "Russian": "Министр встретился в понедельник с послом. Он сказал, что сотрудничество между "
    "странами будет развиваться.",
    "Greek": "Ο υπουργός συναντήθηκε τη Δευτέρα με τον πρέσβη και είπε ότι η συνεργασία θα "
    "αναπτυχθεί περαιτέρω.",
    "Hebrew": "שר החוץ נפגש ביום שני עם השגריר ואמר כי שיתוף הפעולה בין המדינות יימשך.",
    "Arabic": "التقى وزير الخارجية يوم الاثنين السفير وقال إن التعاون بين البلدين سيتطور.",
}


def decoded(content: bytes, legacy: str = "") -> Decoded:
    result = decode(content, legacy=legacy)
    assert isinstance(result, Decoded), result
    return result


@pytest.mark.parametrize(
    ("language", "encoding", "named"),
    [
        ("French", "iso8859-1", "Windows-1252"),
        ("French", "cp1252", "Windows-1252"),
        ("Polish", "iso8859-2", "ISO-8859-2"),
        ("Polish", "cp1250", "Windows-1250"),
        ("Russian", "cp1251", "Windows-1251"),
        ("Russian", "iso8859-5", "ISO-8859-5"),
        ("Russian", "koi8-r", "KOI8-R"),
        ("Greek", "iso8859-7", "Windows-1253"),
        ("Hebrew", "iso8859-8", "Windows-1255"),
        ("Hebrew", "cp1255", "Windows-1255"),
        ("Arabic", "cp1256", "Windows-1256"),
        ("Arabic", "iso8859-6", "ISO-8859-6"),
    ],
)
def test_legacy_encodings_are_guessed_by_their_words(
    language: str, encoding: str, named: str
) -> None:
    text = TEXTS[language]
    read = decoded(text.encode(encoding))
    assert read.text == text
    assert read.notes == (f"read as {named}, because it is not UTF-8",)


def test_guess_is_made_where_the_letters_are_however_late() -> None:
    content = b"Mira Tolvan left Halden. " * 20_000 + TEXTS["Russian"].encode("cp1251")
    assert guess_legacy(content) == "cp1251"


def test_short_text_is_windows_1252() -> None:
    assert decoded("Zoë".encode("cp1252")).text == "Zoë"


def test_encoding_that_the_file_names_wins_over_a_guess_but_not_over_utf_8() -> None:
    assert decoded("Dışişleri".encode("iso8859-9"), "ISO-8859-9").text == "Dışişleri"
    assert decoded("Dışişleri".encode(), "ISO-8859-9").text == "Dışişleri"
    assert decoded("Dışişleri".encode(), "ISO-8859-9").notes == ()


@pytest.mark.parametrize("name", ["unicode_escape", "utf-7", "rot13", "iso-8859-12", "x" * 30])
def test_encoding_that_is_none_is_guessed_instead(name: str) -> None:
    assert decoded("Zoë met Anton".encode("cp1252"), name).text == "Zoë met Anton"


def test_damaged_utf_8_stays_utf_8() -> None:
    read = decoded(TEXTS["Greek"].encode() + b" \xff left")
    assert read.text == TEXTS["Greek"] + " \ufffd left"
    assert read.notes == ("read as UTF-8, with \ufffd for 1 byte that does not fit",)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-32"])
def test_raw_text_keeps_tabs_and_line_ends(encoding: str) -> None:
    read = to_text("\ta\tb\r\n".encode(encoding))
    assert isinstance(read, Decoded)
    assert read.text == "\ta\tb\r\n"


def test_lines_of_one_jsonl_file_are_read_in_one_encoding() -> None:
    bodies = [*TEXTS["Russian"].split(". "), "Да."]
    lines = [json.dumps({"body": body}, ensure_ascii=False) for body in bodies]
    records = jsonl_records("\n".join(lines).encode("cp1251"))
    read = [r.result.body for r in records if isinstance(r.result, ArticleData)]
    assert read == bodies


def test_entities_are_letters_like_any_other_where_there_is_no_markup() -> None:
    assert decoded(b"Q &amp; A &#8220;x&#8221;").text == "Q &amp; A &#8220;x&#8221;"


def test_line_beyond_the_limit_is_named_and_the_next_is_read() -> None:
    content = b'{"body": "' + b"x" * 5_000 + b'"}\n{"body": "Tolvan left."}\n'
    first, second = jsonl_records(content, most_line_bytes=1_000)
    assert isinstance(first.result, Problem)
    assert first.result.reason == "The line has 5,013 bytes; 1,000 are the most."
    assert isinstance(second.result, ArticleData)


@given(st.binary(max_size=600), st.sampled_from(["", "latin-1", "big5", "koi8-r", "no such"]))
def test_random_bytes_never_raise(content: bytes, legacy: str) -> None:
    for result in (decode(content, legacy=legacy), to_text(content, legacy=legacy)):
        assert isinstance(result, Decoded | Problem)
