"""Queue: delivers messages at least once, in no particular order."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, runtime_checkable


class Delivery(Protocol):
    """A message in a consumer's hands."""

    @property
    def body(self) -> bytes:
        """What was published."""
        ...

    def ack(self) -> None:
        """Done: never deliver it again.

        A lost acknowledgement, or one that comes after the redelivery time-out, is no error: the
        message may then be delivered again.
        """
        ...

    def release(self) -> None:
        """Not done: deliver it again, to anyone, soon."""
        ...

    def extend(self) -> None:
        """Still at it: put the redelivery time-out off, if this queue has one per message."""
        ...


@runtime_checkable
class AcknowledgesTogether(Protocol):
    """A queue that can acknowledge many deliveries in one go. An ability, not a duty."""

    def ack_all(self, deliveries: Sequence[Delivery]) -> None:
        """Acknowledge ``deliveries``, which this queue delivered, as `Delivery.ack` would."""
        ...


def acknowledge(queue: Queue, deliveries: Sequence[Delivery]) -> None:
    """Acknowledge ``deliveries``, in one go if ``queue`` can."""
    if deliveries and isinstance(queue, AcknowledgesTogether):
        queue.ack_all(deliveries)
        return
    for delivery in deliveries:
        delivery.ack()


class Queue(Protocol):
    """Delivers messages at least once. May reorder and repeat; must not change.

    Methods raise QueueError when the broker does not answer.
    """

    @property
    def redelivery_ms(self) -> int | None:
        """After how long an unacknowledged message is delivered again; None for never."""
        ...

    def describe(self) -> str:
        """Where the messages are, in words, without credentials."""
        ...

    def publish(self, queue: str, bodies: Sequence[bytes]) -> None:
        """Have the broker accept ``bodies`` for ``queue``.

        Raises:
            QueueError: not all were accepted; some may have been.
        """
        ...

    def receive(self, queue: str, *, limit: int, wait: float) -> Sequence[Delivery]:
        """Up to ``limit`` messages; waits up to ``wait`` seconds for the first."""
        ...

    def depth(self, queue: str) -> int | None:
        """How many messages are waiting, if the broker can say."""
        ...

    def close(self) -> None:
        """Let go of connections; unacknowledged messages may be delivered again."""
        ...
