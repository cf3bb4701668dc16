"""The texts of an article: what came in stands in its versions, what readers see in its row.

The two differ where an act hides a name (`Article.hidden_names`): every text on its way into the
row goes through `hide`, so that no page, search or export can show what the row does not hold.
"""

import hashlib
import re
from collections.abc import Mapping
from typing import Protocol

from django.contrib.auth.models import User

from articles.models import Article, ArticleVersion, ImportItem

# What readers see of a text.
SHOWN_FIELDS = ("headline", "standfirst", "body", "byline", "dateline", "credit")
# What another text of an article changes in its row.
TEXT_FIELDS = (*SHOWN_FIELDS, "text_hash", "version_number")


class Text(Protocol):
    """An ArticleData or an ArticleVersion: a text as it came."""

    @property
    def headline(self) -> str: ...
    @property
    def standfirst(self) -> str: ...
    @property
    def body(self) -> str: ...
    @property
    def byline(self) -> str: ...
    @property
    def dateline(self) -> str: ...
    @property
    def credit(self) -> str: ...


def text_hash(headline: str, standfirst: str, body: str) -> str:
    """Return the SHA-256, in hexadecimal, by which a text is known."""
    return hashlib.sha256("\x00".join((headline, standfirst, body)).encode()).hexdigest()


def hide(text: str, names: Mapping[str, str]) -> str:
    """Return the text with what stands instead of each name, as whole words and in any case.

    Longer names go first; any space between the words of a name will do.
    """
    for name in sorted(names, key=len, reverse=True):
        words = r"\s+".join(map(re.escape, name.split()))
        instead = names[name].replace("\\", r"\\")
        text = re.sub(rf"(?<!\w){words}(?!\w)", instead, text, flags=re.IGNORECASE)
    return text


def show(article: Article, text: Text) -> None:
    """Set what readers see of a text, not stored."""
    for name in SHOWN_FIELDS:
        setattr(article, name, hide(getattr(text, name), article.hidden_names))


def give_text(article: Article, text: Text, digest: str) -> None:
    """Set another text, not stored: TEXT_FIELDS change, no more."""
    show(article, text)
    article.text_hash = digest
    article.version_number += 1


def version_of(
    article: Article,
    text: Text,
    *,
    item: ImportItem | None,
    created_by: User | None,
    reason: str,
    source_version: str = "",
) -> ArticleVersion:
    """Return the version, not stored, of a text that was just given to the article."""
    return ArticleVersion(
        article=article,
        number=article.version_number,
        text_hash=article.text_hash,
        item=item,
        created_by=created_by,
        reason=reason,
        source_version=source_version,
        **{name: getattr(text, name) for name in SHOWN_FIELDS},
    )
