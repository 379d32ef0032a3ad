"""Uploads to S3 whose connection ends behind the head of the request, before its body."""

from __future__ import annotations

import io
import socket
import threading
from collections.abc import Iterator
from contextlib import suppress
from urllib.parse import urlsplit

import pytest

from resume_pipeline.backends.fsspec_storage import S3Storage
from resume_pipeline.model.ids import uuid7
from tests.servers import s3_server

pytestmark = [pytest.mark.server, pytest.mark.slow]
KEY = f"acme/jobs/{uuid7(1)}/result.json"
FILE = f"acme/files/{uuid7(2)}"


class CutsFirst:
    """A way to a server that lets only the head of the first request through."""

    def __init__(self, url: str) -> None:
        self._server = (urlsplit(url).hostname, urlsplit(url).port)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self.requests = 0
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                near, _ = self._listener.accept()
                with near, socket.create_connection(self._server) as far:
                    self._serve(near, far)

    def _serve(self, near: socket.socket, far: socket.socket) -> None:
        """One request a connection; the client opens another for the next."""
        head, rest = _head(near)
        self.requests += 1
        if self.requests == 1:
            far.sendall(head)
            far.shutdown(socket.SHUT_WR)
            far.recv(65536)  # the server is done with it before anybody tries again
            return
        far.sendall(head.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n") + rest)
        threading.Thread(target=_copy, args=(near, far), daemon=True).start()
        _copy(far, near)


def _head(near: socket.socket) -> tuple[bytes, bytes]:
    got = b""
    while b"\r\n\r\n" not in got:
        piece = near.recv(65536)
        assert piece, "the client hung up"
        got += piece
    head, end, rest = got.partition(b"\r\n\r\n")
    return head + end, rest


def _copy(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while piece := source.recv(65536):
            target.sendall(piece)


@pytest.fixture(scope="module")
def server():
    with s3_server() as server:
        yield server


@pytest.fixture
def way(server) -> Iterator[CutsFirst]:
    way = CutsFirst(server.endpoint)
    yield way
    way.close()


def opened(server, endpoint: str) -> S3Storage:
    url = server.url("cut", port=urlsplit(endpoint).port)
    return S3Storage.from_url(url, probe=False, credentials=server.host)


def test_an_object_is_whole_or_not_there(server, way) -> None:
    body = b'{"a": 1}' * 100
    assert opened(server, way.url).put_all({KEY: body}) == {KEY: body}
    assert way.requests > 1, "nothing was cut"
    assert opened(server, server.endpoint).get(KEY) == body


def test_a_short_file_is_whole_or_not_there(server, way) -> None:
    content = b"Ada Example\n" * 100
    stored = opened(server, way.url).store(FILE, io.BytesIO(content), limit=10_000)
    assert way.requests > 1, "nothing was cut"
    assert stored.size == len(content)
    assert opened(server, server.endpoint).get(FILE) == content
