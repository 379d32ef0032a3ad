"""QueueContract: what every queue must do."""

from __future__ import annotations

import multiprocessing
import time
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

import pytest

from resume_pipeline.errors import QueueError
from resume_pipeline.ports.queue import Delivery, Queue
from resume_pipeline.testing.contract import Contract

NAME = "jobs"
Expire = Callable[[], None]
Opener = tuple[Callable[..., Queue], tuple[Any, ...]]


def bodies_of(deliveries: Sequence[Delivery]) -> list[bytes]:
    """What was delivered."""
    return [delivery.body for delivery in deliveries]


def drain(queue: Queue, *, name: str = NAME, idle: float = 0.0) -> list[bytes]:
    """Receive and acknowledge until ``idle`` seconds bring nothing."""
    found: list[bytes] = []
    while deliveries := queue.receive(name, limit=10, wait=idle):
        for delivery in deliveries:
            found.append(delivery.body)
            delivery.ack()
    return found


def drain_into(results: Any, opener: Opener) -> None:
    """Be a consumer process: drain the queue and tell what was received."""
    opened, arguments = opener
    queue = opened(*arguments)
    results.put(drain(queue, idle=1.0))
    queue.close()


class QueueContract(Contract):
    """Subclass it, give the fixtures, and a queue is proved.

    Fixtures:
        queue: an open, empty queue with a lease.
        expire: a function after which every lease that is open now has ended.
        opener: a function and its arguments, both able to travel to a new process, that open the
            same queue there.
        dead: an open queue whose broker does not answer.

    Attributes:
        patience: seconds within which a published message must be there.
    """

    patience = 5.0

    @pytest.fixture
    def queue(self) -> Queue:
        """An open, empty queue."""
        raise NotImplementedError

    @pytest.fixture
    def expire(self) -> Expire:
        """What ends all leases."""
        raise NotImplementedError

    @pytest.fixture
    def opener(self) -> Opener:
        """How another process opens the same queue."""
        raise NotImplementedError

    @pytest.fixture
    def dead(self) -> Queue:
        """A queue whose broker does not answer."""
        raise NotImplementedError

    def take(self, queue: Queue, limit: int = 1, *, name: str = NAME) -> list[Delivery]:
        """Receive exactly ``limit`` messages, or fail."""
        found: list[Delivery] = []
        end = time.monotonic() + self.patience
        while len(found) < limit and time.monotonic() < end:
            found += queue.receive(name, limit=limit - len(found), wait=0.1)
        assert len(found) == limit, f"{len(found)} of {limit} messages arrived"
        return found

    @pytest.mark.parametrize("body", [b"", b"{}", bytes(range(256)), b"\x00" * 100_000])
    def test_a_body_arrives_unchanged(self, queue: Queue, body: bytes) -> None:
        queue.publish(NAME, [body])
        [delivery] = self.take(queue)
        assert type(delivery.body) is bytes
        assert delivery.body == body

    def test_every_message_of_a_call_is_delivered_once(self, queue: Queue) -> None:
        sent = [b"%d" % number for number in range(50)]
        queue.publish(NAME, sent)
        assert sorted(bodies_of(self.take(queue, 50))) == sorted(sent)
        assert queue.receive(NAME, limit=1, wait=0) == []

    def test_equal_bodies_are_different_messages(self, queue: Queue) -> None:
        queue.publish(NAME, [b"same", b"same"])
        assert len(self.take(queue, 2)) == 2

    def test_receive_gives_no_more_than_the_limit(self, queue: Queue) -> None:
        queue.publish(NAME, [b"1", b"2", b"3"])
        assert len(queue.receive(NAME, limit=2, wait=self.patience)) <= 2

    def test_publishing_nothing_is_no_error(self, queue: Queue) -> None:
        queue.publish(NAME, [])
        assert queue.receive(NAME, limit=1, wait=0) == []

    def test_queues_of_different_names_are_apart(self, queue: Queue) -> None:
        queue.publish("reports", [b"report"])
        queue.publish(NAME, [b"job"])
        assert bodies_of(self.take(queue)) == [b"job"]
        assert bodies_of(self.take(queue, name="reports")) == [b"report"]

    def test_a_message_in_hand_is_delivered_to_nobody_else(self, queue: Queue) -> None:
        queue.publish(NAME, [b"one"])
        self.take(queue)
        assert queue.receive(NAME, limit=1, wait=0) == []

    def test_an_acknowledged_message_never_returns(self, queue: Queue, expire: Expire) -> None:
        queue.publish(NAME, [b"one"])
        self.take(queue)[0].ack()
        expire()
        assert queue.receive(NAME, limit=1, wait=0) == []

    def test_an_unacknowledged_message_returns_after_the_lease(
        self, queue: Queue, expire: Expire
    ) -> None:
        queue.publish(NAME, [b"one"])
        self.take(queue)
        expire()
        assert bodies_of(self.take(queue)) == [b"one"]

    def test_it_returns_as_often_as_it_is_not_acknowledged(
        self, queue: Queue, expire: Expire
    ) -> None:
        queue.publish(NAME, [b"one"])
        for _ in range(5):
            self.take(queue)
            expire()
        assert drain(queue) == [b"one"]

    def test_a_released_message_returns_soon(self, queue: Queue) -> None:
        queue.publish(NAME, [b"one"])
        self.take(queue)[0].release()
        assert bodies_of(self.take(queue)) == [b"one"]

    def test_acknowledging_after_a_release_does_not_take_it_from_the_next(
        self, queue: Queue, expire: Expire
    ) -> None:
        queue.publish(NAME, [b"one"])
        [first] = self.take(queue)
        first.release()
        self.take(queue)
        first.ack()
        expire()
        assert bodies_of(self.take(queue)) == [b"one"]

    def test_a_late_acknowledgement_is_no_error(self, queue: Queue, expire: Expire) -> None:
        queue.publish(NAME, [b"one"])
        [delivery] = self.take(queue)
        expire()
        delivery.ack()
        assert len(drain(queue)) <= 1

    def test_a_late_acknowledgement_does_not_take_the_message_from_its_next_holder(
        self, queue: Queue, expire: Expire
    ) -> None:
        queue.publish(NAME, [b"one"])
        [late] = self.take(queue)
        expire()
        self.take(queue)
        late.ack()
        expire()
        assert bodies_of(self.take(queue)) == [b"one"]

    def test_a_late_release_does_not_take_the_message_from_its_next_holder(
        self, queue: Queue, expire: Expire
    ) -> None:
        queue.publish(NAME, [b"one"])
        [late] = self.take(queue)
        expire()
        self.take(queue)
        late.release()
        assert queue.receive(NAME, limit=1, wait=0) == []

    def test_a_late_extension_does_not_revive_the_lease(self, queue: Queue, expire: Expire) -> None:
        queue.publish(NAME, [b"one"])
        [late] = self.take(queue)
        expire()
        self.take(queue)[0].ack()
        late.extend()
        late.release()
        assert queue.receive(NAME, limit=1, wait=0) == []

    def test_acknowledging_twice_is_no_error(self, queue: Queue) -> None:
        queue.publish(NAME, [b"one", b"two"])
        [delivery] = self.take(queue)
        delivery.ack()
        delivery.ack()
        assert len(drain(queue)) == 1

    def test_depth_counts_what_waits(self, queue: Queue) -> None:
        assert queue.depth(NAME) in {0, None}
        queue.publish(NAME, [b"1", b"2", b"3"])
        self.take(queue)
        assert queue.depth(NAME) in {2, None}

    def test_an_empty_queue_waits_as_long_as_asked(self, queue: Queue) -> None:
        start = time.monotonic()
        assert queue.receive(NAME, limit=1, wait=0.2) == []
        assert 0.15 < time.monotonic() - start < self.patience

    def test_the_lease_is_declared(self, queue: Queue) -> None:
        assert queue.redelivery_ms is None or queue.redelivery_ms > 0

    def test_it_says_where_messages_are(self, queue: Queue) -> None:
        assert queue.describe()

    def test_a_closed_queue_raises(self, queue: Queue) -> None:
        queue.publish(NAME, [b"one"])
        [delivery] = self.take(queue)
        queue.close()
        with pytest.raises(QueueError):
            queue.publish(NAME, [b"two"])
        with pytest.raises(QueueError):
            queue.receive(NAME, limit=1, wait=0)
        with pytest.raises(QueueError):
            queue.depth(NAME)
        with pytest.raises(QueueError):
            delivery.ack()

    def test_closing_twice_is_no_error(self, queue: Queue) -> None:
        queue.close()
        queue.close()

    def test_a_broker_that_does_not_answer_is_a_queue_error(self, dead: Queue) -> None:
        with pytest.raises(QueueError):
            dead.publish(NAME, [b"one"])
        with pytest.raises(QueueError):
            dead.receive(NAME, limit=1, wait=0)

    @pytest.mark.slow
    def test_four_processes_share_the_work_without_loss_or_repetition(
        self, queue: Queue, opener: Opener
    ) -> None:
        spawn = multiprocessing.get_context("spawn")
        results = spawn.Queue()
        consumers = [spawn.Process(target=drain_into, args=(results, opener)) for _ in range(4)]
        for consumer in consumers:
            consumer.start()
        sent = [b"%d" % number for number in range(800)]
        for start in range(0, len(sent), 20):
            queue.publish(NAME, sent[start : start + 20])
        received = Counter(body for _ in consumers for body in results.get(timeout=120))
        for consumer in consumers:
            consumer.join(timeout=60)
        left = drain(queue, idle=0.5)
        assert received + Counter(left) == Counter(sent)
