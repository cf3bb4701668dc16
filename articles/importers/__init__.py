"""Readers of raw input: bytes in, articles and problems out. Pure: no Django, no clock.

`read(content, name)` chooses the reader by what the bytes look like, never by the file's name:
plain text, JSONL, ninjs, CSV, HTML, RSS and Atom, WXR, NewsML-G2, or a ZIP archive of them. It
yields one Record an article, in the order of the file. A record that cannot be read is a Problem
with a reason that says what is wrong and what to do; it never stops the records after it. Whatever
an ArticleData holds can be stored: no control characters, no lone surrogates, never without a word.

`read_stream` does the same for an open file of any size. JSONL, CSV, WXR and what is in a ZIP
archive are read in pieces; the rest is whole in memory, and has a limit.
"""

import io
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import BinaryIO

from articles.importers.data import ArticleData, Problem, Record
from articles.importers.decoding import decode, printable
from articles.importers.files import read_whole, to_keep
from articles.importers.formats import FORMATS, format_of
from articles.importers.jsonl import read_jsonl
from articles.importers.peeking import guess_columns
from articles.importers.tables import read_csv
from articles.importers.text import read_text
from articles.importers.zips import read_zip

__all__ = ["FORMATS", "OPENING", "ArticleData", "Problem", "Record", "read", "read_stream"]

# Enough to see what a file is.
OPENING = 65_536

# Is told the name of a file and what its columns are taken for, before its first record.
Shown = Callable[[str, dict[str, str]], None]


def read(
    content: bytes, name: str, *, mapping: Mapping[str, str] | None = None, format: str = ""
) -> Iterator[Record]:
    """Yield the records of one file. `name` is used in nothing but reasons.

    `mapping` says which column of a table, or key of an object, fills which field. `format`, one of
    FORMATS, says what the file is, or what the files in an archive are, instead of a look at it.
    """
    yield from read_stream(io.BytesIO(content), name, mapping=mapping, format=format)


def read_stream(
    file: BinaryIO,
    name: str,
    *,
    mapping: Mapping[str, str] | None = None,
    format: str = "",
    after: int = 0,
    show: Shown | None = None,
) -> Iterator[Record]:
    """Yield what `read` yields of an open file, from its beginning; it must be able to seek.

    `after` is a hint that only records with a larger number are wanted: those before it may come
    or not. `show` is told of the columns of each table.
    """
    file.seek(0)
    opening = file.read(OPENING)
    if not opening.strip() and _is_blank(file):
        yield Record(1, to_keep(file), Problem(f"{printable(name)} is empty."))
        return
    kind = format_of(opening, format)
    if show and (columns := guess_columns(opening, mapping, format=format)):
        show(name, columns)
    if isinstance(kind, Problem):
        yield Record(1, to_keep(file), kind)
    elif kind == "zip":
        inner = "" if format == "zip" else format
        read_member = partial(read_stream, mapping=mapping, format=inner, show=_inside(name, show))
        yield from read_zip(file, read_member)
    elif kind == "csv":
        yield from read_csv(file, mapping)
    elif kind == "jsonl":
        yield from read_jsonl(file, mapping, format=format, after=after)
    elif kind == "wxr":
        from articles.importers.wxr import read_wxr

        yield from read_wxr(file)
    elif kind == "ninjs":
        from articles.importers.documents import read_document

        yield from read_document(file, mapping, told=bool(format))
    else:
        content = read_whole(file, FORMATS[kind])
        if isinstance(content, Problem):
            yield Record(1, b"", content)
        else:
            yield from _read_whole(content, kind)


def _read_whole(content: bytes, kind: str) -> Iterator[Record]:
    # Imported here: lxml, feedparser and trafilatura cost memory and time that JSONL need not pay.
    if kind == "html":
        from articles.importers.html import read_html

        yield from read_html(content)
    elif kind == "newsml":
        from articles.importers.newsml import read_newsml

        yield from read_newsml(content)
    elif kind == "feed":
        from articles.importers.feeds import read_feed

        yield from read_feed(content)
    else:
        yield Record(1, content, _text(content))


def _text(content: bytes) -> ArticleData | Problem:
    decoded = decode(content)
    return decoded if isinstance(decoded, Problem) else read_text(decoded.text, decoded.notes)


def _is_blank(file: BinaryIO) -> bool:
    file.seek(0)
    return not any(piece.strip() for piece in iter(partial(file.read, OPENING), b""))


def _inside(archive: str, show: Shown | None) -> Shown | None:
    return show and (lambda name, columns: show(f"{archive}/{name}", columns))
