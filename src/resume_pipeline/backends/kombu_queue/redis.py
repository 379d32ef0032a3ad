"""The Redis side: lists, and a table of what is in somebody's hands.

kombu publishes and gives back what was not acknowledged. Taking a message is a script, so that
a process that dies at any moment leaves the message either waiting or in the table; a blocking
pop has moments in which it is in neither, and goes on popping for a caller that stopped waiting.
"""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from typing import Final

import attrs

from resume_pipeline.backends.kombu_queue.address import Address
from resume_pipeline.backends.kombu_queue.line import Line, body_of, connection_to, send

#: Seconds between two looks at an empty queue: the first and the longest.
FIRST_PAUSE, LONGEST_PAUSE = 0.005, 0.1
_RESTORED_AT_ONCE: Final = 200

#: Move the oldest message of a list into the table, as kombu writes and restores it.
TAKE: Final = """
local item = redis.call('RPOP', KEYS[1])
if not item then return false end
local tag = cjson.decode(item)['properties']['delivery_tag']
redis.call('HSET', KEYS[2], tag, '[' .. item .. ',"",' .. cjson.encode(KEYS[1]) .. ']')
redis.call('ZADD', KEYS[3], ARGV[1], tag)
return item
"""
#: Start a lease anew if it is still the one that began at that time; a message keeps its tag when
#: it is delivered again, so the tag alone does not say whose lease it is.
RENEW: Final = """
local since = redis.call('ZSCORE', KEYS[1], ARGV[1])
if not since or tonumber(since) ~= tonumber(ARGV[2]) then return 0 end
redis.call('ZADD', KEYS[1], ARGV[3], ARGV[1])
return 1
"""


@attrs.define(eq=False)
class Leased:
    """A message under a lease.

    Attributes:
        since: when the lease began, in epoch seconds; the token of this lease.
    """

    body: bytes
    tag: str
    since: float
    _link: RedisLink = attrs.field(repr=False)

    def ack(self) -> None:
        """Forget the message, if the lease is still this one."""
        self._link.settle(self, requeue=False)

    def release(self) -> None:
        """Make the message visible now, if the lease is still this one."""
        self._link.settle(self, requeue=True)

    def extend(self) -> None:
        """Start the lease anew, if it is still this one."""
        self._link.renew(self)


class Session:
    """A channel with its scripts."""

    def __init__(self, address: Address) -> None:
        self._connection = connection_to(
            address.url,
            ssl=address.tls(),
            transport_options={
                "socket_timeout": address.timeout,
                "socket_connect_timeout": address.timeout,
                "socket_keepalive": True,
                "retry_on_timeout": True,
                "visibility_timeout": address.redelivery,
                # Keys of its own: another user of this database has another time-out.
                "unacked_key": f"{address.prefix}unacked",
                "unacked_index_key": f"{address.prefix}unacked_index",
                "unacked_mutex_key": f"{address.prefix}unacked_mutex",
                # A process that dies while it restores holds the others up no longer than this.
                "unacked_mutex_expire": 10,
                "priority_steps": [0],
            },
        )
        self._timeout = address.timeout
        self._channel = self._connection.channel()
        self._unacked = f"{address.prefix}unacked"
        self._index = f"{address.prefix}unacked_index"

    def part(self) -> None:
        """Close the connections."""
        self._connection.release()

    def hang_up(self) -> None:
        """Close the connections; Redis is not asked."""
        self._connection.release()

    def publish(self, queue: str, bodies: Sequence[bytes]) -> None:
        """Add ``bodies``."""
        for body in bodies:
            send(self._channel, queue, body, timeout=self._timeout)

    def take(self, queue: str) -> tuple[bytes, str, float] | None:
        """The oldest message's body, tag and beginning of its lease."""
        since = time.time()
        with self._channel.conn_or_acquire() as client:
            item = client.eval(TAKE, 3, queue, self._unacked, self._index, repr(since))
        if item is None:
            return None
        message = self._channel.message_to_python(json.loads(item))
        return body_of(message), message.delivery_tag, since

    def renew(self, tag: str, since: float) -> float | None:
        """Start a lease anew: when, or None if it ended."""
        now = time.time()
        with self._channel.conn_or_acquire() as client:
            held = client.eval(RENEW, 1, self._index, tag, repr(since), repr(now))
        return now if held else None

    def settle(self, tag: str, *, requeue: bool) -> None:
        """Take a message out of the table: for good, or back to its list."""
        if requeue:
            self._channel.qos.restore_by_tag(tag)
        else:
            self._channel.qos.ack(tag)

    def restore(self) -> None:
        """Give back what was not acknowledged in time."""
        self._channel.qos.restore_visible(num=_RESTORED_AT_ONCE, interval=1)

    def depth(self, queue: str) -> int:
        """How many messages wait."""
        return int(self._channel.queue_declare(queue).message_count)


class RedisLink:
    """What one process holds open to a Redis."""

    def __init__(self, address: Address) -> None:
        self._line = Line(lambda: Session(address))
        self._restore_every = min(10.0, address.redelivery / 10)
        self._restored_at = float("-inf")
        self._is_closed = False

    def publish(self, queue: str, bodies: Sequence[bytes]) -> None:
        """Add ``bodies``."""
        self._line.use(lambda session: session.publish(queue, bodies))

    def receive(self, queue: str, limit: int, wait: float) -> list[Leased]:
        """Lease up to ``limit`` messages; looks again for up to ``wait`` seconds."""
        end, pause = time.monotonic() + wait, FIRST_PAUSE
        while not (found := self._take(queue, limit)) and not self._is_closed:
            left = end - time.monotonic()
            if left <= 0:
                break
            time.sleep(min(pause, left))
            pause = min(pause * 2, LONGEST_PAUSE)
        return found

    def renew(self, leased: Leased) -> bool:
        """Start a lease anew, if it is still this one."""
        since = self._line.use(lambda session: session.renew(leased.tag, leased.since))
        if since is not None:
            leased.since = since
        return since is not None

    def settle(self, leased: Leased, *, requeue: bool) -> None:
        """Take the message out of the table, if the lease is still this one.

        The lease is started anew first: nobody else can take the message between the two.
        """
        if self.renew(leased):
            self._line.use(lambda session: session.settle(leased.tag, requeue=requeue))

    def depth(self, queue: str) -> int:
        """How many messages wait."""
        return self._line.use(lambda session: session.depth(queue))

    def close(self) -> None:
        """Let go of the connections; leases end by themselves."""
        self._is_closed = True
        self._line.close()

    def _take(self, queue: str, limit: int) -> list[Leased]:
        self._restore()
        found: list[Leased] = []
        while len(found) < limit:
            taken = self._line.use(lambda session: session.take(queue))
            if taken is None:
                break
            found.append(Leased(*taken, self))
        return found

    def _restore(self) -> None:
        now = time.monotonic()
        if now - self._restored_at >= self._restore_every:
            self._restored_at = now
            self._line.use(Session.restore)
