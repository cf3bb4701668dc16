"""What the columns of a table, or the keys of JSON Lines, are taken for, by a file's opening alone.

This is what people are shown, and may change, before anything is written.
"""

import json
from collections.abc import Iterable, Mapping

from articles.importers.columns import full_mapping
from articles.importers.data import Problem
from articles.importers.decoding import Decoded, decode_opening
from articles.importers.formats import format_of, may_be_ninjs
from articles.importers.styles import OPENING, style_of, without_mark
from articles.importers.tables import MOST_COLUMNS

# Keys of so many objects are looked at: exports write the same in each.
OBJECTS_LOOKED_AT = 20


def guess_columns(
    opening: bytes, mapping: Mapping[str, str] | None = None, *, format: str = ""
) -> dict[str, str] | None:
    """Return which column, or key, fills which field; "" is a column that is left out.

    The columns that fill a field come first, in the order in which they are asked for it, then the
    others as they stand in the file. `opening` is the first 64 KiB of a file, or all of it;
    `mapping` and `format` are what `read` would be told. None if this is neither a table nor JSON
    Lines, or is ninjs, whose keys mean what the standard says.
    """
    columns: Iterable[str] = ()
    kind = format_of(opening, format)
    if kind == "csv":
        decoded = decode_opening(opening)
        columns = _header(decoded) if isinstance(decoded, Decoded) else ()
    elif kind == "jsonl":
        columns = _keys(opening)
    known = dict.fromkeys(list(filter(None, columns))[:MOST_COLUMNS], "")
    if not known:
        return None
    filled = {
        column: field for column, field in full_mapping(known, mapping).items() if column in known
    }
    return {**filled, **{column: "" for column in known if column not in filled}}


def _header(decoded: Decoded) -> list[str]:
    _style, header = style_of(without_mark(decoded.text[:OPENING]))
    return header


def _keys(opening: bytes) -> list[str]:
    """Return the keys of the first objects, none if the first is longer than the opening."""
    text = decode_opening(opening)
    if isinstance(text, Problem):
        return []
    keys: dict[str, None] = {}
    for line in text.text.split("\n")[:OBJECTS_LOOKED_AT]:
        try:
            found = json.loads(line)
        except (ValueError, RecursionError):  # broken, or cut off
            continue
        if isinstance(found, dict):
            if may_be_ninjs(line.encode("utf-8", "replace")) and _is_ninjs(found):
                return []
            keys |= dict.fromkeys(found)
    return list(keys)


def _is_ninjs(found: dict[str, object]) -> bool:
    from articles.importers.ninjs import is_ninjs  # lxml, which JSONL need not pay for

    return is_ninjs(found)
