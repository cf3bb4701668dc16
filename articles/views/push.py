"""The push address: other systems send articles in, with a token."""

from collections import Counter
from typing import Any

from django.conf import settings
from django.db import OperationalError
from django.http import HttpRequest, JsonResponse, UnreadablePostError
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from articles.importers import Problem
from articles.importers.objects import NO_OBJECTS, read_json
from articles.models import Article, ImportItem, IngestToken
from articles.pushing import MOST_RECORDS, Pushed, push, token_of
from articles.uploads import limit_mb

TYPES = (
    "application/json",
    "application/x-ndjson",
    "application/ndjson",
    "application/jsonl",
    "application/x-jsonlines",
)


class _AnswerError(Exception):
    """Carries the status and the sentence of a push that is refused as a whole."""

    def __init__(self, status: int, error: str, **headers: str) -> None:
        super().__init__(error)
        self.response = JsonResponse({"error": error}, status=status, headers=headers)


@csrf_exempt  # no cookie opens it
@never_cache
def ingest(request: HttpRequest) -> JsonResponse:
    """Take articles as ninjs or JSONL from whoever has a token, and say what became of each."""
    try:
        if request.method != "POST":
            raise _AnswerError(405, "Send articles by POST.", Allow="POST")
        token = _token(request)
        read = read_json(_body(request))
        if isinstance(read, Problem):
            raise _AnswerError(415 if read == NO_OBJECTS else 400, read.reason)
        records = []
        for record in read:
            records.append(record)
            if len(records) > MOST_RECORDS:
                reason = f"One push may bring {MOST_RECORDS:,} articles: send fewer at once."
                raise _AnswerError(413, f"{reason} Nothing was stored.")
        if not records:
            raise _AnswerError(400, "There is no article in it.")
        return _told(request, push(token, records))
    except _AnswerError as answer:
        return answer.response
    except OperationalError:
        reason = "The archive cannot store it just now. Nothing was stored: send it again."
        return JsonResponse({"error": reason}, status=503, headers={"Retry-After": "10"})


def _token(request: HttpRequest) -> IngestToken:
    scheme, _space, secret = request.headers.get("Authorization", "").strip().partition(" ")
    if scheme.lower() != "bearer" or not secret.strip():
        raise _AnswerError(
            401,
            "Send the token: Authorization: Bearer TOKEN.",
            **{"WWW-Authenticate": 'Bearer realm="ingest"'},
        )
    token = token_of(secret.strip())
    if token is None or token.revoked_at:
        raise _AnswerError(
            401,
            "This token was revoked." if token else "This token is not known.",
            **{"WWW-Authenticate": 'Bearer realm="ingest", error="invalid_token"'},
        )
    return token


def _body(request: HttpRequest) -> bytes:
    """Return the body of a request that is what and as long as it should be."""
    if request.content_type not in TYPES:
        raise _AnswerError(
            415,
            "Send ninjs as application/json, or JSONL as application/x-ndjson.",
            Accept=TYPES[0],
        )
    if request.headers.get("Content-Encoding", "identity") != "identity":
        raise _AnswerError(415, "Send it without a Content-Encoding.")
    if "Transfer-Encoding" in request.headers:
        raise _AnswerError(411, "Send the length of the body as Content-Length.")
    length = int(request.META.get("CONTENT_LENGTH") or 0)
    if length > settings.UPLOAD_LIMIT_BYTES:
        reason = f"One push may bring {limit_mb()} MB, and this has {length:,} bytes."
        raise _AnswerError(413, f"{reason} Nothing was stored: send it in parts.")
    try:
        # Not request.body, which has a smaller limit, that of forms.
        content = request.read(length)
    except UnreadablePostError:
        content = b""
    if len(content) < length:
        raise _AnswerError(400, f"The body broke off: {len(content):,} of {length:,} bytes came.")
    if not content.strip():
        raise _AnswerError(400, "The body is empty.")
    return content


def _told(request: HttpRequest, pushed: Pushed) -> JsonResponse:
    ids = {item.article_id for _record, item in pushed.results if item.article_id}
    articles = Article.objects.for_list().in_bulk(ids)
    outcomes = Counter(item.outcome for _record, item in pushed.results)
    items: list[dict[str, Any]] = []
    for record, item in pushed.results:
        article = articles.get(item.article_id or 0)
        items.append(
            {
                "index": record.index,
                "outcome": item.outcome,
                "reason": item.reason,
                "guid": getattr(record.result, "guid", "") or None,
                "article": request.build_absolute_uri(article.get_absolute_url())
                if article
                else None,
            }
        )
    batch = pushed.batch.pk if pushed.batch else None
    status = 422 if outcomes[ImportItem.Outcome.REJECTED] else 200
    return JsonResponse({"batch": batch, "outcomes": outcomes, "items": items}, status=status)
