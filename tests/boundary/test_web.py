"""The app in real hosts: files come in, jobs are watched, reports are taken, nobody else sees."""

from __future__ import annotations

import asyncio
import json
import time

import pytest

from resume_pipeline import LedgerError
from resume_pipeline.errors import DamagedError
from resume_pipeline.model.ids import uuid7
from resume_pipeline.model.keys import file_key
from resume_pipeline.testing.reporter_contract import completion
from resume_pipeline.wire.signing import sign
from tests.boundary.hosts import HOSTS, SECRET, settings_at, sited

pytestmark = pytest.mark.anyio


def new_id() -> str:
    return uuid7(1_700_000_000_000)


CV = b"Ada Example\nada@example.org\n\nSkills\nPython, SQL\n"


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(params=HOSTS)
async def site(request, tmp_path):
    async with sited(request.param, settings_at(tmp_path)) as site:
        yield site


async def brought(site) -> dict:
    given = (await site.client.post("/uploads", json={"size": len(CV)})).json()
    put = await site.client.put(given["url"], headers=given["headers"], content=CV)
    assert put.status_code == 201
    said = {"filename": "cv.txt", "subject": "candidate-9"}
    accepted = await site.client.post(f"/uploads/{given['id']}/accept", json=said)
    assert accepted.status_code == 201
    return accepted.json()


async def test_a_file_comes_in_and_its_job_is_watched(site):
    file = await brought(site)
    assert (file["filename"], file["size"], file["media_type"]) == ("cv.txt", 48, "text/plain")
    assert (await site.client.get(f"/files/{file['id']}")).json() == file
    record = await site.pipeline.tenant("acme").file(file["id"])
    assert (record.actor, record.subject) == ("ada", "candidate-9")
    url = (await site.client.post(f"/files/{file['id']}/link")).json()["url"]
    link = await site.client.get(url)
    assert (link.content, link.headers["x-content-type-options"]) == (CV, "nosniff")

    job = await site.pipeline.tenant("acme").submit(file["id"], plan="profile", ref="a-1")
    async with site.pipeline.running():
        lines = (await site.client.get(f"/jobs/{job.id}/events")).text.split("\n\n")
    heads = [dict(part.split(": ", 1) for part in line.split("\n")) for line in lines if line]
    assert [head["event"] for head in heads][:1] == ["submitted"]
    assert heads[-1]["event"] == "succeeded"
    assert [int(head["id"]) for head in heads] == [*range(1, len(heads) + 1)]
    assert "candidate-9" not in str(lines)
    shown = (await site.client.get(f"/jobs/{job.id}")).json()
    assert (shown["state"], shown["ref"], shown["seq"]) == ("succeeded", "a-1", len(heads))
    result = (await site.client.post(f"/jobs/{job.id}/result/link")).json()["url"]
    assert (await site.client.get(result)).json()["job"] == job.id


async def test_a_browser_takes_events_up_where_it_lost_them(site):
    acme = site.pipeline.tenant("acme")
    job = await acme.submit(await acme.upload(CV))
    (job,) = await acme.cancel(job)
    path = f"/jobs/{job.id}/events"

    async def after(seen: str) -> tuple[int, list[str]]:
        answer = await site.client.get(path, headers={"Last-Event-ID": seen})
        return answer.status_code, [x for x in answer.text.split("\n") if x.startswith("id")]

    assert await after("0") == (200, ["id: 1", "id: 2", "id: 3"])
    assert await after("2") == (200, ["id: 3"])
    assert await after("3") == (204, [])
    for seen in ("-1", "x", "9" * 40, "1 2"):
        assert (await after(seen))[0] == 400


async def test_a_file_that_a_disk_has_changed_is_not_answered_whole(site):
    """The app ends by an error before the last piece, so that a server closes the connection."""
    storage, acme = site.pipeline.sync.opened.storage, site.pipeline.tenant("acme")
    file = await acme.upload(b"x" * 600_000)
    url = await acme.links.download(file)
    storage.delete([file_key("acme", file.id)])
    storage.put_all({file_key("acme", file.id): b"x" * 599_999 + b"y"})
    with pytest.raises(RuntimeError, match="response already started") as caught:
        await site.client.get(url)
    assert isinstance(caught.value.__cause__, DamagedError)


async def test_nobody_and_somebody_else_get_nothing(site):
    file = await brought(site)
    acme = site.pipeline.tenant("acme")
    job = await acme.submit(file["id"], plan="profile")
    paths = [("GET", f"/files/{file['id']}"), ("POST", f"/files/{file['id']}/link")]
    paths += [("GET", f"/jobs/{job.id}"), ("GET", f"/jobs/{job.id}/events")]
    paths += [("POST", f"/jobs/{job.id}/result/link"), ("POST", f"/uploads/{file['id']}/accept")]
    async with site.of("rival/eve") as rival, site.of("") as nobody:
        for method, path in paths:
            other = path.replace(file["id"], new_id()).replace(job.id, new_id())
            missing = await rival.request(method, other)
            foreign = await rival.request(method, path)
            assert (foreign.status_code, missing.status_code) == (404, 404), path
            assert foreign.content == missing.content
            assert (await nobody.request(method, path)).status_code == 401


async def test_a_report_is_taken_if_it_is_signed(site):
    body = completion().to_bytes()
    key = b"k" * 32
    headers = sign("msg_1", int(time.time()), body, [key])
    assert SECRET
    statuses = [
        (await site.client.post("/callback", content=sent, headers=given)).status_code
        for sent, given in ((body, headers), (body + b" ", headers), (body, {}), (bytes(2**21), {}))
    ]
    assert statuses == [204, 401, 401, 413]


async def test_health_says_whether_backends_answer(site, monkeypatch):
    assert (await site.client.get("/health")).json() == {"status": "ok"}

    def silent(*_args, **_options):
        raise LedgerError("the database said OperationalError")

    monkeypatch.setattr(type(site.pipeline.sync.opened.ledger), "read", silent)
    assert (await site.client.get("/health")).status_code == 503


@pytest.mark.parametrize(
    "body",
    [b"[]", b"{", b'{"size": "1"}', b'{"size": 0}', b'{"size": 1, "x": 1}', b'{"size": 1e99}'],
)
async def test_a_body_that_is_not_as_described_is_refused_without_repeating_it(site, body):
    answer = await site.client.post("/uploads", content=body)
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid")
    long = await site.client.post("/uploads", content=b" " * 70_000)
    assert long.status_code == 413


async def test_many_watch_at_once_and_a_client_that_leaves_leaves_nothing(site):
    acme = site.pipeline.tenant("acme")
    job = await acme.submit(await acme.upload(CV))
    watching = [
        asyncio.create_task(site.client.get(f"/jobs/{job.id}/events", timeout=60))
        for _ in range(50)
    ]
    await asyncio.sleep(0.2)
    for task in watching[:25]:
        task.cancel()
    await acme.cancel(job)
    done = await asyncio.gather(*watching, return_exceptions=True)
    assert all(isinstance(answer, asyncio.CancelledError) for answer in done[:25])
    assert all("event: cancelled" in answer.text for answer in done[25:])


async def test_the_description_names_every_route(site):
    found = (await site.client.get("/openapi.json")).json()
    assert found["servers"] == [{"url": "/resumes"}]
    json.dumps(found)
    routes = web_routes()
    assert set(found["paths"]) == routes


def web_routes() -> set[str]:
    from resume_pipeline.web import web_app

    return {route.path for route in web_app(lambda _: None, lambda _: None).routes}
