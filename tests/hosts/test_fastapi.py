"""The example in FastAPI, on each driver, over HTTP: applications come, and a worker calls back."""

from __future__ import annotations

import asyncio
import base64
import importlib
import json
import socket
import time
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import attrs
import httpx
import pytest
import uvicorn

from resume_pipeline.settings import Settings
from resume_pipeline.testing.fakes import RecordingReporter
from resume_pipeline.wire.signing import sign
from resume_pipeline.worker import Worker
from tests.core.test_receive import ROOT
from tests.hosts.conftest import engine_on

pytestmark = pytest.mark.anyio
KEY = b"k" * 32
CV = b"Ada Example\nada@example.org\n\nSkills\nPython, SQL\n"


@attrs.frozen
class Site:
    """A host that listens, its client, and a worker without a broker for reports."""

    client: httpx.AsyncClient
    worker: Worker
    pipeline: object

    async def apply(self, ref: str) -> httpx.Response:
        return await self.client.post(f"/applications/{ref}", files={"resume": ("cv.txt", CV)})

    async def reports(self) -> list[bytes]:
        await self.pipeline.relay()
        deliveries = await asyncio.to_thread(self.worker.receive, limit=10, wait=1)
        for delivery in deliveries:
            await asyncio.to_thread(self.worker.run, delivery)
        return [report.to_bytes() for report in self.worker.tools.reporter.reports]

    async def call(self, body: bytes) -> int:
        headers = sign(f"msg_{uuid.uuid4().hex}", int(time.time()), body, [KEY])
        return (await self.client.post("/callback", content=body, headers=headers)).status_code


@pytest.fixture
async def site(driver, ledger_url, tmp_path, monkeypatch) -> AsyncIterator[Site]:
    monkeypatch.syspath_prepend(str(ROOT / "examples"))
    example = importlib.import_module("fastapi_host")
    settings = {
        "storage": f"file://{tmp_path}/files",
        "queue": f"memory://{uuid.uuid4().hex}",
        "callback_keys": json.dumps(["whsec_" + base64.b64encode(KEY).decode()]),
    }
    for name, value in {**settings, "ledger": ledger_url}.items():
        monkeypatch.setenv(f"RESUME_PIPELINE_{name.upper()}", value)
    engine = engine_on(driver, ledger_url)
    monkeypatch.setenv("DATABASE_URL", "")
    monkeypatch.setattr(example, "create_async_engine", lambda _url: engine)
    worker = Worker.open(Settings.of(storage=settings["storage"], queue=settings["queue"]))
    object.__setattr__(worker.tools, "reporter", RecordingReporter())
    async with serving(example.app) as url, httpx.AsyncClient(base_url=url, timeout=60) as client:
        yield Site(client, worker, example.app.state.pipeline)
    worker.close()


@asynccontextmanager
async def serving(app) -> AsyncIterator[str]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning", lifespan="on"))
        task = asyncio.create_task(server.serve([listener]))
        async with asyncio.timeout(60):
            while not server.started:
                await asyncio.sleep(0.01)
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        server.should_exit = True
        await task


async def test_an_application_comes_is_read_and_is_told_of(site: Site) -> None:
    applied = await site.apply("117")
    assert applied.status_code == 201
    job, file = applied.json()["job"], applied.json()["file"]
    assert (await site.client.get("/applications/117")).json() == {"job": job, "state": "new"}
    async with site.client.stream("GET", f"/jobs/{job}/events") as events:
        *notes, ending = await site.reports()
        assert [await site.call(body) for body in notes] == [204] * len(notes)
        assert (await site.client.get("/applications/117")).json()["state"] == "new"
        assert await site.call(ending) == 204
        kinds = [line async for line in events.aiter_lines() if line.startswith("event: ")]
    assert (kinds[0], kinds[-1]) == ("event: submitted", "event: succeeded")
    assert (await site.client.get("/applications/117")).json()["state"] == "succeeded"
    assert (await site.client.get(f"/files/{file}")).content == CV
    assert await site.call(ending) == 204


async def test_what_the_hosts_commit_refuses_leaves_no_job(site: Site) -> None:
    assert (await site.apply("117")).status_code == 201
    assert (await site.apply("117")).status_code == 409
    assert len(await site.pipeline.tenant("acme").jobs()) == 1


async def test_what_is_not_there_or_not_signed_is_a_status(site: Site) -> None:
    for path in ("/applications/1", "/jobs/1/events", "/files/1"):
        assert (await site.client.get(path)).status_code == 404
    assert (await site.client.post("/callback", content=b"{}")).status_code == 401
