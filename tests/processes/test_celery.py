"""Celery as the engine: real workers on real brokers, stopped, killed and exchanged for a loop."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from celery import Celery

from resume_pipeline.testing.machine import WORKER_POINTS
from tests.processes.celery_hosting import Host, broker, eventually
from tests.processes.celery_stages import Seen
from tests.processes.celery_worker import CeleryWorker

pytestmark = [pytest.mark.server, pytest.mark.slow]
STAGES = "tests.processes.celery_stages"
ENGINES = ("celery", "loop")


@pytest.fixture(params=["amqp", "redis"])
def queue(request: pytest.FixtureRequest) -> Iterator[str]:
    with broker(request.param) as url:
        yield url


def celery(host: Host, *, routes: tuple[str, ...] = (), **options: object) -> CeleryWorker:
    queues = ",".join(host.prefix + route for route in routes)
    name = {"name": "celery", **options}
    return CeleryWorker(home=host.home, settings=host.shared, queues=queues, **name)


@pytest.mark.parametrize(("first", "second"), [ENGINES, ENGINES[::-1]])
def test_one_engine_goes_on_with_what_stands_in_the_queues_of_the_other(
    tmp_path: Path, queue: str, first: str, second: str
) -> None:
    """Half of the jobs were handed on by one engine; the other takes those and the rest."""
    # No sweep publishes anything again within the test: what is run was in the queues.
    alone = {"routes": {"parse": "parsing"}, "window": 100, "redeliver": 600}

    def run(engine: str, host: Host, *routes: str) -> ExitStack:
        stack = ExitStack()
        if engine == "celery":
            stack.enter_context(celery(host, routes=routes, name=f"celery-{len(routes)}"))
        else:
            for route in routes:
                stack.enter_context(host.looping(route))
        return stack

    with Host.open(tmp_path, queue, **alone) as host:
        depth = host.pipeline.opened.queue.depth
        jobs = host.submit(5)
        assert host.pipeline.relay() == 5
        with run(first, host, "jobs"):
            assert eventually(lambda: depth("parsing") == 5), "the first engine handed nothing on"
        jobs += host.submit(5)
        assert host.pipeline.relay() == 5
        # At least: an acknowledgement may be lost when a worker stops.
        assert depth("jobs") >= 5
        assert (depth("parsing"), host.ended(jobs)) == (5, 0)
        with host.coordinating(), run(second, host, "jobs", "parsing"):
            assert host.await_all(jobs), [host.job(job).state for job in jobs]
        host.all_is_well(jobs)


def test_the_engine_changes_with_the_queue_by_settings_alone(tmp_path: Path) -> None:
    """What a database's queue holds is left there: the sweep publishes it where workers are now."""
    with Host.open(tmp_path, f"sqlite:///{tmp_path}/queue.db", window=100) as host:
        jobs = host.submit(6)
        assert host.pipeline.relay() == 6
        with host.coordinating(), host.looping():
            assert eventually(lambda: host.ended(jobs[:1]) == 1)
        jobs += host.submit(6)
        assert host.pipeline.relay() >= 6
    with broker("amqp") as queue, Host.open(tmp_path, queue) as host, host.coordinating():
        with celery(host) as worker:
            assert host.await_all(jobs), worker.log
        host.all_is_well(jobs)


def test_our_own_app_knows_only_broker_and_storage(tmp_path: Path) -> None:
    with (
        broker("amqp") as queue,
        Host.open(tmp_path, queue, plugins=[STAGES]) as host,
        host.coordinating(),
    ):
        jobs = host.submit(1, plan="look") + host.submit(1, plan="profile")
        with celery(host) as worker:
            assert host.await_all(jobs), worker.log
            assert eventually(lambda: host.slots() == 2), "both processes of the pool announce"
        assert eventually(lambda: host.slots() == 0), "nobody said goodbye"
        host.all_is_well(jobs)
        seen = host.pipeline.tenant("acme").artifact(host.job(jobs[0]), Seen)
    print(*seen.variables, sep="\n")
    names = {variable.partition("=")[0] for variable in seen.variables}
    assert {"RESUME_PIPELINE_QUEUE", "RESUME_PIPELINE_STORAGE"} <= names
    assert not [variable for variable in seen.variables if "ledger" in variable.lower()]
    # Not all of Django: kombu's JSON imports `django.utils` where there is one.
    drivers = ("sqlalchemy", "psycopg", "sqlite3", "django.db", "alembic")
    assert not [name for name in seen.modules if name.startswith(drivers) or "ledger" in name]
    assert "resume_pipeline.pipeline" not in seen.modules
    assert not [variable for variable in seen.in_box if "RESUME_PIPELINE" in variable]


