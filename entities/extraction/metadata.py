"""Lines around a story that say who wrote it, when, where and for whom: reported, never tagged.

By: Aryeh Savir                                   byline
JERUSALEM, Dec 29 (TPS) - The prime minister …    dateline and credit
(TPS)                                             credit
"""

import re
from dataclasses import replace

from .draft import Document, Draft
from .findings import Metadata

# More lines than this are never all metadata: a list of "Date: …" rows is a story.
_HEAD_LINES = 12
_LABELS = {
    "by": "byline",
    "byline": "byline",
    "author": "byline",
    "authors": "byline",
    "headline": "headline",
    "title": "headline",
    "dateline": "dateline",
    "credit": "credit",
    "source": "credit",
    "agency": "credit",
    "date": "",
    "published": "",
    "updated": "",
    "section": "",
    "standfirst": "",
    "language": "",
    "url": "",
}
_LABELLED = re.compile(rf"({'|'.join(_LABELS)})[ \t]*:[ \t]*(\S.*)?$", re.IGNORECASE)
# "By Aryeh Savir" or "By Aryeh Savir, TPS": capitalised words only, no full stop at the end.
_BARE_BYLINE = re.compile(
    r"(?:By|BY)[ \t]+"
    r"((?:[A-Z][\w.'’-]*|and|de|van|von|bin|al-\w+|,|&|/)(?:[ \t]*,)?(?:[ \t]+|$)){2,8}$"
)
_MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?"
    r"|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\.?"
)
_PLACE = r"[A-Z][\w.'’-]*(?:[ /][A-Z][\w.'’-]*){0,3}(?:, [A-Z][\w.'’-]*(?: [A-Z][\w.'’-]*){0,2})?"
_DATE = rf"(?:(?:{_MONTH} \d{{1,2}}|\d{{1,2}} {_MONTH})(?:,? \d{{4}})?)"
_AGENCY = r"\((?P<credit>[A-Z][\w.&/ -]{0,30})\)"
# A place and then a date, an agency or both, or a place in capitals alone, before a dash.
_DATELINE = re.compile(
    rf"(?P<dateline>{_PLACE},? {_DATE}|{_PLACE}(?= ?\()"
    rf"|[A-Z][A-Z.'’ -]{{1,30}}[A-Z.](?:, [A-Z][\w.]+)?)"
    rf"(?: ?{_AGENCY})?[ \t]*(?:--|[-–—])[ \t]+"
)
_CREDIT_LINE = re.compile(r"[(\[]([A-Z][\w.&/,' -]{0,40})[)\]]$")
_CREDIT_AFTER_SENTENCE = re.compile(r"(?<=[.!?\"”’]) ?\(([A-Z][A-Z/&.-]{1,12})\)\s*$")


def take_metadata_off(document: Document, draft: Draft) -> Draft:
    """Reports the lines before and after the story and narrows `draft.body` to the story."""
    text = document.text
    fields: dict[str, str] = {}
    start = _head(text, fields)
    end = len(text.rstrip())
    line_start = text.rfind("\n", start, end) + 1
    line_start = max(line_start, start)
    if match := _CREDIT_LINE.match(text[line_start:end].strip()):
        fields.setdefault("credit", match.group(1).strip())
        end = len(text[:line_start].rstrip())
    elif match := _CREDIT_AFTER_SENTENCE.search(text, line_start, end):
        fields.setdefault("credit", match.group(1))
        end = match.start()
    start = min(start, end)
    match = _DATELINE.match(text, start, end)
    if match and not _names_an_organisation(document, match["dateline"]):
        fields.setdefault("dateline", match.group("dateline").strip())
        if match.group("credit"):
            fields.setdefault("credit", match.group("credit").strip())
        start = match.end()
    return replace(draft, metadata=Metadata(**fields), body=(start, max(start, end)))


def _names_an_organisation(document: Document, place: str) -> bool:
    """Tells "NATO - the alliance …", a sentence, from a dateline."""
    known = document.knowledge.named(place)
    return bool(known) and all(entry.kind in ("organisation", "person") for entry in known)


def _head(text: str, fields: dict[str, str]) -> int:
    """Reads the labelled lines at the head into `fields`; where the first other line starts."""
    at = 0
    for _ in range(_HEAD_LINES):
        end = text.find("\n", at)
        end = len(text) if end < 0 else end
        line = text[at:end].strip().lstrip("\ufeff")
        if match := _LABELLED.match(line):
            label = _LABELS[match.group(1).lower()]
            value = (match.group(2) or "").strip()
            if label and value:
                fields.setdefault(label, value)
        elif _BARE_BYLINE.match(line):
            fields.setdefault("byline", line[3:].strip())
        elif line:
            break
        if end == len(text):
            return end
        at = end + 1
    while at < len(text) and text[at].isspace():
        at += 1
    return at
