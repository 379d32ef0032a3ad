"""Stand-ins for tests: a clock to set, a queue that misbehaves, a reporter that remembers."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from enum import StrEnum

import attrs

from resume_pipeline.errors import ReportError
from resume_pipeline.ports.queue import Delivery, Queue
from resume_pipeline.ports.reporter import Report


class SettableClock:
    """A clock that stands still until it is moved. Epoch milliseconds."""

    def __init__(self, now: int = 1_750_000_000_000) -> None:
        self._now = now

    def now(self) -> int:
        """The time it was set to."""
        return self._now

    def advance(self, ms: int) -> None:
        """Move on by ``ms`` milliseconds."""
        self._now += ms

    def set(self, now: int) -> None:
        """Jump to ``now``, also backwards."""
        self._now = now


class Fate(StrEnum):
    """What becomes of a message on its way in, or of its acknowledgement."""

    PASS = "pass"  #: arrives
    DROP = "drop"  #: is lost
    TWICE = "twice"  #: arrives twice
    HOLD = "hold"  #: arrives when `FaultyQueue.let_go` is called, in reverse order


Plan = Callable[[bytes], Fate]


def passing(_body: bytes) -> Fate:
    """Nothing goes wrong."""
    return Fate.PASS


def seeded(seed: int | str, *, drop: float = 0, twice: float = 0, hold: float = 0) -> Plan:
    """A plan that draws fates with these probabilities, the same for the same ``seed``."""
    draw = random.Random(seed)
    weights = (1 - drop - twice - hold, drop, twice, hold)

    def plan(_body: bytes) -> Fate:
        return draw.choices((Fate.PASS, Fate.DROP, Fate.TWICE, Fate.HOLD), weights)[0]

    return plan


@attrs.define
class FaultyDelivery:
    """A delivery whose acknowledgement may be lost."""

    inner: Delivery
    _fate: Plan

    @property
    def body(self) -> bytes:
        """What was published."""
        return self.inner.body

    def ack(self) -> None:
        """Acknowledge, unless the plan drops it."""
        if self._fate(self.body) is not Fate.DROP:
            self.inner.ack()

    def release(self) -> None:
        """Release it."""
        self.inner.release()

    def extend(self) -> None:
        """Extend it."""
        self.inner.extend()


class FaultyQueue:
    """A queue between the road and ``inner`` that loses, repeats, holds back and reorders.

    Args:
        inner: the queue that keeps its promises.
        messages: the fate of each published body.
        acks: the fate of each acknowledgement: `Fate.DROP` loses it, anything else passes.
    """

    def __init__(self, inner: Queue, *, messages: Plan = passing, acks: Plan = passing) -> None:
        self._inner = inner
        self._messages = messages
        self._acks = acks
        self._held: list[tuple[str, bytes]] = []

    @property
    def redelivery_ms(self) -> int | None:
        """The inner queue's."""
        return self._inner.redelivery_ms

    def describe(self) -> str:
        """Where the messages are, in words."""
        return f"a faulty way to {self._inner.describe()}"

    def publish(self, queue: str, bodies: Sequence[bytes]) -> None:
        """Publish ``bodies`` as the plan has it."""
        for body in bodies:
            fate = self._messages(body)
            if fate is Fate.HOLD:
                self._held.append((queue, body))
            elif fate is not Fate.DROP:
                self._inner.publish(queue, [body] * (2 if fate is Fate.TWICE else 1))

    def let_go(self) -> int:
        """Publish what was held, the latest first; return how many."""
        held, self._held = self._held[::-1], []
        for queue, body in held:
            self._inner.publish(queue, [body])
        return len(held)

    def receive(self, queue: str, *, limit: int, wait: float) -> list[FaultyDelivery]:
        """What the inner queue delivers."""
        found = self._inner.receive(queue, limit=limit, wait=wait)
        return [FaultyDelivery(delivery, self._acks) for delivery in found]

    def depth(self, queue: str) -> int | None:
        """The inner queue's, without what is held."""
        return self._inner.depth(queue)

    def close(self) -> None:
        """Close the inner queue; what is held is lost."""
        self._held.clear()
        self._inner.close()


class RecordingReporter:
    """Remembers reports; `failing` makes it refuse them.

    Attributes:
        reports: what was accepted, in order.
        failing: while true, `report` raises ReportError and accepts nothing.
    """

    def __init__(self) -> None:
        self.reports: list[Report] = []
        self.failing = False
        self._closed = False

    def describe(self) -> str:
        """Where reports go, in words."""
        return "the memory of a test"

    def report(self, reports: Sequence[Report]) -> None:
        """Remember ``reports``.

        Raises:
            ReportError: it is failing or closed.
        """
        if self.failing or self._closed:
            raise ReportError("this reporter accepts nothing now")
        self.reports += reports

    def close(self) -> None:
        """Accept no more."""
        self._closed = True
