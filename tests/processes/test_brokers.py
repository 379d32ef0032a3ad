"""Real workers on a real broker, killed where it hurts, with the ledger in Postgres."""

from __future__ import annotations

import uuid
from pathlib import Path

import pytest

from resume_pipeline import demo
from resume_pipeline.testing.chaos import SETTINGS
from resume_pipeline.testing.fleet import Fleet, effects
from tests.servers import amqp_url, postgres_schema, redis_url, remove_queues

JOBS = 20
#: One worker dies before and after its claim, the other with an ending that nobody heard of.
DEATHS = (
    [("run.received", 1), ("run.started", 2)],
    [("run.stage_written", 2), ("run.ending_stored", 1)],
)
SERVERS = {"amqp": amqp_url, "redis": redis_url}


@pytest.fixture(params=SERVERS)
def queue(request):
    server, prefix = SERVERS[request.param](), f"test_{uuid.uuid4().hex}."
    yield f"{server}?prefix={prefix}"
    remove_queues(server, prefix)


@pytest.fixture
def ledger():
    with postgres_schema() as url:
        yield url


@pytest.mark.slow
@pytest.mark.timeout(120)
def test_twenty_jobs_survive_four_killed_workers(tmp_path: Path, queue: str, ledger: str) -> None:
    fleet = Fleet(home=tmp_path, settings={**SETTINGS, "queue": queue}, ledger=ledger)
    with fleet, fleet.host() as pipeline:
        tenant = pipeline.tenant("acme")
        files, _ = demo.write(tmp_path / "demo")
        records = [tenant.upload(path.read_bytes(), filename=path.name) for path in files]
        jobs = [tenant.submit(records[i % len(records)], plan="profile").id for i in range(JOBS)]
        for deaths in DEATHS:
            fleet.add("worker", list(deaths))
        fleet.add("coordinator")

        def is_over() -> bool:
            return all(tenant.job(job).is_terminal for job in jobs) and len(fleet.died) == 4

        assert fleet.run_until(is_over, 60), f"not over; died at {fleet.died}"
        assert [tenant.job(job).state for job in jobs] == ["succeeded"] * JOBS
        assert effects(pipeline) == (JOBS, JOBS)
        assert sorted(fleet.died) == sorted(point for deaths in DEATHS for point, _ in deaths)
