"""The page of what happened to an article: every text it had, and what changed in each."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from articles.history import history
from articles.models import Article
from entities.permissions import REVIEW
from entities.views.articles import article_detail


@require_safe
def article_versions(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    """Show the history of a public article to anybody, of another to editors.

    Who may not read the article gets the answer of its own page.
    """
    article = get_object_or_404(Article.objects.for_list(), pk=pk)
    newsroom = request.user.has_perm(REVIEW)
    if article.status != Article.Status.PUBLISHED and not newsroom:
        return article_detail(request, pk, slug)
    if slug != article.slug:
        return redirect(reverse("article_versions", args=[pk, article.slug]), permanent=True)
    page = history(article, request.GET.get("page", ""), newsroom=newsroom)
    response = render(
        request,
        "articles/article_versions.html",
        {
            "article": article,
            "page": page,
            "newsroom": newsroom,
            "previous_url": f"?page={page.number - 1}" if page.has_previous() else None,
            "next_url": f"?page={page.number + 1}" if page.has_next() else None,
        },
    )
    # Old texts are for readers, not for web search.
    response.headers["X-Robots-Tag"] = "noindex"
    return response
