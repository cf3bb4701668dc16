"""WordPress exports: which posts become articles, and what broken exports say."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.importers.data import ArticleData, Problem, Record
from articles.importers.formats import markup_kind
from articles.importers.wxr import read_wxr
from tests.articles.importing import of_bytes

wxr_records = of_bytes(read_wxr)

EXPORT = (
    Path(__file__).parent.parent / "data" / "imports" / "lake-courier.wordpress.xml"
).read_bytes()
TOP = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:wp="http://wordpress.org/export/1.1/"
 xmlns:excerpt="http://wordpress.org/export/1.1/excerpt/"><channel><title>Courier</title>"""


def post(body: str = "Tolvan left.", more: str = "") -> str:
    return (
        f"<item><title>A</title><content:encoded><![CDATA[{body}]]></content:encoded>"
        f"<wp:status>publish</wp:status><wp:post_type>post</wp:post_type>{more}</item>"
    )


def export(*items: str) -> bytes:
    return f"{TOP}{''.join(items)}</channel></rss>".encode()


def read(content: bytes) -> list[Record]:
    return list(wxr_records(content))


def the_article(content: bytes) -> ArticleData:
    (record,) = read(content)
    assert isinstance(record.result, ArticleData), record.result
    return record.result


def reasons(content: bytes) -> list[str]:
    results = [record.result for record in read(content)]
    return [result.reason if isinstance(result, Problem) else "" for result in results]


# --- Good exports --------------------------------------------------------------------------------


def test_published_post_becomes_an_article() -> None:
    article = read(EXPORT)[0].result
    assert isinstance(article, ArticleData)
    assert article.headline == "Fishermen & Coast Guard agree “at last”"
    assert article.body.split("\n\n") == [
        "The fishermen of Halden and the Velmark Coast Guard agreed on Tuesday, "
        "Dagny Holmreich said.",
        "“We call before every exercise,” she said.",
    ]
    assert article.published_at
    assert article.published_at.isoformat() == "2024-01-09T16:20:00+00:00"
    assert (article.byline, article.source) == ("Mira Castellane", "Lake Courier")
    assert (article.standfirst, article.language) == ("After two years of talks.", "en-GB")
    assert article.guid == "https://courier.example/?p=41"
    assert article.url == "https://courier.example/2024/01/fishermen-agree/"
    assert (article.section, article.notes) == (
        "Lake & Shore",
        ("also in the categories World",),
    )


def test_paragraphs_without_markup_and_shortcodes_are_understood() -> None:
    article = read(EXPORT)[1].result
    assert isinstance(article, ArticleData)
    assert article.body.split("\n\n") == [
        "The ferry sailed again on Monday. It had 212 passengers on board.",
        "Anton Reuss sold the first ticket [sic].",
    ]


def test_date_that_wordpress_does_not_know_comes_from_the_feed() -> None:
    article = read(EXPORT)[1].result
    assert isinstance(article, ArticleData)
    assert article.published_at
    assert article.published_at.isoformat() == "2009-05-04T06:00:00+00:00"


def test_only_the_sites_own_time_is_taken_as_utc_with_a_note() -> None:
    article = the_article(export(post(more="<wp:post_date>2020-12-29 18:20:00</wp:post_date>")))
    assert article.published_at
    assert article.published_at.isoformat() == "2020-12-29T18:20:00+00:00"
    assert article.notes == ("its time is the site's own, taken as UTC",)


def test_uncategorized_is_no_section() -> None:
    assert [r.result.section for r in read(EXPORT)[:2] if isinstance(r.result, ArticleData)] == [
        "Lake & Shore",
        "",
    ]


def test_posts_that_are_not_public_are_left_out_with_a_reason_and_without_their_text() -> None:
    records = read(EXPORT)
    assert [record.index for record in records] == [1, 2, 3, 4]
    assert reasons(EXPORT)[2:] == [
        "This post is a draft, not published: left out.",
        "This post is behind a password, not public: left out.",
    ]
    assert [record.content for record in records[2:]] == [b"", b""]


def test_bytes_of_a_record_are_an_export_of_one_post_without_private_names() -> None:
    for record in read(EXPORT)[:2]:
        assert markup_kind(record.content) == "wxr"
        (again,) = read(record.content)
        assert again.result == record.result
        assert b"reader.example" not in record.content
        assert b"mira@courier.example" not in record.content


def test_export_of_nothing_but_pages_says_so() -> None:
    page = "<item><wp:post_type>page</wp:post_type></item>"
    media = "<item><wp:post_type>attachment</wp:post_type></item>"
    assert reasons(export(page, media, media)) == [
        "The export holds no posts, only 2 attachments, 1 page."
    ]


def test_two_posts_of_one_guid_are_two_records() -> None:
    one = post(more="<guid>urn:7</guid>")
    results = [record.result for record in read(export(one, one))]
    assert [r.guid for r in results if isinstance(r, ArticleData)] == ["urn:7", "urn:7"]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "cp1252", "utf-8-sig"])
def test_exports_come_in_other_encodings(encoding: str) -> None:
    text = export(post("Zoë left “Halden”.")).decode()
    article = the_article(text.encode(encoding))
    assert article.body == "Zoë left “Halden”."


