"""A host for tests of engines: its ledger is a file of its own, its broker a real one."""

from __future__ import annotations

import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import attrs

from resume_pipeline import demo
from resume_pipeline.engines.coordinating import coordinate
from resume_pipeline.engines.working import work
from resume_pipeline.flow.watch import live_workers
from resume_pipeline.model.event import fold
from resume_pipeline.model.job import Job
from resume_pipeline.pipeline import Pipeline
from resume_pipeline.settings import Settings
from resume_pipeline.testing.chaos import SETTINGS
from resume_pipeline.testing.fleet import EFFECTS, effects, remember
from resume_pipeline.worker import Worker
from tests.servers import amqp_url, redis_url, remove_queues

__all__ = ["Host", "broker", "eventually", "remember"]
SERVERS = {"amqp": amqp_url, "redis": redis_url}


@contextmanager
def broker(kind: str) -> Iterator[str]:
    """The URL of a real broker, with queues of our own that are removed afterwards."""
    server, prefix = SERVERS[kind](), f"test_{uuid.uuid4().hex}."
    try:
        yield f"{server}?prefix={prefix}"
    finally:
        remove_queues(server, prefix, "parsing", "counting")


def eventually(is_so: Callable[[], bool], seconds: float = 60) -> bool:
    until = time.monotonic() + seconds
    while not is_so() and time.monotonic() < until:
        time.sleep(0.05)
    return is_so()


@attrs.define(kw_only=True)
class Host:
    """The pipeline of a host, and the settings of workers, which have no ledger.

    Attributes:
        shared: the settings of every process.
    """

    home: Path
    shared: dict[str, Any]
    pipeline: Pipeline

    @classmethod
    @contextmanager
    def open(cls, home: Path, queue: str, **settings: Any) -> Iterator[Host]:
        shared = {"storage": f"file://{home}/files", "queue": queue, **SETTINGS, **settings}
        hooks = {"remember": f"{__name__}:remember"}
        ledger = f"sqlite:///{home}/ledger.db"
        with Pipeline.open(Settings.of(**shared, ledger=ledger, hooks=hooks)) as pipeline:
            pipeline.opened.ledger.transact(lambda tx: EFFECTS.metadata.create_all(tx.connection))
            yield cls(home=home, shared=shared, pipeline=pipeline)

    @property
    def prefix(self) -> str:
        """Of the queues' names at the broker."""
        return str(self.shared["queue"]).partition("?prefix=")[2]

    def submit(self, count: int, plan: str = "profile") -> list[str]:
        """Ids of ``count`` jobs over the demo's resumes."""
        files, _ = demo.write(self.home / "demo")
        tenant = self.pipeline.tenant("acme")
        records = [tenant.upload(path.read_bytes(), filename=path.name) for path in files[:count]]
        return [tenant.submit(records[i % len(records)], plan=plan).id for i in range(count)]

    def job(self, job_id: str) -> Job:
        return self.pipeline.tenant("acme").job(job_id)

    def slots(self, queue: str = "jobs") -> int:
        """How many jobs the live workers of ``queue`` say that they run at once."""
        opened = self.pipeline.opened
        seen = opened.ledger.read(lambda tx: tx.watch.processes("worker"))
        live = live_workers(seen, queue, opened.settings.policy, opened.clock.now())
        return sum(process.slots for process in live)

    def ended(self, jobs: list[str]) -> int:
        return sum(self.job(job).is_terminal for job in jobs)

    def await_all(self, jobs: list[str], seconds: float = 90) -> bool:
        return eventually(lambda: self.ended(jobs) == len(jobs), seconds)

    @contextmanager
    def coordinating(self) -> Iterator[None]:
        with _thread(lambda stop: coordinate(self.pipeline, stop)):
            yield

    @contextmanager
    def looping(self, queue: str = "jobs") -> Iterator[None]:
        """A loop worker on ``queue`` while this is open."""
        worker = Worker.open(Settings.of(**self.shared), queue=queue)
        with _thread(lambda stop: work(worker, stop)):
            yield
        worker.close()

    def all_is_well(self, jobs: list[str]) -> None:
        """Each job succeeded, once for the host; its events fold to it; it can be run again."""
        tenant = self.pipeline.tenant("acme")
        found = [tenant.job(job) for job in jobs]
        assert [(job.state, job.error) for job in found] == [("succeeded", None)] * len(jobs)
        assert effects(self.pipeline) == (len(jobs), len(jobs))
        assert len(self.pipeline.endings(0, limit=2 * len(jobs))) == len(jobs)
        for job in found:
            events = tenant.events(job)
            assert [event.seq for event in events] == list(range(1, len(events) + 1))
            assert fold(events) == job
        for job in [job for job in found if job.plan == "profile"][:3]:
            verification = tenant.verify(job)
            assert verification.holds, verification.lines()


@contextmanager
def _thread(target: Callable[[threading.Event], None]) -> Iterator[None]:
    stop = threading.Event()
    thread = threading.Thread(target=target, args=(stop,))
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()
