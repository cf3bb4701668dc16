"""Feeds are polled: what they bring, what leaves rows, when each is looked at again."""

import datetime
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.utils import timezone
from pytest_django.fixtures import Settings

from articles import polling
from articles.models import Article, ArticleVersion, Feed, ImportBatch, ImportItem
from articles.polling import Polled, poll_due, poll_now, wait_for_next
from articles.signals import article_text_changed
from tests.articles.importing import sample
from tests.factories import make_article, make_feed
from tests.serving import LIMITS, Server, send, serving

DAY = datetime.timedelta(days=1)

pytestmark = pytest.mark.django_db


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as server:
        yield server


def rss(*items: str, title: str = "Halden Press") -> bytes:
    body = "".join(f"<item>{item}</item>" for item in items)
    return f'<rss version="2.0"><channel><title>{title}</title>{body}</channel></rss>'.encode()


def entry(guid: str = "https://press.example/1", text: str = "Tolvan left Halden.") -> str:
    return f"<guid>{guid}</guid><description>{text}</description>"


def due(**fields: Any) -> None:
    """Make every feed due."""
    Feed.objects.update(next_poll_at=timezone.now(), **fields)


def poll() -> list[Polled]:
    due()
    return list(poll_due(LIMITS))


def rows() -> tuple[int, int, int]:
    return ImportBatch.objects.count(), ImportItem.objects.count(), ArticleVersion.objects.count()


# --- What a feed brings --------------------------------------------------------------------------


def test_entries_become_articles_of_a_batch_that_names_the_feed(server: Server) -> None:
    server.pages["/feed"] = sample("feed.rss")
    feed = make_feed(server.url())
    (polled,) = poll()
    assert (polled.feed, polled.error, dict(polled.outcomes)) == (feed, "", {"new": 2})
    batch = ImportBatch.objects.get()
    assert (batch.origin, batch.feed, batch.token) == ("feed", feed, None)
    assert batch.finished_at
    assert set(batch.items.values_list("path", "outcome")) == {(server.url(), "new")}
    assert Article.objects.get(guid="https://press.example/2").body.startswith("Tolvan left")


def test_source_is_the_entrys_then_the_feeds_then_its_title(server: Server) -> None:
    own = f"{entry('a:1', 'One.')}<source url='https://x.example'>Lake Courier</source>"
    server.pages["/feed"] = rss(own, entry("a:2", "Two."))
    make_feed(server.url(), source="Press of Halden")
    server.pages["/other"] = rss(entry("a:3", "Three."))
    make_feed(server.url("/other"))
    poll()
    assert dict(Article.objects.values_list("guid", "source__name")) == {
        "a:1": "Lake Courier",
        "a:2": "Press of Halden",
        "a:3": "Halden Press",
    }


def test_entry_with_another_text_is_a_new_version(server: Server) -> None:
    make_feed(server.url())
    for text in ("Tolvan left Halden.", "Tolvan came back to Halden."):
        server.pages["/feed"] = rss(entry(text=text))
        poll()
    assert Article.objects.get().body == "Tolvan came back to Halden."
    assert [item.outcome for item in ImportItem.objects.order_by("pk")] == ["new", "new version"]


def test_guid_that_comes_twice_is_one_article(server: Server) -> None:
    server.pages["/feed"] = rss(entry(text="Tolvan left."), entry(text="Tolvan left Halden."))
    make_feed(server.url())
    (polled,) = poll()
    assert dict(polled.outcomes) == {"new": 1, "new version": 1}
    assert Article.objects.get().body == "Tolvan left Halden."


def test_entries_that_two_servers_number_alike_are_two_articles(server: Server) -> None:
    server.pages["/feed"] = rss(entry("1", "Tolvan left."))
    make_feed(server.url())
    server.pages["/other"] = rss(entry("1", "Reijo stayed."))
    make_feed(server.url("/other", host="localhost"))
    poll()
    assert set(Article.objects.values_list("guid", "body")) == {
        ("127.0.0.1/1", "Tolvan left."),
        ("localhost/1", "Reijo stayed."),
    }


# --- What leaves rows ----------------------------------------------------------------------------


