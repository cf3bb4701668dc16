"""JSON Lines: one article an object, one object a line; ninjs too, line by line.

Memory holds one line, however large the file.
"""

import json
from collections.abc import Iterator, Mapping
from itertools import count, islice
from typing import BinaryIO, NamedTuple

from articles.importers.columns import article_of, full_mapping, mapping_problem
from articles.importers.data import ArticleData, Problem, Record
from articles.importers.decoding import BLOCK, decode, guess_legacy, is_wide, text_blocks
from articles.importers.files import Recoded, Undecodable, to_keep
from articles.importers.formats import may_be_ninjs

# Two million characters, the most that a text may have, fit with every escape of JSON.
MOST_LINE_BYTES = 32 * 1024 * 1024
# More lines would not change the guess of an encoding.
LINES_GUESSED_FROM = 200
_PIECE = 65_536


class _Line(NamedTuple):
    number: int
    content: bytes
    too_long: int = 0  # its bytes, where there are too many to hold them


def read_jsonl(
    file: BinaryIO,
    mapping: Mapping[str, str] | None = None,
    *,
    format: str = "",
    after: int = 0,
    most_line_bytes: int = MOST_LINE_BYTES,
) -> Iterator[Record]:
    """Yield one record a non-empty line that comes after the line number `after`.

    `mapping` says which key fills which field, {"title": "headline"}; what it does not name is
    guessed from the keys of each line. A line that is too long comes without its bytes. `format`
    says whether the objects are "ninjs" or not, "jsonl"; without it each is looked at.
    """
    if problem := mapping_problem(mapping):
        yield Record(1, b"", problem)
        return
    file.seek(0)
    wide = is_wide(file.read(_PIECE))
    file.seek(0)
    lines = _lines(Recoded(text_blocks(file)).buffered() if wide else file, most_line_bytes)
    number = 0
    try:
        for (number, content, too_long), legacy in _with_encoding(lines):
            if number <= after:
                continue
            if too_long:
                reason = f"The line has {too_long:,} bytes; {most_line_bytes:,} are the most."
                yield Record(number, b"", Problem(reason))
            if not content.strip():
                continue
            bare = content.rstrip(b"\r\n")
            if format == "ninjs" or (not format and _is_ninjs(content)):
                from articles.importers.ninjs import read_ninjs

                for record in read_ninjs(bare):
                    yield Record(number, record.content, record.result)
            else:
                yield Record(number, bare, _read_line(bare, mapping, legacy))
    except Undecodable as error:
        yield Record(number + 1, b"" if number else to_keep(file), error.problem)


def _lines(file: BinaryIO, most_bytes: int) -> Iterator[_Line]:
    for number in count(1):
        line = file.readline(most_bytes + 1)
        if not line:
            return
        if len(line) <= most_bytes or line.endswith(b"\n"):
            yield _Line(number, line)
            continue
        size = len(line)
        while not line.endswith(b"\n") and (line := file.readline(_PIECE)):
            size += len(line)
        yield _Line(number, b"", size)


def _with_encoding(lines: Iterator[_Line]) -> Iterator[tuple[_Line, str]]:
    """Yield each line with the encoding of those that are not UTF-8: one guess for the whole file.

    It is made at the first such line, from those in the block that follows.
    """
    for line in lines:
        if _is_utf8(line.content):
            yield line, ""
            continue
        ahead, size = [line], len(line.content)
        while size < BLOCK and (another := next(lines, None)):
            ahead.append(another)
            size += len(another.content)
        foreign = (one.content for one in ahead if not _is_utf8(one.content))
        legacy = guess_legacy(b"".join(islice(foreign, LINES_GUESSED_FROM)))
        yield from ((one, legacy) for one in ahead)
        yield from ((one, legacy) for one in lines)


def _is_utf8(content: bytes) -> bool:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _is_ninjs(line: bytes) -> bool:
    if not may_be_ninjs(line):
        return False
    from articles.importers.ninjs import is_ninjs, load  # lxml, which JSONL need not pay for

    return is_ninjs(load(line))


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
