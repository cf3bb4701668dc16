"""NewsML-G2: a newsItem, or a newsMessage with several, its text as XHTML, NITF or plain.

Elements are found by their local names, because providers use several versions of the namespace.
A packageItem only points at other items: it is passed over beside them.
https://iptc.org/standards/newsml-g2/
"""

from collections.abc import Iterator

from lxml import etree

from articles.importers.assemble import assemble, carried_over, withdrawn
from articles.importers.data import ArticleData, Problem, Record
from articles.importers.decoding import clean, one_line, paragraphs
from articles.importers.markup import element_text, html_text, local_name, parse_xml

# Messages hold some hundred items at the most.
MOST_ITEMS = 10_000
# Of creators or places, what a byline or dateline names.
MOST_JOINED = 20


def read_newsml(content: bytes) -> Iterator[Record]:
    """Yield a record a newsItem, in the order of the message."""
    parsed = parse_xml(content)
    if isinstance(parsed, Problem):
        yield Record(1, content, parsed)
        return
    root, notes = parsed
    items = [node for node in root.iter() if local_name(node) == "newsitem" and not _inside(node)]
    if not items:
        reason = "This NewsML-G2 file has no newsItem: packages and concepts hold no text."
        yield Record(1, content, Problem(reason))
        return
    for number, item in enumerate(items[:MOST_ITEMS], start=1):
        alone = content if item is root else etree.tostring(item, with_tail=False, encoding="utf-8")
        yield Record(number, alone, _article(item, notes))
    if len(items) > MOST_ITEMS:
        reason = f"The message has {len(items):,} items; the first {MOST_ITEMS:,} were read."
        yield Record(MOST_ITEMS + 1, b"", Problem(reason))


def _inside(node: etree._Element) -> bool:
    return any(local_name(around) == "newsitem" for around in node.iterancestors())


def _article(item: etree._Element, notes: tuple[str, ...]) -> ArticleData | Problem:
    about, meta = _child(item, "itemmeta"), _child(item, "contentmeta")
    version, guid = item.get("version", ""), item.get("guid", "")
    headline = _text(_child(meta, "headline")) or _text(_child(about, "title"))
    status = _code(_child(about, "pubstatus"))
    if back := withdrawn(status, guid=guid, headline=headline, version=version, notes=notes):
        return back
    subjects, genres = _names(meta, "subject"), _names(meta, "genre")
    byline = _text(_child(meta, "by"))
    article = assemble(
        {
            "body": _content(_child(item, "contentset")),
            "headline": headline,
            "byline": byline or _joined(meta, "creator"),
            "dateline": _text(_child(meta, "dateline")) or _joined(meta, "located"),
            "credit": _text(_child(meta, "creditline")),
            "source": _joined(meta, "infosource") or _joined(about, "provider"),
            "section": next(iter(subjects or genres), ""),
            "language": _language(item, meta),
            "guid": guid,
        },
        date=_text(_child(about, "firstcreated"))
        or _text(_child(meta, "contentcreated"))
        or _text(_child(about, "versioncreated")),
        embargo=_text(_child(about, "embargoed")),
        notes=notes,
        where=_where(_code(_child(about, "itemclass"))),
    )
    return carried_over(
        article,
        authors=_authors(meta, byline),
        subjects=subjects,
        genres=genres,
        version=version,
    )


def _content(content_set: etree._Element | None) -> str:
    """Return the first text of the content set."""
    for part in _children(content_set):
        kind = (part.get("contenttype") or "").lower()
        if local_name(part) == "inlinexml":
            # NITF keeps headline, byline and dateline in its body.head.
            body = next((node for node in part.iter() if local_name(node) == "body.content"), part)
            text = element_text(body)
        elif local_name(part) == "inlinedata":
            value = "".join(str(piece) for piece in part.itertext())
            text = html_text(value) if "html" in kind or "xml" in kind else _plain(value)
        else:
            continue
        if text:
            return text
    return ""


def _plain(text: str) -> str:
    return paragraphs(clean(text)[0])


def _language(item: etree._Element, meta: etree._Element | None) -> str:
    language = _child(meta, "language")
    tag = language.get("tag", "") if language is not None else ""
    return tag or item.get("{http://www.w3.org/XML/1998/namespace}lang", "")


def _authors(meta: etree._Element | None, byline: str) -> list[str]:
    """Return the creators that are people.

    Beside a byline, a creator that does not say what it is may well be the desk.
    """
    kinds = [_last_part(node.get("type", "")) for node in _named(meta, "creator")]
    creators = list(zip(_named(meta, "creator"), kinds, strict=True))
    people = [_name(node) for node, kind in creators if kind == "person"]
    if people or byline:
        return people
    return [_name(node) for node, kind in creators if not kind]


def _names(parent: etree._Element | None, name: str) -> list[str]:
    return list(filter(None, map(_name, _named(parent, name))))


def _joined(parent: etree._Element | None, name: str) -> str:
    return ", ".join(_names(parent, name)[:MOST_JOINED])


def _named(parent: etree._Element | None, name: str) -> list[etree._Element]:
    return [node for node in _children(parent) if local_name(node) == name]


def _name(node: etree._Element) -> str:
    """Return the name of such an element: in an element, a literal, never a bare code."""
    return _text(_child(node, "name")) or node.get("literal", "")


def _code(node: etree._Element | None) -> str:
    return "" if node is None else _last_part(node.get("qcode") or node.get("uri") or "")


def _last_part(code: str) -> str:
    """Return the code of stat:canceled, or of http://…/pubstatus/canceled."""
    return code.strip().replace(":", "/").rpartition("/")[2].lower()


def _child(parent: etree._Element | None, name: str) -> etree._Element | None:
    return next((node for node in _children(parent) if local_name(node) == name), None)


def _children(parent: etree._Element | None) -> list[etree._Element]:
    return [] if parent is None else list(parent)


def _text(node: etree._Element | None) -> str:
    return "" if node is None else one_line(element_text(node))


def _where(kind: str) -> str:
    if kind and kind != "text":
        return f"this newsItem is of the class {_short(kind)!r} and has no text in it"
    return "this newsItem has no text in it; what it points at elsewhere is not fetched"


def _short(text: str) -> str:
    return one_line(clean(text)[0])[:40]
