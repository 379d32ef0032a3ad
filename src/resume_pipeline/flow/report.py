"""Report: a worker's words on their way to the coordinator, tried for at most a minute.

What a report says stands in storage before it is reported. So an ending that could not be handed
over is kept and sent along with the next report or heartbeat, for a minute; then it is left to
the sweep, which finds it in storage.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence

import attrs

from resume_pipeline.errors import ReportError
from resume_pipeline.ports.reporter import Report, Reporter
from resume_pipeline.wire.messages import Completion

_PATIENCE = 60.0  # seconds


@attrs.define
class PatientReporter:
    """A reporter around another one, which sends endings again for a minute.

    Attributes:
        kept: endings that were not accepted, with the time until which they are tried.
    """

    inner: Reporter
    now: Callable[[], float] = time.monotonic
    kept: list[tuple[float, Completion]] = attrs.field(factory=list)
    _lock: threading.Lock = attrs.field(factory=threading.Lock)

    def describe(self) -> str:
        """Where reports go."""
        return self.inner.describe()

    def report(self, reports: Sequence[Report]) -> None:
        """Hand over ``reports``, and before them what was kept.

        Raises:
            ReportError: not all were accepted; endings among them are kept.
        """
        now = self.now()
        with self._lock:
            waiting = [(until, ending) for until, ending in self.kept if until > now]
            self.kept = []
        try:
            self.inner.report([*(ending for _, ending in waiting), *reports])
        except ReportError:
            endings = [(now + _PATIENCE, r) for r in reports if isinstance(r, Completion)]
            with self._lock:
                self.kept += [*waiting, *endings]
            raise

    def close(self) -> None:
        """Let go of the inner reporter; what is kept is left to the sweep."""
        self.inner.close()
