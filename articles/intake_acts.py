"""The acts that an import brings with it: an embargo, a new text, a cancellation.

They agree with what `acts.derived` makes of them, and are stored in bulk. Each function sets what
the act makes of the article's row and returns the act; neither is stored.
"""

import datetime

from articles.models import Article, ArticleAct, ArticleVersion

Kind = ArticleAct.Kind


def embargo(article: Article, until: datetime.datetime) -> ArticleAct:
    article.status = Article.Status.EMBARGOED
    article.embargo_until = until
    _flag(article, Kind.EMBARGO)
    return ArticleAct(
        kind=Kind.EMBARGO, article=article, until=until, reason="Embargoed by its publisher."
    )


def update(article: Article, version: ArticleVersion) -> ArticleAct:
    _flag(article, Kind.UPDATE)
    return ArticleAct(
        kind=Kind.UPDATE,
        article=article,
        version=version,
        reason="Its source sent another text.",
        created_by=version.created_by,
    )


def take_down(article: Article, reason: str = "") -> ArticleAct:
    """Of what the row holds, `status` and `flags` change."""
    article.status = Article.Status.TAKEN_DOWN
    _flag(article, Kind.TAKEDOWN)
    return ArticleAct(kind=Kind.TAKEDOWN, article=article, reason=reason)


def why_withdrawn(status: str) -> str:
    """Say what the publisher did, by its pubStatus."""
    verb = "cancelled" if status == "canceled" else "withheld"
    return f"Its publisher {verb} it: pubStatus {status}."


def _flag(article: Article, kind: str) -> None:
    article.flags = sorted({*article.flags, str(kind)})
