"""A queue in this process's memory, for hosts that run everything in one process, and for tests."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Sequence
from threading import Condition
from typing import Final
from urllib.parse import urlsplit

import attrs

from resume_pipeline.errors import QueueError
from resume_pipeline.ports.clock import Clock, SystemClock

LEASE_MS: Final = 30 * 60_000
#: Seconds after which a waiting consumer looks whether a lease ended.
PAUSE: Final = 0.05


@attrs.define(eq=False)
class Message:
    """A message that was not acknowledged.

    Attributes:
        visible_at: epoch milliseconds.
        lease: counts how often it was leased; a delivery knows which one is its own.
    """

    body: bytes
    visible_at: int
    lease: int = 0


@attrs.frozen
class Leased:
    """A message under a lease."""

    body: bytes
    message: Message = attrs.field(repr=False)
    lease: int
    _queue: MemoryQueue = attrs.field(repr=False)
    _name: str

    def ack(self) -> None:
        """Forget the message, if the lease is still this one."""
        self._queue.settle(self._name, self.message, self.lease, None)

    def release(self) -> None:
        """Make the message visible now, if the lease is still this one."""
        self._queue.settle(self._name, self.message, self.lease, 0)

    def extend(self) -> None:
        """Start the lease anew, if it is still this one."""
        self._queue.settle(self._name, self.message, self.lease, self._queue.redelivery_ms)


@attrs.frozen
class Shelf:
    """Where messages are kept, and what is told of every change."""

    changed: Condition = attrs.field(factory=Condition)
    messages: defaultdict[str, list[Message]] = attrs.field(factory=lambda: defaultdict(list))


_shelves: dict[str, Shelf] = {}


def shared(url: str) -> MemoryQueue:
    """Open ``memory://name``, whose messages all of this process share under that name."""
    return MemoryQueue(shelf=_shelves.setdefault(urlsplit(url).netloc, Shelf()))


class MemoryQueue:
    """Delivers to the threads of one process, the oldest visible message first.

    Every method raises QueueError once the queue is closed.
    """

    def __init__(
        self,
        *,
        lease_ms: int = LEASE_MS,
        clock: Clock | None = None,
        shelf: Shelf | None = None,
    ) -> None:
        shelf = shelf or Shelf()
        self._changed, self._messages = shelf.changed, shelf.messages
        self._lease_ms = lease_ms
        self._clock = clock or SystemClock()
        self._closed = False

    @property
    def redelivery_ms(self) -> int:
        """The lease, in milliseconds."""
        return self._lease_ms

    def describe(self) -> str:
        """Where the messages are, in words."""
        return "the memory of this process, gone when it ends"

    def publish(self, queue: str, bodies: Sequence[bytes]) -> None:
        """Add ``bodies``, all at once."""
        with self._changed:
            self._require_open()
            now = self._clock.now()
            self._messages[queue] += [Message(bytes(body), now) for body in bodies]
            self._changed.notify_all()

    def receive(self, queue: str, *, limit: int, wait: float) -> list[Leased]:
        """Lease up to ``limit`` messages; waits up to ``wait`` seconds for the first."""
        end = time.monotonic() + wait
        with self._changed:
            while not (due := self._due(queue)[:limit]):
                left = end - time.monotonic()
                if left <= 0:
                    return []
                self._changed.wait(min(left, PAUSE))
            return [self._lease(queue, message) for message in due]

    def depth(self, queue: str) -> int:
        """How many messages are visible."""
        with self._changed:
            return len(self._due(queue))

    def settle(self, queue: str, message: Message, lease: int, visible_in: int | None) -> None:
        """Forget ``message``, or make it visible in so many milliseconds; nothing if it is lost."""
        with self._changed:
            self._require_open()
            if message.lease != lease or message not in self._messages[queue]:
                return
            if visible_in is None:
                self._messages[queue].remove(message)
            else:
                message.visible_at = self._clock.now() + visible_in
                message.lease += not visible_in
                self._changed.notify_all()

    def close(self) -> None:
        """Take no more part; what is leased is delivered again in time, to those who do."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    def _due(self, queue: str) -> list[Message]:
        self._require_open()
        now = self._clock.now()
        return [message for message in self._messages[queue] if message.visible_at <= now]

    def _lease(self, queue: str, message: Message) -> Leased:
        message.visible_at = self._clock.now() + self._lease_ms
        message.lease += 1
        return Leased(message.body, message, message.lease, self, queue)

    def _require_open(self) -> None:
        if self._closed:
            raise QueueError("the queue is closed")
