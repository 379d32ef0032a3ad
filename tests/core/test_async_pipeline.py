"""The awaited facade: many waiters, streams, cancellation, and a loop that is never held up."""

from __future__ import annotations

import asyncio
import contextvars
import hashlib
import random
import subprocess
import sys
import threading
import time
import tracemalloc
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import attrs
import pytest
from starlette.datastructures import UploadFile

from resume_pipeline.asynchronous.looks import Looks
from resume_pipeline.asynchronous.pipeline import AsyncPipeline
from resume_pipeline.asynchronous.threads import DEFAULT, Threads
from resume_pipeline.errors import (
    InvalidRequestError,
    LedgerError,
    NobodyRunningError,
    NotFoundError,
)
from resume_pipeline.hookspecs import hookimpl
from resume_pipeline.settings import Settings
from resume_pipeline.testing.stages import Mood, Rated
from resume_pipeline.wire.vacancy import Vacancy
from tests.core.conftest import SmallStages

pytestmark = pytest.mark.anyio
MIB = 1 << 20


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


class Listener:
    """A plugin that is told of uploads, and remembers who was asking."""

    def __init__(self) -> None:
        self.heard: list[str] = []

    @hookimpl
    def file_uploaded(self, file) -> None:
        self.heard.append(ASKING.get())


ASKING = contextvars.ContextVar("ASKING", default="nobody")
LISTENER = Listener()


@pytest.fixture
async def pipeline(tmp_path) -> AsyncIterator[AsyncPipeline]:
    settings = Settings.of(
        storage=f"memory://{uuid.uuid4().hex}",
        ledger=f"sqlite:///{tmp_path}/ledger.db",
        queue=f"memory://{uuid.uuid4().hex}",
        entry_points=False,
        beat=1,
        max_upload_bytes=64 * MIB,
    )
    plugins = [SmallStages(Mood()), LISTENER]
    async with await AsyncPipeline.open(settings, plugins=plugins) as pipeline:
        yield pipeline


@pytest.fixture
def acme(pipeline):
    return pipeline.tenant("acme", actor="user-7")


def stored(pipeline: AsyncPipeline) -> list[str]:
    return list(pipeline.sync.opened.storage.list("acme/files/"))


async def until(condition) -> None:
    """Wait for what some thread will bring about."""
    async with asyncio.timeout(60):
        while not condition():
            await asyncio.sleep(0.01)


async def body(*pieces: bytes) -> AsyncIterator[bytes]:
    for piece in pieces:
        yield piece


async def test_the_whole_road_is_awaited(pipeline, acme) -> None:
    file = await acme.upload(body(b"a ", b"", b"resume"), filename="cv.txt", subject="candidate-9")
    assert (file.size, file.actor, file.subject) == (8, "user-7", "candidate-9")
    job = await acme.submit(file, plan="small", ref="application-117")
    async with pipeline.running():
        kinds = [event.kind async for event in acme.follow(job.id, timeout=60)]
        done = await acme.wait(job.id, timeout=60)
    assert done.state == "succeeded"
    assert (kinds[0], kinds[-1]) == ("submitted", "succeeded")
    assert [event.kind for event in await acme.events(job)] == kinds
    assert (await acme.result(job)).ref == "application-117"
    assert (await acme.artifact(job, Rated)).serial == 1
    assert [ending.ref for ending in await pipeline.endings()] == ["application-117"]
    async with await acme.download(file.id) as bytes_of_it:
        assert [piece async for piece in bytes_of_it] == [b"a resume"]


async def test_errors_are_raised_where_they_are_awaited(pipeline, acme) -> None:
    file = await acme.upload(b"a resume")
    job = await acme.submit(file, plan="small")
    with pytest.raises(NobodyRunningError):
        await acme.wait(job, timeout=60)
    umbrella = pipeline.tenant("umbrella")
    for call in (
        umbrella.job(job.id),
        umbrella.wait(job.id, timeout=1),
        umbrella.download(file.id),
    ):
        with pytest.raises(NotFoundError):
            await call
    with pytest.raises(NotFoundError):
        await anext(umbrella.follow(job.id))
    with pytest.raises(InvalidRequestError):
        pipeline.tenant("../x")


async def test_a_wait_gives_the_job_as_it_stands_when_the_time_is_over(pipeline, acme) -> None:
    job = await acme.submit(await acme.upload(b"a resume"), plan="small")
    async with pipeline.running(slots=1):
        await acme.wait(job, timeout=60)
        await pipeline.pause(plan="small")
        held = await acme.submit(job.files[0], plan="small")
        start = time.monotonic()
        assert (await acme.wait(held, timeout=0.3)).state == "queued"
        assert time.monotonic() - start >= 0.3
        assert [event.kind async for event in acme.follow(held, timeout=0.1)] == ["submitted"]


