"""A worker and a coordinator in the host's own process, for one machine and for tests."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from resume_pipeline.engines.coordinating import coordinate, turn
from resume_pipeline.engines.working import work
from resume_pipeline.errors import NobodyRunningError
from resume_pipeline.worker import Worker

if TYPE_CHECKING:
    from resume_pipeline.pipeline import Pipeline

_START = 10.0  # seconds within which the worker must have said that it is there


@contextmanager
def running(pipeline: Pipeline, *, slots: int | None = None) -> Iterator[None]:
    """Run a worker and a coordinator in threads while the context is open.

    Their ending is an interruption for attempts that still run, not a failure.
    """
    settings = pipeline.settings.model_copy(
        update={"slots": slots or pipeline.settings.slots, "ledger": None}
    )
    worker = Worker.open(settings, plugins=pipeline.opened.plugins)
    stop = threading.Event()
    threads = [
        threading.Thread(target=coordinate, args=(pipeline, stop), name="coordinator"),
        threading.Thread(target=work, args=(worker, stop), name="worker"),
    ]
    try:
        for thread in threads:
            thread.start()
        _await_presence(pipeline, worker.tools.worker)
        yield
    finally:
        stop.set()
        for thread in reversed(threads):
            if thread.is_alive():
                thread.join()
        worker.close()


def _await_presence(pipeline: Pipeline, worker: str) -> None:
    until = time.monotonic() + _START
    while time.monotonic() < until:
        workers = pipeline.opened.shared.read(lambda tx: tx.watch.processes("worker"))
        if any(process.id == worker for process in workers):
            return
        time.sleep(0.01)
    raise NobodyRunningError("the worker did not start")


def drain(pipeline: Pipeline, worker: Worker, *, rounds: int = 1000) -> None:
    """Turn the crank in this thread until nothing is left to do; for tests and scripts."""
    for _ in range(rounds):
        happened = turn(pipeline)
        for delivery in worker.receive(limit=100, wait=0):
            worker.run(delivery)
            happened = True
        if not happened:
            return
