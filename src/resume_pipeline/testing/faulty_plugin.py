"""A plugin that puts a queue which loses, repeats and holds back messages in front of another.

``faulty:drop=0.05,twice=0.1,hold=0.05,seed=7,log=/tmp/faults:amqp://…``: probabilities of losing,
repeating and holding back each message; every fault is appended to the file ``log``, one word a
line, so that a report can count them over all processes.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from resume_pipeline.hookspecs import Factory, hookimpl
from resume_pipeline.plugins import BUILTIN, load
from resume_pipeline.testing.fakes import Fate, FaultyDelivery, FaultyQueue, Plan, seeded

#: Names a process among all that ever run, so that each draws faults of its own.
PROCESS: Final = "FLEET_PROCESS"
_HELD_FOR: Final = 1.0  # seconds, at least


class HoldingQueue(FaultyQueue):
    """A faulty queue that lets go, now and then, what it held back."""

    _let_go_at = 0.0

    def publish(self, queue: str, bodies: Sequence[bytes]) -> None:
        """Publish ``bodies`` as the plan has it."""
        self._let_go_sometimes()
        super().publish(queue, bodies)

    def receive(self, queue: str, *, limit: int, wait: float) -> list[FaultyDelivery]:
        """What the inner queue delivers."""
        self._let_go_sometimes()
        return super().receive(queue, limit=limit, wait=wait)

    def _let_go_sometimes(self) -> None:
        now = time.monotonic()
        if now - self._let_go_at >= _HELD_FOR:
            self._let_go_at = now
            self.let_go()


def _logged(plan: Plan, log: Path) -> Plan:
    def logged(body: bytes) -> Fate:
        fate = plan(body)
        if fate is not Fate.PASS:
            with log.open("a", encoding="utf-8") as lines:
                lines.write(f"{fate}\n")
        return fate

    return logged


def open_faulty(url: str) -> HoldingQueue:
    """The faulty way to the queue at the end of ``url``."""
    _, faults, inner = url.split(":", 2)
    given = dict(pair.split("=", 1) for pair in faults.split(","))
    seed = f"{given['seed']}/{os.environ.get(PROCESS, '')}"
    plan = seeded(seed, **{name: float(given[name]) for name in ("drop", "twice", "hold")})
    scheme = inner.partition(":")[0].partition("+")[0]
    queue = load(f"resume_pipeline.backends.{BUILTIN['queues'][scheme]}")(inner)
    return HoldingQueue(queue, messages=_logged(plan, Path(given["log"])))


@hookimpl
def register_queues(register: Callable[[str, Factory], None]) -> None:
    """Offer the scheme ``faulty``."""
    register("faulty", open_faulty)