def test_declared_encoding_is_used() -> None:
    text = export(post("Dışişleri Bakanı görüştü.")).decode().replace("UTF-8", "ISO-8859-9")
    article = the_article(text.encode("iso8859-9"))
    assert article.body == "Dışişleri Bakanı görüştü."
    assert article.notes == ("read as ISO-8859-9, because it is not UTF-8",)


def test_right_to_left_text_and_emoji_are_kept() -> None:
    text = "שר החוץ נפגש עם השגריר 🇮🇱 بيروت 👩🏽‍🚀."
    assert the_article(export(post(text))).body == text


def test_scripts_are_no_text() -> None:
    body = "<p>Tolvan left.</p><script>alert(1)</script><p onclick='x()'>Reijo came.</p>"
    assert the_article(export(post(body))).body == "Tolvan left.\n\nReijo came."


def test_names_of_html_and_bare_ampersands_break_nothing() -> None:
    item = post("Q & A &ndash; x").replace("<title>A<", "<title>Talk & walk&nbsp;&hellip; &oops;<")
    article = the_article(export(item))
    assert article.headline == "Talk & walk … &oops;"
    assert article.body == "Q & A – x"


def test_control_characters_and_nuls_are_dropped_with_a_note() -> None:
    padding = "<!--" + "x" * 4_096 + "-->"
    content = export(padding, post("Tol\x00van &#8; le\x0bft."), post("Reijo came."))
    first, second = (record.result for record in read(content))
    assert isinstance(first, ArticleData)
    assert isinstance(second, ArticleData)
    assert first.body == "Tolvan left."
    assert first.notes == ("control characters were dropped from the export",)


# --- Bad exports ---------------------------------------------------------------------------------


def test_entities_of_its_own_are_refused() -> None:
    bomb = '<!DOCTYPE rss [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'
    outside = '<!DOCTYPE rss [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
    for declaration in (bomb, outside):
        content = export(post("&b; &a;")).decode().replace("<rss", declaration + "<rss", 1)
        (reason,) = reasons(content.encode())
        assert "declares a document type" in reason


def test_post_that_is_empty_has_a_reason() -> None:
    assert reasons(export(post(""), post())) == ["There is no text: the post is empty.", ""]


def test_export_that_breaks_off_says_where_and_keeps_what_came_before() -> None:
    first, second = reasons(export(post(), post())[:-60])
    assert first == ""
    assert second.startswith("The XML breaks off: ")
    assert "after 1 item is not read" in second


def test_text_beyond_the_parsers_limit_has_a_reason() -> None:
    *_, reason = reasons(export(post("word " * 2_200_000)))
    assert "The XML breaks off" in reason or "characters; 2,000,000 are the most" in reason


def test_post_of_endless_elements_has_a_reason() -> None:
    meta = "<wp:postmeta><wp:meta_key>k</wp:meta_key></wp:postmeta>" * 100
    records = list(wxr_records(export(post(), post(more=meta)), most_elements=50))
    last = records[-1].result
    assert isinstance(last, Problem)
    assert last.reason == "More than 50 elements in one post: the rest is not read."


def test_ten_thousand_tags_are_passed_over() -> None:
    tags = "<category domain='post_tag'>t</category>" * 10_000
    sections = "<category domain='category'>World</category>"
    assert the_article(export(post(more=tags + sections))).section == "World"


def test_dates_at_the_ends_of_time_have_a_reason() -> None:
    for date in ("9999-12-31 23:59:59", "0001-01-01 00:00:00"):
        item = post(more=f"<wp:post_date_gmt>{date}</wp:post_date_gmt>")
        (reason,) = reasons(export(item))
        assert "outside the years" in reason


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (EXPORT, True),
        (EXPORT.decode().encode("utf-16"), True),
        (b"\xef\xbb\xbf" + EXPORT, True),
        (b'<rss version="2.0"><channel><title>Feed</title></channel></rss>', False),
        (b"<html><pre><rss wordpress.org/export/></pre></html>", False),
        (b"Tolvan wrote <rss xmlns='http://wordpress.org/export/1.2/'> down.", False),
        (b"", False),
    ],
)
def test_exports_are_told_from_feeds_and_pages(content: bytes, expected: bool) -> None:
    assert (markup_kind(content) == "wxr") is expected


# --- Anything ------------------------------------------------------------------------------------


def assert_storable(content: bytes) -> None:
    for record in read(content):
        if isinstance(record.result, Problem):
            assert record.result.reason.encode()
        else:
            assert "\x00" not in record.result.body
            assert record.result.body.encode()


@given(st.binary(max_size=300))
def test_random_bytes_never_raise(content: bytes) -> None:
    assert_storable(content)
    assert_storable(TOP.encode() + content)


@given(st.text(alphabet="<>&;#x0a/!-[]CDATA'\" =\x00\u202e\ud800é", max_size=60))
def test_random_markup_never_raises(text: str) -> None:
    for content in (f"{TOP}{text}</channel></rss>", f"{TOP}{post(text)}{post()}</channel></rss>"):
        assert_storable(content.encode("utf-8", "surrogatepass"))


@given(st.integers(0, len(EXPORT)), st.integers(0, 60), st.binary(max_size=8))
def test_damaged_exports_never_raise(at: int, cut: int, instead: bytes) -> None:
    assert_storable(EXPORT[:at] + instead + EXPORT[at + cut :])
