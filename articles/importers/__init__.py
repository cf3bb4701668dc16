"""Readers of raw input: bytes in, articles and problems out. Pure: no Django, no clock, no disk.

`read(content, name)` chooses the reader by what the bytes look like, never by the file's name:
plain text, JSONL, ninjs, CSV, HTML, RSS and Atom, WXR, NewsML-G2, or a ZIP archive of them. It
yields one Record an article, in the order of the file. A record that cannot be read is a Problem
with a reason that says what is wrong and what to do; it never stops the records after it. Whatever
an ArticleData holds can be stored: no control characters, no lone surrogates, never without a word.
"""

import io
from collections.abc import Iterator, Mapping
from functools import partial

from articles.importers.data import ArticleData, Problem, Record
from articles.importers.decoding import decode, printable
from articles.importers.formats import (
    is_json_document,
    is_jsonl,
    markup_kind,
    may_be_ninjs,
    unreadable,
)
from articles.importers.jsonl import read_jsonl
from articles.importers.styles import is_csv
from articles.importers.tables import read_csv
from articles.importers.text import read_text
from articles.importers.zips import is_zip, read_zip

__all__ = ["ArticleData", "Problem", "Record", "read", "read_objects"]

_DOCUMENT = Problem(
    "This is one JSON document over several lines: write JSONL, one object such as "
    '{"headline": …, "body": …} a line.'
)
# Enough to see what a file is.
OPENING = 65_536


def read(
    content: bytes, name: str, *, mapping: Mapping[str, str] | None = None
) -> Iterator[Record]:
    """Yield the records of one file. `name` is used in nothing but reasons.

    `mapping` says which column of a table, or key of an object, fills which field.
    """
    opening = content[:OPENING]
    if not content.strip():
        yield Record(1, content, Problem(f"{printable(name)} is empty."))
    elif format_name := unreadable(content):
        reason = f"This is {format_name}, which cannot be read: save it as plain text or JSONL."
        yield Record(1, content, Problem(reason))
    elif is_zip(content):
        yield from read_zip(content, partial(read, mapping=mapping))
    elif kind := markup_kind(opening):
        yield from _read_markup(content, kind)
    elif is_jsonl(first := opening.decode("utf-8", "replace")) and not first.startswith("["):
        yield from read_objects(content, mapping)
    else:
        yield from _read_decoded(content, mapping)


def _read_markup(content: bytes, kind: str) -> Iterator[Record]:
    # Imported here: lxml, feedparser and trafilatura cost memory and time that JSONL need not pay.
    if kind == "html":
        from articles.importers.html import read_html

        yield from read_html(content)
    elif kind == "newsml":
        from articles.importers.newsml import read_newsml

        yield from read_newsml(content)
    elif kind == "wxr":
        from articles.importers.wxr import read_wxr

        yield from read_wxr(content)
    elif kind == "feed":
        from articles.importers.feeds import read_feed

        yield from read_feed(content)
    else:
        reason = (
            "This is XML, but neither RSS, Atom, NewsML-G2 nor a WordPress export: export it as "
            "one of these, as plain text or as JSONL."
        )
        yield Record(1, content, Problem(reason))


def read_objects(content: bytes, mapping: Mapping[str, str] | None = None) -> Iterator[Record]:
    """Yield a record for every object on a line, numbered by line: JSONL or ninjs, line by line."""
    if not may_be_ninjs(content):
        yield from read_jsonl(content, mapping)
        return
    from articles.importers.ninjs import is_ninjs, load, read_ninjs

    for number, line in enumerate(io.BytesIO(content), start=1):
        ninjs = may_be_ninjs(line) and is_ninjs(load(line))
        bare = line.rstrip(b"\r\n")
        for record in read_ninjs(bare) if ninjs else read_jsonl(bare, mapping):
            yield Record(number, record.content, record.result)


def _read_decoded(content: bytes, mapping: Mapping[str, str] | None) -> Iterator[Record]:
    decoded = decode(content)
    if isinstance(decoded, Problem):
        yield Record(1, content, decoded)
    elif is_json_document(decoded.text) and may_be_ninjs(decoded.text.encode()):
        yield from _read_document(content)
    elif is_jsonl(decoded.text[:OPENING]):  # in UTF-16, which cannot be split into lines as bytes
        yield from read_objects(decoded.text.encode(), mapping)
    elif is_json_document(decoded.text):
        yield Record(1, content, _DOCUMENT)
    elif is_csv(decoded.text[:OPENING]):
        yield from read_csv(content, mapping)
    else:
        yield Record(1, content, read_text(decoded.text, decoded.notes))


def _read_document(content: bytes) -> Iterator[Record]:
    """Read one JSON document over several lines: ninjs is one, or a list of them."""
    from articles.importers.ninjs import is_ninjs, load, read_ninjs

    document = load(content)
    if isinstance(document, Problem) or is_ninjs(document):
        yield from read_ninjs(content)
    else:
        yield Record(1, content, _DOCUMENT)
