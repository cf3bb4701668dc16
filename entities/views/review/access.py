"""Who may enter the desk, and the request of somebody who may."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import permission_required
from django.contrib.auth.models import User
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import resolve_url
from django.urls import reverse
from django_htmx.http import HttpResponseClientRedirect
from django_htmx.middleware import HtmxDetails

from entities.permissions import REVIEW

View = Callable[..., HttpResponse]


class DeskRequest(HttpRequest):
    """A request as the middleware leaves it and `editors_only` lets it pass; for type checks."""

    htmx: HtmxDetails
    user: User


def editors_only(view: View) -> View:
    """Send strangers to the log-in; refuse whoever is logged in and may not review."""
    allowed = permission_required(REVIEW, raise_exception=True)(view)

    @wraps(view)
    def entered(request: DeskRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated:
            return allowed(request, *args, **kwargs)
        to_login = redirect_to_login(_way_back(request, kwargs), resolve_url("login"))
        if request.htmx:  # a redirect would be followed unseen and change nothing on the page
            return HttpResponseClientRedirect(to_login.url)
        return to_login

    return entered


def _way_back(request: DeskRequest, kwargs: dict[str, Any]) -> str:
    """Where to go after the log-in: never to an address that only takes what a form sends."""
    if request.method in ("GET", "HEAD") and not request.htmx:
        return request.get_full_path()
    if "article_id" in kwargs:
        return reverse("review:workspace", args=[kwargs["article_id"]])
    return reverse("review:queue")
