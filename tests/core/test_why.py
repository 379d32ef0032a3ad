"""`why` tells apart every reason for which a job may be where it is."""

from __future__ import annotations

import attrs
import pytest

from resume_pipeline.errors import QueueError
from resume_pipeline.model.reason import ReasonCode
from resume_pipeline.ports.faults import trapped
from resume_pipeline.testing.rig import CrashError
from tests.core.conftest import World, open_world

SEEN: set[ReasonCode] = set()


def code(world: World, job) -> ReasonCode:
    reason = world.acme.why(job)
    SEEN.add(reason.code)
    assert reason.text
    return reason.code


def announced(world: World) -> None:
    world.pipeline.announce()
    world.worker.beat(slots=1)
    receive(world)


def receive(world: World) -> None:
    from resume_pipeline.engines.coordinating import turn

    turn(world.pipeline)


class Down:
    """A broker that is down."""

    def publish(self, queue, bodies) -> None:
        raise QueueError("the broker is down")


def test_no_coordinator(world) -> None:
    job = world.submit()
    assert code(world, job) == "no_coordinator"
    assert world.acme.why(job).since is None
    world.pipeline.announce()
    seen = world.clock.now()
    world.clock.advance(60_000)
    assert world.acme.why(job).since == seen


def test_not_relayed_no_worker_and_waiting_for_one(world) -> None:
    world.pipeline.announce()
    job = world.submit()
    assert code(world, job) == "not_relayed"
    world.pipeline.relay()
    assert code(world, job) == "no_worker"
    announced(world)
    assert code(world, job) == "waiting_for_worker"


def test_a_broker_that_is_down(world) -> None:
    world.pipeline.announce()
    job = world.submit()
    opened = world.pipeline.opened
    world.pipeline.opened = attrs.evolve(opened, queue=Down())
    world.pipeline.relay()
    world.pipeline.opened = opened
    world.clock.advance(5_000)
    world.pipeline.announce()
    assert code(world, job) == "broker_down"
    assert world.acme.why(job).text.count("QueueError") == 1
    world.drain()
    assert world.acme.job(job).is_terminal


def test_the_window_and_fairness() -> None:
    world = open_world(window=1)
    world.pipeline.announce()
    world.submit()
    world.clock.advance(1)
    waiting = world.submit()
    world.pipeline.relay()
    assert code(world, waiting) == "window"
    world.clock.advance(1)
    umbrella = world.pipeline.tenant("umbrella")
    umbrella.submit(umbrella.upload(b"x"), plan="small")
    assert code(world, waiting) == "fairness"


def test_a_pause_is_named_with_its_reason(world) -> None:
    world.pipeline.announce()
    world.pipeline.pause(plan="small", reason="a bad release")
    job = world.submit()
    assert code(world, job) == "paused"
    assert world.acme.why(job).text == "plan small is paused: a bad release"


def test_running_then_silent(world) -> None:
    world.pipeline.announce()
    job = world.submit()
    world.pipeline.relay()

    performed = iter([False, True])  # the first stage is done and reported by then

    def trap(point: str) -> None:
        if point == "run.performed" and next(performed):
            receive(world)
            assert code(world, job) == "running"
            assert world.acme.why(job).stage == "t.draw"
            raise CrashError

    with trapped(trap), pytest.raises(CrashError):
        world.worker.run(world.worker.receive(limit=1, wait=0)[0])
    world.clock.advance(31_000)
    world.pipeline.announce()
    reason = world.acme.why(job)
    assert code(world, job) == "silent"
    assert reason.last_beat is not None


def test_backing_off_names_the_error(world) -> None:
    world.pipeline.announce()
    world.mood.stage, world.mood.trouble = "t.draw", "retry"
    job = world.submit()
    world.drain()
    reason = world.acme.why(job)
    assert code(world, job) == "backing_off"
    assert ("try_later" in reason.text, reason.stage) == (True, "t.draw")
    assert reason.until > world.clock.now()


def test_an_incompatible_stage_is_named(world) -> None:
    world.pipeline.announce()
    job = world.submit()
    stages = dict(world.worker.tools.stages)
    del stages["t.draw"]
    lacking = attrs.evolve(world.worker.tools, stages=stages)
    world.worker = attrs.evolve(world.worker, tools=lacking)
    world.drain()
    assert code(world, job) == "incompatible"
    assert world.acme.why(job).stage == "t.draw"
    now = world.acme.job(job)
    assert (now.failures, now.crashes, now.interruptions) == (0, 0, 0)


def test_an_incompatible_job_ends_after_the_grace() -> None:
    world = open_world(plan_grace=60)
    job = world.submit()
    lacking = attrs.evolve(world.worker.tools, stages={})
    world.worker = attrs.evolve(world.worker, tools=lacking)
    for _ in range(30):
        world.drain()
        world.clock.advance(5_000)
    assert world.acme.job(job).error.code == "plan_gone"


def test_an_ending_that_is_found_but_not_settled(world) -> None:
    world.pipeline.announce()
    job = world.submit()
    world.pipeline.relay()
    world.worker.run(world.worker.receive(limit=1, wait=0)[0])
    assert code(world, job) == "ending_found"


def test_cancelling(world) -> None:
    world.pipeline.announce()
    job = world.submit()

    def trap(point: str) -> None:
        if point == "cancel.requested":
            raise CrashError

    with trapped(trap), pytest.raises(CrashError):
        world.acme.cancel(job)
    assert code(world, job) == "cancelling"
    world.pipeline.sweep()
    assert code(world, job) == "ended"
    assert "cancelled" in world.acme.why(job).text


def test_ended_by_what(world) -> None:
    world.mood.stage, world.mood.trouble = "t.draw", "fail"
    job = world.submit()
    world.drain()
    assert code(world, job) == "ended"
    reason = world.acme.why(job)
    assert ("no_use" in reason.text, reason.stage) == (True, "t.draw")


def test_a_hook_that_raises_and_one_that_is_missing() -> None:
    from tests.core import hooks

    for is_known, expected in ((True, "hook_raised"), (False, "hook_missing")):
        world = open_world(hooks={"applications": "tests.core.hooks:remember"})
        hooks.MOOD["raises"] = True
        job = world.submit()
        if not is_known:
            world.pipeline.opened = attrs.evolve(world.pipeline.opened, hooks={})
        world.drain()
        assert code(world, job) == expected
        assert "applications" in world.acme.why(job).text
    hooks.MOOD["raises"] = False


def test_every_reason_was_seen() -> None:
    """Runs last in this file; each code above was really given by `why`."""
    if len(SEEN) > 1:
        assert set(ReasonCode) == SEEN
