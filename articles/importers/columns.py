"""Which column of a table, or key of an object, fills which field of an article."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from articles.importers.data import ArticleData, Problem
from articles.importers.dates import read_date
from articles.importers.decoding import clean, one_line, paragraphs
from articles.importers.fields import checked

# Our name for a field, and what exports call it, the likeliest first. Other columns are ignored.
# Left out on purpose: "published" is a yes or no as often as a date, "created_at" is the export's.
_NAMES = {
    "body": ("body", "text", "content", "body_text", "full_text", "article_text", "post_content"),
    "headline": ("headline", "title", "heading", "post_title", "article_title"),
    "standfirst": (
        "standfirst",
        "summary",
        "subtitle",
        "subheadline",
        "description",
        "lead",
        "excerpt",
        "post_excerpt",
    ),
    "byline": ("byline", "author", "authors", "author_name", "reporter", "writer"),
    "dateline": ("dateline",),
    "credit": ("credit",),
    "source": ("source", "publication", "newspaper", "publisher"),
    "section": ("section", "category", "categories", "desk", "rubric"),
    "language": ("language", "lang", "locale"),
    "guid": ("guid", "id", "uid", "uuid", "article_id", "post_id", "external_id"),
    "url": ("url", "link", "permalink", "canonical_url"),
    "published_at": (
        "published_at",
        "date",
        "published_on",
        "publication_date",
        "publish_date",
        "date_published",
        "pub_date",
        "pubdate",
        "post_date",
    ),
}
FIELDS = tuple(_NAMES)
# These may come as numbers.
_NUMERIC = ("guid", "published_at")
# These may come as a list of names, or as an object with a name, as schema.org has them.
_NAMED = ("byline", "source", "section")
# Of a column's name, what a reason quotes.
MOST_QUOTED = 40


def guess_mapping(columns: Iterable[str]) -> dict[str, str]:
    """Return which columns fill which fields, {"Title": "headline"}, by their names alone.

    Several columns may fill one field: the first of them that is not empty serves, in the order of
    the result.
    """
    known: dict[str, str] = {}
    for column in columns:
        known.setdefault(_plain(column), column)
    return {
        known[name]: field for field, names in _NAMES.items() for name in names if name in known
    }


def full_mapping(columns: Iterable[str], mapping: Mapping[str, str] | None) -> dict[str, str]:
    """Return the guess, overruled by what `mapping` says; a column mapped to "" is left out."""
    told = mapping or {}
    guessed = {
        column: field
        for column, field in guess_mapping(columns).items()
        if column not in told and field not in told.values()
    }
    return {column: field for column, field in told.items() if field} | guessed


def mapping_problem(mapping: Mapping[str, str] | None) -> Problem | None:
    """Return the Problem of a mapping to a field that articles do not have."""
    for column, field in (mapping or {}).items():
        if field and field not in _NAMES:
            return Problem(
                f"The column {quoted(column)} is mapped to {quoted(field)}, which is no field of "
                f"an article: the fields are {', '.join(FIELDS)}."
            )
    return None


def article_of(
    values: Mapping[str, Any], mapping: Mapping[str, str], notes: tuple[str, ...] = ()
) -> ArticleData | Problem:
    """Return the article in these values of columns; `mapping` is a full one."""
    fields: dict[str, Any] = dict.fromkeys(FIELDS, "")
    for column, field in mapping.items():
        value = values.get(column)
        if fields[field] or value is None or value == "":
            continue
        text = _text(field, value)
        if isinstance(text, Problem):
            return text
        tidy, dropped = clean(text)
        fields[field] = paragraphs(tidy) if field == "body" else one_line(tidy)
        notes += tuple(f"{field}: {note}" for note in dropped)
    date = fields.pop("published_at")
    read = read_date(date) if date else None
    if isinstance(read, Problem):
        return read
    published_at, precision = read or (None, "day")
    article = ArticleData(published_at=published_at, precision=precision, notes=notes, **fields)
    return checked(article, where="the field 'body' is missing or has no words")


def quoted(name: str) -> str:
    return repr(name if len(name) <= MOST_QUOTED else name[:MOST_QUOTED] + "…")


def _plain(column: str) -> str:
    """Return a column's name as it is looked up: "Pub. Date" and "pubDate" are one to a person."""
    return re.sub(r"[\W_]+", "_", column.strip().casefold()).strip("_")


def _text(field: str, value: object) -> str | Problem:
    if field in _NUMERIC and isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if field in _NAMED and isinstance(value, list | dict):
        names = [_name(item) for item in (value if isinstance(value, list) else [value])]
        if all(names):
            return ", ".join(filter(None, names))
    if not isinstance(value, str):
        return Problem(f"The field {field!r} must be a text, not {type(value).__name__}.")
    return value


def _name(item: object) -> str:
    name = item.get("name") if isinstance(item, dict) else item
    return name if isinstance(name, str) else ""
