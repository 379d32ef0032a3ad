"""Who submits ten jobs behind very many does not wait for those, and no relay reads them all."""

from __future__ import annotations

import os
from typing import Any

from sqlalchemy import event

from resume_pipeline.engines.coordinating import turn
from tests.core.conftest import open_world

#: How many jobs go before; `KEEPING_BACKLOG=10000` is what the figures in the docs are of.
BACKLOG = int(os.environ.get("KEEPING_BACKLOG", "600"))
FEW = 10
STAGES = ("t.read",)


def with_backlog(count: int):
    world = open_world()
    file = world.acme.upload(b"a resume")
    world.acme.batch([file] * count, plan="small")
    return world


def test_ten_jobs_behind_very_many_end_before_a_twentieth_of_those() -> None:
    world = with_backlog(BACKLOG)
    turn(world.pipeline)
    umbrella = world.pipeline.tenant("umbrella")
    late = umbrella.upload(b"another resume")
    umbrella.batch([late] * FEW, plan="small")
    left = 2 * BACKLOG
    while len(umbrella.jobs(state="succeeded")) < FEW:
        turn(world.pipeline)
        for delivery in world.worker.receive(limit=1, wait=0):
            world.worker.run(delivery)
        left -= 1
        assert left, "the ten jobs never end"
    ended = len(world.acme.jobs(state="succeeded", limit=BACKLOG))
    assert ended < BACKLOG / 20, f"{ended} of {BACKLOG} went before the last of {FEW}"


def steps(count: int) -> dict[str, int]:
    """How many hundreds of instructions of SQLite's machine a look takes, among so many."""
    world = with_backlog(count)
    ledger, counted = world.pipeline.opened.ledger, [0]

    def count_one() -> int:
        counted[0] += 1
        return 0

    def connect(connection: Any, *_: Any) -> None:
        connection.set_progress_handler(count_one, 100)

    event.listen(ledger.engine, "checkout", connect)
    looks = {
        "counts": lambda tx: tx.outbox.counts(),
        "take": lambda tx: tx.outbox.take(STAGES, world.clock.now(), 0, limit=FEW),
    }
    found = {}
    for name, look in looks.items():
        counted[0] = 0
        assert ledger.transact(look)
        found[name] = counted[0]
    world.pipeline.close()
    return found


def test_a_relay_reads_no_more_of_a_long_backlog_than_of_a_short_one() -> None:
    short, long = steps(1_200), steps(6_000)
    assert short["take"] > 5, "nothing was counted"
    assert {name for name in long if long[name] > 1.2 * short[name] + 5} == set(), (short, long)
