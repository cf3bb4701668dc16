"""The sitemap: for web search, every article that is on the site and not left out of it.

Articles are told in sections by their numbers, so that each costs what the first one costs, however
large the archive is, and a takedown takes effect in the answer that follows: nothing is kept. The
index, a view of entities, names the sections. The news sitemap tells of the last two days.
"""

import datetime

from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import conditional_page, require_safe

from articles.dates import DAY_KNOWN
from articles.models import Article

SECTION = 10_000  # articles; 50,000 is the most that the format allows
MOST_SECTIONS = 50_000
MOST_PART = 2**63 // SECTION - 1  # beyond are no keys that the database can hold
# What a news sitemap may hold.
NEWS_WITHIN = datetime.timedelta(days=2)
MOST_NEWS = 1_000

# The section of the first row, then that of the first one beyond it, and so on: one look into the
# key for each section that has a row.
_SECTIONS = """
WITH RECURSIVE found (pk) AS (
    (SELECT id FROM {table} WHERE {public} ORDER BY id LIMIT 1)
    UNION ALL
    SELECT (
        SELECT id FROM {table}
        WHERE {public} AND id >= (found.pk / %(size)s + 1) * %(size)s
        ORDER BY id LIMIT 1
    )
    FROM found WHERE found.pk IS NOT NULL
)
SELECT pk / %(size)s FROM found WHERE pk IS NOT NULL LIMIT %(most)s
"""


def article_sections() -> list[int]:
    """Return the numbers of the sections that hold an article. One query."""
    public = "status = 'published' AND NOT flags @> ARRAY['deindex']::varchar[]"
    return sections_of("articles_article", public)


def sections_of(table: str, public: str) -> list[int]:
    """Return the numbers of the sections that hold a row of this condition. One query."""
    with connection.cursor() as cursor:
        statement = _SECTIONS.format(table=table, public=public)
        cursor.execute(statement, {"size": SECTION, "most": MOST_SECTIONS})
        return [part for (part,) in cursor.fetchall()]


def keys_of(part: int) -> tuple[int, int]:
    """Return the first and the last key of a section. Raises Http404 where there can be none."""
    if part > MOST_PART:
        raise Http404
    return part * SECTION, (part + 1) * SECTION - 1


@require_safe
def section(request: HttpRequest, part: int) -> HttpResponse:
    """List the articles of a section by their addresses. One query; 404 where there are none."""
    listed = Article.objects.for_web_search().filter(pk__range=keys_of(part)).with_changed_at()
    articles = listed.only("headline").order_by("pk")
    if not articles:
        raise Http404
    site = request.build_absolute_uri("/").rstrip("/")
    context = {"articles": articles, "site": site}
    return render(request, "articles/sitemap.xml", context, "application/xml")


# By the clock alone articles leave it: the tag is a hash of the answer.
@conditional_page
@cache_control(no_cache=True)
@require_safe
def news(request: HttpRequest) -> HttpResponse:
    """List the newest articles of the last two days, those whose day is known. One query."""
    now = timezone.now()
    recent = Article.objects.for_web_search().filter(
        sort_at__range=(now - NEWS_WITHIN, now), published_precision__in=DAY_KNOWN
    )
    articles = recent.for_list().newest_first()[:MOST_NEWS]
    site = request.build_absolute_uri("/").rstrip("/")
    context = {"articles": articles, "site": site}
    return render(request, "articles/news_sitemap.xml", context, "application/xml")
