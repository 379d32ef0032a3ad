"""Endpoints are told of what ended: signed, on schedule, with one id, and by no forbidden way."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import attrs
import pytest
from standardwebhooks import Webhook

from resume_pipeline.backends.http_reporter.notices import HttpPoster
from resume_pipeline.backends.sql_ledger.ledger import SqlLedger
from resume_pipeline.engines.notifying import notifying
from resume_pipeline.errors import InvalidRequestError, NotFoundError
from resume_pipeline.model.endpoint import SCHEDULE, Notice, NoticeKind, Try, delay, tried
from resume_pipeline.pipeline import Pipeline
from resume_pipeline.ports.faults import trapped
from resume_pipeline.settings import Settings
from resume_pipeline.testing.rig import CrashError
from tests.callback_server import Call, Server, closed_port, serving
from tests.core.conftest import World, open_world
from tests.servers import postgres_schema

pytestmark = pytest.mark.slow

GONE = b"HTTP/1.1 410 Gone\r\n\r\n"
BROKEN = b"HTTP/1.1 500 Oh\r\n\r\n"
HOUR = 3_600_000


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as server:
        yield server


@pytest.fixture(params=["sqlite", "postgres"])
def world(request, server: Server) -> Iterator[World]:
    if request.param == "sqlite":
        yield from hosted(server, "sqlite://")
        return
    request.applymarker(pytest.mark.server)
    with postgres_schema() as url:
        yield from hosted(server, url)


def hosted(server: Server, ledger: str) -> Iterator[World]:
    world = open_world(ledger=ledger, callback_allow=(server.place,))
    poster = HttpPoster([server.place], timeout=2)
    world.pipeline.opened = attrs.evolve(world.pipeline.opened, poster=poster)
    yield world
    world.worker.close()
    world.pipeline.close()


def url(server: Server) -> str:
    return f"http://{server.place}/told?token=hidden"


def ended(world: World, **more):
    job = world.submit(**more)
    world.drain()
    return job


def bodies(server: Server) -> list[dict]:
    return [json.loads(call.body) for call in server.calls]


def test_an_ending_is_told_signed_and_without_a_word_of_the_person(
    world: World, server: Server
) -> None:
    registered = world.acme.endpoints.register(url(server))
    job = ended(world, ref="application-117")
    assert world.pipeline.notify() == 1
    (call,) = server.calls
    assert call.line == "POST /told?token=hidden HTTP/1.1"
    body = Webhook(registered.secret).verify(call.body, call.headers)
    assert call.headers["webhook-id"] == body["id"] == f"{job.id}:ended"
    assert body["type"] == "job.succeeded"
    data = {"job": job.id, "ref": "application-117", "state": "succeeded", "tenant": "acme"}
    assert {k: v for k, v in body["data"].items() if k != "schema"} == data
    assert world.pipeline.notify() == 0, "told twice"
    (notice,) = world.acme.endpoints.log(registered.endpoint.id)
    assert (notice.state, notice.status, notice.tries) == ("delivered", 204, 1)
    assert notice.id == world.pipeline.endings()[0].id


def test_each_is_told_of_what_is_its_own_and_of_what_it_asked_for(
    world: World, server: Server
) -> None:
    theirs = world.pipeline.tenant("umbrella").endpoints.register(url(server)).endpoint
    host = world.pipeline.endpoints.register(url(server), events=["job.failed", "batch.ended"])
    mine = world.acme.endpoints.register(url(server), events=["job.cancelled"]).endpoint
    world.mood.stage, world.mood.trouble = "t.draw", "fail"
    failed = ended(world)
    world.mood.trouble = ""
    (cancelled,) = world.acme.cancel(world.submit())
    file = world.acme.upload(b"x")
    batch = world.acme.batch([file, file], plan="small", ref="opening-1")
    world.drain()
    while world.pipeline.notify():
        pass
    told = {body["type"]: body["data"] for body in bodies(server)}
    assert set(told) == {"job.failed", "job.cancelled", "batch.ended"}
    assert (told["job.failed"]["job"], told["job.failed"]["code"]) == (failed.id, "no_use")
    assert told["job.cancelled"]["job"] == cancelled.id
    ended_batch = told["batch.ended"]
    assert (ended_batch["batch"], ended_batch["ref"], ended_batch["total"]) == (
        batch.id,
        "opening-1",
        2,
    )
    logs = world.pipeline.tenant("umbrella").endpoints.log(theirs.id)
    assert logs == []
    assert len(world.acme.endpoints.log(mine.id)) == 1
    assert len(world.pipeline.endpoints.log(host.endpoint.id)) == 2


def test_an_endpoint_of_somebody_else_is_not_found(world: World, server: Server) -> None:
    mine = world.acme.endpoints.register(url(server)).endpoint
    for other in (world.pipeline.endpoints, world.pipeline.tenant("umbrella").endpoints):
        assert other.all() == []
        for act in (other.get, other.rotate, other.enable, other.disable, other.remove, other.log):
            with pytest.raises(NotFoundError):
                act(mine.id)
    assert world.acme.endpoints.all() == [mine]
    assert "hidden" not in repr(mine)


def test_what_fails_is_tried_again_on_schedule_with_the_same_id_and_bytes(
    world: World, server: Server
) -> None:
    answers = iter([BROKEN, b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\n\r\n", b""])
    server.answer = lambda _call: next(answers, b"HTTP/1.1 200 OK\r\n\r\n")
    endpoint = world.acme.endpoints.register(url(server)).endpoint
    ended(world)
    seen = []
    for tries in range(1, 5):
        assert world.pipeline.notify() == 1
        (notice,) = world.acme.endpoints.log(endpoint.id)
        seen.append((notice.status, notice.state))
        assert notice.tries == tries
        if notice.due_at is not None:
            wait = notice.due_at - world.clock.now()
            assert SCHEDULE[tries] <= wait <= SCHEDULE[tries] * 1.2
            world.clock.advance(wait - 1)
            assert world.pipeline.notify() == 0, "tried too early"
            world.clock.advance(1)
    assert seen == [(500, "waiting"), (302, "waiting"), (None, "waiting"), (200, "delivered")]
    assert len({(c.headers["webhook-id"], c.body) for c in server.calls}) == 1


def test_a_host_that_is_silent_or_away_is_a_failed_try(world: World, server: Server) -> None:
    held = threading.Event()

    def silent(_call: Call) -> bytes:
        held.wait(20)
        return b""

    server.answer = silent
    poster = HttpPoster([server.place, f"127.0.0.1:{(away := closed_port())}"], timeout=0.3)
    world.pipeline.opened = attrs.evolve(world.pipeline.opened, poster=poster)
    slow = world.acme.endpoints.register(url(server)).endpoint
    gone = world.acme.endpoints.register(f"http://127.0.0.1:{away}/").endpoint
    ended(world)
    assert world.pipeline.notify() + world.pipeline.notify() == 2
    held.set()
    for endpoint in (slow, gone):
        (notice,) = world.acme.endpoints.log(endpoint.id)
        assert (notice.state, notice.status) == ("waiting", None)
        assert notice.error.startswith("the callback's host gave no answer")


def test_a_host_that_fails_is_asked_once_for_all_and_as_late_as_it_wishes(
    world: World, server: Server
) -> None:
    server.answer = lambda _call: b"HTTP/1.1 429 Slow\r\nRetry-After: 600\r\n\r\n"
    endpoint = world.acme.endpoints.register(url(server)).endpoint
    for _ in range(3):
        world.submit()
    world.drain()
    assert world.pipeline.notify() == 1
    dues = {notice.due_at for notice in world.acme.endpoints.log(endpoint.id)}
    assert min(dues) >= world.clock.now() + 600_000
    assert world.pipeline.notify() == 0
    server.answer = lambda _call: b"HTTP/1.1 200 OK\r\n\r\n"
    world.clock.advance(600_000 + 60_000)
    assert world.pipeline.notify() == 3


def test_410_disables_until_it_is_enabled_by_hand(world: World, server: Server) -> None:
    server.answer = lambda _call: GONE
    endpoint = world.acme.endpoints.register(url(server)).endpoint
    ended(world)
    assert world.pipeline.notify() == 1
    (found,) = world.acme.endpoints.all()
    assert (found.disabled_because, found.disabled_at) == ("gone", world.clock.now())
    ended(world)
    world.clock.advance(100 * HOUR)
    assert world.pipeline.notify() == 0
    (notice,) = world.acme.endpoints.log(endpoint.id)
    assert (notice.state, notice.status) == ("given_up", 410)
    server.answer = lambda _call: b"HTTP/1.1 200 OK\r\n\r\n"
    world.acme.endpoints.enable(endpoint.id)
    assert world.acme.endpoints.resend(endpoint.id, since=0) == 1
    ended(world)
    assert world.pipeline.notify() == 2
    first, again, _ = server.calls
    assert first.headers["webhook-id"] == again.headers["webhook-id"]


def test_an_endpoint_that_never_answers_is_disabled_when_the_schedule_is_over(
    world: World, server: Server
) -> None:
    server.answer = lambda _call: BROKEN
    endpoint = world.acme.endpoints.register(url(server)).endpoint
    ended(world)
    for _ in SCHEDULE:
        assert world.pipeline.notify() == 1
        world.clock.advance(25 * HOUR + 5 * HOUR)
    assert world.pipeline.notify() == 0
    assert world.acme.endpoints.get(endpoint.id).disabled_because == "exhausted"
    assert world.acme.endpoints.resend(endpoint.id, f"{world.pipeline.endings()[0].job_id}:ended")


def test_keys_rotate_without_a_gap_and_a_leaked_one_ends_at_once(
    world: World, server: Server
) -> None:
    registered = world.acme.endpoints.register(url(server))
    second = world.acme.endpoints.rotate(registered.endpoint.id, overlap=3_600)
    ended(world)
    world.pipeline.notify()
    for secret in (registered.secret, second.secret):
        Webhook(secret).verify(server.calls[-1].body, server.calls[-1].headers)
    world.clock.advance(3_600_001)
    ended(world)
    world.pipeline.notify()
    assert not verifies(registered.secret, server.calls[-1])
    third = world.acme.endpoints.rotate(registered.endpoint.id, overlap=0)
    ended(world)
    world.pipeline.notify()
    found = [verifies(s.secret, server.calls[-1]) for s in (registered, second, third)]
    assert found == [False, False, True]
    assert third.secret not in repr(third)


def verifies(secret: str, call: Call) -> bool:
    try:
        Webhook(secret).verify(call.body, call.headers)
    except Exception:
        return False
    return True


def test_no_secret_lies_in_the_ledger(world: World, server: Server) -> None:
    secret = world.acme.endpoints.register(url(server)).secret
    ledger = world.pipeline.opened.ledger
    assert isinstance(ledger, SqlLedger)
    tables = (ledger.tables.endpoint, ledger.tables.notice)
    for table in tables:
        rows = ledger.read(lambda tx, t=table: list(tx.connection.execute(t.select())))
        assert secret.removeprefix("whsec_") not in str(rows)


@pytest.mark.parametrize("point", ["notify.taken", "notify.posted"])
def test_a_coordinator_that_dies_leaves_the_notice_to_another(
    world: World, server: Server, point: str
) -> None:
    endpoint = world.acme.endpoints.register(url(server)).endpoint
    ended(world)

    def trap(reached: str) -> None:
        if reached == point:
            raise CrashError

    with trapped(trap), pytest.raises(CrashError):
        world.pipeline.notify()
    assert world.pipeline.notify() == 0, "another took what is in hands"
    world.clock.advance(61_000)
    assert world.pipeline.notify() == 1
    assert len({call.headers["webhook-id"] for call in server.calls}) == 1
    assert len(server.calls) == (2 if point == "notify.posted" else 1)
    (notice,) = world.acme.endpoints.log(endpoint.id)
    assert notice.state == "delivered"


def test_an_ending_that_is_not_committed_is_told_to_nobody(world: World, server: Server) -> None:
    world.acme.endpoints.register(url(server))

    def trap(reached: str) -> None:
        if reached == "finalize.in_transaction":
            raise CrashError

    world.submit()
    with trapped(trap), pytest.raises(CrashError):
        world.drain()
    assert world.pipeline.notify() == 0
    world.clock.advance(3 * HOUR)
    world.pipeline.sweep()
    world.drain()
    assert world.pipeline.notify() == 1


def test_what_is_removed_or_disabled_is_told_nothing(world: World, server: Server) -> None:
    kept, removed = (world.acme.endpoints.register(url(server)).endpoint for _ in range(2))
    ended(world)
    world.acme.endpoints.remove(removed.id)
    world.acme.endpoints.disable(kept.id)
    assert world.pipeline.notify() == 0
    world.acme.endpoints.enable(kept.id)
    assert world.pipeline.notify() == 1
    assert world.pipeline.notify() == 0


def test_the_log_forgets_after_a_month(world: World, server: Server) -> None:
    endpoint = world.acme.endpoints.register(url(server)).endpoint
    first = ended(world)
    world.pipeline.notify()
    world.clock.advance(31 * 24 * HOUR)
    second = ended(world)
    world.pipeline.notify()
    found = [notice.job_id for notice in world.acme.endpoints.log(endpoint.id)]
    assert found == [second.id] != [first.id]


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1/",
        "https://localhost/",
        "https://169.254.169.254/latest/meta-data",
        "https://[::ffff:10.0.0.1]/",
        "https://user:password@example.com/",
        "ftp://example.com/",
        "https://10.1.2.3/",
        "https://[fd00::1]/",
        "https://0x7f000001/",
        "https://2130706433/",
        "https://example.com:22/",
        "no url",
    ],
)
def test_a_url_that_no_callback_may_reach_is_not_registered(address: str) -> None:
    world = open_world()
    for endpoints in (world.acme.endpoints, world.pipeline.endpoints):
        with pytest.raises(InvalidRequestError) as caught:
            endpoints.register(address)
        assert "password" not in str(caught.value).replace("user or password", "")
        assert endpoints.all() == []


def test_a_name_that_turns_inward_after_registration_is_not_reached(server: Server) -> None:
    world = open_world()
    inside = ["93.184.216.34"]
    poster = HttpPoster([], resolver=lambda _host, _port: inside)
    world.pipeline.opened = attrs.evolve(world.pipeline.opened, poster=poster)
    endpoint = world.acme.endpoints.register("https://hooks.example/").endpoint
    inside[:] = ["127.0.0.1"]
    ended(world)
    assert world.pipeline.notify() == 1
    (notice,) = world.acme.endpoints.log(endpoint.id)
    assert "not public" in notice.error
    assert server.calls == []


def test_an_event_that_does_not_exist_is_refused(world: World, server: Server) -> None:
    with pytest.raises(InvalidRequestError, match=r"there are job\.succeeded"):
        world.acme.endpoints.register(url(server), events=["job.done"])


def test_the_schedule_is_that_of_the_specification() -> None:
    assert [ms // 1000 for ms in SCHEDULE][:4] == [0, 5, 300, 1800]
    assert sum(SCHEDULE) == 1000 * (75 * 3600 + 35 * 60 + 5)
    assert [delay(1, 0), delay(1, 1)] == [5_000, 6_000]
    notice = Notice(
        id="a:ended", endpoint="e", tenant="t", kind=NoticeKind.JOB_FAILED, body="{}",
        job_id="a", created_at=0, due_at=0,
    )  # fmt: skip
    for number in range(1, len(SCHEDULE) + 1):
        notice = tried(notice, Try(status=500, error="no"), 0, 0.5)
        assert notice.tries == number
        assert (notice.due_at is None) == (number == len(SCHEDULE))


def eventually(holds: Callable[[], bool]) -> bool:
    until = time.monotonic() + 60
    while not holds() and time.monotonic() < until:
        time.sleep(0.05)
    return holds()


def test_a_silent_endpoint_keeps_no_other_waiting(server: Server) -> None:
    world = open_world()
    held = threading.Event()
    with serving() as silent:
        silent.answer = lambda _call: b"" * held.wait(30)
        poster = HttpPoster([server.place, silent.place], timeout=20)
        world.pipeline.opened = attrs.evolve(world.pipeline.opened, poster=poster)
        world.acme.endpoints.register(f"http://{silent.place}/")
        world.acme.endpoints.register(url(server))
        for _ in range(3):
            ended(world)
        stop = threading.Event()
        with notifying(world.pipeline, stop):
            try:
                assert eventually(lambda: len(server.calls) == 3)
                assert len(silent.calls) <= 1
            finally:
                held.set()
    world.worker.close()
    world.pipeline.close()


DIE_BETWEEN = """
import os, signal, sys, threading
from resume_pipeline.engines.coordinating import coordinate
from resume_pipeline.pipeline import Pipeline
from resume_pipeline.ports.faults import trapped
from resume_pipeline.settings import Settings

