"""CSV and its kin (tabs, semicolons, bars): one article a row, named by a header row.

Quoting is read strictly: a stray quotation mark would otherwise swallow the rows after it in
silence. What a broken row took too much of is given back, and the rows after it are read.
"""

import csv
from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import chain
from typing import BinaryIO

from articles.importers.columns import article_of, full_mapping, mapping_problem, quoted
from articles.importers.data import ArticleData, Problem, Record
from articles.importers.decoding import Decoded, clean, text_blocks
from articles.importers.files import Recoded, Undecodable, to_keep
from articles.importers.styles import OPENING, Style, column_name, style_of, without_mark

# Eight times the longest text that an article may have (decoding.MOST_CHARACTERS), so that such a
# text is refused by its own number; what is longer is a quotation mark never closed.
MOST_ROW = 16_000_000
# Exports have some dozens; each row builds them all.
MOST_COLUMNS = 1_000
# What a broken row took is read again; a file of which so many times MOST_ROW is read again is no
# table.
MOST_REREAD = 20
_PIECE = 65_536

# The limit of the csv module is one for the process, 131,072 characters, less than a long report.
csv.field_size_limit(max(csv.field_size_limit(), MOST_ROW))


class _TooLong(Exception):
    """A row goes on and on; csv hands this through from the lines it reads."""


class _Lines:
    """The lines of a table for csv.reader, those of the row that it is in, and a way back.

    Memory holds the lines of one row. `file` is in UTF-8.
    """

    def __init__(self, file: BinaryIO, most_row: int) -> None:
        self.most_row = most_row
        self.number = self.row_number = 0
        self._file = file
        self._most_bytes = 4 * (most_row + 1)  # of the longest letters
        self._row: list[str] = []
        self._length = 0
        self._waiting: deque[str] = deque()

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._waiting.popleft() if self._waiting else self._read()
        if not line:
            raise StopIteration
        self.number += 1
        self._row.append(line)
        self._length += len(line)
        if self._length > self.most_row:
            raise _TooLong
        return line

    def _read(self) -> str:
        """Return the next line; of one that is too long only so much that it is seen."""
        line = self._file.readline(self._most_bytes)
        if len(line) == self._most_bytes:
            rest = line
            while rest and not rest.endswith(b"\n"):
                rest = self._file.readline(_PIECE)
        return line.decode("utf-8", "ignore")

    def begin_row(self) -> None:
        self._row, self._length, self.row_number = [], 0, self.number + 1

    def row(self) -> str:
        return "".join(self._row)

    def first_line(self) -> str:
        return self._row[0]

    def give_back(self) -> int:
        """Go back to the second line of the row; return how many characters that was."""
        given = self._row[1:]
        self._waiting.extendleft(reversed(given))
        self.number = self.row_number
        return sum(map(len, given))


def read_csv(
    file: BinaryIO, mapping: Mapping[str, str] | None = None, *, most_row: int = MOST_ROW
) -> Iterator[Record]:
    """Yield one record a row below the header, numbered by the line on which the row begins.

    `mapping` says which column fills which field, {"title": "headline"}; what it does not name is
    guessed from the columns' names, and a column mapped to "" is left out. The bytes of a record
    are the header and the row, in UTF-8; a row that is too long comes without.
    """
    file.seek(0)
    blocks = text_blocks(file)
    opening = next(blocks)
    if isinstance(opening, Problem):
        yield Record(1, to_keep(file), opening)
        return
    if problem := mapping_problem(mapping):
        yield Record(1, to_keep(file), problem)
        return
    opening = replace(opening, text=without_mark(opening.text))
    style, header = style_of(opening.text[:OPENING])
    recoded = Recoded(_with_line_ends(opening, blocks))
    lines = _Lines(recoded.buffered(), most_row)
    if opening.text[:4] == "sep=":  # Excel's own line for the delimiter
        next(lines)
    lines.begin_row()
    reader = style.reader(lines)
    try:
        while not (cells := next(reader)):  # empty lines above the header
            lines.begin_row()
        header = [column_name(cell) for cell in cells]
    except (csv.Error, _TooLong, StopIteration, Undecodable):
        yield Record(1, b"", Problem("The header row cannot be read: it should name the columns."))
        return
    columns = full_mapping(header, mapping)
    if problem := _header_problem(header, columns, mapping):
        yield Record(lines.row_number, lines.row().encode("utf-8", "ignore"), problem)
        return
    try:
        yield from _records(lines, style, header, columns, recoded)
    except Undecodable as error:
        reason = f"What comes after line {lines.number:,} is not read. {error.problem.reason}"
        yield Record(lines.number + 1, b"", Problem(reason))


