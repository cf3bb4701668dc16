"""IPTC ninjs, News in JSON: 1.x, 2.x and 3.x, as one object, an array, or one object a line.

The generations differ in the spelling of keys (versioncreated, versionCreated) and in whether a
text has a key of its own (body_xhtml) or is one of many (bodies): keys are compared in small
letters, and both are looked for.
https://iptc.org/standards/ninjs/
"""

import json
import re
from collections.abc import Iterator
from typing import Any

from articles.importers.assemble import assemble, carried_over, withdrawn
from articles.importers.data import ArticleData, Problem, Record
from articles.importers.decoding import clean, decode, paragraphs
from articles.importers.markup import html_text

# Any of these makes an object ninjs; none of them is a name that JSONL has for a field.
_MARK = re.compile(
    r"body_\w+|bodies|headlines|descriptions|versioncreated|pubstatus|representationtype"
    r"|embargoed(?:until)?|copyrightnotice|usageterms|renditions"
)
_AUTHOR = re.compile("author|creator|writer|reporter|byline|by")
MOST_NAMES = 50


def is_ninjs(data: object) -> bool:
    """Whether a JSON value is a ninjs object, or an array that begins with one."""
    if isinstance(data, list):
        return bool(data) and is_ninjs(data[0])
    if not isinstance(data, dict):
        return False
    keys = {key.lower() for key in data}
    standard = data.get("standard")
    if isinstance(standard, dict) and standard.get("name") == "ninjs":
        return True
    return "uri" in keys and any(map(_MARK.fullmatch, keys))


def read_ninjs(content: bytes) -> Iterator[Record]:
    """Yield a record an object of one JSON document, numbered from 1."""
    decoded = decode(content)
    if isinstance(decoded, Problem):
        yield Record(1, content, decoded)
        return
    document = _loaded(decoded.text)
    if not isinstance(document, list):
        yield Record(1, content, _item(document, decoded.notes))
        return
    for number, item in enumerate(document, start=1):
        alone = json.dumps(item, ensure_ascii=False).encode("utf-8", "replace")
        yield Record(number, alone, _item(item, decoded.notes))


def load(content: bytes) -> Any:
    """Return the JSON value, or the Problem of what is none."""
    decoded = decode(content)
    return decoded if isinstance(decoded, Problem) else _loaded(decoded.text)


def _loaded(text: str) -> Any:
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        return Problem(
            f"This is broken JSON: {error.msg} (line {error.lineno}, column {error.colno})."
        )
    except ValueError:  # a number of thousands of digits
        return Problem("This is not JSON that can be read: a number in it is too long.")
    except RecursionError:
        return Problem("This is JSON nested too deeply to be an article.")


def _item(data: Any, notes: tuple[str, ...]) -> ArticleData | Problem:
    if isinstance(data, Problem):
        return data
    if not isinstance(data, dict):
        return Problem("This is not a ninjs object.")
    item = {key.lower(): value for key, value in data.items()}
    version = _text(item.get("version"))
    status = _code(_text(item.get("pubstatus")))
    if back := withdrawn(
        status, guid=_guid(item), headline=_headline(item), version=version, notes=notes
    ):
        return back
    article = assemble(
        {
            "body": _body(item),
            "headline": _headline(item),
            "byline": _byline(item),
            "dateline": _text(item.get("located")),
            "source": _source(item),
            "section": next(iter(_names(item, "subjects", "subject")), "")
            or next(iter(_names(item, "genres", "genre")), ""),
            "language": _text(item.get("language")),
            "guid": _guid(item),
        },
        date=_text(item.get("firstcreated"))
        or _text(item.get("contentcreated"))
        or _text(item.get("versioncreated")),
        embargo=_text(item.get("embargoeduntil")) or _text(item.get("embargoed")),
        notes=notes,
        where=_where(item),
    )
    return carried_over(
        article,
        authors=_authors(item),
        subjects=_names(item, "subjects", "subject"),
        genres=_names(item, "genres", "genre"),
        version=version,
    )


