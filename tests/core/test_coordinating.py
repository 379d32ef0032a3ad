"""One report that hits a bug stops no other."""

from __future__ import annotations

import pytest

from resume_pipeline.engines.coordinating import turn
from resume_pipeline.errors import BugError, InvalidRequestError, LedgerError
from resume_pipeline.flow import finalize as step
from resume_pipeline.model.event import canonical
from resume_pipeline.model.ids import sha256
from resume_pipeline.model.job import JobState
from resume_pipeline.model.keys import manifest_key
from resume_pipeline.wire.base import parse_json
from resume_pipeline.wire.messages import Presence
from resume_pipeline.wire.reports import read_report


def run_all(world) -> None:
    world.pipeline.relay()
    for delivery in world.worker.receive(limit=9, wait=0):
        world.worker.run(delivery)


def test_a_poisonous_report_stops_no_other(world, monkeypatch, caplog) -> None:
    poison, healthy = world.submit(), world.submit()
    run_all(world)
    true = step.settle

    def settle(job, outcome, **more):
        if outcome.job_id == poison.id:
            raise BugError("something that cannot happen")
        return true(job, outcome, **more)

    monkeypatch.setattr(step, "settle", settle)
    turn(world.pipeline)
    assert world.acme.job(healthy).state is JobState.SUCCEEDED
    assert not world.acme.job(poison).is_terminal
    assert "could not be finalized" in caplog.text
    monkeypatch.undo()
    world.clock.advance(601_000)
    world.pipeline.sweep()
    assert world.acme.job(poison).state is JobState.SUCCEEDED


def test_a_ledger_that_is_down_loses_no_report(world, monkeypatch) -> None:
    job = world.submit()
    run_all(world)

    def down(*_args, **_more):
        raise LedgerError("the database is down")

    with monkeypatch.context() as patch:
        patch.setattr(step, "_prepare", down)
        with pytest.raises(LedgerError):
            turn(world.pipeline)
    turn(world.pipeline)
    assert world.acme.job(job).state is JobState.SUCCEEDED


@pytest.mark.parametrize(
    "lie",
    [{"slots": 10**30}, {"queue": "a\x00b"}],
    ids=["a number beyond measure", "a text with a NUL"],
)
def test_what_no_database_holds_is_no_report(lie) -> None:
    true = Presence(worker="w", queue="jobs", slots=1, stages=())
    body = canonical({**true.to_json(), **lie}).encode()
    with pytest.raises(InvalidRequestError, match="cannot be kept"):
        read_report(body)


def test_a_manifest_that_no_database_holds_ends_the_job_as_damaged(world) -> None:
    job = world.submit()
    run_all(world)
    key = manifest_key("acme", job.id)
    storage = world.pipeline.opened.storage
    manifest = parse_json(storage.get(key))
    manifest["artifacts"][0]["size"] = 10**30
    storage.delete([key])
    said = {name: value for name, value in manifest.items() if name != "seal"}
    sealed = {**said, "seal": sha256(canonical(said).encode())}
    storage.put_all({key: canonical(sealed).encode()})
    turn(world.pipeline)
    assert world.acme.job(job).error.code == "damaged"


def test_a_message_that_starts_behind_its_plan_is_dropped(world) -> None:
    world.submit()
    world.pipeline.relay()
    queue = world.pipeline.opened.queue
    (delivery,) = queue.receive("jobs", limit=1, wait=0)
    body = canonical({**parse_json(delivery.body), "first": 3}).encode()
    queue.publish("jobs", [body])
    (forged,) = queue.receive("jobs", limit=1, wait=0)
    assert world.worker.run(forged) is None
    forged.release()
    assert queue.depth("jobs") == 0