def _with_line_ends(
    opening: Decoded, blocks: Iterator[Decoded | Problem]
) -> Iterator[Decoded | Problem]:
    """Yield all blocks of the text, with \n where the whole of the first ends its lines by \r."""
    old = "\r" in opening.text and "\n" not in opening.text
    for block in chain([opening], blocks):
        if old and isinstance(block, Decoded):
            block = replace(block, text=block.text.replace("\r", "\n"))
        yield block


def _records(
    lines: _Lines, style: Style, header: list[str], columns: dict[str, str], recoded: Recoded
) -> Iterator[Record]:
    first = lines.row()
    places = {column: header.index(column) for column in columns}
    reader = style.reader(lines)
    reread = 0
    while True:
        lines.begin_row()
        result: ArticleData | Problem
        try:
            cells = next(reader)
        except StopIteration:
            return
        except (csv.Error, _TooLong) as error:
            result = _row_problem(error, lines)
            row = "" if isinstance(error, _TooLong) else lines.first_line()
            number = lines.row_number
            reread += lines.give_back()
            reader = style.reader(lines)
            yield Record(number, row.encode("utf-8", "ignore"), result)
            if reread > lines.most_row * MOST_REREAD:
                reason = "Too many quotation marks are not closed: the rest is not read."
                yield Record(lines.number + 1, b"", Problem(reason))
                return
            continue
        if not any(cell.strip() for cell in cells):
            continue
        while len(cells) > len(header) and not cells[-1].strip():
            cells.pop()
        if len(cells) == len(header):
            values = {column: cells[place] for column, place in places.items()}
            result = article_of(values, columns, recoded.notes)
        else:  # a shorter row too: half a text would be stored where a line end was not quoted
            result = Problem(
                f"The row on line {lines.row_number} has {_cells(len(cells))} where the header has "
                f"{len(header)}: is a cell with a line end or a delimiter not in quotation marks?"
            )
        content = (first if first.endswith("\n") else first + "\n") + lines.row().rstrip("\r\n")
        yield Record(lines.row_number, content.encode("utf-8", "ignore"), result)


def _header_problem(
    header: list[str], columns: dict[str, str], mapping: Mapping[str, str] | None
) -> Problem | None:
    if len(header) > MOST_COLUMNS:
        return Problem(f"The table has {len(header):,} columns; {MOST_COLUMNS:,} are the most.")
    shown = ", ".join(map(quoted, header[:12])) + (", …" if len(header) > 12 else "")
    for column in mapping or {}:
        if column not in header:
            return Problem(f"There is no column {quoted(column)}: the columns are {shown}.")
    if "body" not in columns.values():
        return Problem(f"Which column holds the text? Map one to 'body': the columns are {shown}.")
    return None


def _row_problem(error: Exception, lines: _Lines) -> Problem:
    where = f"The row on line {lines.row_number}"
    if isinstance(error, _TooLong):
        return Problem(
            f"{where} is longer than {lines.most_row:,} characters: "
            "is a quotation mark in it never closed?"
        )
    if "end of data" in str(error):
        return Problem(f"{where} opens a quotation mark that is never closed.")
    return Problem(f"{where} is not CSV: {clean(str(error))[0]}.")


def _cells(count: int) -> str:
    return "1 cell" if count == 1 else f"{count:,} cells"
