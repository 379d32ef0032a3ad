"""A great many jobs that ended long ago cost the road nothing; a long backlog stays in order."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, text

from resume_pipeline.model.verdict import ProgressKind
from resume_pipeline.settings import DEFAULT_QUEUE
from resume_pipeline.wire.messages import JobMessage, Progress
from tests.benchmarks.road import PLAN, Road, opened
from tests.servers import postgres_schema

FEW, MANY = 1_000, 20_000
#: What grows with the jobs that were ever submitted.
GROWING = ("job", "job_event", "job_file", "artifact", "ending")
#: Steps of SQLite's machine for the same work among many jobs, compared with few.
ALLOWED = 1.5
#: Rows that a statement may look at in the tables that grow; each returns 50 at most.
ROWS = 200
BACKLOG = {"big": 9_000, "middle": 990, "small": 10}
WINDOW = 30


def machine_steps(road: Road) -> dict[str, int]:
    """How many hundreds of instructions of SQLite's machine each step of the road takes."""
    counted: Counter[str] = Counter()
    now = [""]

    def count() -> int:
        counted[now[0]] += 1
        return 0

    def connect(connection: Any, *_: Any) -> None:
        connection.set_progress_handler(count, 100)

    def around(name: str, step: Callable[[], Any]) -> None:
        now[0] = name
        step()
        now[0] = ""

    event.listen(road.ledger.engine, "checkout", connect)
    road.once(around)
    event.remove(road.ledger.engine, "checkout", connect)
    counted.pop("", None)
    return {name: counted[name] for name in road.steps}


def test_many_ended_jobs_make_no_step_longer_on_sqlite(tmp_path: Path) -> None:
    with opened(f"sqlite:///{tmp_path}/ledger.db") as road:
        road.age(FEW)
        machine_steps(road)
        few = machine_steps(road)
        road.age(MANY)
        many = machine_steps(road)
        assert len(road.tenant.jobs(limit=50, state="failed")) == 50
        assert len(road.tenant.jobs(limit=50, stage="t.read")) == 50
    slack = 5  # hundreds: a statement that is prepared anew
    longer = {n: (few[n], many[n]) for n in few if many[n] > ALLOWED * few[n] + slack}
    assert not longer, "hundreds of instructions among few and among many"


class Statements:
    """What the road says to its database, with values."""

    def __init__(self, road: Road) -> None:
        self.said: dict[str, Any] = {}
        event.listen(road.ledger.engine, "before_cursor_execute", self._note)
        road.once(lambda _, step: step())
        event.remove(road.ledger.engine, "before_cursor_execute", self._note)

    def _note(self, _c: Any, _cursor: Any, said: str, values: Any, _x: Any, many: bool) -> None:
        if re.match("SELECT|UPDATE|DELETE|WITH", said):
            self.said.setdefault(said, values[0] if many else values)

    def explained(self, connection: Any, how: str) -> Iterator[tuple[str, list[Any]]]:
        for said, values in self.said.items():
            found = connection.exec_driver_sql(f"{how} {said}", values)
            yield said, [tuple(row) for row in found]


def test_no_statement_scans_a_table_that_grows_on_sqlite(tmp_path: Path) -> None:
    with opened(f"sqlite:///{tmp_path}/ledger.db") as road:
        road.age(FEW)
        statements = Statements(road)
        names = [getattr(road.ledger.tables, name).name for name in (*GROWING, "outbox")]
        scan = re.compile(f"^SCAN ({'|'.join(names)})\\b(?!.*USING (COVERING )?INDEX)")
        assert len(statements.said) > 25
        with road.ledger.engine.connect() as connection:
            for said, rows in statements.explained(connection, "EXPLAIN QUERY PLAN"):
                scans = [row[3] for row in rows if scan.match(row[3])]
                assert not scans, f"{scans} in {said}"


@pytest.mark.server
def test_no_statement_reads_more_rows_than_it_needs_on_postgres() -> None:
    with postgres_schema() as url, opened(url) as road:
        road.age(MANY)
        with road.ledger.engine.begin() as connection:
            connection.execute(text("ANALYZE"))
        statements = Statements(road)
        assert len(statements.said) > 25
        growing = {getattr(road.ledger.tables, name).name for name in GROWING}
        with road.ledger.engine.connect() as connection:
            how = "EXPLAIN (ANALYZE, FORMAT JSON)"
            for said, rows in statements.explained(connection, how):
                found = rows[0][0]
                plan = json.loads(found) if isinstance(found, str) else found
                looked_at = sum(
                    _rows(node)
                    for node in _nodes(plan[0]["Plan"])
                    if node.get("Relation Name") in growing
                )
                assert looked_at <= ROWS, f"{looked_at} rows for {said}"
            connection.rollback()


def _nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for part in plan.get("Plans", ()):
        yield from _nodes(part)


def _rows(node: dict[str, Any]) -> float:
    """Rows that a scan looked at, those that it left out included."""
    left_out = node.get("Rows Removed by Filter", 0) + node.get("Rows Removed by Index Recheck", 0)
    return float((node["Actual Rows"] + left_out) * node["Actual Loops"])


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.server)])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/ledger.db"
        return
    with postgres_schema() as found:
        yield found


@pytest.mark.slow
def test_a_backlog_of_ten_thousand_stays_fair_and_within_the_window(url: str) -> None:
    with opened(url, window=WINDOW) as road:
        for name, count in BACKLOG.items():
            tenant = road.pipeline.tenant(name)
            file = tenant.upload(b"Ada Example")
            tenant.batch([file] * count, plan=PLAN)
        urgent = road.pipeline.tenant("big").submit(
            road.pipeline.tenant("big").upload(b"Ada Example"), plan=PLAN, priority=1
        )
        queue = road.pipeline.opened.queue
        sent: list[list[JobMessage]] = []
        for _ in range(4):
            road.pipeline.relay()
            road.pipeline.relay()
            assert queue.depth(DEFAULT_QUEUE) == WINDOW, "more or less than the window"
            deliveries = queue.receive(DEFAULT_QUEUE, limit=10 * WINDOW, wait=0)
            sent.append([JobMessage.from_bytes(delivery.body) for delivery in deliveries])
            for delivery in deliveries:
                delivery.ack()
            started = [
                Progress.of(message, ProgressKind.STARTED, "t.read", worker="w")
                for message in sent[-1]
            ]
            road.pipeline.finalize(started)
        shares = [Counter(message.tenant for message in some) for some in sent]
        assert shares[0] == {"big": 10, "middle": 10, "small": 10}
        assert [share["small"] for share in shares[1:]] == [0, 0, 0]
        assert all(share["big"] == share["middle"] == WINDOW // 2 for share in shares[1:])
        first_of_big = next(m.job for m in sent[0] if m.tenant == "big")
        assert first_of_big == urgent.id
        now = road.pipeline.opened.clock.now()
        (load,) = road.ledger.read(lambda tx: tx.outbox.loads(now, limit=100_000))
        assert (load.waiting, load.dispatched) == (sum(BACKLOG.values()) + 1 - 4 * WINDOW, 0)
