"""The loop coordinator: two plain loops, until told to stop.

One relays what the ledger holds, when jobs moved and else a few times a second; the other waits
for reports, finalizes them, and sweeps.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from resume_pipeline.engines.keeping import keeping
from resume_pipeline.engines.notifying import notifying
from resume_pipeline.engines.patience import Spacing, logger, tried
from resume_pipeline.errors import InvalidRequestError, UnavailableError
from resume_pipeline.pipeline import Pipeline
from resume_pipeline.ports.faults import reach
from resume_pipeline.ports.queue import Delivery, acknowledge
from resume_pipeline.ports.reporter import Report
from resume_pipeline.settings import REPORTS
from resume_pipeline.wire.reports import read_reports

#: Seconds between two looks for something to relay, which nobody gave a nudge about.
_LOOK: Final = 0.4
#: Seconds that the other loop waits for a report before it looks around.
_PATIENCE: Final = 0.5
#: Seconds between the beginnings of two groups: for every item of the first, and at most.
_APART, _FAR_APART = 0.025, 0.2
#: How many items a group has at most.
_GROUP: Final = 200


def coordinate(pipeline: Pipeline, stop: threading.Event) -> None:
    """Relay, finalize and sweep until ``stop`` is set. Any number may run at once."""
    logger.info("coordinator %s: %s", pipeline.id, pipeline.describe())
    with notifying(pipeline, stop), keeping(pipeline, stop), _relaying(pipeline, stop):
        _finalize(pipeline, stop)
    tried(lambda: pipeline.announce(goodbye=True))


@contextmanager
def _relaying(pipeline: Pipeline, stop: threading.Event) -> Iterator[None]:
    """While open, what is due is relayed. Closing waits for what is on its way."""
    thread = threading.Thread(target=_relay, args=(pipeline, stop), name="relay", daemon=True)
    with pipeline.opened.nudge.relaying():
        thread.start()
        try:
            yield
        finally:
            stop.set()
            pipeline.opened.nudge.give()
            thread.join()


def _relay(pipeline: Pipeline, stop: threading.Event) -> None:
    """Relay until ``stop`` is set; with nothing to do look again soon, or when jobs moved."""
    spacing = Spacing(_APART, _FAR_APART, _GROUP)
    while not stop.is_set():
        spacing.keep()
        spacing.had(tried(pipeline.relay) or 0)
        if spacing.was_idle:
            pipeline.opened.nudge.await_one(min(_LOOK, pipeline.settings.beat / 10))


def _finalize(pipeline: Pipeline, stop: threading.Event) -> None:
    announced = swept = -1e9
    interval = pipeline.settings.beat
    spacing = Spacing(_APART, _FAR_APART, _GROUP)
    while not stop.is_set():
        now = time.monotonic()
        if now - announced >= interval:
            tried(pipeline.announce)
            announced = now
        spacing.keep()
        spacing.had(tried(lambda: _finalized(pipeline, wait=min(_PATIENCE, interval / 10))) or 0)
        if not spacing.was_idle:
            pipeline.opened.nudge.give()
        if now - swept >= interval / 2:
            tried(pipeline.sweep)
            swept = now


def turn(pipeline: Pipeline) -> bool:
    """Relay what is due, then finalize the reports that are there; whether anything happened."""
    relayed = pipeline.relay()
    return bool(_finalized(pipeline, wait=0) or relayed)


def _finalized(pipeline: Pipeline, *, wait: float) -> int:
    """Finalize the reports that are there, or come within ``wait`` seconds; how many messages."""
    deliveries = pipeline.opened.queue.receive(REPORTS, limit=_GROUP, wait=wait)
    if not deliveries:
        return 0
    try:
        pipeline.finalize([report for d in deliveries for report in _reports_in(d)])
    except UnavailableError:
        for delivery in deliveries:
            delivery.release()
        raise
    acknowledge(pipeline.opened.queue, deliveries)
    reach("finalize.acknowledged")
    return len(deliveries)


def _reports_in(delivery: Delivery) -> list[Report]:
    try:
        said = read_reports(delivery.body)
    except InvalidRequestError as error:
        said = [error]
    for one in said:
        if isinstance(one, InvalidRequestError):
            logger.warning("a report that nobody can read was dropped: %s", one)
    return [one for one in said if not isinstance(one, InvalidRequestError)]
