"""Real processes: a worker that reports by callbacks, and a host that takes them."""

from __future__ import annotations

import base64
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from resume_pipeline import demo
from resume_pipeline.model.job import Job
from resume_pipeline.model.keys import manifest_key
from resume_pipeline.pipeline import Pipeline
from resume_pipeline.settings import REPORTS
from resume_pipeline.testing.chaos import SETTINGS
from resume_pipeline.testing.fleet import Fleet, Member, effects
from resume_pipeline.wire.reports import NUDGE
from tests.callback_server import closed_port

pytestmark = pytest.mark.slow
EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
SECRET = "whsec_" + base64.b64encode(b"k" * 32).decode()
JOBS = 3


@pytest.fixture
def port() -> int:
    return closed_port()


@pytest.fixture
def fleet(tmp_path: Path, port: int) -> Iterator[Fleet]:
    callbacks = {
        "reporter": f"http://127.0.0.1:{port}/callback",
        "callback_keys": [SECRET],
        "callback_allow": [f"127.0.0.1:{port}"],
    }
    with Fleet(home=tmp_path, settings={**SETTINGS, **callbacks}) as fleet:
        yield fleet


@pytest.fixture
def pipeline(fleet: Fleet) -> Iterator[Pipeline]:
    with fleet.host() as pipeline:
        yield pipeline


@contextmanager
def host(fleet: Fleet, port: int) -> Iterator[None]:
    """The example as a process of its own, once it listens."""
    command = [sys.executable, "-m", "uvicorn", "callback_host:app", "--app-dir", str(EXAMPLES)]
    with (fleet.home / "host.log").open("ab") as log:
        process = subprocess.Popen(
            [*command, "--host", "127.0.0.1", "--port", str(port)],
            env=fleet._environment(Member(role="host", name="host")),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
        )
    try:
        assert eventually(lambda: listens(port)), (fleet.home / "host.log").read_text()
        yield
    finally:
        process.terminate()
        process.wait(20)


def listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def eventually(is_so: Callable[[], bool], seconds: float = 60) -> bool:
    until = time.monotonic() + seconds
    while not is_so() and time.monotonic() < until:
        time.sleep(0.05)
    return is_so()


def submitted(pipeline: Pipeline, home: Path) -> list[Job]:
    """Jobs that a worker finds in its queue."""
    tenant = pipeline.tenant("acme")
    files, _ = demo.write(home / "demo")
    records = [tenant.upload(path.read_bytes(), filename=path.name) for path in files[:JOBS]]
    jobs = [tenant.submit(record, plan="profile") for record in records]
    pipeline.relay()
    return jobs


def are_ended(pipeline: Pipeline, jobs: list[Job]) -> bool:
    return all(pipeline.tenant("acme").job(job.id).is_terminal for job in jobs)


def are_written(pipeline: Pipeline, jobs: list[Job]) -> bool:
    return all(pipeline.opened.storage.exists(manifest_key("acme", job.id)) for job in jobs)


def all_is_well(pipeline: Pipeline, jobs: list[Job]) -> None:
    tenant = pipeline.tenant("acme")
    ended = [tenant.job(job.id) for job in jobs]
    assert [(job.state, job.error) for job in ended] == [("succeeded", None)] * JOBS
    assert effects(pipeline) == (JOBS, JOBS)
    in_queue = pipeline.opened.queue.receive(REPORTS, limit=10, wait=0)
    assert {bytes(delivery.body) for delivery in in_queue} <= {NUDGE}


def test_jobs_end_by_callbacks_without_a_sweep(fleet, pipeline, port) -> None:
    with host(fleet, port):
        fleet.add("worker")
        jobs = submitted(pipeline, fleet.home)
        assert eventually(lambda: are_ended(pipeline, jobs)), "a callback did not arrive"
    all_is_well(pipeline, jobs)


def test_a_host_that_is_back_within_the_minute_is_told(fleet, pipeline, port) -> None:
    fleet.add("worker")
    jobs = submitted(pipeline, fleet.home)
    assert eventually(lambda: are_written(pipeline, jobs))
    assert not are_ended(pipeline, jobs)
    with host(fleet, port):
        assert eventually(lambda: are_ended(pipeline, jobs)), "nobody tried again"
    all_is_well(pipeline, jobs)


def test_what_nobody_was_told_the_sweep_finds(fleet, pipeline, port) -> None:
    worker = fleet.add("worker")
    jobs = submitted(pipeline, fleet.home)
    assert eventually(lambda: are_written(pipeline, jobs))
    fleet.kill(worker)
    assert not are_ended(pipeline, jobs)
    with host(fleet, port):
        fleet.add("coordinator")
        assert eventually(lambda: are_ended(pipeline, jobs)), "the sweep did not find it"
    all_is_well(pipeline, jobs)
