"""Fetch a document from an address that somebody else chose, without being led astray.

No database, no settings, no proxies. Every connection goes to an address that was looked at first,
also after a redirect: a name is resolved once, all of its addresses are checked, and the socket is
opened to one of these very addresses. Size and time are limited in all, so that neither a bomb nor
a server that drips a byte a second holds anything up (docs/decisions/0006).
"""

import http.client
import ipaddress
import queue
import socket
import ssl
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import urljoin

from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import DecodeError, HTTPError
from urllib3.exceptions import TimeoutError as HTTPTimeoutError
from urllib3.response import BaseHTTPResponse

from articles.addresses import PORTS, Address, Place, RefusalError, is_public, place_of
from articles.importers.decoding import printable

USER_AGENT = "NewsroomArchive (reads feeds for a news archive)"
ACCEPT = "application/rss+xml, application/atom+xml, application/xml;q=0.9, */*;q=0.5"
CHUNK = 65_536
# What the columns of a feed hold; a longer one is not a validator that anybody needs.
MOST_ETAG = 500
MOST_LAST_MODIFIED = 100

_MOVED = (301, 302, 303, 307, 308)


@dataclass(frozen=True, slots=True)
class Limits:
    """How long, how large, how far. `total_s` counts everything, redirects included."""

    connect_s: float = 5
    read_s: float = 10
    total_s: float = 20
    redirects: int = 5
    most_bytes: int = 16 * 1024 * 1024  # when it is unpacked
    allowed: Callable[[Address], bool] = is_public


@dataclass(frozen=True, slots=True)
class Fetched:
    content: bytes
    etag: str = ""
    last_modified: str = ""


@dataclass(frozen=True, slots=True)
class NotModified:
    """It is still what it was when it was last fetched."""


@dataclass(frozen=True, slots=True)
class Refused:
    """Why nothing was fetched, in a sentence for whoever registered the address."""

    reason: str


def fetch(
    url: str, *, etag: str = "", last_modified: str = "", limits: Limits | None = None
) -> Fetched | NotModified | Refused:
    """Return what is at an address; `etag` and `last_modified` are those of the last time.

    Whatever the server does, it returns within about `limits.total_s` and raises nothing.
    """
    limits = limits or Limits()
    deadline = time.monotonic() + limits.total_s
    asked = {"If-None-Match": etag, "If-Modified-Since": last_modified}
    headers = {name: value for name, value in asked.items() if value}
    try:
        for _ in range(limits.redirects + 1):
            answer = _ask(place_of(url), headers, deadline, limits)
            if not isinstance(answer, str):
                return answer
            url = _joined(url, answer)
    except RefusalError as refusal:
        return Refused(str(refusal))
    return Refused(f"It redirects more than {limits.redirects} times.")


def _joined(url: str, location: str) -> str:
    try:
        return urljoin(url, location)
    except ValueError:
        raise RefusalError("It redirects to what cannot be read as an address.") from None


def _ask(
    place: Place, headers: dict[str, str], deadline: float, limits: Limits
) -> Fetched | NotModified | str:
    """Return what the server answers; a str is the address that it redirects to."""
    connection = _connected(place, deadline, limits)
    # A timeout of the socket starts anew with every byte: this does not.
    cut = threading.Timer(max(0.0, deadline - time.monotonic()), _shut, [connection.sock])
    cut.daemon = True
    cut.start()
    named = place.host if place.port == PORTS[place.scheme] else f"{place.host}:{place.port}"
    about = {"Host": named, "User-Agent": USER_AGENT, "Accept": ACCEPT, "Accept-Encoding": "gzip"}
    try:
        connection.request("GET", place.target, headers=about | headers, preload_content=False)
        return _answer(connection.getresponse(), bool(headers), deadline, limits)
    except (HTTPError, http.client.HTTPException, OSError, ValueError) as error:
        raise RefusalError(_why(error, deadline, limits)) from error
    finally:
        cut.cancel()
        connection.close()


def _connected(place: Place, deadline: float, limits: Limits) -> HTTPConnection:
    """Connect to one of the addresses of a name, all of which must be allowed."""
    problem: Exception | None = None
    for address in _addresses(place, deadline, limits):
        connection = _connection(place, address, min(limits.connect_s, _left(deadline, limits)))
        try:
            connection.connect()
        except (HTTPError, OSError) as error:
            connection.close()
            problem = error
        else:
            connection.sock.settimeout(limits.read_s)
            connection.timeout = limits.read_s
            return connection
    raise RefusalError(_why(problem, deadline, limits)) from problem


