"""The Atom feed of the newest articles, and what every feed of articles is made of."""

import datetime
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.db.models.functions import Left
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed
from django.utils.html import escape
from django.views.decorators.cache import cache_control
from django.views.decorators.http import conditional_page, require_safe

from articles.models import Article

NEWEST = 30
SUMMARY = 300  # characters of the standfirst, or of the text where there is none


class ArticleFeed(Feed):
    """Headlines and summaries, never a whole text, of articles as `for_feed` brings them.

    `link` is the page of which it is the feed, `subtitle` says in words what it brings.
    """

    item_guid_is_permalink = False

    def __init__(
        self,
        request: HttpRequest,
        articles: Iterable[Article],
        *,
        title: str,
        subtitle: str,
        link: str,
        rss: bool = False,
    ) -> None:
        self.feed_type = Rss201rev2Feed if rss else Atom1Feed
        self.host = request.get_host().partition(":")[0]
        self.articles = articles
        self.title = _plain(title)
        self.subtitle = self.description = _plain(subtitle)
        self.link = link
        self.feed_url = request.get_full_path()

    def items(self) -> Iterable[Article]:
        return self.articles

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


def for_feed() -> Any:
    """Articles for a feed: not what is left out of web search, and no whole text."""
    articles = Article.objects.for_web_search().for_list().with_changed_at()
    return articles.annotate(beginning=Left("body", SUMMARY + 1))


def answer_with(feed: ArticleFeed, request: HttpRequest) -> HttpResponse:
    """Return the feed as an answer, with nothing that says when it changed.

    The instant of the newest article stays the same when another one is taken down.
    """
    response = feed(request)
    del response.headers["Last-Modified"]
    return response


# The tag is a hash of the answer: what was taken down since makes another one.
@conditional_page
@cache_control(no_cache=True)
@require_safe
def feed(request: HttpRequest) -> HttpResponse:
    """Answer with the newest articles. One query."""
    newest = for_feed().newest_first()[:NEWEST]
    subtitle = "The newest articles of the archive."
    made = ArticleFeed(
        request, newest, title=settings.SITE_NAME, subtitle=subtitle, link=reverse("home")
    )
    return answer_with(made, request)


def _plain(text: str) -> str:
    """Return text as XML can hold it: on one line, without control characters."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())
