"""A web page: trafilatura finds the text; what the page says of itself gives the rest.

Headline, author and date come from JSON-LD first, then from meta elements, then from the page. They
are not left to trafilatura, which guesses dates and compares them with today.
"""

import copy
import json
import logging
import re
from collections.abc import Iterator
from typing import Any

from lxml import etree

from articles.importers.assemble import assemble
from articles.importers.data import ArticleData, Problem, Record
from articles.importers.dates import read_date
from articles.importers.decoding import clean, one_line
from articles.importers.markup import (
    decode_markup,
    element_text,
    html_text,
    is_too_deep,
    local_name,
    parse_html,
)

_ARTICLES = re.compile(r"(?:\w*Article|BlogPosting|LiveBlogPosting|Report)")
# JSON-LD blocks and the objects in them: real pages have a dozen.
MOST_OBJECTS = 1_000
# Trafilatura needs 5 s for as many; real pages have one to five thousand.
MOST_ELEMENTS = 100_000
# Trafilatura takes what is shorter than this for a failure, and gives a page as one paragraph
# instead; its own 250 characters are more than a news in brief has.
SHORT = 100
# Trafilatura gives up on some short pages; then the part of the page that is marked as its text.
_MAIN = ("article", "main", "body")


def read_html(content: bytes) -> Iterator[Record]:
    """Yield the one article of a page."""
    yield Record(1, content, _read(content))


def _read(content: bytes) -> ArticleData | Problem:
    decoded = decode_markup(content)
    if isinstance(decoded, Problem):
        return decoded
    root = parse_html(decoded.text)
    if root is None:
        return Problem("There is no text: the page is empty.")
    if is_too_deep(root):
        return Problem("The page nests elements too deeply to be an article.")
    linked, meta = _linked_data(root), _meta(root)
    _drop_scripts(root)
    headline = _first(
        _text(linked.get("headline")), meta.get("og:title"), _heading(root), _titled(root)
    )
    dates = [
        _text(linked.get("datePublished")),
        meta.get("article:published_time", ""),
        meta.get("datepublished", ""),
        meta.get("date", ""),
        meta.get("dc.date", ""),
        meta.get("pubdate", ""),
        *(node.get("datetime", "") for node in root.iter("time")),
    ]
    date, notes = _date(dates)
    author = _first(_names(linked.get("author")), meta.get("author"), meta.get("dc.creator"))
    body = _body(root) or html_text(_text(linked.get("articleBody")))
    return assemble(
        {
            "body": body,
            "headline": headline,
            "byline": author,
            "source": _first(_names(linked.get("publisher")), meta.get("og:site_name")),
            "section": _first(_text(linked.get("articleSection")), meta.get("article:section")),
            "language": _first(_text(linked.get("inLanguage")), root.get("lang")),
            "url": _first(_canonical(root), meta.get("og:url"), _text(linked.get("url"))),
        },
        date=date,
        notes=decoded.notes + notes,
        where="the page has nothing to read",
    )


def _body(root: etree._Element) -> str:
    """Return the text that trafilatura finds; the marked part of the page where it finds none.

    Where it runs all paragraphs of a short page into one, the marked part is taken as well.
    """
    text = _extracted(root) if sum(1 for _ in root.iter()) <= MOST_ELEMENTS else ""
    if "\n\n" in text:
        return text
    marked = _marked(root)
    return marked if "\n\n" in marked or not text else text


def _extracted(root: etree._Element) -> str:
    import trafilatura  # a quarter of a second, which only those who read pages pay
    from trafilatura.settings import DEFAULT_CONFIG

    # What it says of pages without text, our reasons say with the page's name.
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    config = copy.deepcopy(DEFAULT_CONFIG)
    config["DEFAULT"]["MIN_EXTRACTED_SIZE"] = str(SHORT)
    try:
        found = trafilatura.bare_extraction(
            copy.deepcopy(root), include_comments=False, with_metadata=False, config=config
        )
    except (ValueError, TypeError, AttributeError, LookupError, RecursionError, etree.LxmlError):
        return ""  # what it stumbles over, the walk below reads
    lines = (getattr(found, "text", None) or "").split("\n")
    return "\n\n".join(line.removeprefix("- ") for line in lines if line.strip())


def _marked(root: etree._Element) -> str:
    texts = (element_text(node) for name in _MAIN for node in root.iter(name))
    return next(filter(None, texts), "")


def _linked_data(root: etree._Element) -> dict[str, Any]:
    """Return the JSON-LD object that describes an article, {} when there is none."""
    waiting: list[Any] = []
    for script in root.iter("script"):
        if (script.get("type") or "").strip().lower() == "application/ld+json":
            try:
                waiting.append(json.loads((script.text or "").strip(), strict=False))
            except (ValueError, RecursionError):
                continue
    for _ in range(MOST_OBJECTS):
        if not waiting:
            break
        found = waiting.pop(0)
        if isinstance(found, list):
            waiting.extend(found[:MOST_OBJECTS])
        elif isinstance(found, dict):
            kinds = found.get("@type")
            kinds = kinds if isinstance(kinds, list) else [kinds]
            if any(isinstance(kind, str) and _ARTICLES.fullmatch(kind) for kind in kinds):
                return found
            waiting.extend(found[key] for key in ("@graph", "mainEntity") if key in found)
    return {}


def _meta(root: etree._Element) -> dict[str, str]:
    """Return the page's meta elements by their name in small letters; the first of each counts."""
    found: dict[str, str] = {}
    for node in root.iter("meta"):
        name = node.get("property") or node.get("name") or node.get("itemprop") or ""
        if value := (node.get("content") or "").strip():
            found.setdefault(name.strip().lower(), value)
    return found


def _drop_scripts(root: etree._Element) -> None:
    for node in list(root.iter("script", "style", "noscript", "template", "iframe", "object")):
        parent = node.getparent()
        if parent is None:
            continue
        # What follows a script in its paragraph hangs on the script as its tail.
        before = node.getprevious()
        if before is None:
            parent.text = (parent.text or "") + (node.tail or "")
        else:
            before.tail = (before.tail or "") + (node.tail or "")
        parent.remove(node)


def _date(values: list[str]) -> tuple[str, tuple[str, ...]]:
    """Return the first date that can be read; a page with only others is undated, with a note."""
    named = [one_line(clean(value)[0]) for value in values if value and value.strip()]
    problem = None
    for value in named:
        read = read_date(value)
        if not isinstance(read, Problem):
            return value, ()
        problem = problem or read
    return "", (f"{problem.reason} Left out.",) if problem else ()


def _heading(root: etree._Element) -> str:
    return next(filter(None, map(element_text, root.iter("h1"))), "")


def _titled(root: etree._Element) -> str:
    return next((node.text for node in root.iter("title") if node.text), "")


def _canonical(root: etree._Element) -> str:
    for node in root.iter("link"):
        if (node.get("rel") or "").lower() == "canonical" and local_name(
            node.getparent()
        ) == "head":
            return node.get("href") or ""
    return ""


def _text(value: Any) -> str:
    value = value[0] if isinstance(value, list) and value else value
    return html_text(value) if isinstance(value, str) else ""


def _names(value: Any) -> str:
    """Return the names of people or organisations: each a text, or an object with a name."""
    people = value[:50] if isinstance(value, list) else [value]
    names = [_text(who.get("name") if isinstance(who, dict) else who) for who in people]
    return ", ".join(filter(None, names))


def _first(*values: str | None) -> str:
    return next((value for value in values if value and value.strip()), "")
