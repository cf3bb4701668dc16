"""A correlation id on every log line of one request, also sent back to the client."""

import logging
import uuid
from collections.abc import Callable
from contextvars import ContextVar

from django.http import HttpRequest, HttpResponse

_correlation: ContextVar[str] = ContextVar("correlation", default="-")


class CorrelationFilter(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        record.correlation = _correlation.get()
        return True


class CorrelationMiddleware:
    """Give every request an id of its own; a client's own id is never taken over into the logs."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        token = _correlation.set(uuid.uuid4().hex[:12])
        try:
            response = self.get_response(request)
            response["X-Request-ID"] = _correlation.get()
            return response
        finally:
            _correlation.reset(token)
