"""Real processes, killed with SIGKILL at every fault point of the road."""

from __future__ import annotations

from pathlib import Path

import pytest

from resume_pipeline import demo
from resume_pipeline.model.event import fold
from resume_pipeline.testing.chaos import SETTINGS
from resume_pipeline.testing.fleet import Fleet, effects
from resume_pipeline.testing.machine import COORDINATOR_POINTS, WORKER_POINTS
from resume_pipeline.wire.vacancy import Vacancy

JOBS = 50
#: Points that this plan, on one queue and without cancels, passes.
WORKER = [p for p in WORKER_POINTS if p != "run.handed_on"]
COORDINATOR = [
    p for p in COORDINATOR_POINTS if not p.startswith("cancel.") and p != "finalize.ending_stored"
]
SHARE = -(-len(WORKER) // 3)


@pytest.mark.slow
def test_fifty_jobs_survive_a_kill_at_every_point(tmp_path: Path) -> None:
    fleet = Fleet(home=tmp_path, settings=SETTINGS)
    with fleet, fleet.host() as pipeline:
        tenant = pipeline.tenant("acme")
        files, advert = demo.write(tmp_path / "demo")
        vacancy = Vacancy.from_text(advert.read_text(encoding="utf-8"))
        records = [tenant.upload(path.read_bytes(), filename=path.name) for path in files]
        picked = [[records[i % len(records)]] for i in range(JOBS)]
        batch = tenant.batch(picked, vacancy=vacancy)
        for start in range(3):
            deaths = [(point, 2) for point in WORKER[start * SHARE : (start + 1) * SHARE]]
            fleet.add("worker", deaths)
        fleet.add("coordinator", [(point, 1) for point in COORDINATOR])

        def is_over() -> bool:
            return tenant.batch_of(batch.id).open == 0

        assert fleet.run_until(is_over, 300), "some jobs never ended"
        fleet.run_until(lambda: set(fleet.died) >= {*WORKER, *COORDINATOR}, 1)

        jobs = tenant.jobs(batch=batch.id)
        assert [job.state for job in jobs] == ["succeeded"] * JOBS
        assert effects(pipeline) == (JOBS, JOBS)
        assert len(pipeline.endings(0)) == JOBS
        for job in jobs:
            events = tenant.events(job)
            assert [event.seq for event in events] == list(range(1, len(events) + 1))
            assert fold(events) == job
            verification = tenant.verify(job)
            assert verification.holds, verification.lines()
    missed = {*WORKER, *COORDINATOR} - set(fleet.died)
    assert not missed, f"nobody died at {sorted(missed)}"
