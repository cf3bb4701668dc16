"""What columns a table has, before anything of it is read: their names, first values, the guess.

This is what people are shown, and may change, before anything is written. Only CSV and JSON Lines
have columns to be mapped; of either the opening of the file is looked at.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from articles.importers.columns import FIELDS, full_mapping, guess_mapping
from articles.importers.data import Problem
from articles.importers.decoding import clean, decode_opening, one_line, printable
from articles.importers.formats import format_of, may_be_ninjs
from articles.importers.styles import OPENING, first_rows
from articles.importers.tables import MOST_COLUMNS

# Keys of so many objects are looked at: exports write the same in each, or nearly.
OBJECTS_LOOKED_AT = 50
# Of each column, enough to see what is in it.
MOST_VALUES = 3
MOST_VALUE = 60
# A key is a name: a longer one is no column that a person would map.
MOST_KEY = 200


@dataclass(frozen=True, slots=True)
class Column:
    """A column or key, the field that it is guessed to fill ("" for none), and its first values."""

    name: str
    field: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """The columns in their order. `certain` when there is nothing that a person should check."""

    columns: tuple[Column, ...]
    certain: bool


def table_in(content: bytes) -> Table | None:
    """Return the table that these bytes are, or None if they are something else.

    A CSV file is never certain. JSON Lines are when each key is a field's own name, the text among
    them.
    """
    opening = content[:OPENING]
    kind = format_of(opening)
    values = _values_by_column(opening, kind)
    if not values:
        return None
    certain = kind == "jsonl" and "body" in values and values.keys() <= set(FIELDS)
    return Table(_columns(values), certain)


def guess_columns(
    opening: bytes, mapping: Mapping[str, str] | None = None, *, format: str = ""
) -> dict[str, str] | None:
    """Return which column, or key, fills which field; "" is a column that is left out.

    The columns that fill a field come first, in the order in which they are asked for it, then the
    others as they stand in the file. `opening` is the first 64 KiB of a file, or all of it;
    `mapping` and `format` are what `read` would be told. None if this is neither a table nor JSON
    Lines, or is ninjs, whose keys mean what the standard says.
    """
    columns = _values_by_column(opening, format_of(opening, format))
    known = dict.fromkeys(list(columns)[:MOST_COLUMNS], "")
    if not known:
        return None
    filled = {
        column: field for column, field in full_mapping(known, mapping).items() if column in known
    }
    return {**filled, **{column: "" for column in known if column not in filled}}


def in_order(mapping: Mapping[str, str], table: Table | None) -> dict[str, str]:
    """Return a mapping in the order in which several columns of one field are asked.

    The likeliest come first, as in a guess; a mapping that was stored has lost its order.
    """
    names = [column.name for column in table.columns] if table else []
    known = [name for name in (*guess_mapping(names), *names) if name in mapping]
    return {name: mapping[name] for name in (*known, *mapping)}


def _values_by_column(opening: bytes, kind: str | Problem) -> dict[str, list[str]]:
    """Return the first values of each column; nothing for what has no columns."""
    decoded = decode_opening(opening) if kind in ("csv", "jsonl") else None
    if decoded is None or isinstance(decoded, Problem):
        return {}
    return _of_rows(decoded.text) if kind == "csv" else _of_objects(decoded.text)


def _of_rows(text: str) -> dict[str, list[str]]:
    header, *rows = first_rows(text)
    values: dict[str, list[str]] = {}
    for place, name in enumerate(header):
        if name and name not in values:  # of two columns of one name, the first is read
            values[name] = [_shown(row[place]) for row in rows if place < len(row)]
    return values


def _of_objects(text: str) -> dict[str, list[str]]:
    """Of the objects on the first lines, those that are broken or cut off are passed over."""
    values: dict[str, list[str]] = {}
    for line in text.split("\n")[:OBJECTS_LOOKED_AT]:
        try:
            found = json.loads(line)
        except (ValueError, RecursionError):
            continue
        if not isinstance(found, dict) or _is_ninjs(line, found):
            continue
        for key, value in found.items():
            if key and len(key) <= MOST_KEY and key == printable(key):
                values.setdefault(key, []).append(_shown(value))
    return values


def _is_ninjs(line: str, found: dict[str, object]) -> bool:
    if not may_be_ninjs(line.encode("utf-8", "replace")):
        return False
    from articles.importers.ninjs import is_ninjs  # lxml, which JSONL need not pay for

    return is_ninjs(found)


def _columns(values: Mapping[str, Iterable[str]]) -> tuple[Column, ...]:
    guess = guess_mapping(values)
    return tuple(
        Column(name, guess.get(name, ""), tuple(filter(None, shown))[:MOST_VALUES])
        for name, shown in values.items()
    )


def _shown(value: object) -> str:
    """Return the beginning of a value on one line; of nested ones only what is a list of names."""
    if value is None:
        return ""
    if isinstance(value, list):
        value = ", ".join(item for item in value[:MOST_VALUES] if isinstance(item, str)) or "[…]"
    text = "{…}" if isinstance(value, dict) else str(value)
    short = one_line(clean(text[: MOST_VALUE * 4])[0])
    return short if len(short) <= MOST_VALUE else short[:MOST_VALUE] + " …"
