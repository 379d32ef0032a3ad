"""Reports as messages of a queue."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlsplit

from resume_pipeline.errors import QueueError, ReportError
from resume_pipeline.ports.queue import Queue
from resume_pipeline.ports.reporter import Report
from resume_pipeline.settings import Settings
from resume_pipeline.wire.reports import messages_of


class QueueReporter:
    """Publishes reports to the queue ``name``; `read_reports` reads them.

    The queue belongs to whoever opened it: closing the reporter leaves it open.
    """

    def __init__(self, queue: Queue, name: str) -> None:
        self._queue = queue
        self._name = name
        self._closed = False

    def describe(self) -> str:
        """Where reports go, in words, without credentials."""
        return f"the queue {self._name} in {self._queue.describe()}"

    def report(self, reports: Sequence[Report]) -> None:
        """Publish ``reports``.

        Raises:
            ReportError: the queue did not accept all of them, or the reporter is closed.
        """
        if self._closed:
            raise ReportError("the reporter is closed")
        try:
            self._queue.publish(self._name, list(messages_of(reports)))
        except QueueError as error:
            raise ReportError(f"reports were not accepted: {error}") from error

    def close(self) -> None:
        """Report no more."""
        self._closed = True


def open_reporter(url: str, queue: Queue, _settings: Settings) -> QueueReporter:
    """The reporter at ``queue:name``, over the worker's own ``queue``; ``reports`` if unnamed."""
    parts = urlsplit(url)
    return QueueReporter(queue, (parts.netloc + parts.path).strip("/") or "reports")
