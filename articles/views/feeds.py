"""The Atom feed of the newest articles."""

import datetime
from typing import Any

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.db.models.functions import Left
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape
from django.views.decorators.http import require_safe

from articles.models import Article

NEWEST = 30
SUMMARY = 300  # characters of the standfirst, or of the text where there is none


class ArticleFeed(Feed):
    """Headlines and summaries, never a whole text; not what is left out of web search."""

    feed_type = Atom1Feed

    def __init__(self, host: str) -> None:
        self.host = host

    def subtitle(self) -> str:
        return "The newest articles of the archive."

    def title(self) -> str:
        return settings.SITE_NAME

    def link(self) -> str:
        return reverse("home")

    def items(self) -> Any:
        articles = Article.objects.for_web_search().for_list().with_changed_at()
        return articles.annotate(beginning=Left("body", SUMMARY + 1)).newest_first()[:NEWEST]

    def item_title(self, item: Any) -> str:
        return _plain(item.title)

    def item_description(self, item: Any) -> str:
        """The format takes it for HTML."""
        text = item.standfirst or item.beginning
        if len(text) > SUMMARY:
            text = f"{text[:SUMMARY].rsplit(' ', 1)[0]} …"
        return escape(_plain(text))

    def item_author_name(self, item: Article) -> str:
        return _plain(item.byline or item.source.name)

    def item_guid(self, item: Article) -> str:
        """Stays the same whatever the headline becomes, unlike the address."""
        return f"tag:{self.host},2020:article-{item.pk}"

    def item_pubdate(self, item: Article) -> datetime.datetime | None:
        return item.published_at

    def item_updateddate(self, item: Any) -> datetime.datetime:
        changed_at: datetime.datetime = item.changed_at
        return changed_at


@require_safe
def feed(request: HttpRequest) -> HttpResponse:
    """Answer with the newest articles. One query."""
    response = ArticleFeed(request.get_host().partition(":")[0])(request)
    # The instant of the newest article stays the same when another one is taken down.
    del response.headers["Last-Modified"]
    return response


def _plain(text: str) -> str:
    """Return text as XML can hold it: on one line, without control characters."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())