def test_a_hosts_own_app_runs_jobs_besides_its_own_tasks(tmp_path: Path) -> None:
    """A database is in reach of such a process; the library opens none, a document sees none."""
    with broker("amqp") as queue, Host.open(tmp_path, queue, plugins=[STAGES]) as host:
        more = {
            "ACME_BROKER": queue.partition("?")[0],
            "RESUME_PIPELINE_LEDGER": f"sqlite:///{tmp_path}/ledger.db",
        }
        jobs = host.submit(1, plan="look") + host.submit(3, plan="profile")
        own = f"{host.prefix}own"
        options = ("-Q", f"{own},{host.prefix}jobs")
        note = tmp_path / "note"
        producer = Celery("acme", broker=more["ACME_BROKER"], set_as_current=False)
        producer.send_task("acme.note", (str(note), "thanks"), queue=own, ignore_result=True)
        named = {"app": "examples.celery_host", "options": options, "more": more}
        with host.coordinating(), celery(host, **named) as worker:
            assert host.await_all(jobs), worker.log
            assert eventually(note.exists), worker.log
        host.all_is_well(jobs)
        seen = host.pipeline.tenant("acme").artifact(host.job(jobs[0]), Seen)
        with producer.connection_for_write() as connection:
            connection.channel().queue_delete(own)
            connection.channel().exchange_delete(own)
    assert "RESUME_PIPELINE_LEDGER" in {name.partition("=")[0] for name in seen.variables}
    assert not [name for name in seen.modules if "ledger" in name or name == "sqlalchemy"]
    assert not [variable for variable in seen.in_box if "RESUME_PIPELINE" in variable]


@pytest.mark.parametrize(
    ("kind", "pool"),
    [("amqp", "prefork"), ("redis", "prefork"), ("amqp", "threads"), ("redis", "solo")],
)
def test_a_shutdown_interrupts_and_is_no_failure(tmp_path: Path, kind: str, pool: str) -> None:
    """Documents are long, deploys are short: what runs is told to stop, and another goes on."""
    more, options = {"ACME_MARKS": str(tmp_path)}, ("--pool", pool)
    with (
        broker(kind) as queue,
        Host.open(tmp_path, queue, plugins=[STAGES]) as host,
        host.coordinating(),
    ):
        (job,) = host.submit(1, plan="wait")
        with celery(host, slots=1, more=more, options=options) as worker:
            assert eventually((tmp_path / "runs").exists), worker.log
            assert worker.stop() == 0
        assert eventually(lambda: host.job(job).interruptions == 1), worker.log
        with celery(host, slots=1, more=more, options=options):
            assert host.await_all([job])
        host.all_is_well([job])
        counted = host.job(job)
        assert (counted.failures, counted.crashes, counted.interruptions) == (0, 0, 1)


def test_a_killed_process_of_the_pool_counts_as_a_crash(tmp_path: Path) -> None:
    """While a job runs its process beats; when it is killed, the sweep starts the next attempt."""
    with (
        broker("redis") as queue,
        Host.open(tmp_path, queue, plugins=[STAGES]) as host,
        host.coordinating(),
    ):
        (job,) = host.submit(1, plan="wait")
        with celery(host, slots=1, more={"ACME_MARKS": str(tmp_path)}) as worker:
            runs = tmp_path / "runs"
            assert eventually(runs.exists), worker.log
            beats = 4 * float(host.shared["beat"])
            assert not eventually(lambda: host.job(job).crashes > 0, beats), "it was not heard"
            os.kill(int(runs.read_text(encoding="utf-8")), signal.SIGKILL)
            assert host.await_all([job]), worker.log
        host.all_is_well([job])
        counted = host.job(job)
        assert (counted.failures, counted.crashes, counted.interruptions) == (0, 1, 0)


@pytest.mark.parametrize(("kind", "count"), [("amqp", 30), ("redis", 10)])
def test_jobs_survive_kills_at_every_point(tmp_path: Path, kind: str, count: int) -> None:
    """Each process of two pools dies at a point of its own; then whole workers are killed."""
    points = [point for point in WORKER_POINTS if point != "run.handed_on"]
    with broker(kind) as queue, Host.open(tmp_path, queue) as host, host.coordinating():
        workers = [celery(host, name=f"celery-{number}") for number in range(2)]
        for number, worker in enumerate(workers):
            worker.die((point, 2) for point in points[number::2])
        jobs = host.submit(count)

        def all_died() -> bool:
            if host.ended(jobs) == len(jobs):
                jobs.extend(host.submit(8))  # until every process has passed its point twice
            return sum(len(worker.died) for worker in workers) == len(points)

        with workers[0], workers[1]:
            assert eventually(all_died, 240), f"{[worker.died for worker in workers]}"
            for worker in workers:
                before = host.ended(jobs)
                jobs.extend(host.submit(count // 2))
                assert eventually(lambda n=before: host.ended(jobs) > n), worker.log
                worker.kill()
                worker.start()
            assert host.await_all(jobs), host.pipeline.counters()
        host.all_is_well(jobs)
    print(f"{len(jobs)} jobs; {len(points)} processes of pools and 2 workers were killed")
