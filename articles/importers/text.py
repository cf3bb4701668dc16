"""Plain text as wires send it: header lines, a dateline, paragraphs, a credit line.

By: Aryeh Example
Headline: Ministers meet in Geneva
Date: 2020-12-29

GENEVA, Dec 29 (TPS) - The ministers met on Tuesday …

(TPS)
"""

import datetime
import re
from dataclasses import replace
from typing import Any

from articles.importers.data import ArticleData, Problem
from articles.importers.dates import read_date
from articles.importers.decoding import one_line, paragraphs
from articles.importers.fields import checked

# What a header line is called, and the field it fills.
_NAMES = {
    "by": "byline",
    "byline": "byline",
    "author": "byline",
    "date": "date",
    "headline": "headline",
    "title": "headline",
    "standfirst": "standfirst",
    "source": "source",
    "section": "section",
    "language": "language",
    "guid": "guid",
    "url": "url",
}
_HEADER = re.compile(rf"(?P<name>{'|'.join(_NAMES)})\s*:\s*(?P<value>.*)", re.IGNORECASE)
_CREDIT = re.compile(r"\((?P<credit>[A-Z][\w .&/-]{1,38})\)")
# "JERUSALEM, Dec 29 (TPS) - ", "GENEVA (AP) — ", "MOSCOW, March 3 - "
_DATELINE = re.compile(
    r"(?P<place>[A-Z][A-Z .'’/-]{2,40}(?:, [A-Z][\w.]{1,20})?)"
    r"(?:, (?P<day>[A-Z][a-z]{2,8}\.? \d{1,2}(?:, \d{4})?))?"
    r"(?: \((?P<agency>[A-Z][\w /&.-]{1,20})\))?"
    r" (?:-{1,2}|–|—)\s+"  # it may stand on a line of its own
)


def read_text(text: str, notes: tuple[str, ...] = ()) -> ArticleData | Problem:
    """Return the article in a clean text; a Problem when nothing but headers is left."""
    fields, rest = _headers(text)
    body, credit = _credit(paragraphs(rest))
    dateline, body = _dateline(body)
    published_at: datetime.datetime | None = None
    precision = "day"
    if date := fields.pop("date", ""):
        read = read_date(date)
        if isinstance(read, Problem):
            return read
        published_at, precision = read
    article = ArticleData(
        body=body,
        dateline=dateline,
        credit=credit,
        published_at=published_at,
        precision=precision,
        notes=notes,
    )
    return checked(
        replace(article, **fields), where="the file has nothing to read below its header lines"
    )


def _headers(text: str) -> tuple[dict[str, Any], str]:
    """Take header lines off the top; empty lines between them are passed over.

    A header that comes a second time is text.
    """
    fields: dict[str, Any] = {}
    lines = text.split("\n")
    for number, line in enumerate(lines):
        match = _HEADER.fullmatch(line.strip())
        field = _NAMES[match["name"].lower()] if match else ""
        if match and field not in fields:
            fields[field] = one_line(match["value"])
        elif line.strip():
            return fields, "\n".join(lines[number:]).strip()
    return fields, ""


def _credit(body: str) -> tuple[str, str]:
    head, _, last = body.rpartition("\n\n")
    match = _CREDIT.fullmatch(last)
    return (head, match["credit"]) if match and head else (body, "")


def _dateline(body: str) -> tuple[str, str]:
    match = _DATELINE.match(body)
    if not match or not (match["day"] or match["agency"]):
        return "", body
    return match[0].rstrip(" \n-–—"), body[match.end() :]
