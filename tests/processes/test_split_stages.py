"""A stage as a service of its own, by settings alone: each side has only its own stage."""

from __future__ import annotations

from pathlib import Path

import pytest

from resume_pipeline.testing.machine import WORKER_POINTS
from tests.processes.celery_hosting import Host, broker, eventually
from tests.processes.celery_words import Counted
from tests.processes.celery_worker import CeleryWorker, LoopWorker, WorkerProcess

pytestmark = [pytest.mark.server, pytest.mark.slow]
HERE = "tests.processes"
ROUTES = {"acme.count": "counting"}
JOBS = 20
#: What a worker passes that hands a job on, and one that ends it.
FIRST = [
    point for point in WORKER_POINTS if point not in ("run.result_written", "run.ending_stored")
]
LAST = [point for point in WORKER_POINTS if point != "run.handed_on"]


def service(engine: str, host: Host, queue: str, plugin: str) -> WorkerProcess:
    """A worker of ``engine`` on ``queue`` that has the stages of ``plugin`` and no others."""
    settings = {**host.shared, "plugins": [f"{HERE}.{plugin}"]}
    if engine == "celery":
        queues = host.prefix + queue
        return CeleryWorker(home=host.home, settings=settings, queues=queues, name=queue)
    return LoopWorker(home=host.home, settings=settings, queue=queue, name=queue)


@pytest.mark.parametrize(
    ("kind", "first", "second"), [("amqp", "celery", "loop"), ("redis", "loop", "celery")]
)
def test_two_services_with_a_stage_each_survive_kills_in_every_window(
    tmp_path: Path, kind: str, first: str, second: str
) -> None:
    whole = [f"{HERE}.celery_{name}" for name in ("words", "first", "second")]
    settings = {"routes": ROUTES, "plugins": whole}
    with broker(kind) as queue, Host.open(tmp_path, queue, **settings) as host:
        reading = service(first, host, "jobs", "celery_first")
        counting = service(second, host, "counting", "celery_second")
        reading.die((point, 2) for point in FIRST)
        counting.die((point, 2) for point in LAST)
        jobs = host.submit(JOBS, plan="count")

        def is_over() -> bool:
            reading.replace()
            counting.replace()
            if host.ended(jobs) < len(jobs):
                return False
            if (reading.died, counting.died) == (sorted(FIRST), sorted(LAST)):
                return True
            jobs.extend(host.submit(8, plan="count"))  # until everyone has passed its point twice
            return False

        with host.coordinating(), reading, counting:
            is_so = eventually(is_over, 300)
            assert is_so, (host.ended(jobs), reading.died, counting.died, reading.log[-3000:])
        host.all_is_well(jobs)
        tenant = host.pipeline.tenant("acme")
        for job in jobs[:3]:
            assert tenant.artifact(host.job(job), Counted).count > 10
            assert tenant.verify(job).holds
    print(f"{len(jobs)} jobs; {len(FIRST) + len(LAST)} processes were killed")
