"""The loop worker: a plain loop that stops when told to. Nothing here reaches the ledger."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Final

import attrs

from resume_pipeline.engines.concluding import Concluder
from resume_pipeline.engines.patience import logger, tried
from resume_pipeline.errors import UnavailableError
from resume_pipeline.flow.run import Tools, start
from resume_pipeline.ports.logs import log_bug
from resume_pipeline.ports.queue import Delivery
from resume_pipeline.worker import Worker

_IDLE: Final = 0.5  # seconds that the loop waits for a message before it looks around
#: Seconds' worth of messages that are fetched ahead for each slot, and how many at most.
_AHEAD, _MOST_AHEAD = 0.2, 64


def work(worker: Worker, stop: threading.Event) -> None:
    """Run jobs until ``stop`` is set; attempts that still run are then interrupted."""
    logger.info("worker %s: %s", worker.tools.worker, worker.describe())
    worker.load_models()
    slots = worker.settings.slots
    beating = threading.Thread(target=_beat, args=(worker, stop, slots), daemon=True)
    beating.start()
    hands = Hands(slots)
    concluder = Concluder(worker.tools, hands.settled)
    tools = attrs.evolve(worker.tools, reporter=concluder)
    with ThreadPoolExecutor(slots, thread_name_prefix="attempt") as pool:
        while not stop.is_set():
            for delivery in _received(worker, hands.free(wait=_IDLE)):
                hands.take()
                pool.submit(_start, delivery, tools, hands, concluder, stop)
        worker.interrupt()
    concluder.close()
    beating.join()  # a beat after the goodbye would announce this worker again
    tried(lambda: worker.beat(slots=0))


def _received(worker: Worker, limit: int) -> Sequence[Delivery]:
    if not limit:
        return ()
    return tried(lambda: worker.receive(limit=limit, wait=_IDLE)) or ()


def _start(
    delivery: Delivery, tools: Tools, hands: Hands, concluder: Concluder, stop: threading.Event
) -> None:
    """Run one delivery's stages, unless the process goes down."""
    started = time.monotonic()
    closing = None
    try:
        if stop.is_set():
            delivery.release()
        else:
            closing = start(delivery, tools)
    except UnavailableError as error:
        logger.warning("a delivery could not be started: %s", error)
    except Exception:
        log_bug("a delivery could not be run")
    hands.took(time.monotonic() - started)
    if closing is None:
        hands.settled(1)
    else:
        concluder.add(closing)


class Hands:
    """How many messages this process holds, and how many it may.

    One for each slot; and where jobs are short, as many more as the slots do in a moment, so that
    none waits for the broker. A message that waits here is not claimed yet.
    """

    def __init__(self, slots: int) -> None:
        self._slots = slots
        self._held = 0
        self._usual = 1.0  # seconds that a delivery takes, as of late
        self._changed = threading.Condition()

    @property
    def capacity(self) -> int:
        """How many it may hold. Powers of two: AMQP has to be told of every change."""
        ahead = min(_MOST_AHEAD, int(_AHEAD / self._usual))
        return self._slots * (1 << ahead.bit_length() - 1 if ahead else 1)

    def free(self, *, wait: float) -> int:
        """How many more it may take, after at most ``wait`` seconds in which it may take none."""
        with self._changed:
            self._changed.wait_for(lambda: self._held < self.capacity, wait)
            return max(0, self.capacity - self._held)

    def take(self) -> None:
        """One more is held."""
        with self._changed:
            self._held += 1

    def settled(self, count: int) -> None:
        """So many are held no longer."""
        with self._changed:
            self._held -= count
            self._changed.notify()

    def took(self, seconds: float) -> None:
        """A delivery's stages took so long."""
        self._usual += (max(seconds, 1e-4) - self._usual) / 8


def _beat(worker: Worker, stop: threading.Event, slots: int) -> None:
    """Beat from a thread of its own: documents are opened in child processes, not here."""
    while True:
        tried(lambda: worker.beat(slots=slots))
        if stop.wait(worker.settings.beat):
            return
