"""Metrics out of the ledger: what a restart cannot hide, because no process keeps it."""

from __future__ import annotations

from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Final

from resume_pipeline.engines.patience import logger
from resume_pipeline.errors import UnavailableError
from resume_pipeline.model.backlog import Backlog
from resume_pipeline.model.keeping.metrics import (
    CONTENT_TYPE,
    Metric,
    gauge,
    of_totals,
    of_verdicts,
    text,
)
from resume_pipeline.pipeline import Pipeline

_AT_MOST: Final = 100_000  # open jobs and unfinished erasures are counted up to here


def metrics(pipeline: Pipeline) -> str:
    """All of them in Prometheus' text format.

    Raises:
        LedgerError: the database does not answer; a scrape then fails, and says so.
    """
    ledger, now = pipeline.opened.ledger, pipeline.opened.clock.now()
    overall, counters, open_jobs, oldest, erasures = ledger.read(
        lambda tx: (
            tx.totals.overall(),
            tx.watch.counters(),
            tx.totals.open(limit=_AT_MOST),
            tx.totals.oldest_open(),
            tx.erasures.unfinished(limit=_AT_MOST),
        )
    )
    waits: list[tuple[dict[str, str], float]] = (
        [] if oldest is None else [({}, (now - oldest) / 1000)]
    )
    return text([
        *of_totals(overall),
        of_verdicts(counters),
        gauge("jobs_open", "Jobs that have not ended.", [
            ({"state": state}, count) for state, count in sorted(open_jobs.items())
        ]),
        gauge("oldest_open_job_age_seconds", "Age of the oldest job that has not ended.", waits),
        gauge("erasures_unfinished", "Erasures that are not done.", [({}, len(erasures))]),
        *_of_queues(pipeline.backlog()),
    ])  # fmt: skip


def _of_queues(backlog: list[Backlog]) -> list[Metric]:
    def of(name: str, words: str, field: str) -> Metric:
        found = [({"queue": one.queue}, float(getattr(one, field))) for one in backlog]
        return gauge(f"queue_{name}", words, found)

    return [
        of("waiting_jobs", "Due, and not given to the broker yet.", "waiting"),
        of("dispatched_jobs", "Given to the broker, and not claimed.", "dispatched"),
        of("running_jobs", "Claimed by a worker.", "running"),
        of("slots", "Jobs that the workers that are alive can run at once.", "slots"),
        of("latency_seconds", "How long the longest due job waits for a worker.", "oldest_seconds"),
    ]


class _Handler(BaseHTTPRequestHandler):
    pipeline: Pipeline

    def do_GET(self) -> None:
        """Answer a scrape, whatever its path."""
        try:
            body, status = metrics(self.pipeline).encode(), 200
        except UnavailableError:
            body, status = b"the ledger does not answer\n", 503
        self.send_response(status)
        self.send_header("Content-Type", CONTENT_TYPE)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """A scrape is no event."""


def server(pipeline: Pipeline, host: str, port: int) -> ThreadingHTTPServer:
    """A server of the metrics, to be started with ``serve_forever``."""
    handler = type("Handler", (_Handler,), {"pipeline": pipeline})
    made = ThreadingHTTPServer((host, port), handler)
    logger.info("metrics at http://%s:%d/metrics", host, made.server_address[1])
    return made
