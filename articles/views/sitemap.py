"""The sitemap: for web search, every article that is on the site and not left out of it.

Articles are told in sections by their numbers, so that each costs what the first one costs, however
large the archive is, and a takedown takes effect in the answer that follows: nothing is kept. The
index asks once for each section that has an article.
"""

from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import conditional_page, require_safe

from articles.models import Article

SECTION = 10_000  # articles; 50,000 is the most that the format allows
MOST_SECTIONS = 50_000
MOST_PART = 2**63 // SECTION - 1  # beyond are no keys that the database can hold

# The section of the first article, then that of the first one beyond it, and so on.
SECTIONS = """
WITH RECURSIVE found (pk) AS (
    (
        SELECT id FROM articles_article
        WHERE status = 'published' AND NOT flags @> ARRAY['deindex']::varchar[]
        ORDER BY id LIMIT 1
    )
    UNION ALL
    SELECT (
        SELECT id FROM articles_article
        WHERE status = 'published' AND NOT flags @> ARRAY['deindex']::varchar[]
            AND id >= (found.pk / %(size)s + 1) * %(size)s
        ORDER BY id LIMIT 1
    )
    FROM found WHERE found.pk IS NOT NULL
)
SELECT pk / %(size)s FROM found WHERE pk IS NOT NULL LIMIT %(most)s
"""


# The tag is a hash of the answer: what was taken down since makes another one.
@conditional_page
@cache_control(no_cache=True)
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Name the sections that hold an article. One query."""
    with connection.cursor() as cursor:
        cursor.execute(SECTIONS, {"size": SECTION, "most": MOST_SECTIONS})
        parts = [part for (part,) in cursor.fetchall()]
    urls = [request.build_absolute_uri(reverse("sitemap_section", args=[n])) for n in parts]
    return render(request, "articles/sitemap_index.xml", {"urls": urls}, "application/xml")


@conditional_page
@cache_control(no_cache=True)
@require_safe
def section(request: HttpRequest, part: int) -> HttpResponse:
    """List the articles of a section by their addresses. One query; 404 where there are none."""
    if part > MOST_PART:
        raise Http404
    numbers = (part * SECTION, (part + 1) * SECTION - 1)
    listed = Article.objects.for_web_search().filter(pk__range=numbers).with_changed_at()
    articles = listed.only("headline").order_by("pk")
    if not articles:
        raise Http404
    site = request.build_absolute_uri("/").rstrip("/")
    context = {"articles": articles, "site": site}
    return render(request, "articles/sitemap.xml", context, "application/xml")
