"""Pages that belong to no app: home, help, and what machines ask for."""

from django.db import Error, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from kombu.exceptions import OperationalError

from articles.models import Article
from entities.coverage import totals
from entities.models import Actor
from newsroom.celery import app as celery_app

LATEST = 8
MOST_CHIPS = 4
MOST_MENTIONED = 16
BROKER_ANSWERS_WITHIN_S = 2

# Combinations of filters have no end; articles and actors are reached by their lists.
ROBOTS = """\
User-agent: *
Disallow: /search/?
Disallow: /search/feed/
Disallow: /search/export
Disallow: /search/count/
Disallow: /search.json
Disallow: /actors/?
Disallow: /import/
Disallow: /review/
Disallow: /admin/
Disallow: /login/
"""


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show the search box, the newest articles and the actors most of them are about."""
    latest = list(Article.objects.public().for_list().newest_first()[:LATEST])
    mentioned = list(Actor.objects.public().order_by("-article_count", "pk")[:MOST_MENTIONED])
    chips = {article.pk: article.actor_ids[:MOST_CHIPS] for article in latest}
    actors = Actor.objects.in_bulk({pk for pks in chips.values() for pk in pks})
    return render(
        request,
        "home.html",
        {
            "page_has_search": True,
            "latest": [
                (article, [actors[pk] for pk in chips[article.pk] if pk in actors])
                for article in latest
            ],
            "mentioned": mentioned,
            # Names of actors are searched, so this finds something.
            "example": mentioned[0].name if mentioned else "",
            "coverage": totals(),
        },
    )


@require_safe
def help_page(request: HttpRequest) -> HttpResponse:
    return render(request, "help.html")


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    sitemap = request.build_absolute_uri(reverse("sitemap"))
    rules = f"{ROBOTS}\nSitemap: {sitemap}\n"
    return HttpResponse(rules, content_type="text/plain; charset=utf-8")


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
