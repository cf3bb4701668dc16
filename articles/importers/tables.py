"""CSV and its kin (tabs, semicolons, bars): one article a row, named by a header row.

Quoting is read strictly: a stray quotation mark would otherwise swallow the rows after it in
silence. What a broken row took too much of is given back, and the rows after it are read.
"""

import csv
from collections.abc import Iterator, Mapping

from articles.importers.columns import article_of, full_mapping, mapping_problem, quoted
from articles.importers.data import ArticleData, Problem, Record
from articles.importers.decoding import clean, to_text
from articles.importers.styles import OPENING, Style, column_name, style_of, without_mark

# Eight times the longest text that an article may have (decoding.MOST_CHARACTERS), so that such a
# text is refused by its own number; what is longer is a quotation mark never closed.
MOST_ROW = 16_000_000
# Exports have some dozens; each row builds them all.
MOST_COLUMNS = 1_000
# What a broken row took is read again; a file of which so many times MOST_ROW is read again is no
# table.
MOST_REREAD = 20

# The limit of the csv module is one for the process, 131,072 characters, less than a long report.
csv.field_size_limit(max(csv.field_size_limit(), MOST_ROW))


class _TooLong(Exception):
    """A row goes on and on; csv hands this through from the lines it reads."""


class _Lines:
    """The lines of a text for csv.reader, which row they belong to, and a way back."""

    def __init__(self, text: str, most_row: int) -> None:
        self.text, self.most_row = text, most_row
        self.position = self.row_start = 0
        self.number = self.row_number = 0
        self.second = 0  # where the row's second line begins

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        if self.position >= len(self.text):
            raise StopIteration
        start = self.position
        end = self.text.find("\n", start) + 1 or len(self.text)
        self.position = end
        self.number += 1
        self.second = self.second or end
        if end - self.row_start > self.most_row:
            raise _TooLong
        return self.text[start:end]

    def begin_row(self) -> None:
        self.row_start, self.row_number, self.second = self.position, self.number + 1, 0

    def row(self) -> str:
        return self.text[self.row_start : self.position]

    def give_back(self) -> int:
        """Go back to the second line of the row; return how many characters that was."""
        taken = self.position - self.second
        self.position, self.number = self.second, self.row_number
        return taken


def read_csv(
    content: bytes, mapping: Mapping[str, str] | None = None, *, most_row: int = MOST_ROW
) -> Iterator[Record]:
    """Yield one record a row below the header, numbered by the line on which the row begins.

    `mapping` says which column fills which field, {"title": "headline"}; what it does not name is
    guessed from the columns' names, and a column mapped to "" is left out. The bytes of a record
    are the header and the row, in UTF-8; a row that is too long comes without.
    """
    problem = mapping_problem(mapping)
    decoded = to_text(content)
    if problem is None and isinstance(decoded, Problem):
        problem = decoded
    if problem or isinstance(decoded, Problem):
        yield Record(1, content if len(content) <= most_row else b"", problem or Problem(""))
        return
    text = without_mark(decoded.text)
    if "\n" not in text:
        text = text.replace("\r", "\n")
    style, header = style_of(text[:OPENING])
    lines = _Lines(text, most_row)
    if text[:4] == "sep=":  # Excel's own line for the delimiter
        next(lines)
    lines.begin_row()
    reader = style.reader(lines)
    try:
        while not (cells := next(reader)):  # empty lines above the header
            lines.begin_row()
        header = [column_name(cell) for cell in cells]
    except (csv.Error, _TooLong, StopIteration):
        yield Record(1, b"", Problem("The header row cannot be read: it should name the columns."))
        return
    columns = full_mapping(header, mapping)
    if problem := _header_problem(header, columns, mapping):
        yield Record(lines.row_number, lines.row().encode("utf-8", "ignore"), problem)
        return
    yield from _records(lines, style, header, columns, decoded.notes)


def _records(
    lines: _Lines, style: Style, header: list[str], columns: dict[str, str], notes: tuple[str, ...]
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
            too_long = isinstance(error, _TooLong)
            row = "" if too_long else lines.text[lines.row_start : lines.second]
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
            result = article_of(values, columns, notes)
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
    if lines.position >= len(lines.text) and "end of data" in str(error):
        return Problem(f"{where} opens a quotation mark that is never closed.")
    return Problem(f"{where} is not CSV: {clean(str(error))[0]}.")


def _cells(count: int) -> str:
    return "1 cell" if count == 1 else f"{count:,} cells"
