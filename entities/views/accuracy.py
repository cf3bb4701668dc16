"""The public page that says how often the machine is right."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from entities import audit
from entities.sampling import DOUBLE_SHARE

# Older versions of the machine are history.
MOST_VERSIONS = 3


@require_safe
def accuracy(request: HttpRequest) -> HttpResponse:
    """Show the precision of suggested tags by kind, as editors found it in a blind sample."""
    found = audit.accuracy()
    context = {
        "versions": [one for one in found if one.last_on][:MOST_VERSIONS],
        "waiting": sum(one.waiting for one in found),
        "agreement": audit.agreement(),
        "share": round(100 * settings.AUDIT_SHARE),
        "double": round(100 * DOUBLE_SHARE),
    }
    return render(request, "entities/accuracy.html", context)