def _body(item: dict[str, Any]) -> str:
    """Return the text; of several, one with markup, because it knows its paragraphs."""
    marked: list[str] = []
    plain: list[str] = []
    for body in _objects(item.get("bodies")):
        value, kind = _text(body.get("value")), _text(body.get("contenttype")).lower()
        if _text(body.get("role")).lower() in ("caption", "summary", "teaser", "script"):
            continue
        (plain if kind == "text/plain" or (not kind and "<" not in value) else marked).append(value)
    for key in sorted(item, reverse=True):  # body_xhtml and body_html before the rest
        if key == "body_text":
            plain.append(_text(item[key]))
        elif key.startswith("body_"):
            marked.append(_text(item[key]))
    texts = [*map(html_text, marked), *(paragraphs(clean(text)[0]) for text in plain)]
    return next(filter(None, texts), "")


def _headline(item: dict[str, Any]) -> str:
    headlines = _objects(item.get("headlines"))
    headlines.sort(key=lambda headline: _text(headline.get("role")).lower() not in ("main", ""))
    values = [_text(headline.get("value")) for headline in headlines]
    texts = [_text(item.get("headline")), *values, _text(item.get("title"))]
    return html_text(next(filter(None, texts), ""))


def _byline(item: dict[str, Any]) -> str:
    if line := _text(item.get("byline")) or _text(item.get("by")):
        return line
    return ", ".join(dict.fromkeys(_called(item.get("bylines")) or _authors(item)))


def _authors(item: dict[str, Any]) -> list[str]:
    """Return the names that stand for one author each; a byline may be of several."""
    if authors := _called(item.get("authors")):
        return authors
    people = _objects(item.get("people")) + _objects(item.get("person"))
    writers = [_text(who.get("name")) for who in people if _AUTHOR.fullmatch(_relation(who))]
    return list(filter(None, writers))


def _called(values: Any) -> list[str]:
    texts = [value for value in _list(values) if isinstance(value, str)]
    texts += [
        next((_text(who[key]) for key in ("name", "value", "byline", "by") if who.get(key)), "")
        for who in _objects(values)
    ]
    return list(filter(None, texts))


def _relation(who: dict[str, Any]) -> str:
    return _code(_text(who.get("rel")) or _text(who.get("role")))


def _code(text: str) -> str:
    # Often the end of an address or of a qualified code: "http://…/authorrole/reporter", "rol:by".
    return text.strip().lower().replace(":", "/").rpartition("/")[2]


def _source(item: dict[str, Any]) -> str:
    return (
        next(iter(_names(item, "infosources", "infosource")), "")
        or _text(item.get("source"))
        or _text(item.get("copyrightholder"))
    )


def _names(item: dict[str, Any], *keys: str) -> list[str]:
    values = [value for key in keys for value in _objects(item.get(key))]
    return list(filter(None, (_text(value.get("name")) for value in values)))


def _guid(item: dict[str, Any]) -> str:
    alternatives = [_text(other.get("value")) for other in _objects(item.get("altids"))]
    texts = [_text(item.get("uri")), _text(item.get("guid")), *alternatives]
    return next(filter(None, texts), "")


def _where(item: dict[str, Any]) -> str:
    kind = _text(item.get("type"))[:20]
    if kind and kind != "text":
        return f"this ninjs object is of the type {clean(kind)[0]!r} and has no body"
    return "this ninjs object has neither bodies nor body_text"


def _objects(value: Any) -> list[dict[str, Any]]:
    """Return the objects of a list, or an object alone, their keys in small letters."""
    return [
        {key.lower(): inner for key, inner in one.items()}
        for one in _list(value)
        if isinstance(one, dict)
    ]


def _list(value: Any) -> list[Any]:
    return value[:MOST_NAMES] if isinstance(value, list) else [value]


def _text(value: Any) -> str:
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value) if abs(value) < 10**15 else ""  # a version is often a number
    return value if isinstance(value, str) else ""
