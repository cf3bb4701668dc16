"""Markup to a tree and to paragraphs: what the readers of HTML, feeds, ninjs and NewsML share.

Nothing is ever fetched or expanded: no entities of the document's own, no DTD, no network, and the
parser's own limits on depth and size stay on. Both walks over a tree are loops, because a hostile
document nests deeper than Python's stack.
"""

import re

from lxml import etree, html

from articles.importers.data import Problem
from articles.importers.decoding import Decoded, clean, decode, one_line

# A page or a message beyond this is a broken export; a parsed tree takes ten times its bytes.
MOST_BYTES = 64 * 1024 * 1024
# Real pages nest 30 to 60 deep; trafilatura walks by recursion, and Python stops it at 1,000.
MOST_DEPTH = 250

# Whatever is in these is not text.
_SKIPPED = re.compile(
    "head|script|style|noscript|template|i?frame|object|embed|applet|svg|math|canvas|audio|video"
    "|form|button|select|textarea|input|title"
)
_BLOCK = re.compile(
    "p|div|h[1-6]|[uod]l|li|d[td]|blockquote|pre|table|caption|t[rdh]|section|article|aside|header"
    "|footer|main|nav|figure|figcaption|address|details|summary|hr|html"
    r"|body(?:\.(?:head|content|end))?|hedline|hl[12]|media(?:-caption)?|block|tagline"  # NITF
)
_ENCODING = re.compile(
    rb"""<(?:\?xml|meta)\b[^>]{0,300}?(?:charset|encoding)\s*=\s*["']?\s*([\w-]{3,20})""",
    re.IGNORECASE,
)
_HIDDEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_DECLARATION = re.compile(r"\s*<\?xml\b[^>]*\?>")
_ENTITIES = Problem(
    "This XML declares entities of its own, which can hide a bomb or a file of this machine: "
    "export it without a DOCTYPE."
)


def parse_xml(content: bytes) -> tuple[etree._Element, tuple[str, ...]] | Problem:
    """Return the root and notes on how the bytes were read; a Problem for whatever is not XML."""
    if len(content) > MOST_BYTES:
        return _too_large(content)
    if re.search(rb"<!ENTITY", content.replace(b"\x00", b"")):
        return _ENTITIES
    notes: tuple[str, ...] = ()
    try:
        root = etree.fromstring(content, _xml_parser())
    except (etree.XMLSyntaxError, ValueError) as error:
        decoded = _reread(content)
        if decoded is None:
            return _broken(error)
        try:
            root = etree.fromstring(decoded.text.encode(), _xml_parser())
        except (etree.XMLSyntaxError, ValueError) as second:
            return _broken(second)
        notes = decoded.notes
    if root is None:  # nothing but a comment
        return Problem("This is no XML that can be read: it has no element.")
    if next(root.iter(etree.Entity), None) is not None:
        return Problem(
            "This XML uses entities that only its DTD explains, and no DTD is read: export it with "
            "the characters themselves."
        )
    return root, notes


def parse_html(text: str) -> etree._Element | None:
    """Return the root of a page or a fragment; None when there is nothing in it."""
    parser = html.HTMLParser(
        encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True
    )
    bare = _DECLARATION.sub("", text, count=1).encode("utf-8", "ignore")
    try:
        return etree.fromstring(bare, parser)
    except (etree.XMLSyntaxError, ValueError):
        return None


def decode_markup(content: bytes) -> Decoded | Problem:
    """Return the text of a page: the encoding that it names serves where it is not UTF-8."""
    if len(content) > MOST_BYTES:
        return _too_large(content)
    named = _ENCODING.search(content[:4096])
    return decode(content, legacy=named[1].decode("ascii", "replace") if named else "")


def html_text(markup: str) -> str:
    """Return the text of a page or a fragment as paragraphs, without scripts or markup."""
    if "<" not in markup and "&" not in markup:
        return "\n\n".join(filter(None, map(one_line, re.split(r"\n\s*\n", markup))))
    root = parse_html(markup)
    return "" if root is None else element_text(root)


def element_text(root: etree._Element) -> str:
    """Return the text under an element, one empty line between paragraphs.

    Reads HTML, XHTML and NITF alike: namespaces are passed over. Two <br> part paragraphs, one is
    a space.
    """
    parts: list[str] = []
    stack = [(root, True)]
    while stack:
        node, entering = stack.pop()
        name = local_name(node)
        if entering:
            if node is not root:
                stack.append((node, False))
                if not name or _SKIPPED.fullmatch(name) or _is_hidden(node):
                    continue
            parts.append("\n" if name == "br" else "\n\n" if _BLOCK.fullmatch(name) else "")
            parts.append(" ".join(re.split(r"\s+", node.text or "")))
            stack.extend((child, True) for child in reversed(node))
        else:
            parts.append("\n\n" if _BLOCK.fullmatch(name) else "")
            parts.append(" ".join(re.split(r"\s+", node.tail or "")))
    blocks = re.split(r"\n(?: *\n)+", "".join(parts))
    return "\n\n".join(filter(None, map(one_line, blocks)))


def local_name(node: etree._Element) -> str:
    """Return an element's name without its namespace, "" for a comment or an instruction."""
    return node.tag.rpartition("}")[2].lower() if isinstance(node.tag, str) else ""


def _is_hidden(node: etree._Element) -> bool:
    return node.get("hidden") is not None or bool(_HIDDEN.search(node.get("style") or ""))


def is_too_deep(root: etree._Element) -> bool:
    """Whether elements nest deeper than any real page."""
    level = [root]
    for _ in range(MOST_DEPTH):
        level = [child for node in level for child in node]
        if not level:
            return False
    return True


def _xml_parser() -> etree.XMLParser:
    return etree.XMLParser(
        resolve_entities=False,
        load_dtd=False,
        dtd_validation=False,
        attribute_defaults=False,
        no_network=True,
        huge_tree=False,
        recover=False,
        remove_comments=True,
        remove_pis=True,
    )


def _reread(content: bytes) -> Decoded | None:
    """Return the text of XML whose declaration names the wrong encoding, None when it is right."""
    decoded = decode(content)
    if isinstance(decoded, Problem):
        return None
    text = _DECLARATION.sub("", decoded.text, count=1)
    return Decoded(text, decoded.notes or ("read as UTF-8, against what it says itself",))


def _broken(error: Exception) -> Problem:
    message = clean(str(error))[0]
    return Problem(f"This is broken XML: {one_line(message)[:200]}.")


def _too_large(content: bytes) -> Problem:
    return Problem(
        f"The file has {len(content):,} bytes; {MOST_BYTES:,} are the most for HTML and XML."
    )
