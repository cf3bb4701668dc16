"""What a reader gives: an article as plain data, or the reason why there is none."""

import datetime
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ArticleData:
    """One article as read. `published_at` is None when the input names no date.

    `embargoed_until`: its publisher does not want it read before. `authors` are people or desks,
    where the input names them one by one; `byline` is the line as printed. `source_version` is what
    its publisher calls this version. `status` is "usable", or else "withheld" or "canceled": its
    publisher wants the article of this GUID back, and nothing else of it counts; it has no text.
    """

    body: str
    headline: str = ""
    standfirst: str = ""
    byline: str = ""
    dateline: str = ""
    credit: str = ""
    source: str = ""
    section: str = ""
    language: str = ""
    guid: str = ""
    url: str = ""
    published_at: datetime.datetime | None = None
    precision: str = "day"
    embargoed_until: datetime.datetime | None = None
    authors: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()
    genres: tuple[str, ...] = ()
    source_version: str = ""
    status: str = "usable"
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Problem:
    """Why there is no article here, in a sentence for the person who brought it."""

    reason: str


@dataclass(frozen=True, slots=True)
class Record:
    """One article's worth of input: its place in the file from 1, its bytes, what was read."""

    index: int
    content: bytes
    result: ArticleData | Problem
