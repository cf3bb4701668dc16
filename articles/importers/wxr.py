"""WordPress exports (WXR): the published posts of a site, one article a post.

What is public on the site is read and nothing else: no drafts, no posts behind a password, no pages
or attachments, and of a post neither its comments nor its meta data, which name private people.
"""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from itertools import chain
from typing import BinaryIO

from lxml import etree

from articles.importers.assemble import assemble
from articles.importers.data import ArticleData, Problem, Record
from articles.importers.decoding import clean, one_line, text_blocks
from articles.importers.files import Recoded, Undecodable
from articles.importers.markup import html_text
from articles.importers.mending import mended

# A post with thousands of comments has some hundred thousand; all are in memory until it ends.
MOST_ELEMENTS = 1_000_000
# Sites with more have more accounts than authors; names beyond are shown as logins.
MOST_AUTHORS = 10_000

_WXR = "http://wordpress.org/export/"
_CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
_CREATOR = "{http://purl.org/dc/elements/1.1/}creator"
# Of a post, what is read; everything else is dropped as soon as it has been parsed.
_PLAIN = ("title", "link", "guid", "pubDate", "category")
_WP = ("post_date_gmt", "post_date", "status", "post_type", "post_password", "post_id")
_STATUS = {
    "draft": "a draft",
    "auto-draft": "a draft",
    "pending": "waiting for review",
    "future": "scheduled for later",
    "private": "private",
    "trash": "in the trash",
}
_KINDS = {"attachment": "attachment", "page": "page", "nav_menu_item": "menu item"}
_DOCTYPE = Problem(
    "The export declares a document type, which can hide entities without end; WordPress writes "
    "none: export it again, or take the <!DOCTYPE …> out."
)
_NO_SECTION = ("uncategorized", "uncategorised")

_DECLARED = re.compile(rb"<\?xml\b[^>]{0,200}?encoding=[\"']([\w-]{1,30})")
# Of these shortcodes neither the address nor the caption of a picture is the article's text.
_SHORTCODES = re.compile(
    r"\[(?P<name>caption|wp_caption|gallery|playlist|embed|audio|video)\b[^\]]{0,2000}\]"
    r"(?:[^\[]{0,5000}\[/(?P=name)\])?",
    re.IGNORECASE,
)
_BLOCK = re.compile(
    r"<(?:!--|/?(?:p|div|h[1-6]|ul|ol|li|dl|dt|dd|blockquote|pre|table|tr|td|th|tbody|thead"
    r"|figure|figcaption|section|article|aside|hr|iframe|script|style)\b)",
    re.IGNORECASE,
)


