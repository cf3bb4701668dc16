"""Web pages: the text without what stands around it, and what the page says of itself."""

import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.importers.html import read_html
from articles.importers.markup import MOST_DEPTH, html_text
from tests.articles.importing import articles, assert_storable, mutated, reasons, sample

PAGE = sample("page.html")
TEXT = "<p>Mira Tolvan left Halden on Monday.</p><p>She returns on Friday.</p>"


def page(head: str = "", body: str = TEXT) -> str:
    return f"<!DOCTYPE html><html><head>{head}</head><body><article>{body}</article></body></html>"


def test_page_gives_its_paragraphs_without_what_stands_around_them() -> None:
    (article,) = articles(PAGE)
    assert article.body.split("\n\n") == [
        "The ferry to Tolvan Island sailed again on Monday after three weeks in the yard at Halden."
        " Two hundred people were on board.",
        "What changed",
        "“We have a new engine,” captain Mira Tolvan said.",
        "She thanked the crew – and the yard.",
    ]


def test_linked_data_comes_before_meta_elements() -> None:
    (article,) = articles(PAGE)
    assert article.headline == "Ferry to Tolvan Island returns & sails again"
    assert article.byline == "Sanna Reijo, Anton Vasilyenko"
    assert (article.source, article.section) == ("Halden Press Agency", "Local")
    assert article.published_at == datetime.datetime(2019, 5, 6, 12, 30, tzinfo=datetime.UTC)
    assert article.url == "https://press.example/halden/ferry-returns"
    assert article.language == "en-GB"


def test_meta_elements_serve_where_there_is_no_linked_data() -> None:
    (article,) = articles(
        page(
            '<meta property="og:title" content="Tolvan leaves">'
            '<meta name="author" content="By S. R.">'
            '<meta property="article:published_time" content="2019-05-06">'
            '<meta property="og:site_name" content="Halden Press">'
        )
    )
    assert (article.headline, article.byline) == ("Tolvan leaves", "S. R.")
    assert article.published_at == datetime.datetime(2019, 5, 6, tzinfo=datetime.UTC)
    assert article.source == "Halden Press"


def test_short_page_keeps_its_paragraphs() -> None:
    (article,) = articles(page())
    assert article.body == "Mira Tolvan left Halden on Monday.\n\nShe returns on Friday."


def test_no_script_survives() -> None:
    (article,) = articles(PAGE)
    assert "evil" not in repr(article)
    (article,) = articles(page("<title>T<script>evil()</script></title>", TEXT + "<svg>evil</svg>"))
    assert "evil" not in article.body


def test_page_with_a_date_nobody_understands_is_undated_with_a_note() -> None:
    (article,) = articles(page('<meta name="date" content="last Tuesday">'))
    assert article.published_at is None
    assert "'last Tuesday' is not understood" in article.notes[0]


@pytest.mark.parametrize("year", ["0000", "9999"])
def test_page_from_the_ends_of_time_is_undated_with_a_note(year: str) -> None:
    (article,) = articles(page(f'<meta name="date" content="{year}-01-01">'))
    assert article.published_at is None
    assert "outside the years" in article.notes[0]


def test_encoding_that_a_page_names_is_used() -> None:
    text = page('<meta charset="iso-8859-2">', "<p>Zdzisław Żółć mówił w Łodzi o jeziorze.</p>")
    (article,) = articles(text.encode("iso-8859-2"))
    assert article.body == "Zdzisław Żółć mówił w Łodzi o jeziorze."
    assert "8859-2" in article.notes[0]


def test_page_in_utf_16_is_read() -> None:
    (article,) = articles(page().encode("utf-16"))
    assert article.body.startswith("Mira Tolvan left")


def test_fragment_is_read_and_a_text_that_begins_with_an_angle_bracket_stays_one() -> None:
    assert articles("<p>One.</p><p>Two.</p>")[0].body == "One.\n\nTwo."
    assert articles("<Tolvan> left Halden.")[0].body == "<Tolvan> left Halden."
    assert articles("<3 for Halden.")[0].body == "<3 for Halden."


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("<html></html>", "the page has nothing to read"),
        (page(body="<script>evil()</script>"), "the page has nothing to read"),
        ("<!DOCTYPE html>" + "<div>" * (MOST_DEPTH + 9) + "x", "too deeply"),
        ("<html>" + "<b>" * 200_000 + "x", "too deeply"),
        (page(body="x " * 1_000_001), "2,000,000 are the most"),
    ],
    ids=["empty", "scripts only", "deep", "very deep", "long"],
)
def test_bad_page_has_a_reason(content: str, reason: str) -> None:
    assert reason in reasons(content)[0]


@pytest.mark.parametrize(
    "json", ["{", "[" * 100_000, "[]", "null", '{"@graph": [1, null, {"@type": 7}]}', "9" * 5000]
)
def test_broken_linked_data_is_passed_over(json: str) -> None:
    script = f'<script type="application/ld+json">{json}</script>'
    assert articles(page(script + "<title>Headline</title>"))[0].headline == "Headline"


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("plain", "plain"),
        ("a<br>b<br><br>c", "a b\n\nc"),
        ("<p>a <b>b</b>c</p><ul><li>d</li><li>e</li></ul>", "a bc\n\nd\n\ne"),
        ("&lt;b&gt; &amp; &nbsp;x", "<b> & x"),
        ("<script>evil()</script>x<style>y</style>", "x"),
        ("<p hidden>x</p><p style='display: none'>y</p><p>z</p>", "z"),
        ("", ""),
    ],
)
def test_markup_becomes_paragraphs(markup: str, expected: str) -> None:
    assert html_text(markup) == expected


@settings(max_examples=40)
@given(mutated(PAGE))
def test_mutated_page_never_raises(content: bytes) -> None:
    assert_storable(content)


@settings(max_examples=60)
@given(st.binary(max_size=300))
def test_random_bytes_never_raise(content: bytes) -> None:
    assert len(list(read_html(content))) == 1
    assert_storable(b"<html>" + content)
