"""The archive itself: articles, every text they ever had, and the raw input they came from.

This app knows nothing of actors. The app above hands each article its labels as opaque values
(`actor_ids`, `label_text`, `label_lexemes`); a trigger of the database keeps the search vector from
them (migration 0002), so that no code path can forget it.

The layout of the hot row follows measurements at a million articles: everything a list or a facet
reads stays in the row, everything long is kept out of line.
"""

from articles.models.article import Article, ArticleAct, ArticleVersion, Fingerprint
from articles.models.counts import ExactCount
from articles.models.intake import Feed, ImportBatch, ImportFile, ImportItem, IngestToken
from articles.models.names import Author, Section, Source

__all__ = [
    "Article",
    "ArticleAct",
    "ArticleVersion",
    "Author",
    "ExactCount",
    "Feed",
    "Fingerprint",
    "ImportBatch",
    "ImportFile",
    "ImportItem",
    "IngestToken",
    "Section",
    "Source",
]
