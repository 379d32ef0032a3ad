"""What it costs to see what happens: processor time of jobs with and without, in pairs.

``python -m tests.benchmarks.seeing [ROUNDS]``. Some of the demo's resumes are uploaded, read and
scored, in one process and one ledger. In each round every way of seeing is left out once, in
another order each time; a way's cost is the difference to the run of the same round that leaves out
nothing. So what else the machine does, and how the ledger grows, meets all of them alike.

Seeing costs the same whatever a document holds, and opening documents is what varies most. So the
differences are taken over resumes that were opened before, and held against jobs that open theirs.
"""

from __future__ import annotations

import logging
import random
import resource
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final
from unittest import mock

import attrs
from opentelemetry import trace
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from resume_pipeline import Pipeline, Vacancy, Worker, demo
from resume_pipeline.backends.sql_ledger.keeping.totals import SqlTotals, SqlTraces
from resume_pipeline.backends.sql_ledger.keeping.trail import SqlTrail
from resume_pipeline.engines.inline import drain
from resume_pipeline.flow import finalize

#: Kinds of the demo's resumes to whose end something may be added, so that each is a new one.
_ENDS: Final = {".pdf": b"\n%% %d\n", ".html": b"<!-- %d -->"}
_JOBS: Final = 5  # at a time
_NEW: Final = 60  # jobs that open documents
_SURE: Final = 0.95


@contextmanager
def no_traces() -> Iterator[None]:
    """As where nobody has set up who takes spans."""
    with (
        mock.patch.object(trace, "get_tracer_provider", trace.NoOpTracerProvider),
        mock.patch.object(SqlTraces, "of", lambda *_: {}),
    ):
        yield


@contextmanager
def no_metrics() -> Iterator[None]:
    """Without the counters, sums and histograms that a job's ending adds to."""
    with (
        mock.patch.object(finalize, "totals", lambda *_: []),
        mock.patch.object(SqlTotals, "add", lambda *_: None),
    ):
        yield


@contextmanager
def no_trail() -> Iterator[None]:
    """Without entries of who did what, and without their chain."""
    with mock.patch.object(SqlTrail, "add", lambda *_: None):
        yield


@contextmanager
def no_logs() -> Iterator[None]:
    """Without log events."""
    logger = logging.getLogger("resume_pipeline")
    before = logger.level
    logger.setLevel(logging.ERROR)
    yield
    logger.setLevel(before)


@contextmanager
def no_metrics_nor_traces() -> Iterator[None]:
    """Without the two that may cost three percent together."""
    with no_metrics(), no_traces():
        yield


WITHOUT: Final[dict[str, Callable[[], AbstractContextManager[None]]]] = {
    "nothing": nullcontext,
    "metrics and traces": no_metrics_nor_traces,
    "metrics": no_metrics,
    "traces": no_traces,
    "trail": no_trail,
    "log events": no_logs,
}


@attrs.define
class Host:
    """A host and its worker, which do jobs when told to."""

    pipeline: Pipeline
    worker: Worker
    bodies: list[tuple[bytes, bytes]]
    vacancy: Vacancy
    number: int = 0

    def seconds(self, jobs: int, *, is_new: bool = False) -> float:
        """Processor time of this process for so many jobs; over documents that are new, or not.

        New ones are opened in other processes, whose time is not in it.
        """
        acme = self.pipeline.tenant("acme", actor="user-7")
        before = time.process_time()
        for _ in range(jobs):
            body, end = self.bodies[self.number % len(self.bodies)]
            self.number += 1
            more = end % self.number if is_new else b""
            acme.submit(acme.upload(body + more), vacancy=self.vacancy)
        drain(self.pipeline, self.worker)
        self.pipeline.keep()
        return time.process_time() - before


@contextmanager
def opened() -> Iterator[Host]:
    """A host in a folder, whose spans and log events go nowhere."""
    with TemporaryDirectory() as folder, Pipeline.open(home=folder) as pipeline:
        files, advert = demo.write(Path(folder))
        bodies = [(f.read_bytes(), _ENDS[f.suffix]) for f in files if f.suffix in _ENDS]
        worker = Worker.open(pipeline.settings.model_copy(update={"ledger": None}))
        yield Host(pipeline, worker, bodies, Vacancy.from_text(advert.read_text()))
        assert not pipeline.tenant("acme").jobs(state="queued")
        worker.close()


@contextmanager
def watched() -> Iterator[None]:
    """Spans are collected and log events formatted, as a host's would be."""
    provider = TracerProvider()
    provider.add_span_processor(BatchSpanProcessor(InMemorySpanExporter()))
    logger, handler = logging.getLogger("resume_pipeline"), logging.StreamHandler(_Nowhere())
    with (
        mock.patch.object(trace, "get_tracer_provider", lambda: provider),
        mock.patch.object(trace, "get_tracer", provider.get_tracer),
    ):
        logger.setLevel(logging.INFO)
        logger.addHandler(handler)
        yield
        logger.removeHandler(handler)
    provider.shutdown()


class _Nowhere:
    def write(self, text: str) -> int:
        """Take it."""
        return len(text)

    def flush(self) -> None:
        """Nothing to do."""


def interval(values: list[float], rng: random.Random) -> tuple[float, float]:
    """Where the median lies, by drawing again and again from ``values``."""
    medians = sorted(statistics.median(rng.choices(values, k=len(values))) for _ in range(2000))
    cut = int(len(medians) * (1 - _SURE) / 2)
    return medians[cut], medians[-1 - cut]


def measured(rounds: int) -> tuple[dict[str, list[float]], float]:
    """Seconds of a job by what was left out; and of one whose document is new, without seeing."""
    took: dict[str, list[float]] = {name: [] for name in WITHOUT}
    rng = random.Random(1)
    with watched(), opened() as host:
        host.seconds(2 * _JOBS)
        for _ in range(rounds):
            for name in rng.sample(list(WITHOUT), k=len(WITHOUT)):
                with ExitStack() as stack:
                    stack.enter_context(WITHOUT[name]())
                    took[name].append(host.seconds(_JOBS) / _JOBS)
    before = _of_children()
    with no_metrics_nor_traces(), opened() as host:
        host.seconds(2 * _JOBS, is_new=True)
        here = host.seconds(_NEW, is_new=True) / _NEW
    return took, here + (_of_children() - before) / (_NEW + 2 * _JOBS)


def _of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def main(rounds: int = 100) -> None:
    took, plain = measured(rounds)
    rng = random.Random(2)
    print(f"a job without metrics and traces: {1000 * plain:.1f} ms of processor time")
    for name in list(WITHOUT)[1:]:
        more = [a - b for a, b in zip(took["nothing"], took[name], strict=True)]
        low, high = interval(more, rng)
        cost = statistics.median(more)
        said = f"{name}: {1000 * cost:+.2f} ms a job, {100 * cost / plain:+.1f} %"
        print(f"{said} [{100 * low / plain:+.1f}, {100 * high / plain:+.1f}], {rounds} rounds")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
