"""The AMQP side: a connection that publishes, and one for each queue that is received from.

Consumers are pushed to. Waiting means waiting for the socket to become readable, without holding
the connection, so that other threads acknowledge on it meanwhile.
"""

from __future__ import annotations

import select
import threading
import time
from collections import deque
from collections.abc import Sequence
from contextlib import suppress
from typing import Any, Final

import attrs

from resume_pipeline.backends.kombu_queue.address import Address
from resume_pipeline.backends.kombu_queue.line import LOOK, Line, body_of, connection_to, send
from resume_pipeline.errors import QueueError

#: Seconds without a call to `receive` after which messages on their way here go to others.
IDLE: Final = 5.0
#: Seconds between two looks of the thread that keeps a consumer's connection alive.
TICK: Final = 1.0
#: Seconds for which a consumer may have more credit than was asked for.
_ROOMY: Final = 0.25
#: How many messages are on their way to the broker at once.
_UNCONFIRMED: Final = 200


def connect(address: Address, *, heartbeat: float = 0) -> Any:
    """An open connection whose every answer is waited for with a limit."""
    return connection_to(
        address.url,
        ssl=address.tls(),
        connect_timeout=address.timeout,
        heartbeat=heartbeat,
        transport_options={
            "read_timeout": address.timeout,
            "write_timeout": address.timeout,
        },
    )


class Connected:
    """An open connection with a channel."""

    def __init__(self, address: Address, *, heartbeat: float = 0) -> None:
        self.connection = connect(address, heartbeat=heartbeat)
        try:
            self._channel = self.connection.channel()
        except Exception:
            self.hang_up()
            raise

    def declare(self, queue: str) -> int:
        """Make a durable queue if it is missing; how many messages are ready in it.

        Not passively, which would close the channel of whoever asks before the first message.
        """
        declared = self._channel.queue_declare(queue, durable=True, auto_delete=False)
        return int(declared.message_count)

    def part(self) -> None:
        """Close the connection; the broker has read everything before it agrees."""
        self.connection.release()

    def hang_up(self) -> None:
        """Close the socket."""
        self.connection.collect()


class Sending(Connected):
    """A channel to publish on, in confirm mode: the broker says which messages it has."""

    def __init__(self, address: Address) -> None:
        super().__init__(address)
        self._timeout = address.timeout
        self._declared: set[str] = set()
        self._sent = 0
        self._unconfirmed: set[int] = set()
        self._channel.confirm_select()
        self._channel.events["basic_ack"].add(self._on_ack)
        self._channel.events["basic_nack"].add(self._on_nack)

    def publish(self, queue: str, bodies: Sequence[bytes]) -> None:
        """Have each of ``bodies`` confirmed; they are sent without waiting between them.

        Raises:
            QueueError: the broker refused one, or did not confirm all of them in time.
        """
        if queue not in self._declared:
            self.declare(queue)
            self._declared.add(queue)
        for start in range(0, len(bodies), _UNCONFIRMED):
            for body in bodies[start : start + _UNCONFIRMED]:
                self._sent += 1
                self._unconfirmed.add(self._sent)
                send(self._channel, queue, body, timeout=self._timeout)
            self._await_confirms()

    def _await_confirms(self) -> None:
        end = time.monotonic() + self._timeout
        while self._unconfirmed:
            left = end - time.monotonic()
            if left <= 0:
                raise QueueError("the broker did not confirm in time")
            self.connection.drain_events(timeout=left)

    def _on_ack(self, tag: int, multiple: bool) -> None:
        if multiple:
            self._unconfirmed = {sent for sent in self._unconfirmed if sent > tag}
        else:
            self._unconfirmed.discard(tag)

    def _on_nack(self, _tag: int, _multiple: bool) -> None:
        raise QueueError("the broker refused a message")


class Receiving(Connected):
    """A channel that one queue is pushed to.

    Attributes:
        in_hand: tags of messages that were handed out and not settled.
    """

    def __init__(self, address: Address, queue: str) -> None:
        super().__init__(address, heartbeat=address.heartbeat)
        self._queue = queue
        self._arrived: deque[Any] = deque()
        self._consumers = 0
        self._credit = 0
        self._fitted_at = 0.0
        self._charged: set[int] = set()
        self.in_hand: set[int] = set()
        self.asked_at = time.monotonic()

    @property
    def socket(self) -> Any:
        """What becomes readable when something arrives."""
        return self.connection.connection.sock

    def take(self, limit: int, *, ask: bool) -> list[Any]:
        """Up to ``limit`` messages that are here; with ``ask``, or that the broker has ready."""
        self.asked_at = time.monotonic()
        self._grant(limit)
        self.read()
        if ask and not self._arrived:
            message = self._channel.basic_get(self._queue)
            if message is not None:
                self._arrived.append(message)
        taken = [self._arrived.popleft() for _ in range(min(limit, len(self._arrived)))]
        self.in_hand |= {message.delivery_tag for message in taken}
        self._charged |= {m.delivery_tag for m in taken if self._is_charged(m)}
        return taken

    def _is_charged(self, message: Any) -> bool:
        return bool(message.delivery_info.get("consumer_tag") == self._consumer)

    def _grant(self, limit: int) -> None:
        """Have the broker push up to ``limit`` messages beyond those in hand.

        RabbitMQ fixes a consumer's credit when it starts and charges it for what was pushed and
        not settled, so another credit takes another consumer, and three round trips. A loop that
        asks for as many as it has free hands does not need one: it seems to want less only while
        what it settled is not yet counted as a free hand.
        """
        wanted, now = len(self._charged) + limit, time.monotonic()
        if self._credit == wanted:
            self._fitted_at = now
        if self._credit == wanted or (self._credit > wanted and now - self._fitted_at < _ROOMY):
            return
        self.rest()
        if not self._consumers:
            self.declare(self._queue)
        self._consumers += 1
        self._channel.basic_qos(0, limit, False)
        self._channel.basic_consume(
            self._queue, consumer_tag=self._consumer, callback=self._arrived.append
        )
        self._credit, self._fitted_at = limit, now

    @property
    def _consumer(self) -> str:
        return f"resume_pipeline.{self._consumers}"

    def rest(self) -> None:
        """Be pushed to no more, and let others have what arrived and nobody took."""
        if self._credit:
            self._channel.basic_cancel(self._consumer)
            self._credit = 0
            self._charged.clear()
        while self._arrived:
            self._channel.basic_reject(self._arrived.popleft().delivery_tag, requeue=True)

    def read(self) -> None:
        """Read what the socket holds."""
        with suppress(TimeoutError):
            while True:
                self.connection.drain_events(timeout=0)

    def settle(self, tag: int, *, requeue: bool) -> None:
        """Acknowledge or give back, unless that was done."""
        if tag not in self.in_hand:
            return
        self.in_hand.discard(tag)
        self._charged.discard(tag)
        if requeue:
            self._channel.basic_reject(tag, requeue=True)
        else:
            self._channel.basic_ack(tag)

    def keep_alive(self) -> None:
        """Read, beat, and let others have what nobody asks for."""
        self.read()
        self.connection.heartbeat_check()
        if time.monotonic() - self.asked_at > IDLE:
            self.rest()


