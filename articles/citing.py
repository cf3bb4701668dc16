"""How an article is cited: one plain line with everything that finds it again."""

from django.utils.formats import date_format

from articles.dates import published_moment
from articles.models import Article

_FORMATS = {"year": "Y", "month": "F Y"}


def citation(article: Article, archive: str, address: str) -> str:
    """Return "Byline, “Headline”, Source, 29 December 2020. Archive, address".

    A text that is not the first one says which it is. Nothing is in it that the page hides.
    """
    moment = published_moment(article)
    form = _FORMATS.get(article.published_precision, "j F Y")
    day = date_format(moment, form) if moment else "undated"
    parts = [article.byline, f"“{article.title}”", str(article.source.kept), day]
    number = article.version_number
    text = f" (text number {number})" if number > 1 else ""
    return f"{', '.join(filter(None, parts))}{text}. {archive}, {address}"
