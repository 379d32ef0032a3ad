"""What is paused is not dispatched, whatever else happens; what goes on ends as ever."""

from __future__ import annotations

from pathlib import Path

import pytest

from resume_pipeline.errors import InvalidRequestError
from resume_pipeline.pipeline import Pipeline
from resume_pipeline.settings import Settings
from tests.core.conftest import World, open_world


def submit_as(world: World, tenant: str, **more):
    acting = world.pipeline.tenant(tenant)
    return acting.submit(acting.upload(b"x"), plan="small", **more)


def test_a_paused_tenant_waits_while_others_go_on(world) -> None:
    paused = world.pipeline.pause(tenant="acme", reason="they asked", actor="ops-1")
    mine, other = world.submit(), submit_as(world, "umbrella")
    world.drain()
    assert (world.acme.job(mine).state, world.acme.job(mine).seq) == ("queued", 1)
    assert world.pipeline.tenant("umbrella").job(other).state == "succeeded"
    world.pipeline.announce()
    reason = world.acme.why(mine)
    assert (reason.code, reason.since) == ("paused", paused.paused_at)
    assert reason.text == "tenant acme is paused: they asked"
    assert world.pipeline.resume(tenant="acme", actor="ops-2")
    world.drain()
    assert world.acme.job(mine).state == "succeeded"


def test_a_paused_plan_waits(world) -> None:
    world.pipeline.pause(plan="small")
    job = world.submit()
    world.drain()
    assert world.acme.job(job).state == "queued"
    world.pipeline.resume(plan="small")
    world.drain()
    assert world.acme.job(job).state == "succeeded"


def test_a_paused_queue_holds_back_the_stages_that_are_routed_to_it() -> None:
    world = open_world(routes={"t.read": "reading"})
    world.pipeline.pause(queue="reading")
    job = world.submit()
    assert world.pipeline.relay() == 0
    world.pipeline.announce()
    assert world.acme.why(job).code == "paused"
    world.pipeline.resume(queue="reading")
    assert world.pipeline.relay() == 1


def test_what_was_dispatched_may_start_and_what_nobody_claims_comes_back(world) -> None:
    started, unclaimed = world.submit(), world.submit()
    world.pipeline.relay()
    first, second = sorted(
        world.worker.receive(limit=2, wait=0), key=lambda d: unclaimed.id.encode() in d.body
    )
    world.pipeline.pause(queue="jobs")
    world.worker.run(first)
    world.drain()
    assert world.acme.job(started).state == "succeeded"
    second.ack()  # the broker lost it
    world.clock.advance(120_000)
    world.pipeline.sweep()
    world.pipeline.announce()
    world.drain()
    assert world.acme.why(unclaimed).code == "paused"
    world.pipeline.resume(queue="jobs")
    world.drain()
    assert world.acme.job(unclaimed).state == "succeeded"


def test_a_paused_job_can_be_cancelled(world) -> None:
    world.pipeline.pause(tenant="acme")
    job = world.submit()
    (after,) = world.acme.cancel(job)
    assert after.state == "cancelled"


def test_pausing_twice_is_one_pause_and_the_record_stays(world) -> None:
    first = world.pipeline.pause(queue="jobs", actor="ops-1", reason="deploy")
    assert world.pipeline.pause(queue="jobs", actor="ops-2") == first
    assert world.pipeline.pauses() == [first]
    world.clock.advance(7)
    assert world.pipeline.resume(queue="jobs", actor="ops-2")
    assert not world.pipeline.resume(queue="jobs")
    assert world.pipeline.pauses() == []
    (kept,) = world.pipeline.pauses(past=9)
    assert (kept.actor, kept.reason, kept.resumed_by) == ("ops-1", "deploy", "ops-2")
    assert kept.resumed_at == first.paused_at + 7


@pytest.mark.parametrize(
    "what",
    [{}, {"queue": "jobs", "tenant": "acme"}, {"queue": "job"}, {"plan": "smal"}, {"tenant": "A!"}],
)
def test_what_cannot_be_meant_is_refused(world, what) -> None:
    with pytest.raises(InvalidRequestError):
        world.pipeline.pause(**what)


def test_a_pause_outlives_every_process(tmp_path: Path) -> None:
    settings = Settings.of(home=str(tmp_path))
    with Pipeline.open(settings) as pipeline:
        pipeline.pause(plan="profile", reason="bad release")
    with Pipeline.open(settings) as pipeline:
        acme = pipeline.tenant("acme")
        job = acme.submit(acme.upload(b"Ada Example\n"), plan="profile")
        assert pipeline.relay() == 0
        pipeline.announce()
        assert acme.why(job).code == "paused"