@pytest.mark.slow
async def test_five_hundred_tasks_wait_and_hold_no_thread(pipeline, acme) -> None:
    batch = await acme.batch([await acme.upload(b"a resume")] * 50, plan="small")
    jobs = await acme.jobs(batch=batch.id)
    before = threading.active_count()
    await pipeline.pause(plan="small")
    async with pipeline.running(slots=2):
        waiting = [asyncio.create_task(acme.wait(job.id, timeout=300)) for job in jobs * 10]
        following = [asyncio.create_task(_kinds(acme, job)) for job in jobs]
        assert (await acme.job(jobs[0])).state == "queued"  # at once: nobody is in its way
        assert not any(task.done() for task in waiting)
        await asyncio.sleep(1)  # all of them look again and again
        assert len(asyncio.all_tasks()) > 550
        assert threading.active_count() < before + DEFAULT + 20
        await acme.cancel(*jobs[:40])
        await pipeline.resume(plan="small")
        done = await asyncio.gather(*waiting)
        kinds = await asyncio.gather(*following)
    assert [job.id for job in done] == [job.id for job in jobs] * 10
    assert [job.state for job in done] == (["cancelled"] * 40 + ["succeeded"] * 10) * 10
    assert [each[-1] for each in kinds] == ["cancelled"] * 40 + ["succeeded"] * 10


async def _kinds(acme, job):
    return [event.kind async for event in acme.follow(job, timeout=300)]


async def test_a_look_that_is_asked_for_during_a_read_is_answered_by_the_next() -> None:
    reads: list[set[tuple[str, str]]] = []
    go_on = asyncio.Event()

    async def read(wanted):
        reads.append(set(wanted))
        await go_on.wait()
        if ("acme", "broken") in wanted:
            raise LedgerError("the database does not answer")
        return {name: name for name in wanted if name != ("acme", "unknown")}

    looks = Looks(read)
    first = asyncio.create_task(looks.at("acme", "1"))
    await until(lambda: reads)
    names = ["1", "1", "2", "unknown"]
    later = [asyncio.create_task(looks.at("acme", name)) for name in names]
    await asyncio.sleep(0)
    later[0].cancel()
    go_on.set()
    assert await first == ("acme", "1")
    answers = await asyncio.gather(*later, return_exceptions=True)
    assert reads == [{("acme", "1")}, {("acme", name) for name in names}]
    assert isinstance(answers[0], asyncio.CancelledError)
    assert answers[1:3] == [("acme", "1"), ("acme", "2")]
    assert isinstance(answers[3], NotFoundError)
    with pytest.raises(LedgerError):
        await looks.at("acme", "broken")
    assert await looks.at("acme", "1") == ("acme", "1")


async def test_a_stream_is_stored_as_it_was_sent_however_it_was_cut(acme) -> None:
    draw = random.Random(7)
    pieces = [draw.randbytes(draw.choice([0, 1, 1000, 1 << 18, 700_000])) for _ in range(40)]
    file = await acme.upload(body(*pieces))
    assert file.sha256 == hashlib.sha256(b"".join(pieces)).hexdigest()


async def test_an_upload_file_of_a_form_is_read_where_it_may_be(acme, tmp_path) -> None:
    content = b"a resume" * 100_000
    path = tmp_path / "form"
    path.write_bytes(content)
    with path.open("rb") as file:
        first = await acme.upload(UploadFile(file))
    with path.open("rb") as file:
        second = await acme.upload(file)
    assert first.sha256 == second.sha256 == hashlib.sha256(content).hexdigest()


async def test_a_stream_takes_constant_memory(pipeline, tmp_path) -> None:
    opened = pipeline.sync.opened
    pipeline.sync.opened = attrs.evolve(
        opened, storage=opened.registry.storage(f"file://{tmp_path}/files")
    )
    acme = pipeline.tenant("acme")

    async def long() -> AsyncIterator[bytes]:
        for _ in range(48):
            yield bytes(MIB)

    tracemalloc.start()
    try:
        file = await acme.upload(long())
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert file.size == 48 * MIB
    assert peak < 8 * MIB


async def test_a_client_that_goes_away_leaves_nothing_behind(pipeline, acme) -> None:
    async def broken() -> AsyncIterator[bytes]:
        yield b"a resu"
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        await acme.upload(broken())
    with pytest.raises(InvalidRequestError):
        await acme.upload(body())
    assert stored(pipeline) == []


