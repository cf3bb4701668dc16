"""ZIP archives: what is read of good ones, and the limits that bombs meet."""

import io
import struct
import zipfile
from collections.abc import Iterator
from typing import BinaryIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.importers.data import ArticleData, Problem, Record
from articles.importers.decoding import decode
from articles.importers.text import read_text
from articles.importers.zips import Limits, is_zip, read_zip
from tests.articles.importing import of_bytes

zip_records = of_bytes(read_zip)


def read_member(file: BinaryIO, name: str) -> Iterator[Record]:
    """Read as `read` does, without choosing: a record a part between form feeds."""
    for index, part in enumerate(file.read().split(b"\x0c"), start=1):
        decoded = decode(part)
        yield Record(
            index,
            part,
            decoded if isinstance(decoded, Problem) else read_text(decoded.text, decoded.notes),
        )


def packed(*members: tuple[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return out.getvalue()


def results(content: bytes, limits: Limits | None = None) -> list[ArticleData | Problem]:
    return [record.result for record in zip_records(content, read_member, limits=limits)]


def reasons(content: bytes, limits: Limits | None = None) -> list[str]:
    return [r.reason if isinstance(r, Problem) else "" for r in results(content, limits)]


STORY = b"By: Mira Castellane\nMira Tolvan left Halden on Monday.\n"


def test_every_file_is_read_and_its_records_are_numbered_on() -> None:
    content = packed(("2021/a.txt", STORY + b"\x0cReijo came."), ("2021/b.txt", STORY))
    records = list(zip_records(content, read_member))
    assert is_zip(content)
    assert [record.index for record in records] == [1, 2, 3]
    assert records[0].content == STORY
    assert all(isinstance(record.result, ArticleData) for record in records)


def test_folders_and_the_litter_of_systems_are_passed_over() -> None:
    content = packed(
        ("2021/", b""),
        ("__MACOSX/2021/._a.txt", b"\x00\x05"),
        ("2021/.DS_Store", b"\x00"),
        ("2021/._a.txt", b"\x00"),
        ("2021/a.txt", STORY),
    )
    assert reasons(content) == [""]


def test_reason_begins_with_the_name_of_the_file() -> None:
    content = packed(("../../etc/\u202epasswd", b"a\x00b\x00\x00"), ("b.txt", STORY))
    assert reasons(content) == [
        "../../etc/\ufffdpasswd: This is not a text file: it holds NUL bytes.",
        "",
    ]


def test_archive_in_the_archive_is_refused_and_stops_nothing() -> None:
    content = packed(("in.txt", packed(("a.txt", STORY))), ("b.txt", STORY))
    assert reasons(content) == [
        "in.txt is an archive or office document in the archive: unpack it first.",
        "",
    ]


def test_office_document_is_named() -> None:
    content = packed(("[Content_Types].xml", b"<Types/>"), ("word/document.xml", b"<w/>"))
    assert reasons(content) == ["This is an office document: save it as plain text."]


def test_encrypted_file_is_refused_and_stops_nothing() -> None:
    content = bytearray(packed(("a.txt", STORY), ("b.txt", STORY)))
    content[content.index(b"PK\x01\x02") + 8] |= 1
    content[6] |= 1
    assert reasons(bytes(content)) == [
        "a.txt: it is encrypted: pack it again without a password.",
        "",
    ]


def test_wrong_checksum_is_the_problem_of_one_file() -> None:
    content = packed(("a.txt", STORY), ("b.txt", STORY), method=zipfile.ZIP_STORED)
    content = content.replace(b"Tolvan", b"Tolwan", 1)
    first, second = reasons(content)
    assert first.startswith("a.txt: it is damaged in the archive")
    assert second == ""


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_methods_that_unpack_without_limit_are_refused(method: int) -> None:
    (reason,) = reasons(packed(("a.txt", STORY), method=method))
    assert "packed in a way that is not read here" in reason


def test_bomb_is_refused_by_its_ratio_and_the_file_after_it_is_read() -> None:
    content = packed(("bomb.txt", b"0" * 30_000_000), ("b.txt", STORY))
    limits = Limits(harmless_bytes=40_000_000, ratio=100)
    assert len(content) < 60_000
    first, *_ = reasons(content)
    assert "unpacks to more than 200 times its size" in first
    assert reasons(packed(("spaces.txt", b"a " * 100_000)), limits) == [""]


def test_sizes_that_the_archive_claims_are_not_believed() -> None:
    content = bytearray(packed(("bomb.txt", b"0" * 30_000_000)))
    entry = content.index(b"PK\x01\x02")
    content[entry + 20 : entry + 24] = struct.pack("<I", 25_000_000)  # packed size, so no ratio
    said = reasons(bytes(content))
    assert said
    assert all(said)


def test_archive_beyond_the_total_is_read_up_to_it() -> None:
    story = b"By: Mira Castellane\n" + bytes(range(97, 123)) * 20
    content = packed(*((f"{number}.txt", story) for number in range(9)))
    found = reasons(content, Limits(total_bytes=2_000))
    assert found[:3] == ["", "", ""]
    assert len(found) == 4
    assert "nothing from here on is read" in found[3]


def test_archive_of_overlapping_files_is_stopped() -> None:
    packed_once = packed(("a.txt", b"word " * 100_000))
    start = packed_once.index(b"PK\x01\x02")
    end = packed_once.index(b"PK\x05\x06")
    entry, tail = packed_once[start:end], bytearray(packed_once[end:])
    tail[8:12] = struct.pack("<HH", 400, 400)
    tail[12:16] = struct.pack("<I", len(entry) * 400)
    found = reasons(packed_once[:start] + entry * 400 + bytes(tail))
    assert len(found) < 50
    assert "nothing from here on is read" in found[-1] or "damaged" in found[-1]


def test_too_many_files_are_refused_before_any_is_read() -> None:
    content = packed(*((f"{number}.txt", STORY) for number in range(11)))
    assert reasons(content, Limits(members=10)) == [
        "The archive holds more than 10 files: split it."
    ]


def test_file_without_a_name_stops_nothing() -> None:
    content = packed(("a.txt", STORY), ("b.txt", STORY)).replace(b"a.txt", b"\x00.txt")
    assert reasons(content) == ["", ""]


def test_long_name_is_cut_in_the_reason() -> None:
    (reason,) = reasons(packed(("x" * 5_000 + ".txt", b"a\x00b\x00\x00")))
    assert len(reason) < 250


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"PK\x03\x04....", "broken or cut off"),
        (packed(), "holds no files"),
        (packed(("a/", b"")), "holds no files"),
        (packed(("a.txt", STORY))[:-30], "broken or cut off"),
    ],
)
def test_archive_that_cannot_be_read_has_a_reason(content: bytes, reason: str) -> None:
    (found,) = reasons(content)
    assert reason in found


GOOD = packed(("a.txt", STORY), ("שלום 🚀.txt", STORY * 40), ("c/d.csv", b"title,text\nA,B\n"))


@given(st.binary(max_size=300))
def test_random_bytes_never_raise(content: bytes) -> None:
    results(content)
    results(b"PK\x03\x04" + content)


@given(
    st.lists(st.tuples(st.integers(0, len(GOOD) - 1), st.integers(0, 255)), min_size=1, max_size=8)
)
def test_damaged_archives_never_raise(changes: list[tuple[int, int]]) -> None:
    content = bytearray(GOOD)
    for at, value in changes:
        content[at] = value
    for result in results(bytes(content), Limits(total_bytes=1_000_000)):
        assert not isinstance(result, Problem) or result.reason.encode()


@given(st.integers(0, len(GOOD)), st.integers(0, 60), st.binary(max_size=20))
def test_cut_archives_never_raise(at: int, cut: int, instead: bytes) -> None:
    results(GOOD[:at] + instead + GOOD[at + cut :])