@dataclass(slots=True)
class _Site:
    """What the top of an export says of all its posts."""

    title: str = ""
    language: str = ""
    authors: dict[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


def read_wxr(file: BinaryIO, *, most_elements: int = MOST_ELEMENTS) -> Iterator[Record]:
    """Yield one record a post, numbered by its place among all items of the export.

    A post that is not public is a Problem that says why, without its bytes; pages, attachments and
    the like are passed over. The bytes of an article are an export of that post alone. Where the
    XML breaks off, the last record says so. Memory holds one item, however large the export.
    """
    file.seek(0)
    declared = _DECLARED.search(file.read(400))
    file.seek(0)
    blocks = text_blocks(file, legacy=declared[1].decode("ascii", "ignore") if declared else "")
    opening = next(blocks)
    if isinstance(opening, Problem) or _declares_a_type(opening.text):
        yield Record(1, b"", opening if isinstance(opening, Problem) else _DOCTYPE)
        return
    opening = replace(opening, text=opening.text.removeprefix("\ufeff"))
    yield from _posts(Recoded(mended(chain([opening], blocks))), _Site(), most_elements)


def _declares_a_type(opening: str) -> bool:
    return "<!DOCTYPE" in opening[: opening.find("<rss")]


def _posts(recoded: Recoded, site: _Site, most_elements: int) -> Iterator[Record]:
    events = etree.iterparse(
        recoded.buffered(),
        events=("start", "end"),
        encoding="utf-8",
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    index = posts = elements = 0
    passed: dict[str, int] = {}
    in_item = False
    try:
        for event, node in events:
            parent = node.getparent()
            if event == "start":
                in_item = in_item or _is_item(node, parent)
                elements += 1
                if elements > most_elements:
                    reason = (
                        f"More than {most_elements:,} elements in one post: the rest is not read."
                    )
                    yield Record(index + 1, b"", Problem(reason))
                    return
            elif _is_item(node, parent):
                index += 1
                elements, in_item = 0, False
                kind = _get(node, "post_type") or "post"
                if kind == "post":
                    posts += 1
                    if reason := _not_public(node):
                        yield Record(index, b"", Problem(reason))
                    else:
                        site.notes = recoded.notes
                        yield Record(index, _alone(node, site), _article(node, site))
                else:
                    kind = _KINDS.get(kind, "other item")
                    passed[kind] = passed.get(kind, 0) + 1
                _forget(node)
            elif in_item:
                if _is_item(parent, parent.getparent()) and not _is_read(node):
                    node.clear()
            elif parent is not None and _local(parent) == "channel":
                _read_site(node, site)
                elements = 0
                _forget(node)
    except (etree.XMLSyntaxError, Undecodable) as error:
        told = error.problem.reason if isinstance(error, Undecodable) else str(error.msg)
        message = one_line(clean(told)[0])[:200].removesuffix(".")
        kept = _counted(index, "item")
        reason = f"The XML breaks off: {message}. What comes after {kept} is not read."
        yield Record(index + 1, b"", Problem(reason))
        return
    if not posts:
        found = ", ".join(_counted(passed[kind], kind) for kind in sorted(passed))
        yield Record(
            index + 1, b"", Problem(f"The export holds no posts, only {found or 'its top'}.")
        )


def _counted(count: int, what: str) -> str:
    return f"1 {what}" if count == 1 else f"{count:,} {what}s"


def _is_item(node: etree._Element | None, parent: etree._Element | None) -> bool:
    return (
        node is not None
        and node.tag == "item"
        and parent is not None
        and parent.tag == "channel"
        and parent.getparent() is not None
    )


def _is_read(node: etree._Element) -> bool:
    tag = str(node.tag)
    return (
        tag in _PLAIN
        or tag in (_CONTENT, _CREATOR)
        or (tag.startswith("{" + _WXR) and _local(node) in (*_WP, "encoded"))
    )


def _read_site(node: etree._Element, site: _Site) -> None:
    if node.tag == "title":
        site.title = _value(node)
    elif node.tag == "language":
        site.language = _value(node)
    elif _local(node) == "author" and len(site.authors) < MOST_AUTHORS:
        login, name = _get(node, "author_login"), _get(node, "author_display_name")
        if login and name:
            site.authors[login] = name


def _not_public(item: etree._Element) -> str:
    """Return why a post is not for readers, "" if it is for all of them."""
    status = _get(item, "status") or "publish"
    if status != "publish":
        what = _STATUS.get(status, f"of the status {status[:40]!r}")
        return f"This post is {what}, not published: left out."
    if _get(item, "post_password"):
        return "This post is behind a password, not public: left out."
    return ""


def _article(item: etree._Element, site: _Site) -> ArticleData | Problem:
    published_at, notes = _published(item)
    creator = _text_of(item, _CREATOR)
    sections = [
        one_line(html.unescape(_value(node)))
        for node in item.iterfind("category")
        if node.get("domain", "category") == "category"
    ]
    sections = [name for name in sections if name and name.casefold() not in _NO_SECTION]
    if len(sections) > 1:
        notes += (f"also in the categories {', '.join(sections[1:10])}",)
    return assemble(
        {
            "body": _paragraphs(_text_of(item, _CONTENT)),
            "headline": html.unescape(_text_of(item, "title")),
            "standfirst": _paragraphs(_get(item, "encoded")),
            "byline": html.unescape(site.authors.get(creator, creator)),
            "source": html.unescape(site.title),
            "section": sections[0] if sections else "",
            "language": site.language,
            "guid": _text_of(item, "guid").replace("&amp;", "&"),
            "url": _text_of(item, "link").replace("&amp;", "&"),
        },
        date=published_at.isoformat() if published_at else "",
        notes=site.notes + notes,
        where="the post is empty",
    )


def _published(item: etree._Element) -> tuple[datetime | None, tuple[str, ...]]:
    """Return when a post was published; zeros stand where WordPress does not know it."""
    if (told := _get(item, "post_date_gmt")) and (read := _iso(told)):
        return read, ()
    try:
        read = parsedate_to_datetime(_text_of(item, "pubDate"))
        return (read.replace(tzinfo=UTC) if read.tzinfo is None else read.astimezone(UTC)), ()
    except (ValueError, OverflowError, TypeError, IndexError):
        pass
    if (told := _get(item, "post_date")) and (read := _iso(told)):
        return read, ("its time is the site's own, taken as UTC",)
    return None, ()


def _iso(value: str) -> datetime | None:
    try:
        return datetime.strptime(value, "%Y-%m-%d %H:%M:%S").replace(tzinfo=UTC)
    except ValueError:
        return None


def _paragraphs(markup: str) -> str:
    """Return the text of a post, whose paragraphs are empty lines where they are not markup."""
    bare = _SHORTCODES.sub("\n\n", markup.replace("\r\n", "\n"))
    if not bare.strip():
        return ""
    blocks = re.split(r"\n[ \t]*\n\s*", bare.strip())
    tagged = [
        block if _BLOCK.search(block) else "<p>" + block.replace("\n", "<br>\n") + "</p>"
        for block in blocks
    ]
    return html_text("\n".join(tagged))


def _alone(item: etree._Element, site: _Site) -> bytes:
    """Return an export of this post alone, with what the top says of it."""
    creator = _text_of(item, _CREATOR)
    top = (
        f"<title>{html.escape(site.title)}</title><language>{html.escape(site.language)}</language>"
    )
    if name := site.authors.get(creator):
        top += (
            f"<wp:author><wp:author_login>{html.escape(creator)}</wp:author_login>"
            f"<wp:author_display_name>{html.escape(name)}</wp:author_display_name></wp:author>"
        )
    for node in list(item):
        if not _is_read(node):
            item.remove(node)
    post: bytes = etree.tostring(item, encoding="utf-8", with_tail=False)
    opening = f'<rss version="2.0" xmlns:wp="{_WXR}1.2/"><channel>{top}'
    return opening.encode() + post + b"</channel></rss>"


def _forget(node: etree._Element) -> None:
    """Free an element that is done with, and those before it."""
    node.clear()
    parent = node.getparent()
    while parent is not None and node.getprevious() is not None:
        del parent[0]


def _get(node: etree._Element, name: str) -> str:
    """Return the value of WordPress's own element of this name, whatever its version."""
    for child in node:
        tag = str(child.tag)
        if tag.startswith("{" + _WXR) and tag.endswith("}" + name):
            return _value(child)
    return ""


def _text_of(node: etree._Element, tag: str) -> str:
    child = node.find(tag)
    return "" if child is None else _value(child)


def _value(node: etree._Element) -> str:
    return "".join(node.itertext()).strip()


def _local(node: etree._Element) -> str:
    return str(node.tag).rpartition("}")[2]
