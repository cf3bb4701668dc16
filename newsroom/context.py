"""What every page knows: the archive's name and what the reader may do."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from articles.permissions import IMPORT
from entities.permissions import REVIEW
from entities.publication import rule_of_site


def site(request: HttpRequest) -> dict[str, Any]:
    """`archive_name`, `publication` (its Rule), `may_review` and `may_import`.

    No query for anonymous readers.
    """
    user = getattr(request, "user", None)
    return {
        "archive_name": settings.SITE_NAME,
        "may_review": bool(user and user.has_perm(REVIEW)),
        "publication": rule_of_site(),
        "may_import": bool(user and user.has_perm(IMPORT)),
    }
