"""NewsML-G2: items alone and in messages, and XML that means harm."""

import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.importers import ArticleData, read
from articles.importers.newsml import read_newsml
from tests.articles.importing import articles, assert_storable, mutated, reasons, sample

ITEM, MESSAGE = sample("newsitem.xml"), sample("newsmessage.xml")
PLAIN = """<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="urn:1" version="1">{before}
<contentSet><inlineData contenttype="{kind}">{text}</inlineData></contentSet></newsItem>"""


def item(text: str = "Tolvan left.", before: str = "", kind: str = "text/plain") -> str:
    return PLAIN.format(text=text, before=before, kind=kind)


def test_item_with_nitf_gives_text_and_what_is_said_of_it() -> None:
    (article,) = articles(ITEM)
    assert article.body == "The bridge opened on Monday.\n\nMira Tolvan cut the ribbon."
    assert (article.headline, article.byline) == ("Bridge 1 opens", "Sanna Reijo")
    assert (article.source, article.section) == ("Halden Wire", "Economy")
    assert (article.dateline, article.language) == ("Halden", "en-GB")
    assert article.guid == "urn:newsml:wire.example:20180910:1"
    assert article.published_at == datetime.datetime(2018, 9, 10, 10, 30, tzinfo=datetime.UTC)
    assert article.embargoed_until == datetime.datetime(2018, 9, 10, 12, tzinfo=datetime.UTC)
    assert (article.source_version, article.notes) == ("1", ())
    assert (article.subjects, article.genres) == (("Economy",), ("Current",))
    assert article.authors == ("Sanna Reijo",)


def test_message_gives_a_record_an_item_and_passes_over_its_package() -> None:
    xhtml, plain, picture = (record.result for record in read(MESSAGE, "message"))
    assert isinstance(xhtml, ArticleData)
    assert isinstance(plain, ArticleData)
    assert xhtml.body == "Another bridge opened.\n\nIt is blue."
    assert plain.body == "The third bridge opened.\n\nIt is red."
    assert "of the class 'picture'" in reasons(MESSAGE)[0]
    assert not isinstance(picture, ArticleData)


def test_record_of_an_item_can_be_read_again_alone() -> None:
    records = list(read(MESSAGE, "message"))
    assert records
    for record in records:
        (again,) = read(record.content, "item")
        assert again.result == record.result


@pytest.mark.parametrize(
    ("creators", "authors"),
    [
        ('<creator><name>A. One</name></creator><creator literal="B. Two"/>', ("A. One", "B. Two")),
        ("<by>By A. One</by><creator><name>Halden Wire</name></creator>", ()),
        (
            '<by>A. One</by><creator type="cpnat:person"><name>A. One</name></creator>'
            "<creator><name>Halden Wire</name></creator>",
            ("A. One",),
        ),
        ('<creator type="cpnat:organisation"><name>Halden Wire</name></creator>', ()),
    ],
)
def test_authors_are_the_creators_that_are_people(creators: str, authors: tuple[str, ...]) -> None:
    (article,) = articles(item(before=f"<contentMeta>{creators}</contentMeta>"))
    assert article.authors == authors


@pytest.mark.parametrize("status", ["canceled", "withheld"])
def test_what_its_publisher_wants_back_is_read_without_a_text(status: str) -> None:
    before = f'<itemMeta><pubStatus qcode="stat:{status}"/><embargoed>soon</embargoed></itemMeta>'
    (article,) = articles(item("", before=before))
    assert (article.status, article.guid, article.body) == (status, "urn:1", "")
    assert article.source_version == "1"


def test_inline_html_loses_its_scripts() -> None:
    text = "&lt;p&gt;One.&lt;/p&gt;&lt;script&gt;evil()&lt;/script&gt;&lt;p&gt;Two.&lt;/p&gt;"
    assert articles(item(text, kind="text/html"))[0].body == "One.\n\nTwo."


def test_wrong_encoding_in_the_declaration_is_noted() -> None:
    text = '<?xml version="1.0" encoding="UTF-8"?>' + item("Zoë left Øster for Århus.")
    (article,) = articles(text.encode("cp1252"))
    assert article.body == "Zoë left Øster for Århus."
    assert any("1252" in note for note in article.notes)


def test_utf_16_and_declared_encodings_are_read() -> None:
    text = '<?xml version="1.0" encoding="{}"?>' + item("Zoë left.")
    for encoding in ("utf-16", "iso-8859-1", "utf-8"):
        assert articles(text.replace("{}", encoding).encode(encoding))[0].body == "Zoë left."


LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
BOMB = f'<!DOCTYPE newsItem [<!ENTITY l0 "ha">{LAUGHS}]>'
FILE = '<!DOCTYPE newsItem [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
PARAMETER = '<!DOCTYPE newsItem [<!ENTITY % p SYSTEM "http://127.0.0.1:9/x.dtd"> %p;]>'


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (BOMB + item("&l9;"), "declares entities"),
        (FILE + item("&x;"), "declares entities"),
        (PARAMETER + item(), "declares entities"),
        ((BOMB + item("&l9;")).encode("utf-16"), "declares entities"),
        ('<!DOCTYPE newsItem SYSTEM "file:///etc/passwd">' + item("&x;"), "only its DTD explains"),
        (ITEM[:-30], "broken XML"),
        (b"<newsItem>" + b"<a>" * 100_000, "broken XML"),
        (item("&#0;"), "broken XML"),
        ('<newsItem guid="1"/>', "no text in it"),
        ('<packageItem guid="1"/>', "has no newsItem"),
        (
            item(before="<itemMeta><versionCreated>0000-01-01</versionCreated></itemMeta>"),
            "outside the years",
        ),
        (item("x" * 2_000_001), "2,000,000 are the most"),
        ('<?xml version="1.0"?><catalog><book/></catalog>', "neither RSS, Atom, NewsML-G2"),
    ],
)
def test_bad_xml_has_a_reason(content: str | bytes, reason: str) -> None:
    (found,) = reasons(content)
    assert reason in found
    assert "root:" not in found


@settings(max_examples=100)
@given(mutated(ITEM) | mutated(MESSAGE))
def test_mutated_items_never_raise(content: bytes) -> None:
    assert_storable(content)


@given(st.binary(max_size=200))
def test_random_bytes_never_raise(content: bytes) -> None:
    assert list(read_newsml(content))
    assert_storable(b"<newsItem>" + content)