def test_feed_that_is_polled_fifty_times_leaves_no_rows_behind(server: Server) -> None:
    make_article("The ferry sank.", headline="", guid="x:1")
    server.pages["/feed"] = rss(
        entry(),
        "<guid>a:2</guid>",  # rejected: it has no text
        entry("a:3", "The ferry sank."),  # a duplicate
    )
    make_feed(server.url())
    poll()
    before = rows()
    assert set(ImportItem.objects.values_list("outcome", flat=True)) == {
        "new",
        "rejected",
        "duplicate",
    }
    for _ in range(50):
        (polled,) = poll()
        assert dict(polled.outcomes) == {"unchanged": 1, "rejected": 1, "duplicate": 1}
    assert rows() == before


def test_rejected_entry_is_told_again_when_it_is_another(server: Server) -> None:
    make_feed(server.url())
    for title in ("One", "Two", "Two"):
        server.pages["/feed"] = rss(f"<guid>a:1</guid><title>{title}</title>")
        poll()
    assert [item.outcome for item in ImportItem.objects.all()] == ["rejected", "rejected"]
    assert ImportBatch.objects.count() == 2


def test_new_entry_among_known_ones_leaves_one_item(server: Server) -> None:
    make_feed(server.url())
    server.pages["/feed"] = rss(entry())
    poll()
    server.pages["/feed"] = rss(entry("a:2", "Reijo stayed."), entry())
    poll()
    assert ImportBatch.objects.count() == ImportItem.objects.count() == 2


def test_feed_without_entries_is_no_failure(server: Server) -> None:
    server.pages["/feed"] = rss()
    feed = make_feed(server.url())
    (polled,) = poll()
    assert (polled.error, rows()) == ("", (0, 0, 0))
    feed.refresh_from_db()
    assert feed.succeeded_at


# --- The next request ----------------------------------------------------------------------------


def conditional(request: BaseHTTPRequestHandler) -> None:
    if request.headers["If-None-Match"] == '"a1"':
        send(request, status=304)
    else:
        send(request, rss(entry()), ETag='"a1"', Last_Modified="Mon, 06 May 2019 14:30:00 GMT")


def test_server_is_asked_for_what_is_new_since_the_last_time(server: Server) -> None:
    server.pages["/feed"] = conditional
    feed = make_feed(server.url())
    poll()
    before = rows()
    (polled,) = poll()
    assert (polled.error, dict(polled.outcomes), rows()) == ("", {}, before)
    assert server.asked[1][1]["If-Modified-Since"] == "Mon, 06 May 2019 14:30:00 GMT"
    feed.refresh_from_db()
    assert (feed.etag, feed.failure_count) == ('"a1"', 0)


def test_what_the_server_said_is_kept_only_with_the_entries(server: Server) -> None:
    server.pages["/feed"] = conditional
    feed = make_feed(server.url())
    with connection.cursor() as cursor:  # a database that refuses every article
        cursor.execute(
            "CREATE FUNCTION refuse() RETURNS trigger AS "
            "$$ BEGIN RAISE EXCEPTION 'full' USING ERRCODE = 'disk_full'; END $$ LANGUAGE plpgsql;"
            "CREATE TRIGGER refuse BEFORE INSERT ON articles_article EXECUTE FUNCTION refuse()"
        )
    (polled,) = poll()
    assert "could not be stored" in polled.error
    feed.refresh_from_db()
    assert (feed.etag, feed.last_modified, feed.failure_count, rows()) == ("", "", 1, (0, 0, 0))
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER refuse ON articles_article")
    (polled,) = poll()
    assert dict(polled.outcomes) == {"new": 1}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("status", [200, 404])
def test_answer_of_an_address_that_was_changed_meanwhile_is_not_the_feeds(
    server: Server, status: int
) -> None:
    feed = make_feed(server.url())

    def page(request: BaseHTTPRequestHandler) -> None:
        Feed.objects.update(url="https://press.example/another")
        connection.close()
        send(request, rss(entry()), status, ETag='"a1"')

    server.pages["/feed"] = page
    assert len(list(poll_due(LIMITS))) == 1
    feed.refresh_from_db()
    assert (feed.etag, feed.failure_count, feed.polled_at) == ("", 0, None)


