"""Pages that belong to no app: home, help, and what machines ask for."""

import datetime
from itertools import groupby
from typing import Any

from django.db import Error, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import date_format
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from kombu.exceptions import OperationalError

from articles.dates import DAY_KNOWN
from articles.models import Article
from articles.templatetags.archive import published_on
from entities.chips import with_chips
from entities.coverage import totals
from entities.models import Actor
from entities.newsmakers import news_week
from newsroom.celery import app as celery_app

LATEST = 10
MOST_IN_THE_NEWS = 10
MOST_MENTIONED = 10
BROKER_ANSWERS_WITHIN_S = 2

# Combinations of filters have no end, and neither have the places in a list; articles and actors
# are reached by the sitemap. Every feed and export of a search is an address below /search/.
ROBOTS = """\
User-agent: *
Disallow: /search/?
Disallow: /search/*?
Disallow: /search/export
Disallow: /search/count/
Disallow: /search.json
Disallow: /suggest/
Disallow: /actors/?
Disallow: /actors/*?
Disallow: /articles/*?
Disallow: /articles/*/report/
Disallow: /browse/*?
Disallow: /quotes/?
Disallow: /coverage/?
Disallow: /corrections/?
Disallow: /ingest/
Disallow: /import/
Disallow: /review/
Disallow: /admin/
Disallow: /login/
Disallow: /two-factor/
"""


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show the search box, what is new by day, and who is in the news. At most ten queries."""
    latest = list(Article.objects.public().for_list().newest_first()[:LATEST])
    mentioned = list(Actor.objects.public().order_by("-article_count", "pk")[:MOST_MENTIONED])
    week = news_week(MOST_IN_THE_NEWS)
    # Names of actors are searched, so this finds something; that of one in the news tells more.
    known = [*(one.actor for one in week.newsmakers), *mentioned] if week else mentioned
    return render(
        request,
        "home.html",
        {
            "page_has_search": True,
            "days": _by_day(with_chips(latest)),
            "week": week,
            "mentioned": mentioned,
            "example": known[0].name if known else "",
            "coverage": totals(),
        },
    )


def _by_day(lines: list[tuple[Article, list[Actor]]]) -> list[tuple[str, str, list[Any]]]:
    """The date as far as it is known, the page of that day, and the articles of it."""
    days = []
    for words, group in groupby(lines, key=lambda line: _day_words(line[0])):
        found = list(group)
        article = found[0][0]
        url = ""
        if article.published_at and article.published_precision in DAY_KNOWN:
            day = article.sort_at.astimezone(datetime.UTC)
            url = reverse("browse_day", args=[day.year, day.month, day.day])
        days.append((words, url, found))
    return days


def _day_words(article: Article) -> str:
    """The day in UTC, by which the archive is browsed; or the month or year, or "undated"."""
    if article.published_at and article.published_precision == Article.Precision.MINUTE:
        return date_format(article.sort_at.astimezone(datetime.UTC), "j F Y")
    return published_on(article)


@require_safe
def help_page(request: HttpRequest) -> HttpResponse:
    return render(request, "help.html")


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    maps = [request.build_absolute_uri(reverse(name)) for name in ("sitemap", "news_sitemap")]
    rules = "\n".join([ROBOTS, *(f"Sitemap: {address}" for address in maps)])
    return HttpResponse(f"{rules}\n", content_type="text/plain; charset=utf-8")


@never_cache
@require_safe
def health(request: HttpRequest) -> JsonResponse:
    """Say whether database and broker answer: 200 when both do, else 503."""
    answers = {"database": _database_answers(), "broker": _broker_answers()}
    told = {name: "ok" if ok else "no answer" for name, ok in answers.items()}
    return JsonResponse(told, status=200 if all(answers.values()) else 503)


def _database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error:
        return False
    return True


def _broker_answers() -> bool:
    try:
        with celery_app.connection_for_write() as broker:
            broker.ensure_connection(
                max_retries=1, interval_start=0, timeout=BROKER_ANSWERS_WITHIN_S
            )
    except OperationalError:
        return False
    return True
