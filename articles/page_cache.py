"""Whole pages kept for readers, until anything that readers can see changes.

A page is kept under its address and the number of the state that it shows (articles/generation.py).
The number is read before the page is made, so that a page can hold more than its number promises
and never less: after a takedown, a decision or an import has been committed nobody is given an
older page.
"""

import hashlib
import json
import logging
import time
import zlib
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.cache import cache
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from redis.exceptions import RedisError

from articles import generation
from articles.code_version import code_version

log = logging.getLogger(__name__)

# What changes by the hour is not older than this. It also bounds
# what pages take of the memory of Valkey, which keeps the queue too: 9 kB a page, packed.
KEPT_S = 60
MOST_BYTES = 500_000
# A cache that hangs costs a reader two seconds; then nobody asks it for a while.
LEFT_ALONE_S = 30

View = Callable[..., HttpResponse]


class _Away:
    until = 0.0


def kept_for_readers(view: View) -> View:
    """Answer a reader without cookies from the cache; the view must be the same for all of them.

    It may depend on the address alone: not on the clock (beyond a minute), headers or the session.
    """

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        # In a transaction of ours the number says nothing of what others see.
        if request.COOKIES or request.method != "GET" or connection.in_atomic_block:
            return view(request, *args, **kwargs)
        key = _key(request, generation.seen_by(request))
        if kept := _get(key):
            return _unpacked(kept)
        response = view(request, *args, **kwargs)
        if _may_be_kept(response):
            _set(key, _packed(response))
        return response

    return answer


def _key(request: HttpRequest, number: int) -> str:
    parts = (code_version(), timezone.localdate().isoformat(), request.build_absolute_uri())
    digest = hashlib.sha256("\n".join(parts).encode()).hexdigest()
    return f"page:{number}:{digest}"


def _may_be_kept(response: HttpResponse) -> bool:
    return (
        response.status_code == 200
        and not response.streaming
        and not response.cookies
        and "no-store" not in response.get("Cache-Control", "")
        and len(response.content) <= MOST_BYTES
    )


def _packed(response: HttpResponse) -> bytes:
    headers = json.dumps(dict(response.headers)).encode()
    return headers + b"\n" + zlib.compress(response.content, 1)


def _unpacked(kept: bytes) -> HttpResponse:
    headers, _, body = kept.partition(b"\n")
    return HttpResponse(zlib.decompress(body), headers=json.loads(headers))


def _get(key: str) -> bytes | None:
    return unless_away(lambda: cache.get(key))


def _set(key: str, page: bytes) -> None:
    unless_away(lambda: cache.set(key, page, KEPT_S))


def unless_away(ask: Callable[[], Any]) -> Any:
    """Ask Valkey something; None when it does not answer, and then at once for a while."""
    if time.monotonic() < _Away.until:
        return None
    try:
        return ask()
    except RedisError as error:
        _Away.until = time.monotonic() + LEFT_ALONE_S
        log.warning("Valkey does not answer, pages are made anew and reads not counted: %s", error)
        return None
