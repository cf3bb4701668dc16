"""Feeds that are polled: which are due, what they brought, when each is looked at again.

A claim moves a feed's next poll forward in one conditional update, so that two sweeps at once never
fetch one feed twice. Feeds are fetched and read in threads, which touch no database; whatever one
of them does, the others are stored meanwhile. Entries, and what the server said for the next
request, are written in one transaction.
"""

import datetime
import logging
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from itertools import islice

from django.conf import settings
from django.db import DatabaseError, transaction
from django.db.models import F
from django.utils import timezone

from articles.addresses import is_any, place_of
from articles.bulk import Placed
from articles.fetching import Fetched, Limits, NotModified, Refused, fetch
from articles.importers import OPENING, Problem, Record
from articles.importers.feeds import NO_ENTRIES, read_feed
from articles.importers.formats import markup_kind
from articles.incoming import take_in
from articles.models import Feed, ImportBatch
from articles.services import Defaults

log = logging.getLogger(__name__)

# Each can hold a document of the most bytes, read and unread.
MOST_AT_ONCE = 12
# A sweep takes up no more feeds after this long; the next one does.
CLAIMING_S = 60
# A sweep that takes longer is killed; its feeds are due again when their claims have run out.
SWEEP_LIMIT_S = 240
CLAIM = datetime.timedelta(seconds=SWEEP_LIMIT_S + 60)
# However often a feed has failed, and however rarely it is polled.
LONGEST_WAIT = datetime.timedelta(days=1)
_MOST_DOUBLINGS = 20  # a minute is more than a day by then

Claim = Callable[[int], list[Feed]]


@dataclass(frozen=True, slots=True)
class Polled:
    """What became of a feed: why it failed, or how many entries had which outcome."""

    feed: Feed
    error: str = ""
    outcomes: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class _Read:
    """A feed as its server sent it."""

    records: list[Record]
    etag: str
    last_modified: str


Answer = _Read | NotModified | Refused


def poll_due(limits: Limits | None = None) -> Iterator[Polled]:
    """Poll what is due and yield each feed when it is stored."""
    return _poll(_claim_due, limits or _limits())


def poll_now(feeds: Iterable[Feed], limits: Limits | None = None) -> Iterator[Polled]:
    """Poll these feeds, due or not, but for those that somebody took up since they were read."""
    waiting = iter(feeds)
    return _poll(lambda room: list(islice(filter(_claim, waiting), room)), limits or _limits())


def wait_for_next(interval_minutes: int, failure_count: int) -> datetime.timedelta:
    """Return the time to the next poll: doubled with every failure in a row, up to a day."""
    interval = datetime.timedelta(minutes=interval_minutes)
    doubled = interval * 2 ** min(failure_count, _MOST_DOUBLINGS)
    return min(doubled, max(interval, LONGEST_WAIT))


def _limits() -> Limits:
    return Limits(allowed=is_any) if settings.FETCH_PRIVATE else Limits()


def _claim_due(room: int) -> list[Feed]:
    due = Feed.objects.filter(active=True, next_poll_at__lte=timezone.now())
    return [feed for feed in due.order_by("next_poll_at", "pk")[:room] if _claim(feed)]


def _claim(feed: Feed) -> bool:
    """Take a feed as it was read; False if somebody took or changed it since."""
    unclaimed = Feed.objects.filter(pk=feed.pk, url=feed.url, next_poll_at=feed.next_poll_at)
    return unclaimed.update(next_poll_at=timezone.now() + CLAIM) == 1


def _poll(claim: Claim, limits: Limits) -> Iterator[Polled]:
    started = time.monotonic()
    fetching: dict[Future[Answer], Feed] = {}
    with ThreadPoolExecutor(MOST_AT_ONCE, thread_name_prefix="feed") as threads:
        while True:
            if time.monotonic() - started < CLAIMING_S:
                for feed in claim(MOST_AT_ONCE - len(fetching)):
                    fetching[threads.submit(_fetch_and_read, feed, limits)] = feed
            if not fetching:
                return
            done, _others = wait(fetching, return_when=FIRST_COMPLETED)
            for future in done:
                yield _conclude(fetching.pop(future), future)


def _fetch_and_read(feed: Feed, limits: Limits) -> Answer:
    """Runs in a thread: no database here."""
    answer = fetch(feed.url, etag=feed.etag, last_modified=feed.last_modified, limits=limits)
    if not isinstance(answer, Fetched):
        return answer
    records = _read(answer.content, feed)
    if isinstance(records, Refused):
        return records
    return _Read(records, answer.etag, answer.last_modified)


def _read(content: bytes, feed: Feed) -> list[Record] | Refused:
    """Read the entries of a feed; whatever else may be at its address is no article."""
    kind = markup_kind(content[:OPENING])
    if kind != "feed":
        what = "a web page" if kind == "html" else "something else"
        return Refused(f"At this address is {what}, but no RSS or Atom feed.")
    records = list(read_feed(content, source=feed.source, host=place_of(feed.url).name))
    whole = records[0]
    # What is wrong with the document comes with the document, not with an entry of it.
    if isinstance(whole.result, Problem) and whole.content is content:
        return [] if whole.result == NO_ENTRIES else Refused(whole.result.reason)
    return records


def _conclude(feed: Feed, future: Future[Answer]) -> Polled:
    """Write down what became of a feed."""
    if fault := future.exception():
        # What nobody foresaw must not stop the other feeds.
        log.error("feed %s", feed.pk, exc_info=fault)
        reason = f"The archive failed over what it read ({type(fault).__name__}): see its log."
        return _fail(feed, reason)
    answer = future.result()
    if isinstance(answer, Refused):
        return _fail(feed, answer.reason)
    if isinstance(answer, NotModified):
        return _succeed(feed, feed.etag, feed.last_modified)
    try:
        with transaction.atomic():
            placed = [Placed(feed.url, record) for record in answer.records]
            batch = ImportBatch(
                origin=ImportBatch.Origin.FEED, feed=feed, default_source=feed.source
            )
            items = take_in(batch, placed, Defaults(source=feed.source))
            outcomes = Counter(str(item.outcome) for item in items)
            log.info("feed %s: %s", feed.pk, dict(outcomes))
            return _succeed(feed, answer.etag, answer.last_modified, outcomes)
    except DatabaseError:
        log.exception("feed %s", feed.pk)
        return _fail(
            feed, "Its entries could not be stored: see the log. They will be tried again."
        )


def _succeed(
    feed: Feed, etag: str, last_modified: str, outcomes: Counter[str] | None = None
) -> Polled:
    now = timezone.now()
    # Unless the feed was given another address meanwhile, which these are not of.
    Feed.objects.filter(pk=feed.pk, url=feed.url).update(
        etag=etag,
        last_modified=last_modified,
        polled_at=now,
        succeeded_at=now,
        failure_count=0,
        last_error="",
        next_poll_at=now + wait_for_next(feed.interval_minutes, 0),
    )
    return Polled(feed, outcomes=outcomes or Counter())


def _fail(feed: Feed, reason: str) -> Polled:
    now = timezone.now()
    Feed.objects.filter(pk=feed.pk, url=feed.url).update(
        polled_at=now,
        failure_count=F("failure_count") + 1,
        last_error=reason,
        next_poll_at=now + wait_for_next(feed.interval_minutes, feed.failure_count + 1),
    )
    log.warning("feed %s failed: %s", feed.pk, reason)
    return Polled(feed, error=reason)
