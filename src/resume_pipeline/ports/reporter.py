"""Reporter: carries a worker's reports to the coordinator."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from resume_pipeline.wire.messages import Completion, Presence, Progress

Report = Completion | Progress | Presence


class Reporter(Protocol):
    """Carries reports, at least once or not at all. Hints: the truth is in storage."""

    def describe(self) -> str:
        """Where reports go, in words, without credentials."""
        ...

    def report(self, reports: Sequence[Report]) -> None:
        """Hand over ``reports``.

        Raises:
            ReportError: not all were accepted; the caller may try again for a minute.
        """
        ...

    def close(self) -> None:
        """Let go of connections."""
        ...
