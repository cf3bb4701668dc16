"""JSON Lines: one article an object, one object a line."""

import io
import json
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

from articles.importers.columns import article_of, full_mapping, mapping_problem
from articles.importers.data import ArticleData, Problem, Record
from articles.importers.decoding import decode, guess_legacy

# Two million characters, the most that a text may have, fit with every escape of JSON.
MOST_LINE_BYTES = 32 * 1024 * 1024
# More lines would not change the guess of an encoding.
LINES_GUESSED_FROM = 200
# Exports write the same keys on every line, or nearly.
LINES_PEEKED = 50


def read_jsonl(
    content: bytes,
    mapping: Mapping[str, str] | None = None,
    *,
    most_line_bytes: int = MOST_LINE_BYTES,
) -> Iterator[Record]:
    """Yield one record a non-empty line, numbered by line.

    `mapping` says which key fills which field, {"title": "headline"}; what it does not name is
    guessed from the keys of each line. A line that is too long comes without its bytes.
    """
    if problem := mapping_problem(mapping):
        yield Record(1, b"", problem)
        return
    legacy = _legacy(content)
    for number, line in enumerate(io.BytesIO(content), start=1):
        if len(line) > most_line_bytes:
            reason = f"The line has {len(line):,} bytes; {most_line_bytes:,} are the most."
            yield Record(number, b"", Problem(reason))
        elif line.strip():
            yield Record(number, line.rstrip(b"\r\n"), _read_line(line, mapping, legacy))


def first_objects(content: bytes, most: int = LINES_PEEKED) -> list[dict[str, Any]]:
    """Return the objects on the first lines, without the lines that are broken."""
    legacy = _legacy(content)
    objects = []
    for line in islice(filter(bytes.strip, io.BytesIO(content)), most):
        value = _loaded(line, legacy) if len(line) <= MOST_LINE_BYTES else None
        if isinstance(value, dict):
            objects.append(value)
    return objects


def _loaded(line: bytes, legacy: str) -> object:
    decoded = decode(line, legacy=legacy)
    if isinstance(decoded, Problem):
        return decoded
    try:
        return json.loads(decoded.text)
    except (ValueError, RecursionError):
        return None


def _legacy(content: bytes) -> str:
    """Return the encoding of the lines that are not UTF-8: one guess for the whole file."""
    if _is_utf8(content):
        return ""
    lines = (line for line in io.BytesIO(content) if not _is_utf8(line))
    return guess_legacy(b"".join(islice(lines, LINES_GUESSED_FROM)))


def _is_utf8(content: bytes) -> bool:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _read_line(
    line: bytes, mapping: Mapping[str, str] | None, legacy: str
) -> ArticleData | Problem:
    decoded = decode(line, legacy=legacy)
    if isinstance(decoded, Problem):
        return decoded
    try:
        data = json.loads(decoded.text)
    except json.JSONDecodeError as error:
        return Problem(f"The line is not JSON: {error.msg} (column {error.colno}).")
    except ValueError:  # a number of thousands of digits
        return Problem("The line is not JSON that can be read: a number in it is too long.")
    except RecursionError:
        return Problem("The line is JSON nested too deeply to be an article.")
    if not isinstance(data, dict):
        return Problem('The line is not a JSON object such as {"headline": …, "body": …}.')
    return article_of(data, full_mapping(data, mapping), decoded.notes)
