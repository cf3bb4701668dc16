"""What columns a table has, before anything of it is read: their names, first values, the guess.

Chooses as `articles.importers.read` does; only CSV and JSON Lines have columns to be mapped.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from articles.importers import OPENING
from articles.importers.columns import FIELDS, guess_mapping
from articles.importers.data import Problem
from articles.importers.decoding import clean, decode, one_line, printable, to_text
from articles.importers.formats import (
    is_json_document,
    is_jsonl,
    markup_kind,
    may_be_ninjs,
    unreadable,
)
from articles.importers.jsonl import first_objects
from articles.importers.tables import first_rows, is_csv
from articles.importers.zips import is_zip

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
    if not content.strip() or unreadable(content) or is_zip(content) or markup_kind(opening):
        return None
    first = opening.decode("utf-8", "replace")
    if is_jsonl(first) and not first.startswith("["):
        return _of_objects(content)
    decoded = decode(content)
    if isinstance(decoded, Problem):
        return None
    if is_jsonl(decoded.text[:OPENING]):  # in UTF-16
        return _of_objects(decoded.text.encode())
    if not is_json_document(decoded.text) and is_csv(decoded.text[:OPENING]):
        return _of_rows(content)
    return None


def in_order(mapping: Mapping[str, str], table: Table | None) -> dict[str, str]:
    """Return a mapping in the order in which several columns of one field are asked.

    The likeliest come first, as in a guess; a mapping that was stored has lost its order.
    """
    names = [column.name for column in table.columns] if table else []
    known = [name for name in (*guess_mapping(names), *names) if name in mapping]
    return {name: mapping[name] for name in (*known, *mapping)}


def _of_objects(content: bytes) -> Table | None:
    objects = first_objects(content)
    if may_be_ninjs(content[:OPENING]):
        from articles.importers.ninjs import is_ninjs

        objects = [one for one in objects if not is_ninjs(one)]
    values: dict[str, list[str]] = {}
    for one in objects:
        for key, value in one.items():
            if len(key) <= MOST_KEY and key == printable(key):
                values.setdefault(key, []).append(_shown(value))
    if not values:
        return None
    return Table(_columns(values), certain="body" in values and values.keys() <= set(FIELDS))


def _of_rows(content: bytes) -> Table | None:
    decoded = to_text(content)
    if isinstance(decoded, Problem):
        return None
    header, *rows = first_rows(decoded.text)
    values: dict[str, list[str]] = {}
    for place, name in enumerate(header):
        if name and name not in values:  # of two columns of one name, the first is read
            values[name] = [_shown(row[place]) for row in rows if place < len(row)]
    return Table(_columns(values), certain=False)


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
