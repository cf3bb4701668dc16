"""The form with which any reader says that a tag is wrong."""

import logging
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods
from redis.exceptions import RedisError

from articles.models import Article
from entities import reports
from entities.models import Actor, Report
from entities.throttle import Throttled, address_of
from entities.views.articles import not_public

log = logging.getLogger(__name__)


class ReportForm(forms.Form):
    """`website` is for programs that fill in every field: people do not see it."""

    tag = forms.ModelChoiceField(
        Actor.objects.none(), to_field_name="slug", label="Which tag", empty_label="Choose"
    )
    problem = forms.ChoiceField(
        choices=[("", "Choose"), *Report.Problem.choices], label="What is wrong"
    )
    words = forms.CharField(
        max_length=500,
        required=False,
        label="In your words",
        help_text="Who is meant, and how you know. Leave your own name out.",
        widget=forms.Textarea({"rows": 4}),
    )
    website = forms.CharField(required=False, max_length=200)

    def __init__(self, *args: Any, actors: QuerySet[Actor], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["tag"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 (for type checks)
        field.queryset = actors


@require_http_methods(["GET", "POST"])
def article_report(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    """Ask what is wrong with a tag (`?tag=`), and keep the answer. 429 when there are too many.

    Only tags that readers see can be reported: nothing here tells of others.
    """
    article = get_object_or_404(Article.objects.defer("search_vector"), pk=pk)
    if article.status != Article.Status.PUBLISHED:
        return not_public(request, article)
    actors = Actor.objects.filter(pk__in=article.actor_ids).order_by("name", "pk")
    initial = {"tag": request.GET.get("tag", "")[:300].replace("\x00", "")}
    form = ReportForm(request.POST or None, actors=actors, initial=initial)
    context: dict[str, Any] = {"article": article, "form": form}
    if request.method == "GET":
        context["done"] = "done" in request.GET
        return _page(request, context, 200)
    if not form.is_valid():
        return _page(request, context, 422)
    here = reverse("article_report", args=[pk, article.slug])
    try:
        if not form.cleaned_data["website"]:
            said = (form.cleaned_data[name] for name in ("tag", "problem", "words"))
            reports.take(article, *said, address=address_of(request))
    except Throttled as throttled:
        context["wait"] = "a minute" if throttled.seconds <= 60 else "tomorrow"
        response = _page(request, context, 429)
        response.headers["Retry-After"] = str(throttled.seconds)
        return response
    except RedisError:
        log.warning("the cache is away: a report is not taken")
        context["away"] = True
        return _page(request, context, 503)
    return redirect(f"{here}?done")


def _page(request: HttpRequest, context: dict[str, Any], status: int) -> HttpResponse:
    response = render(request, "articles/article_report.html", context, status=status)
    response.headers["X-Robots-Tag"] = "noindex"
    return response
