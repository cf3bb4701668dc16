"""ETag of the public pages: what a browser kept is confirmed while it holds.

Before a page is made for somebody without a session, the number of the state that readers see is
read (articles.generation). With the address and the version of the code it makes the page's tag.
While all three are the same the answer to that tag needs no page to be made, and a takedown, a
decision or an import makes every tag another one at once (decision 17). Browsers and proxies must
ask every time: `no-cache`.

There is no answer to If-Modified-Since: two changes can lie within its second.
"""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils import timezone
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.crypto import salted_hmac
from django.utils.http import parse_etags

from articles import generation
from articles.code_version import code_version

# Pages that are made of nothing but the address, the archive's state and the day. Not those of
# which something changes by the hour, such as the news sitemap.
PAGES = frozenset(
    {
        *("home", "search", "article_detail", "article_versions", "corrections", "feed"),
        *("sitemap", "sitemap_section", "sitemap_actors", "coverage", "accuracy"),
        *("actor_list", "actor_detail", "actor_quotes", "actor_quotes_about", "actor_dealings"),
        *("actor_pair", "quotes", "shelf_list", "shelf_detail", "browse", "browse_undated"),
        *("browse_countries", "browse_any_year", "browse_year", "browse_month", "browse_day"),
    }
)
# What a session or a message of the site is kept in.
PERSONAL_COOKIES = (settings.SESSION_COOKIE_NAME, "messages")
_TAG = "newsroom.entity_tag"

View = Callable[..., HttpResponse]


class FreshnessMiddleware:
    """Tag the public pages, and answer 304 to whoever has the page as it is. One query each."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        tag = request.META.get(_TAG)
        if tag and _may_be_kept(response):
            _mark(response, tag)
        return response

    def process_view(
        self, request: HttpRequest, view: View, args: tuple[Any], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        if not _is_public(request):
            return None
        # Before the page is made: what changes meanwhile makes an old tag of it, never a wrong one.
        tag = _tag(request)
        # "*" names no page, and there may be none any more.
        if tag in parse_etags(request.headers.get("If-None-Match", "")):
            response = HttpResponseNotModified()
            _mark(response, tag)
            return response
        request.META[_TAG] = tag
        return None


def _is_public(request: HttpRequest) -> bool:
    """Whether the page is the same for everybody who asks for this address."""
    match = request.resolver_match
    return (
        request.method in ("GET", "HEAD")
        and match is not None
        and match.view_name in PAGES
        and not any(name in request.COOKIES for name in PERSONAL_COOKIES)
        and "HX-Request" not in request.headers  # may get a part of the page
    )


def _may_be_kept(response: HttpResponse) -> bool:
    """Whether it is the page itself, and its view did not forbid to keep it."""
    forbidden = "no-store" in response.get("Cache-Control", "")
    return response.status_code == 200 and not response.cookies and not forbidden


def _mark(response: HttpResponse, tag: str) -> None:
    response.headers["ETag"] = tag
    patch_cache_control(response, no_cache=True)
    patch_vary_headers(response, ["Cookie", "HX-Request"])


def _tag(request: HttpRequest) -> str:
    parts = (
        code_version(),
        timezone.localdate().isoformat(),
        str(generation.seen_by(request)),
        request.build_absolute_uri(),
    )
    # Weak: the same page, not the same bytes. Keyed, so that nobody can make one up.
    digest = salted_hmac("newsroom.freshness", "\n".join(parts), algorithm="sha256").hexdigest()
    return f'W/"{digest[:32]}"'
