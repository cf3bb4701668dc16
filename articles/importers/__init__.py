"""Readers of raw input: bytes in, articles and problems out. Pure: no Django, no clock, no disk.

`read(content, name)` chooses the reader by what the bytes look like, never by the file's name, and
yields one Record an article, in the order of the file. A record that cannot be read is a Problem
with a reason that says what is wrong and what to do; it never stops the records after it. Whatever
an ArticleData holds can be stored: no control characters, no lone surrogates, never without a word.
"""

from collections.abc import Iterator

from articles.importers.data import ArticleData, Problem, Record
from articles.importers.decoding import decode, printable
from articles.importers.formats import is_json_document, is_jsonl, unreadable
from articles.importers.jsonl import read_jsonl
from articles.importers.text import read_text

__all__ = ["ArticleData", "Problem", "Record", "read"]

# Enough to see what a file is.
OPENING = 65_536


def read(content: bytes, name: str) -> Iterator[Record]:
    """Yield the records of one file. `name` is used in nothing but reasons."""
    if not content.strip():
        yield Record(1, content, Problem(f"{printable(name)} is empty."))
    elif format_name := unreadable(content):
        reason = f"This is {format_name}, which cannot be read: save it as plain text or JSONL."
        yield Record(1, content, Problem(reason))
    elif is_jsonl(content[:OPENING].decode("utf-8", "replace")):
        yield from read_jsonl(content)
    else:
        yield from _read_decoded(content)


def _read_decoded(content: bytes) -> Iterator[Record]:
    decoded = decode(content)
    if isinstance(decoded, Problem):
        yield Record(1, content, decoded)
    elif is_jsonl(decoded.text[:OPENING]):  # in UTF-16, which cannot be split into lines as bytes
        yield from read_jsonl(decoded.text.encode())
    elif is_json_document(decoded.text):
        reason = (
            "This is one JSON document over several lines: write JSONL, one object such as "
            '{"headline": …, "body": …} a line.'
        )
        yield Record(1, content, Problem(reason))
    else:
        yield Record(1, content, read_text(decoded.text, decoded.notes))
