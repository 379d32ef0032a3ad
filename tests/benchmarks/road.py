"""A road in one process that benchmarks and tests of size drive step by step, and a way to age it.

Storage, queue and worker are in memory, so that what is measured is the ledger.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final

import attrs
from sqlalchemy import Connection, Table, func, select, text, update

from resume_pipeline import Pipeline, Plan, Settings, TenantPipeline, Worker, hookimpl
from resume_pipeline.backends.sql_ledger.ledger import SqlLedger
from resume_pipeline.backends.sql_ledger.tables import Tables
from resume_pipeline.model.file import FileRecord
from resume_pipeline.model.job import Job
from resume_pipeline.settings import REPORTS
from resume_pipeline.testing.stages import Mood, ReadStage
from resume_pipeline.wire.reports import read_reports

PLAN: Final = "read"
TENANT: Final = "acme"
#: Of the jobs that are made at once: every twentieth failed, every second is another tenant's.
FAILED, FOREIGN = 20, 2
#: Another plan, which every eighth job has.
OTHER: Final = "other"


@attrs.define
class OneStage:
    """A plugin with one stage and two plans over it."""

    mood: Mood = attrs.field(factory=Mood)

    @hookimpl
    def register_stages(self, register: Callable[[Any], None]) -> None:
        register(ReadStage(self.mood))

    @hookimpl
    def register_plans(self, register: Callable[[Any], None]) -> None:
        register(Plan(PLAN, ("t.read",)))
        register(Plan(OTHER, ("t.read",)))


@attrs.define(kw_only=True)
class Road:
    """The whole road over one ledger.

    Attributes:
        steps: each step by name, to be called in this order.
        job: the one that is on its way.
        ended: one that has ended.
    """

    pipeline: Pipeline
    worker: Worker
    tenant: TenantPipeline
    file: FileRecord
    mood: Mood
    job: Job | None = None
    ended: Job | None = None
    reports: list[Any] = attrs.field(factory=list)

    @property
    def ledger(self) -> SqlLedger:
        ledger = self.pipeline.opened.ledger
        assert isinstance(ledger, SqlLedger)
        return ledger

    @property
    def steps(self) -> dict[str, Callable[[], Any]]:
        return {
            "submit": self.submit,
            "why": lambda: self.tenant.why(self._current()),
            "relay": self.pipeline.relay,
            "finalize": self.finalize,
            "sweep": self.pipeline.sweep,
            "list": lambda: self.tenant.jobs(limit=50),
            "list by state": lambda: self.tenant.jobs(limit=50, state="failed"),
            "list by plan": lambda: self.tenant.jobs(limit=50, plan=OTHER),
            "list by code": lambda: self.tenant.jobs(limit=50, code="no_use"),
            "list by a code that none has": lambda: self.tenant.jobs(limit=50, code="none"),
            "list by stage": lambda: self.tenant.jobs(limit=50, stage="t.read"),
            "list by a stage that none has": lambda: self.tenant.jobs(limit=50, stage="t.none"),
            "list by ref": self._of_the_same_ref,
            "list by batch": lambda: self.tenant.jobs(limit=50, batch="none"),
            "list by what it repeats": lambda: self.tenant.superseded_by(self._current()),
            "list the latest": self._latest,
            "watch": self._watch,
            "endings": self._endings,
            "counters": self.pipeline.counters,
        }

    def submit(self) -> None:
        self.job = self.tenant.submit(self.file, plan=PLAN, ref=f"application-{uuid.uuid4()}")

    def run(self) -> None:
        """Let the worker do what is in the queue, and take its reports: no step of the ledger."""
        for delivery in self.worker.receive(limit=10, wait=0):
            self.worker.run(delivery)
        queue = self.pipeline.opened.queue
        for delivery in queue.receive(REPORTS, limit=100, wait=0):
            self.reports += read_reports(delivery.body)
            delivery.ack()

    def finalize(self) -> None:
        reports, self.reports = self.reports, []
        self.pipeline.finalize(reports)

    def once(self, around: Callable[[str, Callable[[], Any]], Any]) -> Job:
        """Drive one job from end to end, each step by way of ``around``; return the ended job."""
        for name, step in self.steps.items():
            if name == "finalize":
                self.run()
            around(name, step)
        self.ended = self.tenant.job(self._current())
        assert self.ended.is_terminal
        return self.ended

    def _current(self) -> str:
        assert self.job is not None
        return self.job.id

    def _latest(self) -> list[Job]:
        assert self.job is not None
        return self.tenant.jobs(limit=50, created_from=self.job.created_at - 1)

    def _of_the_same_ref(self) -> list[Job]:
        assert self.job is not None
        return self.tenant.jobs(limit=50, ref=self.job.ref)

    def _watch(self) -> None:
        self.tenant.job(self._current())
        self.tenant.events(self._current())
        self.tenant.artifacts(self._current())

    def _endings(self) -> None:
        last = self.pipeline.counters()["ended.succeeded"]
        self.pipeline.endings(last, limit=50)

    def age(self, jobs: int) -> None:
        """Have ``jobs`` that ended long ago, copied from one that succeeded and one that failed."""
        templates = [self.once(lambda _, step: step())]
        # Another file: what was read of the first is taken from the storage.
        self.file = self.tenant.upload(f"Grace Example {uuid.uuid4()}".encode())
        self.mood.stage, self.mood.trouble = "t.read", "fail"
        templates.append(self.once(lambda _, step: step()))
        self.mood.trouble = ""
        with self.ledger.engine.begin() as connection:
            there = connection.execute(select(func.count()).select_from(self.ledger.tables.job))
            first = int(there.scalar_one()) + 1
            for template, which in zip(
                templates, (f"i % {FAILED} <> 0", f"i % {FAILED} = 0"), strict=True
            ):
                _copy(connection, self.ledger.tables, template, (first, jobs), which)
            _number_endings(connection, self.ledger.tables)


@contextmanager
def opened(ledger: str, **settings: Any) -> Iterator[Road]:
    """A road over the ledger at this URL."""
    name, plugin = uuid.uuid4().hex, OneStage()
    values = {"storage": f"memory://{name}", "queue": f"memory://{name}", "ledger": ledger}
    chosen = Settings.of(**values, entry_points=False, isolation="unsafe-in-process", **settings)
    with Pipeline.open(chosen, plugins=[plugin]) as pipeline:
        worker = Worker.open(chosen.model_copy(update={"reporter": "queue:"}), plugins=[plugin])
        try:
            tenant = pipeline.tenant(TENANT)
            file = tenant.upload(b"Ada Example")
            yield Road(pipeline=pipeline, worker=worker, tenant=tenant, file=file, mood=plugin.mood)
        finally:
            worker.close()


def _copy(
    connection: Connection, tables: Tables, template: Job, span: tuple[int, int], which: str
) -> None:
    """Copy every row of ``template`` for the numbers of ``span`` for which ``which`` holds."""
    made = f"{template.created_at} - 1000000000 + i * 900"
    series, new_id = _numbers(connection.dialect.name, span, made)
    tenant = f"CASE WHEN i % {FOREIGN} = 0 THEN '{TENANT}' ELSE 'other-' || (i % 20) END"
    plan = f"CASE WHEN i % 8 = 0 THEN '{OTHER}' ELSE t.\"plan\" END"
    of_all = {"tenant": tenant, "ref": "'copy-' || i"}
    changes: list[tuple[Table, dict[str, str]]] = [
        (tables.job, {"id": new_id, "created_at": made, "plan": plan}),
        (tables.ending, {"job_id": new_id, "position": "-i"}),
        *((table, {"job_id": new_id}) for table in (tables.job_event, tables.artifact)),
        (tables.job_file, {"job_id": new_id}),
    ]
    for table, own in changes:
        values = {column.name: f't."{column.name}"' for column in table.columns}
        values |= {name: sql for name, sql in (of_all | own).items() if name in values}
        names = ", ".join(f'"{name}"' for name in values)
        id_name = next(iter(own))
        statement = (
            f"INSERT INTO {table.name} ({names}) SELECT {', '.join(values.values())} "
            f"FROM {series}, {table.name} AS t WHERE t.{id_name} = '{template.id}' AND {which}"
        )
        connection.execute(text(statement))


def _numbers(dialect: str, span: tuple[int, int], made: str) -> tuple[str, str]:
    """A table ``s`` of the numbers ``i`` of ``span``, and the id of a job ``made`` then."""
    first, last = span
    high, low = f"({made}) >> 16", f"({made}) & 65535"
    if dialect == "postgresql":
        series = f"(SELECT CAST(i AS BIGINT) AS i FROM generate_series({first}, {last}) AS n(i))"
        parts = [f"lpad(to_hex({part}), {size}, '0')" for part, size in ((high, 8), (low, 4))]
        number = "lpad(to_hex(i), 12, '0')"
        return f"{series} AS s", f"{parts[0]} || '-' || {parts[1]} || '-7000-8000-' || {number}"
    grown = f"SELECT {first} UNION ALL SELECT i + 1 FROM n WHERE i < {last}"
    series = f"(WITH RECURSIVE n(i) AS ({grown}) SELECT i FROM n)"
    return f"{series} AS s", f"printf('%08x-%04x-7000-8000-%012x', {high}, {low}, i)"


def _number_endings(connection: Connection, tables: Tables) -> None:
    """Give the copies their positions behind those that are there."""
    ending, counter = tables.ending, tables.counter
    lowest, highest = func.min(ending.c.position), func.max(ending.c.position)
    low, high = connection.execute(select(lowest, highest)).one()
    moved = update(ending).where(ending.c.position < 0)
    connection.execute(moved.values(position=ending.c.position + (high - low + 1)))
    last = select(highest).scalar_subquery()
    connection.execute(update(counter).where(counter.c.name == "endings").values(value=last))
