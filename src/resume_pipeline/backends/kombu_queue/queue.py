"""KombuQueue: the queue's port over RabbitMQ or Redis."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Any, Self

import attrs

from resume_pipeline.backends.kombu_queue.address import Address
from resume_pipeline.backends.kombu_queue.amqp import AmqpLink
from resume_pipeline.backends.kombu_queue.line import translated
from resume_pipeline.backends.kombu_queue.redis import RedisLink
from resume_pipeline.errors import QueueError
from resume_pipeline.ports.queue import Delivery


@attrs.frozen
class Held:
    """A message in the hands of the process that received it."""

    body: bytes
    _delivery: Delivery = attrs.field(repr=False)
    _queue: KombuQueue = attrs.field(repr=False)
    _process: int = attrs.field(factory=os.getpid, repr=False)

    def ack(self) -> None:
        """Done; no error if the message is no longer in these hands."""
        self._settle(self._delivery.ack)

    def release(self) -> None:
        """Not done; no error if the message is no longer in these hands."""
        self._settle(self._delivery.release)

    def extend(self) -> None:
        """Still at it: starts the lease anew on Redis; AMQP has none per message."""
        self._settle(self._delivery.extend)

    def _settle(self, action: Any) -> None:
        self._queue.require_open()
        # A child's copy of a delivery belongs to its parent's connection.
        if self._process == os.getpid():
            with translated():
                action()


class KombuQueue:
    """A broker's durable queues; any number of processes may use them at once.

    Opens connections when they are first needed, one set for each process, and opens them again
    when they are lost. Every method raises QueueError when the broker does not answer within the
    URL's ``timeout``, and once the queue is closed. All methods may be called from any thread.
    """

    def __init__(self, address: Address) -> None:
        self._address = address
        self._links: dict[int, AmqpLink | RedisLink] = {}
        self._is_closed = False

    @classmethod
    def from_url(cls, url: str) -> Self:
        """The queues at ``amqp[s]://…`` or ``redis[s]://…``; connects when first used.

        Args:
            url: with options after ``?``: ``prefix`` of the queues' names; and in seconds
                ``redelivery`` (RabbitMQ: what its ``consumer_timeout`` is, 0 for none; Redis:
                after how long to deliver again), ``timeout`` and ``heartbeat``; ``ca``, a file.

        Raises:
            SettingsError: the URL names no host, or an option is unknown or out of its range.
            UnknownBackendError: the scheme is another one.
            ConfigError: the scheme's driver is not installed.
        """
        return cls(Address.parse(url))

    @property
    def redelivery_ms(self) -> int | None:
        """After how many milliseconds an unacknowledged message is delivered again."""
        return self._address.redelivery_ms

    def describe(self) -> str:
        """Where the messages are, in words, without credentials."""
        kind = "AMQP broker" if self._address.is_amqp else "Redis"
        return f"queues {self._address.prefix}* of the {kind} at {self._address.place}"

    def publish(self, queue: str, bodies: Sequence[bytes]) -> None:
        """Have the broker accept ``bodies``, in order; those before a failure may be accepted."""
        with translated():
            self._link().publish(self._name(queue), [bytes(memoryview(body)) for body in bodies])

    def receive(self, queue: str, *, limit: int, wait: float) -> list[Held]:
        """Up to ``limit`` messages; waits up to ``wait`` seconds for the first."""
        with translated():
            found = self._link().receive(self._name(queue), limit, wait)
        return [Held(delivery.body, delivery, self) for delivery in found]

    def depth(self, queue: str) -> int:
        """How many messages are waiting and in nobody's hands."""
        with translated():
            return self._link().depth(self._name(queue))

    def close(self) -> None:
        """Close this process's connections.

        Unacknowledged messages are delivered again: by RabbitMQ at once, from Redis in time.
        """
        self._is_closed = True
        link = self._links.pop(os.getpid(), None)
        if link is not None:
            with translated():
                link.close()

    def require_open(self) -> None:
        """Raise QueueError once the queue is closed."""
        if self._is_closed:
            raise QueueError("the queue is closed")

    def _name(self, queue: str) -> str:
        return self._address.prefix + queue

    def _link(self) -> AmqpLink | RedisLink:
        """This process's connections.

        A parent's are kept and never touched: a connection must be neither used nor closed on the
        other side of a fork.
        """
        self.require_open()
        link = self._links.get(os.getpid())
        if link is None:
            kind = AmqpLink if self._address.is_amqp else RedisLink
            link = self._links.setdefault(os.getpid(), kind(self._address))
        return link
