"""RSS and Atom: one article an entry, by feedparser, which knows what feeds get wrong.

A record's content is the entry as one line of JSONL, so that one entry can be looked at and tried
again without the feed around it.
"""

import calendar
import datetime
import io
import json
import re
from collections.abc import Iterator
from typing import Any

from articles.importers.assemble import assemble
from articles.importers.data import Problem, Record
from articles.importers.dates import read_date
from articles.importers.markup import MOST_BYTES, html_text

_ENTITIES = Problem(
    "This feed declares entities of its own, which can hide a bomb or a file of this machine: "
    "export it without a DOCTYPE."
)
NO_ENTRIES = Problem("This feed has no entries.")
# Who asks for more gets the newest; a feed has tens of entries, an export of everything thousands.
MOST_ENTRIES = 50_000


def read_feed(content: bytes, *, source: str = "", host: str = "") -> Iterator[Record]:
    """Yield a record an entry, in the order of the feed; one Problem for a feed without any.

    That Problem has the whole document as its content. `source`: of entries that name none, instead
    of the title of the feed. `host`: the server of a feed that is polled. Many feeds number their
    entries from 1; there, an id that is no address counts for the entries of this server.
    """
    import feedparser

    if len(content) > MOST_BYTES:
        reason = f"The feed has {len(content):,} bytes; {MOST_BYTES:,} are the most."
        yield Record(1, content, Problem(reason))
        return
    if re.search(rb"<!ENTITY", content.replace(b"\x00", b"")):
        yield Record(1, content, _ENTITIES)
        return
    try:
        # A file object, because feedparser takes bare bytes for an address or a path.
        feed = feedparser.parse(
            io.BytesIO(content), sanitize_html=False, resolve_relative_uris=False
        )
    except (ValueError, TypeError, LookupError, AttributeError, AssertionError, RecursionError):
        yield Record(1, content, Problem("This feed is broken beyond what can be read."))
        return
    entries = feed.get("entries") or []
    if not entries:
        yield Record(1, content, _why_empty(feed))
        return
    notes = _notes(feed)
    about = feed.get("feed") or {}
    source = source or _plain(about.get("title_detail"), about.get("title"))
    for number, entry in enumerate(entries[:MOST_ENTRIES], start=1):
        fields = {"source": source, "guid": _guid(entry, host), "language": _language(entry, about)}
        yield _record(number, entry, fields, notes)
    if len(entries) > MOST_ENTRIES:
        reason = f"The feed has {len(entries):,} entries; the first {MOST_ENTRIES:,} were read."
        yield Record(MOST_ENTRIES + 1, b"", Problem(reason))


def _record(number: int, entry: Any, given: dict[str, str], notes: tuple[str, ...]) -> Record:
    source = entry.get("source") or {}
    fields = {
        "body": _body(entry),
        "headline": _plain(entry.get("title_detail"), entry.get("title")),
        "byline": _authors(entry),
        "source": _plain(source.get("title_detail"), source.get("title")) or given["source"],
        "section": next(
            (tag.get("label") or tag.get("term") or "" for tag in entry.get("tags") or []), ""
        ),
        "language": given["language"],
        "guid": given["guid"],
        "url": _str(entry.get("link")),
    }
    # Past feedparser's own get, which warns when it answers "updated" with what was published.
    date = _str(dict.get(entry, "published")) or _str(dict.get(entry, "updated"))
    date = _standard(date, dict.get(entry, "published_parsed") or dict.get(entry, "updated_parsed"))
    content = json.dumps({**fields, "date": date}, ensure_ascii=False).encode("utf-8", "replace")
    where = "the entry has neither content nor a summary"
    return Record(number, content, assemble(fields, date=date, notes=notes, where=where))


def _standard(date: str, parsed: Any) -> str:
    """Return the date in the form of ISO 8601, or as it was written if nobody understands it."""
    if not date or not parsed or not isinstance(read_date(date), Problem):
        return date
    try:
        return datetime.datetime.fromtimestamp(calendar.timegm(parsed), datetime.UTC).isoformat()
    except (ValueError, TypeError, OverflowError, OSError):
        return date


def _body(entry: Any) -> str:
    """Return the longest of the entry's contents, else its summary, as paragraphs."""
    contents = [_plain(part, part.get("value"), markup=True) for part in entry.get("content") or []]
    full = max(contents, key=len, default="")
    return full or _plain(entry.get("summary_detail"), entry.get("summary"), markup=True)


def _plain(detail: Any, value: Any, *, markup: bool = False) -> str:
    """Return a text construct without markup. `markup`: RSS says nowhere that this is HTML."""
    text = _str(value)
    kind = _str((detail or {}).get("type"))
    if kind == "text/plain" and not (markup and re.search(r"</?[a-z]\w*[\s/>]", text, re.I)):
        return text
    return html_text(text)


def _authors(entry: Any) -> str:
    names = [_str(author.get("name")) for author in entry.get("authors") or []]
    return ", ".join(dict.fromkeys(filter(None, names))) or _str(entry.get("author"))


def _language(entry: Any, feed: Any) -> str:
    detail = entry.get("title_detail") or {}
    return _str(feed.get("language")) or _str(detail.get("language"))


def _guid(entry: Any, host: str) -> str:
    guid = _str(entry.get("id")) or _str(entry.get("link"))
    return f"{host}/{guid}" if guid and host and ":" not in guid else guid


def _notes(feed: Any) -> tuple[str, ...]:
    """Return what was read against what the feed says of itself."""
    if not feed.get("bozo"):
        return ()
    kind = type(feed.get("bozo_exception")).__name__
    if kind == "CharacterEncodingOverride":
        return (f"read as {_str(feed.get('encoding')).upper()}, against what the feed says itself",)
    return ("the feed is not well-formed: read as far as it can be",)


def _why_empty(feed: Any) -> Problem:
    exception = type(feed.get("bozo_exception")).__name__
    if feed.get("bozo") and exception != "CharacterEncodingOverride":
        return Problem("This is a broken feed: no entry can be read.")
    return NO_ENTRIES


def _str(value: Any) -> str:
    return value if isinstance(value, str) else ""
