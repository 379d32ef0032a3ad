"""A queue or a reporter that breaks a promise fails its contract."""

from contextlib import suppress
from functools import partial

import pytest

from resume_pipeline.backends.memory_queue import MemoryQueue
from resume_pipeline.errors import ReportError
from resume_pipeline.testing.fakes import Fate, FaultyQueue, RecordingReporter, SettableClock
from resume_pipeline.testing.queue_contract import QueueContract
from resume_pipeline.testing.reporter_contract import ReporterContract, completion


class AcknowledgesByItself(MemoryQueue):
    def receive(self, queue, *, limit, wait):
        found = super().receive(queue, limit=limit, wait=wait)
        for delivery in found:
            delivery.ack()
        return found


class LeasesNothing(MemoryQueue):
    def _lease(self, queue, message):
        leased = super()._lease(queue, message)
        message.visible_at = 0
        return leased


class HasNoTokens(MemoryQueue):
    def settle(self, queue, message, lease, visible_in):
        super().settle(queue, message, message.lease, visible_in)


class ReleasesNothing(MemoryQueue):
    def settle(self, queue, message, lease, visible_in):
        if visible_in != 0:
            super().settle(queue, message, lease, visible_in)


class RaisesOnALateAcknowledgement(MemoryQueue):
    def settle(self, queue, message, lease, visible_in):
        if message not in self._messages[queue]:
            raise LookupError
        super().settle(queue, message, lease, visible_in)


class ForgetsTheFourth(MemoryQueue):
    def _lease(self, queue, message):
        leased = super()._lease(queue, message)
        if message.lease == 4:
            leased.ack()
        return leased


class HasOneQueue(MemoryQueue):
    def publish(self, queue, bodies):
        super().publish("jobs", bodies)

    def receive(self, queue, *, limit, wait):
        return super().receive("jobs", limit=limit, wait=wait)


class IgnoresLimits(MemoryQueue):
    def receive(self, queue, *, limit, wait):
        return super().receive(queue, limit=100, wait=wait)


class MergesEqualBodies(MemoryQueue):
    def publish(self, queue, bodies):
        super().publish(queue, list(dict.fromkeys(bodies)))


class StripsBodies(MemoryQueue):
    def publish(self, queue, bodies):
        super().publish(queue, [body.strip(b"\x00") for body in bodies])


class CountsWhatIsInHand(MemoryQueue):
    def depth(self, queue):
        return len(self._messages[queue])


class NeverWaits(MemoryQueue):
    def receive(self, queue, *, limit, wait):
        return super().receive(queue, limit=limit, wait=0)


class StaysOpen(MemoryQueue):
    def _require_open(self):
        pass


def drops(clock):
    return FaultyQueue(MemoryQueue(clock=clock), messages=lambda body: fate(body, Fate.DROP))


def repeats(clock):
    return FaultyQueue(MemoryQueue(clock=clock), messages=lambda body: fate(body, Fate.TWICE))


def loses_acks(clock):
    return FaultyQueue(MemoryQueue(clock=clock), acks=lambda body: Fate.DROP)


def fate(body, bad):
    return bad if body == b"7" else Fate.PASS


ONCE = "test_every_message_of_a_call_is_delivered_once"
MUTANTS = [
    (drops, ONCE, {}),
    (repeats, ONCE, {}),
    (loses_acks, "test_an_acknowledged_message_never_returns", {}),
    (AcknowledgesByItself, "test_an_unacknowledged_message_returns_after_the_lease", {}),
    (AcknowledgesByItself, "test_a_released_message_returns_soon", {}),
    (LeasesNothing, "test_a_message_in_hand_is_delivered_to_nobody_else", {}),
    (HasNoTokens, "test_acknowledging_after_a_release_does_not_take_it_from_the_next", {}),
    (
        HasNoTokens,
        "test_a_late_acknowledgement_does_not_take_the_message_from_its_next_holder",
        {},
    ),
    (HasNoTokens, "test_a_late_release_does_not_take_the_message_from_its_next_holder", {}),
    (ReleasesNothing, "test_a_released_message_returns_soon", {}),
    (RaisesOnALateAcknowledgement, "test_acknowledging_twice_is_no_error", {}),
    (RaisesOnALateAcknowledgement, "test_a_late_extension_does_not_revive_the_lease", {}),
    (ForgetsTheFourth, "test_it_returns_as_often_as_it_is_not_acknowledged", {}),
    (HasOneQueue, "test_queues_of_different_names_are_apart", {}),
    (IgnoresLimits, "test_receive_gives_no_more_than_the_limit", {}),
    (MergesEqualBodies, "test_equal_bodies_are_different_messages", {}),
    (StripsBodies, "test_a_body_arrives_unchanged", {"body": b"\x00x"}),
    (CountsWhatIsInHand, "test_depth_counts_what_waits", {}),
    (NeverWaits, "test_an_empty_queue_waits_as_long_as_asked", {}),
    (StaysOpen, "test_a_closed_queue_raises", {}),
]


def run(kind, name, arguments):
    """Run one test of the contract against a fresh queue."""
    clock = SettableClock()
    queue = kind(clock=clock)
    given = {"queue": queue, "expire": partial(clock.advance, queue.redelivery_ms)}
    call(QueueContract(), name, given, arguments)


def call(contract, name, given, arguments):
    contract.patience = 0.3
    test = getattr(type(contract), name)
    wanted = test.__code__.co_varnames[: test.__code__.co_argcount]
    test(contract, **{k: v for k, v in given.items() if k in wanted}, **arguments)


@pytest.mark.parametrize(("mutant", "name", "arguments"), MUTANTS)
def test_a_queue_that_breaks_a_promise_fails_the_contract(mutant, name, arguments):
    run(MemoryQueue, name, arguments)
    with pytest.raises((Exception, pytest.fail.Exception)):
        run(mutant, name, arguments)


class Silent(RecordingReporter):
    """Takes a carrier that does not answer for one that did."""

    def report(self, reports):
        with suppress(ReportError):
            super().report(reports)


class Single(RecordingReporter):
    def report(self, reports):
        super().report(reports[:1])


class Talkative(RecordingReporter):
    def report(self, reports):
        if self.failing:
            raise ReportError(f"not accepted: {reports}")
        super().report(reports)


class Renaming(RecordingReporter):
    """Gives every try an id of its own."""

    def report(self, reports):
        count = len(self.reports)
        super().report([report.model_copy(update={"id": f"{count}"}) for report in reports])


REPORTER_MUTANTS = [
    (Silent, "test_a_carrier_that_does_not_answer_is_a_report_error", {}),
    (Silent, "test_a_closed_reporter_accepts_nothing", {}),
    (Single, "test_all_reports_of_a_call_arrive", {}),
    (Talkative, "test_an_error_repeats_nothing_of_the_report", {}),
    (Renaming, "test_a_report_sent_twice_keeps_its_id", {}),
    (Renaming, "test_each_kind_of_report_arrives_unchanged", {"report": completion()}),
]


def run_reporter(kind, name, arguments):
    """Run one test of the contract against a fresh reporter."""
    reporter, broken = kind(), kind()
    broken.failing = True
    given = {"reporter": reporter, "broken": broken, "arrived": lambda: reporter.reports}
    call(ReporterContract(), name, given, arguments)


@pytest.mark.parametrize(("mutant", "name", "arguments"), REPORTER_MUTANTS)
def test_a_reporter_that_breaks_a_promise_fails_the_contract(mutant, name, arguments):
    run_reporter(RecordingReporter, name, arguments)
    with pytest.raises((Exception, pytest.fail.Exception)):
        run_reporter(mutant, name, arguments)