def trap(point):
    if point == sys.argv[2]:
        os.kill(os.getpid(), signal.SIGKILL)

with trapped(trap):
    settings = Settings.of(home=sys.argv[1], callback_allow=(sys.argv[3],))
    with Pipeline.open(settings) as pipeline:
        coordinate(pipeline, threading.Event())
"""


@pytest.mark.slow
def test_a_coordinator_killed_between_sending_and_marking_sends_again(
    server: Server, tmp_path: Path
) -> None:
    settings = Settings.of(home=str(tmp_path), callback_allow=(server.place,), beat=1)
    with Pipeline.open(settings) as pipeline:
        acme = pipeline.tenant("acme")
        endpoint = acme.endpoints.register(url(server)).endpoint
        acme.cancel(acme.submit(acme.upload(b"x"), plan="profile"))
        command = [sys.executable, "-c", DIE_BETWEEN, str(tmp_path), "notify.posted", server.place]
        done = subprocess.run(command, capture_output=True, timeout=60, check=False)
        assert done.returncode == -9, done.stderr
        assert len(server.calls) == 1
        later = pipeline.opened.clock.now() + 61_000
        pipeline.opened = attrs.evolve(pipeline.opened, clock=Later(later))
        assert pipeline.notify() == 1
        assert len({call.headers["webhook-id"] for call in server.calls}) == 1
        (notice,) = acme.endpoints.log(endpoint.id)
        assert notice.state == "delivered"


@attrs.frozen
class Later:
    """A clock that stands."""

    at: int

    def now(self) -> int:
        return self.at
