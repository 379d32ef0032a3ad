"""An S3 server that ignores conditions and signatures, and refuses when it is told to."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

STATUSES = {"ConditionalRequestConflict": 409, "SlowDown": 503}


class LaxS3(ThreadingHTTPServer):
    """Objects in a dict.

    Attributes:
        refusals: the codes with which the next PUTs are refused.
    """

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.objects: dict[str, bytes] = {}
        self.refusals: list[str] = []

    @property
    def url(self) -> str:
        return f"s3://bucket/x?endpoint=http://127.0.0.1:{self.server_port}&region=us-east-1"


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: LaxS3

    def do_PUT(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        if self.server.refusals:
            code = self.server.refusals.pop(0)
            return self.answer(STATUSES[code], f"<Error><Code>{code}</Code></Error>".encode())
        self.server.objects[self.path] = body
        return self.answer(200)

    def do_GET(self) -> None:
        body = self.server.objects.get(self.path)
        missing = b"<Error><Code>NoSuchKey</Code></Error>"
        self.answer(404, missing) if body is None else self.answer(200, body)

    do_HEAD = do_GET

    def do_DELETE(self) -> None:
        self.server.objects.pop(self.path, None)
        self.answer(204)

    def answer(self, status: int, body: bytes = b"") -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, *_args: object) -> None:
        """Say nothing."""


@contextmanager
def lax_s3() -> Iterator[LaxS3]:
    with LaxS3() as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join(10)
