"""Everything that a search finds as a file: CSV or JSONL, streamed."""

import datetime
import logging
from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.views.decorators.http import require_safe

from articles.search import Count, SearchTimeout, count
from entities.exporting import MOST_ROWS, BusyError, exported, header
from entities.query import WrongFilterError, query_of
from entities.views.search import TOOK_TOO_LONG, limits

log = logging.getLogger(__name__)

TYPES = {"csv": "text/csv; charset=utf-8", "jsonl": "application/jsonl; charset=utf-8"}
AGAIN_AFTER_S = 60


class Lines:
    """The parts of a file, of which the first is there; `close` ends what makes them."""

    def __init__(self, first: str, rest: Iterator[str]) -> None:
        self.first = first
        self.rest = rest

    def __iter__(self) -> Iterator[str]:
        yield self.first
        try:
            yield from self.rest
        except SearchTimeout:
            log.warning("an export was cut off: its next rows took too long to find")
            raise  # the connection breaks, so that nobody takes the part for the whole

    def close(self) -> None:
        self.rest.close()  # type: ignore[attr-defined]  # a generator


@require_safe
def export(request: HttpRequest, form: str) -> HttpResponseBase:
    """Stream the matches by date, at most MOST_ROWS. How many there are is told before the first.

    400 for a wrong filter; 503 where it takes too long, or others are at it.
    """
    try:
        search = query_of(request.GET).search
        total = count(search, limits=limits())
        site = request.build_absolute_uri("/").rstrip("/")
        rest = exported(search, form, site, limits())
        first = header(form) + next(rest, "")
    except WrongFilterError as error:
        return _plain("\n".join(error.said), 400)
    except SearchTimeout:
        return _plain(TOOK_TOO_LONG, 503)
    except BusyError:
        busy = _plain("Others are exporting. Try again in a minute.", 503)
        busy["Retry-After"] = str(AGAIN_AFTER_S)
        return busy
    response = StreamingHttpResponse(Lines(first, rest), content_type=TYPES[form])
    response["Content-Disposition"] = f'attachment; filename="{file_name(total, form)}"'
    response["X-Total"] = f"{'' if total.exact else 'about '}{total.value}"
    response["X-Robots-Tag"] = "noindex"
    response["Cache-Control"] = "no-cache"
    return response


def file_name(total: Count, form: str) -> str:
    """The name says the day and, where there may be more than are exported, how many at most."""
    whole = total.exact and total.value <= MOST_ROWS
    today = datetime.datetime.now(tz=datetime.UTC).date()
    return f"search-{today}{'' if whole else f'-at-most-{MOST_ROWS}'}.{form}"


def _plain(text: str, status: int) -> HttpResponse:
    headers = {"X-Robots-Tag": "noindex"}
    return HttpResponse(
        f"{text}\n", status=status, content_type="text/plain; charset=utf-8", headers=headers
    )
