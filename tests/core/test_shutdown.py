"""Going down is an interruption: charged to its own budget, and nothing is lost."""

from __future__ import annotations

import threading
import time

import pytest

from resume_pipeline.engines.coordinating import turn
from resume_pipeline.engines.working import work
from resume_pipeline.model.job import JobState
from resume_pipeline.testing.stages import DrawStage
from tests.core.conftest import World

pytestmark = pytest.mark.slow


def until(holds, seconds: float = 10) -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "it never came to that"
        time.sleep(0.01)


@pytest.fixture(params=["returns", "raises"])
def slow(request, monkeypatch) -> threading.Event:
    """While set, the second stage works until it is told to stop, and then does either."""
    is_slow = threading.Event()
    is_slow.set()
    true = DrawStage.run

    def run(self, work):
        end = time.monotonic() + 10
        while is_slow.is_set() and not work.stopped() and time.monotonic() < end:
            time.sleep(0.01)
        if work.stopped() and request.param == "raises":
            raise RuntimeError("told to stop")
        return true(self, work)

    monkeypatch.setattr(DrawStage, "run", run)
    return is_slow


def in_thread(world: World) -> tuple[threading.Event, threading.Thread]:
    stop = threading.Event()
    thread = threading.Thread(target=work, args=(world.worker, stop))
    thread.start()
    return stop, thread


def test_a_worker_that_stops_gives_its_job_back(world: World, slow: threading.Event) -> None:
    job = world.submit()
    world.pipeline.relay()
    stop, thread = in_thread(world)
    until(lambda: world.worker.tools.running)
    stop.set()
    thread.join(10)
    assert not thread.is_alive()
    turn(world.pipeline)
    interrupted = world.acme.job(job)
    assert interrupted.state is JobState.QUEUED
    assert (interrupted.interruptions, interrupted.failures, interrupted.crashes) == (1, 0, 0)
    slow.clear()
    world.drain()
    done = world.acme.job(job)
    assert (done.state, done.attempt) == (JobState.SUCCEEDED, 2)


def test_a_cancelled_job_stops_with_the_next_beat(world: World, slow: threading.Event) -> None:
    job = world.submit()
    world.pipeline.relay()
    stop, thread = in_thread(world)
    until(lambda: world.worker.tools.running)
    world.acme.cancel(job)
    world.worker.beat(slots=1)
    until(lambda: not world.worker.tools.running)
    stop.set()
    thread.join(10)
    turn(world.pipeline)
    assert world.acme.job(job).state is JobState.CANCELLED


def test_an_attempt_that_takes_too_long_is_tried_again(
    world: World, slow: threading.Event, monkeypatch
) -> None:
    job = world.submit()
    world.pipeline.relay()
    stop, thread = in_thread(world)
    until(lambda: world.worker.tools.running)
    (attempt,) = world.worker.tools.running.values()
    attempt.started -= 601
    world.worker.beat(slots=1)
    until(lambda: not world.worker.tools.running)
    stop.set()
    thread.join(10)
    turn(world.pipeline)
    tried = world.acme.job(job)
    assert (tried.failures, tried.error.code) == (1, "attempt_limit")


def test_a_worker_says_hello_and_goodbye(world: World) -> None:
    stop, thread = in_thread(world)

    def workers() -> int:
        turn(world.pipeline)
        return len(world.pipeline.opened.ledger.read(lambda tx: tx.watch.processes("worker")))

    until(lambda: workers() == 1)
    stop.set()
    thread.join(10)
    until(lambda: workers() == 0)
