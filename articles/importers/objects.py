"""JSON alone: for whoever takes ninjs and JSONL and nothing else."""

import io
from collections.abc import Iterator

from articles.importers.data import Problem, Record
from articles.importers.formats import is_json_document, is_jsonl
from articles.importers.jsonl import read_jsonl
from articles.importers.ninjs import is_ninjs, load, read_ninjs
from articles.importers.styles import OPENING

NO_OBJECTS = Problem(
    "This is neither ninjs nor JSONL: send a ninjs object, a list of them, or one JSON object a "
    "line."
)
_NOT_UTF8 = Problem("This is not UTF-8, which JSON is written in.")
_ANOTHER = Problem(
    "This is one JSON document, but not ninjs: send ninjs, or JSONL, one object such as "
    '{"guid": …, "headline": …, "body": …} a line.'
)


def read_json(content: bytes) -> Iterator[Record] | Problem:
    """Return the records of ninjs or JSONL, or why the whole is neither: NO_OBJECTS if no JSON."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return _NOT_UTF8
    start = text.lstrip()
    if start.startswith("[") or is_json_document(start):
        document = load(content)
        if isinstance(document, Problem):
            return document
        return read_ninjs(content) if is_ninjs(document) else _ANOTHER
    return read_jsonl(io.BytesIO(content)) if is_jsonl(text[:OPENING]) else NO_OBJECTS
