"""Concluding: one thread that ends attempts together, while others go on running stages.

At rest no ending waits for company; under load one flush, one acknowledgement and one report
serve many jobs. What a worker says while it works waits a moment: of a short job all goes at once.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from queue import Empty, SimpleQueue
from typing import Final

from resume_pipeline.engines.patience import Spacing, logger
from resume_pipeline.errors import UnavailableError
from resume_pipeline.flow.run import Closing, Tools, conclude
from resume_pipeline.ports.logs import log_bug
from resume_pipeline.ports.reporter import Report

_AT_ONCE: Final = 200
#: Seconds between the beginnings of two groups of endings: for every one of the first, and at most.
_APART, _FAR_APART = 0.02, 0.05
#: Seconds that progress waits for the ending.
_MOMENT: Final = 0.02


class Concluder:
    """Ends attempts, and reports for those that still run; a `Reporter` for them."""

    def __init__(self, tools: Tools, settled: Callable[[int], None]) -> None:
        """Conclude with ``tools``; ``settled`` is told how many deliveries are out of hand."""
        self._tools = tools
        self._settled = settled
        self._waiting: SimpleQueue[Closing | Report | None] = SimpleQueue()
        self._thread = threading.Thread(target=self._conclude_all, name="conclude", daemon=True)
        self._thread.start()

    def describe(self) -> str:
        """Where reports go."""
        return self._tools.reporter.describe()

    def report(self, reports: Sequence[Report]) -> None:
        """Have ``reports`` sent soon, in their order."""
        for report in reports:
            self._waiting.put(report)

    def add(self, closing: Closing) -> None:
        """Have this delivery's attempt ended soon."""
        self._waiting.put(closing)

    def close(self) -> None:
        """Do what waits, then stop."""
        self._waiting.put(None)
        self._thread.join()

    def _conclude_all(self) -> None:
        is_open = True
        spacing = Spacing(_APART, _FAR_APART, _AT_ONCE)
        while is_open:
            items = self._next(spacing)
            is_open = None not in items
            closings = [item for item in items if isinstance(item, Closing)]
            spacing.had(len(closings))
            self._conclude(closings, [r for r in items if r and not isinstance(r, Closing)])

    def _next(self, spacing: Spacing) -> list[Closing | Report | None]:
        """Everything that waits; waits for the first, and progress for the ending."""
        items = [self._waiting.get()]
        until = time.monotonic() + _MOMENT
        while _is_progress(items[-1]) and len(items) < _AT_ONCE:
            try:
                items.append(self._waiting.get(timeout=max(until - time.monotonic(), 0)))
            except Empty:
                return items
        spacing.keep()
        with suppress(Empty):
            while len(items) < _AT_ONCE:
                items.append(self._waiting.get_nowait())
        return items

    def _conclude(self, closings: Sequence[Closing], before: Sequence[Report]) -> None:
        """Together; where that hits a bug, one by one, so that one attempt spoils no other."""
        try:
            ended = conclude(closings, self._tools, before)
        except UnavailableError as error:
            logger.warning("%d endings could not be stored: %s", len(closings), error)
        except Exception:
            log_bug("attempts could not be ended together")
            if len(closings) > 1:
                for closing in closings:
                    self._conclude([closing], ())
                return
        else:
            for said in ended:
                logger.info("job %s attempt %d %s", said.job, said.attempt, said.ending)
        self._settled(len(closings))


def _is_progress(item: Closing | Report | None) -> bool:
    return item is not None and not isinstance(item, Closing)