def _connection(place: Place, address: str, timeout: float) -> HTTPConnection:
    if place.scheme == "http":
        return HTTPConnection(address, place.port, timeout=timeout)
    # The certificate must be one for the name, not for the address that is connected to.
    return HTTPSConnection(
        address,
        place.port,
        timeout=timeout,
        ssl_context=ssl.create_default_context(),
        server_hostname=place.name.rstrip("."),
    )


def _addresses(place: Place, deadline: float, limits: Limits) -> list[str]:
    """Resolve a name, once, and return its addresses if every one is allowed."""
    found: queue.SimpleQueue[list[str] | Exception] = queue.SimpleQueue()

    def look_up() -> None:
        try:
            rows = socket.getaddrinfo(place.name, place.port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            found.put(error)
        else:
            found.put(list(dict.fromkeys(str(row[4][0]) for row in rows)))

    # In a thread of its own, because nothing else limits how long the resolver takes.
    threading.Thread(target=look_up, daemon=True).start()
    try:
        addresses = found.get(timeout=_left(deadline, limits))
    except queue.Empty:
        raise RefusalError(f"The name {place.name} could not be looked up in time.") from None
    if isinstance(addresses, Exception) or not addresses:
        raise RefusalError(f"The name {place.name} cannot be looked up.")
    for address in addresses:
        if not limits.allowed(ipaddress.ip_address(address)):
            raise RefusalError(
                f"{place.name} is at {address}, which is not on the public internet. "
                "NEWSROOM_FETCH_PRIVATE=1 allows such addresses."
            )
    return addresses


def _answer(
    response: BaseHTTPResponse, conditional: bool, deadline: float, limits: Limits
) -> Fetched | NotModified | str:
    location = response.headers.get("Location")
    if response.status in _MOVED and location:
        return location
    if response.status == HTTPStatus.NOT_MODIFIED and conditional:
        return NotModified()
    if response.status != HTTPStatus.OK:
        raise RefusalError(f"The server answers {_status(response.status)}.")
    content = _content(response, deadline, limits)
    return Fetched(
        content,
        etag=_validator(response.headers.get("ETag"), MOST_ETAG),
        last_modified=_validator(response.headers.get("Last-Modified"), MOST_LAST_MODIFIED),
    )


def _content(response: BaseHTTPResponse, deadline: float, limits: Limits) -> bytes:
    """Read and unpack piece by piece; urllib3 unpacks no more of a bomb than was asked for."""
    parts = bytearray()
    while part := response.read1(CHUNK, decode_content=True):
        parts += part
        if len(parts) > limits.most_bytes:
            raise RefusalError(f"It has more than {limits.most_bytes:,} bytes: the most there is.")
        _left(deadline, limits)
    # Where the length is not told, a connection that was cut looks like the end.
    _left(deadline, limits)
    return bytes(parts)


def _validator(value: str | None, most: int) -> str:
    """Return a header to be sent back the next time, if it can be."""
    return value if value and len(value) <= most and value.isascii() and value.isprintable() else ""


def _left(deadline: float, limits: Limits) -> float:
    """Return the seconds that are left; refuse when there are none."""
    left = deadline - time.monotonic()
    if left <= 0:
        raise RefusalError(f"It took longer than {limits.total_s:g} s in all.")
    return left


def _shut(sock: socket.socket) -> None:
    with suppress(OSError):  # the server was quicker
        # Not the method of a TLS socket, which first forgets that it is one.
        socket.socket.shutdown(sock, socket.SHUT_RDWR)


def _status(status: int) -> str:
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return str(status)


def _why(error: Exception | None, deadline: float, limits: Limits) -> str:
    """Return the sentence for what went wrong on the way."""
    cause = (error and error.__cause__) or error
    if time.monotonic() >= deadline:
        return f"It took longer than {limits.total_s:g} s in all."
    if isinstance(cause, ssl.SSLCertVerificationError):
        return f"Its certificate cannot be trusted: {printable(cause.verify_message)}."
    if isinstance(cause, ssl.SSLError):
        return "No secure connection came about: the server speaks no TLS that can be used."
    if isinstance(cause, OSError) and cause.strerror:
        return f"The server cannot be reached: {cause.strerror}."
    if isinstance(error, HTTPTimeoutError | TimeoutError):
        return "The server does not answer in time."
    if isinstance(error, DecodeError):
        return "The answer is packed in a way that cannot be undone."
    return "The server broke off its answer, or does not speak HTTP."
