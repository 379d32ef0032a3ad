"""Two places to which links lead, and a client that sends exactly what it is told."""

from __future__ import annotations

import base64
import http.client
import importlib.util
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import attrs
import uvicorn

from resume_pipeline.pipeline import Pipeline
from resume_pipeline.wire.sigv4 import Credential
from tests.callback_server import closed_port
from tests.servers import S3

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "web_host.py"
KEY = b"k" * 32
SECRET = "whsec_" + base64.b64encode(KEY).decode()


@attrs.frozen
class Place:
    """Where links lead.

    Attributes:
        base: before what names an object in a link's path.
        credential: with which its links are signed.
    """

    pipeline: Pipeline
    base: str
    credential: Credential

    def name(self, url: str) -> str:
        """What names the object in ``url``."""
        return url.partition("?")[0].removeprefix(f"{self.base}/")


@attrs.frozen
class Asked:
    """A request, with its URL as it goes over the line."""

    method: str
    url: str
    headers: Mapping[str, str] = attrs.field(factory=dict)
    body: bytes = b""

    def send(self) -> tuple[int, dict[str, str], bytes]:
        """The answer: its status, its headers by name in lower case, and its body."""
        parts = urlsplit(self.url)
        target = self.url.partition(parts.netloc)[2]
        connection = http.client.HTTPConnection(parts.netloc, timeout=60)
        try:
            connection.putrequest(self.method, target, skip_accept_encoding=True)
            for name, value in self.headers.items():
                connection.putheader(name, value)
            connection.endheaders(self.body or None)
            answer = connection.getresponse()
            headers = {name.lower(): value for name, value in answer.getheaders()}
            return answer.status, headers, answer.read()
        finally:
            connection.close()

    def is_accepted(self) -> bool:
        """Whether the place does as it is asked."""
        status, _, _ = self.send()
        assert status // 100 in (2, 4), status
        return status // 100 == 2

    def with_url(self, url: str) -> Asked:
        """The same at another URL."""
        return attrs.evolve(self, url=url)


@contextmanager
def host_place(folder: Path) -> Iterator[Place]:
    """The example's host, which serves links over files in ``folder``."""
    port = closed_port()
    settings = {
        "home": str(folder / "data"),
        "links": f"http://127.0.0.1:{port}/resumes/links",
        "link_keys": [SECRET],
    }
    with Pipeline.open(**settings) as pipeline, serving(pipeline, port):
        key_id = sha256(KEY).hexdigest()[:16]
        yield Place(
            pipeline, settings["links"], Credential(key_id, KEY, "links", "resume-pipeline")
        )


@contextmanager
def s3_place(folder: Path, server: S3) -> Iterator[Place]:
    """The S3 server, to which links lead."""
    key, secret = server.host
    home = folder / "data"
    home.mkdir()
    settings = {
        "storage": server.url("links"),
        "ledger": f"sqlite:///{home}/ledger.db",
        "queue": f"sqlite:///{home}/queue.db",
        "storage_access_key": key,
        "storage_secret_key": secret,
    }
    with Pipeline.open(**settings) as pipeline:
        base = f"{server.endpoint}/{server.bucket}/links"
        yield Place(pipeline, base, Credential(key, secret.encode(), "us-east-1", "s3"))


@contextmanager
def serving(pipeline: Pipeline, port: int) -> Iterator[None]:
    """The example's routes over ``pipeline``'s settings, in a thread."""
    server = uvicorn.Server(uvicorn.Config(_example(pipeline), port=port, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        until = time.monotonic() + 60
        while not server.started:
            assert thread.is_alive(), "the host did not start"
            assert time.monotonic() < until, "the host did not start"
            time.sleep(0.02)
        yield
    finally:
        server.should_exit = True
        thread.join(30)


def _example(pipeline: Pipeline) -> Any:
    spec = importlib.util.spec_from_file_location("web_host", EXAMPLE)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    opened = module.AsyncPipeline.open

    async def with_settings() -> Any:
        return await opened(pipeline.settings)

    module.AsyncPipeline = type("Opener", (), {"open": staticmethod(with_settings)})
    return module.app
