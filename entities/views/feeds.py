"""Feeds of a search and of an actor, as Atom and as RSS: the newest articles of each."""

from dataclasses import replace

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import conditional_page, require_safe

from articles.models import Article
from articles.search import Search, SearchTimeout, Sort, walk
from articles.views.feeds import ArticleFeed, answer_with, for_feed
from entities.narrowing import chosen_filters
from entities.query import Query, WrongFilterError, query_of
from entities.views.actors import actor_for_page, sent_on
from entities.views.search import TOOK_TOO_LONG, limits

NEWEST = 50
# Of so many of the newest some may be left out of feeds.
MOST_BATCHES = 4


# The tag is a hash of the answer: what was taken down since makes another one.
@conditional_page
@cache_control(no_cache=True)
@require_safe
def search_feed(request: HttpRequest, *, rss: bool = False) -> HttpResponse:
    """Answer with the newest articles that a search finds; its order makes no difference.

    400 for a wrong filter, 503 where it takes too long.
    """
    try:
        query = query_of(request.GET)
        articles = newest(query.search)
    except WrongFilterError as error:
        return _plain("\n".join(error.said), 400)
    except SearchTimeout:
        return _plain(TOOK_TOO_LONG, 503)
    asked = described(query)
    feed = ArticleFeed(
        request,
        articles,
        title=f"{asked} – {settings.SITE_NAME}",
        subtitle=f"The newest articles of the search: {asked}.",
        link=f"{reverse('search')}?{query.unordered}",
        rss=rss,
    )
    response = answer_with(feed, request)
    response["X-Robots-Tag"] = "noindex"
    return response


@conditional_page
@cache_control(no_cache=True)
@require_safe
def actor_feed(request: HttpRequest, slug: str, *, rss: bool = False) -> HttpResponse:
    """Answer with the newest articles about an actor; one that was merged is sent on."""
    actor = actor_for_page(request, slug)
    if actor.merged_into:
        name = "actor_feed_rss" if rss else "actor_feed"
        return sent_on(name, actor.merged_into.slug)
    feed = ArticleFeed(
        request,
        for_feed().labelled(f"@a{actor.pk}").newest_first()[:NEWEST],
        title=f"{actor.name} – {settings.SITE_NAME}",
        subtitle=f"The newest articles about {actor.name}.",
        link=actor.get_absolute_url(),
        rss=rss,
    )
    return answer_with(feed, request)


def newest(search: Search) -> list[Article]:
    """Return the newest articles that a search finds and a feed may bring."""
    found: list[Article] = []
    by_date = replace(search, sort=Sort.NEWEST)
    for number, ids in enumerate(walk(by_date, size=NEWEST, limits=limits())):
        articles = for_feed().in_bulk(ids)
        found += [articles[pk] for pk in ids if pk in articles]
        if len(found) >= NEWEST or number + 1 == MOST_BATCHES:
            break
    return found[:NEWEST]


def described(query: Query) -> str:
    """The search in a few words."""
    chosen = [choice.name for choice in chosen_filters(query.filter, query.parameters)]
    words = query.search.tidied.text
    return ", ".join([f"“{words}”", *chosen] if words else chosen) or "all articles"


def _plain(text: str, status: int) -> HttpResponse:
    return HttpResponse(f"{text}\n", status=status, content_type="text/plain; charset=utf-8")
