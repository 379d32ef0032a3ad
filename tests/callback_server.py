"""A loopback server that answers callbacks as a test wants, for tests of what calls it."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

import attrs

from resume_pipeline.backends.http_reporter.endpoint import Endpoint
from resume_pipeline.backends.http_reporter.reporter import HttpReporter
from resume_pipeline.backends.http_reporter.sending import Pace

KEY = b"0123456789abcdef0123456789abcdef"
QUICK = Pace(total=3, fresh=1, base=0.05, cap=0.2, attempt=0.5, hold=2, drain=2)
ACCEPTED = b"HTTP/1.1 204 No Content\r\n\r\n"


@attrs.frozen
class Call:
    """One request as it came in; names of headers in lower case."""

    line: str
    headers: dict[str, str]
    body: bytes


@attrs.define
class Server:
    """Takes one request per connection.

    Attributes:
        answer: gives the bytes to answer a call with, or pieces; empty: say nothing and hang up.
    """

    listener: socket.socket
    answer: Callable[[Call], bytes | Iterable[bytes]] = lambda _call: ACCEPTED
    calls: list[Call] = attrs.field(factory=list)

    @property
    def port(self) -> int:
        return int(self.listener.getsockname()[1])

    @property
    def place(self) -> str:
        return f"127.0.0.1:{self.port}"

    def serve(self) -> None:
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            with connection:
                connection.settimeout(5)
                try:
                    self._serve_one(connection)
                except OSError:
                    continue

    def _serve_one(self, connection: socket.socket) -> None:
        found = b""
        while b"\r\n\r\n" not in found:
            piece = connection.recv(65536)
            if not piece:
                return
            found += piece
        head, _, body = found.partition(b"\r\n\r\n")
        line, *rest = head.decode().split("\r\n")
        headers = {name.lower(): value for name, _, value in (row.partition(": ") for row in rest)}
        while len(body) < int(headers["content-length"]):
            body += connection.recv(65536)
        call = Call(line, headers, body)
        self.calls.append(call)
        answer = self.answer(call)
        for piece in [answer] if isinstance(answer, bytes) else answer:
            connection.sendall(piece)


@contextmanager
def serving() -> Iterator[Server]:
    """A server in a thread."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = Server(listener)
        thread = threading.Thread(target=server.serve, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            listener.shutdown(socket.SHUT_RDWR)
            thread.join(10)


def reporter_to(place: str, **options) -> HttpReporter:
    """A reporter that may call ``place`` by plain http, in a hurry."""
    options = {"pace": QUICK, **options}
    return HttpReporter(Endpoint.of(f"http://{place}/callback", [place]), [KEY], **options)


def closed_port() -> int:
    """A port at which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])
