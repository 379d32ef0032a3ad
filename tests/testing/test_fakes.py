import pytest

from resume_pipeline.backends.memory_queue import MemoryQueue
from resume_pipeline.errors import ReportError
from resume_pipeline.testing.fakes import (
    Fate,
    FaultyQueue,
    RecordingReporter,
    SettableClock,
    seeded,
)
from resume_pipeline.testing.queue_contract import drain
from resume_pipeline.testing.reporter_contract import completion


def test_a_clock_moves_only_when_it_is_moved():
    clock = SettableClock(1000)
    assert (clock.now(), clock.now()) == (1000, 1000)
    clock.advance(5)
    assert clock.now() == 1005
    clock.set(7)
    assert clock.now() == 7


def planned(**fates):
    return lambda body: fates.get(body.decode(), Fate.PASS)


def test_messages_are_dropped_repeated_and_held_as_planned():
    plan = planned(a=Fate.DROP, b=Fate.TWICE, c=Fate.HOLD, d=Fate.HOLD)
    queue = FaultyQueue(MemoryQueue(), messages=plan)
    queue.publish("jobs", [b"a", b"b", b"c", b"d", b"e"])
    assert drain(queue) == [b"b", b"b", b"e"]
    assert queue.let_go() == 2
    assert drain(queue) == [b"d", b"c"]
    assert queue.let_go() == 0


def test_a_lost_acknowledgement_brings_the_message_back():
    clock = SettableClock()
    queue = FaultyQueue(MemoryQueue(clock=clock), acks=planned(a=Fate.DROP))
    queue.publish("jobs", [b"a", b"b"])
    assert drain(queue) == [b"a", b"b"]
    clock.advance(queue.redelivery_ms)
    assert drain(queue) == [b"a"]


def test_a_seed_always_draws_the_same_fates():
    def drawn(seed):
        plan = seeded(seed, drop=0.2, twice=0.2, hold=0.2)
        return [plan(b"") for _ in range(200)]

    assert drawn(1) == drawn(1)
    assert drawn(1) != drawn(2)
    assert set(drawn(1)) == set(Fate)
    assert set(map(seeded(1), [b""] * 50)) == {Fate.PASS}


def test_a_failing_reporter_remembers_nothing():
    reporter = RecordingReporter()
    reporter.failing = True
    with pytest.raises(ReportError):
        reporter.report([completion()])
    reporter.failing = False
    reporter.report([completion()])
    assert reporter.reports == [completion()]
