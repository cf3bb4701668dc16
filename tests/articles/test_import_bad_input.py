"""Whatever is thrown at the import: a reason that names it, and the good records beside it."""

import io
import json
import zipfile
from pathlib import Path

import pytest
from django.core.management import call_command

from articles.importers import ArticleData, feeds, read, read_stream
from articles.models import Article
from tests.articles.importing import Lazy, reasons
from tests.articles.test_importers_wxr import TOP, post

GOOD = {"guid": "good", "text": "Mira Tolvan left Halden."}
ENTITIES = (
    '<!DOCTYPE rss [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;">]>'
)
FILE = '<!DOCTYPE rss [<!ENTITY d SYSTEM "file:///etc/passwd">]>'
FEED = "<rss><channel><title>A</title><item><title>B</title><description>&d;</description></item>"
NEWSML = '<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="x"><itemMeta>&d;</itemMeta>'
DECLARED = "declares entities of its own"


def zip_bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("bomb.txt", b"0" * 30_000_000)
    return out.getvalue()


def line(**fields: object) -> bytes:
    return json.dumps({"text": "Reijo came.", **fields}).encode()


BAD = {
    "nothing": (b"", "bad.data is empty."),
    "a zip bomb": (zip_bomb(), "bomb.txt: it unpacks to more than 200 times its size"),
    "an entity bomb in a feed": (f"{ENTITIES}{FEED}</channel></rss>".encode(), DECLARED),
    "a file of the machine in a feed": (f"{FILE}{FEED}</channel></rss>".encode(), DECLARED),
    "an entity bomb in NewsML": (f"{ENTITIES}{NEWSML}</newsItem>".encode(), DECLARED),
    "a file of the machine in NewsML": (f"{FILE}{NEWSML}</newsItem>".encode(), DECLARED),
    "an entity bomb in an export": (f"{ENTITIES}{TOP[39:]}".encode(), "declares a document type"),
    "a file of the machine in an export": (f"{FILE}{TOP[39:]}".encode(), "declares a document"),
    "a page of scripts": (
        b"<html><body><script>alert('A text.')</script></body></html>",
        "no text",
    ),
    "bytes of no encoding": (b"Tolvan \x81\x8d left.", "neither UTF-8 nor"),
    "NUL bytes": (b"Tolvan\x00\x00\x00 left.", "it holds NUL bytes"),
    "the year 0": (line(date="0000-01-01"), "'0000-01-01' lies outside the years"),
    "the year 9999": (line(date="9999-12-31"), "'9999-12-31' lies outside the years"),
    "five million characters": (line(text="x " * 2_500_000), "4,999,999 characters; 2,000,000"),
    "ten thousand sections": (line(categories=[f"s{n}" for n in range(10_000)]), "section"),
}


def imported(*paths: Path) -> tuple[str, str]:
    """Import, and return the summary and the complaints."""
    out, complaints = io.StringIO(), io.StringIO()
    with pytest.raises(SystemExit):
        call_command("import_articles", *map(str, paths), stdout=out, stderr=complaints)
    return out.getvalue().splitlines()[-1], complaints.getvalue()


@pytest.mark.django_db
@pytest.mark.parametrize("what", BAD)
def test_bad_file_is_named_and_the_good_one_beside_it_is_stored(what: str, tmp_path: Path) -> None:
    content, reason = BAD[what]
    bad, good = tmp_path / "bad.data", tmp_path / "good.jsonl"
    bad.write_bytes(content)
    good.write_text(json.dumps(GOOD))
    summary, complaints = imported(bad, good)
    assert summary == "2 records: 1 rejected, 1 new."
    assert reason in complaints
    assert Article.objects.get().guid == "good"


@pytest.mark.django_db
def test_line_of_200_megabytes_is_named_and_its_neighbours_are_stored(tmp_path: Path) -> None:
    file = tmp_path / "long.jsonl"
    with file.open("wb") as out:
        out.write(line(guid="first") + b'\n{"text": "')
        out.seek(200_000_000, io.SEEK_CUR)  # a hole, which takes no room on the disk
        out.write(b'"}\n' + json.dumps(GOOD).encode())
    summary, complaints = imported(file)
    assert summary == "3 records: 2 new, 1 rejected."
    assert "The line has 200,000,013 bytes; 33,554,432 are the most." in complaints


@pytest.mark.django_db
def test_one_guid_twice_in_a_file_is_one_article_with_two_versions(tmp_path: Path) -> None:
    file = tmp_path / "twice.csv"
    file.write_text("guid,text\n7,Reijo came.\n7,Reijo left.\n7,Reijo came.\n")
    out = io.StringIO()
    call_command("import_articles", str(file), stdout=out)
    assert out.getvalue().splitlines()[-1] == "3 records: 1 new, 1 new version, 1 unchanged."
    assert Article.objects.get().version_number == 2


@pytest.mark.django_db
def test_right_to_left_text_and_emoji_are_stored_as_they_are(tmp_path: Path) -> None:
    text = "שלום 👩🏽‍🚀 مرحبا"
    export = f"{TOP}{post(text)}</channel></rss>"
    for name, content in (("a.csv", f"title,text\n{text},1 {text}\n"), ("b.xml", export)):
        (tmp_path / name).write_text(content)
    call_command("import_articles", str(tmp_path), stdout=io.StringIO())
    assert set(Article.objects.values_list("body", flat=True)) == {text, f"1 {text}"}


@pytest.mark.parametrize(
    "content",
    [
        f"{TOP}{post(more='<category>World</category>' * 10_000)}</channel></rss>",
        f"<rss><channel><item>{'<category>World</category>' * 10_000}"
        "<description>Tolvan left.</description></item></channel></rss>",
        json.dumps(
            {
                "uri": "x",
                "body_text": "Tolvan left.",
                "subject": [{"name": f"s{n}"} for n in range(10_000)],
            }
        ),
    ],
    ids=["WXR", "RSS", "ninjs"],
)
def test_ten_thousand_tags_do_not_hinder_an_article(content: str) -> None:
    (record,) = read(content.encode(), "tags")
    assert isinstance(record.result, ArticleData)
    assert record.result.body == "Tolvan left."
    assert len(record.result.section) < 200


def test_entities_of_a_page_bring_nothing_in() -> None:
    for declared in (ENTITIES, FILE):
        page = declared.replace("rss", "html") + "<html><body><p>Tolvan left. &d;</p></body></html>"
        (record,) = read(page.encode(), "page.html")
        assert isinstance(record.result, ArticleData)
        assert len(record.result.body) < 100
        assert "root:" not in record.result.body


def test_feed_of_endless_entries_is_cut_at_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feeds, "MOST_ENTRIES", 3)
    item = "<item><description>Tolvan left.</description></item>"
    content = f"<rss><channel>{item * 9}</channel></rss>"
    assert reasons(content) == ["The feed has 9 entries; the first 3 were read."]


def test_feed_that_never_ends_is_refused_before_it_fills_the_memory() -> None:
    item = b"<item><description>Tolvan left.</description></item>"
    endless = Lazy(b"<rss><channel>", item * 1_000, 10_000)
    (record,) = read_stream(endless.opened(), "endless.rss")
    assert "67,108,864 are the most for an RSS or Atom feed" in str(record.result)
    assert endless.handed_out < 70_000_000
