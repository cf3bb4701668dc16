"""What browsers ask while somebody types, and how they learn whom to ask."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from entities.completing import complete

# The reader's own browser may give the same answer for the time of a hesitation, nobody else.
MAX_AGE_S = 30
# More is not said again.
MOST_CHARACTERS = 1000


@require_safe
@cache_control(private=True, max_age=MAX_AGE_S)
def suggest(request: HttpRequest) -> JsonResponse:
    """Complete `q`, in the form of OpenSearch suggestions: texts, descriptions, addresses."""
    typed = request.GET.get("q", "")
    found = complete(typed)
    answer = [
        typed[:MOST_CHARACTERS],
        [one.text for one in found],
        [one.description for one in found],
        [request.build_absolute_uri(one.url) for one in found],
    ]
    return JsonResponse(answer, safe=False, content_type="application/x-suggestions+json")


@require_safe
def opensearch(request: HttpRequest) -> HttpResponse:
    """Describe the search for browsers that take it among their own."""
    content_type = "application/opensearchdescription+xml; charset=utf-8"
    origin = request.build_absolute_uri("/").removesuffix("/")
    return render(request, "opensearch.xml", {"origin": origin}, content_type=content_type)
