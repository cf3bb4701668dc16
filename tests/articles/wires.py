"""Records as wires send them, one after another, and an editor in between."""

import datetime
import json
from typing import Any

from django.contrib.auth.models import User

from articles.bulk import Placed, store_many
from articles.importers import ArticleData
from articles.importers.ninjs import read_ninjs
from articles.models import Article, ArticleVersion, ImportBatch, ImportItem
from articles.services import Defaults, start_batch
from articles.texts import TEXT_FIELDS, give_text, text_hash, version_of

LATER = datetime.datetime(2199, 1, 1, tzinfo=datetime.UTC)
EARLIER = datetime.datetime(2001, 1, 1, tzinfo=datetime.UTC)


def ninjs(body: str = "Tolvan left.", **fields: Any) -> bytes:
    """The bytes of an item of GUID 1."""
    data = {"uri": "1", "pubstatus": "usable", "body_text": body, **fields}
    return json.dumps(data, default=datetime.datetime.isoformat).encode()


def sent(*contents: bytes, user: User | None = None, keep_unchanged: bool = True) -> ImportItem:
    """Store each of these items in a batch of its own and return what became of the last."""
    for content in contents:
        placed = [Placed("wire.json", record) for record in read_ninjs(content)]
        batch = start_batch(ImportBatch.Origin.PUSH, user)
        (item,) = store_many(batch, placed, Defaults(), keep_unchanged=keep_unchanged)
    return item


def corrected(article: Article, body: str, editor: User) -> ArticleVersion:
    """Give an article an editor's text, as a correction does."""
    text = ArticleData(body=body, headline=article.headline)
    give_text(article, text, text_hash(text.headline, "", body))
    article.save(update_fields=TEXT_FIELDS)
    version = version_of(article, text, item=None, created_by=editor, reason="corrected")
    version.save(force_insert=True)
    return version
