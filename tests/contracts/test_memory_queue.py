from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest

from resume_pipeline.backends.memory_queue import MemoryQueue, shared
from resume_pipeline.testing.contract import deviates
from resume_pipeline.testing.fakes import FaultyQueue, SettableClock
from resume_pipeline.testing.queue_contract import QueueContract, drain


class TestMemoryQueue(QueueContract):
    @pytest.fixture
    def clock(self):
        return SettableClock()

    @pytest.fixture
    def queue(self, clock):
        return MemoryQueue(clock=clock)

    @pytest.fixture
    def expire(self, queue, clock):
        return partial(clock.advance, queue.redelivery_ms)

    @deviates("it has no broker apart from the process itself")
    def test_a_broker_that_does_not_answer_is_a_queue_error(self, queue):
        queue.publish("jobs", [b"one"])

    @deviates("it lives in one process, so threads share the work")
    def test_four_processes_share_the_work_without_loss_or_repetition(self, queue):
        sent = [b"%d" % number for number in range(800)]
        with ThreadPoolExecutor(4) as pool:
            drained = [pool.submit(drain, queue, idle=0.3) for _ in range(4)]
            for start in range(0, len(sent), 20):
                queue.publish("jobs", sent[start : start + 20])
            received = Counter(body for done in drained for body in done.result())
        assert received == Counter(sent)


def test_a_process_shares_its_queues_by_name():
    here, there, elsewhere = shared("memory://a"), shared("memory://a"), shared("memory://b")
    here.publish("jobs", [b"1", b"2"])
    assert elsewhere.depth("jobs") == 0
    assert there.depth("jobs") == 2
    here.close()
    assert drain(there) == [b"1", b"2"]


class TestFaultyQueueWithoutFaults(TestMemoryQueue):
    @pytest.fixture
    def queue(self, clock):
        return FaultyQueue(MemoryQueue(clock=clock))
