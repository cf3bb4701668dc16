"""A web server on loopback, as well or badly behaved as a test wants it."""

import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from articles.addresses import Address
from articles.fetching import Limits

# Plenty for loopback; what hangs is let go by the test itself.
LIMITS = Limits(connect_s=20, read_s=20, total_s=40, allowed=lambda address: address.is_loopback)

Page = Callable[[BaseHTTPRequestHandler], None]


def only(*addresses: str) -> Callable[[Address], bool]:
    """Allow these addresses, as if they were public."""
    return lambda address: str(address) in addresses


def send(
    request: BaseHTTPRequestHandler, content: bytes = b"", status: int = 200, **headers: str
) -> None:
    request.send_response(status)
    for name, value in {"Content-Length": str(len(content)), **headers}.items():
        request.send_header(name.replace("_", "-"), value)
    request.end_headers()
    request.wfile.write(content)


@dataclass
class Server:
    """`pages` says what is at a path: bytes, or a function that answers the request."""

    port: int
    pages: dict[str, bytes | Page] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    def url(self, path: str = "/feed", host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.port}{path}"

    def times(self, path: str) -> int:
        return sum(1 for asked, _headers in self.asked if asked == path)


@contextmanager
def serving(certificate: Path | None = None) -> Iterator[Server]:
    """Serve on a free port of 127.0.0.1, with TLS if there is a certificate."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            server.asked.append((self.path, dict(self.headers)))
            page = server.pages.get(self.path)
            try:
                if page is None:
                    send(self, status=404)
                elif isinstance(page, bytes):
                    send(self, page)
                else:
                    page(self)
            except ConnectionError:
                self.close_connection = True  # the client had enough

        def log_message(self, *_: Any) -> None:
            """Nobody reads it."""

    class Quiet(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_: Any) -> None:
            """A client that hangs up is what is being tested."""

    with Quiet(("127.0.0.1", 0), Handler) as httpd:
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
            httpd.socket = context.wrap_socket(httpd.socket, server_side=True)
        server = Server(httpd.server_address[1])
        thread = threading.Thread(target=httpd.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield server
        finally:
            httpd.shutdown()
            thread.join()