# --- What fails ----------------------------------------------------------------------------------


def failed(feed: Feed) -> str:
    (polled,) = poll()
    assert rows() == (0, 0, 0)
    feed.refresh_from_db()
    assert feed.last_error == polled.error
    return feed.last_error


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (sample("page.html"), "At this address is a web page, but no RSS or Atom feed."),
        (b"<!DOCTYPE html><title>Log in</title>", "a web page"),
        (b"Mira Tolvan met Anton Vasilyenko in Halden.", "something else"),
        (b'{"headline": "Talks", "body": "Talks opened."}', "something else"),
        (sample("newsitem.xml"), "something else"),
        (sample("lake-courier.wordpress.xml"), "something else"),
        (b"", "something else"),
        (b'<!DOCTYPE rss [<!ENTITY a "b">]><rss><channel/></rss>', "declares entities"),
        (b"<feed><<<", "broken feed"),
        (b"PK\x03\x04", "something else"),
    ],
)
def test_document_that_is_no_feed_is_an_error_and_no_article(
    server: Server, content: bytes, reason: str
) -> None:
    server.pages["/feed"] = content
    feed = make_feed(server.url())
    assert reason in failed(feed)


def test_loopback_is_refused_unless_the_setting_allows_it(
    server: Server, settings: Settings
) -> None:
    server.pages["/feed"] = rss(entry())
    make_feed(server.url(host="localhost"))
    (polled,) = list(poll_due())
    assert "not on the public internet" in polled.error
    settings.FETCH_PRIVATE = True
    due()
    (polled,) = list(poll_due())
    assert dict(polled.outcomes) == {"new": 1}


def test_failures_are_counted_wait_longer_and_end_with_a_success(server: Server) -> None:
    feed = make_feed(server.url(), interval_minutes=10)
    for count, minutes in ((1, 20), (2, 40), (3, 80)):
        assert failed(feed) == "The server answers 404 Not Found."
        assert feed.failure_count == count
        assert feed.polled_at
        assert feed.next_poll_at - feed.polled_at == datetime.timedelta(minutes=minutes)
    server.pages["/feed"] = rss(entry())
    poll()
    feed.refresh_from_db()
    assert (feed.failure_count, feed.last_error) == (0, "")
    assert feed.next_poll_at - feed.succeeded_at == datetime.timedelta(minutes=10)


@pytest.mark.parametrize(
    ("interval", "failures", "expected"),
    [
        (15, 0, 15),
        (15, 1, 30),
        (15, 6, 960),
        (15, 7, 24 * 60),
        (15, 2_000_000_000, 24 * 60),
        (1, 11, 24 * 60),
        (3 * 24 * 60, 5, 3 * 24 * 60),
    ],
)
def test_wait_doubles_up_to_a_day(interval: int, failures: int, expected: int) -> None:
    assert wait_for_next(interval, failures) == datetime.timedelta(minutes=expected)


