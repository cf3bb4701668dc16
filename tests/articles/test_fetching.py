"""What is fetched from addresses that others chose, and what is refused: by a real server."""

import gzip
import ipaddress
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.addresses import address_problem, is_any, is_public
from articles.fetching import (
    Fetched,
    Limits,
    NotModified,
    Refused,
    fetch,
)
from tests.serving import LIMITS, Server, only, send, serving

# Made for these tests alone, for the name localhost, with its key.
CERTIFICATE = Path(__file__).parent.parent / "data" / "tls" / "localhost.pem"
# So long that a server which sends no more is cut by nothing but the time in all.
SHORT = replace(LIMITS, total_s=0.3)


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as server:
        yield server


@pytest.fixture
def never() -> Iterator[threading.Event]:
    """What a server waits for that hangs; set when the test is over."""
    event = threading.Event()
    yield event
    event.set()


def redirect(to: str, status: int = 302) -> Callable[[BaseHTTPRequestHandler], None]:
    return lambda request: send(request, status=status, Location=to)


def refused(url: str, limits: Limits = LIMITS) -> str:
    answer = fetch(url, limits=limits)
    assert isinstance(answer, Refused), answer
    return answer.reason


# --- What is fetched -----------------------------------------------------------------------------


def test_document_comes_with_what_the_next_request_needs(server: Server) -> None:
    server.pages["/feed?n=1"] = lambda request: send(
        request, b"<rss/>", ETag='W/"a1"', Last_Modified="Mon, 06 May 2019 14:30:00 GMT"
    )
    answer = fetch(server.url("/feed?n=1"), limits=LIMITS)
    assert answer == Fetched(b"<rss/>", 'W/"a1"', "Mon, 06 May 2019 14:30:00 GMT")
    (_path, headers) = server.asked[0]
    assert headers["Host"] == f"127.0.0.1:{server.port}"
    assert headers["User-Agent"].startswith("NewsroomArchive")
    assert not {"Cookie", "Authorization", "If-None-Match"} & headers.keys()


def test_document_that_is_the_same_is_not_sent_again(server: Server) -> None:
    def page(request: BaseHTTPRequestHandler) -> None:
        same = request.headers["If-None-Match"] == "a1" and request.headers["If-Modified-Since"]
        send(request, b"" if same else b"<rss/>", 304 if same else 200)

    server.pages["/feed"] = page
    assert fetch(server.url(), etag="a1", last_modified="Mon", limits=LIMITS) == NotModified()
    assert isinstance(fetch(server.url(), limits=LIMITS), Fetched)


def test_packed_document_is_unpacked(server: Server) -> None:
    packed = gzip.compress(b"<rss/>" * 100_000)
    server.pages["/feed"] = lambda request: send(request, packed, Content_Encoding="gzip")
    answer = fetch(server.url(), limits=LIMITS)
    assert isinstance(answer, Fetched)
    assert answer.content == b"<rss/>" * 100_000


def test_redirects_are_followed_to_the_end(server: Server) -> None:
    server.pages |= {"/feed": redirect("/b/"), "/b/": redirect("c", 301), "/b/c": b"<rss/>"}
    assert fetch(server.url(), limits=LIMITS) == Fetched(b"<rss/>")


def test_validators_that_could_not_be_sent_back_are_not_kept(server: Server) -> None:
    server.pages["/feed"] = lambda request: send(
        request, b"<rss/>", ETag="x" * 501, Last_Modified="s\xf8ndag"
    )
    assert fetch(server.url(), limits=LIMITS) == Fetched(b"<rss/>")


def test_proxy_of_the_environment_is_not_used(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.pages["/feed"] = b"<rss/>"
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:1/")
    assert isinstance(fetch(server.url(), limits=LIMITS), Fetched)


# --- Where it may go -----------------------------------------------------------------------------

NOT_PUBLIC = """
    0.0.0.0 10.1.2.3 100.64.0.1 100.100.100.200 127.0.0.1 168.63.129.16 169.254.169.254 172.16.0.1
    192.0.0.192 192.0.2.1 192.88.99.1 192.168.1.1 198.18.0.1 203.0.113.1 224.0.0.1 239.1.1.1
    240.0.0.1 255.255.255.255 :: ::1 ::127.0.0.1 ::ffff:127.0.0.1 ::ffff:8.8.8.8 64:ff9b::7f00:1
    100::1 2001::1 2001:db8::1 2002:7f00:1:: 3fff::1 fc00::1 fd00:ec2::254 fe80::1 fe80::1%eth0
    fec0::1 ff02::1
"""


@pytest.mark.parametrize("address", NOT_PUBLIC.split())
def test_address_of_no_public_machine_is_not_public(address: str) -> None:
    assert not is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize("address", ["8.8.8.8", "193.0.6.139", "2a00:1450:4001:80b::200e"])
def test_address_of_a_public_machine_is_public(address: str) -> None:
    assert is_public(ipaddress.ip_address(address))


@given(st.ip_addresses())
def test_whatever_is_public_is_global_too(address: Any) -> None:
    assert not is_public(address) or (address.is_global and not address.is_multicast)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "2130706433", "0x7f.1", "0", "127.1"])
