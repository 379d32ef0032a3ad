"""A batch is told of while it runs: each ending once, from any place on, to threads and tasks."""

from __future__ import annotations

import asyncio
import threading

import pytest

from resume_pipeline.asynchronous.pipeline import AsyncPipeline
from resume_pipeline.engines.coordinating import turn
from resume_pipeline.errors import NotFoundError


def batch_of(world, names):
    files = [world.acme.upload(name.encode(), filename=name) for name in names]
    return world.acme.batch(files, plan="small", refs=list(names), ref="opening-3")


def run_one(world):
    """One job of those that wait, to its end."""
    turn(world.pipeline)
    (delivery,) = world.worker.receive(limit=1, wait=0)
    world.worker.run(delivery)
    turn(world.pipeline)


def test_each_ending_is_told_while_others_still_wait(world) -> None:
    batch = batch_of(world, ("a", "b", "c"))
    told = []
    for number in (1, 2):
        run_one(world)
        found = list(world.acme.follow_batch(batch, after=len(told), timeout=0))
        assert [(p.seq, p.ended, p.total) for p in found] == [(number, number, 3)]
        told += found
    assert world.acme.batch_of(batch.id).ended_at is None
    run_one(world)
    told += world.acme.follow_batch(batch.id, after=2)  # no time-out: it ends with the batch
    assert {p.standing.ref for p in told} == {"a", "b", "c"}
    assert [p.seq for p in told] == [1, 2, 3]


def test_whoever_comes_late_is_told_everything_from_where_they_stopped(world) -> None:
    other, batch = batch_of(world, ("x",)), batch_of(world, ("a", "b", "c", "d"))
    world.drain()
    whole = list(world.acme.follow_batch(batch))
    assert len(whole) == 4
    for number, placing in enumerate(whole, start=1):
        assert list(world.acme.follow_batch(batch, after=placing.seq)) == whole[number:]
    assert [p.standing.ref for p in world.acme.follow_batch(other)] == ["x"]


def test_jobs_that_failed_or_were_cancelled_are_told_with_their_reason(world) -> None:
    batch = batch_of(world, ("a", "b"))
    (first, _) = world.acme.jobs(batch=batch.id)
    world.acme.cancel(first)
    world.drain()
    told = {p.standing.job_id: p.standing for p in world.acme.follow_batch(batch)}
    assert told[first.id].state == "cancelled"
    assert told[first.id].rank is None


def test_a_batch_of_another_tenant_is_not_found(world) -> None:
    batch = batch_of(world, ("a",))
    with pytest.raises(NotFoundError):
        world.pipeline.tenant("umbrella").follow_batch(batch.id)


def test_a_task_is_told_the_same_while_the_batch_runs(world) -> None:
    names = tuple("abcdef")
    batch = batch_of(world, names)

    async def host():
        acme = AsyncPipeline(world.pipeline).tenant("acme")
        told = []
        async for placing in acme.follow_batch(batch, timeout=60):
            told.append(placing)
            if len(told) == 1:
                rest.start()  # only now does the rest run: the first was told before
        return told, [p async for p in acme.follow_batch(batch, after=told[2].seq)]

    run_one(world)
    rest = threading.Thread(target=lambda: [run_one(world) for _ in names[1:]])
    told, later = asyncio.run(host())
    rest.join()
    assert [p.seq for p in told] == [1, 2, 3, 4, 5, 6]
    assert {p.standing.ref for p in told} == set(names)
    assert [p.seq for p in later] == [4, 5, 6]