async def test_an_upload_that_is_cancelled_frees_its_thread_and_leaves_nothing(
    pipeline, acme
) -> None:
    sent = asyncio.Event()

    async def slow() -> AsyncIterator[bytes]:
        yield b"a resu"
        sent.set()
        await asyncio.Event().wait()

    uploads = [asyncio.create_task(acme.upload(slow())) for _ in range(3 * DEFAULT)]
    await sent.wait()
    assert (await acme.upload(b"another resume")).size == 14  # slow clients hold up nobody
    for upload in uploads:
        upload.cancel()
    answers = await asyncio.gather(*uploads, return_exceptions=True)
    assert {type(answer) for answer in answers} == {asyncio.CancelledError}
    await pipeline.close()  # waits for the threads
    own = [each.name for each in threading.enumerate() if each.name.startswith("resume_pipeline")]
    assert own == []
    assert len(stored(pipeline)) == 1


async def test_calls_on_their_way_end_before_the_pipeline_is_closed(pipeline, acme) -> None:
    uploads = [asyncio.create_task(acme.upload(b"a resume")) for _ in range(20)]
    await asyncio.sleep(0)
    await pipeline.close()
    await asyncio.gather(*uploads)
    with pytest.raises(RuntimeError, match="shutdown"):
        await acme.jobs()


async def test_a_thread_runs_in_the_context_of_the_task(acme) -> None:
    ASKING.set("a request")
    await acme.upload(b"a resume")
    await acme.upload(body(b"a resume"))
    assert LISTENER.heard[-2:] == ["a request", "a request"]


async def test_a_context_is_left_however_early_its_task_is_cancelled() -> None:
    threads, events = Threads(), []
    go_on = threading.Event()

    class Slow:
        def __enter__(self) -> None:
            go_on.wait()
            events.append("entered")

        def __exit__(self, *_: object) -> None:
            events.append("left")

    async def hold() -> None:
        async with threads.holding(Slow):
            events.append("never")

    task = asyncio.create_task(hold())
    await asyncio.sleep(0.05)
    task.cancel()
    asyncio.get_running_loop().call_later(0.05, go_on.set)
    with pytest.raises(asyncio.CancelledError):
        await task
    assert events == ["entered", "left"]
    with pytest.raises(ZeroDivisionError):
        async with threads.holding(lambda: 1 / 0):
            pass
    await threads.close()


class SlowStorage:
    """A storage far away: each write takes its time."""

    PAUSE = 0.4

    def __init__(self, storage) -> None:
        self._storage = storage

    def __getattr__(self, name: str):
        return getattr(self._storage, name)

    def store(self, *args, **kwargs):
        time.sleep(self.PAUSE)
        return self._storage.store(*args, **kwargs)

    def put_all(self, *args, **kwargs):
        time.sleep(self.PAUSE)
        return self._storage.put_all(*args, **kwargs)


@asynccontextmanager
async def ticking() -> AsyncIterator[list[float]]:
    """Seconds between one tick of the loop and the next."""
    gaps: list[float] = []

    async def tick() -> None:
        last = time.perf_counter()
        while True:
            await asyncio.sleep(0.002)
            gaps.append(time.perf_counter() - last)
            last = time.perf_counter()

    task = asyncio.create_task(tick())
    try:
        yield gaps
        await asyncio.sleep(0.01)
    finally:
        task.cancel()


@pytest.mark.slow
async def test_the_loop_goes_on_while_fifty_resumes_are_uploaded_and_submitted(
    pipeline, acme
) -> None:
    opened = pipeline.sync.opened
    pipeline.sync.opened = attrs.evolve(opened, storage=SlowStorage(opened.storage))
    acme = pipeline.tenant("acme")

    async def apply(n: int) -> None:
        file = await acme.upload(body(b"a resume", str(n).encode()))
        await acme.submit(file, plan="small", vacancy=Vacancy.from_text(f"Job {n}."))

    async with ticking() as gaps:
        await asyncio.gather(*(apply(n) for n in range(50)))
    async with ticking() as blocked:
        await asyncio.sleep(0.01)
        acme.sync.upload(b"a resume")  # what the loop would feel without threads
    assert max(blocked) >= SlowStorage.PAUSE
    *_, third, _, _ = sorted(gaps)  # a busy machine may stop any process for a while, now and then
    assert third < SlowStorage.PAUSE / 2
    assert len(await acme.jobs()) == 50


def test_neither_facade_needs_a_driver_of_the_loop(tmp_path) -> None:
    code = f"""
import asyncio, sys
for name in ("greenlet", "sqlalchemy.ext.asyncio", "anyio", "aiosqlite", "asyncpg"):
    sys.modules[name] = None
from resume_pipeline import AsyncPipeline, Pipeline
with Pipeline.open(home={str(tmp_path)!r}) as pipeline:
    pipeline.tenant("acme").upload(b"a resume")
async def main():
    async with await AsyncPipeline.open(home={str(tmp_path)!r}) as pipeline:
        await pipeline.tenant("acme").upload(b"a resume")
asyncio.run(main())
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