def test_loopback_is_refused_however_it_is_written(server: Server, host: str) -> None:
    server.pages["/feed"] = b"<rss/>"
    assert "not on the public internet" in refused(server.url(host=host), Limits())
    assert server.asked == []


def test_setting_for_it_allows_loopback(server: Server) -> None:
    server.pages["/feed"] = b"<rss/>"
    url = server.url(host="localhost")
    assert isinstance(fetch(url, limits=Limits(allowed=is_any)), Fetched)


@pytest.mark.parametrize("target", ["http://127.0.0.2:{port}/", "//127.0.0.2:{port}/"])
def test_redirect_to_an_address_that_is_not_allowed_is_refused(server: Server, target: str) -> None:
    server.pages["/feed"] = redirect(target.format(port=server.port))
    reason = refused(server.url(), replace(LIMITS, allowed=only("127.0.0.1")))
    assert reason.startswith("127.0.0.2 is at 127.0.0.2, which is not on the public internet.")


class Names:
    """A name server that answers each time with the next addresses."""

    def __init__(self, *answers: list[str]) -> None:
        self.answers = list(answers)
        self.original = socket.getaddrinfo

    def __call__(self, host: str, port: int, *args: Any, **kwargs: Any) -> Any:
        if host != "feeds.example":
            return self.original(host, port, *args, **kwargs)
        kind = (socket.AF_INET, socket.SOCK_STREAM, 6, "")
        return [(*kind, (address, port)) for address in self.answers.pop(0)]


