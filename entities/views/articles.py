"""The page of one article: its text, who is in it, what it tells, and where that comes from."""

import datetime
from typing import Any

from django.conf import settings
from django.db.models import OuterRef, Subquery
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import add_never_cache_headers
from django.utils.http import http_date
from django.views.decorators.http import require_safe

from articles.acts import in_force, told_to_readers
from articles.citing import citation
from articles.duplicates import others_of_group
from articles.models import Article
from articles.search.highlight import highlights
from articles.texts import hide
from entities import reads
from entities.linked_data import article_data
from entities.marking import marked, marked_paragraphs, numbered_hits
from entities.models import Decision, ExtractionRun
from entities.permissions import REVIEW
from entities.provenance import shown_tags, text_marks
from entities.publication import public_tags
from entities.publish import read_article
from entities.shown import shown_told, text_quotes
from entities.stories import around

# Longer words do not come out of a search box.
MOST_WORDS = 500
MOST_SAME = 20
# Links to hits for those who have no script; with it, buttons lead to all.
MOST_NUMBERS = 30
State = ExtractionRun.State
_DECIDED_AT = Subquery(
    Decision.objects.filter(article=OuterRef("pk")).order_by("-pk").values("decided_at")[:1]
)


@require_safe
def article_detail(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    """Show a public article to anybody, any to editors; other slugs are sent on.

    One that was taken down is 410 with the note of the act, one under embargo is not there yet.
    """
    article = get_object_or_404(
        Article.objects.select_related("source__merged_into", "section__merged_into")
        .defer("search_vector", "label_text")
        .with_changed_at()
        .annotate(decided_at=_DECIDED_AT),
        pk=pk,
    )
    may_review = request.user.has_perm(REVIEW)
    if article.status != Article.Status.PUBLISHED and not may_review:
        return not_public(request, article)
    if slug != article.slug:
        query = request.META["QUERY_STRING"]
        address = article.get_absolute_url() + (f"?{query}" if query else "")
        return redirect(address, permanent=True)

    words = " ".join(request.GET.get("q", "")[:MOST_WORDS].split())
    reading = read_article(article)
    tags = public_tags(reading.tags)
    shown = shown_tags(article, tags)
    told = shown_told(article, reading.told)
    marks, quotes = text_marks(tags, shown), text_quotes(told.quotes)
    texts = [article.headline, article.standfirst, article.body]
    hits = numbered_hits(highlights(texts, words))
    hit_count = sum(map(len, hits))
    run, extracted = _runs(article)
    told_acts, same = told_to_readers(article), _same(article)
    address = request.build_absolute_uri(article.get_absolute_url())
    response = render(
        request,
        "articles/article_detail.html",
        {
            "article": article,
            "headline": marked(article.headline, 0, len(article.headline), hits=hits[0]),
            "standfirst": marked(article.standfirst, 0, len(article.standfirst), hits=hits[1]),
            "paragraphs": marked_paragraphs(article.body, marks, hits[2], quotes),
            "hit_count": hit_count,
            "hit_numbers": range(1, min(hit_count, MOST_NUMBERS) + 1),
            "search_words": words,
            "tags": shown,
            "shown": told,
            "told": told_acts,
            "same": same,
            "around": around(article, {one.actor.pk: one.actor for one in shown}, same),
            "address": address,
            "citation": citation(article, settings.SITE_NAME, address),
            "data": article_data(
                article, request.build_absolute_uri("/"), tags=shown, told=told, acts=told_acts
            ),
            "run": run,
            "extracted": extracted,
            "waiting": run is not None and run.state in (State.PENDING, State.RUNNING),
        },
    )
    if request.method == "GET" and not may_review:
        reads.count(article.pk, request.headers.get("User-Agent", ""))
    if "deindex" in article.flags:
        response.headers["X-Robots-Tag"] = "noindex"
    response.headers["Last-Modified"] = http_date(_last_modified(article, run).timestamp())
    return response


def not_public(request: HttpRequest, article: Article) -> HttpResponse:
    """Answer a reader at an address of an article that is off the site. Nothing of it is shown.

    Raises Http404 for one under embargo.
    """
    if article.status != Article.Status.TAKEN_DOWN:
        raise Http404
    takedowns = [act for act in in_force(article.acts.all()) if act.kind == "takedown"]
    act = takedowns[-1] if takedowns else None
    note = hide(act.public_note, article.hidden_names) if act else ""
    context = {"act": act, "note": note}
    response = render(request, "articles/article_gone.html", context, status=410)
    add_never_cache_headers(response)
    return response


def _last_modified(article: Any, run: ExtractionRun | None) -> datetime.datetime:
    """When the article, its reading or a decision on it last changed.

    What stands beside it may have changed since: only the ETag says whether a page still holds.
    """
    instants = [article.changed_at, article.decided_at]
    if run:
        instants += [run.requested_at, run.finished_at]
    return max(instant for instant in instants if instant)


def _same(article: Article) -> list[Article]:
    """The public articles that are nearly the same; one more than are shown if there are more."""
    return list(others_of_group(article)[: MOST_SAME + 1]) if article.lead_id else []


def _runs(article: Article) -> tuple[ExtractionRun | None, ExtractionRun | None]:
    """Return the latest run of an article and the latest that was finished."""
    runs = article.extraction_runs.defer("error", "timings")
    latest = runs.first()
    if latest is None or latest.state == State.DONE:
        return latest, latest
    return latest, runs.filter(state=State.DONE).first()
