"""What a file is, by its first bytes and lines."""

import re

from articles.importers.data import Problem
from articles.importers.decoding import decode_opening
from articles.importers.styles import is_csv
from articles.importers.zips import is_zip

# The formats that there is a reader for, and what they are called.
FORMATS = {
    "text": "plain text",
    "jsonl": "JSON Lines",
    "csv": "a table (CSV)",
    "html": "an HTML page",
    "feed": "an RSS or Atom feed",
    "ninjs": "ninjs",
    "newsml": "NewsML-G2",
    "wxr": "a WordPress export",
    "zip": "a ZIP archive",
}
# By their first bytes: what people drop on an import page by mistake.
_SIGNATURES = (
    (b"%PDF-", "a PDF file"),
    (b"\xd0\xcf\x11\xe0", "an old office document"),
    (b"{\\rtf", "an RTF document"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
)
# Office documents and e-books are archives too: known by the name of the first file in them, which
# stands at the 31st byte.
_OFFICE = re.compile(
    rb"PK\x03\x04.{26}(?:\[Content_Types\]\.xml|_rels/|docProps/|word/|mimetypeapplication/)",
    re.DOTALL,
)
# What may stand before the first element: a byte-order mark, the declaration, comments, a DOCTYPE.
_BEFORE = re.compile(
    r"\ufeff?(?:\s+|<\?[^>]{0,2000}?\?>|<!--.*?-->|<!doctype[^>\[]*(?:\[.*?\]\s*)?>)*",
    re.DOTALL | re.IGNORECASE,
)
_ELEMENT = re.compile(r"<(?P<name>[A-Za-z_][\w.-]*(?::[\w.-]+)?)(?=[\s/>]|\Z)")
_HTML_DOCTYPE = re.compile(r"<!doctype\s+html\b", re.IGNORECASE)
# A text may begin with "<"; it is markup when its first element is one of these.
_HTML = re.compile(
    "html|head|body|title|meta|link|script|style|article|main|section|header|div|p|h[1-6]|span"
    "|table|blockquote|[uo]l"
)
_FEEDS = ("rss", "feed", "rdf")
_NEWSML = ("newsitem", "newsmessage", "packageitem", "conceptitem", "knowledgeitem")
_WXR = "wordpress.org/export/"
# An object on a line: {"headline": …; {} and the slips {'headline': …, {headline: … too, so that
# they are reported line by line instead of becoming the text of an article.
_OBJECT = re.compile(r"\{\s*(?:[\"'}]|\w+\s*:)")
_NINJS = re.compile(
    rb"""(?i)["'](?:body_\w+|bodies|headlines|descriptions|versioncreated|pubstatus|embargoed\w*"""
    rb"""|representationtype|copyrightnotice|usageterms|renditions|standard)["']\s*:"""
)
_DOCUMENT = re.compile(r"\[\s*[\[{\"]|\{\s*\n\s*\"")
# These say of themselves what they are; a text may look like a table, and a table like a text.
_SURE = ("feed", "newsml", "wxr")
_ANY_ELEMENT = re.compile(rb"<[A-Za-z][\w-]*[\s/>]")
_XML = Problem(
    "This is XML, but neither RSS, Atom, NewsML-G2 nor a WordPress export: export it as one of "
    "these, as plain text or as JSONL."
)


def format_of(opening: bytes, told: str = "") -> str | Problem:
    """Return which of FORMATS a file that begins like this is to be read as.

    `told` is what somebody says that it is; "" is for whoever does not know. A Problem where no
    reader takes it, or where it is plainly something else. An archive is always opened: what was
    told is of the files in it.
    """
    if name := unreadable(opening):
        return Problem(f"This is {name}, which cannot be read: save it as plain text or JSONL.")
    if is_zip(opening):
        return "zip"
    seen = _seen(opening)
    if not told:
        return seen
    if told == "zip":
        return Problem("This is no ZIP archive, as it was said to be.")
    plainly = (
        seen in _SURE
        or (seen == "html" and _is_page(opening))
        or (seen == "ninjs" and may_be_ninjs(opening))
    )
    if told == "html":
        plainly = seen != "html" and not (seen == "text" and _ANY_ELEMENT.search(opening))
    if seen != told and plainly:
        what = "is not" if isinstance(seen, Problem) else f"is {FORMATS[seen]}, not"
        return Problem(f"This {what} {FORMATS[told]}, as it was said to be.")
    return told


def _seen(opening: bytes) -> str | Problem:
    if kind := markup_kind(opening):
        return _XML if kind == "xml" else kind
    first = opening.decode("utf-8", "replace")
    if is_jsonl(first) and not first.startswith("["):
        return "jsonl"
    decoded = decode_opening(opening)
    if isinstance(decoded, Problem):
        return decoded
    if is_json_document(decoded.text):
        return "ninjs"
    if is_jsonl(decoded.text):  # in UTF-16, which is no text before it is decoded
        return "jsonl"
    return "csv" if is_csv(decoded.text) else "text"


def unreadable(content: bytes) -> str:
    """Return what the file is, if it is of a known format that no reader takes, else ""."""
    if _OFFICE.match(content):
        return "an office document"
    return next((name for mark, name in _SIGNATURES if content.startswith(mark)), "")


def markup_kind(opening: bytes) -> str:
    """Return what markup the file begins with: html, feed, wxr, newsml, another xml, or ""."""
    text = _opening_text(opening)
    before = _BEFORE.match(text)
    start = before.end() if before else 0
    element = _ELEMENT.match(text, start)
    name = element["name"].rpartition(":")[2].lower() if element else ""
    if name in _FEEDS:
        return "wxr" if _WXR in text else "feed"
    if name in _NEWSML:
        return "newsml"
    if _HTML.fullmatch(name) or _HTML_DOCTYPE.search(text[:start]):
        return "html"
    head = text.lstrip("\ufeff \t\r\n")[:9].lower()
    return "xml" if head.startswith(("<?xml", "<!doctype", "<!--")) else ""


def _is_page(opening: bytes) -> bool:
    """Whether this is HTML that says so, and no text that begins with an element."""
    text = _opening_text(opening)
    before = _BEFORE.match(text)
    start = before.end() if before else 0
    return bool(_HTML_DOCTYPE.search(text[:start])) or text[start : start + 5].lower() == "<html"


def _opening_text(opening: bytes) -> str:
    """Return the opening as text that shows its first element, whatever the encoding is."""
    if opening.startswith((b"\xff\xfe", b"\xfe\xff")):
        return opening.decode("utf-16", "replace")
    if opening[:2] in (b"<\x00", b"\x00<"):
        return opening.replace(b"\x00", b"").decode("latin-1")
    return opening.decode("utf-8", "replace")


def is_jsonl(opening: str) -> bool:
    """Whether one of the first two lines holds a JSON object: one broken line hides no file."""
    lines = [line.lstrip("\ufeff \t") for line in opening.split("\n") if line.strip("\ufeff \t\r")]
    return any(_OBJECT.match(line) for line in lines[:2])


def is_json_document(text: str) -> bool:
    """Whether the text is an array of objects, or one object spread over lines."""
    return bool(_DOCUMENT.match(text))


def may_be_ninjs(content: bytes) -> bool:
    """Whether there is any key that ninjs has and JSONL has not: cheaper than reading it all."""
    return bool(_NINJS.search(content))
