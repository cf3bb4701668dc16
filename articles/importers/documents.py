"""One JSON document over several lines: ninjs, or a list of them, or nothing that is read."""

import json
from collections.abc import Iterator, Mapping
from typing import BinaryIO

from articles.importers.data import Problem, Record
from articles.importers.decoding import decode, decode_opening
from articles.importers.files import read_whole
from articles.importers.formats import is_jsonl, may_be_ninjs
from articles.importers.jsonl import read_jsonl
from articles.importers.styles import OPENING

_DOCUMENT = Problem(
    "This is one JSON document over several lines: write JSONL, one object such as "
    '{"headline": …, "body": …} a line.'
)


def read_document(
    file: BinaryIO, mapping: Mapping[str, str] | None = None, *, told: bool = False
) -> Iterator[Record]:
    """Yield a record an object of one document; or a line, where that is what the file holds.

    `told`: somebody says that this is ninjs, which is not to be doubted.
    """
    if told and _has_lines(file):
        yield from read_jsonl(file, format="ninjs")
        return
    content = read_whole(file, "one JSON document")
    if isinstance(content, Problem):
        yield Record(1, b"", content)
        return
    decoded = decode(content)
    if isinstance(decoded, Problem):
        yield Record(1, content, decoded)
    elif not told and not may_be_ninjs(decoded.text.encode()):
        if is_jsonl(decoded.text[:OPENING]):  # a list, an object a line
            yield from read_jsonl(file, mapping)
        else:
            yield Record(1, content, _DOCUMENT)
    else:
        yield from _read_ninjs(content, told=told)


def _has_lines(file: BinaryIO) -> bool:
    """Whether the first line is an object by itself."""
    file.seek(0)
    opening = decode_opening(file.read(OPENING))
    if isinstance(opening, Problem):
        return False
    try:
        return isinstance(json.loads(opening.text.partition("\n")[0]), dict)
    except (ValueError, RecursionError):
        return False


def _read_ninjs(content: bytes, *, told: bool) -> Iterator[Record]:
    from articles.importers.ninjs import is_ninjs, load, read_ninjs

    document = load(content)
    if told or isinstance(document, Problem) or is_ninjs(document):
        yield from read_ninjs(content)
    else:
        yield Record(1, content, _DOCUMENT)