def test_fault_of_ours_in_one_feed_stops_no_other(
    server: Server, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    server.pages |= {"/feed": rss(entry()), "/other": rss(entry("a:2", "Reijo stayed."))}
    make_feed(server.url(), name="bad")
    make_feed(server.url("/other"), name="good")
    read_feed = polling.read_feed

    def faulty(content: bytes, **given: Any) -> Any:
        if b"Tolvan" in content:
            raise TypeError("a fault")
        return read_feed(content, **given)

    monkeypatch.setattr(polling, "read_feed", faulty)
    told = {polled.feed.name: polled.error for polled in poll()}
    assert told == {
        "bad": "The archive failed over what it read (TypeError): see its log.",
        "good": "",
    }
    assert "a fault" in caplog.text


@pytest.mark.django_db(transaction=True)
def test_feed_is_stored_while_another_hangs(server: Server) -> None:
    stored = threading.Event()

    def hang(request: BaseHTTPRequestHandler) -> None:
        stored.wait()
        send(request, rss(entry("a:2", "Reijo stayed.")))

    def tell(**_: Any) -> None:
        transaction.on_commit(stored.set)

    server.pages |= {"/hanging": hang, "/feed": rss(entry())}
    make_feed(server.url("/hanging"), name="hanging")
    make_feed(server.url(), name="good", next_poll_at=timezone.now())
    article_text_changed.connect(tell)
    try:
        # Had the good one to wait for the other, that one would be cut off, and fail.
        told = [(polled.feed.name, polled.error) for polled in poll_due(LIMITS)]
    finally:
        article_text_changed.disconnect(tell)
        stored.set()
    assert told == [("good", ""), ("hanging", "")]


# --- What is due ---------------------------------------------------------------------------------


def test_feed_is_polled_when_it_is_due_and_active(server: Server) -> None:
    server.pages["/feed"] = rss(entry())
    feed = make_feed(server.url(), active=False)
    assert poll() == []
    Feed.objects.update(active=True)
    assert len(poll()) == 1
    assert list(poll_due(LIMITS)) == []
    feed.refresh_from_db()
    assert timezone.now() < feed.next_poll_at < timezone.now() + DAY


def test_more_feeds_than_threads_are_all_polled(server: Server) -> None:
    count = 2 * polling.MOST_AT_ONCE + 1
    for number in range(count):
        server.pages[f"/{number}"] = rss(entry(f"a:{number}", f"Report {number}."))
        make_feed(server.url(f"/{number}"))
    assert len(poll()) == Article.objects.count() == count


def test_feed_that_another_sweep_took_is_not_taken_again(server: Server) -> None:
    server.pages["/feed"] = rss(entry())
    make_feed(server.url())
    first, second = Feed.objects.get(), Feed.objects.get()
    assert len(list(poll_now([first], LIMITS))) == 1
    assert list(poll_now([second], LIMITS)) == []
    assert server.times("/feed") == 1


@pytest.mark.django_db(transaction=True)
def test_two_sweeps_at_once_fetch_each_feed_once(server: Server) -> None:
    for number in range(6):
        server.pages[f"/{number}"] = rss(entry(f"a:{number}", f"Report {number}."))
        make_feed(server.url(f"/{number}"))
    together = threading.Barrier(2)

    def sweep() -> None:
        together.wait()
        for _polled in poll_due(LIMITS):
            pass
        connection.close()

    sweeps = [threading.Thread(target=sweep) for _ in range(2)]
    for thread in sweeps:
        thread.start()
    for thread in sweeps:
        thread.join()
    assert sorted(path for path, _headers in server.asked) == [f"/{n}" for n in range(6)]
    assert Article.objects.count() == ImportBatch.objects.count() == 6


def test_feed_whose_sweep_died_is_due_again_when_its_claim_has_run_out() -> None:
    feed = make_feed()
    assert polling._claim_due(1) == [feed]
    assert polling._claim_due(1) == []
    feed.refresh_from_db()
    assert timezone.now() < feed.next_poll_at <= timezone.now() + polling.CLAIM


# --- The command ---------------------------------------------------------------------------------


def test_command_says_what_each_feed_brought(server: Server, settings: Settings) -> None:
    settings.FETCH_PRIVATE = True
    server.pages["/feed"] = rss(entry(), entry("a:2", "Reijo stayed."))
    make_feed(server.url(), name="Halden Press")
    said = StringIO()
    call_command("poll_feeds", stdout=said)
    call_command("poll_feeds", stdout=said)
    call_command("poll_feeds", "Halden Press", stdout=said)
    assert said.getvalue() == (
        "Halden Press: 2 new\nNo feed was to be polled.\nHalden Press: 2 unchanged\n"
    )


def test_command_names_what_failed_and_ends_with_1(server: Server, settings: Settings) -> None:
    settings.FETCH_PRIVATE = True
    make_feed(server.url(), name="Halden Press", active=False)
    complained = StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("poll_feeds", "Halden Press", stderr=complained)
    assert ended.value.code == 1
    assert complained.getvalue() == "Halden Press: failed. The server answers 404 Not Found.\n"
    with pytest.raises(CommandError, match="no feed of the name Nowhere"):
        call_command("poll_feeds", "Nowhere")
