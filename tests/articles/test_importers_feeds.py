"""RSS and Atom: an article an entry, with the fuller of its texts."""

import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.importers import ArticleData, read
from articles.importers.feeds import read_feed
from tests.articles.importing import articles, assert_storable, mutated, reasons, sample

RSS, ATOM = sample("feed.rss"), sample("feed.atom")


def rss(*items: str, before: str = "") -> str:
    body = "".join(f"<item>{item}</item>" for item in items)
    return f'{before}<rss version="2.0"><channel><title>Halden</title>{body}</channel></rss>'


def test_rss_gives_an_article_an_item_content_before_summary() -> None:
    first, second = articles(RSS)
    assert first.body == (
        "The yard at Halden agreed on Monday.\n\n“We agreed on much,” Mira Tolvan said."
    )
    assert (first.headline, first.byline) == ("Ferry & yard agree", "Sanna Reijo")
    assert (first.guid, first.url) == ("press-1", "https://press.example/1")
    assert (first.source, first.section, first.language) == ("The Halden Press", "Local", "en-gb")
    assert first.published_at == datetime.datetime(2019, 5, 6, 12, 30, tzinfo=datetime.UTC)
    assert second.body == "Tolvan left Halden.\n\nShe returns on Friday."


def test_atom_gives_authors_and_the_day_of_publication() -> None:
    (article,) = articles(ATOM)
    assert article.body == "Talks opened in Halden.\n\nThey last a week."
    assert (article.headline, article.byline) == ("Talks open", "Anton Vasilyenko, Sanna Reijo")
    assert article.published_at == datetime.datetime(2019, 5, 5, 10, tzinfo=datetime.UTC)
    assert (article.guid, article.section) == ("tag:press.example,2019:7", "World")


def test_record_of_an_entry_can_be_read_again_alone() -> None:
    records = list(read(RSS, "feed"))
    assert records
    for record in records:
        (again,) = articles(record.content)
        assert again == record.result


def test_ten_thousand_entries_are_ten_thousand_records() -> None:
    items = (f"<guid>{n}</guid><description>Report {n}.</description>" for n in range(10_000))
    records = list(read(rss(*items).encode(), "feed"))
    assert len(records) == 10_000
    assert max(len(record.content) for record in records) < 1_000
    assert isinstance(records[-1].result, ArticleData)
    assert records[-1].result.guid == "9999"


def test_empty_entry_stops_none_after_it() -> None:
    results = [
        r.result for r in read(rss("<guid>1</guid>", "<description>x</description>").encode(), "")
    ]
    assert [isinstance(result, ArticleData) for result in results] == [False, True]


def test_text_that_says_less_than_is_kept() -> None:
    (article,) = articles(rss("<title>3 &lt; 4</title><description>Of 4 &amp;lt; 5.</description>"))
    assert (article.headline, article.body) == ("3 < 4", "Of 4 < 5.")


def test_encoding_that_a_feed_names_is_used_and_a_wrong_one_noted() -> None:
    declared = '<?xml version="1.0" encoding="{}"?>'
    item = "<description>Zoë left Øster for Århus.</description>"
    for encoding in ("iso-8859-1", "windows-1252", "utf-16"):
        text = rss(item, before=declared.format(encoding))
        assert articles(text.encode(encoding))[0].body == "Zoë left Øster for Århus."
    (wrong,) = articles(rss(item, before=declared.format("utf-8")).encode("cp1252"))
    assert wrong.body == "Zoë left Øster for Århus."
    assert wrong.notes


BOMB = '<!DOCTYPE rss [<!ENTITY a "Tolvan"><!ENTITY b "&a;&a;&a;&a;">]>'


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (rss(), "has no entries"),
        ("<rss", "broken feed"),
        (rss("<description>&b;</description>", before=BOMB), "declares entities"),
        (
            rss(
                "<description>&x;</description>",
                before='<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
            ),
            "declares entities",
        ),
        (rss("<description>x</description><pubDate>0000-01-01</pubDate>"), "outside the years"),
        (rss("<description>x</description><pubDate>9999-12-31</pubDate>"), "outside the years"),
        (rss("<description>x</description><pubDate>one day</pubDate>"), "'one day' is not"),
        (rss("<description><![CDATA[<script>x()</script>]]></description>"), "neither content nor"),
    ],
)
def test_bad_feed_has_a_reason(content: str, reason: str) -> None:
    assert any(reason in found for found in reasons(content)), reasons(content)


def test_feed_that_breaks_off_gives_what_came_before() -> None:
    content = RSS[: RSS.index(b"</item>") + 7]
    (article,) = articles(content)
    assert article.guid == "press-1"
    assert "not well-formed" in article.notes[0]


@settings(max_examples=80)
@given(mutated(RSS) | mutated(ATOM))
def test_mutated_feed_never_raises(content: bytes) -> None:
    assert_storable(content)


@settings(max_examples=80)
@given(st.binary(max_size=300))
def test_random_bytes_never_raise(content: bytes) -> None:
    assert list(read_feed(content))
    assert_storable(b"<rss version='2.0'><channel><item><description>" + content)
