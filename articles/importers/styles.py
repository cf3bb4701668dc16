"""How a table is written, by its opening: which delimiter, which quoting, whether it is one at all.

csv.Sniffer is not asked: it judges by letters that recur, and takes seconds for some texts.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass

from articles.importers.columns import full_mapping
from articles.importers.decoding import clean, one_line

# Of a table, what is looked at to see how it is written.
OPENING = 65_536
# A column's name is a name, not a sentence.
MOST_NAME = 64
_DELIMITERS = (",", ";", "\t", "|")
# By rows with a known width, enough to choose between delimiters.
_ROWS_LOOKED_AT = 50


@dataclass(frozen=True, slots=True)
class Style:
    """How a file parts and quotes its cells."""

    delimiter: str
    backslash: bool  # \" inside of quotation marks instead of "", as MySQL writes it

    def reader(self, lines: Iterator[str]) -> Iterator[list[str]]:
        return csv.reader(
            lines,
            delimiter=self.delimiter,
            doublequote=not self.backslash,
            escapechar="\\" if self.backslash else None,
            strict=True,
        )


def is_csv(opening: str) -> bool:
    """Whether a file that begins like this is a table with a header row.

    Either its columns have names that are known, a text among them, or there are three columns or
    more, short names, and every row is as wide as the header.
    """
    text = without_mark(opening[:OPENING])
    style, header = style_of(text)
    if len(header) < 2 or any(len(name) > MOST_NAME for name in header):
        return False
    guess = set(full_mapping(header, None).values())
    if "body" in guess and len(guess) > 1:
        return _has_second_line(text)
    first, *rows = _rows(text, style)
    # Of a sentence with commas, every part but the first begins with a space.
    if len(first) < 3 or any(not cell or cell != cell.strip() for cell in first):
        return False
    whole = rows[:-1] if len(rows) > 1 else rows  # the last may be cut off
    return bool(whole) and all(len(row) == len(header) for row in whole)


def style_of(opening: str) -> tuple[Style, list[str]]:
    """Return how the file is written, and its header.

    Of all styles, the one whose header has the most known names, then the most rows as wide as the
    header, then the most columns.
    """
    if opening[:4] == "sep=" and opening[4:5] in _DELIMITERS:
        delimiters: tuple[str, ...] = (opening[4],)
        opening = opening.partition("\n")[2]
    else:
        delimiters = _DELIMITERS
    best, best_header, best_score = Style(",", False), [""], (-1, -1, -1)
    for backslash in (False, True) if '\\"' in opening else (False,):
        for delimiter in delimiters:
            style = Style(delimiter, backslash)
            rows = _rows(opening, style)
            header = [column_name(cell) for cell in rows[0]] if rows else [""]
            even = sum(len(row) == len(header) for row in rows) if len(header) > 1 else 0
            score = (len(full_mapping(header, None)) if len(header) > 1 else 0, even, len(header))
            if score > best_score:
                best, best_header, best_score = style, header, score
    return best, best_header


def first_rows(opening: str) -> list[list[str]]:
    """Return the header of a table and its first rows, without rows that are broken."""
    text = without_mark(opening[:OPENING])
    style, header = style_of(text)
    if text[:4] == "sep=":
        text = text.partition("\n")[2]
    return [header, *_rows(text, style)[1:]]


def column_name(cell: str) -> str:
    return one_line(clean(cell)[0])


def without_mark(text: str) -> str:
    return text.removeprefix("\ufeff")


def _has_second_line(text: str) -> bool:
    return len(text.replace("\r", "\n").strip().split("\n", 1)) > 1


def _rows(opening: str, style: Style) -> list[list[str]]:
    """Return the first rows, without those that are broken."""
    if "\n" not in opening:
        opening = opening.replace("\r", "\n")
    rows: list[list[str]] = []
    reader = style.reader(line + "\n" for line in opening.split("\n"))
    while len(rows) < _ROWS_LOOKED_AT:
        try:
            row = next(reader)
        except StopIteration:
            break
        except csv.Error:
            continue
        if row:
            rows.append(row)
    return rows
