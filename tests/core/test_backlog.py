"""The backlog counts what each queue has to do; the window follows the slots that are alive."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import event

from resume_pipeline.backends.sql_ledger.ledger import SqlLedger, SqlTransaction
from resume_pipeline.engines.coordinating import turn
from resume_pipeline.model.backlog import Backlog
from resume_pipeline.testing.ledger_samples import NOW, a_job
from tests.core.conftest import World, open_world
from tests.servers import postgres_schema


def announced(world: World, slots: int) -> None:
    world.worker.beat(slots=slots)
    turn(world.pipeline)


def one(world: World, queue: str = "jobs") -> Backlog:
    return next(found for found in world.pipeline.backlog() if found.queue == queue)


def test_a_queue_without_work_is_named_and_has_no_load(world) -> None:
    assert world.pipeline.backlog() == [Backlog(queue="jobs")]
    assert one(world).load is None


def test_each_job_is_counted_where_it_is() -> None:
    world = open_world(routes={"t.rate": "rating"}, window=2)
    announced(world, slots=4)
    for _ in range(5):
        world.submit()
    world.clock.advance(42_000)
    announced(world, slots=4)
    world.pipeline.relay()
    found = one(world)
    assert (found.waiting, found.dispatched, found.running, found.held) == (3, 2, 0, 0)
    assert (found.oldest_seconds, found.slots, found.work, found.load) == (42, 4, 5, 1.25)
    world.worker.run(world.worker.receive(limit=1, wait=0)[0])
    turn(world.pipeline)
    found, rating = one(world), one(world, "rating")
    assert (found.work, rating.dispatched, rating.load) == (4, 1, None)


def test_what_is_paused_asks_for_no_worker(world) -> None:
    announced(world, slots=1)
    world.submit()
    for what in ({"tenant": "acme"}, {"plan": "small"}, {"queue": "jobs"}):
        world.pipeline.pause(**what)
        found = one(world)
        assert found.is_paused == ("queue" in what)
        assert (found.work, found.held) == (0, 1)
        world.pipeline.resume(**what)
    assert one(world).work == 1


def test_the_window_follows_the_slots_that_are_alive(world) -> None:
    for _ in range(20):
        world.submit()
    world.clock.advance(1)
    waiting = world.submit()
    world.pipeline.announce()
    assert world.pipeline.relay() == 4  # nobody is there: as if one slot were
    announced(world, slots=3)
    world.clock.advance(1_000)  # nothing emptied the queue in between
    world.pipeline.relay()
    assert one(world).dispatched == 12
    reason = world.acme.why(waiting)
    assert reason.code == "window"
    assert "its window is 12; 3 slots are alive" in reason.text
    world.clock.advance(31_000)  # three beats without a sign of life
    world.pipeline.announce()
    assert world.pipeline.opened.window("jobs") == 4
    assert "its window is 4; 0 slots are alive" in world.acme.why(waiting).text
    announced(world, slots=5)
    world.pipeline.relay()
    assert one(world).dispatched == 20


def test_a_window_that_is_set_follows_nobody() -> None:
    world = open_world(window=2)
    announced(world, slots=9)
    assert world.pipeline.opened.window("jobs") == 2


@pytest.fixture(params=["sqlite", "postgres"])
def ledger(request, tmp_path: Path) -> Iterator[SqlLedger]:
    if request.param == "sqlite":
        opened = SqlLedger.from_url(f"sqlite:///{tmp_path}/ledger.db")
        yield opened
        opened.close()
        return
    with postgres_schema() as url:
        opened = SqlLedger.from_url(url)
        yield opened
        opened.close()


def plan_of(ledger: SqlLedger, work: Callable[[SqlTransaction], object]) -> str:
    """What the database says it does for the last statement of ``work``."""
    asked = []

    def listen(_connection, _cursor, statement, parameters, _context, _many) -> None:
        asked.append((statement, parameters))

    event.listen(ledger.engine, "before_cursor_execute", listen)
    ledger.read(work)
    event.remove(ledger.engine, "before_cursor_execute", listen)
    explain = "EXPLAIN QUERY PLAN" if ledger.engine.dialect.name == "sqlite" else "EXPLAIN"
    statement, parameters = asked[-1]
    with ledger.engine.connect() as connection:
        rows = connection.exec_driver_sql(f"{explain} {statement}", parameters)
        return "\n".join(str(row) for row in rows)


@pytest.mark.server
def test_the_backlog_is_counted_from_an_index_alone(ledger: SqlLedger) -> None:
    jobs = [a_job(due_at=NOW + number) for number in range(3_000)]
    ledger.transact(lambda tx: tx.outbox.dispatch(jobs))
    is_sqlite = ledger.engine.dialect.name == "sqlite"
    autocommit = ledger.engine.execution_options(isolation_level="AUTOCOMMIT")
    with autocommit.connect() as connection:
        connection.exec_driver_sql("ANALYZE" if is_sqlite else "VACUUM ANALYZE")
    plan = plan_of(ledger, lambda tx: tx.outbox.loads(NOW + 10, limit=9))
    index = ledger.tables.outbox.name + "_backlog"
    assert ("COVERING INDEX" if is_sqlite else "Index Only Scan using") + f" {index}" in plan