def test_name_is_resolved_once_and_connected_to_as_checked(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.pages["/feed"] = b"<rss/>"
    names = Names(["127.0.0.1"], ["127.0.0.2"])
    monkeypatch.setattr(socket, "getaddrinfo", names)
    limits = replace(LIMITS, allowed=only("127.0.0.1"))
    assert isinstance(fetch(server.url(host="feeds.example"), limits=limits), Fetched)
    assert names.answers == [["127.0.0.2"]]
    assert server.asked[0][1]["Host"] == f"feeds.example:{server.port}"


def test_name_with_one_private_address_among_others_is_refused(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", Names(["127.0.0.1", "10.0.0.1"]))
    limits = replace(LIMITS, allowed=only("127.0.0.1"))
    assert "is at 10.0.0.1" in refused(server.url(host="feeds.example"), limits)
    assert server.asked == []


def test_second_address_of_a_name_is_tried_where_the_first_does_not_answer(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.pages["/feed"] = b"<rss/>"
    monkeypatch.setattr(socket, "getaddrinfo", Names(["127.0.0.9", "127.0.0.1"]))
    assert isinstance(fetch(server.url(host="feeds.example"), limits=LIMITS), Fetched)


def test_name_server_that_does_not_answer_is_not_waited_for(
    never: threading.Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: never.wait() and [])
    reason = refused("http://feeds.example/", replace(LIMITS, total_s=0.1))
    assert reason == "The name feeds.example could not be looked up in time."


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("ftp://news.example/feed", "only http and https are"),
        ("file:///etc/passwd", "only http and https are"),
        ("javascript:alert(1)", "only http and https are"),
        ("http://", "names no server"),
        ("http:///feed", "names no server"),
        ("http://exa mple/", "cannot be read as an address"),
        ("http://news.example:99999/", "cannot be read as an address"),
        ("http://reijo:secret@news.example/", "leave them out"),
        ("http://news.example:25/", "Port 25 is not one of the web"),
        ("https://news.example:0/", "Port 0 is not one of the web"),
    ],
)
def test_address_that_is_none_is_refused_with_its_reason(url: str, reason: str) -> None:
    assert reason in refused(url)
    assert reason in address_problem(url)
    assert "secret" not in refused(url)


@given(st.text(max_size=60) | st.from_regex(r"https?://[^/]{0,20}[/:@\[][^\n]{0,20}"))
def test_no_text_for_an_address_is_an_error(url: str) -> None:
    assert isinstance(address_problem(url), str)


@pytest.mark.parametrize("location", ["http://[x/", "ftp://news.example/", "\x01", "http://a:b@c/"])
def test_strange_redirect_is_refused(server: Server, location: str) -> None:
    server.pages["/feed"] = redirect(location)
    assert refused(server.url())


def test_name_that_nobody_has_is_refused() -> None:
    assert refused("http://a..b/") == "The name a..b cannot be looked up."


# --- How much, how long --------------------------------------------------------------------------


def test_redirects_in_a_circle_end(server: Server) -> None:
    server.pages["/feed"] = redirect("/feed")
    assert refused(server.url()) == "It redirects more than 5 times."
    assert server.times("/feed") == 6


@pytest.mark.parametrize("headers", [{}, {"Content_Encoding": "gzip"}])
def test_document_that_is_too_large_is_refused(server: Server, headers: dict[str, str]) -> None:
    content = bytes(100_001)
    content = gzip.compress(content) if headers else content
    server.pages["/feed"] = lambda request: send(request, content, **headers)
    limits = replace(LIMITS, most_bytes=100_000)
    assert refused(server.url(), limits) == "It has more than 100,000 bytes: the most there is."
    assert isinstance(fetch(server.url(), limits=LIMITS), Fetched)


def test_bomb_is_not_unpacked_beyond_the_limit(server: Server) -> None:
    import tracemalloc

    bomb = gzip.compress(bytes(200_000_000), compresslevel=1)
    server.pages["/feed"] = lambda request: send(request, bomb, Content_Encoding="gzip")
    tracemalloc.start()
    assert "more than 16,777,216 bytes" in refused(server.url())
    _now, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 60_000_000


def test_answer_that_never_ends_is_refused_for_its_size(server: Server) -> None:
    def page(request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.end_headers()
        while True:
            request.wfile.write(bytes(65_536))

    server.pages["/feed"] = page
    assert "the most there is" in refused(server.url())


def drip(start: bytes, piece: bytes, never: threading.Event) -> Any:
    """Answer with a start, then with a piece every few milliseconds, for ever."""

    def page(request: BaseHTTPRequestHandler) -> None:
        request.wfile.write(start)
        while not never.wait(0.02):
            request.wfile.write(piece)

    return page


@pytest.mark.parametrize(
    ("start", "piece"),
    [
        (b"HTTP/1.1 200 OK\r\n\r\n", b"<"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 10000\r\n\r\n", b"<"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\n<\r\n"),
        (b"HTTP/1.1 200 OK\r\nX-Long: ", b"x"),
        (b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
        (b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n", gzip.compress(b"")),
    ],
    ids=["body", "body of a length", "chunks", "header", "continue", "packed nothing"],
)
def test_server_that_drips_is_cut_by_the_time_in_all(
    server: Server, never: threading.Event, start: bytes, piece: bytes
) -> None:
    server.pages["/feed"] = drip(start, piece, never)
    assert refused(server.url(), SHORT) == "It took longer than 0.3 s in all."


def test_server_that_says_nothing_is_not_waited_for(server: Server, never: threading.Event) -> None:
    server.pages["/feed"] = lambda request: never.wait() and None
    reason = refused(server.url(), replace(LIMITS, read_s=0.1))
    assert reason == "The server does not answer in time."


# --- Answers that are none -----------------------------------------------------------------------


@pytest.mark.parametrize("status", [204, 304, 401, 404, 410, 429, 500, 503, 799])
def test_status_is_told(server: Server, status: int) -> None:
    server.pages["/feed"] = lambda request: send(request, status=status)
    assert refused(server.url()).startswith(f"The server answers {status}")


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"SSH-2.0-OpenSSH_9.2\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n<rss/>",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"HTTP/1.1 200 OK\r\n" + b"X: 1\r\n" * 200 + b"\r\n",
        b"HTTP/1.1 200 OK\r\nX: " + b"x" * 70_000 + b"\r\n\r\n",
    ],
    ids=["nothing", "another protocol", "cut off", "broken chunk", "many headers", "long header"],
)
def test_broken_answer_is_refused(server: Server, answer: bytes) -> None:
    def page(request: BaseHTTPRequestHandler) -> None:
        request.wfile.write(answer)
        request.close_connection = True

    server.pages["/feed"] = page
    assert refused(server.url()) == "The server broke off its answer, or does not speak HTTP."


def test_answer_that_is_packed_wrongly_is_refused(server: Server) -> None:
    server.pages["/feed"] = lambda request: send(request, b"<rss/>", Content_Encoding="gzip")
    assert refused(server.url()) == "The answer is packed in a way that cannot be undone."


def test_server_that_is_not_there_is_told() -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
        assert "cannot be reached" in refused(f"http://127.0.0.1:{port}/")


# --- TLS -----------------------------------------------------------------------------------------


def test_certificate_must_be_trusted_and_of_the_name(monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(CERTIFICATE) as server:
        server.pages["/feed"] = b"<rss/>"
        url = f"https://localhost:{server.port}/feed"
        assert refused(url).startswith("Its certificate cannot be trusted")
        monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
        assert fetch(url, limits=LIMITS) == Fetched(b"<rss/>")
        other = refused(url.replace("localhost", "127.0.0.1"))
        assert other.startswith("Its certificate cannot be trusted")


def test_server_without_tls_is_told(server: Server) -> None:
    reason = refused(server.url().replace("http:", "https:"))
    assert reason.startswith("No secure connection came about")
