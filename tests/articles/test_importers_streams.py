"""Files of any size: read in pieces, and what is not is refused with a reason."""

import io
import json
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.importers import FORMATS, ArticleData, Problem, Record, files, read, read_stream
from articles.importers.decoding import BLOCK, Decoded, text_blocks
from articles.importers.jsonl import read_jsonl
from articles.importers.streams import read_file
from articles.importers.tables import read_csv
from tests.articles.importing import HOSTILE, SAMPLES, Lazy, sample
from tests.articles.test_importers_wxr import TOP, post

HUGE = 500_000_000
LINE = b'{"title": "Vote", "text": "Mira Tolvan left Halden."}\n'
ROW = b'Vote,"Mira Tolvan left\nHalden, and came back."\n'
WIDE = LINE.decode().encode("utf-16-le")
POST = post("Mira Tolvan left Halden.").encode()


def huge(head: bytes, unit: bytes, tail: bytes = b"") -> Lazy:
    return Lazy(head, unit, HUGE // len(unit), tail)


def zipped(*members: tuple[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in members:
            archive.writestr(name, content)
    return out.getvalue()


def stored(records: list[Record]) -> list[str]:
    return [record.result.body for record in records if isinstance(record.result, ArticleData)]


def refused(records: list[Record]) -> list[str]:
    return [record.result.reason for record in records if isinstance(record.result, Problem)]


# --- Nothing is read ahead without end -----------------------------------------------------------


@pytest.mark.parametrize(
    "file",
    [
        huge(b"", LINE),
        huge(b"\xff\xfe", WIDE),
        huge(b"title,text\n", ROW),
        huge("title\ttext\n".encode("utf-16"), "Vote\tTolvan left.\n".encode("utf-16-le")),
        huge(TOP.encode(), POST, b"</channel></rss>"),
    ],
    ids=["JSONL", "JSONL in UTF-16", "CSV", "CSV in UTF-16", "WXR"],
)
def test_first_record_comes_before_the_rest_is_read(file: Lazy) -> None:
    records = read_stream(file.opened(), "huge")
    first = [next(records), next(records)]
    assert len(stored(first)) == 2
    assert file.handed_out < 4 * BLOCK


def test_first_file_of_an_archive_is_read_before_the_others() -> None:
    file = Lazy(zipped(*((f"{number}.csv", b"title,text\n" + ROW * 9_000) for number in range(30))))
    records = read_stream(file.opened(), "huge.zip")
    assert stored([next(records)])
    assert file.size > 10 * BLOCK
    assert file.handed_out < 3 * BLOCK


# --- In pieces as in one -------------------------------------------------------------------------


@given(st.text(), st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-32"]), st.integers(8, 20))
def test_blocks_make_the_text(text: str, encoding: str, size: int) -> None:
    text = text.replace("\x00", "").removeprefix("\ufeff")
    blocks = list(text_blocks(io.BytesIO(text.encode(encoding)), size=size))
    assert "".join(block.text for block in blocks if isinstance(block, Decoded)) == text
    assert not any(block.notes for block in blocks if isinstance(block, Decoded))


def test_letters_at_the_ends_of_blocks_are_whole() -> None:
    row = 'Vote,"Zoë 🚀 שלום\nleft."\n'
    records = list(read(("title,text\n" + row * 90_000).encode(), "long.csv"))
    assert set(stored(records)) == {"Zoë 🚀 שלום\n\nleft."}
    assert [records[0].index, records[-1].index] == [2, 2 * 90_000]


def test_references_at_the_ends_of_blocks_are_whole() -> None:
    export = f"{TOP}{post('&eacute;' * 300_000)}</channel></rss>"
    assert stored(list(read(export.encode(), "long.xml"))) == ["é" * 300_000]


def test_encoding_that_shows_late_is_guessed_then() -> None:
    rows = b"Vote,Tolvan left.\n" * (BLOCK // 16)
    *before, last = read(b"title,text\n" + rows + "Vote,Zoë ging.\n".encode("cp1252"), "late.csv")
    assert isinstance(last.result, ArticleData)
    assert (last.result.body, last.result.notes) == (
        "Zoë ging.",
        ("read as Windows-1252, because it is not UTF-8",),
    )
    assert isinstance(before[0].result, ArticleData)
    assert before[0].result.notes == ()


def test_late_bytes_that_are_no_text_end_a_table_with_a_reason() -> None:
    rows = "Vote,Tolvan left.\n".encode("utf-16-le") * (BLOCK // 32)
    head = "title,text\n".encode("utf-16")
    *before, last = read(head + rows + b"\x00\xd8\x00", "late.csv")
    assert len(stored(before)) == BLOCK // 32
    assert isinstance(last.result, Problem)
    assert "is not read. This is no text: the bytes are not UTF-16" in last.result.reason


def test_lines_in_utf_16_are_numbered_and_kept_in_utf_8() -> None:
    records = list(read(("\n" + LINE.decode() * 2).encode("utf-16"), "wide.jsonl"))
    assert [(record.index, record.content) for record in records] == [
        (2, LINE.rstrip()),
        (3, LINE.rstrip()),
    ]


def test_large_table_in_an_archive_is_read_in_pieces() -> None:
    table = b"title,text\n" + ROW * (files.MOST_WHOLE_BYTES // len(ROW) // 40)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(files, "MOST_WHOLE_BYTES", 1_000)
        records = list(read(zipped(("a.csv", table), ("b.txt", b"Tolvan. " * 999)), "all.zip"))
    assert len(stored(records)) == len(records) - 1
    assert refused(records) == [
        "b.txt: The file has 7,992 bytes; 1,000 are the most for plain text, which is not read in "
        "pieces: split it, or make it JSONL."
    ]


@pytest.mark.parametrize(
    "name", ["page.html", "feed.rss", "newsitem.xml", "ninjs-1.json", "wire-report.txt"]
)
def test_what_is_read_whole_has_a_limit(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    content = (SAMPLES.parent if name == "wire-report.txt" else SAMPLES).joinpath(name).read_bytes()
    monkeypatch.setattr(files, "MOST_WHOLE_BYTES", 100)
    (record,) = read(content, name)
    assert record.content == b""
    assert "bytes; 100 are the most for" in refused([record])[0]


def test_limits_of_what_is_read_whole_do_not_hold_for_streams(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(files, "MOST_WHOLE_BYTES", 100)
    for name in ("lake-courier.csv", "lake-courier.wordpress.xml"):
        assert len(stored(list(read(sample(name), name)))) > 1


# --- Lines and rows without end ------------------------------------------------------------------

LONG = 200 * 1024 * 1024


def test_line_of_200_megabytes_is_named_and_its_neighbours_are_read() -> None:
    file = Lazy(LINE + b'{"text": "', b"x" * 65_536, LONG // 65_536, b'"}\n' + LINE)
    records = list(read_stream(file.opened(), "long.jsonl"))
    assert [record.index for record in records] == [1, 2, 3]
    assert len(stored(records)) == 2
    assert refused(records) == [f"The line has {LONG + 13:,} bytes; 33,554,432 are the most."]
    assert records[1].content == b""


def test_row_of_200_megabytes_is_named_and_its_neighbours_are_read() -> None:
    file = Lazy(b"title,text\n" + ROW + b"A,", b"x" * 65_536, LONG // 65_536, b"\n" + ROW)
    records = list(read_stream(file.opened(), "long.csv"))
    assert [record.index for record in records] == [2, 4, 5]
    (reason,) = refused(records)
    assert "The row on line 4 is longer than 16,000,000 characters" in reason


def test_what_an_open_quotation_mark_took_is_given_back_from_memory() -> None:
    rows = b'A,"never closed\n' + b"Vote,Tolvan left.\n" * 60
    records = list(read_csv(io.BytesIO(b"title,text\n" + rows), most_row=500))
    assert len(stored(records)) == 60
    assert len(refused(records)) == 1


def test_line_beyond_the_limit_is_skipped_and_counted() -> None:
    long = json.dumps({"body": "x" * 200_000}).encode() + b"\n"
    file = io.BytesIO(LINE + long + LINE + long.strip())
    first, second, third, fourth = read_jsonl(file, most_line_bytes=200)
    reason = f"The line has {len(long):,} bytes; 200 are the most."
    assert (second.index, second.content, second.result) == (2, b"", Problem(reason))
    assert isinstance(first.result, ArticleData)
    assert (third.index, third.result) == (3, first.result)
    assert isinstance(fourth.result, Problem)


# --- From the disk -------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["lake-courier.csv", "lake-courier.wordpress.xml", "ninjs-1.json"])
def test_file_is_read_as_its_bytes_are(name: str) -> None:
    assert list(read_file(SAMPLES / name)) == list(read(sample(name), name))


@pytest.mark.parametrize(("content", "after"), [(LINE * 4, 2), (b"title,text\n" + ROW * 4, 4)])
def test_reading_after_a_record_goes_on_behind_it(
    tmp_path: Path, content: bytes, after: int
) -> None:
    file = tmp_path / "wire.data"
    file.write_bytes(content)
    assert list(read_file(file, after=after)) == list(read_file(file))[2:]


def test_reader_tells_how_far_it_is(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_bytes(b"title,text\n" + ROW * 99_000)
    told: list[int] = []
    assert len(list(read_file(file, passed=told.append))) == len(told) == 99_000
    assert told == sorted(told)
    assert told[0] < told[-1] == file.stat().st_size


def test_columns_are_shown_before_the_first_record_of_each_table() -> None:
    shown: list[tuple[str, dict[str, str]]] = []
    content = zipped(("a.csv", b"title,text\n" + ROW), ("b.txt", b"Tolvan."), ("c.jsonl", LINE))
    records = read_stream(io.BytesIO(content), "all.zip", show=lambda *told: shown.append(told))
    assert not shown
    assert stored([next(records)])
    assert shown == [("all.zip/a.csv", {"text": "body", "title": "headline"})]
    assert len(list(records)) == 2
    assert [name for name, _columns in shown] == ["all.zip/a.csv", "all.zip/c.jsonl"]


# --- Told what it is -----------------------------------------------------------------------------

SAMPLE = {
    "text": b"Mira Tolvan left Halden.",
    "jsonl": LINE,
    "csv": b"title,text\n" + ROW,
    "html": sample("page.html"),
    "feed": sample("feed.rss"),
    "ninjs": sample("ninjs-1.json"),
    "newsml": sample("newsitem.xml"),
    "wxr": sample("lake-courier.wordpress.xml"),
    "zip": zipped(("a.txt", b"Tolvan left.")),
}


@pytest.mark.parametrize("format", FORMATS)
def test_told_format_is_read_as_a_look_would_have_it(format: str) -> None:
    assert list(read(SAMPLE[format], "x", format=format)) == list(read(SAMPLE[format], "x"))


def test_told_format_decides_where_a_look_would_err() -> None:
    table = b"Kop|Tekst\nMeer|Tolvan vertrok.\n"
    (record,) = read(table, "x", format="csv", mapping={"Tekst": "body", "Kop": "headline"})
    assert stored([record]) == ["Tolvan vertrok."]
    (record,) = read(b'{"so it": "began", Tolvan said.', "x", format="text")
    assert stored([record]) == ['{"so it": "began", Tolvan said.']
    (record,) = read(b"<odd-thing>Tolvan left.</odd-thing>", "x", format="html")
    assert stored([record]) == ["Tolvan left."]


def test_told_format_is_that_of_the_files_in_an_archive() -> None:
    content = zipped(("a.csv", b"Kop|Tekst\nMeer|Tolvan vertrok.\n"), ("b.csv", sample("feed.rss")))
    records = list(read(content, "x", format="csv", mapping={"Tekst": "body"}))
    assert stored(records) == ["Tolvan vertrok."]
    assert refused(records) == [
        "b.csv: This is an RSS or Atom feed, not a table (CSV), as it was said to be."
    ]


# A text is a text whatever it looks like, and one object on a line is both.
BOTH = {("text", "jsonl"), ("text", "csv"), ("ninjs", "jsonl")}


@pytest.mark.parametrize("told", FORMATS)
def test_wrong_format_has_a_reason_and_makes_no_article(told: str) -> None:
    for format, content in SAMPLE.items():
        if format not in (told, "zip") and (told, format) not in BOTH:
            records = list(read(content, "x", format=told))
            assert records, format
            assert not stored(records), format


# --- Hostile bytes -------------------------------------------------------------------------------


def assert_named(records: list[Record]) -> None:
    assert records
    for record in records:
        if isinstance(record.result, Problem):
            assert record.result.reason.encode()
            assert len(record.result.reason) < 600


@given(st.binary(max_size=200), st.sampled_from(["", *FORMATS]), st.sampled_from(list(SAMPLE)))
def test_random_bytes_never_raise(content: bytes, told: str, beginning: str) -> None:
    assert_named(list(read(content, "x", format=told)))
    assert_named(list(read(SAMPLE[beginning][:300] + content, "x", format=told)))


@given(st.data(), st.sampled_from(["jsonl", "csv", "wxr", "zip"]))
def test_damaged_streams_never_raise(data: st.DataObject, kind: str) -> None:
    content = SAMPLE[kind]
    at = data.draw(st.integers(0, len(content)))
    cut = data.draw(st.integers(0, 30))
    damaged = content[:at] + data.draw(HOSTILE | st.binary(max_size=8)) + content[at + cut :]
    assert_named(list(read(damaged, "x")))
    assert_named(list(read(damaged, "x", format=kind)))
