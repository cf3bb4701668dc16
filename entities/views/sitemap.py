"""The sitemap of the whole site, and the part of it that names the pages of actors."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from articles.views.sitemap import article_sections, keys_of, sections_of
from entities.models import Actor

# As Actor.objects.public() has it.
_PUBLIC = "merged_into_id IS NULL AND article_count > 0"


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Name the sections that hold an article or an actor. Two queries."""
    paths = [reverse("sitemap_section", args=[part]) for part in article_sections()]
    actors = sections_of(Actor._meta.db_table, _PUBLIC)
    paths += [reverse("sitemap_actors", args=[part]) for part in actors]
    urls = [request.build_absolute_uri(path) for path in paths]
    return render(request, "articles/sitemap_index.xml", {"urls": urls}, "application/xml")


@require_safe
def actors(request: HttpRequest, part: int) -> HttpResponse:
    """List the public actors of a section. One query; 404 where there are none.

    Without dates: nothing tells when an actor's page last changed.
    """
    public = Actor.objects.public().filter(pk__range=keys_of(part))
    listed = public.only("slug").order_by("pk")
    if not listed:
        raise Http404
    context = {"actors": listed, "site": request.build_absolute_uri("/").rstrip("/")}
    return render(request, "entities/actor_sitemap.xml", context, "application/xml")
