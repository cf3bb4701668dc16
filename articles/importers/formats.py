"""What a file is, by its first bytes and lines."""

import re

# By their first bytes: what people drop on an import page by mistake.
_SIGNATURES = (
    (b"%PDF-", "a PDF file"),
    (b"PK\x03\x04", "a ZIP archive or an office document"),
    (b"\xd0\xcf\x11\xe0", "an old office document"),
    (b"{\\rtf", "an RTF document"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
)
_MARKUP = re.compile(rb"(?:\xef\xbb\xbf)?\s*<(?:!doctype|html|\?xml|rss|feed|!--)", re.IGNORECASE)
# An object on a line: {"headline": …; {} and the slips {'headline': …, {headline: … too, so that
# they are reported line by line instead of becoming the text of an article.
_OBJECT = re.compile(r"\{\s*(?:[\"'}]|\w+\s*:)")
_DOCUMENT = re.compile(r"\[\s*[\[{\"]|\{\s*\n\s*\"")


def unreadable(content: bytes) -> str:
    """Return what the file is, if it is of a known format that no reader takes, else ""."""
    for signature, name in _SIGNATURES:
        if content.startswith(signature):
            return name
    return "an HTML or XML file" if _MARKUP.match(content[:256]) else ""


def is_jsonl(opening: str) -> bool:
    """Whether one of the first two lines holds a JSON object: one broken line hides no file."""
    lines = [line.lstrip("\ufeff \t") for line in opening.split("\n") if line.strip("\ufeff \t\r")]
    return any(_OBJECT.match(line) for line in lines[:2])


def is_json_document(text: str) -> bool:
    """Whether the text is an array of objects, or one object spread over lines."""
    return bool(_DOCUMENT.match(text))
