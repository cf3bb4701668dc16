"""JSON Lines: one article an object, one object a line."""

import io
import json
from collections.abc import Iterator
from typing import Any

from articles.importers.data import ArticleData, Problem, Record
from articles.importers.dates import read_date
from articles.importers.decoding import clean, decode, one_line, paragraphs
from articles.importers.fields import checked

# Our name for a field, and what else exports call it. Other keys are ignored.
_NAMES = {
    "body": ("body", "text", "content"),
    "headline": ("headline", "title"),
    "standfirst": ("standfirst", "summary"),
    "byline": ("byline", "author"),
    "dateline": ("dateline",),
    "credit": ("credit",),
    "source": ("source",),
    "section": ("section",),
    "language": ("language",),
    "guid": ("guid", "id"),
    "url": ("url",),
    "published_at": ("published_at", "date"),
}
# These may come as numbers.
_NUMERIC = ("guid", "published_at")


def read_jsonl(content: bytes) -> Iterator[Record]:
    """Yield one record a non-empty line, numbered by line."""
    for number, line in enumerate(io.BytesIO(content), start=1):
        if line.strip():
            yield Record(number, line.rstrip(b"\r\n"), _read_line(line))


def _read_line(line: bytes) -> ArticleData | Problem:
    decoded = decode(line)
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
    return _article(data, decoded.notes)


def _article(data: dict[str, Any], notes: tuple[str, ...]) -> ArticleData | Problem:
    fields: dict[str, Any] = {}
    for field, names in _NAMES.items():
        value = next((data[name] for name in names if data.get(name) not in (None, "")), "")
        if field in _NUMERIC and isinstance(value, int) and not isinstance(value, bool):
            value = str(value)
        if not isinstance(value, str):
            return Problem(f"The field {field!r} must be a text, not {type(value).__name__}.")
        text, dropped = clean(value)
        fields[field] = paragraphs(text) if field == "body" else one_line(text)
        notes += tuple(f"{field}: {note}" for note in dropped)
    date = fields.pop("published_at")
    read = read_date(date) if date else None
    if isinstance(read, Problem):
        return read
    published_at, precision = read or (None, "day")
    article = ArticleData(published_at=published_at, precision=precision, notes=notes, **fields)
    return checked(article, where="the field 'body' is missing or has no words")
