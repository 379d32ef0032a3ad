"""What totals, trail and traces cost: processor time of the same jobs with and without, in pairs.

``python -m tests.benchmarks.seeing [PAIRS]``. The demo's resumes, read and scored in one process.
"""

from __future__ import annotations

import resource
import statistics
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest import mock

from opentelemetry import trace
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from resume_pipeline import Pipeline, Vacancy, Worker, demo
from resume_pipeline.backends.sql_ledger.ledger import SqlLedger, SqlTransaction
from resume_pipeline.engines.inline import drain

JOBS = 20


def seconds(jobs: int = JOBS) -> float:
    """Processor time of this process and of the boxes in which it opened documents."""
    before = _used()
    with TemporaryDirectory() as folder, Pipeline.open(home=folder) as pipeline:
        files, advert = demo.write(Path(folder))
        bodies = [file.read_bytes() for file in files]
        acme, vacancy = pipeline.tenant("acme"), Vacancy.from_text(advert.read_text())
        worker = Worker.open(pipeline.settings.model_copy(update={"ledger": None}))
        for number in range(jobs):
            acme.submit(acme.upload(bodies[number % len(bodies)]), vacancy=vacancy)
        drain(pipeline, worker)
        assert not acme.jobs(state="queued")
        worker.close()
    return _used() - before


def _used() -> float:
    kinds = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return sum(used.ru_utime + used.ru_stime for used in map(resource.getrusage, kinds))


@contextmanager
def nothing_kept() -> Iterator[None]:
    """As on the layout before, which has neither totals nor trail nor trace contexts."""
    with mock.patch.object(SqlLedger, "_opened", lambda self, c: SqlTransaction(c, self.tables, 3)):
        yield


@contextmanager
def traced() -> Iterator[None]:
    """With spans that are collected as a host's would be."""
    provider = TracerProvider()
    provider.add_span_processor(BatchSpanProcessor(InMemorySpanExporter()))
    with (
        mock.patch.object(trace, "get_tracer_provider", lambda: provider),
        mock.patch.object(trace, "get_tracer", provider.get_tracer),
    ):
        yield
    provider.shutdown()


def main(pairs: int = 7) -> None:
    seconds(10)
    for name, around, sign in (("totals and trail", nothing_kept, -1), ("traces", traced, 1)):
        shares = []
        for _ in range(pairs):
            plain = seconds()
            with around():
                other = seconds()
            more, less = (plain, other) if sign < 0 else (other, plain)
            shares.append(100 * (more - less) / less)
        print(f"{name}: {statistics.median(shares):+.1f} % of processor time, {pairs} pairs")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