@attrs.frozen
class Pushed:
    """A message that was pushed here."""

    body: bytes
    _tag: int
    _session: Receiving = attrs.field(repr=False)
    _consumer: Consumer = attrs.field(repr=False)

    def ack(self) -> None:
        """Acknowledge; nothing if the connection it came by is gone."""
        self._consumer.settle(self._session, self._tag, requeue=False)

    def release(self) -> None:
        """Give it back; nothing if the connection it came by is gone."""
        self._consumer.settle(self._session, self._tag, requeue=True)

    def extend(self) -> None:
        """Nothing: the time-out is the broker's own."""
        self._consumer.settle(self._session, 0, requeue=False)


class Consumer:
    """Receives from one queue, over a connection of its own that a thread keeps alive."""

    def __init__(self, address: Address, queue: str) -> None:
        self._line = Line(lambda: Receiving(address, queue))
        self._closing = threading.Event()
        self._keeper = threading.Thread(
            target=self._keep_alive, name=f"keep {queue} alive", daemon=True
        )
        self._keeper.start()

    def receive(self, limit: int, wait: float) -> list[Pushed]:
        """Up to ``limit`` messages; waits up to ``wait`` seconds for the first."""
        end = time.monotonic() + wait
        found = self._take(limit, ask=wait <= 0)
        while not found and not self._closing.is_set():
            left = end - time.monotonic()
            if left <= 0:
                break
            self._await(min(left, LOOK))
            found = self._take(limit, ask=False)
        return found

    def settle(self, session: Receiving, tag: int, *, requeue: bool) -> None:
        """Acknowledge or give back on the connection that the message came by."""
        self._line.use_only(session, lambda s: s.settle(tag, requeue=requeue))

    def close(self) -> None:
        """Let go of the connection; the broker gives unacknowledged messages to others."""
        self._closing.set()
        self._keeper.join()
        self._line.close()

    def _take(self, limit: int, *, ask: bool) -> list[Pushed]:
        def take(session: Receiving) -> list[Pushed]:
            return [
                Pushed(body_of(message), message.delivery_tag, session, self)
                for message in session.take(limit, ask=ask)
            ]

        return self._line.use(take)

    def _await(self, seconds: float) -> None:
        """Sleep until the socket is readable; another thread may close it meanwhile."""
        session = self._line.session
        if session is None:
            return
        with suppress(OSError, ValueError, AttributeError):
            waiting = select.poll()
            waiting.register(session.socket, select.POLLIN)
            waiting.poll(seconds * 1000)

    def _keep_alive(self) -> None:
        while not self._closing.wait(TICK):
            session = self._line.session
            if session is not None:
                self._line.use_only(session, Receiving.keep_alive)


class AmqpLink:
    """What one process holds open to an AMQP broker."""

    def __init__(self, address: Address) -> None:
        self._address = address
        self._sender = Line(lambda: Sending(address))
        self._consumers: dict[str, Consumer] = {}
        self._lock = threading.Lock()
        self._is_closed = False

    def publish(self, queue: str, bodies: Sequence[bytes]) -> None:
        """Have the broker confirm ``bodies``."""
        self._sender.use(lambda session: session.publish(queue, bodies))

    def receive(self, queue: str, limit: int, wait: float) -> list[Pushed]:
        """Up to ``limit`` messages of ``queue``."""
        consumer = self._consumer(queue)
        return consumer.receive(limit, wait) if consumer else []

    def depth(self, queue: str) -> int:
        """How many messages are ready."""
        return self._sender.use(lambda session: session.declare(queue))

    def close(self) -> None:
        """Let go of all connections."""
        self._sender.close()
        with self._lock:
            self._is_closed = True
        for consumer in self._consumers.values():
            consumer.close()

    def _consumer(self, queue: str) -> Consumer | None:
        """The one that receives from ``queue``; none once closed, or its thread would stay."""
        with self._lock:
            if queue not in self._consumers and not self._is_closed:
                self._consumers[queue] = Consumer(self._address, queue)
            return self._consumers.get(queue)
